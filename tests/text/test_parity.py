"""What shipped models and indexes were made with gives what it gave before it came to one home.

`text_golden.json.gz` holds 248 texts (of the demo documents, and made of fragments in several scripts) and per function
the hashes of what it said of each on 2026-11-26. A change that is meant is recorded anew.
"""

import gzip
import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from ingest.boundaries import cuts
from monitoring.claims.statements import bare_statement, decoration_end
from monitoring.detectors.evidence import stems
from monitoring.detectors.numbers import invented_numbers
from text.marks import cited_passages, states_something, strip_marks
from text.numerals import known_numbers, numerals
from text.sentences import SentenceCut, sentence_spans
from text.wording import language_of, reply_to_no_question
from text.words import EVIDENCE_STEMMER, QUESTION_STEMMER, heads, words

GOLDEN = Path(__file__).parents[1] / "data" / "text_golden.json.gz"
SAID: dict[str, Callable[[str], object]] = {
    "claims": lambda text: sentence_spans(text, SentenceCut.CLAIMS),
    "evidence": lambda text: sentence_spans(text, SentenceCut.EVIDENCE),
    "chunks": lambda text: list(cuts(text, table=False)),
    "rows": lambda text: list(cuts(text, table=True)),
    "claim_stems": lambda text: sorted(stems(text)),
    "evidence_stems": lambda text: sorted(EVIDENCE_STEMMER.stems(text)),
    "question_stems": lambda text: sorted(QUESTION_STEMMER.stems(text)),
    "heads": heads,
    "words": words,
    "numerals": numerals,
    "known_numbers": lambda text: sorted(known_numbers(text)),
    "invented_numbers": lambda text: invented_numbers(text, known_numbers(text[: len(text) // 2])),
    "strip_marks": lambda text: [strip_marks(text).text, tuple(strip_marks(text).offsets)],
    "bare_statement": bare_statement,
    "decoration_end": decoration_end,
    "cited_passages": lambda text: sorted(cited_passages(text)),
    "states_something": states_something,
    "language_of": language_of,
    "reply_to_no_question": reply_to_no_question,
}


@pytest.fixture(scope="module")
def golden() -> dict[str, dict[str, str]]:
    """Per function the hash of what it said, by text."""
    recorded = json.loads(gzip.decompress(GOLDEN.read_bytes()))
    return {name: dict(zip(recorded["texts"], hashes, strict=True)) for name, hashes in recorded["hashes"].items()}


def test_every_recorded_function_is_compared(golden: dict[str, dict[str, str]]) -> None:
    assert golden.keys() == SAID.keys()


@pytest.mark.parametrize("name", SAID)
def test_it_says_of_every_text_what_it_said(golden: dict[str, dict[str, str]], name: str) -> None:
    differing = [text for text, recorded in golden[name].items() if _hash(SAID[name](text)) != recorded]
    assert differing == []


def _hash(said: object) -> str:
    return sha256(json.dumps(said).encode()).hexdigest()[:8]
