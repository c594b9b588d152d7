"""Passages cut into sentences, and the pick of those that bear on a claim, for when there are more than can be read."""

import math
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from itertools import groupby

from domain.headed import told_heading
from monitoring.detectors.deadline import no_deadline
from monitoring.detectors.remembering import bytes_of
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
    """The passages of one answer, cut and measured once; `tokens` is what all of them take together.

    What is picked of a passage comes below its heading, where it has one, which counts as no sentence.
    `check` is called between sentences and may raise.
    """

    def __init__(
        self,
        passages: Sequence[str],
        count_tokens: Callable[[str], int],
        *,
        check: Callable[[], None] = no_deadline,
        headings: Sequence[str] = (),
    ) -> None:
        self._passages = tuple(passages)
        self._headings = dict(enumerate(headings))
        self._measured: list[_Measured] = []
        self._holding: dict[str, array[int]] = {}
        once: dict[str, str] = {}  # a word takes memory once, not in every sentence
        for number, passage in enumerate(self._passages):
            for sentence, text in _sentences(number, passage):
                check()
                held = frozenset(once.setdefault(stem, stem) for stem in EVIDENCE_STEMMER.stems(text))
                self._add(_Measured(sentence, held, count_tokens(text)))
        self.tokens = sum(measured.tokens for measured in self._measured)

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
            stem: weight * math.log(1 + total / len(self._holding[stem]))
            for stem, weight in wanted.items()
            if stem in self._holding
        }

    def _add(self, measured: _Measured) -> None:
        for stem in measured.stems:
            self._holding.setdefault(stem, array("I")).append(len(self._measured))
        self._measured.append(measured)

    def _ranked(self, wanted: dict[str, float], *, limit_tokens: float, limit: int | None = None) -> list[int]:
        """Greedy cover of the wanted words: a covered word counts less, a long sentence must earn its length."""
        left = dict(wanted)
        # What a sentence gains only falls as words are covered, so the best is the first whose gain is still the same.
        near = {index for stem in wanted for index in self._holding[stem]}
        best_first = [(-self._gain(index, left), index) for index in near]
        heapify(best_first)
        ranked: list[int] = []
        spent = 0
        while best_first and spent < limit_tokens and (limit is None or len(ranked) < limit):
            known, best = heappop(best_first)
            gain = -self._gain(best, left)
            if gain != known:
                heappush(best_first, (gain, best))
                continue
            ranked.append(best)
            spent += self._measured[best].tokens
            for stem in self._measured[best].stems & wanted.keys():
                left[stem] = wanted[stem] * COVERED_WEIGHT
        return ranked

    def weight_bytes(self) -> int:
        """What the packer takes beside the passages."""
        parts = (part for m in self._measured for part in (m, m.sentence, m.stems))
        return bytes_of(parts) + bytes_of(self._holding) + bytes_of(self._holding.values())

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
            self._below_heading(number, [self._passages[number][one.start : one.end] for one in sentences])
            for number, sentences in groupby(chosen, key=lambda sentence: sentence.passage)
        ]

    def _below_heading(self, number: int, sentences: list[str]) -> list[str]:
        heading = self._headings.get(number)
        return [told_heading(heading), *sentences] if heading else sentences


def _sentences(number: int, passage: str) -> list[tuple[Sentence, str]]:
    spans = sentence_spans(passage, SentenceCut.EVIDENCE)
    return [(Sentence(number, start, end), passage[start:end]) for start, end in spans]
