"""The sets of conversations can be asked, and a turn is met by what it should be met by alone."""

import re

import pytest

from benchmarks.conversations import NAMES, SETS, Turn, conversations


@pytest.mark.parametrize("name", NAMES)
def test_each_set_has_documents_and_turns_with_regexes_that_compile(name: str) -> None:
    assert any((SETS / name / "documents").iterdir())
    turns = [turn for _, told in conversations(SETS / name) for turn in told]
    assert len(turns) >= 30
    for turn in turns:
        assert turn.say.strip()
        assert turn.all or turn.kind in {"small_talk", "abstain"} or turn.none, turn.say
        for pattern in (*turn.all, *turn.none):
            re.compile(pattern)


def test_a_turn_is_met_by_its_outcome_and_its_words() -> None:
    asked = Turn("fact", "How much is it?", (r"(?i)\b5 EUROS\b",), ("6 euros",))
    assert asked.is_met("It is 5 euros.", "answered")
    assert not asked.is_met("It is 5 euros.", "escalated")
    assert not asked.is_met("It is 15 euros.", "answered")
    assert not asked.is_met("It is 5 euros, or 6 euros.", "answered")
    open_one = Turn("abstain", "How deep is it?", (), ())
    assert open_one.is_met("Nothing was found.", "abstained")
    assert not open_one.is_met("It is 5 m deep.", "answered")
