"""How much an answer shares with the one that was wanted: ROUGE, exact match, token F1, all in [0, 1].

ROUGE as Lin (2004) defines it, the F1 of each, on lower-case words without stemming. Rouge-L takes the answer as one
line, Rouge-Lsum each sentence as one (the union of its longest common subsequences with all sentences of the other).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from text.marks import strip_marks
from text.sentences import SentenceCut, sentence_spans
from text.words import words

_ARTICLES = frozenset({"a", "an", "the"})


@dataclass(frozen=True, slots=True)
class Overlap:
    """Of one answer, or the mean of many."""

    rouge_1: float
    rouge_2: float
    rouge_l: float
    rouge_lsum: float
    exact_match: float
    token_f1: float


def overlap(answer: str, wanted: str) -> Overlap:
    """Citation marks count for nothing; exact match and token F1 leave out articles, as SQuAD's do."""
    ours, theirs = strip_marks(answer).text, strip_marks(wanted).text
    said, meant = words(ours), words(theirs)
    bare, sought = ([word for word in some if word not in _ARTICLES] for some in (said, meant))
    return Overlap(
        rouge_1=_of_runs(said, meant, 1),
        rouge_2=_of_runs(said, meant, 2),
        rouge_l=_f1(len(_common(said, meant)), len(said), len(meant)),
        rouge_lsum=_by_sentence(ours, theirs),
        exact_match=float(bare == sought),
        token_f1=1.0 if bare == sought else _of_runs(bare, sought, 1),
    )


def mean_overlap(overlaps: Sequence[Overlap]) -> Overlap | None:
    """Null for none."""
    if not overlaps:
        return None
    names = Overlap.__slots__
    return Overlap(**{name: sum(getattr(one, name) for one in overlaps) / len(overlaps) for name in names})


def _of_runs(said: Sequence[str], meant: Sequence[str], length: int) -> float:
    ours, theirs = _runs(said, length), _runs(meant, length)
    return _f1((ours & theirs).total(), ours.total(), theirs.total())


def _runs(some: Sequence[str], length: int) -> Counter[tuple[str, ...]]:
    return Counter(tuple(some[start : start + length]) for start in range(len(some) - length + 1))


def _by_sentence(answer: str, wanted: str) -> float:
    said, meant = ([words(one) for one in _lines(text)] for text in (answer, wanted))
    spare = Counter(word for line in said for word in line)
    hits = 0
    for line in meant:
        places = sorted({place for other in said for place in _common(line, other)})
        for word in (line[place] for place in places):
            if spare[word]:
                spare[word] -= 1
                hits += 1
    return _f1(hits, sum(map(len, said)), sum(map(len, meant)))


def _lines(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text, SentenceCut.CLAIMS)]


def _common(said: Sequence[str], meant: Sequence[str]) -> list[int]:
    """Where in `said` the words of a longest common subsequence stand."""
    rows = [[0] * (len(meant) + 1)]
    for word in said:
        above = rows[-1]
        row = [0]
        for place, other in enumerate(meant):
            row.append(above[place] + 1 if word == other else max(above[place + 1], row[-1]))
        rows.append(row)
    found: list[int] = []
    here, there = len(said), len(meant)
    while here and there:
        if said[here - 1] == meant[there - 1]:
            found.append(here - 1)
            here, there = here - 1, there - 1
        elif rows[here - 1][there] >= rows[here][there - 1]:
            here -= 1
        else:
            there -= 1
    return found[::-1]


def _f1(hits: int, said: int, meant: int) -> float:
    return 2 * hits / (said + meant) if hits else 0.0
