"""What the encoder learns from: what answers, against what only looks like it."""

import json
import random
from pathlib import Path

from evaluation.written_questions import written_set
from tests.ingest.tiny_tokenizer import TinyTokenizer
from tests.retrieval.fakes import WordEncoder
from tests.training.judge.made_up import write_lines
from training.encoder_pairs import MOST_WRONG, Pair, answer_pairs, with_key_words, written_pairs

PAIR = Pair(question="How much is the deposit for a locker?", right="It is 5 euros.", wrong=())
GUIDE = "# Pool\n\n## Lockers\n\nA locker costs 5 euros. A key costs 4 euros.\n\n## Dogs\n\nDogs stay outside.\n"


def test_a_question_stands_beside_its_sentence_below_its_headings_and_beside_its_chunk(tmp_path: Path) -> None:
    (tmp_path / "guide.md").write_text(GUIDE, encoding="utf-8")
    asked = {"id": "a-1", "kind": "fact", "question": "price of a locker", "document": "guide.md", "near": []}
    write_lines(tmp_path / "questions.jsonl", [asked | {"right": [["A locker costs 5 euros."]], "answer": "5 euros"}])
    sentence, chunk = written_pairs([written_set(tmp_path)], WordEncoder(), TinyTokenizer(), random.Random(1))
    assert sentence.right == "Pool › Lockers. A locker costs 5 euros."
    assert sentence.wrong[0] == "Pool › Lockers. A key costs 4 euros."
    assert len(sentence.wrong) <= MOST_WRONG
    assert "A locker costs 5 euros. A key costs 4 euros." in chunk.right
    assert all("locker costs" not in wrong for wrong in chunk.wrong)


def test_quotes_that_answer_stand_beside_true_ones_that_do_not(tmp_path: Path) -> None:
    block = {
        "question": "When did it open?",
        "passages": [{"source": "Guide", "text": "It opened in 1921. Tickets cost 4 euros."}],
        "answers": [
            {"text": "It opened in 1921.", "support": "supported", "answers": True},
            {"text": "In the year 1921.", "support": "supported", "answers": True},
            {"text": "Tickets cost 4 euros.", "support": "supported", "answers": False},
            {"text": "It opened in 1931.", "support": "contradicted", "answers": True},
        ],
    }
    path = tmp_path / "answers_a.jsonl"
    path.write_text(json.dumps(block), encoding="utf-8")
    pair = Pair(question="When did it open?", right="It opened in 1921.", wrong=("Tickets cost 4 euros.",))
    assert answer_pairs([path]) == [pair]


def test_some_questions_are_their_key_words() -> None:
    asked = {pair.question for pair in with_key_words([PAIR] * 50, random.Random(1))}
    assert asked == {PAIR.question, "deposit locker"}
