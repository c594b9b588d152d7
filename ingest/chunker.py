"""Text → chunks that fit the encoder, measured in its own tokens.

A document is tokenised once. Each token then becomes one letter that says what ends after it, and
langchain's recursive splitter cuts the word that these letters make: its lengths are tokens, and the
places of its cuts are known exactly.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TypeAlias

import numpy as np
from langchain_text_splitters import RecursiveCharacterTextSplitter
from numpy.typing import NDArray

from domain.documents import Chunk, ParsedDocument
from domain.errors import Misconfigured, UnreadableDocument
from domain.places import (
    HEADING_PATH,
    Page,
    Place,
    below,
    common_place,
    heading_of,
    is_heading_alone,
    is_one_table,
    is_table,
    place_at,
    spot_of,
)
from domain.ports import Tokenizer
from ingest.boundaries import Cut, cuts, opening_of
from ingest.noise import legible
from text.dates import dates
from text.sentences import SentenceCut, sentence_ends

_WINDOW_CHARACTERS = 40_000
_LONGEST_TOKEN_CHARACTERS = 32
_MIN_TOKENS = 16
_PACKED_RATIO = 0.7
_LONGEST_SENTENCE_CHARACTERS = 1_500
_HEADING_CHARACTERS = 300

_Span: TypeAlias = tuple[int, int]
_Starts: TypeAlias = NDArray[np.int64]


class TokenChunker:
    """Chunks of at most `max_tokens`, special tokens left out.

    Cuts fall after rows, paragraphs or sentences where these fit; a chunk lies on one page. One that begins within a
    paragraph repeats the sentences before it, up to `overlap_tokens`. Rows are never repeated. Of what is no language
    (see `ingest.noise`) only the beginning counts.
    """

    def __init__(
        self, tokenizer: Tokenizer, *, max_tokens: int = 220, overlap_tokens: int = 30, chunk_limit: int | None = None
    ) -> None:
        if max_tokens < _MIN_TOKENS or not 0 <= overlap_tokens <= max_tokens // 2:
            raise Misconfigured(
                f"Chunks need at least {_MIN_TOKENS} tokens and an overlap of at most half of them; "
                f"got {max_tokens} and {overlap_tokens}."
            )
        self._tokenizer = tokenizer
        self._max_tokens = max_tokens
        self._overlap_tokens = overlap_tokens
        self._packed_tokens = round(max_tokens * _PACKED_RATIO)
        self._chunk_limit = chunk_limit

    def chunk(self, document: ParsedDocument) -> Sequence[Chunk]:
        """Chunks in order of their start; every character of language that is not blank lies in one.

        But for a heading with nothing below it.

        Raises `UnreadableDocument` where they are too many.
        """
        chunks: list[Chunk] = []
        for first, last, place in self._packed(document):
            text = document.text[first:last]
            if is_heading_alone(text, place) and last < len(document.text.rstrip()):
                continue
            chunks.append(Chunk(text, first, last, place))
            if self._chunk_limit is not None and len(chunks) > self._chunk_limit:
                raise UnreadableDocument(
                    f"The file gives more than {self._chunk_limit:,} passages to search, which is the most that can be "
                    "read. Split it into smaller files."
                )
        return chunks

    def _packed(self, document: ParsedDocument) -> Iterator[tuple[int, int, Place]]:
        """Spans with their places; neighbouring short sections under one heading are one chunk, at most so long."""
        open_: tuple[int, int, Place, int] | None = None
        whole = False
        for first, last, tokens in self._places(document):
            place = below(place_at(document.marks, first, last), opening_of(document.text, first))
            says_heading = _says_heading(document.text, first, place)
            if open_ is not None:
                common = common_place(open_[2], place) if whole and says_heading else None
                if common is not None and open_[3] + tokens <= self._packed_tokens:
                    open_ = (open_[0], last, common, open_[3] + tokens)
                    continue
                yield open_[:3]
            open_, whole = (first, last, place, tokens), says_heading
        if open_ is not None:
            yield open_[:3]

    def _places(self, document: ParsedDocument) -> Iterator[tuple[int, int, int]]:
        for start, end, table in _segments(document):
            for from_, to in legible(document.text, start, end):
                for window_start, window_end in _windows(document.text, from_, to):
                    for first, last, tokens in self._spans(document.text[window_start:window_end], table=table):
                        yield window_start + first, window_start + last, tokens

    def _spans(self, text: str, *, table: bool) -> Iterator[tuple[int, int, int]]:
        starts, letters = self._letters(text, table=table)
        overlap = 0 if table else self._overlap_tokens
        size = self._max_tokens - overlap
        previous = 0
        for first, last in _split(letters, size):
            begin = _overlapped(letters, first, overlap)
            if begin <= previous:  # all of the chunk before: nothing is gained by repeating it
                begin = first
            previous = first
            for start, end in self._fitting(text, int(starts[begin]), int(starts[last])):
                yield start, end, last - begin

    def _letters(self, text: str, *, table: bool) -> tuple[_Starts, str]:
        """Where each token starts, with the text's end after the last one, and what ends after each."""
        starts, gap_after = _token_starts(self._tokenizer.offsets(text), len(text))
        letters = np.where(gap_after, ord(Cut.WORD), ord(Cut.NONE)).astype(np.uint8)
        found = list(cuts(text, table=table))
        if found:
            places = np.searchsorted(starts[:-1], [place for place, _ in found], side="left") - 1
            for place, (_, cut) in zip(places.tolist(), found, strict=True):
                if place >= 0:
                    letters[place] = ord(cut)
        return starts, letters.tobytes().decode("ascii")

    def _fitting(self, text: str, start: int, end: int) -> Iterator[_Span]:
        """`[start, end)` without blanks around it, in parts where a cut within a word made it more tokens."""
        start, end = _stripped(text, start, end)
        if start >= end:
            return
        within_word = _within_word(text, start) or _within_word(text, end)
        if within_word and end - start > 1 and len(self._tokenizer.offsets(text[start:end])) > self._max_tokens:
            half = (start + end) // 2
            middle = text.rfind(" ", start, half) + 1 or half
            yield from self._fitting(text, start, middle)
            yield from self._fitting(text, middle, end)
        else:
            yield start, end


def _says_heading(text: str, start: int, place: Place) -> bool:
    """Whether a section says by itself under which heading it stands, and holds at no time of its own.

    A note below a table, or the rest of a long section, would be lost among sections that do.
    """
    path = (heading_of(place) or "").split(HEADING_PATH)
    begin = " ".join(text[start : start + _HEADING_CHARACTERS].lstrip("#= ").split())
    return any(begin.startswith(heading) for heading in path) and not (len(path) > 1 and dates(path[-1]))


def _segments(document: ParsedDocument) -> Iterator[tuple[int, int, bool]]:
    """Stretches that no chunk may leave: a page, a section, the rows of a table; and whether it is a table.

    A sentence that runs on to the next page belongs to the one that it starts on.
    """
    marks = document.marks
    begin = 0
    for mark, following in pairwise(marks):
        if not is_one_table(mark.place, following.place):
            end = following.start
            if isinstance(spot_of(following.place), Page):
                end = max(begin, _sentence_end(document.text, end))
            yield begin, end, is_table(mark.place)
            begin = end
    yield begin, len(document.text), is_table(marks[-1].place)


def _sentence_end(text: str, start: int) -> int:
    """Where the sentence ends that the page from `start` on begins within; `start` where it begins with one."""
    if start == 0 or text[start - 1] == "\n":
        return start
    rest = text[start : start + _LONGEST_SENTENCE_CHARACTERS].split("\n\n")[0]
    return start + next(sentence_ends(rest, SentenceCut.CHUNKS), len(rest))


def _windows(text: str, start: int, end: int) -> Iterator[_Span]:
    """Parts that are tokenised at once, cut at the end of a paragraph, a line or a word where there is one."""
    while end - start > _WINDOW_CHARACTERS:
        limit = start + _WINDOW_CHARACTERS
        middle = start + _WINDOW_CHARACTERS // 2
        cut = next(
            (at + len(mark) for mark in ("\n\n", "\n", " ") if (at := text.rfind(mark, middle, limit)) > 0), limit
        )
        yield start, cut
        start = cut
    yield start, end


def _token_starts(offsets: Sequence[_Span], length: int) -> tuple[_Starts, NDArray[np.bool_]]:
    """Where tokens start, the first at 0, the text's end last; and whether there is a gap after each.

    What is longer than a token should be (an unknown word, characters that the tokenizer drops) is taken in pieces.
    """
    spans = np.array(offsets, dtype=np.int64).reshape(-1, 2)
    starts = np.maximum.accumulate(np.concatenate(([0], spans[1:, 0], [length])))
    gaps = np.concatenate((spans[1:, 0] > spans[:-1, 1], [True])) if len(spans) else np.array([True])
    lengths = np.diff(starts)
    pieces = np.maximum(1, -(-lengths // _LONGEST_TOKEN_CHARACTERS))
    if pieces.max() > 1:
        order = np.arange(pieces.sum()) - np.repeat(np.cumsum(pieces) - pieces, pieces)
        last = order == np.repeat(pieces, pieces) - 1
        starts = np.append(np.repeat(starts[:-1], pieces) + order * _LONGEST_TOKEN_CHARACTERS, length)
        gaps = np.repeat(gaps, pieces) & last
    return starts, gaps


def _split(letters: str, size: int) -> Iterator[_Span]:
    """Ranges of tokens, none longer than `size`, that cover all of them; neighbours that fit together are joined."""
    splitter = RecursiveCharacterTextSplitter(
        separators=[Cut.PARAGRAPH, Cut.SENTENCE, Cut.LINE, Cut.WORD, Cut.HEADING, ""],
        keep_separator="end",
        chunk_size=size,
        chunk_overlap=0,
        length_function=len,
        strip_whitespace=False,
    )
    first = last = 0
    for part in splitter.split_text(letters):
        if last + len(part) - first > size:
            yield first, last
            first = last
        last += len(part)
    yield first, last


def _overlapped(letters: str, first: int, overlap: int) -> int:
    """From where a chunk repeats what comes before `first`: whole sentences, else words, of the same paragraph."""
    reach = max(0, first - overlap)
    before = letters[reach:first]
    paragraph = before.rfind(Cut.PARAGRAPH)
    if paragraph == len(before) - 1:
        return first
    before, reach = before[paragraph + 1 :], reach + paragraph + 1
    for cut in (Cut.SENTENCE, Cut.LINE, Cut.WORD):
        at = before.find(cut, 0, len(before) - 1)
        if at >= 0:
            return reach + at + 1
    return first


def _stripped(text: str, start: int, end: int) -> _Span:
    part = text[start:end]
    return start + len(part) - len(part.lstrip()), start + len(part.rstrip())


def _within_word(text: str, at: int) -> bool:
    return 0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum()
