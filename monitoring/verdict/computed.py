"""What is said of a sentence that tells a computed result: by rule, each of its figures is one of the result's.

No model is asked: it could only guess whether a sum is right.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from domain.answers import Claim, ClaimValue, Evidence, Support, ValueState, Verdict
from domain.tables import TableResult
from text.marks import strip_marks

DETECTOR = "computation"
RISK = 0.01
"""As that of a quote: what is left is that the question was understood in another way than it was meant."""

_FIGURE = re.compile(r"\d+(?:[.,:/\u00a0\u202f'’ -]?\d+)*")
_BLANKS = re.compile(r"[\u00a0\u202f '’]")


def tells(text: str, result: TableResult, *, given: Sequence[str]) -> bool:
    """Whether `text` says something of the result, and no figure that is neither the result's nor one of `given`.

    `given` are texts whose figures may be repeated: the question, the query in words, the names of the table's columns.
    A figure that was rounded is the result's to as many decimals as it shows.
    """
    plain = strip_marks(text).text
    cells = [cell for row in result.rows for cell in row if cell is not None]
    repeated = set(_figures([*given, *(cell for cell in cells if isinstance(cell, str))]))
    numbers = [float(cell) for cell in cells if isinstance(cell, int | float)] + [float(len(result.rows))]
    figures = list(_figures([plain]))
    if not all(figure in repeated or any(_is(figure, number) for number in numbers) for figure in figures):
        return False
    return any(_is(figure, number) for figure in figures for number in numbers) or any(
        isinstance(cell, str) and cell.casefold() in plain.casefold() for cell in cells
    )


def verdict_of(claim: Claim, evidence: Sequence[Evidence]) -> Verdict:
    """Of a sentence that `tells` a result; `evidence` are the rows that it was computed over."""
    bare = strip_marks(claim.text)
    values = tuple(
        ClaimValue(
            found.group(), bare.offsets[found.start()], bare.offsets[found.end() - 1] + 1, ValueState.COMPUTED, ()
        )
        for found in _FIGURE.finditer(bare.text)
    )
    return Verdict(Support.SUPPORTED, RISK, tuple(evidence), {DETECTOR: RISK}, answers=1.0, values=values)


def _figures(texts: Iterable[str]) -> Iterator[str]:
    return (_BLANKS.sub("", figure) for text in texts for figure in _FIGURE.findall(text))


def _is(figure: str, number: float) -> bool:
    return any(round(abs(number), decimals) == value for value, decimals in _readings(figure))


def _readings(figure: str) -> Iterator[tuple[float, int]]:
    """What a figure may come to, and how many decimals it shows: 1,234 is over a thousand, or one and a fraction."""
    if figure.isdigit():
        yield float(figure), 0
        return
    for decimal, grouping in ((".", ","), (",", ".")):
        whole, _, fraction = figure.replace(grouping, "").partition(decimal)
        if whole.isdigit() and (not fraction or fraction.isdigit()):
            yield float(f"{whole}.{fraction or 0}"), len(fraction)
