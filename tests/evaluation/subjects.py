"""Detectors for the benchmark to measure, whose verdicts a person can predict."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from domain.answers import Support
from evaluation.answer_sets import Row
from evaluation.subjects import Checked, CheckedSentence, assembled
from monitoring.claims.splitting import split_claims


@dataclass
class WordSubject:
    """A sentence is wrong if it holds `wrong`, unchecked if it holds `lost`. `asked` are the answers in their order."""

    wrong: str = "pool"
    lost: str = "nowhere"
    asked: list[str] = field(default_factory=list)
    notes: Sequence[str] = ("made of words",)

    def check(self, row: Row) -> Checked:
        """See `Subject`."""
        self.asked.append(row.answer)
        sentences = [self._checked(claim.text, claim.start, claim.end) for claim in split_claims(row.answer)]
        spans = [
            (one.start, one.end) for one in sentences if one.flagged and self.wrong in row.answer[one.start : one.end]
        ]
        risk = max((one.risk for one in sentences), default=None)
        return assembled(sentences, risk, risky=False, spans=spans, milliseconds=10.0 * len(sentences))

    def count_tokens(self, text: str) -> int:
        """See `Subject`."""
        return len(text.split())

    def _checked(self, text: str, start: int, end: int) -> CheckedSentence:
        if self.lost in text:
            return CheckedSentence.of(start, end, None, Support.UNCHECKED)
        wrong = self.wrong in text
        return CheckedSentence.of(
            start, end, 0.9 if wrong else 0.1, Support.UNSUPPORTED if wrong else Support.SUPPORTED
        )
