"""Rows are read from lines of JSON and from tables, and what cannot be read is named with its line."""

from pathlib import Path

import pytest

from domain.errors import Misconfigured
from generation.templates import NO_ANSWER
from tests.training.tuning.made_up import rows, write_rows
from training.tuning.rows import TuningPassage, read_rows


def test_rows_that_were_written_are_read_again(tmp_path: Path) -> None:
    some = rows(rejected=True)
    assert read_rows([write_rows(tmp_path / "rows.jsonl", some)]) == some


def test_a_table_may_have_several_passages(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text(
        "\ufeffquestion,answer,passage_1,passage_2,document,rejected\n"
        '"Since when?","Since\n1921.",One.,,a.md,\n'
        "Who?,,One.,Two.,,Ann.\n"
    )
    first, second = read_rows([path])
    assert (first.wanted, first.group, first.rejected) == ("Since\n1921.", "a.md", None)
    assert (second.wanted, second.abstains, second.rejected) == (NO_ANSWER, True, "Ann.")
    assert second.passages == (TuningPassage(text="One."), TuningPassage(text="Two."))


def test_passages_may_be_plain_texts(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text(
        '\n{"question": "Who?", "passages": ["One.", {"text": "Two.", "source": "b.md"}], "answer": "Ann."}\n'
    )
    assert read_rows([path])[0].passages == (TuningPassage(text="One."), TuningPassage(text="Two.", source="b.md"))


def test_rows_of_the_same_passage_belong_together_without_a_document(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(f'{{"question": "{who}?", "passages": ["One."], "answer": "Ann."}}\n' for who in "ab"))
    first, second = read_rows([path])
    assert first.group == second.group


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("rows.jsonl", '{"question": "a", "answer": "b"}\n{"question": \n', "rows.jsonl, line 2 is no JSON"),
        ("rows.jsonl", '{"question": " ", "answer": "b"}\n', "rows.jsonl, line 1: question: is empty"),
        ("rows.jsonl", '{"question": "a", "anwser": "b"}\n', "rows.jsonl, line 1: answer: Field required"),
        ("rows.jsonl", '{"answer": "b"}\n', "rows.jsonl, line 1: question: Field required"),
        ("rows.jsonl", '{"question": "a", "passages": [{"source": "b"}]}\n', "passages.0.text: Field required"),
        ("rows.jsonl", "[1]\n", "line 1: : Input should be a valid dictionary"),
        ("rows.jsonl", "\n", "hold no row"),
        ("rows.csv", "ask,answer\na,b\n", "has to name the columns question, answer, passage"),
        ("rows.csv", "question,answer\na,b\n,c\n", "rows.csv, line 3: question: is empty"),
        ("rows.txt", "", "read from .jsonl and .csv files"),
    ],
)
def test_what_cannot_be_read_is_named(name: str, text: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(text)
    with pytest.raises(Misconfigured) as raised:
        read_rows([path])
    assert said in str(raised.value)


def test_a_file_that_is_no_text_or_not_there_is_named(tmp_path: Path) -> None:
    (tmp_path / "bad.jsonl").write_bytes(b"\xff\xfe\x00")
    for name in ("bad.jsonl", "none.jsonl"):
        with pytest.raises(Misconfigured, match=f"{name} cannot be read"):
            read_rows([tmp_path / name])
