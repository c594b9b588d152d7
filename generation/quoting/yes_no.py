"""A yes or a no before a quote, where the question asks for one and a judge is sure of it."""

import re
from dataclasses import dataclass

from domain.generation import ClaimCase
from domain.ports import ClaimJudge
from text.wording import Language, language_of

YES, NO = "Yes.", "No."
_AUXILIARY = r"(?:is|are|was|were|am|do|does|did|can|could|may|must|should|will|would|has|have|had|shall)"
_ASKED = re.compile(rf"(?:^|[.!?,;:–-]\s+|\b(?:and|but|so)\s+){_AUXILIARY}(?:n['’]?t)?\s+\w+\b[^?]*\??$", re.IGNORECASE)
# "Could you tell me when …" asks for something else than a yes.
_OPEN = re.compile(
    r"\b(?:tell|give|show|say|explain|remind|send|know)\b.*\b(?:what|when|where|who|which|why|how|the|an?)\b|"
    r"\bor\b(?! not\b)",
    re.IGNORECASE,
)
_THANKS = re.compile(r"[\s,.!]*(?:please|thanks?(?: you)?(?: very much| a lot)?|cheers)[\s.!?]*$", re.IGNORECASE)
_SAYS_SO = re.compile(r"(?:yes|no)\b", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.!?])\s+")


def asks_yes_or_no(question: str) -> bool:
    """Whether the last sentence of an English question is answered by a yes or a no."""
    parts = [part for part in _SENTENCE.split(_THANKS.sub("", question.strip())) if part]
    if language_of(question) is not Language.ENGLISH:  # "was" is "what" in German
        return False
    return bool(parts) and _ASKED.search(parts[-1]) is not None and not _OPEN.search(parts[-1])


@dataclass(frozen=True, slots=True)
class YesOrNo:
    """Asks `judge` which of the two follows from a quote; says it where one is likelier by `margin` (in [0, 1]).

    The quote alone is the evidence: beside its neighbours the judge was right less often (docs/decisions.md).
    """

    judge: ClaimJudge
    margin: float

    def before(self, quoted: tuple[str, ...], question: str) -> str:
        """`YES`, `NO`, or nothing. Raises what the judge raises."""
        if not asks_yes_or_no(question) or _SAYS_SO.match(quoted[-1]):
            return ""
        yes, no = self.judge.judge([ClaimCase(question, said, quoted) for said in (YES, NO)])
        lead = yes.relation.entailed - no.relation.entailed
        if abs(lead) < self.margin:
            return ""
        return YES if lead > 0 else NO
