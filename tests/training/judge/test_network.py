"""Fused attention computes what the library's does, padding changes nothing, and each loss minds its own rows.

Needs torch, which the default environment never has: `.ci/run` runs this in one of its own.
"""

from pathlib import Path

import pytest

torch = pytest.importorskip("torch", reason="needs the extra `train`; .ci/run has an environment for it")

from transformers import BertConfig, BertModel  # noqa: E402 - only where torch is there

from tests.training.judge.tiny import judge, rows, save_base  # noqa: E402
from training.judge.encoding import RowTokenizer  # noqa: E402
from training.judge.losses import Batch, batch_loss, collate  # noqa: E402
from training.judge.network import FusedAttention, Judge, fuse_attention  # noqa: E402
from training.judge.predictions import LONGEST_ANSWER_TOKENS, predict  # noqa: E402
from training.judge.rows import JudgeRow, Label  # noqa: E402

CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_base(tmp_path_factory.mktemp("base"))


def batch_of(base: Path, some: list[JudgeRow]) -> Batch:
    return collate(RowTokenizer.of(base).encode(some), padding=1, device=CPU)


def test_fused_attention_computes_what_the_librarys_own_does(base: Path) -> None:
    batch = batch_of(base, rows())
    fused, plain = judge(base).eval(), judge(base, fused=False).eval()
    assert sum(isinstance(module, FusedAttention) for module in fused.modules()) == 2
    assert fused.state_dict().keys() == plain.state_dict().keys()
    with torch.no_grad():
        pairs = zip(*(network(batch.input_ids, batch.attention_mask) for network in (fused, plain)), strict=True)
        real = batch.attention_mask.bool()
        for ours, theirs in pairs:
            kept = real if ours.shape == real.shape else slice(None)
            assert torch.allclose(ours[kept], theirs[kept], atol=1e-5)


def test_a_row_is_read_the_same_alone_and_padded_beside_a_longer_one(base: Path) -> None:
    network = judge(base).eval()
    short, long = rows()[1], JudgeRow(claim="the hall", evidence="the river is long . " * 30)
    with torch.no_grad():
        alone, beside = (
            network(batch.input_ids, batch.attention_mask)
            for batch in (batch_of(base, [short]), batch_of(base, [short, long]))
        )
    assert torch.allclose(alone[0][0], beside[0][0], atol=1e-5)
    assert torch.allclose(alone[2][0, :20], beside[2][0, :20], atol=1e-5)


def test_encoders_without_mpnets_attention_are_left_as_they_are() -> None:
    config = BertConfig(vocab_size=20, hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16)
    network = Judge(fuse_attention(BertModel(config, add_pooling_layer=False))).eval()
    assert not [module for module in network.modules() if isinstance(module, FusedAttention)]
    outputs = network(torch.ones(2, 5, dtype=torch.long), torch.ones(2, 5, dtype=torch.long))
    assert [tuple(output.shape) for output in outputs] == [(2, 3), (2,), (2, 5), (2, 5), (2, 5)]


def _outputs(batch: Batch, **given: torch.Tensor) -> tuple[torch.Tensor, ...]:
    shape = tuple(batch.input_ids.shape)
    plain = {
        "claim": torch.zeros(shape[0], 3),
        "answers": torch.zeros(shape[0]),
        "words": torch.zeros(shape),
        "start": torch.zeros(shape),
        "end": torch.zeros(shape),
    }
    return tuple((plain | given).values())


def _loss(batch: Batch, **given: torch.Tensor) -> float:
    return float(batch_loss(_outputs(batch, **given), batch))  # type: ignore[arg-type]


def test_rows_of_which_nothing_is_known_cost_nothing(base: Path) -> None:
    batch = batch_of(base, [JudgeRow(evidence="the hall")] * 2)
    assert _loss(batch, claim=torch.randn(2, 3), words=torch.randn(batch.input_ids.shape)) == 0


def test_not_supported_is_content_with_either_of_its_two_classes(base: Path) -> None:
    batch = batch_of(base, [JudgeRow(claim="the hall", evidence="the hall", label=Label.NOT_SUPPORTED)] * 2)
    assert _loss(batch, claim=torch.tensor([[-9.0, 9.0, -9.0], [-9.0, -9.0, 9.0]])) < 0.01
    assert _loss(batch, claim=torch.tensor([[9.0, -9.0, -9.0]] * 2)) > 5


def test_only_marked_tokens_and_only_asked_rows_count(base: Path) -> None:
    batch = batch_of(base, [rows()[1], JudgeRow(evidence="the hall", answers=True)])
    right = torch.where(batch.words == 1, 20.0, -20.0)
    silent = torch.where(batch.words == -1, torch.tensor(50.0), right)
    confident = {"claim": torch.tensor([[-20.0, 20.0, -20.0]] * 2), "answers": torch.tensor([9.0, 20.0])}
    assert _loss(batch, words=silent, **confident) < 0.01
    assert _loss(batch, words=-right, **confident) > 1


def test_an_answer_is_looked_for_in_the_evidence_and_at_the_rows_first_token(base: Path) -> None:
    batch = batch_of(base, [rows()[-2]])
    start, end = torch.full(batch.input_ids.shape, -9.0), torch.full(batch.input_ids.shape, -9.0)
    start[0, batch.start[0]] = end[0, batch.end[0]] = 9.0
    start[0, 2] = 99.0  # in the question
    assert _loss(batch, start=start, end=end) < 0.01


class Sure(torch.nn.Module):
    """A network that says the same of every row: an answer of the evidence's tokens `first` to `last`, or none."""

    def __init__(self, first: int, last: int) -> None:
        super().__init__()
        self.places = torch.nn.Parameter(torch.tensor([float(first), float(last)]))

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> tuple[torch.Tensor, ...]:
        shape = input_ids.shape
        start, end = torch.zeros(shape), torch.zeros(shape)
        start[:, int(self.places[0])] = end[:, int(self.places[1])] = 9.0
        claim = torch.tensor([[0.0, 9.0, 0.0]] * shape[0])
        return claim, torch.full(shape[:1], 9.0), torch.arange(shape[1]).float().expand(shape), start, end


def test_predictions_are_in_the_order_of_their_rows_and_name_the_likeliest_answer(base: Path) -> None:
    encoded = RowTokenizer.of(base).encode(
        [rows()[-1], JudgeRow(question="who ?", evidence="the river is long . " * 30)]
    )
    short, long = predict(Sure(10, 12), encoded, padding=1)
    assert (short.place, long.place) == ((10, 12), (10, 12))
    assert min(short.answerable, long.answerable) > 0.9
    assert [len(each.words) for each in (short, long)] == [len(row.ids) for row in encoded]
    assert short.label.argmax() == Label.CONTRADICTED
    assert short.answers > 0.9


def test_an_answer_neither_ends_before_it_starts_nor_runs_on_for_ever(base: Path) -> None:
    [encoded] = RowTokenizer.of(base).encode([JudgeRow(question="who ?", evidence="the river is long . " * 30)])
    for first, last in ((12, 10), (10, 10 + LONGEST_ANSWER_TOKENS)):
        [said] = predict(Sure(first, last), [encoded], padding=1)
        assert 0 <= said.place[1] - said.place[0] < LONGEST_ANSWER_TOKENS
    [none] = predict(Sure(0, 0), [encoded], padding=1)
    assert none.answerable < 0.1
