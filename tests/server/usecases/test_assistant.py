"""What an answer is made of: what is released, what is withheld, who stands in, what a listener who left has seen."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

from domain.answers import Answer, Outcome, Reason, Support
from domain.conversations import Author
from domain.documents import Policy
from domain.errors import ModelInterrupted, Overloaded
from domain.generation import (
    Abstention,
    Answering,
    AskedPart,
    Generated,
    Piece,
    Readings,
    Sampling,
    Task,
    Usage,
)
from domain.language_models import Handling
from domain.ports import Generator, QuestionRewriter, Repairer
from domain.reviews import EscalationKind
from monitoring.claims.splitting import ClaimSplitter
from monitoring.verdict.escalating import Escalator
from monitoring.verdict.judging import Judge
from server.usecases.abstaining import AbstentionCheck
from server.usecases.answer_turns import AnswerTurns
from server.usecases.answering import EXTRACTIVE, Ask, Event, Finished, NewConversation, Released, Started
from server.usecases.assistant import Assistant
from server.usecases.explaining import Explaining
from server.usecases.manners import Manners
from server.usecases.repairing import Repairing
from server.usecases.second_opinion import Delivered
from server.usecases.understanding import Several, Understanding
from tests.server.usecases.fakes import (
    DOWN,
    NOW,
    Answers,
    AsItIs,
    Choices,
    Conversations,
    Documents,
    Library,
    Lottery,
    Telemetry,
    WordVerifier,
    Writer,
    collection,
)
from tests.storage import samples
from text.notices import Saying, said
from text.wording import no_answer_to, not_in_documents


@dataclass
class Desk:
    """An assistant with everything around it in memory."""

    writer: Generator
    extractive: Generator = field(default_factory=lambda: Writer(["The library opens at nine [1]."]))
    conversations: Conversations = field(default_factory=Conversations)
    answers: Answers = field(default_factory=Answers)
    library: Library = field(default_factory=Library)
    rewriter: QuestionRewriter = field(default_factory=AsItIs)
    documents: Documents = field(default_factory=Documents)
    choices: Choices = field(default_factory=Choices)
    nearest: Choices = field(default_factory=lambda: Choices(()))
    telemetry: Telemetry = field(default_factory=Telemetry)
    escalated: list[str] = field(default_factory=list)
    looked_at: list[Delivered] = field(default_factory=list)
    several: Several = field(default=lambda _: ())
    stopping: bool = False
    handling: Handling = field(default_factory=Handling)
    judge: Judge = field(default_factory=lambda: Judge(WordVerifier(), None))
    mender: Repairer | None = None
    repairs: list[tuple[str, str]] = field(default_factory=list)
    lottery: Lottery = field(default_factory=Lottery)

    def answer(self, policy: Policy = Policy.HOLD, **changes: object) -> Iterator[Event]:
        return self._assistant().answer(replace(self.asked(policy), **changes))  # type: ignore[arg-type]

    def asked(self, policy: Policy = Policy.HOLD) -> Ask:
        return Ask(
            question="When does it open?",
            collection=collection(policy=policy),
            conversation=NewConversation("When does it open?", "ann", {}),
            new_title=None,
            history=(),
            instructions="",
            policy=policy,
            model="default",
            k=5,
            sampling=Sampling(),
        )

    def _assistant(self) -> Assistant:
        return Assistant(
            conversations=self.conversations,  # type: ignore[arg-type]
            answers=self.answers,  # type: ignore[arg-type]
            understanding=Understanding(self.rewriter, self.library, self.library, self.several),
            manners=Manners(self.documents, self.nearest),  # type: ignore[arg-type]
            compute=lambda *_: None,
            generator_for=lambda _: ("large", self.writer),
            extractive=self.extractive,
            abstentions=AbstentionCheck(self.extractive, ClaimSplitter),
            handling=lambda *_: self.handling,
            repairing=Repairing(
                lambda model: None if model == EXTRACTIVE else self.mender,
                ClaimSplitter,
                lambda reason, result: self.repairs.append((reason.value, result.value)),
            ),
            explaining=Explaining(self.choices),
            samples_for=lambda _, __: list,
            judge=self.judge,
            made_by=lambda _, __, ___: samples.PROVENANCE,
            claim_stream=ClaimSplitter,
            escalator=Escalator(timedelta(hours=4)),
            telemetry=self.telemetry,
            escalated=self.escalated.append,
            look_again=self.looked_at.append,
            interrupted=lambda: self.stopping,
            turns=AnswerTurns(at_once=1),
            audits=self.lottery,
            now=self._now,
        )

    def _now(self) -> datetime:
        return NOW

    def kept(self) -> Answer:
        [(answer, _)] = self.answers.kept
        return answer


def test_an_answer_is_kept_with_how_likely_it_was_drawn_and_reviewers_hear_of_it_then() -> None:
    desk = Desk(Writer(["It opens at nine [1]."]))
    list(desk.answer())
    assert desk.answers.drawn == [desk.lottery.drawn]
    assert desk.lottery.kept_answers == [desk.kept()]


def text_of(events: list[Event]) -> str:
    return "".join(event.text for event in events if isinstance(event, Released))


def finished(events: list[Event]) -> Finished:
    assert isinstance(events[-1], Finished)
    return events[-1]


def test_what_was_released_joined_is_what_is_stored() -> None:
    desk = Desk(Writer(["It opens at ni", "ne [1]. It shuts", " at five [1]."], usage=Usage(90, 9)))
    events = list(desk.answer())
    assert isinstance(events[0], Started)
    assert text_of(events) == desk.kept().content == "It opens at nine [1]. It shuts at five [1]."
    assert finished(events) == Finished(desk.kept(), None, Usage(90, 9))
    assert (desk.kept().outcome, desk.kept().created_at, desk.kept().made_by) == (
        Outcome.ANSWERED,
        NOW,
        samples.PROVENANCE,
    )
    assert desk.telemetry.outcomes == [Outcome.ANSWERED]
    assert desk.telemetry.tokens == [("large", 90, 9)]


def test_release_stops_at_the_first_sentence_that_is_not_supported_and_the_rest_is_withheld() -> None:
    desk = Desk(Writer(["It opens at nine [1]. This is wrong [1]. It shuts at five [1]."]))
    events = list(desk.answer())
    answer, notice = desk.kept(), said(Saying.WITHHELD, "en")
    assert text_of(events) == answer.content == f"It opens at nine [1].\n\n{notice}"
    assert [claim.claim.text for claim in answer.claims] == ["It opens at nine [1]."]
    assert answer.withheld is not None
    assert [claim.verdict.support for claim in answer.withheld.claims] == [Support.CONTRADICTED, Support.SUPPORTED]
    for held in answer.withheld.claims:
        assert answer.withheld.text[held.claim.start : held.claim.end] == held.claim.text
    assert (answer.outcome, answer.support) == (Outcome.ESCALATED, Support.CONTRADICTED)


def test_a_withheld_answer_asks_for_a_person_and_whoever_waits_is_told_which_escalation() -> None:
    desk = Desk(Writer(["This is wrong [1]."]))
    end = finished(list(desk.answer()))
    [(_, asked)] = desk.answers.kept
    assert asked is not None
    assert asked.kind is EscalationKind.FLAGGED
    assert asked.due_at == NOW + timedelta(hours=4)
    assert desk.escalated == [end.escalation_id]


def test_under_annotate_everything_is_released_with_its_marks_and_looked_at_again() -> None:
    desk = Desk(Writer(["This is wrong [1]. It opens at nine [1]."]))
    events = list(desk.answer(Policy.ANNOTATE))
    assert text_of(events) == "This is wrong [1]. It opens at nine [1]."
    assert desk.kept().withheld is None
    assert desk.kept().outcome is Outcome.FLAGGED
    assert [again.answer for again in desk.looked_at] == [desk.kept()]


def test_under_hold_an_answer_beside_the_point_ends_with_a_notice_and_goes_to_a_person() -> None:
    desk = Desk(Writer(["That is beside [1]. ", "So is that, beside [1]."]))
    events = list(desk.answer())
    answer, notice = desk.kept(), said(Saying.OFF_POINT, "en")
    assert text_of(events) == answer.content == f"That is beside [1]. So is that, beside [1].\n\n{notice}"
    assert (answer.notice, answer.withheld) == (notice, None)
    assert (answer.outcome, answer.support, answer.reason) == (Outcome.ESCALATED, Support.SUPPORTED, Reason.OFF_POINT)
    [(_, asked)] = desk.answers.kept
    assert asked is not None
    assert asked.reason.startswith("off_point:")
    assert desk.telemetry.reasons == [Reason.OFF_POINT]


@pytest.mark.parametrize(("policy", "people"), [(Policy.ANNOTATE, 1), (Policy.MONITOR, 0)])
def test_under_other_policies_it_is_delivered_as_it_is_and_flagged(policy: Policy, people: int) -> None:
    desk = Desk(Writer(["That is beside [1]."]))
    list(desk.answer(policy))
    assert desk.kept().content == "That is beside [1]."
    assert (desk.kept().outcome, desk.kept().reason) == (Outcome.FLAGGED, Reason.OFF_POINT)
    assert len(desk.escalated) == people


def test_one_sentence_that_answers_is_enough() -> None:
    desk = Desk(Writer(["That is beside [1]. ", "It opens at nine [1]."]))
    list(desk.answer())
    assert (desk.kept().outcome, desk.kept().reason, desk.kept().notice) == (Outcome.ANSWERED, None, None)


def test_what_is_withheld_is_told_before_what_is_beside_the_point() -> None:
    desk = Desk(Writer(["That is beside [1]. ", "This is wrong and beside [1]."]))
    list(desk.answer())
    assert desk.kept().notice == said(Saying.WITHHELD, "en")
    assert (desk.kept().outcome, desk.kept().reason) == (Outcome.ESCALATED, None)


def test_quotes_that_are_beside_the_point_are_not_shown() -> None:
    desk = Desk(DOWN, extractive=Writer(["That is beside [1]."]))
    list(desk.answer())
    assert desk.kept().content.startswith("No answer to this question was found")
    assert (desk.kept().model, desk.kept().outcome, desk.kept().claims) == (EXTRACTIVE, Outcome.ABSTAINED, ())
    assert desk.escalated == []


def test_quotes_are_shown_where_whoever_chose_them_is_surer_than_the_check_that_they_answer() -> None:
    desk = Desk(DOWN, extractive=Writer(["That is beside [1]."], weighed=0.8))
    list(desk.answer())
    assert desk.kept().content.startswith("That is beside [1].")
    assert [checked.verdict.answers for checked in desk.kept().claims] == [0.8]
    less = Desk(DOWN, extractive=Writer(["That is beside [1]."], weighed=0.01))
    list(less.answer())
    assert less.kept().outcome is Outcome.ABSTAINED


OPENS, COSTS = AskedPart("When does it open?"), AskedPart("What does it cost?")


@dataclass
class Apart:
    """Writes `items`, and notes what it was asked."""

    items: Sequence[Generated]
    tasks: list[Task] = field(default_factory=list)

    def generate(self, task: Task) -> Iterator[Generated]:
        self.tasks.append(task)
        yield from self.items


def test_half_an_answer_is_one_and_says_what_was_not_found() -> None:
    found = [Answering(OPENS), Piece("It opens at nine [1]."), Answering(COSTS), Piece("That is beside [1].")]
    desk = Desk(DOWN, extractive=Apart(found))
    events = list(desk.answer())
    answer, notice = desk.kept(), said(Saying.MODEL_DOWN, "en")
    assert text_of(events) == answer.content == f"It opens at nine [1].\n\n{no_answer_to(COSTS.query)}\n\n{notice}"
    assert (answer.outcome, answer.reason) == (Outcome.ANSWERED, None)
    [claim] = answer.claims
    assert answer.content[claim.claim.start : claim.claim.end] == claim.claim.text == "It opens at nine [1]."


def test_where_no_half_was_found_it_abstains_as_ever() -> None:
    desk = Desk(DOWN, extractive=Apart([Answering(OPENS), Abstention("No."), Answering(COSTS), Abstention("No.")]))
    list(desk.answer())
    assert desk.kept().content.startswith("No.\n\n")
    assert (desk.kept().outcome, desk.kept().claims) == (Outcome.ABSTAINED, ())


def test_whoever_writes_gets_the_passages_of_all_parts_and_the_whole_question() -> None:
    parts = [Readings(OPENS.query), Readings(COSTS.query)]
    writer, witness = Apart([Abstention("Not here.")]), Apart([Abstention("No.")])
    desk = Desk(writer, extractive=witness, several=lambda _: parts)
    list(desk.answer(question="When does it open and what does it cost?"))
    [task], [looked] = writer.tasks, witness.tasks
    assert [query for query, *_ in desk.library.asked] == [OPENS.query, COSTS.query]
    assert (task.question, task.query) == ("When does it open and what does it cost?",) * 2
    assert task.parts == (OPENS, COSTS)
    assert (looked.passages, looked.parts) == (task.passages, ())


def test_what_was_checked_before_it_was_shown_is_not_looked_at_again() -> None:
    desk = Desk(Writer(["It opens at nine [1]."]))
    list(desk.answer(Policy.HOLD))
    assert desk.looked_at == []


def test_a_listener_who_leaves_has_stored_what_was_shown() -> None:
    desk = Desk(Writer(["It opens at nine [1]. ", "It shuts at five [1]. ", "This is wrong [1]."]))
    events = desk.answer()
    while not isinstance(next(events), Released):
        pass
    events.close()  # type: ignore[attr-defined]
    assert desk.kept().content == "It opens at nine [1]."
    assert (desk.kept().outcome, desk.kept().withheld) == (Outcome.ANSWERED, None)


def test_a_listener_who_leaves_after_a_preface_did_not_get_an_answer_beside_the_point() -> None:
    desk = Desk(Writer(["That is beside [1]. ", "It opens at nine [1]. ", "It shuts at five [1]."]))
    events = desk.answer()
    while not isinstance(next(events), Released):
        pass
    events.close()  # type: ignore[attr-defined]
    assert desk.kept().content == "That is beside [1]."
    assert (desk.kept().outcome, desk.kept().reason, desk.escalated) == (Outcome.ANSWERED, None, [])


def test_a_listener_who_leaves_before_anything_was_shown_stores_no_answer() -> None:
    desk = Desk(Writer(["It opens at nine [1]."]))
    events = desk.answer()
    assert isinstance(next(events), Started)
    events.close()  # type: ignore[attr-defined]
    assert desk.answers.kept == []


class Deserted:
    """A model whose listener leaves after the `pieces`, which ends it as it would a real one."""

    def __init__(self, *pieces: str) -> None:
        self._pieces = pieces

    def generate(self, task: Task) -> Iterator[Generated]:
        yield from map(Piece, self._pieces)
        task.presence.leave()
        raise ModelInterrupted("stopped")


def test_who_leaves_between_two_sentences_has_stored_what_was_shown_and_nobody_writes_on() -> None:
    desk = Desk(Deserted("It opens at nine [1]. It sh"))
    events = list(desk.answer())
    assert not any(isinstance(event, Finished) for event in events)
    assert (desk.kept().content, desk.kept().model, desk.kept().notice) == ("It opens at nine [1].", "large", None)


def test_nobody_quotes_for_who_left_before_the_first_sentence() -> None:
    desk = Desk(Deserted("It op"))
    assert [type(event) for event in desk.answer()] == [Started]
    assert desk.answers.kept == []


def test_a_model_that_is_down_is_stood_in_for_and_the_answer_says_so() -> None:
    desk = Desk(DOWN)
    list(desk.answer())
    assert desk.kept().model == EXTRACTIVE
    assert desk.kept().content == f"The library opens at nine [1].\n\n{said(Saying.MODEL_DOWN, 'en')}"


def test_a_model_that_writes_nothing_is_stood_in_for_too() -> None:
    desk = Desk(Writer([]))
    list(desk.answer())
    assert desk.kept().model == EXTRACTIVE


def test_a_model_that_breaks_off_keeps_what_was_checked_of_its_answer() -> None:
    desk = Desk(Writer(["It opens at nine [1]. It sh"], failure=ModelInterrupted("gone")))
    list(desk.answer())
    assert desk.kept().model == "large"
    assert desk.kept().content == f"It opens at nine [1].\n\n{said(Saying.INTERRUPTED, 'en')}"


def test_a_server_that_stops_says_so_in_an_answer_that_has_begun() -> None:
    desk = Desk(Writer(["It opens at nine [1]. It sh"], failure=ModelInterrupted("gone")))
    events = desk.answer()
    while not isinstance(next(events), Released):
        pass
    desk.stopping = True
    list(events)
    assert desk.kept().notice == said(Saying.STOPPED, "en")


def test_a_server_that_stops_takes_no_question_in() -> None:
    desk = Desk(Writer(["It opens at nine [1]."]), stopping=True)
    with pytest.raises(Overloaded):
        list(desk.answer())
    assert (desk.conversations.held, desk.answers.kept) == ({}, [])


def test_an_abstention_has_no_claims_and_asks_nobody() -> None:
    desk = Desk(Writer(abstains=True), extractive=Writer(abstains=True))
    events = list(desk.answer())
    assert text_of(events) == desk.kept().content == "The documents do not say."
    assert (desk.kept().outcome, desk.kept().claims, desk.kept().support) == (Outcome.ABSTAINED, (), None)
    assert desk.escalated == []


def test_a_conversations_own_documents_are_looked_through_beside_its_collection() -> None:
    desk = Desk(Writer(["It opens at nine [1]."]))
    held = desk.conversations.create(title="t", collection="default", owner=None, metadata={})
    list(desk.answer(conversation=held, k=3))
    assert desk.library.asked == [("When does it open?", ("default", f"conversation:{held.id}"), 3)]
    assert [message.author for message in desk.conversations.messages(held.id)] == [Author.USER]


def test_what_is_no_claim_passes_with_the_claim_after_it_and_at_the_end() -> None:
    desk = Desk(Writer(["Sure! Here is wh", "at I found: It opens at nine [1]. Anyth", "ing else?"]))
    events = list(desk.answer())
    assert [(event.text, event.claim is not None) for event in events if isinstance(event, Released)] == [
        ("Sure! Here is what I found: It opens at nine [1].", True),
        (" Anything else?", False),
    ]
    assert text_of(events) == desk.kept().content
    [claim] = desk.kept().claims
    assert desk.kept().content[claim.claim.start : claim.claim.end] == claim.claim.text == "It opens at nine [1]."


def test_nothing_passes_behind_what_was_withheld() -> None:
    desk = Desk(Writer(["It opens at nine【1】. This is wrong [1][9]. Anything else?"]))
    list(desk.answer())
    answer = desk.kept()
    assert answer.content == f"It opens at nine[1].\n\n{said(Saying.WITHHELD, 'en')}"
    assert answer.withheld is not None
    assert answer.withheld.text == "This is wrong [1]. Anything else?"
    for held in answer.withheld.claims:
        assert answer.withheld.text[held.claim.start : held.claim.end] == held.claim.text


def test_marks_that_name_no_passage_are_dropped_and_counted_once() -> None:
    desk = Desk(Writer(["It opens [9] at nine [1][7]. It shuts at five [8]."]))
    list(desk.answer())
    assert desk.kept().content == "It opens at nine [1]. It shuts at five."
    assert sum(count for change, count in desk.telemetry.mended if change == "dropped") == 3


@pytest.mark.parametrize("written", ["[1]", "Hello!", "Sure! Here is what I found:"])
def test_a_model_that_claims_nothing_is_stood_in_for_and_is_not_said_to_be_down(written: str) -> None:
    desk = Desk(Writer([written]))
    list(desk.answer())
    assert desk.kept().content == f"The library opens at nine [1].\n\n{said(Saying.MODEL_SILENT, 'en')}"


def test_where_not_even_a_quote_claims_anything_the_answer_is_an_abstention() -> None:
    desk = Desk(Writer(["Hello!"]), extractive=Writer(["When does it open? [1]"]))
    list(desk.answer())
    assert (desk.kept().content, desk.kept().outcome) == (not_in_documents("When does it open?"), Outcome.ABSTAINED)


@pytest.mark.parametrize("policy", Policy)
def test_an_abstention_in_the_models_own_words_is_one_under_every_policy(policy: Policy) -> None:
    written = Writer(["I could not fi", "nd this in the documents [1]. Please ask the desk."])
    desk = Desk(written, extractive=Writer(abstains=True))
    events = list(desk.answer(policy))
    assert text_of(events) == desk.kept().content == "I could not find this in the documents [1]. Please ask the desk."
    assert (desk.kept().outcome, desk.kept().claims, desk.kept().support) == (Outcome.ABSTAINED, (), None)
    assert desk.escalated == []


def test_a_question_counts_as_searched_by_whether_there_was_any_passage_and_small_talk_does_not() -> None:
    asked = [Desk(Writer(["It opens at nine [1]."])), Desk(Writer(["No idea."]), library=Library([]))]
    for desk in asked:
        list(desk.answer())
    assert [desk.telemetry.searches for desk in asked] == [[True], [False]]
    desk = Desk(Writer(["Hello."]))
    list(desk.answer(question="Hello!"))
    assert desk.telemetry.searches == []
