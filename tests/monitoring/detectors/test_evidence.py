"""The index finds the sentences that a look at every one of them would find, and so does the packer."""

import math
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from domain.answers import Evidence
from monitoring.claims.splitting import split_sentences
from monitoring.detectors.evidence import SentenceIndex, stems
from monitoring.detectors.packing import COVERED_WEIGHT, SHORTEST_TOKENS, EvidencePacker
from text.sentences import SentenceCut, sentence_spans
from text.words import EVIDENCE_STEMMER

WORDS = st.sampled_from(["rain", "wind", "42", "Budapest", "closed", "opens", "the", "of", "a", "museum", "lake"])
SENTENCES = st.lists(WORDS, min_size=1, max_size=12).map(lambda words: " ".join(words).capitalize() + ". ")
PASSAGES = st.lists(st.lists(SENTENCES, max_size=8).map("".join), max_size=5)


def located_one_by_one(statement: str, passages: list[str], cited: frozenset[int]) -> list[Evidence]:
    sentences = [
        (number, claim, stems(claim.text)) for number, p in enumerate(passages) for claim in split_sentences(p)
    ]
    frequency = Counter(stem for *_, held in sentences for stem in held)
    asked = stems(statement)
    total = sum(math.log(1 + len(sentences) / max(1, frequency[stem])) for stem in asked)
    weights = {stem: math.log(1 + len(sentences) / frequency[stem]) for stem in asked if stem in frequency}
    found: list[Evidence] = []
    while weights and len(found) < 2:
        shares = [
            sum(weight for stem, weight in weights.items() if stem in held) * (1.25 if number in cited else 1)
            for number, _, held in sentences
        ]
        if max(shares) < 0.2 * total:
            break
        number, claim, held = sentences[shares.index(max(shares))]
        found.append(Evidence(number, claim.start, claim.end, claim.text))
        weights = {stem: weight for stem, weight in weights.items() if stem not in held}
    return found


@given(passages=PASSAGES, statement=SENTENCES, cited=st.frozensets(st.integers(0, 4)))
def test_evidence_is_what_a_look_at_every_sentence_finds(
    passages: list[str], statement: str, cited: frozenset[int]
) -> None:
    found = SentenceIndex(passages).locate(statement, cited=cited)
    assert list(found) == located_one_by_one(statement, passages, cited)


def nearest_one_by_one(claim: str, passages: list[str], count: int) -> list[str]:
    texts = [passage[start:end] for passage in passages for start, end in sentence_spans(passage, SentenceCut.EVIDENCE)]
    held = [EVIDENCE_STEMMER.stems(text) for text in texts]
    frequency = Counter(stem for stems_ in held for stem in stems_)
    wanted = {s: math.log(1 + len(texts) / frequency[s]) for s in EVIDENCE_STEMMER.stems(claim) if s in frequency}
    left, ranked = dict(wanted), list[int]()

    def gain(place: int) -> float:
        shared = sum(left[stem] for stem in sorted(held[place] & left.keys()))
        return shared / math.sqrt(max(len(texts[place].split()), SHORTEST_TOKENS))

    open_places = [place for place in range(len(texts)) if held[place] & wanted.keys()]
    while open_places and len(ranked) < count:
        best = max(open_places, key=lambda place: (gain(place), -place))
        open_places.remove(best)
        ranked.append(best)
        left.update({stem: wanted[stem] * COVERED_WEIGHT for stem in held[best] & wanted.keys()})
    return [texts[place] for place in ranked]


@given(passages=PASSAGES, claim=SENTENCES, count=st.integers(1, 6))
def test_the_nearest_sentences_are_those_of_a_look_at_every_one(passages: list[str], claim: str, count: int) -> None:
    found = EvidencePacker(passages, lambda text: len(text.split())).nearest(claim, count=count)
    quotes = [passages[sentence.passage][sentence.start : sentence.end] for sentence in found]
    assert quotes == nearest_one_by_one(claim, passages, count)
