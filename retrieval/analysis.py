"""How text becomes terms: stems by language and, since stemmers leave forms apart, the heads of words.

Where no blanks part words these are pairs and single characters; a code is a term without its hyphens, too.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

import tantivy

from text.words import grams, heads, joined_codes, singles

LONGEST_TERM_BYTES = 64

STEMMERS = MappingProxyType(
    {
        "ar": "arabic",
        "da": "danish",
        "de": "german",
        "el": "greek",
        "en": "english",
        "es": "spanish",
        "fi": "finnish",
        "fr": "french",
        "hu": "hungarian",
        "it": "italian",
        "nl": "dutch",
        "no": "norwegian",
        "pt": "portuguese",
        "ro": "romanian",
        "ru": "russian",
        "sv": "swedish",
        "ta": "tamil",
        "tr": "turkish",
    }
)
"""Snowball's stemmers by ISO 639-1 code."""


class Field(StrEnum):
    """The fields of the lexical index that hold terms."""

    STEMS = "stems"
    HEADS = "heads"


@dataclass(frozen=True, slots=True)
class Analysis:
    """The analyzer of each field."""

    analyzers: MappingProxyType[Field, tantivy.TextAnalyzer]

    def texts(self, text: str) -> dict[Field, str]:
        """What of `text` each field's analyzer is given."""
        clean = normalised(text)
        given = {Field.STEMS: " ".join((grams(clean), *joined_codes(clean))), Field.HEADS: heads(singles(clean))}
        return {field: given[field] for field in self.analyzers}

    def terms(self, text: str) -> dict[Field, Sequence[str]]:
        """The terms of `text` by field, in order, repeated where they repeat."""
        return {field: self.analyzers[field].analyze(given) for field, given in self.texts(text).items()}


def analysis_of(language: str) -> Analysis:
    """How texts of `language`, an ISO 639-1 code, are analysed; one without a stemmer is searched by words and heads.

    Heads catch what the stemmer leaves apart, and documents in another language than their collection's.
    """
    analyzers = {Field.STEMS: _analyzer(STEMMERS.get(language)), Field.HEADS: _analyzer(None)}
    return Analysis(MappingProxyType(analyzers))


def normalised(text: str) -> str:
    """`text` with ligatures and composed letters in one form, and nothing that UTF-8 cannot hold."""
    return unicodedata.normalize("NFKC", text.encode("utf-8", "replace").decode("utf-8"))


def _analyzer(stemmer: str | None) -> tantivy.TextAnalyzer:
    builder = (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.remove_long(LONGEST_TERM_BYTES))
        .filter(tantivy.Filter.lowercase())
    )
    if stemmer is not None:
        builder = builder.filter(tantivy.Filter.stemmer(stemmer))
    return builder.filter(tantivy.Filter.ascii_fold()).build()
