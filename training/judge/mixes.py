"""Which sets a run learns from, and the share of its tokens that each of them gets."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Source(StrEnum):
    """Where rows come from."""

    CLAIMS = "claims"
    ANSWERS = "answers"
    ENTAILMENT = "entailment"
    WORD_SWAPS = "word_swaps"
    MADE = "made"
    RAGTRUTH = "ragtruth"
    DOCUMENTS = "documents"
    READING = "reading"
    WIDENED = "widened"
    WHOLE_ENTAILMENT = "whole_entailment"
    WRITTEN_QUOTES = "written_quotes"
    PUBLIC_QUOTES = "public_quotes"


# Whole answers fall behind where short claims come last without them: `whole` and `written` keep both.
MIXES: Mapping[str, Mapping[Source, float]] = MappingProxyType(
    {
        "whole": {
            Source.CLAIMS: 0.34,
            Source.ANSWERS: 0.17,
            Source.ENTAILMENT: 0.15,
            Source.MADE: 0.08,
            Source.WORD_SWAPS: 0.07,
            Source.RAGTRUTH: 0.07,
            Source.DOCUMENTS: 0.07,
            Source.READING: 0.05,
        },
        # For a GPU, a hundred million tokens: few sets are gone through more than six times.
        "long": {
            Source.WHOLE_ENTAILMENT: 0.25,
            Source.CLAIMS: 0.11,
            Source.WIDENED: 0.11,
            Source.ANSWERS: 0.1,
            Source.WRITTEN_QUOTES: 0.08,
            Source.PUBLIC_QUOTES: 0.07,
            Source.MADE: 0.07,
            Source.RAGTRUTH: 0.07,
            Source.DOCUMENTS: 0.06,
            Source.READING: 0.05,
            Source.WORD_SWAPS: 0.03,
        },
        "warm": {
            Source.ENTAILMENT: 0.45,
            Source.MADE: 0.25,
            Source.DOCUMENTS: 0.15,
            Source.READING: 0.1,
            Source.WORD_SWAPS: 0.05,
        },
        "written": {
            Source.CLAIMS: 0.55,
            Source.ANSWERS: 0.25,
            Source.ENTAILMENT: 0.1,
            Source.MADE: 0.05,
            Source.READING: 0.05,
        },
    }
)
