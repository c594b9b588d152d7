"""Questions and statements about made-up tables are true of the tables they come with."""

import random
from itertools import chain, groupby

from hypothesis import given
from hypothesis import strategies as st

from training.tables import table_questions, table_statements


@given(seed=st.integers(0, 5000))
def test_an_answer_is_a_cell_of_the_row_that_was_asked_for(seed: int) -> None:
    for row in table_questions(random.Random(seed), count=5):
        if row.answer is not None:
            start, end = row.answer
            assert row.relevant
            assert row.passage[:start].endswith(": ")
            assert row.passage[end : end + 1] in {"", ";", "\n"}
            line = row.passage[row.passage.rfind("\n", 0, start) + 1 : start]
            assert line.split(": ", 1)[1].split(";")[0].split("\n")[0] in row.question


def test_all_kinds_of_question_occur() -> None:
    rows = table_questions(random.Random(1), count=300)
    assert {(row.relevant, row.answer is not None) for row in rows} == {(True, True), (None, False), (False, False)}


@given(seed=st.integers(0, 5000))
def test_a_true_statement_is_in_the_table_and_a_false_one_marks_what_is_not(seed: int) -> None:
    for statement in chain.from_iterable(table_statements(random.Random(seed), count=2)):
        rows = [dict(cell.split(": ", 1) for cell in line.split("; ")) for line in statement.passage.splitlines()]
        keys = sorted((next(iter(row.values())) for row in rows), key=len)
        key = [key for key in keys if key in statement.text][-1:]
        spoken_of = [row for row in rows if not key or next(iter(row.values())) in key]
        values = {value for row in spoken_of for column, value in row.items() if column in statement.text}
        said = [statement.text[start:end] for start, end in statement.spans]
        assert values.isdisjoint(said)
        assert said or any(value in statement.text for value in values)


def test_statements_are_true_about_half_of_the_time() -> None:
    rows = list(chain.from_iterable(table_statements(random.Random(2), count=80)))
    assert 0.35 < sum(not row.spans for row in rows) / len(rows) < 0.65


def test_statements_of_one_group_are_about_one_table() -> None:
    for statements in table_statements(random.Random(3), count=20):
        assert len(list(groupby(row.passage for row in statements))) == 1
