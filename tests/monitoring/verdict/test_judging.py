"""An answer is judged the same whether it comes whole or claim by claim."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from domain.answers import CheckedClaim, Claim, Outcome, Support, Verdict, worst_support
from domain.documents import Policy
from domain.ports import Samples
from monitoring.claims.splitting import ClaimSplitter, split_claims
from monitoring.verdict.judging import Case, Judge
from tests.generation.passages import passage

VERDICTS = {
    "beside": Verdict(Support.SUPPORTED, 0.1, (), {}, 0.1),
    "fine": Verdict(Support.SUPPORTED, 0.1, (), {}),
    "risky": Verdict(Support.SUPPORTED, 0.5, (), {}),
    "lost": Verdict(Support.UNCHECKED, None, (), {}),
    "wrong": Verdict(Support.UNSUPPORTED, 0.9, (), {}),
}
SENTENCES = st.lists(st.sampled_from([*VERDICTS]), max_size=5).map(lambda words: [f"This is {word}." for word in words])
LIMIT = 0.4


class ByWord:
    """Gives the verdict of a claim's last word. `asked` is what each call was given beside the claims."""

    def __init__(self, **instead: Verdict) -> None:
        self.verdicts = {**VERDICTS, **instead}
        self.asked: list[tuple[Sequence[str], str | None, float | None, Sequence[str]]] = []

    def verify(
        self,
        claims: Sequence[Claim],
        passages: Sequence[str],
        *,
        question: str | None = None,
        samples: Samples | None = None,
        threshold: float | None = None,
        headings: Sequence[str] = (),
        written_by: str | None = None,
    ) -> Sequence[Verdict]:
        self.asked.append((passages, question, threshold, samples() if samples else ()))
        return [self.verdicts[claim.text.strip(".").split()[-1]] for claim in claims]

    def overall(self, claims: Sequence[CheckedClaim]) -> float | None:
        if worst_support(claims) in {None, Support.UNCHECKED}:
            return None
        return max(claim.verdict.risk or 0 for claim in claims)

    def off_point(self, claims: Sequence[CheckedClaim]) -> bool:
        return bool(claims) and not any(claim.verdict.answers_question is not False for claim in claims)


@given(SENTENCES, st.sampled_from(Policy))
def test_claim_by_claim_gives_what_the_whole_gives(sentences: list[str], policy: Policy) -> None:
    judge, case = Judge(ByWord(), LIMIT), Case(passages=["p"], policy=policy)
    hearing, stream = judge.hearing(case), ClaimSplitter()
    for delta in [f"{sentence} " for sentence in sentences]:
        for checked in hearing.check(stream.feed(delta)):
            hearing.take(checked)
    for checked in hearing.check(stream.flush()):
        hearing.take(checked)
    assert hearing.close() == judge.judge(" ".join(sentences), case)


def test_the_whole_is_as_good_as_its_worst_claim() -> None:
    judge = Judge(ByWord(), LIMIT)

    def judged(answer: str, policy: Policy = Policy.ANNOTATE) -> tuple[Support | None, float | None, Outcome]:
        found = judge.judge(answer, Case(passages=[], policy=policy))
        return found.support, found.risk, found.outcome

    assert judged("This is fine.") == (Support.SUPPORTED, 0.1, Outcome.ANSWERED)
    assert judged("This is fine. This is risky.") == (Support.SUPPORTED, 0.5, Outcome.FLAGGED)
    assert judged("This is fine. This is wrong.") == (Support.UNSUPPORTED, 0.9, Outcome.FLAGGED)
    assert judged("This is fine. This is lost.", Policy.HOLD) == (Support.UNCHECKED, None, Outcome.ESCALATED)
    assert judged("") == (None, None, Outcome.ABSTAINED)


def test_a_claim_is_checked_with_the_part_of_the_question_that_it_answers() -> None:
    verifier = ByWord()
    hearing = Judge(verifier, LIMIT).hearing(Case(passages=["p"], policy=Policy.HOLD, question="Both?"))
    [whole] = hearing.check([Claim("This is fine.", 0, 13)])
    [part] = hearing.check([Claim("This is fine.", 0, 13)], part="One?")
    assert whole == part
    assert [question for _, question, *_ in verifier.asked] == ["Both?", "One?"]


def test_of_a_part_that_asks_about_then_what_held_then_counts() -> None:
    text = "A place costs 40 euros a year."
    old = passage(text, document="rules-2022.txt", head="Rowing club\nRules 2022")
    new = passage(
        "A place costs 65 euros a year.", document="rules-2025.txt", head="Rowing club\nRules\nValid from 1 May 2025"
    )
    both = Case.of([old, new], Policy.HOLD, question="What does a place cost?", threshold=0.3)
    then = both.asking("What did a place cost in 2023?")
    assert (then.question, then.policy, then.threshold) == ("What did a place cost in 2023?", Policy.HOLD, 0.3)
    assert then == Case.of([old, new], Policy.HOLD, question="What did a place cost in 2023?", threshold=0.3)
    assert both.in_force != then.in_force


def test_an_answer_beside_the_point_is_not_stood_behind_and_one_sentence_that_answers_is_enough() -> None:
    judge = Judge(ByWord(), LIMIT)

    def judged(answer: str, policy: Policy) -> tuple[Support | None, Outcome, bool]:
        found = judge.judge(answer, Case(passages=[], policy=policy))
        return found.support, found.outcome, found.off_point

    for policy, outcome in zip(Policy, (Outcome.ESCALATED, Outcome.FLAGGED, Outcome.FLAGGED), strict=True):
        assert judged("This is beside. This is beside.", policy) == (Support.SUPPORTED, outcome, True)
        assert judged("This is beside. This is fine.", policy) == (Support.SUPPORTED, Outcome.ANSWERED, False)


def test_without_a_limit_no_answer_is_flagged_as_a_whole() -> None:
    case = Case(passages=[], policy=Policy.HOLD)
    assert Judge(ByWord(), None).judge("This is risky.", case).outcome is Outcome.ANSWERED


def test_the_verifier_is_given_all_that_the_answer_is_held_against() -> None:
    verifier = ByWord()
    case = Case(passages=["p"], policy=Policy.HOLD, question="q", threshold=0.3)
    Judge(verifier, None).judge("This is fine.", case, samples=lambda: ["another"])
    assert verifier.asked == [(["p"], "q", 0.3, ["another"])]


def test_what_was_checked_and_not_taken_is_no_part_of_the_judgement() -> None:
    hearing = Judge(ByWord(), None).hearing(Case(passages=[], policy=Policy.HOLD))
    first, _ = hearing.check(split_claims("This is fine. This is wrong."))
    hearing.take(first)
    found = hearing.close()
    assert (found.claims, found.outcome) == ((first,), Outcome.ANSWERED)


def test_a_second_check_replaces_what_was_said_unless_it_failed() -> None:
    case = Case(passages=[], policy=Policy.ANNOTATE)
    before = Judge(ByWord(), None).judge("This is fine. This is risky. This is fine.", case)
    second = ByWord(fine=VERDICTS["lost"], risky=VERDICTS["wrong"])
    hearing = Judge(second, None).hearing(case, taken=before.claims)
    hearing.check_again([0, 1], samples=list)
    after = hearing.close()
    assert [checked.verdict for checked in after.claims] == [VERDICTS["fine"], VERDICTS["wrong"], VERDICTS["fine"]]
    assert (after.outcome, after.risk) == (Outcome.FLAGGED, 0.9)


def test_a_claim_is_held_against_what_holds_now_unless_it_tells_of_another_time() -> None:
    verifier = ByWord()
    case = Case(passages=["old", "new"], policy=Policy.ANNOTATE, in_force=["   ", "new"])
    text = "This is fine. In 2019 it was wrong. This is risky."
    found = Judge(verifier, None).judge(text, case)
    assert [checked.verdict for checked in found.claims] == [VERDICTS[word] for word in ("fine", "wrong", "risky")]
    assert [asked[0] for asked in verifier.asked] == [["old", "new"], ["   ", "new"]]
