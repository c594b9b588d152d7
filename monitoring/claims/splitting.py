"""An answer cut into claims with exact offsets, whole or as it streams; and a text cut into sentences.

A sentence that greets, leads in, asks back, is code or a table's header, or says that the documents lack the answer is
no claim: it is delivered and has no verdict.
"""

from collections.abc import Iterable, Iterator

from domain.answers import Claim
from monitoring.claims.statements import bare_statement
from text.abstentions import abstains, refers_on
from text.blocks import is_code, is_table_head
from text.courtesies import affirms, claims_nothing, lead_in_end
from text.sentences import SentenceCut, SentenceStream, Span, sentence_spans


def split_sentences(text: str) -> tuple[Claim, ...]:
    """The sentences of `text` in order, claims or not: disjoint, and together all that is not blank."""
    return tuple(Claim(text[start:end], start, end) for start, end in sentence_spans(text, SentenceCut.CLAIMS))


def split_claims(text: str) -> tuple[Claim, ...]:
    """The claims of an answer in order; none where it is an abstention, or says nothing at all."""
    stream = ClaimSplitter()
    return (*stream.feed(text), *stream.flush())


def is_abstention(text: str) -> bool:
    """Whether an answer says that the documents lack one and no more, politeness and advice whom to ask aside."""
    stream = ClaimSplitter()
    return not (*stream.feed(text), *stream.flush()) and stream.abstains


class ClaimSplitter:
    """Claims of a text that arrives in parts: the same ones as of the whole, however it is cut."""

    def __init__(self) -> None:
        self._sentences = SentenceStream()
        self._abstains = False
        self._only: Claim | None = None  # an affirmation, as long as nothing else was said
        self._begun = False

    @property
    def abstains(self) -> bool:
        """Whether one of the sentences so far says that the documents lack the answer."""
        return self._abstains

    def feed(self, delta: str) -> tuple[Claim, ...]:
        """The claims that `delta` completed. A claim is complete once the word after it is."""
        return tuple(self._claims(self._sentences.feed(delta)))

    def flush(self) -> tuple[Claim, ...]:
        """The rest, at the end of the text."""
        rest = tuple(self._claims(self._sentences.flush()))
        return rest if self._only is None else (self._only,)

    def _claims(self, spans: Iterable[Span]) -> Iterator[Claim]:
        for start, end in spans:
            text = self._sentences.text((start, end))
            self._only = Claim(text, start, end) if not self._begun and affirms(bare_statement(text)) else None
            self._begun = True
            if self._only is None and self._is_claim(text):
                begin = lead_in_end(text)
                yield Claim(text[begin:], start + begin, end)

    def _is_claim(self, text: str) -> bool:
        statement = bare_statement(text)
        if is_code(text) or is_table_head(text) or claims_nothing(statement):
            return False
        if abstains(statement):
            self._abstains = True
            return False
        return not (self._abstains and refers_on(statement))
