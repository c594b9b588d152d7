"""Of likely answers the newer documents' where a question asks for what holds now."""

import re
from collections.abc import Sequence

from domain.documents import Passage
from generation.quoting.considering import Considered
from text.succession import follows, sources

_NOW = re.compile(
    r"\b(?:now(?:adays)?|currently|current|these days|at (?:present|the moment)|today|any ?more|still|"
    r"jetzt|derzeit|aktuell\w*|heute|zurzeit|jelenleg|mostanában)\b",
    re.IGNORECASE,
)


def held_now(considered: Sequence[Considered], query: str, passages: Sequence[Passage], *, least: float) -> set[str]:
    """The ids of documents that a newer one follows in which something answers with a probability of `least`.

    None where the question says nothing of now.
    """
    if not _NOW.search(query):
        return set()
    of = {passage.stored.document_id: source for passage, source in zip(passages, sources(passages), strict=True)}
    likely = {one.document_id for one in considered if one.probability >= least}
    return {old for old in likely for new in likely if old != new and follows(of[new], of[old])}
