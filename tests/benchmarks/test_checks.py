"""Checks go through the one way in, whichever judge it runs, and say the same over HTTP."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.check_figures import SAID_FROM
from benchmarks.checks import (
    DEFAULT,
    NETWORK,
    UNKNOWN_RISK,
    Check,
    NetworkCheck,
    judges,
    likeliest,
    open_checks,
    open_served,
)
from domain.answers import Support
from domain.generation import EvidencePair, Relation
from evaluation.answer_sets import Row
from server.wiring.settings import Settings
from tests.server.conftest import serving, settings_for

MODELS = Path(__file__).parents[2] / "models"
QUOTED = Row("When?", ("The mill opens at nine.",), "The mill opens at nine.", wrong=False, group="g")
MADE_UP = Row("When?", ("The mill opens at nine.",), "A pool with a bar was added in 1984.", wrong=True, group="g")
UNREAD = Row("When?", (), "The mill opens at nine.", wrong=True, group="g")


@pytest.fixture(scope="module")
def checks() -> Iterator[dict[str, Check]]:
    with open_checks([DEFAULT, NETWORK], MODELS) as opened:
        yield {check.name: check for check in opened}


@pytest.mark.parametrize("name", [DEFAULT, NETWORK])
def test_what_is_quoted_is_less_risky_than_what_is_made_up(checks: dict[str, Check], name: str) -> None:
    quoted, made_up = (checks[name].opinion(row) for row in (QUOTED, MADE_UP))
    assert quoted.risk < made_up.risk
    assert quoted.support is Support.SUPPORTED
    assert made_up.delivered is False


def test_what_was_not_checked_counts_one_half(checks: dict[str, Check]) -> None:
    opinion = checks[DEFAULT].opinion(UNREAD)
    assert (opinion.risk, opinion.support, opinion.delivered) == (UNKNOWN_RISK, Support.UNCHECKED, False)


def test_a_running_server_says_the_same(checks: dict[str, Check], tmp_path: Path) -> None:
    with serving(settings_for(tmp_path)) as url, open_served(url, None) as (served,):
        for row in (QUOTED, MADE_UP, UNREAD):
            here, there = checks[DEFAULT].opinion(row), served.opinion(row)
            assert there.risk == pytest.approx(here.risk, abs=1e-6)
            assert (there.support, there.delivered) == (here.support, here.delivered)
            assert there.answers == (None if here.answers is None else float(here.answers >= SAID_FROM))


def test_a_bare_model_says_its_likeliest_class() -> None:
    class Sure:
        def compare(self, pairs: list[EvidencePair]) -> list[Relation]:
            assert pairs == [EvidencePair("One.\nTwo.", "Three.")]
            return [Relation(0.2, 0.3, 0.5)]

    opinion = NetworkCheck(Sure()).opinion(Row("", ("One.", "Two."), "Three.", wrong=True, group="g"))  # type: ignore[arg-type]
    assert (opinion.risk, opinion.support, opinion.delivered) == (0.8, Support.CONTRADICTED, False)


def test_an_answer_answers_as_its_best_claim_does() -> None:
    assert likeliest([None, 0.2, 0.7]) == 0.7
    assert likeliest([None, False]) == 0.0
    assert likeliest([None]) is None
    assert likeliest([]) is None


def test_choosing_a_judge_leaves_the_environment_as_it_was(checks: dict[str, Check]) -> None:
    assert "CANDOR_JUDGE" not in os.environ
    assert judges()[0] == DEFAULT
    assert (len(judges()) > 1) is ("judge" in Settings.model_fields)
