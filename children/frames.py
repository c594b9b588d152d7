"""What goes through the pipe between the server and a child: a JSON head and a body of bytes.

No pickles: a child that hostile data has taken over must not be able to run code in the server.
"""

import json
import struct
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

Head: TypeAlias = Mapping[str, Any]

_SIZES = struct.Struct(">IQ")
_MAX_HEAD_BYTES = 1 << 20


class BrokenFrame(Exception):
    """The other side sent something else than a frame, or more than is allowed."""


def pack(head: Head, body: bytes = b"") -> bytes:
    """A frame."""
    encoded = json.dumps(head).encode()
    return b"".join((_SIZES.pack(len(encoded), len(body)), encoded, body))


def unpack(read: Callable[[int], bytes], *, max_body_bytes: int) -> tuple[Head, bytes]:
    """The next frame; `read` gives exactly so many bytes. Raises `BrokenFrame`."""
    head_bytes, body_bytes = _SIZES.unpack(read(_SIZES.size))
    if head_bytes > _MAX_HEAD_BYTES or body_bytes > max_body_bytes:
        raise BrokenFrame(f"a frame of {head_bytes} + {body_bytes} bytes")
    try:
        head = json.loads(read(head_bytes))
    except ValueError as error:
        raise BrokenFrame("a head that is not JSON") from error
    if not isinstance(head, dict):
        raise BrokenFrame("a head that is not an object")
    return head, read(body_bytes)
