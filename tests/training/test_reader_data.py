"""Reader examples keep their answers, and no group stands on both sides of a split."""

import random

from hypothesis import given
from hypothesis import strategies as st

from evaluation.sources import Asked, Judged
from training.reader_data import PASSAGE_CHARS, asked_examples, judged_example, near_misses, split_by_group

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


def test_negatives_are_what_the_given_search_takes_for_relevant() -> None:
    class LastFirst:
        def top(self, query: str, count: int) -> list[int]:
            return [3, 2, 1, 0][:count]

    rows = [_row("Who?", f"{letter}: Ivo built it.", "Ivo", letter) for letter in "abc"]
    rows.append(_row("What is red?", "d: The bridge is red.", "bridge", "d"))
    examples = asked_examples(rows, "squad", random.Random(1), search=LastFirst())
    negatives = [example.passage for example in examples if example.relevant is False]
    assert negatives[:3] == ["d: The bridge is red."] * 3
    assert set(negatives[3:]) <= {f"{letter}: Ivo built it." for letter in "abc"}


def test_a_near_miss_asks_the_same_passage_for_something_that_it_does_not_speak_of() -> None:
    rows = [
        _row("When did Ivo Brandt build it?", "Ivo Brandt built it in 1921.", "1921", "a"),
        _row("Where was Anna Holt born?", "Anna Holt was born in Lindau.", "Lindau", "b"),
        Asked("Where did Hugo Marsh sleep?", "Nobody knows.", None, "c"),
    ]
    missed = near_misses(rows, "squad", random.Random(2))
    assert [example.passage for example in missed] == [row.passage for row in rows[:2]]
    assert all((example.relevant, example.answer, example.span_known) == (None, None, True) for example in missed)
    assert "Ivo Brandt" not in missed[0].question
    assert "Anna Holt" not in missed[1].question


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
