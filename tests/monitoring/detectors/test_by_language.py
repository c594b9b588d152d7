"""Claims go to the judge that reads their language; what neither can read is not assessed."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from domain.answers import Evidence
from monitoring.detectors.by_language import ByLanguage
from monitoring.detectors.detection import Assessment, Inspection

ENGLISH = "The museum is closed on Mondays."
HUNGARIAN = "A múzeum hétfőnként zárva van, és a kert is."
GERMAN = "Das Museum ist montags geschlossen."


@dataclass(frozen=True)
class Marked:
    """What `Reader` found of a claim."""

    claim: str
    cited: frozenset[int]
    unsupported: tuple[tuple[int, int], ...] = ()
    contradiction: Evidence | None = None


@dataclass
class Reader:
    """A detector whose risk is always its own, so that one sees who read what."""

    name: str
    risk: float
    reads_question: bool = True
    asked: list[Inspection] = field(default_factory=list)

    def assess(self, inspection: Inspection) -> list[Assessment | None]:
        self.asked.append(inspection)
        return [Assessment(self.risk) if claim.strip() else None for claim in inspection.claims]

    def check(self, inspection: Inspection) -> Sequence[Marked | None]:
        return [Marked(claim, cited) for claim, cited in zip(inspection.claims, inspection.cited, strict=True)]


JUDGE, SMALL = 0.1, 0.9


def risks(*claims: str, passages: Sequence[str]) -> list[float | None]:
    both = ByLanguage(Reader("judge", JUDGE), Reader("grounding", SMALL), language="en")
    found = both.assess(Inspection(claims, (frozenset(),) * len(claims), tuple(passages), "", ()))
    return [None if one is None else one.risk for one in found]


def test_claims_in_the_judges_language_go_to_it() -> None:
    assert risks(ENGLISH, "Dogs are not allowed.", passages=[ENGLISH]) == [JUDGE, JUDGE]


def test_claims_in_a_language_of_the_passages_that_it_does_not_read_go_to_the_other() -> None:
    assert risks("A múzeum hétfőn nyitva van.", passages=[HUNGARIAN]) == [SMALL]
    assert risks("Das Museum ist offen.", passages=[GERMAN, ENGLISH]) == [SMALL]


@pytest.mark.parametrize("claim", [GERMAN, "A múzeum hétfőnként zárva tart.", "Nein.", "博物馆星期一关闭。"])
def test_a_claim_in_a_language_of_no_passage_is_not_assessed(claim: str) -> None:
    assert risks(claim, passages=[ENGLISH]) == [None]


@pytest.mark.parametrize("claim", ["12", "45 euros", "Halden", "10 am", "World War II.", "A ticket costs 5 euros."])
def test_what_shows_no_language_or_may_be_english_goes_to_the_judge_beside_english_passages(claim: str) -> None:
    assert risks(claim, passages=[ENGLISH]) == [JUDGE]
    assert risks(claim, passages=[HUNGARIAN, ENGLISH]) == [JUDGE]


@pytest.mark.parametrize("claim", ["12", "2400 Ft", "Halden", "1998"])
def test_figures_and_names_alone_are_read_as_the_passages_are(claim: str) -> None:
    assert risks(claim, passages=[HUNGARIAN]) == [SMALL]
    assert risks(claim, passages=["12", ENGLISH, " "]) == [JUDGE]


def test_english_claims_beside_passages_of_another_language_are_not_assessed() -> None:
    assert risks(ENGLISH, passages=[HUNGARIAN]) == [None]


def test_each_claim_of_a_mixed_answer_is_told_its_own_risk_and_marks() -> None:
    claims = (ENGLISH, GERMAN, "12", HUNGARIAN, ENGLISH)
    passages = (ENGLISH, HUNGARIAN)
    assert risks(*claims, passages=passages) == [JUDGE, None, JUDGE, SMALL, JUDGE]
    cited = tuple(frozenset({place}) for place in range(len(claims)))
    both = ByLanguage(Reader("judge", JUDGE), Reader("grounding", SMALL), language="en")
    found = both.check(Inspection(claims, cited, passages, "", ()))
    read = [(one.claim, one.cited) for one in found if isinstance(one, Marked)]
    assert read == [(claims[place], cited[place]) for place in (0, 2, 3, 4)]
    assert found[1] is None


def test_question_samples_and_clock_are_handed_on() -> None:
    ticks: list[int] = []
    judge = Reader("judge", JUDGE)
    both = ByLanguage(judge, Reader("grounding", SMALL), language="en")
    both.assess(Inspection((ENGLISH,), (frozenset(),), (ENGLISH,), "When?", ("Mondays.",), lambda: ticks.append(1)))
    [asked] = judge.asked
    asked.check()
    assert (asked.question, asked.samples, ticks) == ("When?", ("Mondays.",), [1])


def test_nothing_is_asked_where_there_are_no_claims_or_no_passages() -> None:
    assert risks(passages=[ENGLISH]) == []
    assert risks("", passages=[]) == [None]


def test_it_goes_by_the_better_ones_name() -> None:
    both = ByLanguage(Reader("judge", JUDGE), Reader("grounding", SMALL), language="en")
    assert (both.name, both.reads_question) == ("judge", True)
