"""The judge's risk is fitted so that each source counts as it should, and measured on groups that no fit has seen."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitoring.detectors.judge_signals import MAY_LOWER, SIGNALS
from monitoring.verdict.risk import RiskModel
from monitoring.verdict.verifier import QUOTE_RISK
from training.details import GRAPH_FILES
from training.judge_calibration import (
    FOLDS,
    WRONG_RATIO,
    calibrate_judge,
    crossfitted_answers,
    crossfitted_claims,
    fit,
    fit_answers,
    folds_of,
    report,
    weights_of,
)
from training.judge_measured import MeasuredAnswer

SUPPORT = SIGNALS.index("not_supported")


def signals(not_supported: float, rng: np.random.Generator) -> tuple[float, ...]:
    return tuple(not_supported if place == SUPPORT else float(rng.normal()) for place in range(len(SIGNALS)))


def made_up(count: int = 150) -> list[MeasuredAnswer]:
    """Answers of one or two claims; a wrong one looks unsupported, one beside the point does not answer."""
    rng = np.random.default_rng(5)
    rows = []
    for number in range(count):
        wrong, beside = bool(rng.random() < 0.5), bool(rng.random() < 0.2)
        claims = 1 + number % 2
        looks = [float(rng.normal(2 if wrong and not place else -2)) for place in range(claims)]
        said = float(np.clip(rng.normal(0.25 if beside else 0.75, 0.1), 0.01, 0.99))
        rows.append(
            MeasuredAnswer(
                ("claims", "asked")[number % 3 == 0],
                f"g{number // 3}",
                wrong,
                not beside,
                tuple(signals(look, rng) for look in looks),
                (said,) * claims,
                (number % 10 == 9,) * claims,
                tuple(wrong and not place for place in range(claims)),
            )
        )
    return rows


ROWS = made_up()


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Coarser fits than those that are shipped: there are 25 in one crossfit of answers."""
    monkeypatch.setattr("monitoring.verdict.fitting.STEPS", 300)


@given(labels=st.lists(st.tuples(st.sampled_from(["claims", "asked", "ragtruth", "other"]), st.booleans()), min_size=1))
def test_each_source_has_its_weight_and_its_share_of_wrong_ones(labels: list[tuple[str, bool]]) -> None:
    sources, wrong = [source for source, _ in labels], np.array([label for _, label in labels])
    weights = weights_of(sources, wrong)
    assert (weights > 0).all()
    for source in set(sources):
        ours = np.array([one == source for one in sources])
        both = bool((ours & wrong).any() and (ours & ~wrong).any())
        if both:
            assert weights[ours].sum() == pytest.approx({"asked": 0.7}.get(source, 1.0))
            assert weights[ours & wrong].sum() == pytest.approx(WRONG_RATIO * weights[ours].sum())
        assert len(set(weights[ours & wrong].round(12))) <= 1


def test_no_fold_cuts_a_group_and_the_order_of_rows_does_not_matter() -> None:
    folds = folds_of(ROWS)
    by_group: dict[str, set[int]] = {}
    for row, fold in zip(ROWS, folds, strict=True):
        by_group.setdefault(row.group, set()).add(int(fold))
    assert all(len(found) == 1 for found in by_group.values())
    assert set(folds) == set(range(FOLDS))
    assert list(folds_of(ROWS[::-1])) == list(folds[::-1])


def relabelled(rows: Sequence[MeasuredAnswer], fold: int) -> list[MeasuredAnswer]:
    """All that is said of the rows of one fold turned round."""
    return [
        replace(
            row,
            wrong=not row.wrong,
            answers=not row.answers,
            wrong_claims=tuple(not wrong for wrong in row.wrong_claims),
        )
        if one == fold
        else row
        for row, one in zip(rows, folds_of(rows), strict=True)
    ]


def test_no_risk_hangs_on_the_labels_of_its_own_fold() -> None:
    folds = folds_of(ROWS)
    held = np.flatnonzero(folds == 2)
    before, after = crossfitted_answers(ROWS), crossfitted_answers(relabelled(ROWS, 2))
    assert list(after[0][held]) == list(before[0][held])
    assert [after[1][place] for place in held] == [before[1][place] for place in held]
    assert list(after[0]) != list(before[0])


def test_quotes_have_the_risk_of_quotes() -> None:
    claims = crossfitted_claims(ROWS, folds_of(ROWS))
    assert [len(risks) for risks in claims] == [len(row.signals) for row in ROWS]
    assert {risk for row, risks in zip(ROWS, claims, strict=True) if row.quoted[0] for risk in risks} == {QUOTE_RISK}


def test_crossfitted_risks_tell_wrong_answers_and_those_beside_the_point_from_right_ones() -> None:
    risks, _ = crossfitted_answers(ROWS)
    bad = np.array([row.wrong or row.answers is False for row in ROWS])
    assert risks[bad].mean() > risks[~bad].mean() + 0.3
    assert ((risks >= 0) & (risks <= 1)).all()


def test_what_speaks_against_a_claim_never_lowers_its_risk() -> None:
    found = fit(ROWS)
    rising = [place for place, name in enumerate(SIGNALS) if name not in MAY_LOWER]
    assert (found.claim.weights[rising] >= 0).all()
    assert found.claim.weights[SUPPORT] > 0.5
    assert found.answers.weights[0] > 0


def test_how_likely_one_answers_is_learned_where_somebody_said_and_one_claim_stands_alone() -> None:
    unsaid = [replace(row, answers=None) for row in ROWS if len(row.said) == 1]
    silent = [replace(row, said=(None,)) for row in ROWS if len(row.said) == 1]
    several = [replace(row, answers=not row.answers) for row in ROWS if len(row.said) > 1]
    alone, beside = fit_answers(ROWS), fit_answers([*ROWS, *unsaid, *silent, *several])
    assert (alone.weights[0], alone.bias) == (beside.weights[0], beside.bias)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in GRAPH_FILES:
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "model.json").write_text(json.dumps({"name": "candor-judge", "kind": "judge"}))
    return tmp_path


def test_what_was_fitted_is_what_the_service_reads(folder: Path) -> None:
    calibrate_judge(folder, ROWS)
    details = json.loads((folder / "model.json").read_text())
    model = RiskModel.from_details(details["risk"], SIGNALS, may_lower=MAY_LOWER)
    assert details["name"] == "candor-judge"
    assert details["claim_threshold"] == pytest.approx(1 / 6, abs=1e-4)

    class Given:
        def __init__(self, values: tuple[float, ...]) -> None:
            self._values = values

        def values(self) -> tuple[float, ...]:
            return self._values

    rng = np.random.default_rng(6)
    likely, unlikely = signals(3, rng), signals(-3, rng)
    assert model.claim(Given(likely)) > 0.5 > details["claim_threshold"] > model.claim(Given(unlikely))
    assert model.answers(0.25) < 0.5 < model.answers(0.75)
    assert model.answer([0.1], 0.9) < model.answer([0.1], 0.1)
    assert 0 < model.off_point < 1


def test_a_report_has_a_line_a_source() -> None:
    def share(risks: object, wrong: object) -> float:
        return 0.75

    lines = report(ROWS, share)
    assert [line.partition(":")[0] for line in lines] == ["asked", "claims"]
    assert all("AUROC of the worst claim 0.750" in line for line in lines)
    assert sum(int(line.split()[1]) for line in lines) == len(ROWS)
