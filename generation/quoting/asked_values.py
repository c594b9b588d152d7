"""Which values a question asks for, and whether a part of a sentence is one."""

import re
from dataclasses import dataclass
from functools import cached_property

from generation.quoting.answer_types import AnswerType
from generation.quoting.evidence import Demands
from text.quantities import Quantity, QuantityKind
from text.question_words import FUNCTION_WORDS
from text.words import QUESTION_STEMMER

_TIMES = frozenset(
    {
        QuantityKind.DATE,
        QuantityKind.WEEKDAY,
        QuantityKind.YEAR,
        QuantityKind.CLOCK,
        QuantityKind.DURATION,
        QuantityKind.FREQUENCY,
    }
)
_NAMED = (
    (r"e-?mail", {QuantityKind.EMAIL}),
    (
        r"phone|number (?:to|do|can|should|must) (?:\w+ )?(?:call|ring|dial)|number of the \w+ line",
        {QuantityKind.PHONE},
    ),
    (r"(?:what|which) year", {QuantityKind.YEAR, QuantityKind.DATE}),
    (r"(?:what|which) (?:time|hour)", {QuantityKind.CLOCK}),
    (r"(?:what|which) (?:day|date|month)s?", {QuantityKind.DATE, QuantityKind.WEEKDAY}),
    (r"how often|how many times", {QuantityKind.FREQUENCY, QuantityKind.DURATION, QuantityKind.BARE}),
    (r"how (?:soon|quickly)", _TIMES),
    (r"how (?:long|far)", {QuantityKind.DURATION, QuantityKind.LENGTH}),
    (r"how (?:deep|wide|thick|tall|high)", {QuantityKind.LENGTH, QuantityKind.BARE}),
    (r"how heavy|weigh", {QuantityKind.MASS, QuantityKind.BARE}),
    (
        r"(?:until|since|by|from) when|when (?:is|are|was|were|do|does|did|will|would|can|may|must|should|ha[sd]|have)",
        _TIMES,
    ),
)
_KINDS = tuple((re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE), frozenset(kinds)) for pattern, kinds in _NAMED)
_COUNTED = re.compile(r"\bhow many (?:more |full )?(\w+)", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_NEXT_WORD = re.compile(r"[ -]([^\W\d_]+)")


@dataclass(frozen=True)
class AskedValues:
    """`query` is all that was asked, `demands` those of its last question."""

    query: str
    demands: Demands

    @classmethod
    def of(cls, query: str) -> "AskedValues":
        """Read off its wording."""
        questions = [one for one in _SENTENCE.split(query) if one.endswith("?")]
        return cls(query, Demands.of(questions[-1] if questions else query))

    @property
    def question(self) -> str:
        """The last question of it."""
        return self.demands.question

    @cached_property
    def stems(self) -> frozenset[str]:
        """The words of all that was asked."""
        return QUESTION_STEMMER.stems(self.query)

    @cached_property
    def kinds(self) -> frozenset[QuantityKind]:
        """Those that may answer; none where anything may."""
        named = next((kinds for pattern, kinds in _KINDS if pattern.search(self.query)), frozenset[QuantityKind]())
        if not named and self.demands.kind is AnswerType.MONEY:
            return frozenset({QuantityKind.MONEY, QuantityKind.BARE})
        return named

    @cached_property
    def counted(self) -> frozenset[str]:
        """What "how many" asks the number of, as a stem; nothing where it does not."""
        found = _COUNTED.search(self.query)
        return QUESTION_STEMMER.stems(found[1]) if found else frozenset()

    def says(self, part: str) -> bool:
        """Whether `part` is no more than the question's own words."""
        return QUESTION_STEMMER.stems(part) <= self.stems

    def is_met_by(self, part: str) -> bool:
        """Whether `part` of a sentence holds the kind of thing that is asked for."""
        return self.demands.holds_kind(f"is {part}")  # else a number at its beginning would read as a section's

    def counts(self, one: Quantity, sentence: str) -> bool:
        """Whether it is a number of what is to be counted."""
        return bool(
            self.counted & QUESTION_STEMMER.stems(f"{sentence[one.start : one.end]} {next_word(sentence, one.end)}")
        )


def next_word(sentence: str, at: int) -> str:
    """The word right behind `at`, empty where none stands there that means something by itself."""
    found = _NEXT_WORD.match(sentence, at)
    return found[1] if found and found[1].lower() not in FUNCTION_WORDS else ""
