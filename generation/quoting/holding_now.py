"""Of likely answers the newer documents': of two on one matter, and wherever a question asks for what holds now."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime

from domain.documents import Passage
from generation.quoting.considering import Considered
from text.languages import FUNCTION_WORDS
from text.periods import Asked, period_of
from text.succession import follows, sources
from text.superseding import Stretch
from text.words import HEAD_LETTERS, QUESTION_STEMMER

_NOW = re.compile(
    r"\b(?:now(?:adays)?|currently|current|these days|at (?:present|the moment)|today|any ?more|still|"
    r"jetzt|derzeit|aktuell\w*|heute|zurzeit|jelenleg|mostanában)\b",
    re.IGNORECASE,
)
_ON_ONE_MATTER = 2
_WORDS = {word[:HEAD_LETTERS] for word in FUNCTION_WORDS}


def held_no_more(considered: Sequence[Considered], query: str, passages: Sequence[Passage]) -> set[Stretch]:
    """Of answers that would stand side by side those of which another one is newer and speaks of the same.

    None where the question asks for a time that it names, or for several.
    """
    period = period_of(query, today=datetime.now(UTC).date().isoformat())
    if period.asked is not Asked.AS_OF or period.named is not None:
        return set()
    of = sources(passages)
    return {
        old.at
        for old in considered
        for new in considered
        if old.document_id != new.document_id
        and len(_stems(old) & _stems(new)) >= _ON_ONE_MATTER
        and follows(of[new.at.passage], of[old.at.passage])
    }


def _stems(one: Considered) -> frozenset[str]:
    return frozenset(stem for stem in QUESTION_STEMMER.stems(one.text) if not stem.isdigit()) - _WORDS


def held_now(considered: Sequence[Considered], query: str, passages: Sequence[Passage], *, least: float) -> set[str]:
    """The ids of documents that a newer one follows in which something answers with a probability of `least`.

    None where the question says nothing of now.
    """
    if not _NOW.search(query):
        return set()
    of = {passage.stored.document_id: source for passage, source in zip(passages, sources(passages), strict=True)}
    likely = {one.document_id for one in considered if one.probability >= least}
    return {old for old in likely for new in likely if old != new and follows(of[new], of[old])}
