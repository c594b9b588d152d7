"""What people answered to questions like this one, shown to a language model as examples."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from domain.errors import NotFound
from domain.generation import Precedent, Task
from domain.verified import Verified

MOST = 2
_CHARACTERS_A_TOKEN = 3  # fewer than in English prose, so that other languages fit as well
_SHARE = 0.25  # of a model's context: the rest is for the passages, the conversation and the answer


class Known(Protocol):
    """The part of the verified answers that is needed here; see `domain.verified.VerifiedStore`."""

    def get(self, verified_id: str) -> Verified:
        """Raises `NotFound`."""


class Precedents(Protocol):
    """Adds examples to a task of a language model."""

    def __call__(self, task: Task, *, collection: str, model: str) -> Task:
        """The same task, with precedents where there are some."""


def no_precedents(task: Task, *, collection: str, model: str) -> Task:  # noqa: ARG001 - whatever is asked
    """Where none are shown."""
    return task


@dataclass(frozen=True, slots=True, kw_only=True)
class FromVerified:
    """Shows the verified answers of the collection to the questions most alike, two at most, none that is suspended.

    `alike` gives their ids, the most alike first; `context_tokens` how much a model takes in, null where nobody knows,
    and then none are shown.
    """

    verified: Known
    alike: Callable[[str, str], Sequence[str]]
    context_tokens: Callable[[str], int | None]

    def __call__(self, task: Task, *, collection: str, model: str) -> Task:
        """See `Precedents`."""
        context = self.context_tokens(model)
        if context is None:
            return task
        room = context * _SHARE * _CHARACTERS_A_TOKEN
        shown = list[Precedent]()
        for verified_id in self.alike(collection, task.query)[:MOST]:
            precedent = self._of(verified_id)
            if precedent is not None and (size := _characters(precedent)) <= room:
                room -= size
                shown.append(precedent)
        return replace(task, precedents=tuple(reversed(shown)))  # the most alike last, next to the question

    def _of(self, verified_id: str) -> Precedent | None:
        """Null where it went or was suspended meanwhile, or rests on no passage that could be shown."""
        try:
            found = self.verified.get(verified_id)
        except NotFound:
            return None
        if found.suspended_at is not None or not found.passages:
            return None
        return Precedent(found.question, found.passages, found.text)


def _characters(precedent: Precedent) -> int:
    return len(precedent.question) + len(precedent.answer) + sum(len(one.text) for one in precedent.passages)
