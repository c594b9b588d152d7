"""A model file answers questions through the server, checked like any other; what cannot be loaded is stood in for."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from langchain_core.messages import HumanMessage

from domain.errors import Misconfigured, ModelUnavailable
from domain.generation import ClaimCase, ModelOpinion, Precedent, Sampling, Task
from inference.language.pipeline import Weights
from inference.language.store import ModelStore
from inference.language.trial import Trial, attempt
from server.wiring.adapters import Adapters
from server.wiring.language_models import open_language_models
from tests.inference.language.tiny_gguf import write_gguf
from tests.server.conftest import Client, client_of, serving, settings_for
from tests.server.word_judge import open_reading

pytest.importorskip("openvino_genai", reason="needs openvino-genai")


RULES = "The canoe hire fee is 45 euros a day. The boathouse opens at nine in the morning.\n"
ANSWER = ("The", " canoe", " hire", " fee", " is", " 45", " euros", " a", " day", ".")
QUESTION = "What is the canoe hire fee?"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A server with two models of its own: one that answers, and one whose file is damaged after it was taken in."""
    folder = tmp_path_factory.mktemp("files")
    store = ModelStore(settings_for(tmp_path_factory.mktemp("data")).language_models)
    settings = settings_for(store.folder.parent, judge="small", policy="annotate", llm_quotes_first="off")
    context = {"llama.context_length": 4096}
    store.add(write_gguf(folder / "boats.gguf", *ANSWER, metadata=context), attempt=attempt)
    store.add(write_gguf(folder / "torn.gguf", *ANSWER), attempt=lambda _: Trial("Yes.", 1.0, 1))
    (store.folder / "torn" / "weights.gguf").write_bytes(b"GGUF, torn")
    rules = folder / "boats.txt"
    rules.write_text(RULES)
    with serving(settings, Adapters(local_models=open_reading)) as url, client_of(url) as client:
        client.upload(rules)
        yield client


def test_it_answers_by_default_and_the_check_adds_the_mark_that_it_left_out(client: Client) -> None:
    answer = client.ask(QUESTION)
    (claim,) = answer["candor"]["claims"]
    assert answer["model"] == "boats"
    assert answer["choices"][0]["message"]["content"] == "The canoe hire fee is 45 euros a day. [1]"
    assert (claim["support"], answer["usage"]["completion_tokens"] >= len(ANSWER)) == ("supported", True)
    counted = 'candor_citations_mended_total{change="added"} 1.0'
    assert counted in client.http.get("/metrics").text


def test_the_answer_says_which_version_of_which_prompt_it_was_written_with(client: Client) -> None:
    answer_id = client.ask(QUESTION)["candor"]["answer_id"]
    made_by = client.http.get(f"/v1/answers/{answer_id}").json()["made_by"]
    assert made_by["prompt"].startswith("prompt:short.2:")


def test_models_of_this_machine_are_listed(client: Client) -> None:
    listed = [model["id"] for model in client.http.get("/v1/models").json()["data"]]
    assert listed == ["boats", "torn", "extractive"]


def test_where_it_cannot_be_loaded_the_documents_are_quoted(client: Client) -> None:
    answer = client.ask(QUESTION, model="torn")
    assert answer["model"] == "extractive"
    assert "45 euros" in answer["choices"][0]["message"]["content"]
    assert "could not be reached" in answer["choices"][0]["message"]["content"]


def test_without_models_and_providers_none_is_expected(tmp_path: Path) -> None:
    with open_language_models(settings_for(tmp_path)) as models:
        assert (models.names(), models.expected, models.state()) == ([], False, None)


def test_a_model_that_is_gone_is_not_found_by_who_asks_for_it(tmp_path: Path) -> None:
    store = ModelStore(settings_for(tmp_path).language_models)
    store.add(write_gguf(tmp_path / "a.gguf", *ANSWER), attempt=_said_something)
    with open_language_models(settings_for(tmp_path)) as models:
        assert models.names() == ["a"]
        store.remove("a")
        assert models.names() == []


def _said_something(weights: Weights) -> Trial:
    return Trial("Yes.", 12.34, 1)


def test_the_settings_choose_among_all_providers(tmp_path: Path) -> None:
    store = ModelStore(settings_for(tmp_path).language_models)
    store.add(write_gguf(tmp_path / "a.gguf", *ANSWER), attempt=_said_something)
    parrot = "langchain_core.language_models.FakeListChatModel"
    arguments = {"responses": ["The fee is 45 euros."]}
    settings = settings_for(tmp_path, llm_class=parrot, llm_class_arguments=arguments, llm_model="a")
    with open_language_models(settings) as models:
        assert models.names() == ["a", "FakeListChatModel"]


def test_a_model_that_nobody_has_is_refused_at_the_start(tmp_path: Path) -> None:
    store = ModelStore(settings_for(tmp_path).language_models)
    store.add(write_gguf(tmp_path / "a.gguf", *ANSWER), attempt=_said_something)
    settings = settings_for(tmp_path, llm_model="b")
    with pytest.raises(Misconfigured, match="names b, and there is no such"), open_language_models(settings):
        pass


def test_where_quotes_are_preferred_the_first_model_that_writes_is_the_judge(tmp_path: Path) -> None:
    store = ModelStore(settings_for(tmp_path).language_models)
    store.add(write_gguf(tmp_path / "a.gguf", "Yes"), attempt=_said_something)
    with open_language_models(settings_for(tmp_path, llm_model="extractive")) as models:
        said = models.judge(None).opinion(ClaimCase("", "The fee is 5.", ("The fee is 5.",)), within_seconds=60)
        assert models.judge("a") is models.judge("a")
    assert said == ModelOpinion(0.9, "a", by_word=True)


def test_errands_that_come_too_late_keep_no_model_from_answering(tmp_path: Path) -> None:
    store = ModelStore(settings_for(tmp_path).language_models)
    store.add(write_gguf(tmp_path / "a.gguf", *ANSWER), attempt=_said_something)
    with open_language_models(settings_for(tmp_path)) as models:
        [provider] = models.providers
        streams = provider.streams("a")
        for _ in range(10):
            with pytest.raises(ModelUnavailable):
                list(streams.helping.stream([HumanMessage("?")], Sampling(), within_seconds=1e-9))
        assert list(streams.stream.stream([HumanMessage("?")], Sampling()))


def test_a_task_is_told_the_prompt_that_it_names_and_its_precedents_are_counted(tmp_path: Path) -> None:
    settings = settings_for(tmp_path)
    ModelStore(settings.language_models).add(write_gguf(tmp_path / "a.gguf", *ANSWER), attempt=_said_something)
    settings.prompts.mkdir()
    (settings.prompts / "legal.toml").write_text('version = 3\nnumbered = true\nrules = "Answer, or {no_answer}."\n')
    task = Task("?", "?", (), (), Sampling())
    with open_language_models(settings) as models:
        assert models.prompt_identity("a", task).startswith("prompt:short.2:")
        named = replace(task, prompt="legal", precedents=(Precedent("?", (), "."),))
        assert re.fullmatch(r"prompt:legal\.3:[0-9a-f]{16}\+verified\.1", models.prompt_identity("a", named))
        assert models.prompt_identity("a", replace(task, prompt="gone")).startswith("prompt:short.2:")


def test_small_models_are_asked_what_quotes_leave_open_unless_they_were_tuned_or_the_settings_say_otherwise(
    tmp_path: Path,
) -> None:
    task = Task("?", "?", (), (), Sampling())
    store = ModelStore(settings_for(tmp_path).language_models)
    store.add(write_gguf(tmp_path / "a.gguf", *ANSWER), attempt=_said_something)
    for wanted, first in (("auto", True), ("on", True), ("off", False)):
        with open_language_models(settings_for(tmp_path, llm_quotes_first=wanted)) as models:
            handling = models.handling("a", task)
            assert (handling.quotes_first, handling.overlooks, handling.most_sentences) == (first, True, 8)
            tuned = replace(models.details("a"), adapted=True)
            provider = replace(models.providers[0], details=lambda _, tuned=tuned: tuned)
            assert replace(models, providers=[provider]).handling("a", task).quotes_first is (wanted == "on")
