"""Twenty steps teach a tiny network something; a run that was broken off ends as if it had not been.

Needs torch, which the default environment never has: `.ci/run` runs this in one of its own.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

torch = pytest.importorskip("torch", reason="needs the extra `train`; .ci/run has an environment for it")

from tests.training.judge.tiny import judge, rows, save_base, sets  # noqa: E402 - only where torch is there
from training.judge.checkpoints import OtherNetwork, load_run, load_weights, run_file, save_weights  # noqa: E402
from training.judge.encoding import RowTokenizer  # noqa: E402
from training.judge.feed import OtherRows  # noqa: E402
from training.judge.learning import LOWEST_FACTOR, Plan, Run  # noqa: E402
from training.judge.losses import batch_loss, collate  # noqa: E402
from training.judge.network import Judge  # noqa: E402
from training.judge.packed import EncodedSet  # noqa: E402
from training.judge.rounding import RoundedLinear  # noqa: E402

STEPS = 20
PLAN = Plan(
    minutes=STEPS / 60,  # a step is a second by the clock below
    learning_rate=2e-3,
    batch_tokens=512,
    frozen_layers=1,
    head_factor=3.0,
    checkpoint_minutes=7 / 60,
    seed=4,
)
PADDING = 1


class BrokenOff(Exception):
    """The process that learnt is gone."""


def seconds(*, until: int | None = None) -> "Iterator[float]":
    """A clock that ticks once a step, from the first."""
    tick = 0
    while until is None or tick <= until:
        yield float(tick)
        tick += 1
    raise BrokenOff


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_base(tmp_path_factory.mktemp("base"))


def run(base: Path, out: Path, *, until: int | None = None, resume: bool = False, plan: Plan = PLAN) -> Run:
    ticks = seconds(until=until)
    return Run(judge(base), sets(base), plan, out=out, padding=PADDING, resume=resume, clock=lambda: next(ticks))


def loss(network: Judge, base: Path) -> float:
    batch = collate(RowTokenizer.of(base).encode(rows()), padding=PADDING, device=torch.device("cpu"))
    with torch.no_grad():
        return float(batch_loss(network.eval()(batch.input_ids, batch.attention_mask), batch))


def test_the_loss_falls_within_twenty_steps(base: Path, tmp_path: Path) -> None:
    learnt = judge(base)
    before = loss(learnt, base)
    one = run(base, tmp_path / "judge.pt", plan=replace(PLAN, batch_tokens=4096, head_factor=10.0))
    load_weights(learnt, one.learn())
    assert one.progress.steps == STEPS - 1  # the first tick is the start
    assert loss(learnt, base) < before * 0.85


def test_a_run_that_was_broken_off_ends_as_one_that_was_not(base: Path, tmp_path: Path) -> None:
    whole = load_run(run_file(run(base, tmp_path / "whole.pt").learn()))
    broken = run(base, tmp_path / "broken.pt", until=11)
    with pytest.raises(BrokenOff):
        broken.learn()
    kept = load_run(run_file(tmp_path / "broken.pt"))
    assert kept["steps"] == 7
    resumed = load_run(run_file(run(base, tmp_path / "broken.pt", resume=True).learn()))
    assert resumed["steps"] == whole["steps"]
    assert resumed["tokens"] == whole["tokens"]
    assert all(torch.equal(weight, resumed["weights"][name]) for name, weight in whole["weights"].items())
    moments = [state["optimiser"]["state"] for state in (whole, resumed)]
    assert moments[0].keys() == moments[1].keys()
    assert all(torch.equal(moments[0][key]["exp_avg_sq"], moments[1][key]["exp_avg_sq"]) for key in moments[0])


def test_a_run_is_the_same_twice_and_another_with_another_seed(base: Path, tmp_path: Path) -> None:
    plans = {"one": PLAN, "two": PLAN, "other": Plan(minutes=5 / 60, batch_tokens=512, frozen_layers=1, seed=5)}
    found = {name: torch.load(run(base, tmp_path / f"{name}.pt", plan=plan).learn()) for name, plan in plans.items()}
    assert all(torch.equal(weight, found["two"][name]) for name, weight in found["one"].items())
    assert not torch.equal(found["one"]["claim.weight"], found["other"]["claim.weight"])


def test_a_run_cannot_be_resumed_on_other_rows(base: Path, tmp_path: Path) -> None:
    run(base, tmp_path / "judge.pt").learn()
    fewer = sets(base) | {"reading": EncodedSet(0.3, sets(base)["reading"].rows[:-1])}
    with pytest.raises(OtherRows):
        Run(judge(base), fewer, PLAN, out=tmp_path / "judge.pt", padding=PADDING, resume=True)


def test_without_a_run_to_resume_a_new_one_begins(base: Path, tmp_path: Path) -> None:
    assert run(base, tmp_path / "new.pt", resume=True).progress.steps == 0


def test_embeddings_the_lowest_layers_and_the_position_bias_stay_as_they_are(base: Path, tmp_path: Path) -> None:
    before = judge(base).state_dict()
    after = load_run(run_file(run(base, tmp_path / "judge.pt").learn()))["weights"]
    same = {name for name, weight in before.items() if torch.equal(weight, after[name])}
    frozen = ("body.embeddings.", "body.encoder.layer.0.", "body.encoder.relative_attention_bias")
    assert same == {name for name in before if name.startswith(frozen)}


def test_weights_on_disk_are_halves_under_the_names_of_every_judge(base: Path, tmp_path: Path) -> None:
    found = torch.load(run(base, tmp_path / "judge.pt").learn())
    heads = {name for name in found if not name.startswith("body.")}
    assert heads == {f"{head}.{part}" for head in ("dense", "claim", "answers", "words", "span")
                     for part in ("weight", "bias")}  # fmt: skip
    assert {name: tuple(found[f"{name}.bias"].shape) for name in ("claim", "answers", "words", "span")} == {
        "claim": (3,),
        "answers": (1,),
        "words": (1,),
        "span": (2,),
    }
    assert {weight.dtype for weight in found.values()} == {torch.float16}
    assert not list(tmp_path.glob("*.part"))


def test_heads_that_a_checkpoint_lacks_stay_new_and_anything_else_that_it_lacks_is_refused(
    base: Path, tmp_path: Path
) -> None:
    network = judge(base)
    save_weights(network, tmp_path / "judge.pt")
    weights = torch.load(tmp_path / "judge.pt")
    for part in ("words.weight", "words.bias"):
        del weights[part]
    torch.save(weights, tmp_path / "older.pt")
    assert load_weights(judge(base, seed=1), tmp_path / "older.pt") == ["words.weight", "words.bias"]
    del weights["body.embeddings.word_embeddings.weight"]
    torch.save(weights, tmp_path / "broken.pt")
    with pytest.raises(OtherNetwork):
        load_weights(judge(base), tmp_path / "broken.pt")
    torch.save(weights | {"claim.weight": torch.zeros(2, 2)}, tmp_path / "other.pt")
    with pytest.raises(OtherNetwork):
        load_weights(judge(base), tmp_path / "other.pt")


def test_the_rate_rises_stays_and_falls_with_the_time_that_is_used() -> None:
    plan = Plan(minutes=1, warmup_ratio=0.1, decay_ratio=0.4)
    assert [plan.factor(used) for used in (0.0, 0.05, 0.1, 0.5)] == pytest.approx([0, 0.5, 1, 1])
    assert plan.factor(0.8) == pytest.approx(LOWEST_FACTOR + (1 - LOWEST_FACTOR) / 2)
    assert plan.factor(1.0) == plan.factor(1.5) == LOWEST_FACTOR


@pytest.mark.parametrize(("ratio", "rounds"), [(0.0, False), (0.4, True)])
def test_the_end_of_a_run_is_learnt_with_rounded_weights(
    base: Path, tmp_path: Path, ratio: float, *, rounds: bool
) -> None:
    network = judge(base)
    ticks = seconds()
    plan = replace(PLAN, rounded_ratio=ratio)
    Run(network, sets(base), plan, out=tmp_path / "j.pt", padding=PADDING, clock=lambda: next(ticks)).learn()
    assert any(isinstance(module, RoundedLinear) for module in network.modules()) is rounds
    assert not load_weights(judge(base), tmp_path / "j.pt")
