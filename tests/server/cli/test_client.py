"""The command line's client: where it calls, with which key, and what it says when it is refused."""

from pathlib import Path

import httpx
import pytest

from server.cli.client import ServerRefused, checked, connect
from server.wiring.settings import Settings
from tests.server.conftest import settings_for


def test_url_and_key_may_stand_in_the_env_file(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("CANDOR_URL=http://127.0.0.1:9\nCANDOR_KEY=cnd_mine\n")
    settings = Settings(_env_file=file)
    with connect(settings) as client:
        assert str(client.base_url) == "http://127.0.0.1:9"
        assert client.headers["Authorization"] == "Bearer cnd_mine"
    assert "cnd_mine" not in repr(settings)


def test_without_a_key_none_is_sent(tmp_path: Path, server_url: str) -> None:
    with connect(settings_for(tmp_path, url=server_url)) as client:
        assert "Authorization" not in client.headers
        assert checked(client.get("/v1/me")).json()["how"] == "local"


def test_a_refusal_for_want_of_a_key_says_where_it_goes() -> None:
    request = httpx.Request("GET", "http://127.0.0.1/v1/me")
    with pytest.raises(ServerRefused, match=r"Send an API key\. .*CANDOR_KEY"):
        checked(httpx.Response(401, json={"detail": "Send an API key."}, request=request))
