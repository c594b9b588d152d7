"""Made-up table rows, rendered as ingestion renders a CSV, with questions about them: free of anyone's licence."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Cell = Callable[[random.Random], str]

_FIRST = (
    "Anna Bela Carla David Elena Farid Greta Hugo Ines Jonas Kata Liam Maya Nora Omar Petra Quentin Rosa Samir Tessa"
)
_LAST = (
    "Abel Brandt Costa Dunn Erdei Fodor Grant Holt Ito Jensen Kiss Lopez Marsh Novak Okoye Perez Quill Rossi Szabo Ueda"
)
_TOWNS = (
    "Aldorf Brookfield Castleton Duna Eastham Ferrow Gorsley Hartwell Istvan Jarrow Kelso Lindau Marlow Norwich Oakley"
)
_THINGS = "lamp valve sensor chair printer cable pump filter router drill kettle scanner battery bracket gasket monitor"
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"


def _word(words: str) -> Cell:
    return lambda rng: rng.choice(words.split())


def _number(low: int, high: int) -> Cell:
    return lambda rng: str(rng.randint(low, high))


def _price(rng: random.Random) -> str:
    return f"{rng.randint(1, 900)}.{rng.randint(0, 99):02d}{rng.choice(['', ' EUR', ' USD'])}"


def _date(rng: random.Random) -> str:
    return f"20{rng.randint(10, 29)}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}"


def _code(rng: random.Random) -> str:
    return f"{rng.choice(_LETTERS)}{rng.choice(_LETTERS)}-{rng.randint(10, 9999)}"


def _person(rng: random.Random) -> str:
    return f"{_word(_FIRST)(rng)} {_word(_LAST)(rng)}"


def _thing(rng: random.Random) -> str:
    return f"{_word(_THINGS)(rng).title()} {rng.choice(_LETTERS)}{rng.randint(1, 99)}"


def _phone(rng: random.Random) -> str:
    return f"+{rng.randint(1, 99)} {rng.randint(10, 999)} {rng.randint(1000, 9999)}"


def _hours(rng: random.Random) -> str:
    return f"{rng.randint(6, 11):02d}:{rng.choice(['00', '30'])}-{rng.randint(14, 22)}:00"


# The first column names the row; questions ask for another.
_TABLES: tuple[tuple[tuple[str, Cell], ...], ...] = (
    (("product", _thing), ("price", _price), ("stock", _number(0, 900)), ("code", _code), ("warehouse", _word(_TOWNS))),
    (
        ("name", _person),
        ("department", _word("Sales Finance Support Legal Research")),
        ("phone", _phone),
        ("start date", _date),
    ),
    (("site", _word(_TOWNS)), ("opening hours", _hours), ("manager", _person), ("floor area m2", _number(40, 4000))),
    (
        ("part number", _code),
        ("description", _thing),
        ("weight kg", _number(1, 90)),
        ("supplier", _person),
        ("lead time days", _number(1, 60)),
    ),
    (
        ("project", lambda rng: f"Project {_word(_TOWNS)(rng)}"),
        ("budget", _price),
        ("owner", _person),
        ("deadline", _date),
        ("status", _word("open closed paused late")),
    ),
    (
        ("room", lambda rng: f"Room {rng.randint(100, 599)}"),
        ("capacity", _number(2, 80)),
        ("projector", _word("yes no")),
        ("booked by", _person),
    ),
    (
        ("route", lambda rng: f"{_word(_TOWNS)(rng)} to {_word(_TOWNS)(rng)}"),
        ("departure", _hours),
        ("distance km", _number(3, 900)),
        ("fare", _price),
    ),
    (("invoice", _code), ("customer", _person), ("amount", _price), ("due date", _date), ("paid", _word("yes no"))),
)

_QUESTIONS = (
    "What is the {column} of {key}?",
    "What {column} does {key} have?",
    "{key} {column}",
    "{column} of {key}",
    "{column} for {key}?",
    "Tell me the {column} of {key}",
    "Which {column} is listed for {key}?",
    "what's the {column} for {key}",
    "Do you know the {column} of {key}?",
)


@dataclass(frozen=True, slots=True)
class TableQuestion:
    """A question about rows of a table. `answer` is the cell's span in `passage`; null where it holds none.

    `relevant` is false where the row is not there, null where the row is there but not the column.
    """

    question: str
    passage: str
    answer: tuple[int, int] | None
    relevant: bool | None


def table_questions(rng: random.Random, *, count: int) -> list[TableQuestion]:
    """`count` questions; of ten, six have their cell in the passage, two their row only, two neither."""
    return [_table_question(rng) for _ in range(count)]


def _table_question(rng: random.Random) -> TableQuestion:
    table = rng.choice(_TABLES)
    drawn = [[cell(rng) for _, cell in table] for _ in range(rng.randint(1, 7))]
    rows = list({row[0]: row for row in drawn}.values())
    asked = rng.choice(rows)
    column = rng.randrange(1, len(table))
    fate = rng.random()
    shown = [row for row in rows if row[0] != asked[0] or fate < 0.8]
    shown = shown or [[cell(rng) for _, cell in table]]
    hidden = column if 0.6 <= fate < 0.8 else None
    passage, spans = _render([name for name, _ in table], shown, hidden=hidden)
    question = rng.choice(_QUESTIONS).format(column=_spoken(table[column][0], rng), key=asked[0])
    if fate < 0.6:
        return TableQuestion(question, passage, spans[shown.index(asked)][column], relevant=True)
    return TableQuestion(question, passage, None, relevant=None if fate < 0.8 else False)


def _spoken(column: str, rng: random.Random) -> str:
    return column.title() if rng.random() < 0.1 else column


def _render(
    columns: list[str], rows: list[list[str]], *, hidden: int | None
) -> tuple[str, list[dict[int, tuple[int, int]]]]:
    text, spans = "", []
    for row in rows:
        text += "\n" if text else ""
        places: dict[int, tuple[int, int]] = {}
        for index, (column, cell) in enumerate(zip(columns, row, strict=True)):
            if index == hidden:
                continue
            text += f"{'; ' if places else ''}{column}: {cell}"
            places[index] = (len(text) - len(cell), len(text))
        spans.append(places)
    return text, spans


@dataclass(frozen=True, slots=True)
class TableStatement:
    """A sentence about a table row; `spans` mark the value that the row does not hold, empty for a true one."""

    passage: str
    text: str
    spans: tuple[tuple[int, int], ...]


STATEMENTS_PER_TABLE = 5
_STATEMENTS = (
    "The {column} of {key} is {value}.",
    "{key}: {column} {value}.",
    "{key} has {column} {value}.",
    "For {key}, the {column} is {value}.",
    "According to the table, the {column} of {key} is {value}.",
    "The {column} listed for {key} is {value}.",
    "{column}: {value}",
)


def table_statements(rng: random.Random, *, count: int) -> list[list[TableStatement]]:
    """`STATEMENTS_PER_TABLE` statements on each of `count` tables; about half are true, a false one takes its value
    from elsewhere in the column."""
    made = []
    for _ in range(count):
        table = rng.choice(_TABLES)
        drawn = [[cell(rng) for _, cell in table] for _ in range(rng.randint(1, 7))]
        rows = list({row[0]: row for row in drawn}.values())
        made.append([_table_statement(table, rows, rng) for _ in range(STATEMENTS_PER_TABLE)])
    return made


def _table_statement(
    table: tuple[tuple[str, Cell], ...], rows: Sequence[list[str]], rng: random.Random
) -> TableStatement:
    passage, _ = _render([name for name, _ in table], list(rows), hidden=None)
    row = rng.choice(rows)
    name, cell = table[column := rng.randrange(1, len(table))]
    others = [other for other in (*(r[column] for r in rows), *(cell(rng) for _ in range(4))) if other != row[column]]
    true = rng.random() < 0.5 or not others
    value = row[column] if true else rng.choice(others)
    template = rng.choice(_STATEMENTS[:-1]) if not true else rng.choice(_STATEMENTS)
    before, after = (part.format(column=name, key=row[0]) for part in template.split("{value}"))
    spans = () if true else ((len(before), len(before) + len(value)),)
    return TableStatement(passage, before + value + after, spans)
