"""What is said of a sentence that tells a computed result: by rule, each of its figures is one of the result's.

No model is asked: it could only guess whether a sum is right.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import permutations

from domain.answers import Claim, ClaimValue, Evidence, Support, ValueState, Verdict
from domain.tables import TableResult
from text.marks import strip_marks

DETECTOR = "computation"
RISK = 0.01
"""As that of a quote: what is left is that the question was understood in another way than it was meant."""

_FIGURE = re.compile(r"\d+(?:[.,:/-]\d+|[\u00a0\u202f '’]\d{3}(?!\d))*")
_ALONE = re.compile(rf"(?<!\w){_FIGURE.pattern}(?!\w)")
_PART = re.compile(r"\d{1,4}")
_BLANKS = re.compile(r"[\u00a0\u202f '’]")


def tells(text: str, result: TableResult, *, given: Sequence[str]) -> bool:
    """Whether `text` says something of the result, and no figure that is neither the result's nor one of `given`.

    `given` are texts whose figures may be repeated: the question, the query in words, the names of the table's columns.
    A figure that was rounded is the result's to as many decimals as it shows.
    """
    plain = strip_marks(text).text
    words = [cell for row in result.rows for cell in row if isinstance(cell, str)]
    repeated, numbers = _repeated([*given, *words]), set(_numbers(result))
    figures = list(_figures(plain))
    if not all(figure in repeated or any(_is(figure, number) for number in numbers) for figure in figures):
        return False
    if not any(cell for row in result.rows for cell in row):  # nothing, or zero: then there is nothing to name
        return True
    of_words = _repeated(words)
    return any(figure in of_words or any(_is(figure, number) for number in numbers) for figure in figures) or any(
        word.casefold() in plain.casefold() for word in words
    )


def verdict_of(claim: Claim, result: TableResult, evidence: Sequence[Evidence]) -> Verdict:
    """Of a sentence of a text that `tells` the result; `evidence` are the rows that it was computed over.

    Its values are the figures that were computed, not those of cells or of the question.
    """
    bare, numbers = strip_marks(claim.text), set(_of_rows(result))
    values = tuple(
        ClaimValue(
            found.group(), bare.offsets[found.start()], bare.offsets[found.end() - 1] + 1, ValueState.COMPUTED, ()
        )
        for found in _ALONE.finditer(bare.text)
        if any(_is(_BLANKS.sub("", found.group()), number) for number in numbers)
    )
    return Verdict(Support.SUPPORTED, RISK, tuple(evidence), {DETECTOR: RISK}, answers=1.0, values=values)


def _figures(text: str) -> list[str]:
    return [_BLANKS.sub("", figure) for figure in _FIGURE.findall(text)]


def _repeated(texts: Iterable[str]) -> set[str]:
    """Whole figures of `texts`, and the parts of dates and times: 2025-03-09 may be told as 9 March 2025."""
    found = {figure for text in texts for figure in _figures(text)}
    return found | {str(int(part)) for figure in found for part in _PART.findall(figure)}


def _numbers(result: TableResult) -> Iterator[float]:
    """Those of the result, how many rows there are, and what two numbers of a row come to: difference, share."""
    yield from (float(at) for at in range(1, len(result.rows) + 1))
    yield float(result.source_count)
    yield from _of_rows(result)


def _of_rows(result: TableResult) -> Iterator[float]:
    for row in result.rows:
        numbers = [float(cell) for cell in row if isinstance(cell, int | float)]
        yield from numbers
        for one, other in permutations(numbers, 2):
            yield one - other
            if other:
                yield 100 * one / other


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
