"""Warm child processes, shared because starting one takes longer than most tests."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from ingest.limits import Limits
from ingest.parser import ChildParser, ChildRenderer


@pytest.fixture(scope="session")
def parser() -> Iterator[ChildParser]:
    with closing(ChildParser(Limits(wall_seconds=30))) as parser:
        yield parser


@pytest.fixture(scope="session")
def renderer() -> Iterator[ChildRenderer]:
    with closing(ChildRenderer(Limits(wall_seconds=30))) as renderer:
        yield renderer
