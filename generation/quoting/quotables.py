"""What of the passages can be quoted: sentences, table rows and list items, each with what it means nothing without."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import dropwhile, islice, takewhile

from domain.answers import Claim
from domain.documents import Passage
from domain.places import HEADING_PATH, heading_of, is_table
from generation.quoting.lines import (
    CONTENTS,
    ITEM,
    MARKDOWN_HEADINGS,
    POINTS_ELSEWHERE,
    SECTION,
    TITLE_FIELD,
    asks,
    asks_for_all,
    ends_as_sentence,
    is_bold_line,
    is_line_of_block,
    is_titled_line,
    plain,
    repeats_question,
    stands_alone,
)
from text.columns import is_row
from text.describing import described
from text.words import QUESTION_STEMMER, word_count

_REFERS_BACK = re.compile(
    r"(?:it|its|they|their|this|these|that|those|he|she|his|her|such|ez|ezek|ezt|azok|ezzel|ennek|ezért|ő|ők|"
    r"er|es|dies|diese[mnrs]?|damit|dafür|davon)\b",
    re.IGNORECASE,
)
# "Bonfires are not allowed there": where, the sentence before says. "There is a bonfire" refers to nothing.
_REFERS_TO_PLACE = re.compile(
    r"[^,;:]*\bthere\b(?!['’]s|\s+(?:is|are|was|were|will|has|have|had|may|can|must|should|would|could|be|being)\b)",
    re.IGNORECASE,
)
_NOTE_MARK = re.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2}|\[\^\w+\]|(?<=\w)[*†‡]+(?!\w)")
_NOTE = re.compile(r"([⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2}|[*†‡]{1,3}(?![^\n]*\*\*))\s*(?=\w)|(\[\^\w+\]):|\((?:[a-z]|\d{1,2})\)\s+(?=\S)")
_HEAD_CHARACTERS = 400
_MOST_BACK, _MOST_BELOW = 3, 8
_FEWEST_LINES, _MOST_LINES = 3, 8
_FEWEST_ITEMS, _MOST_ITEMS, _HEADING_WORDS = 2, 12, 12

Splitter = Callable[[str], Sequence[Claim]]


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence or table row of a passage; `passage` counts from 0, `start` into the document's text.

    `is_item`: it is an item of the list that the quote before it opens.
    """

    text: str
    passage: int
    document_id: str
    start: int
    is_item: bool = False


@dataclass(frozen=True, slots=True)
class Quotable:
    """The sentence `at` of the passage `index`, where it stands."""

    index: int
    passage: Passage
    sentences: Sequence[Claim]
    at: int

    @property
    def sentence(self) -> Claim:
        return self.sentences[self.at]

    @property
    def end(self) -> int:
        """Where it ends, or the list that is quoted in its stead."""
        return max((self.sentence, *self._listed()), key=lambda one: one.end).end

    @property
    def in_table(self) -> bool:
        """Whether it is a row."""
        return is_table(self.passage.stored.chunk.place)

    def quotes(self) -> tuple[Quote, ...]:
        """The sentence with what it means nothing without."""
        opened = bool(self._listed())
        found: list[Quote] = []
        for shown in (*self._together(), *self._notes()):
            if text := plain(shown.text):
                is_item = opened and self._is_item(shown)
                found.append(self._quote(shown, text, is_item=is_item))
                opened = opened or text.endswith(":")
        return tuple(found)

    def below(self, query: str) -> "Quotable":
        """What stands under it where it is a heading in the question's own words, else itself."""
        is_heading = repeats_question(plain(self.sentence.text), query) and not self.in_table
        return replace(self, at=self.at + 1) if is_heading and self.at + 1 < len(self.sentences) else self

    def _together(self) -> Sequence[Claim]:
        """After the sentence that it refers back to; an item after what opens its list, and what opens one with it."""
        if self.in_table:
            return [self.sentence]
        if _REFERS_BACK.match(self.sentence.text) or self._refers_to_place():
            return self.sentences[self._referred() : self.at + 1]
        if listed := self._listed():
            return listed
        if self._is_item(self.sentence):
            opening = next(dropwhile(self._is_item, reversed(self.sentences[: self.at])), None)
            return [opening, self.sentence] if opening and opening.text.endswith(":") else [self.sentence]
        if self.sentence.text.endswith(":"):
            items = takewhile(self._is_item, self.sentences[self.at + 1 :])
            return [self.sentence, *islice(items, _MOST_ITEMS)]
        return [self._block() or self.sentence]

    @property
    def told(self) -> str:
        """Its words and those of a list that is quoted in its stead, or of the place that it refers to."""
        shown = self._together() if self._refers_to_place() else (self.sentence, *self._listed())
        return " ".join(one.text for one in shown)

    def _listed(self) -> Sequence[Claim]:
        """The items right below it where it is a question, which they answer together, or names them all."""
        if self.in_table or self._is_item(self.sentence):
            return ()
        if asks(self.sentence.text):
            return list(islice(takewhile(self._is_item, self.sentences[self.at + 1 :]), _MOST_ITEMS))
        return self._items_below(self.sentence) if self._heads_list(self.sentence) else ()

    def _heads_list(self, one: Claim) -> bool:
        """Whether it is a line of its own, no sentence and none that goes on in its items, with a list right below."""
        is_sentence = ends_as_sentence(one.text.strip("*_ ")) or one.text.endswith((":", ";", ","))
        if not stands_alone(one, self.passage.text) or is_sentence or word_count(one.text) > _HEADING_WORDS:
            return False
        return _FEWEST_ITEMS <= sum(map(self._is_item, self._items_below(one))) <= _MOST_ITEMS

    def _items_below(self, one: Claim) -> Sequence[Claim]:
        """Items with all their sentences."""
        found, reached = list[Claim](), one.end
        for below in (each for each in self.sentences if each.start > one.start):
            goes_on = found and "\n" not in self.passage.text[reached : below.start]
            if not (goes_on or self._is_item(below)):
                break
            found.append(below)
            reached = below.end
        return found

    def _is_item(self, one: Claim) -> bool:
        """Whether it is an item of a list, or a line that blanks align with others."""
        return ITEM.match(one.text) is not None or (not self.in_table and is_row(self.passage.text, one.start))

    def _block(self) -> Claim | None:
        """The lines that it stands among as in an address, which mean little alone; null where it does not."""
        text = self.passage.text
        start = text.rfind("\n\n", 0, self.sentence.start) + 2 if "\n\n" in text[: self.sentence.start] else 0
        end = text.find("\n\n", self.sentence.end)
        lines = text[start : end if end >= 0 else None].rstrip().split("\n")
        if not _FEWEST_LINES <= len(lines) <= _MOST_LINES or not all(map(is_line_of_block, lines)):
            return None
        block = "\n".join(lines)
        within = [one for one in self.sentences if start < one.start < start + len(block)]
        if sum(map(ends_as_sentence, lines)) > 1 or any(self.passage.text[one.start - 1] != "\n" for one in within):
            return None
        return Claim(block, start, start + len(block))

    def _refers_to_place(self) -> bool:
        """Whether the sentence before it in its paragraph says where it holds."""
        if self.in_table or not self.at or _REFERS_TO_PLACE.match(self.sentence.text) is None:
            return False
        before = self.sentences[self.at - 1]
        apart = "\n\n" in self.passage.text[before.end : self.sentence.start]
        return not (apart or self._is_item(self.sentence) or self._names_what_follows(before))

    def _referred(self) -> int:
        """Where the sentences begin that it refers back to, each to the one before."""
        first = max(0, self.at - 1)
        while first > max(0, self.at - _MOST_BACK) and _REFERS_BACK.match(self.sentences[first].text):
            first -= 1
        return first

    def above(self) -> str:
        """The heading or the question that it stands below in its passage, empty without one.

        Of a question with a list below it, which is quoted in its stead, that is the question.
        """
        return self._named(self._above())

    def _named(self, lines: Iterator[Claim]) -> str:
        first = next(lines, None)
        return "" if first is None else plain(first.text).strip("*_ ")

    def _above(self) -> Iterator[Claim]:
        """What names it, nearest first."""
        if self._listed():
            yield self.sentence
            return
        before = [] if self.in_table else self.sentences[max(0, self.at - _MOST_BELOW) : self.at]
        yield from (one for one in reversed(before) if self._names_what_follows(one))

    @property
    def heading(self) -> str:
        """All that it stands below, outermost first, but for a numbered line that is not known to be a heading.

        The words of that count; below it, the models find sentences likelier than they are.
        """
        path = heading_of(self.passage.stored.chunk.place) or ""
        above = self._named(one for one in self._above() if one.text in path or not SECTION.match(one.text))
        return HEADING_PATH.join(part for part in (path, above) if part)

    def onward(self, query: str, holds: Callable[[str], bool]) -> tuple[Quote, ...]:
        """The sentence that follows in its paragraph, where `holds` is true of it and it lacks a word of the question
        that this one has."""
        if self.in_table or not ends_as_sentence(self.sentence.text) or self.at + 1 == len(self.sentences):
            return ()
        follows = self.sentences[self.at + 1]
        apart = "\n\n" in self.passage.text[self.sentence.end : follows.start] or self._is_item(follows)
        text, asked = plain(follows.text), QUESTION_STEMMER.stems(query)
        stands_alone = asked & QUESTION_STEMMER.stems(self.sentence.text) <= QUESTION_STEMMER.stems(text)
        if apart or stands_alone or not ends_as_sentence(text) or not holds(text):
            return ()
        return (self._quote(follows, text),)

    def _quote(self, shown: Claim, text: str, *, is_item: bool = False) -> Quote:
        stored = self.passage.stored
        return Quote(text, self.index, stored.document_id, stored.chunk.start + shown.start, is_item)

    def _notes(self) -> Iterator[Claim]:
        """Its footnotes: those right below a row, and those of the passage that begin with its marks."""
        below = self.sentences[self.at + 1 :]
        marks = set(_NOTE_MARK.findall(self.sentence.text[1:]))
        right_below = len(list(takewhile(lambda one: _NOTE.match(one.text), below))) if self.in_table else 0
        for place, one in enumerate(below):
            found = _NOTE.match(one.text)
            if found and (place < right_below or (found[1] or found[2]) in marks):
                yield one

    def states_something(self, query: str) -> bool:
        """False for headings, the document's title, lines of contents, and a question, which an FAQ may ask.

        But for a question with a list below it, which is quoted, and a heading with one where `query` asks for a list.
        """
        text = self.sentence.text
        if self._listed():
            return asks(text) or asks_for_all(query)
        begins = self.passage.stored.chunk.start + self.sentence.start == 0
        if begins and not (ends_as_sentence(text) or text.endswith(":") or ";" in text or self._is_item(self.sentence)):
            return False
        if self.passage.stored.chunk.start + self.sentence.start < _HEAD_CHARACTERS and TITLE_FIELD.match(text):
            return False
        if POINTS_ELSEWHERE.match(text) and not self.in_table:
            return False
        if self.in_table:
            return not self._is_heading(self.sentence)
        return not (CONTENTS.match(text) or self._names_what_follows(self.sentence))

    def _names_what_follows(self, one: Claim) -> bool:
        """Whether it is a heading or a question."""
        whole = self.passage.text
        if (
            self._is_heading(one)
            or asks(one.text)
            or is_bold_line(one, whole)
            or is_titled_line(one, whole, is_item=self._is_item(one))
        ):
            return True
        return not self.in_table and not self._is_item(one) and self._heads_list(one)

    def _is_heading(self, one: Claim) -> bool:
        path = heading_of(self.passage.stored.chunk.place) or ""
        return one.text.startswith(MARKDOWN_HEADINGS) or one.text.strip("# ") in path.split(HEADING_PATH)

    def surroundings(self) -> str:
        """What may say what the sentence is about: the document's name and dates, the passage or the table's row."""
        stored, shown = self.passage.stored, self.sentence.text if self.in_table else self.passage.text
        return f"{stored.document} {described(stored.stated)} {shown}"


def quotables(passages: Sequence[Passage], split: Splitter) -> list[Quotable]:
    """All of them, passage by passage, in the order of the text; `split` cuts a text into sentences."""
    return [
        Quotable(index, passage, sentences, at)
        for index, passage in enumerate(passages)
        for sentences in (_cut(passage, split),)
        for at in range(len(sentences))
    ]


def repeats(quote: Quote, other: Quote) -> bool:
    """Whether overlapping chunks gave the same words twice."""
    same_place = (quote.document_id, quote.start) == (other.document_id, other.start)
    return same_place or quote.text.casefold() in other.text.casefold()


def _cut(passage: Passage, split: Splitter) -> Sequence[Claim]:
    return _lines(passage.text) if is_table(passage.stored.chunk.place) else split(passage.text)


def _lines(text: str) -> list[Claim]:
    return [Claim(match.group(), match.start(), match.end()) for match in re.finditer(r"[^\n]*\S[^\n]*", text)]
