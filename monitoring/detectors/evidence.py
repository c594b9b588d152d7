"""Where in its passages a supported claim stands: the sentences that share most of its words."""

import math
from array import array
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from domain.answers import Claim, Evidence
from monitoring.claims.splitting import split_sentences
from monitoring.claims.statements import bare_statement
from monitoring.detectors.deadline import no_deadline
from monitoring.detectors.remembering import Remembered, bytes_of
from text.marks import cited_passages
from text.words import CLAIM_STEMMER

_MAX_SENTENCES = 2
_MIN_SHARE = 0.2
_CITED_BONUS = 1.25


@dataclass(frozen=True, slots=True)
class _Sentence:
    passage: int
    claim: Claim
    stems: frozenset[str]


class SentenceIndex:
    """The sentences of one answer's passages by the words they hold; made once for all claims.

    `check` is called between passages and may raise.
    """

    def __init__(self, passages: Sequence[str], *, check: Callable[[], None] = no_deadline) -> None:
        self._sentences: list[_Sentence] = []
        self._holding: dict[str, array[int]] = {}
        once: dict[str, str] = {}  # a word takes memory once, not in every sentence
        for index, passage in enumerate(passages):
            check()
            for claim in split_sentences(passage):
                held = frozenset(once.setdefault(stem, stem) for stem in stems(claim.text))
                self._add(_Sentence(index, claim, held))

    def locate(self, statement: str, *, cited: frozenset[int] | None = None) -> tuple[Evidence, ...]:
        """At most two sentences, the one that holds most of the statement's rarer words first.

        Passages that are `cited`, by default those that the statement's marks name, are preferred. Empty where no
        sentence shares enough with it.
        """
        total = len(self._sentences)
        asked = stems(statement)
        weights = {stem: math.log(1 + total / len(self._holding[stem])) for stem in asked if stem in self._holding}
        preferred = cited_passages(statement) if cited is None else cited
        enough = _MIN_SHARE * sum(math.log(1 + total / max(1, len(self._holding.get(stem, ())))) for stem in asked)
        found: list[Evidence] = []
        while weights and len(found) < _MAX_SENTENCES:
            place, share = self._best(weights, preferred)
            if share < enough:
                break
            best = self._sentences[place]
            found.append(Evidence(best.passage, best.claim.start, best.claim.end, best.claim.text))
            weights = {stem: weight for stem, weight in weights.items() if stem not in best.stems}
        return tuple(found)

    def exists(self, passage: int) -> bool:
        """Whether a passage of that number, counted from 0, has a sentence."""
        return any(sentence.passage == passage for sentence in self._sentences)

    def weight_bytes(self) -> int:
        """What the index takes."""
        texts = (part for s in self._sentences for part in (s, s.claim, s.claim.text, s.stems))
        return bytes_of(texts) + bytes_of(self._holding) + bytes_of(self._holding.values())

    def _add(self, sentence: _Sentence) -> None:
        for stem in sentence.stems:
            self._holding.setdefault(stem, array("I")).append(len(self._sentences))
        self._sentences.append(sentence)

    def _best(self, weights: Mapping[str, float], cited: frozenset[int]) -> tuple[int, float]:
        """The sentence with the largest share, the first of several, and its share."""
        shares: dict[int, float] = defaultdict(float)
        for stem, weight in weights.items():
            for place in self._holding[stem]:
                shares[place] += weight
        weighted = (
            (share * (_CITED_BONUS if self._sentences[place].passage in cited else 1), -place)
            for place, share in shares.items()
        )
        share, place = max(weighted)
        return -place, share


def sentence_index(passages: tuple[str, ...], *, check: Callable[[], None] = no_deadline) -> SentenceIndex:
    """The index of `passages`, kept for the next claims of an answer that is checked while it streams."""
    return _remembered.get(passages, lambda: SentenceIndex(passages, check=check))


def _weigh(passages: tuple[str, ...], index: SentenceIndex) -> int:
    return bytes_of(passages) + index.weight_bytes()


_remembered: Remembered[tuple[str, ...], SentenceIndex] = Remembered(limit_bytes=32 * 2**20, weigh=_weigh)


def stems(text: str) -> frozenset[str]:
    """Of what `text` states."""
    return CLAIM_STEMMER.stems(bare_statement(text))
