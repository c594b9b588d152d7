"""Which mark of a column's numbers is the decimal one: what its cells say together."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tabular.cells import Written, written_number

_THREE_DIGITS = re.compile(r"\d{1,3}[.,]\d{3}")
_GROUPED = {".": re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?"), ",": re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")}
_OTHER = {".": ",", ",": "."}


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """`decimal_mark` is null where no cell shows one; `is_certain` where the cells say it themselves."""

    decimal_mark: str | None
    is_certain: bool

    def value(self, cell: str) -> float | None:
        """The number of a cell; null where it is none, or not of this form."""
        written = written_number(cell)
        return None if written is None else self._value(written)

    def _value(self, written: Written) -> float | None:
        mark = self.decimal_mark or "."
        thousands = _OTHER[mark]
        digits = written.digits
        if thousands in digits:
            if not _GROUPED[thousands].fullmatch(digits):
                return None
            digits = digits.replace(thousands, "")
        if digits.count(mark) > 1:
            return None
        return written.sign * float(digits.replace(mark, ".") + written.exponent)


def number_format(cells: Sequence[str], elsewhere: str | None) -> NumberFormat | None:
    """How the numbers of a column are written; null where it has none, or its cells contradict one another.

    `elsewhere` is the decimal mark of the table's other columns, for columns whose cells leave it open.
    """
    numbers = [written.digits for cell in cells if (written := written_number(cell)) is not None]
    if not numbers:
        return None
    said = {mark for digits in numbers if (mark := _decimal_mark(digits)) is not None}
    if len(said) == 2:
        return None
    if said:
        return NumberFormat(said.pop(), is_certain=True)
    open_marks = {digits[-4] for digits in numbers if _THREE_DIGITS.fullmatch(digits)}
    if not open_marks:
        return NumberFormat(elsewhere, is_certain=False)
    if len(open_marks) == 2:
        return None
    return NumberFormat(elsewhere or _likely_mark(numbers, open_marks.pop()), is_certain=False)


def _decimal_mark(digits: str) -> str | None:
    """The mark that must be the decimal one; null where the number leaves it open."""
    marks = [character for character in digits if character in ".,"]
    if not marks:
        return None
    if len(set(marks)) == 2:
        return marks[-1]
    if len(marks) > 1:
        return _OTHER[marks[0]]
    if _THREE_DIGITS.fullmatch(digits) and not digits.startswith("0"):
        return None
    return marks[0]


def _likely_mark(numbers: Sequence[str], mark: str) -> str:
    """Small whole numbers beside `1.234` show thousands; a comma before three digits alone is one of thousands."""
    whole = any(digits.isdigit() and len(digits) <= 3 for digits in numbers)
    return _OTHER[mark] if mark == "," or whole else mark
