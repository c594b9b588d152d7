"""Citation marks such as `[1]`, in all forms that models write: which passages they name, and the text without them."""

import re
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_NUMBERS = r"\^?\d{1,3}(?:[^\S\n]?[,;–-][^\S\n]?\^?\d{1,3}){0,11}"
_LABEL = r"(?i:passages?|sources?|documents?|docs?|refs?|quellen?|források|forrás|szakasz)\.?:?\s?#?"
_LINES = r"(?::\d{1,3})?(?:†[^\]】\n]{0,80})?"  # `†source`, `†L1-L3`
_LINK = r"(?:\((?!\d+\))(?:[^()\s]{1,200}|[^()\n]{1,100}\.\w{2,5})\))?"
MARK_PATTERN = (
    rf"(?:\[(?:{_LABEL})?{_NUMBERS}{_LINES}\]{_LINK}|[【［](?:{_LABEL})?{_NUMBERS}{_LINES}[】］]|"
    rf"\({_LABEL}{_NUMBERS}\))"
)
# How far a mark may still go on, where a text that arrives in parts ends in the beginning of one.
UNFINISHED_MARK_PATTERN = (
    rf"(?:[\[【［](?:[^\]】］\n]{{0,200}}|[^\]\n]{{1,200}}\]\([^()\n]{{0,210}})|\((?:{_LABEL}[^()\n]{{0,100}})?)"
)
_ANY_MARK = re.compile(MARK_PATTERN)
# A number in round brackets is a mark only before a sentence's end, and not where it belongs to what stands before it.
_ROUND = r"\(\d{1,2}(?:, ?\d{1,2})*\)(?=\s*(?:[.!?]|$|\n))"
_ONE_MARK = re.compile(rf"(?P<blanks>(?<![^\S\n])[^\S\n]*)(?P<mark>{MARK_PATTERN}|{_ROUND})")
_BELONGS = re.compile(
    r"(?:§+\s?\d+\w?|\b(?:sections?|articles?|art|arts|paras?|paragraphs?|abs|absatz|satz|nr|no|rules?|clauses?|steps?|items?|"
    r"options?|figures?|fig|formula|equations?|eq|table|see|siehe|lásd|bekezdés|pont|one|two|three|four|five|six|seven|"
    r"eight|nine|ten|eleven|twelve|eins?|eine[rmns]?|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn)\.?(?:\s\d+\w?)?)\s*$",
    re.IGNORECASE,
)
_BELONGS_CHARACTERS = 40
_RANGE = re.compile(r"(\d+)\s?[–-]\s?\^?(\d+)")
_INNER = re.compile(_NUMBERS)
_END = re.compile(r"[.!?…。！？．।][\"'”’»)\]*_`]*\s*$")


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark and where it stands; `start` is where the blanks before it begin. `numbers` count passages from 1."""

    start: int
    bracket: int
    end: int
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Stripped:
    """Text without marks: `original[offsets[i]] == text[i]`."""

    text: str
    offsets: Sequence[int]


def marks(text: str) -> Iterator[Mark]:
    """The marks of `text`, in order."""
    for found in _ONE_MARK.finditer(text):
        bracket, end = found.span("mark")
        if text[bracket] != "(" or not _belongs_to_words(text, bracket, end):
            yield Mark(found.start(), bracket, end, _numbers(found["mark"]))


def strip_marks(text: str) -> Stripped:
    """`text` without its citation marks and the blanks before them."""
    kept: list[str] = []
    offsets = array("I")
    position = 0
    for mark in marks(text):
        kept.append(text[position : mark.start])
        offsets.extend(range(position, mark.start))
        position = mark.end
    kept.append(text[position:])
    offsets.extend(range(position, len(text)))
    return Stripped("".join(kept), offsets)


def states_something(text: str) -> bool:
    """Whether there is a word or number in `text`, citation marks aside."""
    return any(character.isalnum() for character in _ANY_MARK.sub("", text))


def cited_passages(text: str) -> frozenset[int]:
    """The passages that the marks of `text` name, counted from 0."""
    return frozenset(number - 1 for mark in marks(text) for number in mark.numbers if number > 0)


def _belongs_to_words(text: str, bracket: int, end: int) -> bool:
    """Whether a round bracket is no mark: "§ 8 (1)", "five (5)"."""
    if any(character.isalpha() for character in text[bracket:end]):
        return False
    before = text[max(0, bracket - _BELONGS_CHARACTERS) : bracket]
    return not any(character.isalnum() for character in before) or _BELONGS.search(before) is not None


def _numbers(mark: str) -> tuple[int, ...]:
    found = _INNER.search(mark)
    spelled_out = _RANGE.sub(_numbers_between, found.group() if found else "")
    return tuple(dict.fromkeys(int(number) for number in re.findall(r"\d+", spelled_out)))


def _numbers_between(match: re.Match[str]) -> str:
    first, last = int(match.group(1)), int(match.group(2))
    return " ".join(str(number) for number in range(first, last + 1))


def ends_sentence(text: str) -> bool:
    """Whether it comes to a sentence's end, marks and emphasis behind that aside."""
    return _END.search(strip_marks(text).text) is not None
