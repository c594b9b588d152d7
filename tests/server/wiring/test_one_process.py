"""Two servers never work on one data folder or one SQLite file: the second says who is there and changes nothing."""

import os
from pathlib import Path

import pytest

from domain.errors import Misconfigured
from server.wiring.bootstrap import compose
from server.wiring.settings import Settings
from storage.database.folder_lock import hold_folder


def settings(data: Path, database: str | None = None) -> Settings:
    return Settings(_env_file=None, data=data, database_url=database)


@pytest.mark.parametrize("place", ["one folder", "one file from two folders"])
def test_a_second_server_ends_before_it_opens_anything(tmp_path: Path, place: str) -> None:
    data, shared = tmp_path / "data", tmp_path / "shared"
    elsewhere = place == "one file from two folders"
    second = settings(tmp_path / "other", f"sqlite:///{shared}/candor.db") if elsewhere else settings(data)
    with (
        hold_folder(shared if elsewhere else data, port=8080),
        pytest.raises(Misconfigured, match=f"process {os.getpid()}, on port 8080"),
        compose(second),
    ):
        pass
    assert not list(tmp_path.rglob("candor.db"))


def test_a_folder_is_held_once_however_the_database_in_it_is_named(tmp_path: Path) -> None:
    assert settings(tmp_path).held_folders == (tmp_path,)
    assert settings(tmp_path, f"sqlite:///{tmp_path}/mine.db").held_folders == (tmp_path,)
    assert settings(tmp_path, "postgresql://database/candor").held_folders == (tmp_path,)
