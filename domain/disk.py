"""Telling a disk that takes nothing more from other failures."""

import errno

_REFUSED = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG})
FULL = "Nothing can be stored: the server's disk is full or cannot be written. Tell whoever runs it."


def is_full(error: BaseException | None) -> bool:
    """Whether `error`, or what caused it, says that the disk is full or read-only."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in _REFUSED:
            return True
        # Libraries that are not written in Python tell the system's error in words only.
        if any(f"os error {number}" in str(error) for number in _REFUSED):
            return True
        error = error.__cause__ or error.__context__
    return False
