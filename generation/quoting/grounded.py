"""How much likelier a sentence of a follow-up's answer is where the answer before was found, and less elsewhere."""

from collections.abc import Iterator, Sequence

from domain.documents import Passage
from domain.generation import Ground, Task
from domain.places import heading_of
from text.question_words import own_words
from text.succession import sources
from text.words import head

# In log odds.
_THERE = 0.8
_ELSEWHERE = -1.2


def priors(task: Task) -> list[float]:
    """Of each passage of the task, in log odds; 0 for all where it goes on from nothing."""
    return [0.0] * len(task.passages) if task.grounds is None else [*_priors(task, task.grounds)]


def _priors(task: Task, grounds: Sequence[Ground]) -> Iterator[float]:
    ids = {ground.document_id for ground in grounds}
    found = sources(task.passages)
    known = [source.subject for source in found if source.document_id in ids]
    asked = {head(word) for word in own_words(task.stressed or task.query)}
    for passage, source in zip(task.passages, found, strict=True):
        if source.document_id in ids:
            yield _THERE if _is_there(passage, grounds) else 0.0
        elif any(source.subject & subject for subject in known) or asked & {*map(head, _named(passage))}:
            yield 0.0
        else:
            yield _ELSEWHERE


def _is_there(passage: Passage, grounds: Sequence[Ground]) -> bool:
    own = Ground(passage.stored.document_id, heading_of(passage.stored.chunk.place))
    return own.heading is not None and own in grounds


def _named(passage: Passage) -> frozenset[str]:
    """The words by which its document is called."""
    stated = passage.stored.stated.title
    called = f"{passage.stored.document.rsplit('.', 1)[0]} {stated.value if stated else ''}"
    return own_words(called.replace("_", " ").replace("-", " "))
