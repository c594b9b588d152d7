"""What is measured of one claim by the judge and beside it, before its risk is computed."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from domain.answers import ClaimValue, ValueState
from domain.generation import ClaimReading, JudgedClaim, TokenRisk
from domain.headed import read_headed
from domain.odds import logit
from domain.ports import PairReader
from monitoring.detectors.detection import Inspection
from monitoring.detectors.signals import Known, found_elsewhere, known_of, new_names, new_words, spoken_citations
from monitoring.detectors.values.checking import check_values
from monitoring.detectors.values.comparing import equal
from monitoring.detectors.values.reading import read_values
from monitoring.detectors.values.value import CheckedValue, State, Value
from text.words import CLAIM_STEMMER

FRAGMENT_WORDS = 4
_WORST_WORDS = 3
_YES_NO = re.compile(r"(?:yes|no)\b", re.IGNORECASE)

SIGNALS = (
    "not_supported",
    "contradicted",
    "worst_words",
    "small_words",
    "small_not_entailed",
    "other_values",
    "absent_values",
    "known_values",
    "new_names",
    "new_words",
    "cited_elsewhere",
    "off_question",
    "read_otherwise",
    "fragment",
    "asked",
    "length",
)
# What tells right from wrong in sentences that answer a question, and misleads elsewhere (docs/decisions.md).
_OF_ANSWERING_SENTENCES = frozenset(
    {"worst_words", "small_words", "small_not_entailed", "absent_values", "known_values", "new_names", "new_words"}
    | {"read_otherwise", "length"}
)
# All others grow with the risk.
MAY_LOWER = frozenset({"fragment", "asked", "length", "new_words"})


@dataclass(frozen=True, slots=True)
class JudgeSignals:
    """`not_supported`, `contradicted`: logits of the claim's relation; `worst_words`: the mean logit of its worst.

    `other_values`, `absent_values`: how many values conflict, or stand nowhere; `known_values`: minus the share of
    them that the evidence holds or gives by sums. `small_words`, `small_not_entailed`: what the small model says of the
    worst words and of the claim. `off_question`: logit that it does not answer the question, 0 without one.
    `read_otherwise` in [-1, 1]: how surely the reader finds another answer in the passages than this one, below 0 where
    it finds this one. `fragment`: 1 for a claim of few words; `asked`: 1 where there is a question.
    `from_question`: a value stands in the question alone, which is no evidence.
    """

    not_supported: float
    contradicted: float
    worst_words: float
    small_words: float
    small_not_entailed: float
    other_values: float
    absent_values: float
    known_values: float
    new_names: float
    new_words: float
    cited_elsewhere: float
    off_question: float
    read_otherwise: float
    fragment: float
    asked: float
    length: float
    values_found: tuple[ClaimValue, ...] = ()
    from_question: bool = False

    def values(self) -> tuple[float, ...]:
        """In the order of `SIGNALS`; what only tells of sentences that answer a question is 0 for other claims."""
        sentence = self.asked > 0 and self.fragment == 0
        return tuple(
            getattr(self, name) if sentence or name not in _OF_ANSWERING_SENTENCES else 0.0 for name in SIGNALS
        )


@dataclass(frozen=True, slots=True)
class ReadAnswer:
    """The stems and values of what the reader takes for the answer, and how sure it is of it, in [0, 1]."""

    stems: frozenset[str]
    values: tuple[Value, ...]
    sure: float

    def otherwise(self, claim: frozenset[str], values: Sequence[Value]) -> float:
        """See `JudgeSignals.read_otherwise`; the same values in another notation are the same answer."""
        if self.values and all(any(equal(one, known) for one in values) for known in self.values):
            return -self.sure
        return self.sure * (1 - 2 * len(self.stems & claim) / len(self.stems))


@dataclass(frozen=True, slots=True)
class KnownTexts:
    """What the claims of one answer are held against."""

    known: Known
    question: str
    answer: ReadAnswer | None


def known_texts(inspection: Inspection, reader: PairReader) -> KnownTexts:
    """Kept for the next claims of an answer that is checked while it streams."""
    question = inspection.question
    known = known_of(inspection.passages, question, check=inspection.check)
    return KnownTexts(known, question, _read_answer(inspection, reader) if question else None)


def _read_answer(inspection: Inspection, reader: PairReader) -> ReadAnswer | None:
    texts = zip_longest(inspection.passages, inspection.headings, fillvalue="")
    read = [(passage, heading) for passage, heading in texts if passage.strip()]
    passages = [passage for passage, _ in read]
    inspection.check()
    readings = read_headed(reader, inspection.question, passages, [heading for _, heading in read])
    found = zip(readings, passages, strict=True)
    best, passage = max(found, key=lambda one: one[0].relevance * one[0].answerable, default=(None, ""))
    if best is None:
        return None
    span = passage[best.start : best.end]
    words = CLAIM_STEMMER.stems(span)
    return ReadAnswer(words, read_values(span), best.relevance * best.answerable) if words else None


def values_of(claim: str, inspection: Inspection) -> tuple[CheckedValue, ...]:
    """The claim's values beside the passages."""
    return check_values(claim, inspection.passages, question=inspection.question, check=inspection.check)


def measure(
    judged: JudgedClaim,
    second: ClaimReading,
    claim: str,
    cited: frozenset[int],
    texts: KnownTexts,
    values: Sequence[CheckedValue],
) -> JudgeSignals:
    """`judged` has at least one token; `second` is what the small model read; `values` are `values_of` the claim."""
    states = [value.state for value in values]
    known = sum(state in {State.SAME, State.COMPUTED} for state in states)
    words = len(claim.split())
    return JudgeSignals(
        not_supported=logit(1 - judged.relation.entailed),
        contradicted=logit(judged.relation.contradicted),
        worst_words=_worst(judged.tokens),
        small_words=_worst(second.tokens),
        small_not_entailed=logit(1 - second.relation.entailed),
        other_values=float(min(2, states.count(State.OTHER))),
        absent_values=float(min(2, states.count(State.ABSENT))),
        known_values=-known / len(values) if values else 0.0,
        new_names=new_names(claim, texts.known),
        new_words=new_words(CLAIM_STEMMER.stems(claim), texts.known),
        cited_elsewhere=float(found_elsewhere(claim, cited or spoken_citations(claim), texts.known.index)),
        off_question=0.0 if judged.answers is None else logit(1 - judged.answers),
        read_otherwise=_otherwise(claim, [value.value for value in values], texts.answer),
        fragment=float(words <= FRAGMENT_WORDS),
        asked=float(bool(texts.question)),
        length=math.log1p(words),
        values_found=tuple(map(in_answer, values)),
        from_question=any(value.asked and value.state is State.ABSENT for value in values),
    )


def _otherwise(claim: str, values: Sequence[Value], answer: ReadAnswer | None) -> float:
    """Yes and no stand in no passage."""
    if answer is None or _YES_NO.match(claim):
        return 0.0
    return answer.otherwise(CLAIM_STEMMER.stems(claim), values)


def _worst(tokens: Sequence[TokenRisk]) -> float:
    """The mean logit of the riskiest, 0 for none."""
    worst = sorted((token.risk for token in tokens), reverse=True)[:_WORST_WORDS]
    return sum(map(logit, worst)) / len(worst) if worst else 0.0


def in_answer(checked: CheckedValue) -> ClaimValue:
    """As verdicts have it."""
    value = checked.value
    return ClaimValue(value.text, value.start, value.end, ValueState(checked.state.value), checked.evidence)
