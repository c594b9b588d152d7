"""What an answer is worth by machine."""

import pytest

from server.cli.trials.asking import Given
from server.cli.trials.questions import Question
from server.cli.trials.scoring import is_fluent, miscited, score, trial_of
from tests.server.cli.trials.samples import claim, given

OPENS = Question("When does it open?", golds=("at nine",), is_answerable=True)
NOWHERE = Question("Who founded it?", is_answerable=False)


def test_a_delivered_answer_with_the_gold_words_is_right() -> None:
    found = score(OPENS, given(claims=(claim("It opens at nine [1]."),)))
    assert (found.right, found.grounded, found.relevant, found.fluent, found.language_kept) == (True,) * 5
    assert found.abstained is None


def test_all_words_that_are_expected_must_be_there() -> None:
    asked = Question("When?", words=("nine", "Monday"), is_answerable=True)
    assert score(asked, given("Monday at nine.")).right is True
    assert score(asked, given("At nine.")).right is False


def test_what_was_held_back_is_neither_right_nor_wrong() -> None:
    held = given(outcome="escalated")
    assert score(OPENS, held).right is False
    trial = trial_of(OPENS, held)
    assert (trial.wrong, trial.held_back, trial.abstained) == (False, True, False)


@pytest.mark.parametrize(
    ("question", "answer", "wrong", "abstained"),
    [
        (OPENS, given("It opens at ten."), True, False),
        (OPENS, given("Nothing.", outcome="abstained"), False, True),
        (OPENS, given("The documents do not say when it opens."), False, True),
        (NOWHERE, given("The Duke of Norfolk founded it."), True, False),
        (NOWHERE, given("Nothing.", outcome="abstained"), False, False),
    ],
)
def test_the_gate_counts_wrong_and_needless_abstentions(
    question: Question, answer: Given, *, wrong: bool, abstained: bool
) -> None:
    trial = trial_of(question, answer)
    assert (trial.wrong, trial.abstained, trial.held_back) == (wrong, abstained, False)


def test_honest_abstentions_are_scored_where_there_is_no_answer() -> None:
    assert score(NOWHERE, given("Nothing.", outcome="abstained")).abstained is True
    assert score(NOWHERE, given("The Duke founded it.")).abstained is False
    assert score(NOWHERE, given("The Duke founded it.")).right is None


def test_a_citation_counts_where_its_passage_supports_the_sentence() -> None:
    claims = (claim("One [1]."), claim("Two [2].", passage=0), claim("Three [1].", support="unsupported"), claim("No."))
    assert miscited(given(claims=claims)) == pytest.approx(2 / 3)
    assert miscited(given(claims=(claim("No."),))) is None


@pytest.mark.parametrize(
    ("text", "fluent"),
    [
        ("It opens at nine [1].", True),
        ("45 euros", True),
        ("- It opens at nine.\n- It shuts at five, on Sundays at four.", True),
        ("It opens at nine on all days but Sundays, when the", False),
        ("It opens at nine and it opens at nine and it opens at nine.", False),
        ("It opens at \ufffd nine.", False),
        ("", False),
    ],
)
def test_fluent_is_what_has_no_fault_that_can_be_counted(text: str, *, fluent: bool) -> None:
    assert is_fluent(text) is fluent


def test_another_language_than_the_questions_is_seen() -> None:
    german = given("Die Bibliothek ist von neun bis fünf geöffnet und nicht am Montag.")
    assert score(Question("When is the library open?"), german).language_kept is False
    assert score(Question("Lake Bled?"), german).language_kept is None


def test_quotes_in_a_models_place_are_not_its_answer() -> None:
    quoted = given(model="extractive", claims=(claim("It opens at nine [1].", passage=3),))
    assert (quoted.is_stood_in, quoted.is_delivered) == (True, False)
    assert not given().is_stood_in
    assert not given(model="extractive", by_rule=True).is_stood_in
    found = score(OPENS, quoted)
    assert (found.right, found.grounded, found.fluent) == (False, None, None)


@pytest.mark.parametrize("outcome", ["answered", "escalated", "abstained"])
def test_without_an_answer_of_its_own_a_model_has_abstained(outcome: str) -> None:
    counted = trial_of(OPENS, given(outcome=outcome, model="extractive", claims=(claim("One [1]."),)))
    assert (counted.wrong, counted.held_back, counted.abstained, counted.miscited) == (False, False, True, None)
    assert score(NOWHERE, given(outcome=outcome, model="extractive")).abstained is False


def test_a_model_that_declined_is_known_from_one_that_failed() -> None:
    declined = given(model="extractive", reason="wrong_abstention")
    assert (declined.is_declined, given(model="extractive").is_declined) == (True, False)
    assert score(NOWHERE, declined).abstained is True
