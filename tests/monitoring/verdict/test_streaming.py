"""The judge says the same of an answer that is checked as it streams and of the whole."""

from collections.abc import Iterator, Sequence
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.answers import Outcome, Support
from domain.documents import Policy
from monitoring.claims.splitting import ClaimSplitter
from monitoring.detectors.detection import Assessment, Inspection
from monitoring.verdict.judging import Case, Judge, Judgement
from monitoring.verdict.risk import GreyBand
from monitoring.verdict.verifier import ClaimVerifier
from tests.monitoring.detectors.word_judge import WordJudge, judge_detector
from tests.monitoring.risk_models import judge_risk_model

PASSAGES = (
    "The museum opened in 1921. It is closed on Mondays.",
    *(f"Entry for children is by gate number {number}." for number in range(40)),
    "A visit costs nothing.",
)
SENTENCES = st.lists(
    st.sampled_from(
        [
            "The museum opened in 1921 [1].",
            "It opened in 1931.",
            "Entry is free for children.",
            "Elephants dance.",
            "It is closed on Mondays.",
            "[2]",
            "Das Museum ist offen.",
        ]
    ),
    max_size=5,
)


class Silent:
    """A second detector that is never asked here."""

    name = "selfcheck"
    reads_question = False

    def assess(self, inspection: Inspection) -> Sequence[Assessment | None]:
        raise AssertionError("no samples were given")


@pytest.fixture(scope="module")
def judge() -> Iterator[Judge]:
    detector = judge_detector(WordJudge({"costs nothing": "entry is free for children"}))
    failures: list[object] = []
    verifier = ClaimVerifier(
        detector,
        Silent(),
        judge_risk_model(),
        threshold=0.5,
        grey_band=GreyBand(0.1, 0.6),
        deadline_seconds=60,
        on_failure=lambda *failure: failures.append(failure),
    )
    with closing(verifier):
        yield Judge(verifier, 0.9)
    assert failures == []


def streamed(judge: Judge, answer: str, case: Case, *, letters: int) -> Judgement:
    """Checked sentence by sentence as it comes, so many letters at a time."""
    hearing, stream = judge.hearing(case), ClaimSplitter()
    for start in range(0, len(answer), letters):
        for claim in stream.feed(answer[start : start + letters]):
            [checked] = hearing.check([claim])
            hearing.take(checked)
    for claim in stream.flush():
        [checked] = hearing.check([claim])
        hearing.take(checked)
    return hearing.close()


@given(
    sentences=SENTENCES,
    question=st.sampled_from([None, "When did the museum open?"]),
    letters=st.sampled_from([1, 7, 1000]),
)
def test_streamed_and_whole_give_the_same_verdicts(
    judge: Judge, sentences: list[str], question: str | None, letters: int
) -> None:
    answer, case = " ".join(sentences), Case(passages=PASSAGES, policy=Policy.ANNOTATE, question=question)
    assert streamed(judge, answer, case, letters=letters) == judge.judge(answer, case)


def test_what_is_streamed_is_held_against_the_far_passages_too(judge: Judge) -> None:
    case = Case(passages=PASSAGES, policy=Policy.ANNOTATE)
    found = streamed(judge, "Entry is free for children. It opened in 1931.", case, letters=5)
    assert [claim.verdict.support for claim in found.claims] == [Support.SUPPORTED, Support.CONTRADICTED]
    assert found.outcome is Outcome.FLAGGED
