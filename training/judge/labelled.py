"""Answers, summaries and claims over long texts, with the sentences that the service would pick as evidence of each."""

import random
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from evaluation import sources
from evaluation.labels import LabelledClaim, Relation, labelled_sentences
from evaluation.splits import ragtruth_split
from monitoring.detectors.packing import EvidencePacker
from training.grounding_data import GroundingExample
from training.grounding_mix import by_passages, frank_examples, summedits_examples
from training.judge.rows import JudgeRow, label_of

CountTokens = Callable[[str], int]

ANSWER_BUDGETS_TOKENS = (140, 220)
DOCUMENT_BUDGET_TOKENS = 220
SUPPORTED_KEPT_RATIO = 0.3  # nine in ten sentences of RAGTruth's answers are supported
FACTCG_DOCUMENTS = 900


def ragtruth_rows(data: Path, count_tokens: CountTokens, rng: random.Random) -> list[JudgeRow]:
    """Sentences of RAGTruth's answers to questions, its training side; no summary is among them."""
    rows: list[JudgeRow] = []
    for answer in ragtruth_split(data).train:
        if answer.task == "QA":
            claims = [claim for claim in labelled_sentences(answer) if _kept(claim, rng)]
            rows += _rows(answer.passages, answer.question, claims, count_tokens, rng.choice(ANSWER_BUDGETS_TOKENS))
    return rows


def ragtruth_validation_rows(data: Path, count_tokens: CountTokens) -> list[JudgeRow]:
    """Every sentence of the answers that are kept for validation."""
    return [
        row
        for answer in ragtruth_split(data).validation
        for row in _rows(
            answer.passages, answer.question, labelled_sentences(answer), count_tokens, DOCUMENT_BUDGET_TOKENS
        )
    ]


def document_rows(data: Path, count_tokens: CountTokens, rng: random.Random) -> list[JudgeRow]:
    """FRANK, SummEdits (without what is held back of either), WiCE, FactCG and SciFact."""
    synthetic = by_passages(sources.factcg(data), "factcg")
    examples: list[GroundingExample] = [
        *frank_examples(data, held_back=False),
        *summedits_examples(data, held_back=False),
        *by_passages(sources.wice(data), "wice"),
        *rng.sample(synthetic, min(FACTCG_DOCUMENTS, len(synthetic))),
        *by_passages(sources.scifact_claims(data), "scifact"),
    ]
    return [
        row
        for example in examples
        for row in _rows(example.passages, "", example.claims, count_tokens, DOCUMENT_BUDGET_TOKENS)
    ]


def _kept(claim: LabelledClaim, rng: random.Random) -> bool:
    return claim.relation is not Relation.ENTAILED or rng.random() < SUPPORTED_KEPT_RATIO


def _rows(
    passages: tuple[str, ...],
    question: str,
    claims: Iterable[LabelledClaim],
    count_tokens: CountTokens,
    budget_tokens: int,
) -> Iterator[JudgeRow]:
    packer = EvidencePacker(passages, count_tokens)
    for claim in claims:
        picked = packer.pick(claim.text, budget_tokens=budget_tokens, hint=question)
        yield JudgeRow(
            question=question,
            claim=claim.text,
            evidence=" ".join(sentence for passage in picked for sentence in passage),
            label=label_of(claim.relation),
            unsupported=claim.spans,
        )
