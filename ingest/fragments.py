"""Words of a page → fragments: what stands together on one line, up to a gap that may part columns or cells."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.glyphs import Glyphs, Word

_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_GAP_RATIO = 1.0
_GAP_OUT_OF_ORDER_RATIO = 0.6  # of what was not drawn one after the other
_OVERLAP_RATIO = 0.4
_ROW_RATIO = 0.35
_SAME_BASE_RATIO = 0.08
_MARK_SIZE_RATIO = 0.85
_MARK_LETTERS = 8
_MARK = re.compile(r"[0-9A-Za-z+*†‡§#∗,.()=′'\u0370-\u03ff\u2212–-]+")
_MARK_OFFSET_RATIOS = (0.1, 0.85)
_MARK_GAP_RATIO = 0.35


@dataclass(frozen=True, slots=True)
class Fragment:
    """Words in reading order; `base` is that of its longest word, `size` of its largest, a bullet left out."""

    words: tuple[Word, ...]
    left: float
    right: float
    base: float
    size: float

    @property
    def letters(self) -> int:
        """How many characters it has, blanks left out."""
        return sum(word.end - word.start for word in self.words)


def fragments(glyphs: Glyphs, words: Iterable[Word]) -> list[Fragment]:
    """Fragments from the top of the page down, those of one line from left to right.

    `words` are turned alike. Raised and lowered marks belong to the fragment whose word they follow.
    """
    runs: list[list[Word]] = []
    for word in words:
        if runs and _follows(glyphs.raw, runs[-1][-1], word):
            runs[-1].append(word)
        else:
            runs.append([word])
    found = _with_marks(glyphs.raw, [fragment_of(run) for run in runs])
    return [fragment for row in rows(found) for fragment in _merged(glyphs.raw, row)]


def rows(found: Sequence[Fragment]) -> list[list[Fragment]]:
    """Fragments of one line together, from the top down, each line from left to right."""
    lines: list[list[Fragment]] = []
    for fragment in sorted(found, key=lambda f: -f.base):
        first = lines[-1][0] if lines else None
        if first and first.base - fragment.base <= _ROW_RATIO * min(first.size, fragment.size):
            lines[-1].append(fragment)
        else:
            lines.append([fragment])
    return [sorted(line, key=lambda f: f.left) for line in lines]


def raised_marks(raw: str, found: Iterable[Fragment]) -> frozenset[str]:
    """What stands raised in a line, but for what it begins with: there it is a note's own mark."""
    words = [word for fragment in found for word in fragment.words]
    return frozenset(raw[word.start : word.end].strip() for word in words[1:] if word.raised > 0)


def right_to_left(text: str) -> bool:
    """Whether `text` has letters of a script that is written so."""
    return _RIGHT_TO_LEFT.search(text) is not None


def fragment_of(words: Sequence[Word]) -> Fragment:
    """Words of one line as a fragment."""
    plain = [word for word in words if not word.raised] or words
    longest = max(plain, key=lambda word: word.end - word.start)
    return Fragment(
        tuple(words),
        min(word.left for word in words),
        max(word.right for word in words),
        longest.base,
        max(word.size for word in (plain[1:] if _begins_with_bullet(plain) else plain)),
    )


def _begins_with_bullet(words: Sequence[Word]) -> bool:
    """Whether a sign stands apart before the words: bullets are set in letters of another size."""
    return len(words) > 1 and words[0].end - words[0].start == 1 and not words[1].glued


def _follows(raw: str, last: Word, word: Word) -> bool:
    size = max(last.size, word.size)
    if abs(last.base - word.base) > _SAME_BASE_RATIO * size:
        return False
    gap = word.left - last.right
    if gap < -_OVERLAP_RATIO * size and right_to_left(raw[last.start : last.end] + raw[word.start : word.end]):
        gap = last.left - word.right
    return -_OVERLAP_RATIO * size <= gap <= _GAP_RATIO * size


def _with_marks(raw: str, found: Sequence[Fragment]) -> list[Fragment]:
    """Small letters that stand higher or lower than those beside them go with these."""
    taken = list(found)
    for index, mark in enumerate(found):
        if mark.letters > _MARK_LETTERS or not all(_MARK.fullmatch(raw[w.start : w.end]) for w in mark.words):
            continue
        for host in _hosts(taken, index):
            joined = _marked(taken[host], mark)
            if joined is not None:
                taken[host], taken[index] = joined, joined
                break
    return list(dict.fromkeys(taken)) if taken != list(found) else taken


def _hosts(taken: Sequence[Fragment], index: int) -> Iterable[int]:
    near = [at for at in (index - 1, index + 1) if 0 <= at < len(taken)]
    return [*near, *(at for at in range(len(taken)) if at not in near and at != index)]


def _marked(host: Fragment, mark: Fragment) -> Fragment | None:
    """The host with the mark before or behind it; null where it is no mark of this host's."""
    offset = mark.base - host.base
    low, high = (ratio * host.size for ratio in _MARK_OFFSET_RATIOS)
    if mark.size > _MARK_SIZE_RATIO * host.size or not low < abs(offset) < high:
        return None
    raised = tuple(word._replace(raised=1 if offset > 0 else -1) for word in mark.words)
    reach = _MARK_GAP_RATIO * host.size
    if abs(mark.left - host.right) <= reach:
        first = raised[0]._replace(glued=mark.left - host.right <= 0.2 * host.size)
        return fragment_of((*host.words, first, *raised[1:]))
    if offset > 0 and abs(host.left - mark.right) <= reach:
        return fragment_of((*raised, host.words[0]._replace(glued=False), *host.words[1:]))
    return None


def _merged(raw: str, row: Sequence[Fragment]) -> list[Fragment]:
    """Neighbours of a line joined where no more than a blank lies between them."""
    joined = list(row[:1])
    for _, fragment in pairwise(row):
        last = joined[-1]
        size, gap = max(last.size, fragment.size), fragment.left - last.right
        before, after = last.words[-1], fragment.words[0]
        in_order = 0 <= after.start - before.end <= 4
        limit = _GAP_RATIO if in_order else _GAP_OUT_OF_ORDER_RATIO
        if -_OVERLAP_RATIO * size <= gap <= limit * size:
            joined[-1] = fragment_of(_in_reading_order(raw, last, fragment))
        else:
            joined.append(fragment)
    return joined


def _in_reading_order(raw: str, left: Fragment, right: Fragment) -> tuple[Word, ...]:
    text = "".join(raw[word.start : word.end] for word in (left.words[-1], right.words[0]))
    if right_to_left(text) and right.words[0].start < left.words[0].start:
        left, right = right, left
    first = right.words[0]
    touching = abs(first.left - left.words[-1].right) < 0.12 * first.size
    blank = raw[left.words[-1].end : first.start] if left.words[-1].end <= first.start else ""
    glued = touching and not blank.strip("\r\n") and first.size > 0
    return (*left.words, first._replace(glued=glued), *right.words[1:])
