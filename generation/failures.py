"""What ended a model's stream, in the words of its endpoint."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from domain.errors import ModelBusy, ModelInterrupted, ModelUnavailable, PromptTooLong

_RETRYABLE_STATUS = frozenset({408, 409, 425, 429, 500, 502, 503, 504})
_SHOWN_CHARACTERS = 240
_READ_CHARACTERS = 2_000
_LEFT_OUT = "…"
_MUCH_LEFT_OUT = re.compile(r"…(?:\W*…)+")
_WORD = re.compile(r"\w+")
_QUOTED = re.compile(r"[\"'“‘`«](\w[^\"”’`»]{0,400}?)[\"'”’`»]")
_SAYING = ("message", "detail", "msg", "error")


class Retryable(ModelUnavailable):
    """The model was not there, but may be in a moment; `after_seconds` is when it said so itself, else 0."""

    def __init__(self, message: str, *, after_seconds: float) -> None:
        super().__init__(message)
        self.after_seconds = after_seconds


def too_late(*, begun: bool) -> ModelUnavailable | ModelInterrupted:
    """It was given up."""
    if begun:
        return ModelInterrupted("The language model fell silent or took too long, and was given up.")
    return ModelUnavailable("The language model did not begin to answer in time.")


def stopped(*, begun: bool) -> ModelUnavailable | ModelInterrupted:
    """Nobody is to wait for it any longer."""
    if begun:
        return ModelInterrupted("The language model was stopped.")
    return ModelUnavailable("The language model was stopped before it began to answer.")


def failure(error: BaseException, *, begun: bool, sent: str) -> ModelUnavailable | ModelInterrupted:
    """What its client raised. Of `sent`, what the model was told, nothing is repeated: it is somebody's text."""
    if not begun and isinstance(error, PromptTooLong):
        return PromptTooLong(tokens=error.tokens, limit=error.limit)
    if not begun and isinstance(error, ModelBusy):
        return ModelBusy(str(error))
    why = f"({type(error).__name__}): {words_of(error, sent)}"
    if begun:
        return ModelInterrupted(f"The language model broke off {why}")
    if says_it_is_down(error):
        message = f"The language model could not be reached or failed {why}"
        return Retryable(message, after_seconds=_retry_after_seconds(error))
    return ModelUnavailable(f"The language model refused the request {why}")


def says_it_is_down(error: BaseException) -> bool:
    """Whether trying again may help; only a status that blames the request says no. Clients wrap, so causes count.

    A model of this machine that has no time, or is told too much, is not down either.
    """
    if isinstance(error, PromptTooLong | ModelBusy):
        return False
    status = next((status for one in _causes(error) if (status := getattr(one, "status_code", None))), None)
    return status is None or status in _RETRYABLE_STATUS


def words_of(error: BaseException, sent: str = "") -> str:
    """What the endpoint said, in one line, without what it repeats of what it was sent."""
    chain = list(_causes(error))
    said = next((found for one in chain if (found := _said(getattr(one, "body", None)))), "")
    said = said or next((str(one) for one in reversed(chain) if str(one)), "it gave no reason")
    line = _without_echo(" ".join(said[:_READ_CHARACTERS].split()), sent.casefold())
    return line if len(line) <= _SHOWN_CHARACTERS else line[: _SHOWN_CHARACTERS - 1] + "…"


def _without_echo(said: str, sent: str) -> str:
    """Three words in a row that were sent, and anything in quotation marks that was, are left out."""
    said = _QUOTED.sub(lambda quoted: _LEFT_OUT if quoted[1].casefold() in sent else quoted[0], said)
    known = set(_threes([word[0] for word in _WORD.finditer(sent)]))
    words = list(_WORD.finditer(said))
    echoed = [three in known for three in _threes([word[0].casefold() for word in words])]
    for number, word in reversed(list(enumerate(words))):
        if any(echoed[max(0, number - 2) : number + 1]):
            said = said[: word.start()] + _LEFT_OUT + said[word.end() :]
    return _MUCH_LEFT_OUT.sub(_LEFT_OUT, said)


def _threes(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    return zip(words, words[1:], words[2:], strict=False)


def _said(body: object) -> str:
    match body:
        case str():
            return body
        case Mapping():
            return next((said for name in _SAYING if (said := _said(body.get(name)))), "")
        case list():
            return "; ".join(filter(None, map(_said, body)))
    return ""


def _retry_after_seconds(error: BaseException) -> float:
    """What `Retry-After` says, a number or a date; 0 without one."""
    responses = (getattr(one, "response", None) for one in _causes(error))
    said = next((str(one.headers.get("retry-after", "")) for one in responses if one is not None), "").strip()
    try:
        return max(0.0, float(said))
    except ValueError:
        pass
    try:
        return max(0.0, (parsedate_to_datetime(said) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return 0.0


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """The error and what it came of."""
    while error is not None:
        yield error
        error = error.__cause__
