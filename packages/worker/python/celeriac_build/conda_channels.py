"""Where channels lie: an environment and its lock name them, and the place of a build says where each is."""

import os
from collections.abc import Iterable

PLACES = "CELERIAC_CONDA_CHANNELS"
"""Variable with a ``name=url`` for each channel that lies elsewhere, with spaces between them."""

DEFAULTS = ("pkgs/main", "pkgs/r")
"""What conda looks through on Linux where ``defaults`` is asked for."""


def read_places(text: str | None = None) -> dict[str, str]:
    """Reads where channels lie that are not at their own address."""
    pairs = (os.environ.get(PLACES, "") if text is None else text).split()
    return {name: url.rstrip("/") for name, _, url in (pair.partition("=") for pair in pairs)}


def expand(channels: Iterable[str], places: dict[str, str]) -> list[str]:
    """Gives the channels to look through, in order and once each."""
    names: list[str] = []
    for channel in channels:
        names += DEFAULTS if channel == "defaults" and channel not in places else (channel,)
    return list(dict.fromkeys(names))


def locate(channel: str, places: dict[str, str]) -> str:
    """Gives the URL of a channel, without a slash at its end."""
    if channel in places:
        return places[channel]
    if channel in DEFAULTS:
        # A mirror of `defaults` has what all of them have.
        return places.get("defaults", public_url(channel))
    return public_url(channel)


def public_url(channel: str) -> str:
    """Gives the URL that a channel has for everybody."""
    if "://" in channel:
        return channel.rstrip("/")
    if channel == "defaults":
        return public_url(DEFAULTS[0])
    host = "repo.anaconda.com" if channel in DEFAULTS else "conda.anaconda.org"
    return f"https://{host}/{channel}"


def locate_spec(spec: str, places: dict[str, str]) -> str:
    """Puts the URL of its channel before a package that names one: ``conda-forge::numpy``."""
    channel, separator, package = spec.rpartition("::")
    return f"{locate(channel, places)}::{package}" if separator else spec


def without_password(url: str) -> str:
    """Takes the user and password out of a URL."""
    scheme, separator, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme}{separator}{host.rpartition('@')[2]}{slash}{path}"
