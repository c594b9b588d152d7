"""A model behind OpenAI's protocol, asked through the product's own prompt, and what its answers come to."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

import httpx
import pytest

from benchmarks import real_answers
from benchmarks.openai_server import Completion, Ended, Written, endpoint
from benchmarks.real_answers import NoEndpoint, open_respondent, trials_of
from domain.errors import ModelUnavailable
from evaluation import kept_out
from evaluation.kept_out import KeptQuestion, kept_questions
from evaluation.recorded_answers import Recorded, Respondent, answered, record, recorded
from generation.prompt import NO_ANSWER, prompt_identity
from tests.evaluation.data_sets import kept_out_folder

TITLE = "The kept article"
MILL = KeptQuestion(
    "q-1",
    "squad2",
    "When was the mill built?",
    ("The mill was built in 1732.", "The barn has three doors."),
    ("Mill", "Barn"),
    ("1732",),
    "The mill was built in 1732.",
)
NOWHERE = replace(MILL, id="q-2", set="tydiqa", golds=(), passages=MILL.passages[1:], documents=MILL.documents[1:])


@dataclass
class Scripted:
    """Writes its lines one after another, word by word. `asked` is all that it was asked, `closed` what was left."""

    says: list[str] = field(default_factory=lambda: ["It was built in 1732. [1]"])
    name: str = "tiny"
    sha256: str = "f00d"
    asked: list[Completion] = field(default_factory=list)
    closed: int = 0

    def write(self, asked: Completion) -> Iterator[Written]:
        """See `Writer`."""
        self.asked.append(asked)
        said = self.says[(len(self.asked) - 1) % len(self.says)].split(" ")
        try:
            for place, word in enumerate(said):
                yield word if not place else f" {word}"
            yield Ended(21, len(said), "stop")
        finally:
            self.closed += 1


@pytest.fixture
def writer() -> Scripted:
    return Scripted()


@pytest.fixture
def tiny(writer: Scripted) -> Iterator[Respondent]:
    with ExitStack() as stack:
        yield open_respondent(stack, stack.enter_context(endpoint(writer)), sha256="f00d")


def test_the_product_asks_the_model_with_its_own_prompt(writer: Scripted, tiny: Respondent) -> None:
    row = answered(MILL, tiny)
    assert row.answer == "It was built in 1732. [1]"
    assert (row.abstained, row.prompt_tokens, row.answer_tokens, row.prompt) == (False, 21, 6, prompt_identity())
    (asked,) = writer.asked
    assert [message.role for message in asked.messages] == ["system", "user"]
    assert NO_ANSWER in asked.messages[0].content
    assert '<passage number="2" source="Barn">' in asked.messages[1].content
    assert (asked.temperature, asked.most_tokens) == (0.0, 200)


def test_a_small_model_is_shown_what_bears_on_the_question(writer: Scripted) -> None:
    writer.name = "tiny-1.5b"
    many = " ".join(f"The barn number {number} has three doors." for number in range(20))
    with ExitStack() as stack:
        small = open_respondent(stack, stack.enter_context(endpoint(writer)), sha256="f00d")
        row = answered(replace(MILL, passages=(MILL.passages[0], many)), small)
    shown = writer.asked[-1].messages[-1].content
    assert row.prompt.startswith("prompt:short.")
    assert ("The mill was built in 1732." in shown, shown.count("barn") < 20) == (True, True)


def test_the_models_own_sign_is_an_abstention(writer: Scripted, tiny: Respondent) -> None:
    writer.says = [f"{NO_ANSWER}."]
    assert answered(MILL, tiny).abstained


def test_an_answer_comes_whole_where_no_stream_is_asked_for(writer: Scripted) -> None:
    body = {"messages": [{"role": "user", "content": "When?"}], "max_tokens": 7}
    with endpoint(writer) as url:
        reply = httpx.post(f"{url}/chat/completions", json=body).raise_for_status().json()
        models = httpx.get(f"{url}/models").json()["data"]
        refused = httpx.post(f"{url}/chat/completions", json={"messages": []})
    assert reply["choices"][0]["message"]["content"] == writer.says[0]
    assert reply["choices"][0]["finish_reason"] == "stop"
    assert reply["usage"] == {"prompt_tokens": 21, "completion_tokens": 6, "total_tokens": 27}
    assert [(one["id"], one["sha256"]) for one in models] == [("tiny", "f00d")]
    assert refused.status_code == 422
    assert writer.asked[0].most_tokens == 7


def test_a_stream_ends_with_its_reason_usage_and_done(writer: Scripted) -> None:
    body = {"messages": [{"role": "user", "content": "When?"}], "stream": True}
    with endpoint(writer) as url:
        plain = httpx.post(f"{url}/chat/completions", json=body).text
        counted = httpx.post(f"{url}/chat/completions", json=body | {"stream_options": {"include_usage": True}}).text
    assert plain.endswith("data: [DONE]\n\n")
    chunks = [json.loads(line.removeprefix("data: ")) for line in counted.splitlines() if line.startswith("data: {")]
    assert "".join(c["choices"][0]["delta"].get("content", "") for c in chunks if c["choices"]) == writer.says[0]
    assert [c["choices"][0]["finish_reason"] for c in chunks if c["choices"]][-1] == "stop"
    assert chunks[-1]["usage"]["total_tokens"] == 27
    assert "usage" not in plain
    assert writer.closed == 2


def test_an_endpoint_that_is_not_there_is_named() -> None:
    with ExitStack() as stack, pytest.raises(NoEndpoint, match="serves no model"):
        open_respondent(stack, "http://127.0.0.1:9/v1", sha256="f00d")


def test_what_was_answered_before_is_not_asked_again(tmp_path: Path, writer: Scripted, tiny: Respondent) -> None:
    file = tmp_path / "answers.jsonl"
    assert len(list(record([MILL], tiny, file))) == 1
    assert [row.asked for row in record([MILL, NOWHERE], tiny, file)] == [NOWHERE]
    assert [row.asked for row in recorded(file)] == [MILL, NOWHERE]
    assert len(list(record([MILL], replace(tiny, model="other", sha256="beef"), file))) == 1
    assert len(writer.asked) == 3


def test_what_came_before_a_failure_is_kept(tmp_path: Path, writer: Scripted, tiny: Respondent) -> None:
    class Falling:
        def generate(self, task: object) -> Iterator[object]:
            raise ModelUnavailable("down")
            yield

    file = tmp_path / "answers.jsonl"
    list(record([MILL], tiny, file))
    with pytest.raises(ModelUnavailable):
        list(record([NOWHERE], replace(tiny, generator=Falling()), file))  # type: ignore[arg-type]
    assert len(recorded(file)) == 1


def _said(asked: KeptQuestion, answer: str, *, abstained: bool = False) -> Recorded:
    return Recorded(asked, answer, abstained, "tiny", "f00d" * 16, "prompt:1", 1.5, 10, 5)


def test_answers_are_right_and_wrong_by_gold_and_abstentions_are_counted_alone() -> None:
    found = trials_of(
        [
            _said(MILL, "It was built in 1732."),
            _said(MILL, "It was built in 1801."),
            _said(MILL, "The barn has three doors."),
            _said(NOWHERE, "It was built in 1732."),
            _said(NOWHERE, "The documents do not contain an answer to this question.", abstained=True),
            _said(MILL, "The passages do not mention it."),
        ]
    )
    assert [(one.row.wrong, one.to_the_point) for one in found.trials] == [
        (False, True), (True, None), (True, False), (True, None),
    ]  # fmt: skip
    assert {one.kind for one in found.trials} == {"squad2", "tydiqa, no answer there"}
    assert "the answer is there: 1 right, 1 wrong, 1 off, 1 abstained" in found.notes
    assert "it is not: 0 right, 1 wrong, 0 off, 1 abstained" in found.notes
    assert found.notes[0].startswith("tiny (f00df00df00d): 6 answers, 1.5 s each")


def test_recorded_answers_are_measured_without_the_model(
    tmp_path: Path, writer: Scripted, tiny: Respondent, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(kept_out, "held_out", lambda group: group == TITLE)
    questions = kept_questions(kept_out_folder(tmp_path, TITLE), 30, seed=0)
    writer.says = ["It was built in 1701.", "A pool with a bar was added.", NO_ANSWER]
    file = tmp_path / "answers.jsonl"
    list(record(questions, tiny, file))
    assert real_answers.main(["--data", str(tmp_path), "--answers", str(file), "--judge", "network"]) == 0
    out = capsys.readouterr().out
    assert "| real answers | network" in out
    assert "refitted: wrong caught" in out
    assert "tiny (f00d): 30 answers" in out


def test_a_missing_file_and_one_without_claims_fail_plainly(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "answers.jsonl"
    assert real_answers.main(["--data", str(tmp_path), "--answers", str(file)]) == 1
    assert "answers.jsonl is missing" in capsys.readouterr().err
    file.write_text("", encoding="utf-8")
    assert real_answers.main(["--data", str(tmp_path), "--answers", str(file)]) == 1
    assert "holds no answer that claims something" in capsys.readouterr().err


def test_missing_questions_are_told_before_the_model_is_loaded(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["--data", str(tmp_path), "--answers", str(tmp_path / "a.jsonl")]
    assert real_answers.main([*command, "--write", "3", "--model", str(tmp_path / "none.gguf")]) == 1
    assert "dev-v2.0.json is missing" in capsys.readouterr().err
    with pytest.raises(SystemExit) as stopped:
        real_answers.main([*command, "--write", "3"])
    assert stopped.value.code == 2
