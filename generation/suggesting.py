"""Questions that a document seems to answer, made by rule from what it says; whether it does is checked elsewhere."""

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from itertools import islice

from domain.answers import Claim
from domain.documents import Chunk
from domain.places import heading_of, is_table
from domain.suggestions import Proposed, QuestionKind
from generation.fact_questions import Wording, fact_question
from generation.row_questions import named_rows, row_questions
from text.languages import likely_language

_ASKED = re.compile(
    r"^(?:#{1,6} |\*\*|__)(?P<question>[^\W\d_][^\n?*]{10,90}\?)(?:\*\*|__)?[^\S\n]*\n(?P<gap>\n?)"
    r"(?P<answer>(?!#|\*\*|__|\n)[^\n].*?)(?=\n\s*\n|\n#|\n\*\*|\n__|\Z)",
    re.MULTILINE | re.DOTALL,
)
_LEANS = re.compile(r"\b(?:it|this|that|these|those|they|them|he|she|there|else|then)\b", re.IGNORECASE)
_LEAST_WORDS = 4
_BEGINNING_WORDS = 4
_MOST = 40
_MOST_WEIGHED = 2_000
_ROWS_LOOKED_AT = 40
_SMALL = re.compile(r"(?<=\s)[a-z][\w'’-]*")
_CAPITAL = re.compile(r"(?<=[a-z,] )[A-Z][\w'’-]*")
_DOTS = re.compile(r"\.{4,}|(?:\. ){3,}")

Splitter = Callable[[str], Sequence[Claim]]


def proposed(chunks: Sequence[Chunk], *, split: Splitter) -> list[Proposed]:
    """The most promising first: other sections and other kinds before more of the same. `split` gives sentences."""
    wording = _wording(chunks)
    named = sum((named_rows(chunk.text) for chunk in chunks if is_table(chunk.place)), Counter[str]())
    found: dict[str, Proposed] = {}
    for chunk in chunks:
        made = _of_rows(chunk, named) if is_table(chunk.place) else _of_text(chunk, split, wording)
        for one in made:
            found.setdefault(one.question.casefold(), one)
    return _spread(list(islice(found.values(), _MOST_WEIGHED)))


def _of_text(chunk: Chunk, split: Splitter, wording: Wording) -> Iterator[Proposed]:
    for found in _ASKED.finditer(chunk.text):
        if _stands_alone(found["question"]):
            yield _of(chunk, found["question"], QuestionKind.ASKED, *found.span("answer"))
    language = likely_language(chunk.text)
    for sentence in split(chunk.text):
        if _DOTS.search(sentence.text):
            continue
        question = fact_question(sentence.text, language=language, wording=wording)
        if question is not None:
            yield _of(chunk, question, QuestionKind.FACT, sentence.start, sentence.end)


def _wording(chunks: Sequence[Chunk]) -> Wording:
    small = (word for chunk in chunks for word in _SMALL.findall(chunk.text))
    capital = (word for chunk in chunks for word in _CAPITAL.findall(chunk.text))
    return Wording(frozenset(small), frozenset(capital))


def _of_rows(chunk: Chunk, named: Counter[str]) -> Iterator[Proposed]:
    for one in row_questions(chunk.text, named)[:_ROWS_LOOKED_AT]:
        yield _of(chunk, one.question, QuestionKind.ROW, one.start, one.end)


def _of(chunk: Chunk, question: str, kind: QuestionKind, start: int, end: int) -> Proposed:
    return Proposed(question, kind, chunk.start + start, chunk.start + end, heading_of(chunk.place) or "")


def _stands_alone(question: str) -> bool:
    return len(question.split()) >= _LEAST_WORDS and _LEANS.search(question) is None


def _spread(made: Sequence[Proposed]) -> list[Proposed]:
    """Each next one has least in common with those before it, the first of several as they stand."""
    waiting, ordered = list(made), list[Proposed]()
    had: Counter[Hashable] = Counter()
    while waiting and len(ordered) < _MOST:
        best = min(waiting, key=lambda one: [had[trait] for trait in _traits(one)])
        waiting.remove(best)
        ordered.append(best)
        had.update(_traits(best))
    return ordered


def _traits(one: Proposed) -> list[Hashable]:
    """What two questions may have in common, the worst first."""
    beginning = tuple(one.question.split()[:_BEGINNING_WORDS])
    return [("section", one.section), one.kind, ("place", one.start), beginning]
