"""Bad input meets a clear error and loses nothing."""

import socket
import time
from typing import Any

import pytest

from tests.server.conftest import Client

QUESTION = {"messages": [{"role": "user", "content": "What does a late book cost?"}]}


def ask(client: Client, **body: Any) -> Any:
    return client.http.post("/v1/chat/completions", json=QUESTION | body)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("empty.txt", b"", "empty"),
        ("archive.pdf", b"PK\x03\x04" + b"\0" * 100, "ZIP"),
        ("letter.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100, "Save it as .docx"),
        ("picture.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "PNG"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_reason(
    client: Client, name: str, content: bytes, says: str
) -> None:
    reply = client.http.post("/v1/documents", files={"file": (name, content)})

    assert reply.status_code in (415, 422)
    assert reply.headers["content-type"] == "application/problem+json"
    assert says in reply.json()["detail"]
    assert reply.json()["request_id"] == reply.headers["x-request-id"]


def test_two_files_in_one_request_are_refused_and_none_is_lost_silently(client: Client) -> None:
    files = [("file", ("bees.txt", b"The first note is about bees.")), ("file", ("wasps.txt", b"The second."))]
    reply = client.http.post("/v1/documents", files=files)

    assert reply.status_code == 422
    assert "One file a request" in reply.json()["detail"]
    listed = client.http.get("/v1/documents", params={"limit": 500}).json()["documents"]
    assert not {"bees.txt", "wasps.txt"} & {document["name"] for document in listed}


def test_what_was_read_by_a_guess_is_said_of_the_document(client: Client) -> None:
    content = "Az őrült tűzoltók hősiesen küzdöttek, és a gép jól működött.".encode("cp1250")
    reply = client.http.post("/v1/documents", files={"file": ("guessed.txt", content)})

    document = client.wait(reply.json()["id"])
    assert document["status"] == "ready"
    [warning] = document["warnings"]
    assert "Windows-1250" in warning
    assert client.http.get(f"/v1/documents/{document['id']}").json()["warnings"] == [warning]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"%PDF-1.7\n" + b"garbage " * 50, "damaged"),
        (b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
         b"trailer<</Root 1 0 R>>\n%%EOF", ""),
    ],
)  # fmt: skip
def test_a_damaged_pdf_fails_alone_and_says_why(client: Client, content: bytes, says: str) -> None:
    reply = client.http.post("/v1/documents", files={"file": (f"damaged-{len(content)}.pdf", content)})
    document = client.wait(reply.json()["id"])

    assert document["status"] == "failed"
    assert document["error"]
    assert says in document["error"]
    client.http.delete(f"/v1/documents/{document['id']}")


@pytest.mark.parametrize("name", ["../../etc/passwd.txt", "two\nlines.txt", "right\u202eleft.txt", "n" * 300 + ".txt"])
def test_a_hostile_name_is_made_harmless(client: Client, name: str) -> None:
    reply = client.http.post("/v1/documents", files={"file": (name, f"A fine {name!r}.".encode())})

    assert reply.status_code == 202, reply.text
    shown = reply.json()["name"]
    assert not set(shown) & set("/\n\u202e")
    assert len(shown) <= 150
    assert client.wait(reply.json()["id"])["status"] == "ready"


def test_a_file_over_the_limit_is_refused_and_not_kept(client: Client) -> None:
    reply = client.http.post("/v1/documents", files={"file": ("big.txt", b"word " * 500_000)})

    assert reply.status_code == 413
    assert "big.txt" not in client.http.get("/v1/documents").text


def test_an_upload_that_breaks_off_leaves_nothing(client: Client) -> None:
    url = client.http.base_url
    head = (
        "POST /v1/documents HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100000\r\n"
        "Content-Type: multipart/form-data; boundary=b\r\n\r\n"
        '--b\r\nContent-Disposition: form-data; name="file"; filename="half.txt"\r\n\r\nhalf of it'
    )
    with socket.create_connection((url.host, url.port or 80)) as connection:
        connection.sendall(head.encode())
    time.sleep(0.1)

    assert "half.txt" not in client.http.get("/v1/documents").text
    assert client.http.get("/livez").status_code == 200


@pytest.mark.parametrize(
    ("question", "status", "says"),
    [("", 422, "empty"), ("   \n", 422, "empty"), ("why " * 25_000, 413, "Shorten")],
)
def test_an_odd_question_is_refused_in_openais_form(client: Client, question: str, status: int, says: str) -> None:
    reply = ask(client, messages=[{"role": "user", "content": question}])

    assert reply.status_code == status
    assert says in reply.json()["error"]["message"]


@pytest.mark.parametrize(
    "question", ["🙂🙂🙂", "?!", "\u202e", "'; DROP TABLE answers; --", '"AND OR NOT ( [', "𝕳𝖊𝖑𝖑𝖔 \x00"]
)
def test_a_strange_question_still_gets_an_answer(client: Client, library: Any, question: str) -> None:
    reply = ask(client, model="extractive", messages=[{"role": "user", "content": question}])

    assert reply.status_code == 200, reply.text


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"n": 2}, "n"),
        ({"logprobs": True}, "logprobs"),
        ({"tools": [{"type": "function"}]}, "tools"),
        ({"temperature": 9}, "temperature"),
        ({"candor": {"colection": "x"}}, "colection"),
        ({"candor": {"k": 0}}, "k"),
        ({"candor": {"explain": "everything"}}, "explain"),
        ({"messages": []}, "messages"),
        ({"messages": [{"role": "assistant", "content": "Hello."}]}, "question"),
    ],
)
def test_what_is_not_understood_is_refused_by_name(client: Client, change: dict[str, Any], says: str) -> None:
    reply = ask(client, **change)

    assert reply.status_code == 422
    assert says in reply.json()["error"]["message"]


def test_an_unknown_model_is_refused_and_nothing_is_asked(client: Client) -> None:
    reply = ask(client, model="gpt-9")

    assert reply.status_code == 404
    assert "/v1/models" in reply.json()["error"]["message"]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/v1/search", {"query": "x", "collection": "nowhere"}),
        ("GET", "/v1/documents?collection=nowhere", None),
        ("GET", "/v1/documents/doc_nowhere", None),
        ("GET", "/v1/answers/nowhere", None),
        ("GET", "/v1/conversations/nowhere/events", None),
        ("GET", "/v1/escalations/nowhere", None),
        ("POST", "/v1/escalations", {"answer_id": "nowhere"}),
        ("DELETE", "/v1/collections/nowhere", None),
        ("DELETE", "/v1/verified-answers/nowhere", None),
        ("PUT", "/v1/nonsense", None),
    ],
)
def test_what_does_not_exist_is_a_problem_document(client: Client, method: str, path: str, body: Any) -> None:
    reply = client.http.request(method, path, json=body)

    assert reply.status_code == 404
    assert reply.headers["content-type"] == "application/problem+json"
    assert reply.json()["detail"]


def test_invalid_json_is_named_as_such(client: Client) -> None:
    reply = client.http.post("/v1/search", content=b'{"query": ', headers={"Content-Type": "application/json"})

    assert reply.status_code == 422
    assert "not valid JSON" in reply.json()["detail"]


@pytest.mark.parametrize(
    ("method", "path", "field", "body"),
    [
        ("POST", "/v1/chat/completions", "messages.0.content",
         '{"messages": [{"role": "user", "content": "caf\\ud83d"}]}'),
        ("POST", "/v1/chat/completions", "messages.0.content", '{"messages": [{"role": "user", "content": '
         '[{"type": "text", "text": "\\udfff"}]}]}'),
        ("POST", "/v1/chat/completions", "stop",
         '{"messages": [{"role": "user", "content": "x"}], "stop": ["\\ud800"]}'),
        ("POST", "/v1/chat/completions", "metadata", '{"messages": [{"role": "user", "content": "x"}], '
         '"metadata": {"\\ud800": "x"}}'),
        ("POST", "/v1/chat/completions", "candor.collection", '{"messages": [{"role": "user", "content": "x"}], '
         '"candor": {"collection": "\\ud800"}}'),
        ("POST", "/v1/search", "query", '{"query": "\\ud800"}'),
        ("POST", "/v1/search", "collection", '{"query": "x", "collection": "\\ud800"}'),
        ("POST", "/v1/search", "unicode", '{"query": "x", "odd\\ud800": 1}'),
        ("POST", "/v1/verify", "answer", '{"answer": "\\ud800"}'),
        ("POST", "/v1/verify", "passages", '{"answer": "x", "passages": ["x", "\\ud800"]}'),
        ("POST", "/v1/collections", "name", '{"name": "\\ud800"}'),
        ("PATCH", "/v1/collections/default", "policy", '{"policy": "\\ud800"}'),
        ("POST", "/v1/conversations", "title", '{"title": "\\ud800"}'),
        ("POST", "/v1/answers/any/feedback", "comment", '{"rating": "up", "comment": "\\ud800"}'),
        ("POST", "/v1/escalations", "answer_id", '{"answer_id": "\\ud800"}'),
        ("POST", "/v1/login", "key", '{"key": "\\ud800"}'),
    ],
)  # fmt: skip
def test_half_a_character_is_refused_by_the_name_of_its_field(
    client: Client, method: str, path: str, field: str, body: str
) -> None:
    reply = client.http.request(method, path, content=body, headers={"Content-Type": "application/json"})

    assert reply.status_code == 422, reply.text
    said = reply.json()
    assert field in (said.get("detail") or said["error"]["message"])


@pytest.mark.parametrize("path", ["/v1/me", "/v1/models", "/livez", "/", "/v1/nowhere"])
@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "["}, {"Host": "[::1"}, {"Host": "[no address]:80"}, {"Host": "a b"}, {"Host": "127.0.0.1:port"},
        {"Host": "127.0.0.1:99999"}, {"Host": "someone@127.0.0.1"}, {"Host": "127.0.0.1/path"},
    ],
)  # fmt: skip
def test_a_host_that_is_none_is_a_bad_request(client: Client, path: str, headers: dict[str, str]) -> None:
    reply = client.http.get(path, headers=headers)

    assert reply.status_code == 400
    said = reply.json()
    assert "Host" in (said.get("detail") or said["error"]["message"])


@pytest.mark.parametrize("origin", ["http://[", "http://127.0.0.1:port", "http://[::1"])
def test_an_origin_that_is_none_is_a_bad_request(client: Client, origin: str) -> None:
    reply = client.http.post("/v1/search", json={"query": "x"}, headers={"Origin": origin})

    assert reply.status_code == 400
    assert "Origin" in reply.json()["detail"]


@pytest.mark.parametrize("window", ["", "0h", "24", "1w", "99999999d"])
def test_a_window_that_is_none_is_refused(client: Client, window: str) -> None:
    assert client.http.get("/v1/quality", params={"window": window}).status_code == 422


def test_an_edit_without_a_text_changes_nothing(client: Client, library: Any) -> None:
    conversation = client.http.post("/v1/conversations", json={}).json()["id"]
    escalation = client.http.post("/v1/escalations", json={"conversation_id": conversation}).json()["id"]

    reply = client.http.post(f"/v1/escalations/{escalation}/resolve", json={"resolution": "edit"})

    assert reply.status_code == 422
    assert client.http.get(f"/v1/escalations/{escalation}").json()["status"] == "open"


def test_the_default_collection_stays(client: Client) -> None:
    assert client.http.delete("/v1/collections/default").status_code == 409
    assert client.http.post("/v1/collections", json={"name": "default"}).status_code == 409
    assert client.http.post("/v1/collections", json={"name": "conversation:x"}).status_code == 422
