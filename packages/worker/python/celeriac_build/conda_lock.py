"""What packages of conda were resolved to: ``channel/subdir/file#sha256`` a line, a package after those it needs."""

import json
from pathlib import Path
from typing import Any, NamedTuple

from conda_channels import locate, public_url, without_password


class LockedPackage(NamedTuple):
    """One archive, wherever its channel lies."""

    channel: str
    subdir: str
    file: str
    sha256: str

    def __str__(self) -> str:
        return f"{self.channel}/{self.subdir}/{self.file}#{self.sha256}"

    def url(self, places: dict[str, str]) -> str:
        return f"{locate(self.channel, places)}/{self.subdir}/{self.file}"


def parse_lock(text: str) -> list[LockedPackage]:
    """Reads the lines of a lock."""
    packages: list[LockedPackage] = []
    for line in text.split():
        path, _, sha256 = line.partition("#")
        channel, subdir, file = path.rsplit("/", 2)
        packages.append(LockedPackage(channel, subdir, file, sha256))
    return packages


def read_installed(prefix: Path, channels: list[str], places: dict[str, str]) -> list[LockedPackage]:
    """Reads what an environment consists of, a package after those that it needs."""
    records = {record["name"]: record for _, record in _read_records(prefix)}
    ordered: dict[str, LockedPackage] = {}

    def visit(name: str, above: tuple[str, ...]) -> None:
        if name not in records or name in ordered or name in above:
            return
        record = records[name]
        for needed in sorted(record.get("depends", [])):
            visit(needed.split()[0], (*above, name))
        ordered[name] = _to_package(record, channels, places)

    for name in sorted(records):
        visit(name, ())
    return list(ordered.values())


def forget_places(prefix: Path, channels: list[str], places: dict[str, str]) -> None:
    """Has the records of an environment name channels as everybody does: no image tells where it was built."""
    for path, record in _read_records(prefix):
        package = _to_package(record, channels, places)
        channel = public_url(package.channel)
        record |= {"channel": channel, "url": f"{channel}/{package.subdir}/{package.file}"}
        path.write_text(json.dumps(record, indent=1))
        # Installers write them for one user; the one in the image is another.
        path.chmod(0o644)


def _read_records(prefix: Path) -> list[tuple[Path, dict[str, Any]]]:
    paths = sorted((prefix / "conda-meta").glob("*.json"))
    return [(path, json.loads(path.read_text())) for path in paths]


def _to_package(record: dict[str, Any], channels: list[str], places: dict[str, str]) -> LockedPackage:
    base, subdir, file = record["url"].rsplit("/", 2)
    # An installer may leave a password out of what it notes.
    bare = without_password(base)
    names = [name for name in channels if without_password(locate(name, places)) == bare]
    return LockedPackage(names[0] if names else base, subdir, file, record["sha256"])
