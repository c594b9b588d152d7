"""A person's answer to the same question, given again before anything is written."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import structlog

from domain.documents import Passage
from domain.errors import CandorError
from domain.ports import Encoder
from domain.verified import Asked, Reopening, Verified, VerifiedStore
from server.usecases.answering import Ask
from text.notices import said_by_a_reviewer
from text.same_question import question_key, telling_words

SAME_FROM = 0.85
"""The cosine from which questions of the same telling words are one; see `docs/decisions.md`."""
ALIKE_FROM = 0.7
"""That from which one is worth showing to a reviewer."""
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Recalled:
    """A verified answer in place of what would be written."""

    verified: Verified

    @property
    def text(self) -> str:
        """As it is said."""
        return self.verified.text

    @property
    def passages(self) -> tuple[Passage, ...]:
        """What it rests on."""
        return self.verified.passages

    def notice(self, language: str) -> str:
        """Whose it is, and of when."""
        return said_by_a_reviewer(self.verified.answered_at.date(), language)


class Recall(Protocol):
    """Looks for a verified answer."""

    def __call__(self, ask: Ask, query: str) -> Recalled | None:
        """To the question that stands alone; null where there is none."""


def recall_nothing(ask: Ask, query: str) -> None:
    """Where no answer of a person is to be given again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recalling:
    """Verified answers: which one is given, which are alike, and which no longer hold.

    `encoder_for` gives the encoder of a collection. `reopened` is told the id of each escalation of one that was
    suspended.
    """

    verified: VerifiedStore
    encoder_for: Callable[[str], Encoder]
    reopening: Reopening
    reopened: Callable[[str], None]

    def recall(self, ask: Ask, query: str) -> Recalled | None:
        """The answer to the same question in the same collection, counted as used."""
        collection = ask.collection.name
        same = self._same(collection, query)
        if same is None:
            return None
        found = self.verified.give(same.id)
        if found is None:
            self.look_for_changes(collection)
            return None
        return Recalled(found)

    def look_for_changes(self, collection: str | None = None) -> None:
        """Suspends what rests on something that has changed or gone; null looks at every collection.

        A failure is logged: none of them is given before what it rests on was looked at.
        """
        try:
            for escalation_id in self.verified.suspend_changed(self.reopening, collection=collection):
                self.reopened(escalation_id)
        except CandorError as error:
            _log.error("verified answers were not looked at after a change", reason=str(error))

    def alike(self, collection: str, query: str) -> Sequence[str]:
        """The ids of verified answers to questions like this one, the most alike first."""
        asked = self.verified.asked(collection)
        likeness = self._likeness(collection, query, asked)
        ranked = sorted(zip(likeness, asked, strict=True), key=lambda pair: -pair[0])
        return [one.id for alike, one in ranked if alike >= ALIKE_FROM]

    def _same(self, collection: str, query: str) -> Asked | None:
        asked, key = self.verified.asked(collection), question_key(query)
        equal = next((one for one in asked if question_key(one.question) == key), None)
        if equal is not None:
            return equal
        told = telling_words(query)
        near = [one for one in asked if telling_words(one.question) == told]
        likeness = self._likeness(collection, query, near)
        best, found = max(zip(likeness, near, strict=True), key=lambda pair: pair[0], default=(0.0, None))
        return found if best >= SAME_FROM else None

    def _likeness(self, collection: str, query: str, asked: Sequence[Asked]) -> list[float]:
        """The cosine of each question with `query`, in [-1, 1]."""
        if not asked:
            return []
        encoder = self.encoder_for(collection)
        vectors = encoder.encode_queries([query, *(one.question for one in asked)])
        units = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return [float(cosine) for cosine in units[1:] @ units[0]]
