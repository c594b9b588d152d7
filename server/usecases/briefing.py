"""What a reviewer is shown beside a case: what was said before, what else the documents hold, what others were told."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from domain.answers import Outcome
from domain.audits import is_blind
from domain.conversations import Author, Message
from domain.diagnoses import Diagnosis, DiagnosisStore
from domain.documents import Passage
from domain.errors import CandorError, NotFound
from domain.ports import Retriever
from domain.principals import Principal
from domain.reviews import Escalation
from domain.stores import AnswerStore, ConversationStore
from domain.verified import Verified, VerifiedStore
from text.canned import CannedReply

_MOST_PASSAGES = 12
_MOST_ALIKE = 3
_MOST_NAMES = 3


@dataclass(frozen=True, slots=True)
class Filled:
    """A canned reply as it would be sent."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Briefing:
    """`passages` are found by a wider search, where the answer was none. `language` is what the reply should be in.

    `diagnosis` is why the answer failed, null where it did not or nobody has looked yet.
    """

    messages: tuple[Message, ...]
    passages: tuple[Passage, ...]
    alike: tuple[Verified, ...]
    replies: tuple[Filled, ...]
    language: str
    diagnosis: Diagnosis | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Briefer:
    """Gathers it. `alike` gives the ids of verified answers to questions like one, `reply_language` a case's."""

    conversations: ConversationStore
    answers: AnswerStore
    verified: VerifiedStore
    diagnoses: DiagnosisStore
    retriever: Retriever
    canned: Sequence[CannedReply]
    alike: Callable[[str, str], Sequence[str]]
    reply_language: Callable[[Escalation], str]

    def of(self, case: Escalation, principal: Principal) -> Briefing:
        """As far as the principal may see it. Of an audit that is to be judged blindly, nothing that tells more."""
        language, is_open = self.reply_language(case), not is_blind(case)
        return Briefing(
            tuple(self._said_before(case, principal)) if is_open else (),
            tuple(self._wider(case)) if is_open else (),
            tuple(self._answered_alike(case)) if is_open else (),
            tuple(Filled(one.name, one.filled(language, _known(case, principal))) for one in self.canned),
            language,
            self._diagnosis(case) if is_open else None,
        )

    def _diagnosis(self, case: Escalation) -> Diagnosis | None:
        found = None if case.answer is None else self.diagnoses.of(case.answer.id)
        return None if found is None or found.cause is None else found

    def _said_before(self, case: Escalation, principal: Principal) -> list[Message]:
        """Without turns that drew on a collection which the principal does not see."""
        shown = list[Message]()
        for message in self.conversations.messages(case.conversation_id):
            if message.answer_id is None or self._sees(message.answer_id, principal):
                shown.append(message)
            elif shown and shown[-1].author is Author.USER:
                shown.pop()
        return shown

    def _sees(self, answer_id: str, principal: Principal) -> bool:
        if principal.collections is None:
            return True
        try:
            return principal.sees(self.answers.get(answer_id).collection)
        except NotFound:
            return False

    def _wider(self, case: Escalation) -> Sequence[Passage]:
        """None where the index cannot be used now: the case can be decided all the same."""
        answer = case.answer
        if answer is None or (answer.claims and answer.outcome is not Outcome.ABSTAINED):
            return ()
        try:
            return self.retriever.retrieve(answer.query, collections=(case.collection,), k=_MOST_PASSAGES)
        except CandorError:
            return ()

    def _answered_alike(self, case: Escalation) -> list[Verified]:
        if case.answer is None:
            return []
        found = list[Verified]()
        for verified_id in self.alike(case.collection, case.answer.query)[:_MOST_ALIKE]:
            try:
                found.append(self.verified.get(verified_id))
            except NotFound:
                continue
        return found


def _known(case: Escalation, principal: Principal) -> dict[str, str]:
    answer = case.answer
    names = dict.fromkeys(passage.stored.document for passage in answer.passages) if answer else {}
    return {
        "question": answer.question if answer else "",
        "collection": case.collection,
        "documents": ", ".join([*names][:_MOST_NAMES]),
        "reviewer": principal.name,
    }
