"""Cursors: where a list was left off, opaque to its reader."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64

from domain.errors import Invalid

_LARGEST = 2**63 - 1


def written(*key: int | str) -> str:
    """The cursor after the row with this sort key."""
    return urlsafe_b64encode(json.dumps(key, separators=(",", ":")).encode()).decode().rstrip("=")


def numbers_and_id(cursor: str, *, numbers: int) -> tuple[list[int], str]:
    """The sort key of a cursor: so many numbers, then an id. Raises `Invalid` for a cursor that is not ours."""
    try:
        key = json.loads(urlsafe_b64decode(cursor.encode() + b"=="))
    except (NotBase64, ValueError, RecursionError) as error:
        raise _not_ours() from error
    if not isinstance(key, list) or len(key) != numbers + 1 or not isinstance(key[-1], str):
        raise _not_ours()
    if not all(type(number) is int and abs(number) <= _LARGEST for number in key[:-1]):
        raise _not_ours()
    return key[:-1], key[-1]


def _not_ours() -> Invalid:
    return Invalid("The cursor is not one that this list gave. Leave it out to start from the beginning.")
