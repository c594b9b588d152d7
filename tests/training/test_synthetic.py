"""Made-up grounding examples come true and false, with what they are about at hand."""

import random

from training.sources import Asked
from training.synthetic import synthetic_examples, table_examples

PASSAGES = (
    "The museum opened in 1921. It is closed on Mondays. Tickets cost 4 euros for adults.",
    "The river is 90 kilometres long. It rises near Hartwell and ends in the lake.",
)
POOL = [Asked("", passage, None, "g") for passage in PASSAGES]


def test_sentences_come_true_and_false_and_say_which() -> None:
    examples = synthetic_examples(POOL, random.Random(5), count=40)
    assert {example.supported for example in examples} == {True, False}
    assert {example.origin for example in examples} == {"synthetic", "invented"}
    assert all(example.supported == (example.spans == ()) for example in examples)


def test_an_invented_sentence_comes_from_a_passage_that_is_not_at_hand() -> None:
    examples = synthetic_examples(POOL, random.Random(6), count=60)
    invented = [example for example in examples if example.origin == "invented"]
    assert invented
    assert all(example.claim not in " ".join(example.passages) for example in invented)


def test_a_statement_about_a_table_comes_with_the_table() -> None:
    for example in table_examples(random.Random(1), count=60):
        assert ": " in example.passages[0]
        assert example.supported == (example.spans == ())
