"""Channels by name, wherever they lie; locks that name no place."""

import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "celeriac_build"))

import conda  # noqa: E402
import conda_channels as channels  # noqa: E402
import conda_lock as lock  # noqa: E402

MIRROR = {"defaults": "https://me:secret@mirror.example/main", "conda-forge": "file:///forge"}


def test_places_are_read_from_the_variable() -> None:
    text = "defaults=https://mirror.example/main/ conda-forge=file:///a=b"
    assert channels.read_places(text) == {"defaults": "https://mirror.example/main", "conda-forge": "file:///a=b"}
    assert channels.read_places("") == {}


@pytest.mark.parametrize(
    ("channel", "url"),
    [
        ("bioconda", "https://conda.anaconda.org/bioconda"),
        ("conda-forge", "file:///forge"),
        ("pkgs/main", "https://me:secret@mirror.example/main"),
        ("https://repo.example/own/", "https://repo.example/own"),
    ],
)
def test_a_channel_lies_where_the_place_says(channel: str, url: str) -> None:
    assert channels.locate(channel, MIRROR) == url


def test_defaults_are_those_of_conda_unless_there_is_a_mirror() -> None:
    assert channels.expand(["defaults", "conda-forge", "defaults"], {}) == ["pkgs/main", "pkgs/r", "conda-forge"]
    assert channels.expand(["defaults"], MIRROR) == ["defaults"]
    assert channels.locate("pkgs/r", {}) == "https://repo.anaconda.com/pkgs/r"
    assert channels.locate("defaults", {}) == "https://repo.anaconda.com/pkgs/main"


def test_a_package_names_its_channel_by_its_place() -> None:
    assert channels.locate_spec("conda-forge::scipy >=1", MIRROR) == "file:///forge::scipy >=1"
    assert channels.locate_spec("scipy", MIRROR) == "scipy"


def write_record(prefix: Path, name: str, channel: str, *depends: str) -> None:
    (prefix / "conda-meta").mkdir(exist_ok=True)
    url = f"{channel}/noarch/{name}-1.0-0.conda"
    record = {"name": name, "url": url, "channel": channel, "depends": depends, "sha256": "0" * 64}
    (prefix / "conda-meta" / f"{name}.json").write_text(json.dumps(record))


def test_what_is_installed_is_told_by_names_of_channels_and_in_order(tmp_path: Path) -> None:
    # An installer leaves the password out.
    write_record(tmp_path, "a", "https://mirror.example/main", "b >=1", "c")
    write_record(tmp_path, "b", "file:///forge", "a", "__glibc")
    write_record(tmp_path, "c", "https://elsewhere.example/x")
    names = ["defaults", "conda-forge"]
    found = lock.read_installed(tmp_path, names, MIRROR)
    assert [str(package).partition("#")[0] for package in found] == [
        "conda-forge/noarch/b-1.0-0.conda",
        "https://elsewhere.example/x/noarch/c-1.0-0.conda",
        "defaults/noarch/a-1.0-0.conda",
    ]
    assert lock.parse_lock("".join(f"{package}\n" for package in found)) == found
    assert found[2].url(MIRROR) == "https://me:secret@mirror.example/main/noarch/a-1.0-0.conda"
    lock.forget_places(tmp_path, names, MIRROR)
    record = json.loads((tmp_path / "conda-meta/a.json").read_text())
    assert record["url"] == "https://repo.anaconda.com/pkgs/main/noarch/a-1.0-0.conda"


def test_a_lock_of_another_platform_is_refused() -> None:
    packages = lock.parse_lock("a/linux-64/b-1-0.conda#0 a/noarch/c-1-0.conda#0")
    conda._refuse_other_platform(packages, "linux-64")
    with pytest.raises(SystemExit, match="was made for linux-64, and this image is for linux-aarch64"):
        conda._refuse_other_platform(packages, "linux-aarch64")


def test_a_channel_that_is_none_is_told_without_its_password() -> None:
    assert conda._find_problem((Path(__file__)).as_uri()) is None
    told = conda._find_problem("http://me:secret@127.0.0.1:1/x/noarch/repodata.json")
    assert told is not None and told.startswith("error sending request for url (http://127.0.0.1:1/x/")
