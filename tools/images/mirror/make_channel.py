"""Makes a channel of conda: ``python make_channel.py WHEELS FOLDER``.

Its Python is the one that runs this; its other packages are the wheels, packed as conda has them.
"""

import sys
import sysconfig
import zipfile
from pathlib import Path

from pack_conda import Package, write_channel

MINOR = f"{sys.version_info.major}.{sys.version_info.minor}"
LEFT_OUT = {"__pycache__", "site-packages", "dist-packages", "test", "idlelib", "turtledemo", "ensurepip", "EXTERNALLY-MANAGED"}


def main(wheels: Path, folder: Path) -> None:
    packed = [pack_wheel(wheel) for wheel in sorted(wheels.glob("*.whl"))]
    old = Package("markupsafe", "1.0", {"share/markupsafe.txt": b"old\n"}, subdir="linux-64")
    picky = Package("picky", "1.0", {"share/picky.txt": b"picky\n"}, ("markupsafe <2",))
    write_channel(folder, [old, pack_python(), *packed, picky])


def pack_python() -> Package:
    """Packs this Python, with nothing installed into it; Debian's changes to where packages go are undone."""
    stdlib = Path(sysconfig.get_path("stdlib"))
    files: dict[str, bytes | str] = {
        f"bin/python{MINOR}": Path(sys.executable).resolve().read_bytes(),
        "bin/python3": f"python{MINOR}",
        "bin/python": f"python{MINOR}",
        f"lib/python{MINOR}/site-packages/README.txt": b"Packages go here.\n",
        # Debian's interpreter has its own name for the folder compiled in.
        f"lib/python{MINOR}/dist-packages": "site-packages",
    }
    for path in stdlib.rglob("*"):
        within = path.relative_to(stdlib)
        if path.is_file() and not LEFT_OUT.intersection(within.parts):
            files[f"lib/python{MINOR}/{within}"] = path.read_bytes()
    schemes = (stdlib / "sysconfig.py").read_bytes()
    files[f"lib/python{MINOR}/sysconfig.py"] = schemes.replace(b"= 'posix_local'", b"= 'posix_prefix'")
    version = ".".join(str(part) for part in sys.version_info[:3])
    return Package("python", version, files, executables=frozenset({f"bin/python{MINOR}"}))


def pack_wheel(wheel: Path) -> Package:
    """Packs a wheel: for every platform where it is for every one."""
    name, version, *_, tag = wheel.stem.split("-")
    is_pure = tag == "any"
    root = "site-packages" if is_pure else f"lib/python{MINOR}/site-packages"
    with zipfile.ZipFile(wheel) as archive:
        files = {f"{root}/{entry}": archive.read(entry) for entry in archive.namelist() if not entry.endswith("/")}
    scripts = ("pip = pip._internal.cli.main:main",) if name == "pip" else ()
    subdir = "noarch" if is_pure else "linux-64"
    needs = "python" if is_pure else f"python {MINOR}.*"
    return Package(name.lower(), version, files, (needs,), subdir=subdir, entry_points=scripts)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
