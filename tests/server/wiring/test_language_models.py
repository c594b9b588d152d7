"""Which of the language models' providers can be used, as `/readyz` and the metrics tell it."""

from pathlib import Path
from typing import Any

import pytest

from server.wiring.language_models import open_language_models
from tests.server.conftest import settings_for

NOWHERE = "http://127.0.0.1:9/v1"
PARROT = {
    "llm_class": "langchain_core.language_models.FakeListChatModel",
    "llm_class_arguments": {"responses": ["The fee is 45 euros."]},
}


@pytest.mark.parametrize(
    ("changes", "down", "up"),
    [
        ({"llm_url": NOWHERE}, {"endpoint"}, set()),
        ({"llm_url": NOWHERE, **PARROT}, {"endpoint"}, {"class"}),
        ({"llm_model": "missing"}, {"local"}, set()),
    ],
    ids=["an endpoint that is away", "the same beside a class", "one that is named and not there"],
)
def test_each_provider_says_whether_it_can_be_used(
    tmp_path: Path, changes: dict[str, Any], down: set[str], up: set[str]
) -> None:
    with open_language_models(settings_for(tmp_path, **changes)) as models:
        states = models.states()
    assert {name for name, reason in states.items() if reason} == down
    assert {name for name, reason in states.items() if reason is None} == up
