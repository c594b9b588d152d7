"""What a line or a sentence of a text is by its looks: an item, a heading, a question, a line of contents."""

import re

from domain.answers import Claim
from text.marks import MARK_PATTERN
from text.words import QUESTION_STEMMER

_MARK = re.compile(rf"\s*{MARK_PATTERN}")
_ASKS_FOR_ALL = re.compile(
    r"\b(?:all|every|each|everything|checklist|a list|^list|steps|in (?:what|which) order|options|things|what are the|"
    r"what (?:do|should|must|can) (?:i|we) (?:pack|bring|take))\b",
    re.IGNORECASE,
)
_DECORATION = re.compile(r"^(?:(?:[-*+•–>]|#{1,6}|\d{1,3}[.)])\s+)+")
ITEM = re.compile(r"(?:[-*+•·▪–]|\d{1,3}[.)]|[a-z]\))\s")
MARKDOWN_HEADINGS = tuple(f"{'#' * level} " for level in range(1, 7))
_SENTENCE_END = re.compile(r"[.!?…。！？．।][\"'”’»)」』]*$")
CONTENTS = re.compile(
    r"\d{1,2}(?:\.\d{1,2})*\.? +[^\W\d_a-z][^.!?;:]*(?:(?:\. ?){3,}\d+)?$|.{0,300}?(?:\. ?){4,300}\d+$"
)
# "Table 1 shows the factor by which pay is multiplied": what is shown there answers, not that it is.
POINTS_ELSEWHERE = re.compile(
    r"(?:the )?(?:following |next )?(?:table|figure|chart|diagram)(?: \w{1,3})?(?: below| above)? "
    r"(?:shows?|gives?|lists?|contains?|sets out|summari[sz]es)\b|"
    r"(?:die )?(?:folgende )?(?:tabelle|abbildung)(?: \w{1,3})? (?:zeigt|enthält|nennt)\b|"
    r"az? (?:\w{1,3}\. |alábbi |következő )?(?:táblázat|ábra) ",
    re.IGNORECASE,
)
_BOLD_LINE = re.compile(r"\*\*[^*\n]+\*\*|__[^_\n]+__")
_NO_TITLE = re.compile(r"[\d:;@]")
SECTION = re.compile(r"(?:§ ?\d{1,3}|\d{1,2}(?:\.\d{1,2}){1,3})\.?\s+(?=[^\W\d_a-z])")
_PARTS = re.compile(r"\d+")
_TITLE_WORDS = 7
TITLE_FIELD = re.compile(r"(?:title|subject|titel|betreff|cím|tárgy)\s*:", re.IGNORECASE)
_LINE_WORDS = 8


def plain(sentence: str) -> str:
    """On one line, without list markers and without marks that would read as our citations."""
    return " ".join(_DECORATION.sub("", _MARK.sub("", sentence).strip()).split())


def ends_as_sentence(text: str) -> bool:
    """Whether it comes to a full stop."""
    return _SENTENCE_END.search(text) is not None


def asks_for_all(query: str) -> bool:
    """Whether it asks for several things or steps, of which one alone is no answer."""
    return _ASKS_FOR_ALL.search(query) is not None


def asks(text: str) -> bool:
    return text.rstrip(" *_\n").endswith("?")


def repeats_question(text: str, query: str) -> bool:
    """As a heading does of what is asked about."""
    return not ends_as_sentence(text) and QUESTION_STEMMER.stems(text) <= QUESTION_STEMMER.stems(query)


def is_bold_line(one: Claim, whole: str) -> bool:
    """Whether it stands in bold on a line of its own that more stands below."""
    alone = stands_alone(one, whole) and bool(whole[one.end :].strip())
    return alone and _BOLD_LINE.fullmatch(one.text) is not None


def stands_alone(one: Claim, whole: str) -> bool:
    """Whether it is a line of its own that another follows."""
    before, after = whole[: one.start].rstrip(" "), whole[one.end :].lstrip(" ")
    return before[-1:] in {"", "\n"} and after.startswith("\n")


def is_titled_line(one: Claim, whole: str, *, is_item: bool) -> bool:
    """A short line of words alone that more stands below: the name of what follows, where no heading is known.

    In one that is numbered as headings are, digits may stand.
    """
    text, before, after = one.text.strip("*_ "), whole[: one.start], whole[one.end :]
    numbered = SECTION.match(text)
    if numbered and not _goes_on_counting(numbered.group(), before, after):
        text = re.sub(r"\d", "", text[numbered.end() :])
    elif is_item:
        return False
    if ends_as_sentence(text) or len(text.split()) > _TITLE_WORDS or _NO_TITLE.search(text):
        return False
    return text[:1].isupper() and stands_alone(one, whole) and bool(after.strip())


def _goes_on_counting(number: str, before: str, after: str) -> bool:
    """Whether the line before or after begins with a number of as many parts: an item of a list."""
    beside = (before.rstrip().rpartition("\n")[2], after.lstrip().partition("\n")[0])
    found = (SECTION.match(line) for line in beside)
    return any(one and len(_PARTS.findall(one.group())) == len(_PARTS.findall(number)) for one in found)


def is_line_of_block(line: str) -> bool:
    words = line.split()
    return (
        0 < len(words) <= _LINE_WORDS
        and not line.startswith((" ", "#"))
        and not line[0].islower()
        and not re.search(r"[:;?|]", line)
        and not ITEM.match(line)
    )
