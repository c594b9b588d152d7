"""What is measured of one claim before its risk is computed."""

import math
import re
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass

from domain.generation import ClaimReading
from domain.odds import logit
from monitoring.detectors.deadline import no_deadline
from monitoring.detectors.evidence import SentenceIndex, sentence_index, stems
from monitoring.detectors.numbers import invented_numbers
from monitoring.detectors.remembering import Remembered, bytes_of
from text.numerals import known_numbers

_WORST_TOKENS = 3
_NAME = re.compile(r"(?<=[\w,;:] )[A-Z][\w’'-]+")
_SPOKEN_CITATION = re.compile(r"\bpassages? (\d{1,2})(?:(?:, | and |, and )(\d{1,2}))*", re.IGNORECASE)

SIGNALS = (
    "worst_token",
    "worst_tokens",
    "not_entailed",
    "contradicted",
    "new_numbers",
    "new_names",
    "new_words",
    "cited_elsewhere",
    "length",
)


@dataclass(frozen=True, slots=True)
class Signals:
    """All of them grow with the risk, but for `length`, which may go either way.

    `worst_token`, `worst_tokens`: logit of the token that is least supported, and the mean of the three such.
    `not_entailed`, `contradicted`: logits of the claim's relation. `new_numbers`: how many numbers, `new_names` and
    `new_words`: what share of the names and of the other words, in [0, 1], stand neither in the passages nor in the
    question.
    `cited_elsewhere`: 1 where the claim cites passages and is found in another. `length`: ln of its words.
    """

    worst_token: float
    worst_tokens: float
    not_entailed: float
    contradicted: float
    new_numbers: float
    new_names: float
    new_words: float
    cited_elsewhere: float
    length: float

    def values(self) -> tuple[float, ...]:
        """In the order of `SIGNALS`."""
        return tuple(getattr(self, name) for name in SIGNALS)


@dataclass(frozen=True, slots=True)
class Known:
    """What passages and question hold: their text folded, their words and numbers, and the passages' sentences."""

    text: str
    stems: frozenset[str]
    numbers: frozenset[str]
    index: SentenceIndex


def known_of(passages: tuple[str, ...], question: str, *, check: Callable[[], None] = no_deadline) -> Known:
    """Kept for the next claims of an answer that is checked while it streams; `check` may raise."""

    def make() -> Known:
        text = "\n".join([*passages, question])
        check()
        numbers = known_numbers(text)
        check()
        return Known(text.casefold(), stems(text), numbers, sentence_index(passages, check=check))

    return _remembered.get((passages, question), make)


def measure(reading: ClaimReading, claim: str, cited: frozenset[int], known: Known) -> Signals:
    """`reading` has at least one token."""
    worst = sorted((token.risk for token in reading.tokens), reverse=True)[:_WORST_TOKENS]
    return Signals(
        worst_token=logit(worst[0]),
        worst_tokens=sum(map(logit, worst)) / len(worst),
        not_entailed=logit(1 - reading.relation.entailed),
        contradicted=logit(reading.relation.contradicted),
        new_numbers=float(len(invented_numbers(claim, known.numbers))),
        new_names=new_names(claim, known),
        new_words=new_words(stems(claim), known),
        cited_elsewhere=float(found_elsewhere(claim, cited or spoken_citations(claim), known.index)),
        length=math.log1p(len(claim.split())),
    )


def _weigh(key: tuple[tuple[str, ...], str], known: Known) -> int:
    passages, question = key
    own = (*passages, question, known.text, known.stems, known.numbers)
    return bytes_of(own) + bytes_of(known.stems) + bytes_of(known.numbers) + known.index.weight_bytes()


_remembered: Remembered[tuple[tuple[str, ...], str], Known] = Remembered(limit_bytes=32 * 2**20, weigh=_weigh)


def _share(found: Sequence[bool]) -> float:
    return sum(found) / len(found) if found else 0.0


def new_names(claim: str, known: Known) -> float:
    """What share of the claim's names stands nowhere in what is known."""
    return _share([name.casefold() not in known.text for name in _NAME.findall(claim)])


def new_words(words: Set[str], known: Known) -> float:
    """What share of `words`, as stems, stands nowhere in what is known."""
    return _share([word not in known.stems for word in words])


def spoken_citations(claim: str) -> frozenset[int]:
    """ "According to passage 2" cites as well as `[2]` does."""
    numbers = (number for match in _SPOKEN_CITATION.finditer(claim) for number in re.findall(r"\d+", match.group()))
    return frozenset(int(number) - 1 for number in numbers)


def found_elsewhere(claim: str, cited: frozenset[int], index: SentenceIndex) -> bool:
    """Whether the claim cites passages and is found in another. A mark that names no passage says nothing."""
    cited = frozenset(filter(index.exists, cited))
    if not cited:
        return False
    found = index.locate(claim, cited=cited)
    return bool(found) and found[0].passage not in cited
