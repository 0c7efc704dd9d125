"""Has micromamba do what conda would."""

import os
import platform as host
import subprocess
import sys
import tempfile
from pathlib import Path

CREATE = ("/usr/local/bin/micromamba", "create", "--no-rc", "--yes", "--quiet", "--prefix")

SUBDIRS = {"x86_64": "linux-64", "arm64": "linux-aarch64"}

SETTINGS = {
    "MAMBA_ROOT_PREFIX": "/opt/mamba",
    "MAMBA_REMOTE_CONNECT_TIMEOUT_SECS": "10",
    "MAMBA_REMOTE_MAX_RETRIES": "2",
}


def platform() -> str:
    return SUBDIRS.get(host.machine(), f"linux-{host.machine()}")


def resolve(channels: list[str], specs: list[str], prefix: Path) -> None:
    """Installs the newest that fits what is asked for."""
    named = [part for channel in channels for part in ("--channel", channel)]
    _create(prefix, ["--override-channels", *named, *specs])


def install(archives: list[tuple[str, str]], prefix: Path) -> None:
    """Installs archives, each a URL and its SHA-256."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "explicit.txt"
        file.write_text("".join(f"{line}\n" for line in ("@EXPLICIT", *(f"{url}#{sha256}" for url, sha256 in archives))))
        _create(prefix, ["--file", str(file)])


def _create(prefix: Path, words: list[str]) -> None:
    done = subprocess.run([*CREATE, str(prefix), *words], env=os.environ | SETTINGS, check=False)
    if done.returncode != 0:
        sys.exit(done.returncode)
