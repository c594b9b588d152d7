import os
import subprocess
import sys
from pathlib import Path

import pytest

from domain.errors import Misconfigured
from storage.database.folder_lock import Holder, folder_holder, hold_folder


def test_a_folder_is_held_once_and_says_by_whom(tmp_path: Path) -> None:
    assert folder_holder(tmp_path) is None
    with hold_folder(tmp_path, port=8080):
        assert folder_holder(tmp_path) == Holder(os.getpid(), 8080)
        with pytest.raises(Misconfigured, match=f"process {os.getpid()}, on port 8080"), hold_folder(tmp_path, port=1):
            pass
    assert folder_holder(tmp_path) is None
    with hold_folder(tmp_path / "made", port=8081):
        assert folder_holder(tmp_path / "made") == Holder(os.getpid(), 8081)


def test_a_killed_server_lets_go_of_its_folder(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from storage.database.folder_lock import hold_folder\n"
        "with hold_folder(Path(sys.argv[1]), port=7): print('held', flush=True); sys.stdin.read()"
    )
    server = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with server:
        assert server.stdout is not None
        assert server.stdout.readline() == "held\n"
        assert folder_holder(tmp_path) == Holder(server.pid, 7)
        server.kill()
    assert folder_holder(tmp_path) is None
    with hold_folder(tmp_path, port=8):
        assert folder_holder(tmp_path) == Holder(os.getpid(), 8)


def test_a_folder_that_cannot_be_held_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Misconfigured, match="CANDOR_DATA"), hold_folder(tmp_path / "file" / "data", port=1):
        pass
