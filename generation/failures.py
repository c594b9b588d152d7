"""What ended a model's stream, in the words of its endpoint."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from domain.errors import ModelInterrupted, ModelUnavailable

_RETRYABLE_STATUS = frozenset({408, 409, 425, 429, 500, 502, 503, 504})
_SHOWN_CHARACTERS = 240
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


def failure(error: BaseException, *, begun: bool) -> ModelUnavailable | ModelInterrupted:
    """What its client raised."""
    why = f"({type(error).__name__}): {words_of(error)}"
    if begun:
        return ModelInterrupted(f"The language model broke off {why}")
    if says_it_is_down(error):
        message = f"The language model could not be reached or failed {why}"
        return Retryable(message, after_seconds=_retry_after_seconds(error))
    return ModelUnavailable(f"The language model refused the request {why}")


def says_it_is_down(error: BaseException) -> bool:
    """Whether trying again may help; only a status that blames the request says no. Clients wrap, so causes count."""
    status = next((status for one in _causes(error) if (status := getattr(one, "status_code", None))), None)
    return status is None or status in _RETRYABLE_STATUS


def words_of(error: BaseException) -> str:
    """What the endpoint said, in one line: its message, never what it repeats of the request."""
    chain = list(_causes(error))
    said = next((found for one in chain if (found := _said(getattr(one, "body", None)))), "")
    said = said or next((str(one) for one in reversed(chain) if str(one)), "it gave no reason")
    line = " ".join(said.split())
    return line if len(line) <= _SHOWN_CHARACTERS else line[: _SHOWN_CHARACTERS - 1] + "…"


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
    headers = next((one.response.headers for one in _causes(error) if getattr(one, "response", None) is not None), {})
    said = headers.get("retry-after", "").strip()
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
