"""Made-up facts are told where the answer says, and of nobody else where there is none."""

import random

from hypothesis import given
from hypothesis import strategies as st

from training.made_facts import made_fact_examples

PASSAGES = (
    "In spring the river near Aldorf floods. The meadows of Upper Ferrow then lie under water, and people from "
    "Castleton come to see the birds. Nobody builds there.",
    "A short one.",
)


@given(seed=st.integers(0, 3000))
def test_an_answer_stands_in_a_sentence_about_the_subject_of_the_question(seed: int) -> None:
    for example in made_fact_examples(PASSAGES, random.Random(seed), count=3):
        if example.answer is not None:
            start, end = example.answer
            answer = example.passage[start:end]
            assert answer.strip() == answer
            assert "#" not in answer
            assert answer not in example.question


def test_about_half_are_answered_and_the_others_say_nothing_about_relevance() -> None:
    examples = made_fact_examples(PASSAGES, random.Random(2), count=400)
    answered = [example for example in examples if example.answer is not None]
    assert 0.4 < len(answered) / len(examples) < 0.6
    assert {example.relevant for example in answered} == {True}
    assert {example.relevant for example in examples if example.answer is None} == {None}
