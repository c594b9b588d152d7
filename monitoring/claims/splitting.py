"""An answer cut into claims, its sentences, with exact offsets; whole or as it streams."""

from collections.abc import Iterable, Iterator

from domain.answers import Claim
from text.sentences import SentenceCut, SentenceStream, Span, sentence_spans


def split_claims(text: str) -> tuple[Claim, ...]:
    """The claims of `text` in order: disjoint, and together all that is not blank."""
    return tuple(Claim(text[start:end], start, end) for start, end in sentence_spans(text, SentenceCut.CLAIMS))


class ClaimSplitter:
    """Claims of a text that arrives in parts: the same ones as of the whole, however it is cut."""

    def __init__(self) -> None:
        self._sentences = SentenceStream()

    def feed(self, delta: str) -> tuple[Claim, ...]:
        """The claims that `delta` completed. A claim is complete once the word after it is."""
        return tuple(self._claims(self._sentences.feed(delta)))

    def flush(self) -> tuple[Claim, ...]:
        """The rest, at the end of the text."""
        return tuple(self._claims(self._sentences.flush()))

    def _claims(self, spans: Iterable[Span]) -> Iterator[Claim]:
        return (Claim(self._sentences.text(span), *span) for span in spans)
