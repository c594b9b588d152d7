"""Each kind of model is told what suits it, from files with a version."""

from pathlib import Path

import pytest
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage

from domain.errors import Misconfigured, NotFound
from domain.generation import Precedent
from generation.prompt import answer_prompt, prompt_identity, with_precedents
from generation.prompt_folder import PromptFolder
from generation.templates import FULL, NO_ANSWER, SHORT, fitting, read_template, shipped
from tests.generation.passages import passage, task

TASK = task("What is the fee?", passage("The fee is 5 EUR.", document="fees.pdf"))


@pytest.mark.parametrize(
    ("model", "parameters", "name"),
    [
        ("anything", 1_777_088_000, SHORT),
        ("anything", 7_000_000_000, FULL),
        ("anything", None, FULL),
        ("Qwen2.5-1.5B-Instruct", None, SHORT),
        ("smollm2:135m", None, SHORT),
        ("meta-llama/Llama-3.1-8B-Instruct", None, FULL),
        ("mixtral-8x7b", None, FULL),
        ("gpt-4o-mini", None, FULL),
        ("1.5b", 9_000_000_000, FULL),
    ],
)
def test_small_models_are_told_little_and_others_all_rules(model: str, parameters: int | None, name: str) -> None:
    assert fitting(model, parameters).name == name


def test_a_small_model_sees_an_answer_and_an_abstention_first_and_the_question_last() -> None:
    rules, shown, declined, *_, answered, asked = answer_prompt(TASK, shipped(SHORT))
    assert isinstance(rules, SystemMessage)
    assert isinstance(shown, HumanMessage)
    assert isinstance(answered, AIMessage)
    assert declined.text == NO_ANSWER
    assert NO_ANSWER in rules.text
    assert asked.text.endswith("<question>\nWhat is the fee?\n</question>")
    assert '<passage source="fees.pdf">\nThe fee is 5 EUR.' in asked.text
    assert "number=" not in asked.text + shown.text


def test_each_template_has_an_identity_with_its_name_and_version() -> None:
    full, short = (prompt_identity(shipped(name)) for name in (FULL, SHORT))
    assert full.startswith("prompt:full.1:")
    assert short.startswith("prompt:short.2:")
    assert prompt_identity() == full
    for change in ({"rules": "Say {no_answer}."}, {"most_sentences": 4}):
        assert prompt_identity(shipped(SHORT).model_copy(update=change)) != short


def test_a_prompt_of_ones_own_is_read_from_its_file(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('version = 4\nnumbered = true\nrules = "Answer, or write {no_answer}."\n')
    template = read_template(path)
    assert answer_prompt(TASK, template)[0].text == f"Answer, or write {NO_ANSWER}."
    assert prompt_identity(template).startswith("prompt:mine.4:")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("version = ", "cannot be read"),
        ('version = 1\nnumbered = true\nrules = "Answer."', "lack {no_answer}"),
        ('version = 1\nrules = "{no_answer}"', "numbered"),
    ],
)
def test_a_prompt_that_cannot_be_used_says_why(tmp_path: Path, text: str, why: str) -> None:
    (tmp_path / "mine.toml").write_text(text)
    with pytest.raises(Misconfigured, match=why):
        read_template(tmp_path / "mine.toml")


def test_a_prompt_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="cannot be read"):
        read_template(tmp_path / "none.toml")


def test_collections_may_name_ours_and_the_files_of_a_folder_as_they_stand_now(tmp_path: Path) -> None:
    prompts = PromptFolder(tmp_path / "prompts")
    assert prompts.names() == [FULL, SHORT]
    (tmp_path / "prompts").mkdir()
    for name in ("legal", "full", "no name"):
        text = f'version = 2\nnumbered = true\nrules = "{name}: answer, or write {{no_answer}}."\n'
        (tmp_path / "prompts" / f"{name}.toml").write_text(text)
    assert prompts.names() == [FULL, SHORT, "legal"]
    assert prompts.get("legal").told == f"legal: answer, or write {NO_ANSWER}."
    assert prompts.get(FULL) is shipped(FULL)
    for name in ("no name", "../legal", "nowhere"):
        with pytest.raises(NotFound, match="no prompt"):
            prompts.get(name)
    (tmp_path / "prompts" / "legal.toml").write_text("version = ")
    with pytest.raises(Misconfigured, match="cannot be read"):
        prompts.get("legal")


def test_what_people_answered_stands_behind_the_examples_in_their_form() -> None:
    asked = passage("It opens at nine.", document="hours.pdf")
    precedent = Precedent("When does it open?", (asked,), "It opens at nine [1].")
    *_, shown, answered, question = answer_prompt(TASK, with_precedents(shipped(SHORT), (precedent,)))
    assert '<passage source="hours.pdf">\nIt opens at nine.' in shown.text
    assert (answered.text, "What is the fee?" in question.text) == ("It opens at nine.", True)
    *_, shown, answered, _ = answer_prompt(TASK, with_precedents(shipped(FULL), (precedent,)))
    assert ('number="1"' in shown.text, answered.text) == (True, "It opens at nine [1].")
    assert with_precedents(shipped(FULL), ()) is shipped(FULL)
