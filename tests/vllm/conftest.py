"""A vLLM and a Candor that speaks to it, for all tests here; they are left out where there is no such vLLM."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.wiring.language_models import ConfiguredModels, open_language_models
from server.wiring.settings import Settings
from tests.server.conftest import Client, client_of, serving, settings_for
from tests.vllm.model_server import MODEL, ModelServer

_HERE = Path(__file__).parent
_PATIENCE_SECONDS = 900  # two busy cores
RULES = (
    "The loan period of a book is three weeks. A member may borrow six books at a time.\n\n"
    "A late book costs 20 cents a day. A lost library card is replaced for 4 euros.\n"
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    patient = pytest.mark.timeout(_PATIENCE_SECONDS)
    elsewhere = pytest.mark.skipif("CPU_VLLM" not in os.environ, reason="needs a vLLM for the CPU: make test-vllm")
    for item in items:
        if item.path.is_relative_to(_HERE):
            item.add_marker(patient)
            item.add_marker(elsewhere)


@pytest.fixture(scope="session")
def vllm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModelServer]:
    server = ModelServer(tmp_path_factory.mktemp("vllm") / "log")
    try:
        server.start()
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def settings(vllm: ModelServer, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Patient with the model, since this machine may be busy; what is written is delivered, whatever the check says."""
    return settings_for(
        tmp_path_factory.mktemp("data"),
        llm_url=vllm.url,
        llm_model=MODEL,
        llm_prompt="short",
        llm_quotes_first="off",
        llm_first_token_seconds=_PATIENCE_SECONDS,
        llm_silence_seconds=_PATIENCE_SECONDS,
        llm_total_seconds=_PATIENCE_SECONDS,
        verify_limit_seconds=_PATIENCE_SECONDS,
        policy="monitor",
        suggestions=0,
    )


@pytest.fixture(scope="session")
def models(settings: Settings) -> Iterator[ConfiguredModels]:
    """What stands between Candor and the endpoint."""
    with open_language_models(settings) as opened:
        yield opened


@pytest.fixture(scope="session")
def url(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Candor, which has read the rules of a library."""
    rules = tmp_path_factory.mktemp("documents") / "rules.txt"
    rules.write_text(RULES)
    with serving(settings) as url, client_of(url) as client:
        client.upload(rules)
        yield url


@pytest.fixture
def client(url: str) -> Iterator[Client]:
    with client_of(url) as client:
        client.http.timeout = _PATIENCE_SECONDS
        yield client
