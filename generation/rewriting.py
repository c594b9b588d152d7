"""Follow-up questions made to stand alone, by a model or by rule."""

import logging
from collections.abc import Iterator, Sequence

from domain.conversations import Author
from domain.errors import ModelInterrupted, ModelUnavailable
from domain.generation import Exchange, Lean, Readings, Sampling, Turn
from domain.ports import QuestionRewriter
from generation.chat import ChatStream
from generation.ellipsis import Need, completions, goes_on, lean_of, need_of, without_connective
from generation.prompt import rewriting_prompt
from generation.thoughts import ThoughtFilter
from text.small_talk import spoken, without_talk

_MAX_CHARACTERS = 600
_MAX_TOKENS = 160
_log = logging.getLogger(__name__)


class RuleRewriter:
    """Without a model: the places that a fragment or a pronoun may have in the question before."""

    def readings(self, question: str, history: Sequence[Turn]) -> Readings:
        """See `QuestionRewriter.readings`."""
        earlier, reply = _last_asked(history)
        if not earlier:
            return Readings(question)
        before = Exchange(earlier, reply) if goes_on(question) else None
        if need_of(question) is Need.NOTHING:
            return Readings(question, goes_on_from=before)
        completed = (one for one in completions(question, earlier, reply) if len(one) <= _MAX_CHARACTERS)
        return Readings(_bare(question), tuple(completed), lean_of(question), before)


class ModelRewriter:
    """Asks a language model; `fallback` stands in where it fails or takes longer than `deadline_seconds`."""

    def __init__(self, stream: ChatStream, *, fallback: QuestionRewriter, deadline_seconds: float = 8.0) -> None:
        self._stream = stream
        self._fallback = fallback
        self._deadline_seconds = deadline_seconds

    def readings(self, question: str, history: Sequence[Turn]) -> Readings:
        """See `QuestionRewriter.readings`. A question that needs nothing of the conversation costs no call."""
        if not history or need_of(question) is Need.NOTHING:
            return Readings(question)
        try:
            written = self._ask(question, history)
        except (ModelUnavailable, ModelInterrupted) as error:
            _log.warning("A follow-up question was rewritten by rule: %s", error)
            return self._fallback.readings(question, history)
        usable = any(character.isalnum() for character in written) and len(written) <= _MAX_CHARACTERS
        return Readings(written) if usable else self._fallback.readings(question, history)

    def _ask(self, question: str, history: Sequence[Turn]) -> str:
        thoughts = ThoughtFilter()
        sampling = Sampling(temperature=0.0, max_tokens=_MAX_TOKENS)
        prompt = rewriting_prompt(question, history)
        deltas = self._stream.stream(prompt, sampling, within_seconds=self._deadline_seconds)
        text, cut_short = "", False
        for delta in deltas:
            text += thoughts.feed(delta.text)
            cut_short = cut_short or delta.cut_short is not None
        text += thoughts.flush(cut_short=cut_short)
        return " ".join(text.split()).strip("\"'“”„ ")


def _last_asked(history: Sequence[Turn]) -> tuple[str, str]:
    """The last question, itself made to stand alone by the likeliest reading, and what was replied to it."""
    question = reply = ""
    for asked, replied in _exchanges(history):
        found = completions(asked, question, reply) if question and lean_of(asked) is not Lean.POSSIBLY else ()
        question, reply = (found[0] if found else asked), replied
    return question, reply


def _exchanges(history: Sequence[Turn]) -> Iterator[tuple[str, str]]:
    """Questions with their replies, without small talk."""
    for index, turn in enumerate(history):
        if turn.author is Author.USER and spoken(turn.text) is None:
            following = history[index + 1].text if index + 1 < len(history) else ""
            yield without_talk(turn.text), following


def _bare(question: str) -> str:
    """Without "and" and "what about": as it is looked for where it stands by itself."""
    bare = without_connective(question)
    return (
        question[question.rfind(bare) :] if bare and question.endswith("?") and bare in question else bare or question
    )
