"""A text while a model writes it, as it is delivered: its marks in one form, its claims in their places."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from domain.answers import CheckedClaim, Claim, ClaimValue, Support
from text.citations import cited, mended, normalised
from text.marks import ends_sentence

MOVED, DROPPED, ADDED = "moved", "dropped", "added"
_SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’»)\]*_`]*\s")


class Manuscript:
    """A text with marks in one form, each naming a passage that is there.

    It takes what a model writes, and gives each checked claim its place in `text`, which is what is delivered.

    `passages` is how many there are to cite. `changed` is told how a mark was changed, and how many were. `cites`: a
    claim without a mark gets that of the passage where its evidence stands.
    """

    def __init__(self, *, passages: int, changed: Callable[[str, int], None], cites: bool = False) -> None:
        self._passages = passages
        self._cites = cites
        self._changed = changed
        self._written = ""
        self._placed_to = 0
        self._gap = ""  # blanks before what was left out
        self.text = ""

    def anew(self) -> "Manuscript":
        """An empty one for quotes, which have their marks."""
        return Manuscript(passages=self._passages, changed=self._changed)

    def write(self, piece: str) -> None:
        """The next part, as it comes from the model."""
        self._written += piece

    def place(self, checked: CheckedClaim) -> CheckedClaim:
        """The next claim of what was written, as it stands in `text`; what stands before it comes along."""
        self._take_to(checked.claim.start)
        self._placed_to = checked.claim.end
        return self._put(checked)

    def replace(self, place: Claim, found: Sequence[CheckedClaim]) -> list[CheckedClaim]:
        """`found`, in a row, where `place` was to come next; without any, what leads up to it is left out too."""
        if found:
            self._take_to(place.start)
        else:
            before = self._written[self._placed_to : place.start]
            self._gap = max(self._gap, _blanks_before(before), key=_lines)
        self._placed_to = place.end
        placed: list[CheckedClaim] = []
        for checked in found:
            self.text += " " if placed else ""
            placed.append(self._put(checked))
        return placed

    def clear(self) -> None:
        """Drops all of it."""
        self._written = self.text = self._gap = ""
        self._placed_to = 0

    def _put(self, checked: CheckedClaim) -> CheckedClaim:
        claim, verdict = checked.claim, checked.verdict
        evidence = verdict.evidence if verdict.support is Support.SUPPORTED else ()
        moved, added = mended(claim.text, evidence), cited(claim.text, evidence) if self._cites else None
        self._tell(MOVED, int(moved is not None))
        self._tell(ADDED, int(added is not None))
        text = self._tidied(moved or added or claim.text).strip()
        start = len(self.text)
        self.text += text
        values = tuple(_values_in(text, verdict.values))
        return CheckedClaim(Claim(text, start, len(self.text)), replace(verdict, values=values))

    def cut(self, start: int) -> None:
        """Drops what was written from `start` on, none of which was placed."""
        self._written = self._written[:start]

    def cut_half_sentence(self, behind: int | None) -> bool:
        """Drops the half sentence at the end, if there is one `behind` there (null: the last placed claim)."""
        start = self._placed_to if behind is None else behind
        tail = self._written[start:]
        if not tail.strip() or ends_sentence(tail):
            return False
        self.cut(start + max((found.end() for found in _SENTENCE_END.finditer(tail)), default=0))
        return True

    def close(self) -> str:
        """All of it, with what stands behind the last claim, or is no claim."""
        self._take_to(len(self._written))
        self.text = self.text.rstrip()
        return self.text

    def _take_to(self, end: int) -> None:
        between = self._written[self._placed_to : end]
        if self._gap or not self.text:
            blanks = max(self._gap, _blanks_before(between), key=_lines) if self.text else ""
            between, self._gap = blanks + between.lstrip(), ""
        self.text += self._tidied(between)
        self._placed_to = end

    def _tidied(self, text: str) -> str:
        tidy = normalised(text, passages=self._passages)
        self._tell(DROPPED, tidy.dropped)
        return tidy.text

    def _tell(self, how: str, count: int) -> None:
        if count:
            self._changed(how, count)


def _blanks_before(text: str) -> str:
    return text[: len(text) - len(text.lstrip())]


def _lines(blanks: str) -> int:
    return blanks.count("\n")


def _values_in(text: str, values: Sequence[ClaimValue]) -> Iterator[ClaimValue]:
    """`values` of a claim, in order, where they stand in its text now that its marks were changed."""
    reached = 0
    for value in values:
        start = text.find(value.text, reached)
        if start >= 0:
            reached = start + len(value.text)
            yield replace(value, start=start, end=reached)
