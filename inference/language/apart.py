"""The trial of a model in a process of its own: what a file makes the runtime do to it ends with it."""

from multiprocessing import get_context
from multiprocessing.connection import Connection
from threading import Event

from domain.errors import CandorError, Unsupported
from inference.language.pipeline import Weights
from inference.language.trial import Trial, attempt

_LOOK_SECONDS = 0.1


class GivenUp(Exception):
    """Nobody waits for the trial any more."""


def attempt_apart(weights: Weights, *, given_up: Event) -> Trial:
    """See `attempt`; `Unsupported` as well where the process ends, as it does when the memory is too small.

    Raises `GivenUp` once that is set.
    """
    context = get_context("spawn")
    told, telling = context.Pipe(duplex=False)
    process = context.Process(target=_tell, args=(weights, telling), daemon=True)
    process.start()
    telling.close()
    try:
        while not told.poll(_LOOK_SECONDS):
            if given_up.is_set():
                raise GivenUp
        outcome: Trial | CandorError = told.recv()
    except EOFError as error:
        raise Unsupported(
            "The process that tried the model was ended: the model needs more memory than there is, or is damaged."
        ) from error
    finally:
        process.kill()
        process.join()
        told.close()
    if isinstance(outcome, CandorError):
        raise outcome
    return outcome


def _tell(weights: Weights, telling: Connection) -> None:
    try:
        telling.send(attempt(weights))
    except CandorError as error:
        telling.send(error)
