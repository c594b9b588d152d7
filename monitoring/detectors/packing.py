"""Passages cut into sentences, and the pick of those that bear on a claim, for when there are more than can be read."""

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby

from text.sentences import SentenceCut, sentence_spans
from text.words import EVIDENCE_STEMMER

HINT_WEIGHT = 0.3
COVERED_WEIGHT = 0.25
SHORTEST_TOKENS = 8


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a passage: `passages[passage][start:end]`."""

    passage: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Measured:
    sentence: Sentence
    stems: frozenset[str]
    tokens: int


class EvidencePacker:
    """The passages of one answer, cut and measured once."""

    def __init__(self, passages: Sequence[str], count_tokens: Callable[[str], int]) -> None:
        self._passages = tuple(passages)
        self._measured = [
            _Measured(sentence, EVIDENCE_STEMMER.stems(text), count_tokens(text))
            for number, passage in enumerate(self._passages)
            for sentence, text in _sentences(number, passage)
        ]
        self._frequency = Counter(stem for measured in self._measured for stem in measured.stems)

    @property
    def tokens(self) -> int:
        """What all passages take together."""
        return sum(measured.tokens for measured in self._measured)

    @property
    def whole(self) -> list[list[str]]:
        """All passages with text in order, each as its sentences."""
        return self._texts(range(len(self._measured)))

    def pick(self, claim: str, *, budget_tokens: int, hint: str = "") -> list[list[str]]:
        """The sentences that share most with `claim`, in the passages' order, within `budget_tokens`.

        Everything, where everything fits. `hint` (the question) counts less.
        """
        if self.tokens <= budget_tokens:
            return self.whole
        ranked = self._ranked(self._wanted(claim, hint), limit_tokens=budget_tokens)
        return self._texts(sorted(self._within(ranked, budget_tokens)))

    def nearest(self, claim: str, *, count: int, hint: str = "") -> tuple[Sentence, ...]:
        """At most `count` sentences that share most with `claim`, best first; those that share nothing are left out."""
        ranked = self._ranked(self._wanted(claim, hint), limit_tokens=math.inf, limit=count)
        return tuple(self._measured[index].sentence for index in ranked)

    def _wanted(self, claim: str, hint: str) -> dict[str, float]:
        wanted = dict.fromkeys(EVIDENCE_STEMMER.stems(hint), HINT_WEIGHT) | dict.fromkeys(
            EVIDENCE_STEMMER.stems(claim), 1.0
        )
        total = len(self._measured)
        return {
            stem: weight * math.log(1 + total / self._frequency[stem])
            for stem, weight in wanted.items()
            if stem in self._frequency
        }

    def _ranked(self, wanted: dict[str, float], *, limit_tokens: float, limit: int | None = None) -> list[int]:
        """Greedy cover of the wanted words: a covered word counts less, a long sentence must earn its length."""
        left = dict(wanted)
        open_indices = [index for index, measured in enumerate(self._measured) if measured.stems & left.keys()]
        ranked: list[int] = []
        spent = 0
        while open_indices and spent < limit_tokens and (limit is None or len(ranked) < limit):
            best = max(open_indices, key=lambda index: (self._gain(index, left), -index))
            open_indices.remove(best)
            ranked.append(best)
            spent += self._measured[best].tokens
            for stem in self._measured[best].stems & wanted.keys():
                left[stem] = wanted[stem] * COVERED_WEIGHT
        return ranked

    def _gain(self, index: int, left: dict[str, float]) -> float:
        measured = self._measured[index]
        # Sorted, so that the sum and with it the choice do not hang on the order of a set.
        shared = sum(left[stem] for stem in sorted(measured.stems & left.keys()))
        return shared / math.sqrt(max(measured.tokens, SHORTEST_TOKENS))

    def _within(self, ranked: Sequence[int], budget_tokens: int) -> set[int]:
        """What fits, and the first one even where it alone is too large: some evidence is better than none."""
        chosen: set[int] = set()
        for index in [*ranked, *self._beside(ranked)]:
            tokens = self._measured[index].tokens
            if index not in chosen and (tokens <= budget_tokens or not chosen):
                chosen.add(index)
                budget_tokens -= tokens
        return chosen

    def _beside(self, ranked: Sequence[int]) -> list[int]:
        near = [neighbour for index in ranked for neighbour in (index - 1, index + 1)]
        return [index for index in near if 0 <= index < len(self._measured)] or list(range(len(self._measured)))

    def _texts(self, indices: Sequence[int]) -> list[list[str]]:
        chosen = [self._measured[index].sentence for index in indices]
        return [
            [self._passages[number][sentence.start : sentence.end] for sentence in sentences]
            for number, sentences in groupby(chosen, key=lambda sentence: sentence.passage)
        ]


def _sentences(number: int, passage: str) -> list[tuple[Sentence, str]]:
    spans = sentence_spans(passage, SentenceCut.EVIDENCE)
    return [(Sentence(number, start, end), passage[start:end]) for start, end in spans]
