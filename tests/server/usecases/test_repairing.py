"""What a model wrote and the documents do not bear out is written anew or left out, once, before anybody sees it."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from domain.answers import Claim, ClaimValue, Outcome, Reason, Support, ValueState, Verdict
from domain.documents import Policy
from domain.errors import ModelInterrupted, ModelUnavailable
from domain.generation import Usage
from domain.ports import Samples
from domain.repairs import Repair, RepairReason, Unsound
from monitoring.verdict.judging import Judge
from server.usecases.answering import EXTRACTIVE, Released
from server.usecases.drafting import MOST_REPAIRS
from tests.server.usecases.fakes import Mender, WordVerifier, Writer
from tests.server.usecases.test_assistant import Desk, finished, text_of
from text.notices import Saying, said
from text.wording import not_in_documents

OPENS, SHUTS, WRONG, BESIDE = (
    "It opens at nine [1].",
    "It shuts at five [1].",
    "This is wrong [1].",
    "That is beside [1].",
)
MENDED = "Members get in at eight [1]."
QUOTE = "The library opens at nine [1]."
REPAIRING = [Policy.HOLD, Policy.ANNOTATE]


def notice(saying: Saying) -> str:
    return said(saying, "en")


def kept_in_place(desk: Desk) -> None:
    """Each repair and each claim stands where it says."""
    answer = desk.kept()
    assert all(answer.content[one.start : one.end] == one.text for one in answer.repairs)
    assert all(answer.content[one.claim.start : one.claim.end] == one.claim.text for one in answer.claims)


@pytest.mark.parametrize("policy", REPAIRING)
def test_a_sentence_that_is_not_supported_is_written_anew(policy: Policy) -> None:
    mender = Mender([MENDED])
    desk = Desk(Writer([f"{OPENS} {WRONG} {SHUTS}"]), mender=mender)
    events = list(desk.answer(policy))
    answer = desk.kept()
    assert text_of(events) == answer.content == f"{OPENS} {MENDED} {SHUTS}"
    assert answer.repairs == (Repair(WRONG, RepairReason.CONTRADICTED, MENDED, 22, 50),)
    assert (answer.outcome, answer.support, answer.withheld, answer.notice) == (
        Outcome.REPAIRED,
        Support.SUPPORTED,
        None,
        None,
    )
    assert mender.asked == [Unsound(WRONG, OPENS, RepairReason.CONTRADICTED)]
    assert desk.repairs == [("contradicted", "rewritten")]
    assert (desk.escalated, desk.telemetry.outcomes) == ([], [Outcome.REPAIRED])
    assert "repair" in answer.timings_ms
    kept_in_place(desk)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (f"{OPENS} {WRONG} {SHUTS}", f"{OPENS} {SHUTS}"),
        (f"{WRONG} {OPENS}", OPENS),
        (f"{OPENS} {WRONG}", OPENS),
        (f"{OPENS}\n\n{WRONG} {SHUTS}", f"{OPENS}\n\n{SHUTS}"),
        (f"{OPENS} {WRONG}\n\n{SHUTS}", f"{OPENS}\n\n{SHUTS}"),
        (f"- {OPENS}\n- {WRONG}\n- {SHUTS}", f"- {OPENS}\n- {SHUTS}"),
        (f"Here is what I found: {WRONG} {OPENS} Anything else?", f"{OPENS} Anything else?"),
    ],
)
def test_a_sentence_that_nothing_can_stand_for_is_left_out_without_a_trace_in_the_text(
    written: str, shown: str
) -> None:
    desk = Desk(Writer([written]), mender=Mender([None]))
    events = list(desk.answer())
    assert text_of(events) == desk.kept().content == shown
    [repair] = desk.kept().repairs
    assert (repair.original.removeprefix("- "), repair.text) == (WRONG, "")
    assert (desk.kept().outcome, desk.repairs) == (Outcome.REPAIRED, [("contradicted", "left_out")])
    kept_in_place(desk)


def test_two_sentences_in_a_row_may_be_left_out() -> None:
    desk = Desk(Writer([f"{OPENS} {WRONG} {WRONG} {SHUTS}"]), mender=Mender([None, None]))
    list(desk.answer())
    assert desk.kept().content == f"{OPENS} {SHUTS}"
    assert len(desk.kept().repairs) == 2


@pytest.mark.parametrize("failure", [ModelUnavailable("It is late."), ModelInterrupted("It broke off.")])
def test_where_a_repair_fails_or_is_late_the_answer_stops_as_ever_and_nothing_more_is_tried(failure: Exception) -> None:
    mender = Mender(failure=failure)
    desk = Desk(Writer([f"{OPENS} {WRONG} {WRONG} {SHUTS}"]), mender=mender)
    events = list(desk.answer())
    answer = desk.kept()
    assert text_of(events) == answer.content == f"{OPENS}\n\n{notice(Saying.WITHHELD)}"
    assert answer.withheld is not None
    assert answer.withheld.text == f"{WRONG} {WRONG} {SHUTS}"
    assert (answer.outcome, answer.repairs, len(desk.escalated)) == (Outcome.ESCALATED, (), 1)
    assert (len(mender.asked), desk.repairs) == (1, [("contradicted", "failed")])


@pytest.mark.parametrize(
    "written", ["This is wrong too [1].", "It is open at noon [1]. This is wrong too [1].", "[1]", ""]
)
def test_what_is_written_anew_is_checked_and_never_repaired_a_second_time(written: str) -> None:
    mender = Mender([written])
    desk = Desk(Writer([WRONG]), mender=mender)
    list(desk.answer())
    assert (desk.kept().outcome, desk.kept().repairs) == (Outcome.ESCALATED, ())
    assert (len(mender.asked), desk.repairs) == (1, [("contradicted", "refused")])


def test_under_annotate_a_sentence_that_cannot_be_mended_is_shown_with_its_mark_and_the_next_one_is_tried() -> None:
    desk = Desk(Writer([f"{WRONG} Also wrong [1]."]), mender=Mender(["Still wrong [1].", MENDED]))
    list(desk.answer(Policy.ANNOTATE))
    answer = desk.kept()
    assert answer.content == f"{WRONG} {MENDED}"
    assert [one.original for one in answer.repairs] == ["Also wrong [1]."]
    assert (answer.outcome, answer.support) == (Outcome.FLAGGED, Support.CONTRADICTED)


def test_under_monitor_nothing_is_repaired() -> None:
    mender = Mender([MENDED])
    desk = Desk(Writer([f"{WRONG} {BESIDE}"]), mender=mender)
    list(desk.answer(Policy.MONITOR))
    assert (desk.kept().content, desk.kept().outcome) == (f"{WRONG} {BESIDE}", Outcome.FLAGGED)
    assert (mender.asked, desk.repairs) == ([], [])


class Blind(WordVerifier):
    """Its checks fail."""

    def verify(
        self,
        claims: Sequence[Claim],
        passages: Sequence[str],
        *,
        question: str | None = None,
        samples: Samples | None = None,
        threshold: float | None = None,
        headings: Sequence[str] = (),
        written_by: str | None = None,
    ) -> Sequence[Verdict]:
        return [Verdict(Support.UNCHECKED, None, (), {})] * len(claims)


def test_a_check_that_failed_says_nothing_that_could_be_mended() -> None:
    mender = Mender([MENDED])
    desk = Desk(Writer([OPENS]), mender=mender, judge=Judge(Blind(), None))
    list(desk.answer())
    assert (desk.kept().outcome, mender.asked) == (Outcome.ESCALATED, [])


def test_a_repair_is_two_sentences_at_most_without_what_leads_up_to_them_and_its_marks_are_in_one_form() -> None:
    written = "Sure! Members get in at eight 【1】. Guests pay [1][7]. It is wrong beyond that [1]."
    desk = Desk(Writer([WRONG]), mender=Mender([written]))
    list(desk.answer())
    assert desk.kept().content == "Members get in at eight [1]. Guests pay [1]."
    kept_in_place(desk)


def test_an_item_of_a_list_stays_one() -> None:
    desk = Desk(Writer([f"- {OPENS}\n- {WRONG}\n- {SHUTS}"]), mender=Mender([MENDED]))
    list(desk.answer())
    assert desk.kept().content == f"- {OPENS}\n- {MENDED}\n- {SHUTS}"
    plain = Desk(Writer([f"{OPENS} {WRONG}"]), mender=Mender([f"1. {MENDED}"]))
    list(plain.answer())
    assert plain.kept().content == f"{OPENS} {MENDED}"


def test_what_is_said_already_is_not_said_again() -> None:
    desk = Desk(Writer([f"{OPENS} {WRONG} {SHUTS}"]), mender=Mender([f"It opens at nine. {MENDED}"]))
    list(desk.answer())
    assert desk.kept().content == f"{OPENS} {MENDED} {SHUTS}"
    only = Desk(Writer([f"{OPENS} {WRONG}"]), mender=Mender(["It opens at nine."]))
    list(only.answer())
    assert (only.kept().content, only.repairs) == (OPENS, [("contradicted", "left_out")])


def test_a_later_sentence_that_says_what_was_written_anew_is_left_out() -> None:
    desk = Desk(Writer([f"{WRONG} {SHUTS} {OPENS}"]), mender=Mender(["It opens at nine and shuts at five [1]."]))
    list(desk.answer())
    assert desk.kept().content == "It opens at nine and shuts at five [1]."
    assert [one.reason for one in desk.kept().repairs] == ["contradicted", "repeated", "repeated"]


class Counting(WordVerifier):
    """Held against nine, ten is another value."""

    def verify(
        self,
        claims: Sequence[Claim],
        passages: Sequence[str],
        *,
        question: str | None = None,
        samples: Samples | None = None,
        threshold: float | None = None,
        headings: Sequence[str] = (),
        written_by: str | None = None,
    ) -> Sequence[Verdict]:
        found = super().verify(claims, passages)
        ten = (ClaimValue("ten", 0, 3, ValueState.OTHER, ()),)
        return [
            replace(verdict, support=Support.CONTRADICTED, values=ten)
            if "ten" in claim.text and any("It opens at nine" in text for text in passages)
            else verdict
            for claim, verdict in zip(claims, found, strict=True)
        ]


def test_what_gives_another_value_than_a_sentence_beside_it_does_not_stand_there() -> None:
    judge = Judge(Counting(), None)
    desk = Desk(Writer([f"{OPENS} {WRONG}"]), mender=Mender(["It opens at ten [1]."]), judge=judge)
    list(desk.answer())
    assert (desk.kept().outcome, desk.repairs) == (Outcome.ESCALATED, [("contradicted", "refused")])
    alone = Desk(Writer([WRONG]), mender=Mender(["It opens at ten [1]."]), judge=judge)
    list(alone.answer())
    assert alone.kept().outcome is Outcome.REPAIRED


def test_an_answer_of_which_more_is_wrong_than_can_be_mended_stops() -> None:
    wrong = [f"Number {number} is wrong [1]." for number in range(MOST_REPAIRS + 1)]
    mender = Mender([None] * MOST_REPAIRS)
    desk = Desk(Writer([" ".join([OPENS, *wrong])]), mender=mender)
    list(desk.answer())
    assert desk.kept().content == f"{OPENS}\n\n{notice(Saying.WITHHELD)}"
    assert (desk.kept().outcome, len(mender.asked)) == (Outcome.ESCALATED, MOST_REPAIRS)


@pytest.mark.parametrize("policy", REPAIRING)
def test_an_answer_beside_the_point_is_written_anew_as_a_whole_before_any_of_it_is_shown(policy: Policy) -> None:
    mender = Mender([MENDED])
    desk = Desk(Writer([f"{BESIDE} ", "So is that, beside [1]."]), mender=mender)
    events = list(desk.answer(policy))
    answer, original = desk.kept(), f"{BESIDE} So is that, beside [1]."
    assert text_of(events) == answer.content == MENDED
    assert answer.repairs == (Repair(original, RepairReason.OFF_POINT, MENDED, 0, len(MENDED)),)
    assert (answer.outcome, answer.reason, answer.notice) == (Outcome.REPAIRED, None, None)
    assert mender.asked == [Unsound(original, "", RepairReason.OFF_POINT)]


@pytest.mark.parametrize("policy", REPAIRING)
@pytest.mark.parametrize("mender", [Mender(["As much beside [1]."]), Mender(failure=ModelUnavailable("It is late."))])
def test_where_that_fails_it_is_delivered_or_stopped_as_ever(policy: Policy, mender: Mender) -> None:
    desk, plain = Desk(Writer([BESIDE]), mender=replace(mender, asked=[])), Desk(Writer([BESIDE]))
    assert text_of(list(desk.answer(policy))) == text_of(list(plain.answer(policy)))
    assert (desk.kept().outcome, desk.kept().reason) == (plain.kept().outcome, Reason.OFF_POINT)
    assert desk.kept().repairs == ()


def test_what_leads_up_to_a_sentence_that_answers_waits_for_it_and_is_shown() -> None:
    mender = Mender()
    desk = Desk(Writer([f"{BESIDE} ", OPENS, " ", SHUTS]), mender=mender)
    events = list(desk.answer())
    released = [event.text for event in events if isinstance(event, Released)]
    assert released == [BESIDE, f" {OPENS}", f" {SHUTS}"]
    assert (desk.kept().outcome, mender.asked) == (Outcome.ANSWERED, [])


def test_a_sentence_that_was_written_anew_and_answers_nothing_is_not_repaired_again() -> None:
    mender = Mender([BESIDE])
    desk = Desk(Writer([WRONG]), mender=mender)
    list(desk.answer())
    assert (desk.kept().content, desk.kept().reason) == (f"{BESIDE}\n\n{notice(Saying.OFF_POINT)}", Reason.OFF_POINT)
    assert len(mender.asked) == 1


def test_a_model_that_breaks_off_keeps_what_waited() -> None:
    desk = Desk(Writer([f"{BESIDE} It sh"], failure=ModelInterrupted("gone")), mender=Mender())
    list(desk.answer())
    assert desk.kept().content == f"{BESIDE}\n\n{notice(Saying.INTERRUPTED)}"


@pytest.mark.parametrize(("written", "reason"), [(WRONG, "contradicted"), (BESIDE, "off_point")])
def test_where_nothing_is_left_the_documents_are_quoted(written: str, reason: str) -> None:
    desk = Desk(Writer([written], usage=Usage(90, 9)), mender=Mender([None]))
    events = list(desk.answer())
    answer = desk.kept()
    assert text_of(events) == answer.content == f"{QUOTE}\n\n{notice(Saying.LEFT_OUT)}"
    assert (answer.outcome, answer.model) == (Outcome.REPAIRED, EXTRACTIVE)
    assert answer.repairs == (Repair(written, RepairReason(reason), "", 0, 0),)
    assert desk.telemetry.tokens == [("large", 90, 9)]


def test_where_nothing_is_left_beside_an_abstention_the_documents_are_quoted_too() -> None:
    desk = Desk(Writer([f"{WRONG} The documents do not mention this."]), mender=Mender([None]))
    list(desk.answer())
    assert desk.kept().content == f"{QUOTE}\n\n{notice(Saying.LEFT_OUT)}"


def test_where_nothing_is_left_and_nothing_can_be_quoted_the_answer_is_an_abstention() -> None:
    desk = Desk(Writer([WRONG]), mender=Mender([None]), extractive=Writer(["When does it open? [1]"]))
    list(desk.answer())
    answer = desk.kept()
    assert (answer.content, answer.outcome) == (not_in_documents("When does it open?"), Outcome.ABSTAINED)
    assert (len(answer.repairs), desk.escalated) == (1, [])


def test_a_model_that_finds_nothing_to_put_there_leaves_it_out() -> None:
    desk = Desk(Writer([f"{OPENS} {WRONG}"]), mender=Mender(["The documents do not say this."]))
    list(desk.answer())
    assert (desk.kept().content, desk.repairs) == (OPENS, [("contradicted", "left_out")])


def test_a_listener_who_leaves_has_stored_what_was_shown_of_it_alone() -> None:
    desk = Desk(Writer([f"{OPENS} ", f"{WRONG} ", SHUTS]), mender=Mender([MENDED]))
    events = desk.answer()
    while not isinstance(next(events), Released):
        pass
    events.close()  # type: ignore[attr-defined]
    assert (desk.kept().content, desk.kept().repairs, desk.kept().outcome) == (OPENS, (), Outcome.ANSWERED)


@pytest.mark.parametrize("in_one", [True, False])
@pytest.mark.parametrize("policy", REPAIRING)
def test_however_it_comes_in_the_same_is_released_and_stored(policy: Policy, *, in_one: bool) -> None:
    text = f"Hello! {BESIDE} {WRONG}\n\n{OPENS} Also wrong [1][8]. {SHUTS} Anything else?"
    desk = Desk(Writer([text] if in_one else list(text)), mender=Mender([f"The desk is there [2]. {MENDED}", None]))
    events = list(desk.answer(policy))
    expected = f"Hello! {BESIDE} The desk is there. {MENDED}\n\n{OPENS} {SHUTS} Anything else?"
    assert text_of(events) == desk.kept().content == finished(events).answer.content == expected
    kept_in_place(desk)
