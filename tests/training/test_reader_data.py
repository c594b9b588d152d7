"""Reader examples keep their answers, and no group stands on both sides of a split."""

import random

from hypothesis import given
from hypothesis import strategies as st

from training.reader_data import PASSAGE_CHARS, asked_examples, judged_example, split_by_group
from training.sources import Asked, Judged

WORDS = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta"]


def _row(question: str, passage: str, answer: str, group: str) -> Asked:
    start = passage.index(answer)
    return Asked(question, passage, (start, start + len(answer)), group)


@given(seed=st.integers(0, 1000), length=st.integers(1, 400))
def test_a_cropped_passage_still_holds_its_answer(seed: int, length: int) -> None:
    rng = random.Random(seed)
    words = rng.choices(WORDS, k=length)
    words.insert(rng.randint(0, length), "ANSWER")
    example = asked_examples([_row("Where is alpha?", " ".join(words), "ANSWER", "g")], "squad", rng)[0]
    assert len(example.passage) <= PASSAGE_CHARS + len("epsilon ")
    if example.span_known:
        assert example.answer is not None
        assert example.passage[slice(*example.answer)] == "ANSWER"


def test_an_answered_question_also_meets_a_passage_that_only_resembles_its_own() -> None:
    rows = [
        _row("Who built the old bridge?", "Ivo Brandt built the old bridge.", "Ivo Brandt", "a"),
        _row("When was the old bridge repaired?", "The old bridge was repaired in 1950.", "1950", "b"),
    ]
    examples = asked_examples(rows, "squad", random.Random(1))
    wrong = [example for example in examples if example.relevant is False]
    assert {example.passage for example in wrong} == {row.passage for row in rows}
    assert all(example.answer is None and example.span_known for example in wrong)


def test_an_unanswerable_question_says_nothing_about_relevance() -> None:
    (example,) = asked_examples([Asked("Who slept?", "Nobody did.", None, "g")], "squad", random.Random(1))
    assert (example.relevant, example.answer, example.span_known) == (None, None, True)


@given(groups=st.lists(st.sampled_from("abcdefgh"), min_size=2, max_size=40))
def test_a_group_goes_to_one_side_whole(groups: list[str]) -> None:
    rows = [Asked(f"q{number}", "p", None, group) for number, group in enumerate(groups)]
    train, held = split_by_group(rows, random.Random(0))
    assert held
    assert {row.group for row in train}.isdisjoint(row.group for row in held)
    assert len(train) + len(held) == len(rows)


def test_a_judged_answer_that_stands_in_the_passage_teaches_its_span() -> None:
    example = judged_example(
        Judged("Nickname?", "It is called the Googleplex.", relevant=True, answer="The Googleplex."), random.Random(1)
    )
    assert example.answer is not None
    assert example.passage[slice(*example.answer)] == "the Googleplex"
    other = judged_example(
        Judged("Nickname?", "It is called so.", relevant=True, answer="The Googleplex."), random.Random(1)
    )
    assert (other.answer, other.span_known) == (None, False)
