"""What of quotes is shown: those that answer what was asked. Of several questions each has its own, in the order asked.

Quotes are checked before any is shown: those that do not answer the question are no answer. Whoever chose them may be
surer that they do than the check is.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from domain.answers import CheckedClaim, Claim, Support
from domain.generation import Abstention, Answering, AskedPart, Generated, Piece, Short, Weighed
from monitoring.verdict.judging import Hearing
from server.usecases.answering import ClaimStream
from text.marks import strip_marks
from text.wording import as_question, no_answer_to
from text.words import word_count

_APART = "\n\n"
# "Six months for drivers and three for everyone else" is said of either.
_OF_THE_REST = re.compile(
    r"\b(?:else|(?:all|the) others?|the rest|both|either|alike|alle anderen|übrigen|beide\w*|a többi\w*|mindkét\w*)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Quoted:
    """What is shown, and its claims as they were checked. `is_whole`: no part of what was asked is left open."""

    text: str
    claims: tuple[CheckedClaim, ...] = ()
    is_whole: bool = True


@dataclass(frozen=True, slots=True)
class Quotes:
    """`items` as they were written by quoting, and what checks them."""

    items: Sequence[Generated]
    hearing: Hearing
    claim_stream: Callable[[], ClaimStream]

    @property
    def short(self) -> Short | None:
        """The answer in a few words, where they hold one."""
        return next((item for item in self.items if isinstance(item, Short)), None)

    @property
    def declined(self) -> str | None:
        """In which words whoever quotes says that there is no answer to any of it; null where nobody does."""
        return next((item.text for item in self.items if isinstance(item, Abstention)), None)

    def shown(self) -> Quoted | None:
        """What passes the check; null where nothing does. The hearing takes none of it yet."""
        parts = list(_parts(self.items))
        if not parts:
            return self._heard(self.items)
        shown = [*self._of_each(parts)]
        found = [one for one in shown if one.claims]
        is_half = len(found) < len(shown) and not any(_OF_THE_REST.search(one.text) for one in found)
        if not found or (is_half and any(part.is_joint for part, _ in parts)):
            return None
        return _joined(shown)

    def _of_each(self, parts: Sequence[tuple[AskedPart, Sequence[Generated]]]) -> Iterator[Quoted]:
        """Each quote once; what was not found is said of each part."""
        said = list[str]()
        for part, items in parts:
            found = self._heard(items, part)
            if found is None or not found.claims:
                yield Quoted(no_answer_to(part.said))
                continue
            new = _without(items, said)
            again = found if new == items else self._heard(new, part)
            if again is not None and again.claims:
                yield again
            said += [_bare(item.text) for item in items if isinstance(item, Piece)]

    def _heard(self, items: Sequence[Generated], part: AskedPart | None = None) -> Quoted | None:
        text = "".join(item.text for item in items if isinstance(item, Piece))
        weighed = next((item.answers for item in items if isinstance(item, Weighed)), None)
        stream = self.claim_stream()
        claims = [*stream.feed(text), *stream.flush()]
        question = None if part is None else as_question(part.query)
        found = self.hearing.check(claims, answers=weighed, part=question) if claims else []
        if len(found) > 1 and found[0].verdict.support is not Support.SUPPORTED and (rest := _without_word(items)):
            return self._heard(rest, part)
        if any(isinstance(item, Abstention) for item in items) or self.hearing.beside_the_point(found):
            return None
        return Quoted(text, tuple(found))


def _without_word(items: Sequence[Generated]) -> Sequence[Generated]:
    """Without the "Yes." that stands before a quote; none where none does. A quote is shown without one, too."""
    pieces = [item for item in items if isinstance(item, Piece)]
    if not pieces or word_count(_bare(pieces[0].text)) != 1:
        return []
    return [item for item in items if item is not pieces[0]]


def _parts(items: Sequence[Generated]) -> Iterator[tuple[AskedPart, Sequence[Generated]]]:
    begun = [(at, item.part) for at, item in enumerate(items) if isinstance(item, Answering)]
    ends = [*(at for at, _ in begun[1:]), len(items)]
    for (at, part), end in zip(begun, ends, strict=False):
        yield part, items[at + 1 : end]


def _without(items: Sequence[Generated], said: Sequence[str]) -> Sequence[Generated]:
    """Without the quotes that `said` holds, nor blanks before the first. A "Yes." of one word may be said again."""
    kept = list[Generated]()
    for item in items:
        if not isinstance(item, Piece):
            kept.append(item)
        elif word_count(_bare(item.text)) <= 1 or not any(_bare(item.text) in other for other in said):
            is_first = not any(isinstance(one, Piece) for one in kept)
            kept.append(Piece(item.text.lstrip()) if is_first else item)
    return kept


def _bare(text: str) -> str:
    return strip_marks(text).text.strip("- \n").casefold()


def _joined(shown: Sequence[Quoted]) -> Quoted:
    """One below the other, with the claims where they stand then."""
    text, claims = "", list[CheckedClaim]()
    for one in shown:
        start = len(text) + len(_APART) if text else 0
        text = f"{text}{_APART}{one.text.rstrip()}" if text else one.text.rstrip()
        claims += [replace(checked, claim=_moved(checked.claim, start)) for checked in one.claims]
    return Quoted(text, tuple(claims), is_whole=all(one.claims for one in shown))


def _moved(claim: Claim, by: int) -> Claim:
    return Claim(claim.text, claim.start + by, claim.end + by)
