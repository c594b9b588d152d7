"""Follow-up questions made to stand alone, by a model or by a plain rule."""

import logging
import re
from collections.abc import Sequence

from domain.conversations import Author
from domain.errors import ModelInterrupted, ModelUnavailable
from domain.generation import Sampling, Turn
from domain.ports import QuestionRewriter
from generation.chat import ChatStream
from generation.filtering import ThoughtFilter
from generation.prompt import rewriting_prompt

_MAX_CHARACTERS = 600
_MAX_TOKENS = 160
_ELLIPTIC_WORDS = 3
_REFERS_BACK = re.compile(
    r"\b(?:it|its|they|them|their|he|him|his|she|her|this|these|those|one|ones|same|"
    r"ez|ezt|ezek|ezeket|ennek|erre|ezzel|ebben|azok|azt|annak|arra|azzal|abban|ott|ő|ők|neki|nekik)\b"
    r"|\bthat\s*[?.]?$|^(?:and|or|but|what about|how about|és|na és|vagy|de|és mi)\b",
    re.IGNORECASE,
)
_log = logging.getLogger(__name__)


class PrefixRewriter:
    """Without a model: a question that leans on the one before is searched for together with it."""

    def rewrite(self, question: str, history: Sequence[Turn]) -> str:
        """See `QuestionRewriter.rewrite`."""
        asked = [turn.text for turn in history if turn.author is Author.USER and turn.text.strip()]
        chain = [question]
        while asked and _leans(chain[0]):
            chain.insert(0, asked.pop())
        return " ".join(chain)[-_MAX_CHARACTERS:] if len(chain) > 1 else question


class ModelRewriter:
    """Asks a language model; `fallback` stands in where it fails or takes longer than `deadline_seconds`."""

    def __init__(self, stream: ChatStream, *, fallback: QuestionRewriter, deadline_seconds: float = 8.0) -> None:
        self._stream = stream
        self._fallback = fallback
        self._deadline_seconds = deadline_seconds

    def rewrite(self, question: str, history: Sequence[Turn]) -> str:
        """See `QuestionRewriter.rewrite`. Without a history the model is not asked."""
        if not history:
            return question
        try:
            written = self._ask(question, history)
        except (ModelUnavailable, ModelInterrupted) as error:
            _log.warning("A follow-up question was rewritten by rule: %s", error)
            return self._fallback.rewrite(question, history)
        usable = any(character.isalnum() for character in written) and len(written) <= _MAX_CHARACTERS
        return written if usable else self._fallback.rewrite(question, history)

    def _ask(self, question: str, history: Sequence[Turn]) -> str:
        thoughts = ThoughtFilter()
        sampling = Sampling(temperature=0.0, max_tokens=_MAX_TOKENS)
        prompt = rewriting_prompt(question, history)
        deltas = self._stream.stream(prompt, sampling, within_seconds=self._deadline_seconds)
        text = "".join(thoughts.feed(delta.text) for delta in deltas) + thoughts.flush()
        return " ".join(text.split()).strip("\"'“”„ ")


def _leans(question: str) -> bool:
    return len(question.split()) <= _ELLIPTIC_WORDS or _REFERS_BACK.search(question) is not None
