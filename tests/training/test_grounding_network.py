"""A claim's outputs hang on its evidence alone; the losses pool windows as the service does.

Needs torch, which the default environment never has: `.ci/run` runs this in one of its own.
"""

from pathlib import Path

import pytest

torch = pytest.importorskip("torch", reason="needs the extra `train` or `hub`; .ci/run has an environment for it")

from transformers import BertConfig, BertModel  # noqa: E402 - only where torch is there

from evaluation.labels import Relation  # noqa: E402
from inference.support_rows import support_row  # noqa: E402
from training.batching import pad_rows  # noqa: E402
from training.grounding import Item, batch_loss, relation_loss  # noqa: E402
from training.loop import averaged  # noqa: E402
from training.networks import GroundingNetwork  # noqa: E402

FIRST, EVIDENCE, SEPARATOR = 2, [11, 12, 13, 14, 3], 3
CLAIMS = [[15, 16], [17, 18, 19, 20], [21]]


@pytest.fixture(scope="module")
def network() -> GroundingNetwork:
    torch.manual_seed(7)
    config = BertConfig(
        vocab_size=40, hidden_size=384, num_hidden_layers=2, num_attention_heads=12, intermediate_size=64
    )
    return GroundingNetwork(BertModel(config, add_pooling_layer=False)).eval()


def test_a_claim_is_read_the_same_alone_and_beside_others(network: GroundingNetwork) -> None:
    together = pad_rows([support_row(EVIDENCE, CLAIMS, first=FIRST, separator=SEPARATOR)])
    alone = pad_rows([support_row(EVIDENCE, [claim], first=FIRST, separator=SEPARATOR) for claim in CLAIMS])
    with torch.no_grad():
        (whole, relations), (single, own) = network(*together.values()), network(*alone.values())
    start = 1 + len(EVIDENCE)
    place = start
    for row, claim in enumerate(CLAIMS):
        size = len(claim)
        assert torch.allclose(whole[0, place : place + size], single[row, start : start + size], atol=1e-5)
        assert torch.allclose(relations[0, place : place + size], own[row, start : start + size], atol=1e-5)
        place += size + 1


def test_a_claim_hangs_on_its_evidence(network: GroundingNetwork) -> None:
    rows = [
        support_row(evidence, [CLAIMS[0]], first=FIRST, separator=SEPARATOR)
        for evidence in (EVIDENCE, [21, 22, 23, 24, 3])
    ]
    with torch.no_grad():
        logits, _ = network(*pad_rows(rows).values())
    assert not torch.allclose(logits[0, 6:8], logits[1, 6:8], atol=1e-3)


def _item(windows: int, labels: list[float], relation: Relation) -> Item:
    rows = [support_row([12], [[15] * len(labels)], first=FIRST, separator=SEPARATOR) for _ in range(windows)]
    claims = [0] * len(labels) + [-1]
    return Item(rows, torch.tensor([*labels, -1.0]), torch.tensor(claims), torch.tensor([int(relation)]))


def test_a_token_is_as_supported_as_in_its_best_window() -> None:
    item = _item(2, [0.0, 0.0], Relation.UNKNOWN)
    unsupported = torch.zeros(2, 5)
    unsupported[0, 2:4] = torch.tensor([-9.0, 9.0])
    unsupported[1, 2:4] = torch.tensor([9.0, -9.0])
    assert float(batch_loss([item], unsupported, torch.zeros(2, 5, 3))) < 0.01
    unsupported[1, 3] = 9.0
    assert float(batch_loss([item], unsupported, torch.zeros(2, 5, 3))) > 1


def test_a_window_that_says_nothing_leaves_a_claims_relation_to_the_other() -> None:
    item = _item(2, [-1.0, -1.0], Relation.ENTAILED)
    relations = torch.zeros(2, 5, 3)
    relations[0, :, Relation.NEUTRAL] = 9.0
    relations[1, :, Relation.ENTAILED] = 9.0
    supported = torch.full((2, 5), -9.0)
    assert float(batch_loss([item], supported, relations)) < 0.01


def test_not_entailed_is_content_with_either_kind() -> None:
    logits = torch.tensor([[-9.0, 9.0, -9.0], [-9.0, -9.0, 9.0]])
    other = torch.tensor([int(Relation.NOT_ENTAILED)] * 2)
    assert float(relation_loss(logits, other)) < 0.01
    assert float(relation_loss(-logits, other)) > 0.3


def test_averaged_weights_are_the_mean_of_their_checkpoints(tmp_path: Path) -> None:
    for number in (1, 3):
        torch.save({"weight": torch.full((2,), float(number))}, tmp_path / f"{number}.pt")
    mean = torch.load(averaged([tmp_path / "1.pt", tmp_path / "3.pt"], tmp_path / "new" / "mean.pt"))
    assert mean["weight"].tolist() == [2.0, 2.0]
