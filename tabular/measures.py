"""Which column of numbers is computed, which columns name rows and people, and words that say nothing more."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from domain.tables import Column, ColumnKind, Table
from tabular.asked import Condition, Placed
from tabular.conditions import joined
from tabular.emptiness import HELD_BY
from tabular.linking import Link
from tabular.phrases import Phrase, Sign
from tabular.reading import Reading, Unclear, one_column
from tabular.synonyms import is_about, matters, names_rows, without_unit
from tabular.tokens import name_tokens, word_set
from tabular.units import DURATIONS, spoken_unit

_QUANTITY_WORDS = word_set("number count total qty quantity amount hours")
_PLURALS = word_set("children people men women persons")
_SPENDING = word_set("cost costs expense expenses spending spent price prices salary salaries wage wages rate kosten "
                     "ausgaben preis gehalt lohn költség ár fizetés bér")  # fmt: skip
_PERSONS = word_set("tenant holder owner borrower player pupil student patient resident mieter "
                    "bérlő")  # fmt: skip
_NOW = word_set("do does would will must should can could")
_TOTALS = word_set("total totals amount sum gesamt gesamtbetrag betrag summe összesen összeg végösszeg")
_OF_ONE = word_set("price unit each rate preis einzelpreis stückpreis ár egységár")
_ON_HAND = word_set("on hand")
_CUSTOMERS = word_set("customer client buyer kunde ügyfél")
_CLIENTS = _CUSTOMERS | word_set("company organisation organization firm vevő")
_SERVED = _CUSTOMERS | word_set("guest host reader visitor donor hirer passenger")
_MOST_SHOWN = 4


@dataclass(slots=True)
class Draft:
    """What is known of the question so far."""

    reading: Reading
    placed: list[Placed] = field(default_factory=list)

    @property
    def conditions(self) -> tuple[Condition, ...]:
        return tuple(one.condition for one in joined(self.placed))

    def says(self, *wanted: Sign) -> Phrase | None:
        """The first unused phrase of these signs; it is used now."""
        found = self.reading.said(*wanted)
        if found:
            self.reading.use(found[0])
        return found[0] if found else None


def measured(draft: Draft, about: str) -> Column:
    """The column of numbers that is computed: the one that is named, else the one of which the words are."""
    reading = draft.reading
    links = [link for link in reading.open_links(ColumnKind.NUMBER) if not _only_numbers_rows(link)]
    if about:  # "orders" are no money where a column numbers them
        links = [link for link in links if not link.is_row or any(is_about(column, about) for column in link.columns)]
    named = [frozenset(c for c in link.columns if c.kind is ColumnKind.NUMBER) for link in links]
    if named:
        common = frozenset.intersection(*named) or named[0]
        fitting = [c for c in reading.table.columns if c in common and (not about or is_about(c, about))]
        if about == "price" and len(fitting) > 1:
            fitting = _priced(fitting)
        others = [c for c in reading.table.columns if c in common and not (about == "money" and is_quantity(c))]
        column = one_column(fitting or others, "what is computed")
    elif about:
        _refuse_texts(reading, about)
        column = _about(reading, about)
    elif said := _named_as_sum(reading):
        column = one_column(said, "the total")
    else:
        raise Unclear("It is not clear of which column that is to be computed.")
    reading.use_column(column)
    return column


def _only_numbers_rows(link: Link) -> bool:
    """ "The average order" is of no order's number."""
    numbers = [column for column in link.columns if column.kind is ColumnKind.NUMBER]
    return link.is_row and not any(is_quantity(column) or is_about(column, "money") for column in numbers)


def total_column(table: Table) -> Column | None:
    """The one column of numbers that is called a total or an amount; null where none is, or several are."""
    found = [
        column
        for column in table.columns
        if column.kind is ColumnKind.NUMBER and _TOTALS & {word.low for word in name_tokens(column.name)}
    ]
    return found[0] if len(found) == 1 else None


def added_up(column: Column, reading: Reading) -> Column:
    """What is added up over rows where `column` was meant: of prices of one the totals. Raises `Unclear`.

    The sum of prices of one is no amount that anyone paid, where rows have quantities or totals.
    """
    words = {word.low for word in name_tokens(column.name)}
    is_named = any(link.is_whole and link.column == column for link in reading.links)
    if not is_named and _is_rate(column):
        raise Unclear(f"“{column.name}” cannot be added up over rows.")
    if is_named or not words & _OF_ONE or words & _TOTALS:
        return column
    total = total_column(reading.table)
    if total is None and any(map(is_ordered, reading.table.columns)):
        raise Unclear(f"“{column.name}” is the price of one, and no column has what the rows come to.")
    return column if total is None else total


def _is_rate(column: Column) -> bool:
    """ "Cost per pupil"; what is per month or week may be added up."""
    words = [word.low for word in name_tokens(column.name)]
    behind = words[words.index("per") + 1 :][:1] if "per" in words else []
    return is_about(column, "money") and any(spoken_unit(word) not in DURATIONS for word in behind)


def asks_price(reading: Reading) -> bool:
    """ "How much do we pay for a pod?"."""
    words = [word.low for word in reading.words]
    is_of_one = any(link.values and link.start and words[link.start - 1] in ("a", "an") for link in reading.links)
    return is_of_one and bool(_NOW & set(words))


def taken_column(draft: Draft) -> Column:
    """The column of what is taken in: what rows cost, and prices of one each, are no such thing.

    "How much does it take?" has no word of the table, and may be about anything.
    """
    column = added_up(measured(draft, "money"), draft.reading)
    if _SPENDING & {word.low for word in name_tokens(column.name)}:
        raise Unclear("No column of the table says what was taken in.")
    named = (one.values or draft.reading.is_title(one) or (one.columns and one.is_whole) for one in draft.reading.links)
    if not any(named):
        raise Unclear("It is not clear who took something in.")
    return column


def _refuse_texts(reading: Reading, about: str) -> None:
    """A column that is named, and holds such amounts with other cells among them, is not what another one is for."""
    for link in reading.links:
        texts = [column for column in link.columns if column.kind is ColumnKind.TEXT]
        if texts and not link.values and about in matters(name_tokens(texts[0].name)) and not reading.is_used(link):
            raise Unclear(f"Not all cells of “{texts[0].name}” are numbers.")


def _about(reading: Reading, about: str) -> Column:
    fitting = [column for column in reading.table.columns if is_about(column, about)]
    if about == "price":
        return one_column(_priced(fitting), "the price")
    return one_column(fitting, {"money": "an amount of money"}.get(about, f"a {about}"))


def _priced(columns: Sequence[Column]) -> list[Column]:
    """Of columns of money those that are called prices, where there are any and others."""
    return [column for column in columns if "price" in matters(name_tokens(column.name))] or list(columns)


def _named_as_sum(reading: Reading) -> list[Column]:
    """A column that is called just "Total", where the question says so."""
    said = {index for p in reading.phrases if p.sign is Sign.SUM for index in range(p.start, p.end)}
    stems = {reading.words[index].stem for index in said}
    return [
        column
        for column in reading.table.columns
        if column.kind is ColumnKind.NUMBER and {token.stem for token in without_unit(column)} <= stems
    ]


def people(reading: Reading) -> list[Column]:
    texts = [c for c in reading.table.columns if c.kind is ColumnKind.TEXT]
    named = [
        c for c in texts if c.name.strip().casefold() in ("name", "names", "név", "full name", "person", "employee")
    ]
    people = named or [c for c in texts if "person" in matters(name_tokens(c.name))]
    people = people or [c for c in texts if HELD_BY & {word.low for word in name_tokens(c.name)}]
    if people or not _is_for_whom(reading):
        return people
    return [c for c in texts if _CLIENTS & {word.low for word in name_tokens(c.name)}]


def _is_for_whom(reading: Reading) -> bool:
    low = [word.low for word in reading.words]
    return "whom" in low or ("who", "for") in pairwise(low) or ("who" in low and low[-1] == "for")


def served(reading: Reading) -> list[Column]:
    """Whom a row is for: "and who for?", "whose was it?"."""
    texts = [c for c in reading.table.columns if c.kind is ColumnKind.TEXT]
    return [c for c in texts if _SERVED & {word.low for word in name_tokens(c.name)}] or people(reading)


def naming(reading: Reading) -> tuple[Column, ...]:
    """The columns that say which row it is: the first with a value of its own in each row, and the next text."""
    texts = [column for column in reading.table.columns if column.kind is ColumnKind.TEXT]
    own = [column for column in texts if names_rows(column, reading.table)]
    words = [column for column in texts if column not in own[:1]]
    return (*own[:1], *words[:1]) if own else tuple(reading.table.columns[:2])


def columns_of(conditions: Sequence[Condition]) -> Iterator[Column]:
    """Of what is said of the rows, and of what it is compared with."""
    for condition in conditions:
        yield from (column for column in (condition.column, condition.other) if column is not None)


def few(columns: Sequence[Column]) -> tuple[Column, ...]:
    return tuple(dict.fromkeys(columns))[:_MOST_SHOWN]


def use_payments(reading: Reading) -> None:
    """ "were paid" says nothing more where every row is a payment."""
    if any(is_about(column, "money") and not column.blanks for column in reading.table.columns):
        reading.use(*reading.said(Sign.SPENT))


def use_rows(reading: Reading) -> None:
    """Words for the rows themselves say nothing more."""
    for link in reading.links:
        if link.is_row and not (link.values and link.is_whole):
            reading.use(link)


def is_stock(column: Column) -> bool:
    words = without_unit(column)
    is_left = {word.low for word in words} >= _ON_HAND
    return column.kind is ColumnKind.NUMBER and (is_left or "stock" in matters(words))


def is_ordered(column: Column) -> bool:
    """Whether the numbers are quantities of each row, rather than what is in stock."""
    return bool({"quantity", "qty", "menge", "mennyiség"} & {word.low for word in name_tokens(column.name)})


def is_label(column: Column) -> bool:
    """Whether a column's cells stand for things: text, and numbers that only name, as of flats and trains."""
    return column.kind is ColumnKind.TEXT or (column.kind is ColumnKind.NUMBER and not is_quantity(column))


def is_quantity(column: Column) -> bool:
    """Whether numbers of a column are added up when it is counted: openings, hours, stock; not flats or trains."""
    words = name_tokens(column.name)
    return (
        column.kind is ColumnKind.NUMBER
        and "per" not in {word.low for word in words}
        and (
            column.unit is not None
            or is_stock(column)
            or any(
                word.low in _QUANTITY_WORDS | _PLURALS or (word.low != word.stem and word.low.endswith("s"))
                for word in words
            )
        )
    )
