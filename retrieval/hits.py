"""What an index finds."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hit:
    """A chunk and its score in the index that found it, on that index's own scale; higher is better."""

    chunk_id: int
    score: float
