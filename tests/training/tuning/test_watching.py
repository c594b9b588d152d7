"""A run that over-fits, spikes, diverges or has sides that differ is warned of, with the cause; a good one is not."""

from collections.abc import Sequence

import pytest

from training.tuning.curves import curves
from training.tuning.watching import History, Looked, Trained, warnings_of


def history(
    losses: Sequence[float], looked: Sequence[float] = (), *, gradients: Sequence[float] = (), stage: str = "sft"
) -> History:
    norms = gradients or [1.0] * len(losses)
    trained = [Trained(step, loss, norm, 1e-4) for step, (loss, norm) in enumerate(zip(losses, norms, strict=True), 1)]
    return History(stage, tuple(trained), tuple(Looked(5 * place, loss) for place, loss in enumerate(looked)))


FALLING = [2.0 - 0.05 * step for step in range(20)]


def test_a_good_run_is_not_warned_of() -> None:
    assert not warnings_of(history(FALLING, [2.0, 1.7, 1.5, 1.3, 1.2]))


def test_a_run_that_learns_by_heart_is_told_since_when() -> None:
    [warning] = warnings_of(history(FALLING, [2.0, 1.7, 1.6, 1.9, 2.3]))
    assert "it over-fits: after step 10 the loss on what is held out rose from 1.600 to 2.300" in warning
    assert "fewer epochs" in warning


def test_a_loss_that_rises_on_both_sides_is_no_over_fitting() -> None:
    assert not warnings_of(history([1.0 + 0.02 * step for step in range(20)], [1.0, 1.0, 1.1, 1.2, 1.3]))


@pytest.mark.parametrize(("norm", "cause"), [(30.0, "Its gradient was 30.0"), (1.0, "its rows are unlike the others")])
def test_a_spike_has_its_cause(norm: float, cause: str) -> None:
    losses, gradients = [*FALLING[:10], 5.0, *FALLING[10:]], [1.0] * 21
    gradients[10] = norm
    [warning] = warnings_of(history(losses, gradients=gradients))
    assert "the loss jumps at step 11 to 5.000" in warning
    assert cause in warning


def test_a_run_that_diverged_is_told_where() -> None:
    warnings = warnings_of(history([2.0, float("nan"), float("nan")], [2.0, float("nan")]))
    assert warnings == [
        "sft: it diverged at step 2: a learning rate of 1.0e-04 is too high; lower it, or warm up longer."
    ]


def test_sides_that_differ_before_anything_is_learnt_are_told() -> None:
    [warning] = warnings_of(history(FALLING, [4.0, 3.5, 3.2]))
    assert "held out was 2.1 times that of training" in warning
    assert not warnings_of(history(FALLING, [4.0, 3.5, 3.2], stage="dpo"))


def test_what_a_trainer_logs_becomes_a_history() -> None:
    logged = [
        {"eval_loss": 3.0, "step": 0},
        {"loss": 2.0, "grad_norm": 1.5, "learning_rate": 0.1, "step": 1},
        {"train_loss": 2.0, "step": 1},
    ]
    found = History.of("sft", logged)
    assert found == History("sft", (Trained(1, 2.0, 1.5, 0.1),), (Looked(0, 3.0),))
    assert found.best == Looked(0, 3.0)


def test_the_picture_has_a_panel_a_stage_and_leaves_out_what_is_no_number() -> None:
    drawn = curves([history(FALLING, [2.0, 1.5]), history([0.7, float("nan")], stage="dpo")])
    assert drawn.startswith("<svg")
    assert [drawn.count(part) for part in ("<polyline", "<circle", "dpo: loss by steps", "nan")] == [4, 1, 1, 0]


def test_a_picture_of_nothing_is_still_one() -> None:
    assert "</svg>" in curves([History("sft", (), ())])
