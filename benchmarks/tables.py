"""Questions over public tables: is the computed result exactly the right one, and is a wrong one ever given?

`python -m benchmarks.tables [--data FOLDER]`: FOLDER holds `documents/pollock_csv` and `documents/messy_tables`;
without it the questions over the demo documents alone are asked. The expected values were computed from the files by
other means than the planner's. They are in `table_questions.jsonl`, in the order in which they were written: five
sets, each after the planner was tuned on those before; docs/benchmarks.md has what each gave when new.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import duckdb

from benchmarks.table_files import loaded, missing
from domain.tables import Table, TableResult
from tabular.asked import NotComputable, Operation, PlannedQuery
from tabular.founding import unfounded
from tabular.planning import plan
from tabular.telling import tell

QUESTIONS = Path(__file__).parent / "table_questions.jsonl"
SETS = ("first", "second", "third", "fourth", "fifth")
_TOLERANCE = 1e-6

# A number, the first columns of the rows, a number for each group, or null where nothing can be computed.
Expected: TypeAlias = float | list[str] | dict[str, float] | None


@dataclass(frozen=True, slots=True)
class Question:
    """`file` is a demo document, or a path in the folder of public data. `part` counts the sets from 1."""

    part: int
    file: str
    question: str
    expected: Expected


@dataclass(frozen=True, slots=True)
class Fate:
    """`is_wrong`: an answer was given, and it is another than the expected one."""

    question: Question
    is_exact: bool
    is_wrong: bool
    said: str


def questions(path: Path = QUESTIONS) -> list[Question]:
    """All of them, in order."""
    rows = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
    return [Question(row["part"], row["file"], row["question"], row["expected"]) for row in rows]


def asked(question: Question, connection: duckdb.DuckDBPyConnection, tables: Sequence[Table]) -> Fate:
    """What the planner, the database and the teller make of it."""
    query = plan(question.question, tables)
    if query is None or isinstance(query, NotComputable):
        reason = query.reason if query is not None else "asks for nothing that is computed"
        return Fate(question, question.expected is None, is_wrong=False, said=reason)
    cursor = connection.execute(query.sql, list(query.values))
    columns, rows = tuple(column[0] for column in cursor.description or ()), tuple(cursor.fetchall())
    sources = connection.execute(query.rows_sql, list(query.rows_values)).fetchall()
    result = TableResult(columns, rows, tuple(sources[:50]), len(sources))
    told = tell(query, result)
    if told is None:
        return Fate(question, question.expected is None, is_wrong=False, said="too many rows to be an answer")
    exact = is_expected(question.expected, query, rows)
    strange = unfounded(told.text, query, result)
    return Fate(question, exact and not strange, is_wrong=not exact or bool(strange), said=told.text)


def is_expected(expected: Expected, query: object, rows: Sequence[Sequence[Any]]) -> bool:
    """Whether the rows of a result are exactly what was expected."""
    if isinstance(query, PlannedQuery) and query.asked.operation is Operation.SHARE:
        rows = [(100 * rows[0][0] / rows[0][1],)]
    if isinstance(expected, dict):
        return len(rows) == len(expected) and all(
            str(row[0]) in expected and _is_close(row[1], expected[str(row[0])]) for row in rows
        )
    if isinstance(expected, list):
        return len(rows) == len(expected) and all(any(name in map(str, row) for row in rows) for name in expected)
    return (
        expected is not None and {row[0] for row in rows} != set() and all(_is_close(row[0], expected) for row in rows)
    )


def _is_close(value: object, expected: float) -> bool:
    return isinstance(value, (int, float)) and abs(value - expected) <= _TOLERANCE * max(1.0, abs(expected))


def main() -> None:
    """Command line. Exit status 1 where an answer is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="the folder of public data")
    parser.add_argument("--all", action="store_true", help="every answer, not only those that are not exact")
    options = parser.parse_args()
    wanted = questions()
    skipped = [question for question in wanted if missing(question.file, options.data)]
    connection = duckdb.connect()
    files = dict.fromkeys(question.file for question in wanted if question not in skipped)
    tables = {file: loaded(file, options.data, connection, f"t{number}") for number, file in enumerate(files, 1)}
    fates = [asked(q, connection, [tables[q.file]]) for q in wanted if q not in skipped]
    _report(fates, skipped, show_all=options.all)
    if any(fate.is_wrong for fate in fates):
        sys.exit(1)


def _report(fates: Sequence[Fate], skipped: Sequence[Question], *, show_all: bool) -> None:
    print("| set | questions | exact | confidently wrong |\n|---|---|---|---|")
    for part in range(1, len(SETS) + 1):
        told = [fate for fate in fates if fate.question.part == part]
        print(f"| {SETS[part - 1]} | {len(told)} | {sum(f.is_exact for f in told)} | {sum(f.is_wrong for f in told)} |")
    for question in skipped:
        print(f"skipped, no --data folder with it: {question.file}: {question.question}")
    for fate in fates:
        if show_all or not fate.is_exact:
            mark = "wrong" if fate.is_wrong else "exact" if fate.is_exact else "none"
            print(f"{mark}: {fate.question.file}: {fate.question.question} → {fate.said}")


if __name__ == "__main__":
    main()
