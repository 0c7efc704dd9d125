"""Makes an environment of conda's packages while an image is built.

``python conda.py micromamba|rattler FOLDER PREFIX``: the folder has ``conda.lock``, what was resolved before; or
``environment.yaml``, JSON of what is asked for, and the lock is written.
"""

import base64
import json
import sys
import urllib.error
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path

from conda_channels import expand, locate, locate_spec, read_places, without_password
from conda_lock import LockedPackage, forget_places, parse_lock, read_installed

ANSWER_SECONDS = 25
"""A channel that does not begin to answer within this is taken for unreachable."""


def main(installer_name: str, folder: Path, prefix: Path) -> None:
    installer = import_module(f"conda_by_{installer_name}")
    places = read_places()
    lock = folder / "conda.lock"
    if lock.exists():
        packages = parse_lock(lock.read_text())
        channels = list(dict.fromkeys(package.channel for package in packages))
        _refuse_other_platform(packages, installer.platform())
        _expect_answers([package.url(places) for package in _first_of_each(packages)])
        installer.install([(package.url(places), package.sha256) for package in packages], prefix)
    else:
        asked = json.loads((folder / "environment.yaml").read_text())
        named = [spec.rpartition("::")[0] for spec in asked["dependencies"] if "::" in spec]
        channels = expand([*asked["channels"], *named], places)
        urls = [locate(channel, places) for channel in channels]
        _expect_answers([f"{url}/noarch/repodata.json" for url in urls])
        specs = [locate_spec(spec, places) for spec in asked["dependencies"]]
        installer.resolve(urls, specs, prefix)
        packages = read_installed(prefix, channels, places)
        lock.write_text("".join(f"{package}\n" for package in packages))
    forget_places(prefix, channels, places)


def _first_of_each(packages: list[LockedPackage]) -> list[LockedPackage]:
    return list({package.channel: package for package in reversed(packages)}.values())


def _refuse_other_platform(packages: list[LockedPackage], platform: str) -> None:
    others = sorted({package.subdir for package in packages} - {platform, "noarch"})
    if others:
        sys.exit(
            f"error: requirements.lock was made for {', '.join(others)}, and this image is for {platform};"
            " run celeriac lock --upgrade with the engine that builds it."
        )


def _expect_answers(urls: list[str]) -> None:
    """Ends in time where nobody answers, in words that say who."""
    with ThreadPoolExecutor(max_workers=8) as pool:
        problems = [problem for problem in pool.map(_find_problem, urls) if problem is not None]
    if problems:
        sys.exit("\n".join(problems))


def _find_problem(url: str) -> str | None:
    try:
        with urllib.request.urlopen(_to_request(url), timeout=ANSWER_SECONDS) as answer:
            answer.read(1)
    except urllib.error.HTTPError as error:
        if error.code in (401, 403, 404):
            return f"error: there is nothing of a channel at {without_password(url)}: {error.code} {error.reason}"
    except (OSError, ValueError) as error:
        return f"error sending request for url ({without_password(url)}): {getattr(error, 'reason', error)}"
    return None


def _to_request(url: str) -> urllib.request.Request:
    """Python's own client takes no user of a URL."""
    parts = urllib.parse.urlsplit(url)
    user, separator, host = parts.netloc.rpartition("@")
    request = urllib.request.Request(urllib.parse.urlunsplit(parts._replace(netloc=host)))
    if separator:
        token = base64.b64encode(urllib.parse.unquote(user).encode()).decode()
        request.add_header("Authorization", f"Basic {token}")
    return request


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
