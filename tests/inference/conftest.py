"""Tiny models, built once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from inference.encoder import LocalEncoder
from inference.judge import LocalJudge
from inference.models import load_encoder, load_judge, load_reader, load_support
from inference.reader import LocalReader
from inference.support import LocalSupport
from tests.inference.tiny_models import write_encoder, write_grounding, write_judge, write_reader


@pytest.fixture(scope="session")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalEncoder]:
    with load_encoder(write_encoder(tmp_path_factory.mktemp("models") / "encoder")) as model:
        yield model


@pytest.fixture(scope="session")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalReader]:
    with load_reader(write_reader(tmp_path_factory.mktemp("models") / "reader")) as model:
        yield model


@pytest.fixture(scope="session")
def support(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalSupport]:
    with load_support(write_grounding(tmp_path_factory.mktemp("models") / "grounding")) as model:
        yield model


@pytest.fixture(scope="session")
def judge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalJudge]:
    with load_judge(write_judge(tmp_path_factory.mktemp("models") / "judge")) as model:
        yield model


@pytest.fixture
def encoder_folder(tmp_path: Path) -> Path:
    return write_encoder(tmp_path / "encoder")
