"""The command from files to figures: with the shipped models, and with a server that runs them."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest

from benchmarks import detection
from evaluation.answer_sets import Row
from evaluation.served import NOTE, Server
from tests.evaluation.data_sets import ragtruth_folder, wikibio_row, write_lines
from tests.server.conftest import serving, settings_for


def _figures(file: Path) -> dict[str, Any]:
    """The figures of the first part, rounded: what is read in one call or in several differs in the last digits."""
    whole = json.loads(file.read_text(encoding="utf-8"), parse_float=lambda digits: round(float(digits), 5))
    measured: dict[str, Any] = whole["results"][0]
    return measured


def test_the_test_split_is_measured_end_to_end(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CANDOR_JUDGE", "small")
    ragtruth_folder(tmp_path / "ragtruth", test=3)
    file = tmp_path / "figures.json"
    assert detection.main(["--data", str(tmp_path), "--set", "ragtruth", "--split", "test", "--json", str(file)]) == 0
    out = capsys.readouterr().out
    for task in ("QA", "Summary", "Data2txt"):
        assert f"### ragtruth {task}, test: 6 answers to 3 sources, 50.0% wrong" in out
    assert "baselines fitted on 40 other answers" in out
    assert "generator only" in out
    whole = file.read_text(encoding="utf-8")
    assert "wheat" not in whole  # figures are kept, never rows
    measured = _figures(file)
    assert measured["unchecked"] == 0
    ours = measured["answers"]["methods"][0]
    assert ours["auroc"] > 0.5
    assert set(ours["spans"]) == {"precision", "recall", "f1"}
    assert measured["times"]["calls"] == 3


def test_a_running_server_gives_the_figures_that_its_models_give(tmp_path: Path) -> None:
    ragtruth_folder(tmp_path / "ragtruth", test=3)
    here, there = tmp_path / "here.json", tmp_path / "there.json"
    command = ["--data", str(tmp_path), "--set", "ragtruth", "--task", "QA", "--split", "test"]
    assert detection.main([*command, "--json", str(here)]) == 0
    with serving(settings_for(tmp_path / "server")) as url:
        assert detection.main([*command, "--url", url, "--json", str(there)]) == 0
    ours, served = _figures(here), _figures(there)
    assert NOTE in served["notes"]
    assert served["tokens"] == {"passages": None, "answer": None}
    for measured in (ours, served):
        measured["answers"]["methods"][0].pop("spans")
    assert served["answers"] == ours["answers"]
    assert served["sentences"] == ours["sentences"]
    assert served["sentence_spans"] == ours["sentence_spans"]


def test_wikibio_is_measured_with_the_shipped_model(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [wikibio_row(number, ["accurate", "major_inaccurate", "accurate"]) for number in range(2)]
    write_lines(tmp_path / "passages.jsonl", rows)
    assert detection.main(["--data", str(tmp_path), "--set", "wikibio"]) == 0
    out = capsys.readouterr().out
    assert "### wikibio: 6 sentences of 2 passages" in out
    assert "| unigram, max" in out


def test_a_missing_set_fails_plainly_and_the_others_are_still_measured(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(detection, "SETS", ("frank", "wikibio"))
    write_lines(tmp_path / "passages.jsonl", [wikibio_row(0, ["accurate", "major_inaccurate"])])
    assert detection.main(["--data", str(tmp_path)]) == 1
    printed = capsys.readouterr()
    assert "frank_with_text.jsonl is missing" in printed.err
    assert "CANDOR_BENCHMARK_DATA" in printed.err
    assert "### wikibio" in printed.out


def test_a_split_without_rows_is_not_a_success(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ragtruth_folder(tmp_path, test=0)
    assert detection.main(["--data", str(tmp_path), "--set", "ragtruth", "--split", "test"]) == 1
    assert "no rows of the split test" in capsys.readouterr().err


@pytest.mark.parametrize(
    "wrong",
    [
        ["--set", "frank", "--task", "QA"],
        ["--set", "speed", "--url", "http://127.0.0.1:1"],
        ["--set", "squad"],
        ["--limit", "0"],
    ],
)
def test_wrong_use_is_told_apart_from_failure(wrong: list[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        detection.main(wrong)
    assert stopped.value.code == 2


@contextmanager
def _replying(status: int, reply: object) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            body = json.dumps(reply).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002  # the base class names it
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize(
    ("status", "reply", "message"),
    [
        (401, {"detail": "A key is needed."}, "answered 401"),
        (200, {"risk": 0.5}, "outside the contract"),
    ],
)
def test_a_server_that_does_not_keep_to_the_contract_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], status: int, reply: object, message: str
) -> None:
    ragtruth_folder(tmp_path)
    with _replying(status, reply) as url:
        command = ["--data", str(tmp_path), "--set", "ragtruth", "--split", "test", "--url", url, "--key", "secret"]
        assert detection.main(command) == 1
    printed = capsys.readouterr()
    assert message in printed.err
    assert "secret" not in printed.out + printed.err


def test_a_server_that_is_not_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ragtruth_folder(tmp_path)
    command = ["--data", str(tmp_path), "--set", "ragtruth", "--split", "test", "--url", "http://127.0.0.1:9"]
    assert detection.main(command) == 1
    assert "No reply from" in capsys.readouterr().err


def test_what_a_server_could_not_check_counts_as_flagged() -> None:
    claims = [
        {"start": 0, "end": 4, "support": "supported", "risk": 0.1},
        {"start": 5, "end": 9, "support": "unchecked", "risk": None},
    ]

    with (
        _replying(200, {"risk": None, "outcome": "flagged", "claims": claims}) as url,
        httpx.Client(base_url=url) as http,
    ):
        checked = Server(http).check(Row("", ("p",), "One. Two.", wrong=False, group="g"))
        blank = Server(http).check(Row("", ("p",), " ", wrong=False, group="g"))
    assert (checked.risk, checked.flagged, checked.unchecked, checked.spans) == (1.0, True, 1, ((5, 9),))
    assert (blank.risk, blank.flagged) == (0.0, False)
