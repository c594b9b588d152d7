"""What a model wrote wrongly, written anew by the same model."""

import re
from dataclasses import replace

from domain.errors import ModelInterrupted, ModelUnavailable
from domain.generation import Task
from domain.repairs import Unsound
from generation.chat import ChatStream
from generation.prompt import NO_ANSWER, NOTHING_INSTEAD, repair_prompt
from generation.templates import Told, told_by_default
from text.marks import ends_sentence

_MAX_TOKENS = 200
_NOTHING = re.compile(rf"\W*(?:{NOTHING_INSTEAD}\b|(?i:{NO_ANSWER})\b|(?i:{NOTHING_INSTEAD})\W*$)")
# Small models tell what they were shown in place of answering from it: "The passage states that the fee is 5 EUR."
_TELLING = re.compile(
    r"(?:the|this) (?:passages?|documents?|texts?) (?:also |only )?(?:states?|says?|mentions?|indicates?)(?: that)?,? +"
    r"|(?:according to|as stated in|based on) the (?:passages?|documents?|texts?),? +",
    re.IGNORECASE,
)
_QUALIFIED = "previous|provided|original|given|above|earlier"
_OF_ITSELF = re.compile(
    rf"\b(?:{_QUALIFIED}) (?:answer|response|passages?)\b|\b(?:answer|response|passages?) (?:{_QUALIFIED})\b"
    r"|\bthe passages? (?:do|does|did|states?|says?|mentions?)\b",
    re.IGNORECASE,
)


class ModelRepairer:
    """The `Repairer` that asks a language model, and gives up after `limit_seconds`."""

    def __init__(self, stream: ChatStream, *, limit_seconds: float, told: Told | None = None) -> None:
        self._stream = stream
        self._told = told or told_by_default
        self._limit_seconds = limit_seconds

    def rewrite(self, task: Task, unsound: Unsound) -> str | None:
        """See `Repairer.rewrite`."""
        try:
            text = self._ask(task, unsound)
        except ModelInterrupted as error:
            raise ModelUnavailable(str(error)) from error
        text = _told_plainly(text)
        return None if _NOTHING.match(text) or _OF_ITSELF.search(text) else text

    def _ask(self, task: Task, unsound: Unsound) -> str:
        """Raises `ModelUnavailable` where it ends in the middle of a sentence."""
        template = self._told(task)
        thoughts, text, cut_short = self._stream.thoughts(asked_to_cite=template.numbered), "", False
        sampling = replace(task.sampling, temperature=0.0, max_tokens=_MAX_TOKENS, stop=None)
        asked = repair_prompt(task, unsound, template)
        stream = self._stream.stream(asked, sampling, within_seconds=self._limit_seconds, presence=task.presence)
        for delta in stream:
            text += thoughts.feed(delta.text)
            cut_short = cut_short or bool(delta.cut_short)
        text = (text + thoughts.flush(cut_short=cut_short)).strip()
        if cut_short and not ends_sentence(text):
            raise ModelUnavailable("The language model reached its limit in the middle of a sentence.")
        return text


def _told_plainly(text: str) -> str:
    """What the passages say, without that it is they who say it."""
    plain = _TELLING.sub("", text, count=1) if _TELLING.match(text) else text
    return plain[:1].upper() + plain[1:]
