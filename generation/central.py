"""A summary without a language model: the most central sentences of the passages, quoted in their order."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from domain.answers import Claim
from domain.generation import Abstention, Generated, Piece, Task
from domain.ports import Encoder
from text.marks import ends_sentence
from text.wording import not_in_documents
from text.words import word_count

_MOST_SENTENCES = 5
_LEAST_WORDS = 5
_ALIKE = 0.9  # cosine from which two sentences say the same


class CentralSentences:
    """Those nearest to the mean of all of them, no two alike. `split` gives a text's sentences."""

    def __init__(self, encoder: Encoder, split: Callable[[str], Sequence[Claim]]) -> None:
        self._encoder = encoder
        self._split = split

    def generate(self, task: Task) -> Iterator[Generated]:
        """See `Generator.generate`; an abstention where no passage has a full sentence."""
        found = list(dict.fromkeys(self._sentences(task)))
        if not found:
            yield Abstention(not_in_documents(task.question))
            return
        before: int | None = None
        for place in self._central([text for _, text in found]):
            passage, text = found[place]
            gap = "" if before is None else " " if before == passage else "\n\n"
            yield Piece(f"{gap}{text} [{passage + 1}]")
            before = passage

    def _sentences(self, task: Task) -> Iterator[tuple[int, str]]:
        """Each once, with its first passage: neighbours overlap."""
        seen = set[str]()
        for place, passage in enumerate(task.passages):
            for sentence in self._split(passage.text):
                text = " ".join(sentence.text.split())
                if text not in seen and ends_sentence(text) and word_count(text) >= _LEAST_WORDS:
                    seen.add(text)
                    yield place, text

    def _central(self, texts: Sequence[str]) -> list[int]:
        """Their places, in order."""
        vectors = np.asarray(self._encoder.encode(texts), dtype=np.float32)
        vectors = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
        nearness = vectors @ vectors.mean(axis=0)
        chosen: list[int] = []
        for place in np.argsort(-nearness, kind="stable"):
            if len(chosen) == _MOST_SENTENCES:
                break
            if not any(vectors[place] @ vectors[other] >= _ALIKE for other in chosen):
                chosen.append(int(place))
        return sorted(chosen)
