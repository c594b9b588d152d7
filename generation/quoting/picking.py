"""Which sentences are quoted, and why the others are not."""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from enum import StrEnum

from domain.conversations import Author
from domain.generation import Task
from generation.quoting.answer_types import AnswerType, expected_type
from generation.quoting.considering import Considered
from generation.quoting.holding_now import held_no_more, held_now
from generation.quoting.lines import repeats_question
from generation.quoting.quotables import repeats
from text.marks import strip_marks
from text.question_words import own_words
from text.superseding import Stretch, Superseded, at_several_times, superseded
from text.two_steps import Steps, steps_of
from text.words import QUESTION_STEMMER

_ALIKE_LETTERS = 4
_NEARLY = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The best is quoted from `least` on, the next from `second_ratio` of its probability on, `most` in all.

    The next has to have a word of the question that the best lacks, or as many of them.
    """

    least: float
    second_ratio: float
    most: int = 2


class Left(StrEnum):
    """Why a sentence is not quoted."""

    SUPERSEDED = "superseded"
    REPEATS_THE_QUESTION = "repeats_the_question"
    LACKS_WHAT_IS_ASKED_ANEW = "lacks_what_is_asked_anew"
    UNLIKELY = "unlikely"
    LESS_LIKELY = "less_likely"
    SAID_ALREADY = "said_already"


@dataclass(frozen=True, slots=True)
class Picked:
    """A sentence, and why it is not quoted; null where it is."""

    considered: Considered
    left: Left | None


def pick(considered: Sequence[Considered], task: Task, limits: Limits) -> list[Picked]:
    """All of them, likeliest first."""
    taken = superseded(task.query, task.passages)
    former = held_now(considered, task.query, task.passages, least=limits.least)
    gone = {one.old for one in taken} | {one.at for one in considered if one.document_id in former}
    holding = _as_likely_as_what_they_replace(considered, taken)
    both = at_several_times(task.query, task.passages)
    holding = _as_likely_as_what_they_replace(holding, [*both, *(Superseded(one.new, one.old) for one in both)])
    steps = steps_of(task.query)
    telling = [one for one in holding if one.at not in gone and _tells(one, task.query) and _tells_both(one, steps)]
    stressed = own_words(task.stressed)
    asked_anew = {one.at for one in telling if _holds(one, stressed)}
    if not asked_anew:
        asked_anew = {one.at for one in _new(telling, _said_before(task), limits)}
    standing = [one for one in telling if one.at in asked_anew]
    followed = _followed_by(holding, taken)
    beside = held_no_more(_side_by_side(standing, limits), task.query, task.passages)
    gone |= beside
    likeliest = sorted((one for one in standing if one.at not in beside), key=lambda one: -one.probability)
    left = dict(_choose(likeliest, followed, limits, asked=QUESTION_STEMMER.stems(task.query)))
    ranked = sorted(holding, key=lambda one: (one.at in gone, -one.probability))
    return [Picked(one, _why(one, left, gone=gone, query=task.query)) for one in ranked]


def _side_by_side(standing: Sequence[Considered], limits: Limits) -> Sequence[Considered]:
    """Those that are likely enough to be quoted beside the best."""
    best = max((one.probability for one in standing), default=0.0)
    least = max(limits.least, limits.second_ratio * best)
    return [one for one in standing if one.probability >= least]


def _why(one: Considered, left: Mapping[Stretch, Left | None], *, gone: Set[Stretch], query: str) -> Left | None:
    if one.at in left:
        return left[one.at]
    if one.at in gone:
        return Left.SUPERSEDED
    return Left.LACKS_WHAT_IS_ASKED_ANEW if _tells(one, query) else Left.REPEATS_THE_QUESTION


def _choose(
    ranked: Sequence[Considered], followed: Mapping[str, Set[str]], limits: Limits, *, asked: Set[str]
) -> Iterator[tuple[Stretch, Left | None]]:
    """Why each is left, null where it is not."""
    chosen: list[Considered] = []
    for one in ranked:
        best = chosen[0] if chosen else one
        if best.probability < limits.least:
            yield one.at, Left.UNLIKELY
        elif best.document_id in followed.get(one.document_id, ()):
            yield one.at, Left.SUPERSEDED
        elif (
            len(chosen) >= limits.most
            or one.probability < limits.second_ratio * best.probability
            or (chosen and not _adds(one, best, asked))
        ):
            yield one.at, Left.LESS_LIKELY
        elif any(_repeats(one, other) or _only_goes_on(one, other) for other in chosen):
            yield one.at, Left.SAID_ALREADY
        else:
            chosen.append(one)
            yield one.at, None


def _adds(one: Considered, best: Considered, asked: Set[str]) -> bool:
    mine, its = (asked & QUESTION_STEMMER.stems(f"{each.heading} {each.text}") for each in (one, best))
    return not mine <= its or len(mine) == len(its)


def _as_likely_as_what_they_replace(considered: Sequence[Considered], taken: Sequence[Superseded]) -> list[Considered]:
    """What took the place of another answers at least as well as that did."""
    known = {one.at: one.probability for one in considered}
    for pair in taken:
        if pair.new in known:
            known[pair.new] = max(known[pair.new], known.get(pair.old, 0.0))
    return [replace(one, probability=known[one.at]) for one in considered]


def _followed_by(considered: Sequence[Considered], taken: Sequence[Superseded]) -> dict[str, set[str]]:
    """By document: those that have taken its place in something; it must not stand beside one of them."""
    documents = {one.at: one.document_id for one in considered}
    followed: dict[str, set[str]] = {}
    for pair in taken:
        if pair.old in documents and pair.new in documents:
            followed.setdefault(documents[pair.old], set()).add(documents[pair.new])
    return followed


def _holds(one: Considered, stressed: frozenset[str]) -> bool:
    """Whether it has what a follow-up asks for anew: without it, it likely answers the question before."""
    there = {word[:_ALIKE_LETTERS] for word in own_words(one.text)}
    return all(word[:_ALIKE_LETTERS] in there for word in stressed)


def _said_before(task: Task) -> str:
    """What was answered last, where the question goes on from it."""
    answers = [turn.text for turn in task.history if turn.author is Author.ASSISTANT] if task.stressed else []
    return strip_marks(answers[-1]).text.casefold() if answers else ""


def _new(telling: Sequence[Considered], said: str, limits: Limits) -> Sequence[Considered]:
    """Without what was quoted for the question before, where anything else answers nearly as likely: who asks on wants
    to know more."""
    new = [one for one in telling if not all(quote.text.casefold() in said for quote in one.quotes)]
    best, best_new = (max((one.probability for one in some), default=0.0) for some in (telling, new))
    return new if best_new >= max(limits.least, _NEARLY * best) else telling


def _tells(one: Considered, query: str) -> bool:
    """Whether it says more than the question's own words."""
    return not repeats_question(one.text, query)


def _tells_both(one: Considered, steps: Steps | None) -> bool:
    """Whether it says something of both steps of a question of two: either by itself answers nothing."""
    if steps is None:
        return True
    there = {word[:_ALIKE_LETTERS] for word in own_words(f"{one.heading} {one.text}")}
    clause, ask = ({word[:_ALIKE_LETTERS] for word in own_words(part)} for part in (steps.clause, steps.ask))
    kind = expected_type(steps.ask)
    is_told = kind not in {None, AnswerType.NAME, AnswerType.PERSON} and not one.signals.wrong_kind
    return 2 * len(clause & there) >= len(clause) and (is_told or not ask.isdisjoint(there))


def _repeats(one: Considered, other: Considered) -> bool:
    return all(any(repeats(quote, said) for said in other.quotes) for quote in one.quotes)


def _only_goes_on(one: Considered, other: Considered) -> bool:
    """Whether it likely answers by what it refers back to, which is quoted already."""
    return set(other.quotes) < set(one.quotes) and not one.quotes[-1].is_item
