"""Thoughts are told from the answer, whatever marks them, or nothing does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import ModelInterrupted
from generation.thoughts import Habit, Habits, ThoughtFilter

ANSWER = "The fee is 5 EUR [1]."


def test_what_was_not_asked_to_cite_is_not_waited_for_unless_it_is_known_to_think_first() -> None:
    habits = Habits()
    assert ThoughtFilter(habits, asked_to_cite=False).feed("The fee is") == "The fee is"
    assert shown(f"Fees are told.</think>{ANSWER}", habits) == ANSWER
    assert ThoughtFilter(habits, asked_to_cite=False).feed("The fee is") == ""


def shown(text: str, habits: Habits | None = None, *, cut_short: bool = False) -> str:
    """A stream of single characters."""
    thoughts = ThoughtFilter(habits)
    return "".join(map(thoughts.feed, text)) + thoughts.flush(cut_short=cut_short)


@pytest.mark.parametrize(
    "thought",
    [
        "<think>Fees are in [1].</think>",
        "<thinking>Fees are in [1].</thinking>",
        "<thought>Fees are in [1].</thought>",
        "[THINK]Fees are in [1].[/THINK]",
        "◁think▷Fees are in [1].◁/think▷",
        "<|channel|>analysis<|message|>Fees are in [1].<|end|><|start|>assistant<|channel|>final<|message|>",
        "<|channel|>analysis<|message|>Fees are in [1].<|start|>assistant<|channel|>final<|message|>",
        "<|channel|>analysis<|message|>Fees.<|end|><|start|>assistant<|channel|>commentary<|message|>Hm.<|end|>"
        "<|start|>assistant<|channel|>final<|message|>",
        "analysisWe need the fee from [1].assistantfinal",
        "The fees stand somewhere.</think>",
        "Okay, the fee is in passage [1], it seems.</think>\n\n",
        "We need to look at [1] and [2].</thinking>",
        "The user asks [1] about fees.◁/think▷",
    ],
)
def test_no_thought_is_shown(thought: str) -> None:
    assert shown(thought + ANSWER).strip() == ANSWER


def test_the_end_of_harmonys_final_message_is_no_text() -> None:
    assert shown(f"<|channel|>final<|message|>{ANSWER}<|return|>") == ANSWER


def test_an_answer_is_shown_from_its_first_citation_on() -> None:
    thoughts = ThoughtFilter()
    assert thoughts.feed("The fee is 5 EUR ") == ""
    assert thoughts.feed("[1]. It rose") == "The fee is 5 EUR [1]. It rose"


def test_a_model_that_does_not_cite_is_not_waited_for_until_it_does() -> None:
    habits = Habits()
    for _ in range(3):
        assert shown("No citation at all.", habits) == "No citation at all."
    assert habits.habit is Habit.PLAIN
    assert ThoughtFilter(habits).feed("The fee is") == "The fee is"
    assert shown(ANSWER, habits) == ANSWER
    assert habits.habit is Habit.UNKNOWN


def test_a_model_that_opens_its_thoughts_without_a_mark_is_remembered() -> None:
    habits = Habits()
    assert shown(f"Fees are told.</think>{ANSWER}", habits) == ANSWER
    assert habits.habit is Habit.UNMARKED
    assert shown(f"Fees are in [1], I am sure.</think>{ANSWER}", habits) == ANSWER
    assert shown(ANSWER, habits) == ANSWER
    assert habits.habit is Habit.UNKNOWN


def test_what_was_shown_and_turns_out_to_be_thought_ends_the_answer_once() -> None:
    habits = Habits(Habit.PLAIN)
    with pytest.raises(ModelInterrupted):
        shown(f"Fees are told.</think>{ANSWER}", habits)
    assert shown(f"Fees are told.</think>{ANSWER}", habits) == ANSWER


def test_what_may_be_a_thought_is_no_answer_where_it_was_cut_off() -> None:
    assert shown("Okay, the fee is in [1]", cut_short=True) == ""
    assert shown("The fee is 5 EUR", cut_short=True) == "The fee is 5 EUR"
    assert shown("<think>Fees", cut_short=True) == ""


PARTS = ["<think>", "</think>", "<|channel|>", "analysis", "<|message|>", "<|end|>", "◁think▷", "◁/think▷", "[1]", "[",
         "1", "]", "<", "think", "a", "assistantfinal", " ", "Okay", "."]  # fmt: skip


def outcome(parts: list[str], habit: Habit) -> tuple[str, Habit] | None:
    habits = Habits(habit)
    thoughts = ThoughtFilter(habits)
    try:
        text = "".join(map(thoughts.feed, parts)) + thoughts.flush()
    except ModelInterrupted:
        return None
    return text, habits.habit


@given(st.lists(st.sampled_from(PARTS), max_size=12), st.sampled_from(Habit))
def test_a_stream_reads_the_same_however_it_is_cut(parts: list[str], habit: Habit) -> None:
    whole = outcome(["".join(parts)], habit)
    assert outcome(list("".join(parts)), habit) == whole
    assert outcome(parts, habit) == whole
