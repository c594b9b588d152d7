"""A question read against one table: its words, what each of them may be, and which of them have been accounted for."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from domain.tables import Column, ColumnKind, Table
from tabular.linking import Link, Linker
from tabular.periods import Period, periods
from tabular.phrases import Phrase, Sign, phrases
from tabular.rewording import reworded
from tabular.tokens import Token, tokens
from tabular.units import DURATIONS, spoken_unit, unit_of
from tabular.vocabulary import vocabulary

_NUMBER_WORDS = {
    word: value
    for value, line in enumerate(
        ("two zwei két kettő", "three drei három", "four vier négy", "five fünf öt", "six sechs hat",
         "seven sieben hét", "eight acht nyolc", "nine neun kilenc", "ten zehn tíz", "eleven elf", "twelve zwölf"), 2,
    )
    for word in line.split()
}  # fmt: skip
_ONE = frozenset({"a", "an", "one", "einer", "einem", "eine", "egy"})
_TIMES = {"k": 1e3, "thousand": 1e3, "tausend": 1e3, "ezer": 1e3, "million": 1e6, "millionen": 1e6, "millió": 1e6}
_GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
_WITH_K = re.compile(r"(\d+)k")
_TOTALLING = frozenset({"total", "number", "count", "overall"})


class Unclear(Exception):
    """The question cannot be computed over the table; the message says why, to the person who asked."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of the question; its unit, if one stands beside it."""

    start: int
    end: int
    value: float
    unit: str | None


@dataclass(slots=True)
class Reading:
    """`used` are the tokens that have been accounted for."""

    table: Table
    words: tuple[Token, ...]
    periods: list[Period]
    links: list[Link]
    phrases: list[Phrase]
    figures: list[Figure]
    used: set[int] = field(default_factory=set)

    def use(self, *spans: Phrase | Link | Period | Figure) -> None:
        """Accounts for their tokens."""
        for span in spans:
            self.used.update(range(span.start, span.end))

    def said(self, *wanted: Sign) -> list[Phrase]:
        """Phrases of these signs that are not used yet."""
        return [phrase for phrase in self.phrases if phrase.sign in wanted and not self.is_used(phrase)]

    def is_used(self, span: Phrase | Link | Period | Figure) -> bool:
        """Whether all of its tokens are accounted for."""
        return self.used >= set(range(span.start, span.end))

    def before(self, index: int, *wanted: Sign, reach: int = 2) -> Phrase | None:
        """The nearest phrase of these signs with fewer than `reach` words before `index`, fillers not counted."""
        near = [
            phrase
            for phrase in self.phrases
            if phrase.sign in wanted and 0 <= index - phrase.end < reach + self._fillers(phrase.end, index)
        ]
        return max(near, key=lambda phrase: phrase.end, default=None)

    def _fillers(self, start: int, end: int) -> int:
        """How many words between say nothing."""
        idle = {i for p in self.phrases if p.sign in (Sign.FILLER, Sign.TAKEN) for i in range(p.start, p.end)}
        return sum(index in idle for index in range(start, end))

    def open_links(self, *kinds: ColumnKind) -> list[Link]:
        """Links to columns of these kinds that are not used yet."""
        return [
            link
            for link in self.links
            if not self.is_used(link) and any(column.kind in kinds for column in link.columns)
        ]

    def nearest(self, index: int, fits: Callable[[Column], bool], *, reach: int) -> Link | None:
        """The nearest link to a column that fits, the one before `index` first."""
        near = [
            (abs(index - link.start) - (link.start < index) * 0.5, link)
            for link in self.links
            if any(map(fits, link.columns)) and min(abs(index - link.start), abs(index - link.end)) <= reach
        ]
        return min(near, key=lambda pair: pair[0], default=(0.0, None))[1]

    def is_title(self, link: Link) -> bool:
        """Whether its first word is one of the table's title."""
        return self.words[link.start].stem in {token.stem for token in tokens(self.table.title.replace("_", " "))}

    def use_column(self, column: Column) -> None:
        """Accounts for every word that may name the column."""
        self.use(*(link for link in self.links if column in link.columns and not link.values))

    def unaccounted(self) -> list[str]:
        """Words that nothing explains, those side by side as one."""
        runs: list[list[str]] = []
        for index, word in enumerate(self.words):
            if index not in self.used:
                if not runs or index - 1 in self.used:
                    runs.append([])
                runs[-1].append(word.text)
        return [" ".join(run) for run in runs]


def read(question: str, table: Table, today: date) -> Reading:
    """Each word's readings; none is accounted for yet."""
    words = reworded(tokens(question), table)
    found_periods = _apart_from_cells(periods(words, today), words, table)
    dated = {index for period in found_periods for index in range(period.start, period.end)}
    all_phrases = [phrase for phrase in phrases(words) if not dated & set(range(phrase.start, phrase.end))]
    links = Linker(table).links(words, all_phrases, dated | _units_of_figures(words, vocabulary(table).stems))
    taken = dated | {index for link in links for index in range(link.start, link.end)}
    return Reading(table, words, found_periods, links, _apart(all_phrases, taken), _figures(words, taken))


def _apart_from_cells(found: list[Period], words: Sequence[Token], table: Table) -> list[Period]:
    """Without names of days and months that are cells of the table or stand in the name of a person, and without years
    that are in the name of a column that is spoken of."""
    kept = vocabulary(table)
    return [
        period
        for period in found
        if not (_is_single(period) and kept.is_cell(words[period.start].low))
        and not kept.is_in_name(words, period.start, period.end)
        and not kept.is_year_of_column(words, period.start, period.end)
    ]


def _is_single(period: Period) -> bool:
    """A name of a day or a month alone."""
    return bool(period.months or period.weekdays) and period.end == period.start + 1


def one_column(columns: Sequence[Column], what: str) -> Column:
    """The only one; of several the one that is called a total or number. Raises `Unclear`, naming them."""
    if len(columns) == 1:
        return columns[0]
    if not columns:
        raise Unclear(f"No column of the table holds {what}.")
    totals = [column for column in columns if _TOTALLING & {token.low for token in tokens(column.name)}]
    if len(totals) == 1:
        return totals[0]
    named = " or ".join(f"“{column.name}”" for column in columns[:4])
    raise Unclear(f"It is not clear which column is meant by {what}: {named}.")


def quoted(words: Iterable[str]) -> str:
    """Words in quotation marks, one after the other."""
    return ", ".join(f"“{word}”" for word in words)


def _apart(found: Sequence[Phrase], taken: set[int]) -> list[Phrase]:
    """From left to right the longest phrases whose tokens are not taken by anything else."""
    kept: list[Phrase] = []
    covered = set(taken)
    for phrase in found:
        span = set(range(phrase.start, phrase.end))
        if not span & covered:
            kept.append(phrase)
            covered |= span
    return kept


def _figures(words: Sequence[Token], taken: set[int]) -> list[Figure]:
    found = []
    for index, word in enumerate(words):
        value = _value(word.low) if index not in taken else None
        behind = words[index + 1].low if index + 1 < len(words) and index + 1 not in taken else ""
        if word.low in _ONE and spoken_unit(behind) in DURATIONS and not _makes_rate(words, index):
            value = 1.0
        if value is None:
            continue
        start, end = index, index + 1
        following = words[end].low if end < len(words) else ""
        if following in _TIMES:
            value, end = value * _TIMES[following], end + 1
            following = words[end].low if end < len(words) else ""
        unit = unit_of(following) if end not in taken else spoken_unit(following)
        end += unit is not None
        if unit is None and index and (unit := spoken_unit(words[index - 1].low)) is not None:
            start -= 1
        found.append(Figure(start, end, value, unit))
    return found


def _makes_rate(words: Sequence[Token], index: int) -> bool:
    """ "hours a week": an article behind a unit is no number."""
    return index > 0 and words[index].low in ("a", "an") and spoken_unit(words[index - 1].low) is not None


def _units_of_figures(words: Sequence[Token], own: frozenset[str]) -> set[int]:
    """Where units stand right behind or before numbers; "a second letter" is no time where the table has "second"."""
    beside = set()
    for index, word in enumerate(words):
        is_second = word.low == "second" and word.stem in own and index + 1 < len(words)
        if spoken_unit(word.low) is None or is_second or _makes_rate(words, index - 1):
            continue
        if (index and (words[index - 1].is_number or words[index - 1].low in {*_TIMES, *_ONE, *_NUMBER_WORDS})) or (
            index + 1 < len(words) and words[index + 1].is_number and not word.low.isalpha()
        ):
            beside.add(index)
    return beside


def _value(low: str) -> float | None:
    if low in _NUMBER_WORDS:
        return float(_NUMBER_WORDS[low])
    if match := _WITH_K.fullmatch(low):
        return float(match[1]) * 1e3
    if not low[0].isdigit() or any(map(str.isalpha, low)) or set(low) & set(":/-"):
        return None
    if _GROUPED.fullmatch(low):
        return float(low.replace(",", "").replace(".", "")) if not low.startswith("0") else float(low.replace(",", "."))
    return float(low.replace(",", ".")) if low.count(",") + low.count(".") < 2 else None
