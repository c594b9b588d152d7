"""The one way in: an answer and its passages → what can be said of it, whole or as it is written."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import compress, zip_longest

from domain.answers import (
    CheckedClaim,
    Claim,
    Outcome,
    Reason,
    Support,
    ValueState,
    Verdict,
    reason_of,
    worst_support,
)
from domain.documents import Passage, Policy
from domain.headed import headings
from domain.places import HEADING_PATH
from domain.ports import Samples, Verifier
from monitoring.claims.splitting import split_claims
from monitoring.verdict.policy import outcome_of
from text.describing import described
from text.periods import tells_of_another_time
from text.superseding import texts_in_force


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is said of a whole answer. `claims` are all that were written, in order, withheld ones included.

    `risk` is that it is wrong or beside the point; see `Verifier.overall`. `off_point`: none of its claims answers the
    question. `wrong_abstention`: it says that there is no answer, or was quoted in place of that, and there likely is.
    """

    policy: Policy
    claims: tuple[CheckedClaim, ...]
    risk: float | None
    outcome: Outcome
    off_point: bool = False
    wrong_abstention: bool = False

    @property
    def support(self) -> Support | None:
        """The worst claim's, null without claims."""
        return worst_support(self.claims)

    @property
    def reason(self) -> Reason | None:
        """See `reason_of`."""
        return reason_of(self.support, off_point=self.off_point, wrong_abstention=self.wrong_abstention)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What an answer is held against. `question` is the standalone one. A null `threshold` means the verifier's own.

    `in_force` are the passages with blanks in place of what has been superseded, null where nothing has: claims are
    held against these, but for those that say themselves that they tell of another time, which are held against what
    held then. `headings` and `written_by` are as in `Verifier.verify`, `found` the passages with what their documents
    say of themselves.
    """

    passages: Sequence[str]
    policy: Policy
    question: str | None = None
    threshold: float | None = None
    in_force: Sequence[str] | None = None
    headings: Sequence[str] = ()
    found: tuple[Passage, ...] = ()
    written_by: str | None = None

    @classmethod
    def of(
        cls,
        passages: Sequence[Passage],
        policy: Policy,
        *,
        question: str,
        threshold: float | None,
        written_by: str | None = None,
    ) -> "Case":
        """Of passages whose documents may say from when they hold."""
        texts, in_force = [passage.text for passage in passages], texts_in_force(question, passages)
        return cls(
            passages=texts,
            policy=policy,
            question=question,
            threshold=threshold,
            in_force=None if in_force == texts else in_force,
            headings=headings(passages),
            found=tuple(passages),
            written_by=written_by,
        )

    def asking(self, question: str) -> "Case":
        """The same of another question: of one that is a part of this one."""
        if not self.found:
            return replace(self, question=question)
        return Case.of(self.found, self.policy, question=question, threshold=self.threshold, written_by=self.written_by)

    def of_then(self, claim: str) -> Sequence[str]:
        """The passages' texts with blanks in place of what did not hold when `claim` says."""
        return texts_in_force(claim, self.found) if self.found else self.passages

    def dated(self) -> Sequence[str]:
        """The headings below what each passage's document says of its time."""
        told = [described(passage.stored.stated) for passage in self.found]
        return [HEADING_PATH.join(filter(None, pair)) for pair in zip_longest(told, self.headings, fillvalue="")]


class Hearing:
    """One answer, claim by claim: what is checked and then taken is judged as a whole by `close`.

    So a claim that nobody came to see, since its reader left, is no part of the judgement. Not to be shared between
    threads. `waits`: a check may wait for a language model.
    """

    def __init__(
        self, verifier: Verifier, case: Case, taken: Sequence[CheckedClaim], *, limit: float | None, waits: bool
    ) -> None:
        self.waits = waits
        self._verifier = verifier
        self._case = case
        self._limit = limit
        self._taken = list(taken)
        self._contested = False

    def check(
        self,
        claims: Sequence[Claim],
        *,
        samples: Samples | None = None,
        answers: float | None = None,
        part: str | None = None,
    ) -> list[CheckedClaim]:
        """The next claims with their verdicts; `samples` as in `Verifier.verify`.

        `answers` is how likely they answer the question by who chose them, null for nobody: whoever is surer counts.
        `part` is the question that they answer of several that were asked at once, null for the whole.
        """
        case = self._case if part is None else self._case.asking(part)
        verdicts = [_surer(verdict, answers) for verdict in self._verdicts(case, claims, samples)]
        return [CheckedClaim(claim, verdict) for claim, verdict in zip(claims, verdicts, strict=True)]

    def beside_the_point(self, claims: Sequence[CheckedClaim]) -> bool:
        """Whether `claims`, all of an answer, do not answer the question; false where nobody can tell."""
        return self._verifier.off_point(claims)

    def take(self, checked: CheckedClaim) -> None:
        """Adds it to the answer."""
        self._taken.append(checked)

    def contest(self) -> None:
        """Says that the answer is an abstention, or stands in place of one, which is likely wrong."""
        self._contested = True

    def check_again(self, places: Sequence[int], *, samples: Samples) -> None:
        """Checks the claims at `places` once more; a check that fails leaves what was said before."""
        verdicts = self._verdicts(self._case, [self._taken[place].claim for place in places], samples)
        for place, verdict in zip(places, verdicts, strict=True):
            if verdict.support is not Support.UNCHECKED:
                self._taken[place] = CheckedClaim(self._taken[place].claim, verdict)

    def contradicts(self, claims: Sequence[Claim], said: Sequence[str]) -> bool:
        """Whether one of `claims` gives another value for what is `said` beside it.

        Values only: two sentences about different things often read as if one spoke against the other.
        """
        verdicts = self._verifier.verify(claims, said, threshold=self._case.threshold) if claims and said else ()
        return any(
            verdict.support is Support.CONTRADICTED and any(value.state is ValueState.OTHER for value in verdict.values)
            for verdict in verdicts
        )

    def close(self, *, whole: bool = True, repaired: bool = False) -> Judgement:
        """Of all that was taken. What is not the `whole` answer may yet have come to the point.

        `repaired`: something else was written first.
        """
        risk, policy = self._verifier.overall(self._taken), self._case.policy
        off_point = whole and self._verifier.off_point(self._taken)
        outcome = outcome_of(
            policy,
            self._taken,
            risk=risk,
            limit=self._limit,
            off_point=off_point,
            wrong_abstention=self._contested,
            repaired=repaired,
        )
        return Judgement(policy, tuple(self._taken), risk, outcome, off_point, self._contested)

    def _verdicts(self, case: Case, claims: Sequence[Claim], samples: Samples | None) -> Sequence[Verdict]:
        if case.in_force is None:
            return self._held_against(case, case.passages, claims, samples)
        today = datetime.now(UTC).date().isoformat()
        told = [tells_of_another_time(claim.text, today=today) for claim in claims]
        of_then = iter([self._of_then(case, claim, samples) for claim in compress(claims, told)])
        of_now = [claim for claim, is_told in zip(claims, told, strict=True) if not is_told]
        of_today = iter(self._held_against(case, case.in_force, of_now, samples))
        return [next(of_then if is_told else of_today) for is_told in told]

    def _of_then(self, case: Case, claim: Claim, samples: Samples | None) -> Verdict:
        return self._held_against(case, case.of_then(claim.text), [claim], samples, headings=case.dated())[0]

    def _held_against(
        self,
        case: Case,
        passages: Sequence[str],
        claims: Sequence[Claim],
        samples: Samples | None,
        *,
        headings: Sequence[str] | None = None,
    ) -> Sequence[Verdict]:
        if not claims:
            return []
        return self._verifier.verify(
            claims,
            passages,
            question=case.question,
            samples=samples,
            threshold=case.threshold,
            headings=case.headings if headings is None else headings,
            written_by=case.written_by,
        )


@dataclass(frozen=True, slots=True)
class Judge:
    """`answer_threshold` is the risk from which an answer is flagged as a whole, null for never.

    `waits`: the verifier may wait for a language model.
    """

    verifier: Verifier
    answer_threshold: float | None
    waits: bool = False

    def judge(self, answer: str, case: Case, *, samples: Samples | None = None) -> Judgement:
        """Of a whole answer."""
        hearing = self.hearing(case)
        for checked in hearing.check(split_claims(answer), samples=samples):
            hearing.take(checked)
        return hearing.close()

    def hearing(self, case: Case, *, taken: Sequence[CheckedClaim] = ()) -> Hearing:
        """For an answer that is still written, or whose claims were `taken` before."""
        return Hearing(self.verifier, case, taken, limit=self.answer_threshold, waits=self.waits)


def _surer(verdict: Verdict, answers: float | None) -> Verdict:
    if answers is None or verdict.answers is None or answers <= verdict.answers:
        return verdict
    return replace(verdict, answers=answers)
