"""The scorer, against a working server in a thread that answers from a table."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.answers import (
    QUESTIONS_FILE,
    AnswersError,
    CandorClient,
    Question,
    failures,
    load_questions,
    main,
    score_question,
)
from benchmarks.expected_words import holds_words
from domain.answers import Outcome

QUESTIONS = {question.question: question for question in load_questions(QUESTIONS_FILE)}
RIGHT_KEY = "key-for-tests"


class PerfectServer(BaseHTTPRequestHandler):
    """Knows every answer, abstains where there is none, and wants a key."""

    def do_POST(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.headers["Authorization"] != f"Bearer {RIGHT_KEY}":
            self.reply(401, {"title": "Unauthorized", "detail": "Send a key."})
        elif self.path == "/v1/search":
            self.reply(200, self.passages(QUESTIONS[request["query"]]))
        else:
            assert request["model"] == "default"
            self.reply(200, self.completion(QUESTIONS[request["messages"][0]["content"]]))

    def passages(self, question: Question) -> dict[str, object]:
        found = {"document": question.document, "page": question.page, "rows": question.rows}
        return {"passages": [found] if question.answerable else []}

    def completion(self, question: Question) -> dict[str, object]:
        outcome = Outcome.ANSWERED if question.answerable else Outcome.ABSTAINED
        content = f"It is {', '.join(question.words)} [1]."
        return {"choices": [{"message": {"content": content}}], "candor": {"outcome": outcome}}

    def reply(self, status: int, body: dict[str, object]) -> None:
        payload = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the standard library's name
        """Keep the tests' output clean."""


class EvasiveServer(PerfectServer):
    """Finds the wrong page, abstains from what it should answer and answers what it cannot know."""

    def passages(self, question: Question) -> dict[str, object]:
        return {"passages": [{"document": question.document or "any.txt", "page": 999, "rows": [9_000, 9_001]}]}

    def completion(self, question: Question) -> dict[str, object]:
        outcome = Outcome.ABSTAINED if question.answerable else Outcome.ANSWERED
        return {"choices": [{"message": {"content": "I could not say."}}], "candor": {"outcome": outcome}}


class BrokenServer(PerfectServer):
    """Leaves out the block that says how the question ended."""

    def completion(self, question: Question) -> dict[str, object]:
        return {"choices": [{"message": {"content": "Yes."}}]}


@contextmanager
def served(handler: type[PerfectServer]) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def summary_of(handler: type[PerfectServer], capsys: pytest.CaptureFixture[str]) -> dict[str, dict[str, float | None]]:
    with served(handler) as url:
        main(["--url", url, "--key", RIGHT_KEY, "--json"])
    summary: dict[str, dict[str, float | None]] = json.loads(capsys.readouterr().out)["summary"]
    return summary


def test_a_server_that_knows_everything_gets_full_marks(capsys: pytest.CaptureFixture[str]) -> None:
    summary = summary_of(PerfectServer, capsys)
    answerable = summary["answerable"]
    assert answerable["questions"] == 45
    assert answerable["document_at_5_ratio"] == answerable["place_at_5_ratio"] == answerable["words_ratio"] == 1
    assert answerable["abstained_ratio"] == 0
    assert summary["unanswerable"]["abstained_ratio"] == 1
    assert summary["unanswerable"]["document_at_5_ratio"] is None


def test_a_server_that_evades_gets_credit_for_the_document_alone(capsys: pytest.CaptureFixture[str]) -> None:
    summary = summary_of(EvasiveServer, capsys)
    answerable = summary["answerable"]
    assert answerable["document_at_5_ratio"] == 1
    assert answerable["place_at_5_ratio"] == 0
    assert answerable["words_ratio"] == 0
    assert answerable["abstained_ratio"] == 1
    assert summary["unanswerable"]["abstained_ratio"] == 0


def test_the_table_has_a_line_a_kind_and_names_what_went_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    with served(EvasiveServer) as url:
        main(["--url", url, "--key", RIGHT_KEY, "--verbose"])
    printed = capsys.readouterr().out
    for name in {"answerable", "unanswerable"} | {question.kind for question in QUESTIONS.values()}:
        assert name in printed
    assert "answered the unanswerable" in printed
    assert "page or rows not in the top 5" in printed


def test_an_abstention_is_one_failure_and_not_two() -> None:
    question = next(question for question in QUESTIONS.values() if question.page is None and question.answerable)
    with served(EvasiveServer) as url, httpx.Client(base_url=url, headers=authorised()) as http:
        score = score_question(CandorClient(http, collection="default"), question)
    assert "abstained" in failures(score)
    assert "expected words missing" not in failures(score)


def authorised() -> dict[str, str]:
    return {"Authorization": f"Bearer {RIGHT_KEY}"}


@pytest.mark.parametrize(
    ("handler", "key", "complaint"),
    [(PerfectServer, "wrong", "401"), (BrokenServer, RIGHT_KEY, "outside the contract")],
)
def test_a_reply_that_cannot_be_scored_fails_the_run(
    handler: type[PerfectServer], key: str, complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with served(handler) as url, pytest.raises(SystemExit) as exit_info:
        main(["--url", url, "--key", key])
    assert exit_info.value.code == 1
    assert complaint in capsys.readouterr().err


def test_a_server_that_is_not_there_fails_the_run_and_says_what_to_start(capsys: pytest.CaptureFixture[str]) -> None:
    with served(PerfectServer) as url:
        pass
    with pytest.raises(SystemExit) as exit_info:
        main(["--url", url])
    assert exit_info.value.code == 1
    assert "make run" in capsys.readouterr().err


def test_a_file_without_questions_is_refused(tmp_path: Path) -> None:
    empty = tmp_path / "questions.jsonl"
    empty.write_text("")
    with pytest.raises(AnswersError, match="holds no question"):
        load_questions(empty)


@pytest.mark.parametrize(
    ("answer", "word"),
    [
        ("It is 2000 litres [1].", "2,000"),
        ("It is 2\u202f000 litres.", "2,000"),
        ("wind_kmh: 89.5", "89,5"),
        ("Within 30\ndays[2] of it.", "30 days"),
        ("Tímár Bencénél lehet.", "tímár benc"),
        ("1908. június 21-én.", "1908. június 21"),
    ],
)
def test_words_are_found_whatever_their_dress(answer: str, word: str) -> None:
    assert holds_words(answer, [word])


@pytest.mark.parametrize(
    ("answer", "word"),
    [("120 minutes", "12"), ("0.38", "38"), ("95.2", "95"), ("112 minutes", "12 minutes"), ("only [88]", "88")],
)
def test_a_number_inside_another_does_not_count(answer: str, word: str) -> None:
    assert not holds_words(answer, [word])


def test_every_phrase_is_needed() -> None:
    assert not holds_words("Hársfalva and Borókás", ["Hársfalva", "Borókás", "Kilátó"])


@given(*[st.text("abcxyzáéőűABÁŐ", min_size=1)] * 3)
def test_a_word_is_found_among_others_in_any_case(before: str, word: str, after: str) -> None:
    assert holds_words(f"{before} {word.upper()} {after}", [word])
