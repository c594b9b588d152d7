"""Where in its passages a supported claim stands: the sentences that share most of its words."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from domain.answers import Claim, Evidence
from monitoring.claims.splitting import split_claims
from monitoring.claims.statements import bare_statement
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


def locate(statement: str, passages: Sequence[str], *, cited: frozenset[int] | None = None) -> tuple[Evidence, ...]:
    """At most two sentences, the one that holds most of the statement's rarer words first.

    Passages that are `cited`, by default those that the statement's marks name, are preferred. Empty where no sentence
    shares enough with it.
    """
    sentences = [
        _Sentence(index, claim, stems) for index, passage in enumerate(passages) for claim, stems in _sentences(passage)
    ]
    frequency = Counter(stem for sentence in sentences for stem in sentence.stems)
    weights = {stem: math.log(1 + len(sentences) / frequency[stem]) for stem in stems(statement) if stem in frequency}
    preferred = cited_passages(statement) if cited is None else cited
    found: list[Evidence] = []
    while weights and len(found) < _MAX_SENTENCES:
        best = max(sentences, key=lambda sentence: _shared(sentence, weights, preferred))
        if _shared(best, weights, preferred) < _MIN_SHARE * _total(statement, frequency, len(sentences)):
            break
        found.append(Evidence(best.passage, best.claim.start, best.claim.end, best.claim.text))
        weights = {stem: weight for stem, weight in weights.items() if stem not in best.stems}
    return tuple(found)


def _shared(sentence: _Sentence, weights: Mapping[str, float], cited: frozenset[int]) -> float:
    shared = sum(weight for stem, weight in weights.items() if stem in sentence.stems)
    return shared * (_CITED_BONUS if sentence.passage in cited else 1)


def _total(statement: str, frequency: Mapping[str, int], sentences: int) -> float:
    """The weight of all words of the statement; unseen ones count as if seen once."""
    return sum(math.log(1 + sentences / max(1, frequency[stem])) for stem in stems(statement))


@lru_cache(maxsize=512)
def _sentences(passage: str) -> tuple[tuple[Claim, frozenset[str]], ...]:
    return tuple((claim, stems(claim.text)) for claim in split_claims(passage))


def stems(text: str) -> frozenset[str]:
    """Of what `text` states."""
    return CLAIM_STEMMER.stems(bare_statement(text))
