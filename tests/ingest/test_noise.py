"""What is no language costs little, and what is language is all there."""

import base64
import hashlib
import random
from itertools import pairwise

import pytest

from domain.documents import MediaType, ParsedDocument
from domain.errors import UnreadableDocument
from domain.places import Mark, Whole
from ingest.chunker import TokenChunker
from ingest.noise import legible
from tests.ingest.tiny_tokenizer import TinyTokenizer

PROSE = "The report of a sale and the report of the report. "
BYTES = random.Random(7).randbytes(90_000)
NOISE = {
    "one character": "#" * 100_000,
    "two characters": "=-" * 50_000,
    "over the border of a block": "." * ((1 << 20) + 50_000),
    "base64": base64.b64encode(BYTES).decode(),
    "base64 in lines": base64.encodebytes(BYTES).decode(),
    "hexadecimal": BYTES.hex(),
}


def document(text: str) -> ParsedDocument:
    return ParsedDocument(text, MediaType.TEXT, (Mark(0, Whole()),), None)


@pytest.mark.parametrize("name", NOISE)
def test_noise_in_a_text_makes_a_passage_or_two_and_the_text_is_all_there(name: str) -> None:
    text = PROSE * 3 + "\n" + NOISE[name] + "\n" + PROSE * 3
    chunks = TokenChunker(TinyTokenizer(), max_tokens=60, overlap_tokens=0).chunk(document(text))
    assert len(chunks) < 16
    assert all(text[chunk.start : chunk.end] == chunk.text for chunk in chunks)
    assert all(before.end <= after.start for before, after in pairwise(chunks))
    assert " ".join(chunk.text for chunk in chunks).count("report of a sale") == 6
    assert any(chunk.text.strip()[:20] in NOISE[name] for chunk in chunks)


@pytest.mark.parametrize(
    "text",
    [
        PROSE * 40,
        "ha ha ha " * 100,
        "-" * 180,
        "\n".join(hashlib.sha256(bytes([n])).hexdigest() for n in range(40)),
        "https://example.org/" + "/".join(f"Part-{n}" for n in range(90)),
        "Wordsthatlosttheirblanks" * 60,
        "0; 1; " * 400,
        "東京都庁舎の展望室は無料です。" * 60,
        "\n" * 900,
    ],
)
def test_text_is_no_noise(text: str) -> None:
    assert list(legible(text, 0, len(text))) == [(0, len(text))]


def test_a_file_of_too_many_passages_says_so() -> None:
    chunker = TokenChunker(TinyTokenizer(), max_tokens=40, overlap_tokens=0, chunk_limit=5)
    assert len(chunker.chunk(document(PROSE * 6))) <= 5
    with pytest.raises(UnreadableDocument, match=r"more than 5 passages.*Split it"):
        chunker.chunk(document(PROSE * 100))
