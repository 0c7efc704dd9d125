"""``datetime`` on the wire: RFC 3339."""

import re
from datetime import datetime, timedelta, timezone

from .value_problem import ValueProblem, wrong_type

_WIRE = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})"
    r"(?:\.([0-9]+))?(?:Z|([+-])([0-9]{2}):([0-9]{2}))?\Z"
)


def decode_datetime(wire: object) -> datetime:
    """An aware ``datetime``; without an offset it is UTC; what is finer than µs is cut."""
    if not isinstance(wire, str):
        raise wrong_type("a datetime as text", wire)
    match = _WIRE.match(wire)
    if match is None:
        raise ValueProblem("invalid-datetime", f"{wire[:60]!r} is no RFC 3339 datetime")
    *numbers, fraction, sign, hours, minutes = match.groups()
    offset = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
    try:
        if minutes is not None and int(minutes) > 59:
            raise ValueError("minute offset must be in 0..59")
        zone = timezone(-offset if sign == "-" else offset) if offset else timezone.utc
        microsecond = int((fraction or "0")[:6].ljust(6, "0"))
        moment = datetime(*map(int, numbers), microsecond, zone)
        moment.astimezone(timezone.utc)
    except (ValueError, OverflowError) as error:
        raise ValueProblem("invalid-datetime", f"{wire[:60]!r} is no datetime: {error}") from None
    return moment


def encode_datetime(value: object) -> str:
    """UTC with three digits of fraction, or six where there are microseconds."""
    if not isinstance(value, datetime):
        raise wrong_type("a datetime", value)
    try:
        aware = value if value.tzinfo is not None else value.replace(tzinfo=timezone.utc)
        moment = aware.astimezone(timezone.utc).replace(tzinfo=None)
    except (ValueError, OverflowError) as error:
        raise ValueProblem("invalid-datetime", f"the datetime has no UTC form: {error}") from None
    precision = "microseconds" if moment.microsecond % 1000 else "milliseconds"
    return moment.isoformat(timespec=precision) + "Z"
