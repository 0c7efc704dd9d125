"""Does what conda would by the libraries of rattler, which come from the package index."""

import asyncio
import sys
from pathlib import Path

from rattler import BuildString, Client, Gateway, MatchSpec, PackageRecord, RepoDataRecord, Subdir, VirtualPackage
from rattler import install as link
from rattler import solve
from rattler.exceptions import SolverError

CACHE = Path("/opt/mamba/pkgs")


def platform() -> str:
    return str(Subdir.current())


def resolve(channels: list[str], specs: list[str], prefix: Path) -> None:
    """Installs the newest that fits what is asked for."""
    asyncio.run(_resolve(channels, specs, prefix))


def install(archives: list[tuple[str, str]], prefix: Path) -> None:
    """Installs archives, each a URL and its SHA-256."""
    asyncio.run(_link([_to_record(url, sha256) for url, sha256 in archives], prefix))


async def _resolve(channels: list[str], specs: list[str], prefix: Path) -> None:
    gateway = Gateway(cache_dir=CACHE / "repodata", client=_client())
    try:
        records = await solve(
            channels,
            [MatchSpec(spec) for spec in specs],
            gateway=gateway,
            virtual_packages=VirtualPackage.detect(),
        )
    except SolverError as error:
        sys.exit(f"error: could not solve for the packages of conda\n{error}")
    await _link(records, prefix)


async def _link(records: list[RepoDataRecord], prefix: Path) -> None:
    await link(
        records,
        prefix,
        cache_dir=CACHE,
        client=_client(),
        show_progress=False,
        execute_link_scripts=True,
    )


def _client() -> Client:
    return Client.default_client(max_retries=2)


def _to_record(url: str, sha256: str) -> RepoDataRecord:
    channel, subdir, file = url.rsplit("/", 2)
    stem = file.removesuffix(".conda").removesuffix(".tar.bz2")
    name, version, build = stem.rsplit("-", 2)
    record = PackageRecord(
        name=name,
        version=version,
        build=BuildString(build),
        build_number=0,
        subdir=subdir,
        sha256=bytes.fromhex(sha256),
    )
    return RepoDataRecord(record, file, url, channel)
