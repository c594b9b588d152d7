"""Passages for tests."""

from domain.documents import Chunk, Passage, Scores, StoredChunk
from domain.generation import Sampling, Task, Turn
from domain.places import Place, Whole
from text.stating import stated


def passage(
    text: str, *, document: str = "guide.txt", start: int = 0, place: Place | None = None, head: str = ""
) -> Passage:
    """`head` is how its document begins."""
    chunk = Chunk(text, start, start + len(text), place or Whole())
    stored = StoredChunk(1, document, document, "default", chunk, stated(document, head))
    return Passage(stored, 0.9, Scores(0.8, 3.0))


def task(
    question: str, *passages: Passage, history: tuple[Turn, ...] = (), sampling: Sampling | None = None, query: str = ""
) -> Task:
    return Task(question, query or question, passages, history, sampling or Sampling())
