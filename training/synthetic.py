"""Examples for grounding that code makes: sentences as they stand, reworded, changed, invented; table rows."""

import random
from collections.abc import Iterator, Sequence
from pathlib import Path

from evaluation import sources
from evaluation.labels import LabelledClaim, Relation
from evaluation.splits import held_out, ragtruth_split
from text.sentences import SentenceCut, sentence_spans
from training.grounding_data import GroundingExample
from training.perturb import Changed, names_in, opened, perturbed, reworded
from training.tables import table_statements

SHORTEST_SENTENCE_CHARS = 25
SENTENCES_PER_PASSAGE = 4
JOINED_RATIO = 0.15
DISTRACTED_RATIO = 0.3
TAKEN_OUT_RATIO = 0.5
OPENED_RATIO = 0.3


def passage_pool(data: Path) -> list[sources.Asked]:
    """Paragraphs to make synthetic examples from, none of an article that is kept out of training."""
    rows = [*sources.squad(data), *sources.tydiqa(data, part="train"), *sources.policyqa(data)]
    unique = {row.passage: row for row in rows if 200 < len(row.passage) < 1600 and not held_out(row.group)}
    rag = {
        passage: sources.Asked("", passage, None, row.group)
        for row in ragtruth_split(data).train
        for passage in row.passages
        if 200 < len(passage) < 1600
    }
    return [*unique.values(), *rag.values()]


def synthetic_examples(pool: Sequence[sources.Asked], rng: random.Random, *, count: int) -> list[GroundingExample]:
    """`count` passages with sentences that they support, contradict or say nothing of.

    Each sentence drawn gives one claim that is still supported and one that is not any more. Half of the passages lose
    a sentence, which then is a claim that nothing supports, and are met by one of another passage.
    """
    made = (_example(row, rng.choice(pool), rng) for row in rng.choices(pool, k=count))
    return [example for example in made if example.claims]


def table_examples(rng: random.Random, *, count: int) -> list[GroundingExample]:
    """Statements about made-up table rows, true and false ones; `count` tables."""
    return [
        GroundingExample(
            (statements[0].passage,),
            tuple(
                LabelledClaim(row.text, Relation.CONTRADICTED if row.spans else Relation.ENTAILED, row.spans)
                for row in statements
            ),
            "tables",
        )
        for statements in table_statements(rng, count=count)
    ]


def _example(row: sources.Asked, other: sources.Asked, rng: random.Random) -> GroundingExample:
    sentences = _sentences(row.passage)
    claims, passage = [], row.passage
    if len(sentences) > SENTENCES_PER_PASSAGE and rng.random() < TAKEN_OUT_RATIO:
        gone = sentences.pop(rng.randrange(len(sentences)))
        passage = passage.replace(gone, "", 1)
        claims.append(_unsupported(reworded(gone, rng) if rng.random() < 0.5 else gone))
        foreign = _sentences(other.passage)
        claims += [_unsupported(text) for text in rng.sample(foreign, k=min(1, len(foreign))) if other is not row]
    passages = [passage]
    if other is not row and rng.random() < DISTRACTED_RATIO:
        passages.append(other.passage)
        claims = claims[:1]
    names = names_in(" ".join(passages))
    for sentence in _drawn(sentences, rng):
        claims += _pair(sentence, names, rng)
    rng.shuffle(claims)
    rng.shuffle(passages)
    return GroundingExample(tuple(passages), tuple(claims), "synthetic")


def _drawn(sentences: Sequence[str], rng: random.Random) -> Iterator[str]:
    """Some of the sentences, now and then two that follow one another as one."""
    places = rng.sample(range(len(sentences)), k=min(SENTENCES_PER_PASSAGE, len(sentences)))
    for place in places:
        following = sentences[place + 1] if place + 1 < len(sentences) else ""
        first = sentences[place].rstrip()
        if following and rng.random() < JOINED_RATIO and first.endswith(".") and len(first) + len(following) < 300:
            yield f"{first[:-1]}, and {following[0].lower()}{following[1:]}"
        else:
            yield first


def _sentences(passage: str) -> list[str]:
    spans = sentence_spans(passage, SentenceCut.EVIDENCE)
    return [passage[start:end] for start, end in spans if end - start >= SHORTEST_SENTENCE_CHARS]


def _pair(sentence: str, names: Sequence[str], rng: random.Random) -> list[LabelledClaim]:
    kept = Changed(sentence if rng.random() < 0.4 else reworded(sentence, rng), (), contradicts=False)
    changed = perturbed(reworded(sentence, rng) if rng.random() < 0.5 else sentence, rng, names=names)
    pair = [said for said in (kept, changed) if said is not None]
    return [_claim(opened(said, rng) if rng.random() < OPENED_RATIO else said) for said in pair]


def _claim(said: Changed) -> LabelledClaim:
    relation = Relation.CONTRADICTED if said.contradicts else Relation.NEUTRAL
    return LabelledClaim(said.text, relation if said.spans else Relation.ENTAILED, said.spans)


def _unsupported(text: str) -> LabelledClaim:
    return LabelledClaim(text, Relation.NEUTRAL, ((0, len(text)),))
