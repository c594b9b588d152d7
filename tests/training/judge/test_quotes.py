"""What could be quoted for a question, right and wrong, as rows."""

import random
from dataclasses import fields
from pathlib import Path

import pytest

from evaluation import splits
from generation.quoting.considering import Considered
from generation.quoting.quotables import Quote
from generation.quoting.signals import Signals
from tests.training.judge.made_up import asked, write_squad
from text.superseding import Stretch
from training.judge.quotes import HARDEST, OTHERS, key_words, public_quote_rows, written_quote_rows
from training.judge.rows import Label
from training.quoting import Asked, Sentence

HELD = "Held article"
CONTEXT = "The museum opened in 1921 in the old hall. It opened again when the mayor came. Tickets cost 4 euros."
OPENED, AGAIN, _ = CONTEXT.replace(". ", ".|").split("|")


def sentence(number: int, answered: float) -> Sentence:
    known = {one.name: 0.0 for one in fields(Signals)} | {"near": -float(number)}
    quote = Quote(f"Sentence {number}.", 0, "guide.md", 0)
    return Sentence(Considered(Stretch(0, 0, 1), "guide.md", "Museum", (quote,), Signals(**known), 0.5), answered)


def test_what_answers_stands_beside_the_likeliest_that_does_not_and_some_by_lot() -> None:
    sentences = [sentence(at, float(at == 3)) for at in range(20)] + [sentence(90, 0.5)]
    question = "When did the museum open?"
    rows = written_quote_rows([Asked("a", question, is_open=False, sentences=tuple(sentences))], random.Random(1))
    whole, short = ([row for row in rows if row.question == asked] for asked in (question, "museum open"))
    assert len(whole) + len(short) == len(rows)
    assert [row.claim for row in whole if row.answers] == ["Sentence 3."]
    wrong = [row.claim for row in whole if row.answers is False]
    assert wrong[:HARDEST] == [f"Sentence {at}." for at in (0, 1, 2, 4)]
    assert len(wrong) == HARDEST + OTHERS
    assert [(row.claim, row.answers) for row in short] == [
        ("Sentence 3.", True),
        ("Sentence 0.", False),
        ("Sentence 2.", False),
    ]
    assert rows[0].evidence == "Museum. Sentence 3."
    assert {row.label for row in rows} == {Label.UNKNOWN}


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    hashes = frozenset([splits.sha256(HELD.encode()).hexdigest()[:16]])
    monkeypatch.setattr(splits, "_held_out_hashes", lambda: hashes)
    questions = [asked("When did the museum open?", CONTEXT, "1921"), asked("When did it burn down?", CONTEXT)]
    articles = {
        "Open article": [{"context": CONTEXT, "qas": questions}],
        HELD: [{"context": f"Held. {CONTEXT}", "qas": [asked("Held question?", f"Held. {CONTEXT}", "1921")]}],
    }
    write_squad(tmp_path / "squad2_dev_half" / "dev-v2.0.json", articles)
    write_squad(tmp_path / "tydiqa_goldp/tydiqa-goldp-v1.1-train/tydiqa.goldp.en.train.json", {})
    write_squad(tmp_path / "policyqa" / "dev.json", {})
    return tmp_path


def test_the_sentence_with_the_answer_answers_and_those_most_like_the_question_do_not(data: Path) -> None:
    rows = [row for seed in range(30) for row in public_quote_rows(data, random.Random(seed))]
    said = {(row.question, row.claim, row.answers) for row in rows}
    assert said == {
        (asked, claim, answers)
        for asked in ("When did the museum open?", "museum open")
        for claim, answers in ((OPENED, True), (AGAIN, False))
    } | {(asked, AGAIN, False) for asked in ("When did it burn down?", "burn down")}
    open_ones = sum("burn" in row.question for row in rows)
    assert 0 < open_ones < len(rows) / 4
    assert {row.label for row in rows if row.evidence == row.claim} == {Label.UNKNOWN}
    assert {row.label for row in rows if row.evidence == CONTEXT} == {Label.SUPPORTED}
    assert {row.evidence for row in rows} == {CONTEXT, OPENED, AGAIN}


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("How much is the deposit for a locker?", "deposit locker"),
        ("When does it open?", "When does it open?"),
        ("Do you've a 9-metre boat's berth?", "you've 9-metre boat's berth"),
    ],
)
def test_key_words_are_what_says_something_in_a_question(question: str, words: str) -> None:
    assert key_words(question) == words
