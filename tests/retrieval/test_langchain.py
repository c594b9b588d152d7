"""The LangChain retriever, and the examples in docs/langchain.md."""

import asyncio
import json
import re
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from langchain_core.runnables import RunnableLambda

from domain.documents import Chunk, MediaType, ParsedDocument, Passage, Policy, Scores, StoredChunk, Upload
from domain.places import Mark, Page, Rows, Whole
from retrieval.langchain import CandorRetriever
from storage.database.transactions import open_database
from storage.stores import SqlCollections, SqlDocuments, SqlJobs
from tests.retrieval.conftest import Opener
from tests.retrieval.fakes import MemoryDatabase, WordEncoder

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "langchain.md"
LEAVE = "Parental leave lasts twelve weeks."


def test_documents_come_in_the_retrievers_order_with_a_passages_fields(
    database: MemoryDatabase, open_retriever: Opener
) -> None:
    database.add("default", LEAVE, "The canteen opens at eleven.")
    hybrid = open_retriever()
    documents = CandorRetriever(retriever=hybrid, k=2).invoke("parental leave")
    passages = hybrid.retrieve("parental leave", collections=["default"], k=2)
    assert [document.page_content for document in documents] == [passage.text for passage in passages]
    best = documents[0]
    assert best.id == str(passages[0].stored.id)
    assert best.metadata == {
        "chunk_id": passages[0].stored.id,
        "document_id": passages[0].stored.document_id,
        "document": passages[0].stored.document,
        "collection": "default",
        "page": None,
        "rows": None,
        "start": 0,
        "end": len(LEAVE),
        "relevance": passages[0].relevance,
        "scores": {"dense": passages[0].scores.dense, "lexical": passages[0].scores.lexical},
    }


@pytest.mark.parametrize(
    ("place", "page", "rows"), [(Page(3), 3, None), (Rows(4, 6), None, [4, 6]), (Whole(), None, None)]
)
def test_the_place_is_a_page_or_rows(place: Page | Rows | Whole, page: int | None, rows: list[int] | None) -> None:
    class One:
        def retrieve(self, query: str, *, collections: tuple[str, ...], k: int) -> list[Passage]:
            return [Passage(StoredChunk(1, "d", "d.pdf", "c", Chunk("t", 0, 1, place)), 0.5, Scores(None, 1.0))]

    (document,) = CandorRetriever(retriever=One()).invoke("?")
    assert (document.metadata["page"], document.metadata["rows"]) == (page, rows)


def test_it_composes_and_runs_asynchronously(database: MemoryDatabase, open_retriever: Opener) -> None:
    database.add("mine", LEAVE)
    retriever = CandorRetriever(retriever=open_retriever(), collections=("mine",))
    chain = retriever | RunnableLambda(lambda documents: [document.page_content for document in documents])
    assert asyncio.run(chain.ainvoke("parental leave")) == [LEAVE]


class _Echo(BaseHTTPRequestHandler):
    """An OpenAI-compatible endpoint that answers with what it was asked."""

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        message = {"role": "assistant", "content": asked["messages"][-1]["content"]}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        reply = {"id": "1", "object": "chat.completion", "created": 0, "model": "default", "choices": [choice]}
        body = json.dumps(reply).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture
def endpoint() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), _Echo) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def examples() -> list[str]:
    return re.findall(r"^```python\n(.*?)^```", GUIDE.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)


def publish(folder: Path, text: str) -> None:
    with closing(open_database(f"sqlite:///{folder}/candor.db")) as database:
        SqlCollections(database).create("default", policy=Policy.HOLD, language="en")
        SqlDocuments(database).add(Upload("guide.txt", "default", MediaType.TEXT, "0" * 64, 1, None))
        jobs = SqlJobs(database)
        job = jobs.claim(worker="test", lease=timedelta(minutes=1))
        assert job is not None
        document = ParsedDocument(text, MediaType.TEXT, (Mark(0, Whole()),), None)
        encoder = WordEncoder(384)
        chunk = Chunk(text, 0, len(text), Whole())
        assert jobs.publish(job, document, [chunk], encoder.encode([text]), encoder=encoder.identity)


@pytest.mark.parametrize("example", [0, 1])
def test_the_examples_of_the_guide_run(
    example: int, endpoint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").mkdir()
    (tmp_path / "models").symlink_to(ROOT / "models")
    publish(tmp_path / "data", LEAVE)
    retrieving, chaining = examples()
    inside = re.sub("^", "    ", chaining.replace("http://127.0.0.1:8000", endpoint), flags=re.MULTILINE)
    namespace: dict[str, Any] = {"__name__": "example"}
    exec(retrieving + (inside if example else ""), namespace)  # noqa: S102  the guide's own code
    assert LEAVE in capsys.readouterr().out
