"""What is kept out of training is always the same, whoever asks."""

import os
import random
from pathlib import Path

import pytest

from evaluation import splits
from evaluation.files import MissingData
from evaluation.sources import policyqa, squad, tydiqa
from evaluation.splits import held_out

DATA = Path(os.environ.get("CANDOR_BENCHMARK_DATA", "../shared/data"))
SETS = {
    "squad": (lambda: squad(DATA), 16, 2),
    "tydiqa": (lambda: tydiqa(DATA, part="train"), 3429, 343),
    "policyqa": (lambda: policyqa(DATA), 20, 2),
}


def _groups(name: str) -> list[str]:
    load, _, _ = SETS[name]
    try:
        return sorted({row.group for row in load()})
    except MissingData as error:
        pytest.skip(str(error))


@pytest.mark.parametrize(
    ("group", "held"),
    [
        ("French_and_Indian_War", True),
        ("Imperialism", True),
        ("eatchicken.com", True),
        ("walmart.com", True),
        ("Normans", False),
        ("Warsaw", False),
        ("", False),
    ],
)
def test_an_article_is_kept_out_or_not_for_good(group: str, *, held: bool) -> None:
    assert held_out(group) is held


def test_the_list_holds_each_group_once() -> None:
    lines = (Path(splits.__file__).parent / "held_out.txt").read_text(encoding="ascii").splitlines()
    assert lines == sorted(set(lines))
    assert len(lines) == sum(held for _, _, held in SETS.values())


@pytest.mark.parametrize("name", SETS)
def test_a_tenth_of_each_set_is_kept_out(name: str) -> None:
    groups = _groups(name)
    _, all_groups, held = SETS[name]
    assert (len(groups), sum(map(held_out, groups))) == (all_groups, held)


def test_squads_part_is_the_one_that_the_shipped_reader_was_not_trained_on() -> None:
    groups = _groups("squad")
    drawn = random.Random(13).sample(groups, max(1, round(len(groups) * 0.1)))  # as its training once drew them
    assert {group for group in groups if held_out(group)} == set(drawn)
