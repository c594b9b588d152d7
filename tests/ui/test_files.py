"""Files reach the server straight from the browser; Gradio neither takes nor serves any."""

from collections.abc import Callable
from typing import Any, TypeAlias

import httpx
import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.ui.conftest import Fake

Open: TypeAlias = Callable[..., Page]

TWO: list[FilePayload] = [
    {"name": "one.txt", "mimeType": "text/plain", "buffer": b"one"},
    {"name": "two.csv", "mimeType": "text/csv", "buffer": b"x,y\n1,2\n"},
]


@pytest.mark.browser
@pytest.mark.parametrize("path", ["", "documents"])
def test_two_files_chosen_at_once_both_arrive(fake: Fake, open_page: Open, path: str) -> None:
    page = open_page(f"{fake.url}/{path}")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.locator("#history .welcome, #table .empty").first.wait_for()
    with page.expect_file_chooser() as chooser:
        page.locator("#attach").click()
    chooser.value.set_files(TWO)
    expect(page.locator("li.file[data-status=ready]")).to_have_count(2)
    assert {document["name"] for document in fake.state.documents.values()} == {"one.txt", "two.csv"}
    assert sent.count(f"{fake.url}/v1/documents") == 2
    assert not any("upload" in url for url in sent)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/gradio_api/upload"),
        ("GET", "/gradio_api/upload_progress?upload_id=1"),
        ("GET", "/gradio_api/file=/etc/hostname"),
        ("HEAD", "/gradio_api/file=/etc/hostname"),
        ("GET", "/gradio_api/file/etc/hostname"),
        ("GET", "/gradio_api/proxy=http://127.0.0.1/"),
        ("POST", "/gradio_api/run/start"),
        ("POST", "/gradio_api/call/start"),
        ("GET", "/monitoring"),
        ("GET", "/config"),
        ("POST", "/login"),
        ("GET", "/nowhere"),
    ],
)
def test_what_the_page_does_not_need_of_gradio_is_not_there(fake: Fake, method: str, path: str) -> None:
    files = {"files": ("secret.txt", b"secret")} if path.endswith("upload") else None
    reply = httpx.request(method, fake.url + path, files=files, trust_env=False)
    assert reply.status_code == 404
    assert b"secret" not in reply.content


@pytest.mark.parametrize(
    "named",
    [
        {"path": "http://127.0.0.1:9/secret", "meta": {"_type": "gradio.FileData"}},
        [{"deep": [{"path": "/etc/hostname", "url": "http://127.0.0.1:9/", "meta": {"_type": "gradio.FileData"}}]}],
    ],
)
def test_an_event_that_names_a_file_is_refused_before_gradio_fetches_it(fake: Fake, named: Any) -> None:
    event = {"data": [named], "fn_index": 0, "session_hash": "mine"}
    reply = httpx.post(f"{fake.url}/gradio_api/queue/join", json=event, trust_env=False)
    assert (reply.status_code, reply.json()) == (422, {"detail": "The page takes no files."})
    plain = httpx.post(f"{fake.url}/gradio_api/queue/join", json={**event, "data": ["{}"]}, trust_env=False)
    assert plain.status_code == 200


def test_an_event_too_deep_to_look_into_is_refused(fake: Fake) -> None:
    body = b'{"data":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    assert httpx.post(f"{fake.url}/gradio_api/queue/join", content=body, trust_env=False).status_code == 422
