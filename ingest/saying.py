"""Numbers of pages or slides, said to people."""

from collections.abc import Sequence

_MOST_NAMED = 8


def numbered_pages(numbers: Sequence[int]) -> str:
    """`Page 3 is`, `Pages 3, 4 and 2 more are`."""
    return _numbered("Page", numbers)


def numbered_slides(numbers: Sequence[int]) -> str:
    """The same of slides."""
    return _numbered("Slide", numbers)


def _numbered(noun: str, numbers: Sequence[int]) -> str:
    named = ", ".join(map(str, numbers[:_MOST_NAMED]))
    more = f" and {len(numbers) - _MOST_NAMED} more" if len(numbers) > _MOST_NAMED else ""
    return f"{noun} {named} is" if len(numbers) == 1 else f"{noun}s {named}{more} are"
