"""An admin brings the first language model on the page, and it answers: the real server in a real browser."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest
from playwright.sync_api import Page, expect

from tests.inference.language.tiny_gguf import write_gguf
from tests.ui.conftest import Fake
from tests.ui.real_server import real_server
from tests.ui.test_chat_page import drop

pytestmark = pytest.mark.browser

Open: TypeAlias = Callable[..., Page]
Shot: TypeAlias = Callable[[Page, str], None]


def test_a_model_on_its_way_shows_how_far_it_is_and_why_it_failed(fake: Fake, open_page: Open, shot: Shot) -> None:
    page = open_page(f"{fake.url}/models")
    page.get_by_role("button", name="Get tiny").click()
    expect(page.get_by_label("Progress of tiny")).to_have_attribute("value", "0.250")
    shot(page, "models-arriving")
    fake.state.arriving["1"].update(step="failed", error="The hub cannot be <reached>.")
    expect(page.get_by_text("The hub cannot be <reached>.")).to_be_visible()
    page.get_by_role("button", name="Dismiss tiny").click()
    expect(page.get_by_text("cannot be <reached>")).to_have_count(0)
    assert fake.state.arriving == {}


def test_the_first_model_is_added_chosen_given_to_a_collection_and_removed(
    open_page: Open, shot: Shot, tmp_path: Path
) -> None:
    pytest.importorskip("openvino_genai", reason="needs openvino-genai")
    letter = tmp_path / "letter.gguf"
    letter.write_text("Dear all,")
    boats = write_gguf(tmp_path / "boats.gguf", "Five", " euros", ".", metadata={"llama.context_length": 4096})
    with real_server(tmp_path / "data", lookups=tmp_path / "lookups", llm_url="") as url:
        page = open_page(f"{url}/models")
        expect(page.get_by_text("No language model yet")).to_be_visible()
        shot(page, "models-empty")
        page.get_by_label("Path on the server").fill(str(letter))
        page.get_by_role("button", name="Add from the server").click()
        expect(page.get_by_role("alert")).to_contain_text("GGUF")
        drop(page, {"boats.gguf": boats.read_bytes()})
        row = page.locator("#shelf tr[data-model=boats]")
        expect(row).to_contain_text("by default")
        expect(row).to_contain_text("apache-2.0")
        page.get_by_role("button", name="Let extractive answer").click()
        expect(page.locator("#shelf tr[data-model=extractive]")).to_contain_text("by default")
        page.get_by_label("Model of default").select_option("boats")
        page.get_by_label("Prompt of default").select_option("short")
        expect(page.get_by_label("Model of default")).to_have_value("boats")
        shot(page, "models")
        page.reload()
        expect(page.get_by_label("Prompt of default")).to_have_value("short")
        page.get_by_role("button", name="Remove boats").click()
        page.get_by_role("dialog").get_by_role("button", name="Remove").click()
        expect(page.get_by_text("No language model yet")).to_be_visible()
        expect(page.get_by_label("Model of default")).to_have_value("boats")
