"""Which words of a question are cells, columns or rows of a table: the longest and surest reading of each place."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from domain.tables import Column, ColumnKind, Table
from tabular.phrases import Phrase, Sign
from tabular.synonyms import MATTERS, matters_of
from tabular.tokens import Token, alike, is_typo, name_tokens, tokens, word_set
from tabular.units import spoken_unit
from tabular.vocabulary import vocabulary

_SHORT_WORD = 2
_SHORT_FILLER = 5
# Such a phrase gives way to a cell or a column of its name; short words never do.
_YIELDING = (Sign.FILLER, Sign.SPENT, Sign.TAKEN, Sign.TAKINGS)
_DATE_WORDS = word_set("date dates day datum dátum dátuma napja")
# A cell has such a word for another reason than a question: "not back yet", and "came back late".
_PARTICLES = word_set("back out off away up down")
_PROSE = word_set("note notes remark remarks comment comments bemerkung bemerkungen notiz anmerkung megjegyzés")
_SMALL = word_set("and of the for in de und der die das és a & by to with")


@dataclass(frozen=True, slots=True)
class Link:
    """What tokens from `start` to before `end` are. `values`: by column, the cells that they name or are part of.

    `is_whole`: they are all of a cell, or of a column's name. `is_row`: they mean the table's rows.
    """

    start: int
    end: int
    columns: tuple[Column, ...] = ()
    values: Mapping[Column, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    is_whole: bool = False
    is_row: bool = False
    grade: int = 0

    @property
    def column(self) -> Column | None:
        """The one column that it is, if one."""
        return self.columns[0] if len(self.columns) == 1 else None


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    column: Column
    value: str | None
    is_whole: bool
    grade: int


class Linker:
    """Of one table."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._words = vocabulary(table)
        self._names = self._words.names

    def links(self, words: Sequence[Token], phrases: Sequence[Phrase], taken: Iterable[int]) -> list[Link]:
        """Of the words that are not `taken`, by what is surer first; phrases may cover what is left."""
        free = set(range(len(words))) - set(taken)
        found = [*self._found_values(words), *self._found_names(words)]
        said = {
            index
            for phrase in phrases
            for index in range(phrase.start, phrase.end)
            if phrase.sign not in _YIELDING or len(words[index].low) < _SHORT_FILLER
        }
        idle = {i for phrase in phrases if phrase.sign is Sign.FILLER for i in range(phrase.start, phrase.end)}
        links: list[Link] = []
        for start, end in _by_sureness(found, said, idle):
            if end - start == 1 and self._is_doubtful([o for o in found if (o.start, o.end) == (start, end)], words):
                continue
            if free >= set(range(start, end)):
                links.append(self._link([one for one in found if (one.start, one.end) == (start, end)], words))
                free -= set(range(start, end))
        said |= {i for phrase in phrases if phrase.sign is Sign.SPENT for i in range(phrase.start, phrase.end)}
        for index in sorted(free - said):
            other = self._by_matter(index, words) or self._by_row(index, words) or self._by_typo(index, words)
            if other is not None:
                links.append(other)
        links = [self._with_first_name(link, links, said, words) for link in links]
        return _with_date_words(sorted(links, key=lambda link: link.start), words)

    def _with_first_name(self, link: Link, links: Sequence[Link], said: set[int], words: Sequence[Token]) -> Link:
        """ "Terry Ogden" and "t. ogden" where cells are "B. Ogden" and "T. Ogden" or "Terry Ogden"."""
        before = link.start - 1
        if before < 0 or not link.values or any(other.start <= before < other.end for other in links):
            return link
        first = words[before]
        if not first.low.isalpha() or (before in said and first.text != "Will"):
            return link
        surname = {word.low for word in words[link.start : link.end]}
        fitting = {
            column: tuple(value for value in values if _begins(first.low, value, surname))
            for column, values in link.values.items()
        }
        fitting = {column: values for column, values in fitting.items() if values}
        return replace(link, start=before, values=MappingProxyType(fitting)) if fitting else link

    def _is_doubtful(self, found: Sequence[_Found], words: Sequence[Token]) -> bool:
        """Whether a single word of a longer cell is rather another word for a column: "late" of "late bus"."""
        if any(one.is_whole or one.value is None for one in found):
            return False
        return self._by_matter(found[0].start, words) is not None

    def _link(self, found: Sequence[_Found], words: Sequence[Token]) -> Link:
        whole = [one for one in found if one.is_whole] or list(found)
        best = max(one.grade for one in whole)
        whole = [one for one in whole if one.grade == best or one.is_whole]
        values: dict[Column, list[str]] = defaultdict(list)
        for one in whole:
            if one.value is not None:
                values[one.column].append(one.value)
        columns = tuple(dict.fromkeys(one.column for one in whole if one.value is None))
        span = words[found[0].start : found[0].end]
        return Link(
            found[0].start,
            found[0].end,
            columns,
            MappingProxyType({column: tuple(dict.fromkeys(cells)) for column, cells in values.items()}),
            is_whole=any(one.is_whole for one in whole),
            is_row=len(span) == 1 and self._words.is_row(span[0]),
            grade=best,
        )

    def _found_values(self, words: Sequence[Token]) -> Iterator[_Found]:
        for start, word in enumerate(words):
            for cell in self._words.cells_with(word):
                column, value = cell.column, cell.value
                length, grade = _run(words, start, cell.words)
                if length == len(cell.words) and (len(value) > 1 or self._is_named(column, words, start)):
                    yield _Found(start, start + length, column, value, is_whole=True, grade=grade)
                elif (
                    column.is_complete
                    and (part := _part(words, start, cell.words))
                    and _tells(column, part[0], cell.words)
                ):
                    yield _Found(start, start + part[0], column, value, is_whole=False, grade=part[1])

    def _found_names(self, words: Sequence[Token]) -> Iterator[_Found]:
        for column, bare, full in self._names:
            for start in range(len(words)):
                for name in {bare, full}:
                    length, grade = _run(words, start, name)
                    if length == len(name) and not (length == 1 and words[start].low in _SMALL):
                        yield _Found(start, start + length, column, None, is_whole=True, grade=grade)
                part = _part(words, start, bare)
                if part:
                    yield _Found(start, start + part[0], column, None, is_whole=False, grade=part[1])

    def _is_named(self, column: Column, words: Sequence[Token], start: int) -> bool:
        """Whether a single letter is a cell: behind its column's name ("fridge a"), or a capital that is no word."""
        names = next(bare for named, bare, _ in self._names if named is column)
        behind = start > 0 and any(alike(words[start - 1], name) > 1 for name in names)
        return behind or (start > 0 and words[start].text.isupper() and words[start].low not in ("a", "i"))

    def _by_matter(self, index: int, words: Sequence[Token]) -> Link | None:
        meant = {matter for matter, stems in MATTERS.items() if words[index].stem in stems}
        unit = spoken_unit(words[index].low)
        columns = tuple(
            column
            for column in self._table.columns
            if meant & matters_of(column) or (unit is not None and column.unit == unit)
        )
        if not columns:
            return None
        return Link(index, index + 1, columns, is_row=self._words.is_row(words[index]))

    def _by_row(self, index: int, words: Sequence[Token]) -> Link | None:
        return Link(index, index + 1, is_row=True) if self._words.is_row(words[index]) else None

    def _by_typo(self, index: int, words: Sequence[Token]) -> Link | None:
        """One slip away from a word of one value or column alone."""
        low = words[index].low
        values: dict[Column, list[str]] = defaultdict(list)
        for cell in self._words.cells_one_slip_from(low):
            values[cell.column].append(cell.value)
        columns = tuple(column for column, bare, _ in self._names if any(is_typo(low, token.low) for token in bare))
        if len(values) + len(columns) != 1:
            is_row = any(is_typo(low, row) for row in self._words.row_names)
            return Link(index, index + 1, is_row=True) if is_row else None
        return Link(
            index,
            index + 1,
            columns,
            MappingProxyType({key: tuple(dict.fromkeys(cells)) for key, cells in values.items()}),
        )


def _tells(column: Column, length: int, cell: Sequence[Token]) -> bool:
    """Whether a part of a cell means it: of a note more than half of its words, or "car" is "seat left in car"."""
    return 2 * length > len(cell) or not _PROSE & {word.low for word in name_tokens(column.name)}


def _begins(first: str, value: str, surname: set[str]) -> bool:
    """Whether a first name or its initial is that of a person whose other name is `surname`."""
    others = [token.low for token in tokens(value) if token.low not in surname]
    if not others or len(others) > 2:
        return False
    return (len(others[0]) == 1 and others[0] == first[0]) or (len(first) == 1 and others[0][0] == first)


def _with_date_words(links: Sequence[Link], words: Sequence[Token]) -> list[Link]:
    """ "end date" is the column of ends where that holds dates."""
    taken = {index for link in links for index in range(link.start, link.end)}
    longer = []
    for link in links:
        dates = any(column.kind is ColumnKind.DATE for column in link.columns)
        follows = link.end < len(words) and words[link.end].low in _DATE_WORDS and link.end not in taken
        longer.append(replace(link, end=link.end + 1) if dates and follows else link)
    return longer


def _by_sureness(found: Sequence[_Found], said: set[int], idle: set[int]) -> list[tuple[int, int]]:
    """Spans: whole ones of several words, whole single words, then parts; what a phrase covers alone is no link."""
    best: dict[tuple[int, int], tuple[int, int, int]] = {}
    for one in found:
        span = (one.start, one.end)
        letter = one.value is not None and len(one.value) == 1
        if set(range(*span)) <= said and not (one.is_whole and (one.end - one.start > 1 or letter)):
            continue
        if set(range(*span)) <= idle and one.grade == 1:
            continue
        rank = 2 if one.is_whole and one.end - one.start > 1 else int(one.is_whole and one.grade > 1)
        best[span] = max(best.get(span, (0, 0, 0)), (rank, one.end - one.start, one.grade))
    return sorted(best, key=lambda span: (best[span], -span[0]), reverse=True)


def _run(words: Sequence[Token], start: int, name: Sequence[Token]) -> tuple[int, int]:
    """How many words from `start` on are those of `name`, and how alike the least alike pair is."""
    worst, count = 3, 0
    for word, other in zip(words[start:], name, strict=False):
        grade = alike(word, other)
        if grade == 0 or (grade == 1 and len(name) == 1):
            if grade:
                return 1, 1
            break
        worst, count = min(worst, grade), count + 1
    return count, worst


def _part(words: Sequence[Token], start: int, name: Sequence[Token]) -> tuple[int, int] | None:
    """The longest run of words from `start` on that stands in `name` in any order."""
    worst, count = 3, 0
    for word in words[start:]:
        grade = max((alike(word, other) for other in name), default=0)
        if grade == 0 or len(word.low) <= _SHORT_WORD or word.low in _SMALL:
            break
        worst, count = min(worst, grade), count + 1
    named = any(not word.is_number and word.low not in _PARTICLES for word in words[start : start + count])
    return (count, worst) if named else None


def signs(phrases: Sequence[Phrase], *wanted: Sign) -> list[Phrase]:
    """Those of `phrases` that say one of `wanted`."""
    return [phrase for phrase in phrases if phrase.sign in wanted]
