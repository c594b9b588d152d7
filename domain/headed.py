"""A passage below what says where it stands: what readers are given, with a way back to the passage alone."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain.documents import StoredChunk
from domain.generation import Reading
from domain.places import heading_of, under_heading
from domain.ports import PairReader

_SUFFIX_CHARACTERS = 6


@dataclass(frozen=True, slots=True)
class Headed:
    """`text` as a reader sees it: `shown` ends with it."""

    text: str
    shown: str

    @classmethod
    def of(cls, stored: StoredChunk) -> "Headed":
        """Below its path of headings, or below its document's name where it has none."""
        text = stored.chunk.text
        heading = heading_of(stored.chunk.place) or title_of(stored.document)
        return cls(text, under_heading(text, heading))

    def own(self, reading: Reading) -> Reading:
        """A reading of `shown` as one of `text`: what was found in the heading is none of its own."""
        before = len(self.shown) - len(self.text)
        return replace(reading, start=max(0, reading.start - before), end=max(0, reading.end - before))


def read_headed(reader: PairReader, question: str, chunks: Sequence[StoredChunk]) -> list[Reading]:
    """One reading per chunk, in order; raises what the reader raises."""
    headed = [Headed.of(stored) for stored in chunks]
    readings = reader.read(question, [one.shown for one in headed])
    return [one.own(reading) for one, reading in zip(headed, readings, strict=True)]


def title_of(name: str) -> str:
    """What a file's name says of it: no suffix, no `-` or `_` between words."""
    stem, dot, suffix = name.rpartition(".")
    bare = stem if dot and stem and len(suffix) < _SUFFIX_CHARACTERS else name
    return " ".join(bare.replace("_", " ").replace("-", " ").split())
