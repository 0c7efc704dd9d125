"""What a message says of blobs, checked before anything is opened."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from .failure import CallFailure

_CALL = r"[0-9A-Za-z][0-9A-Za-z.-]{0,199}"
_KEY = re.compile(_CALL + r"/[a-z][a-z0-9-]{0,63}\Z")
_CALL_ALONE = re.compile(_CALL + r"\Z")


@dataclass(frozen=True, slots=True)
class BlobSlots:
    """Where large results of one call go."""

    call: str
    limit_bytes: int
    urls: tuple[str, ...] | None
    """Signed, each for one ``PUT``; ``None`` where results go to the app's directory."""


@dataclass(frozen=True, slots=True)
class BlobClaim:
    """Where a value of the message lies; no key leads out of the app's directory."""

    key: str
    size: int
    url: str | None


def parse_claim(claim: Mapping[str, object]) -> BlobClaim:
    """Refuses with ``MALFORMED_MESSAGE``."""
    key, size, url = claim.get("blob"), claim.get("bytes"), claim.get("url")
    if not isinstance(key, str) or not _KEY.match(key) or not _is_size(size):
        raise CallFailure("MALFORMED_MESSAGE", "The message names a blob that cannot be.")
    if url is not None and not _is_url(url):
        raise CallFailure("MALFORMED_MESSAGE", "The address of a blob is no http(s) URL.")
    return BlobClaim(key, size, url)  # type: ignore[arg-type]


def parse_slots(slots: object) -> BlobSlots | None:
    """``blobs`` of a message's embed; refuses with ``MALFORMED_MESSAGE``."""
    if slots is None:
        return None
    if isinstance(slots, dict):
        call, limit, urls = slots.get("call"), slots.get("limitBytes"), slots.get("urls")
        known = isinstance(call, str) and _CALL_ALONE.match(call) and _is_size(limit)
        if known and (urls is None or isinstance(urls, list) and all(map(_is_url, urls))):
            return BlobSlots(call, limit, None if urls is None else tuple(urls))
    raise CallFailure("MALFORMED_MESSAGE", "The message's blobs are not call, limitBytes and urls.")


def _is_size(size: object) -> bool:
    return isinstance(size, int) and not isinstance(size, bool) and size >= 0


def _is_url(url: object) -> bool:
    return isinstance(url, str) and re.match(r"https?://[^/\s]", url) is not None
