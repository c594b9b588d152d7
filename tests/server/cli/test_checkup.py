"""What `candor doctor` says of who can reach the server."""

from pathlib import Path
from typing import Any

import pytest

from domain.principals import Role
from server.cli.checkup import Check, access_checks, recognition_check
from server.wiring.opening import open_stores
from server.wiring.settings import Settings
from tests.server.conftest import settings_for

HOSTS: dict[str, Any] = {"allowed_hosts": ("docs.example.org",)}
OPEN: dict[str, Any] = {"host": "0.0.0.0"}


def checks(settings: Settings) -> dict[str, Check]:
    return {check.name: check for check in access_checks(settings)}


def make_key(settings: Settings, role: Role, *, revoked: bool = False) -> None:
    with open_stores(settings) as stores:
        key = stores.keys.create(name=role, role=role, collections=None, sha256=role.value)
        if revoked:
            stores.keys.revoke(key.id)


def test_a_server_for_this_machine_alone_is_well_without_a_key(tmp_path: Path) -> None:
    found = checks(settings_for(tmp_path))
    assert list(found) == ["keys"]
    assert found["keys"].ok


@pytest.mark.parametrize("changes", [HOSTS, OPEN])
def test_a_server_for_others_without_an_admin_key_will_not_start(tmp_path: Path, changes: dict[str, Any]) -> None:
    settings = settings_for(tmp_path, **changes)
    make_key(settings, Role.CHAT)
    found = checks(settings)["keys"]
    assert (found.ok, found.needed) == (False, True)
    assert "candor keys create NAME --role admin" in found.detail


def test_a_house_whose_keys_are_all_revoked_is_told_of(tmp_path: Path) -> None:
    settings = settings_for(tmp_path)
    make_key(settings, Role.ADMIN, revoked=True)
    assert not checks(settings)["keys"].ok


def test_keys_over_plain_http_and_metrics_without_a_token_are_told_of(tmp_path: Path) -> None:
    settings = settings_for(tmp_path, **OPEN)
    make_key(settings, Role.ADMIN)
    found = checks(settings)
    assert (found["keys"].ok, found["transport"].ok, found["metrics"].ok) == (True, False, False)
    assert not any(check.needed for check in found.values())
    behind_a_proxy = checks(settings_for(tmp_path, **HOSTS, metrics_token="scrape-me"))
    assert "transport" not in behind_a_proxy
    assert behind_a_proxy["metrics"].ok


def test_text_recognition_is_tried_and_what_is_missing_of_it_is_named(tmp_path: Path) -> None:
    assert recognition_check(settings_for(tmp_path)).ok
    lost = recognition_check(settings_for(tmp_path, models=tmp_path))
    assert (lost.ok, lost.needed) == (False, False)
    assert "git checkout -- models/ocr" in lost.detail
    off = recognition_check(settings_for(tmp_path, ocr="off"))
    assert (off.ok, off.needed) == (False, False)
    assert "CANDOR_OCR=auto" in off.detail
