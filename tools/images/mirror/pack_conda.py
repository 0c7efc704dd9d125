"""Packs files as packages of conda, and writes the index of a channel of them."""

import hashlib
import io
import json
import tarfile
import zipfile
from pathlib import Path
from typing import NamedTuple

import zstandard


class Package(NamedTuple):
    """What a package is; files are contents by path, a text being the target of a link."""

    name: str
    version: str
    files: dict[str, bytes | str]
    depends: tuple[str, ...] = ()
    subdir: str = "linux-64"
    entry_points: tuple[str, ...] = ()
    executables: frozenset[str] = frozenset()

    @property
    def build(self) -> str:
        """Another one for other files: installers keep what they have unpacked by it."""
        digest = hashlib.sha256(repr((sorted(self.files.items()), self.depends)).encode())
        return f"h{digest.hexdigest()[:7]}_0"

    @property
    def index(self) -> dict[str, object]:
        noarch = {"noarch": "python"} if self.subdir == "noarch" else {}
        return {
            "name": self.name,
            "version": self.version,
            "build": self.build,
            "build_number": 0,
            "depends": list(self.depends),
            "subdir": self.subdir,
            **noarch,
        }


def write_channel(folder: Path, packages: list[Package]) -> None:
    """Writes a channel: the first package in the older format of archives, the others in the newer."""
    indexes: dict[str, dict[str, dict[str, object]]] = {"linux-64": {}, "noarch": {}}
    for place, package in enumerate(packages):
        suffix = ".tar.bz2" if place == 0 else ".conda"
        file = f"{package.name}-{package.version}-{package.build}{suffix}"
        archive = _pack_old(package) if place == 0 else _pack_new(package, file.removesuffix(suffix))
        target = folder / package.subdir / file
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(archive)
        sums = {"md5": hashlib.md5(archive).hexdigest(), "sha256": hashlib.sha256(archive).hexdigest()}
        indexes[package.subdir][file] = package.index | sums | {"size": len(archive)}
    for subdir, index in indexes.items():
        old = {file: record for file, record in index.items() if file.endswith(".tar.bz2")}
        new = {file: record for file, record in index.items() if file.endswith(".conda")}
        repodata = {"info": {"subdir": subdir}, "packages": old, "packages.conda": new, "repodata_version": 1}
        (folder / subdir).mkdir(parents=True, exist_ok=True)
        (folder / subdir / "repodata.json").write_text(json.dumps(repodata, indent=1))


def _pack_old(package: Package) -> bytes:
    return _tar(_info(package) | package.files, package.executables, "w:bz2")


def _pack_new(package: Package, stem: str) -> bytes:
    packed = io.BytesIO()
    compress = zstandard.ZstdCompressor(level=3).compress
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("metadata.json", json.dumps({"conda_pkg_format_version": 2}))
        archive.writestr(f"pkg-{stem}.tar.zst", compress(_tar(package.files, package.executables, "w")))
        archive.writestr(f"info-{stem}.tar.zst", compress(_tar(_info(package), frozenset(), "w")))
    return packed.getvalue()


def _info(package: Package) -> dict[str, bytes | str]:
    paths = [_path(name, content) for name, content in sorted(package.files.items())]
    link = {"noarch": {"type": "python", "entry_points": list(package.entry_points)}, "package_metadata_version": 1}
    info = {
        "index.json": package.index,
        "paths.json": {"paths": paths, "paths_version": 1},
        "about.json": {},
        **({"link.json": link} if package.subdir == "noarch" else {}),
    }
    texts = {f"info/{name}": json.dumps(value, indent=1).encode() for name, value in info.items()}
    return texts | {"info/files": "".join(f"{name}\n" for name in sorted(package.files)).encode()}


def _path(name: str, content: bytes | str) -> dict[str, object]:
    if isinstance(content, str):
        return {"_path": name, "path_type": "softlink", "sha256": hashlib.sha256(b"").hexdigest(), "size_in_bytes": 0}
    sha256 = hashlib.sha256(content).hexdigest()
    return {"_path": name, "path_type": "hardlink", "sha256": sha256, "size_in_bytes": len(content)}


def _tar(files: dict[str, bytes | str], executables: frozenset[str], mode: str) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode=mode) as archive:
        for name, content in sorted(files.items()):
            entry = tarfile.TarInfo(name)
            entry.mode = 0o755 if name in executables else 0o644
            if isinstance(content, str):
                entry.type, entry.linkname = tarfile.SYMTYPE, content
                archive.addfile(entry)
            else:
                entry.size = len(content)
                archive.addfile(entry, io.BytesIO(content))
    return packed.getvalue()
