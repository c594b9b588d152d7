"""Documents, review and operations in a real browser."""

from collections.abc import Callable
from typing import TypeAlias

import pytest
from playwright.sync_api import Page, expect

from tests.ui.conftest import Fake
from tests.ui.test_chat_page import ask, drop

pytestmark = pytest.mark.browser

Open: TypeAlias = Callable[..., Page]
Shot: TypeAlias = Callable[[Page, str], None]


def test_documents_are_added_filtered_and_deleted_after_a_question(fake: Fake, open_page: Open, shot: Shot) -> None:
    page = open_page(f"{fake.url}/documents")
    expect(page.get_by_text("No documents here yet.")).to_be_visible()
    shot(page, "documents-empty")
    fake.state.warnings = ["It was read as Windows-1250, which is a <guess>."]
    fake.state.stated = "valid from 1 March <2024>"
    drop(page, {"good.txt": b"one", "bad.pdf": b"%PDF"})
    expect(page.locator("#table tr[data-status=ready]")).to_have_count(1)
    expect(page.locator("#table tr[data-status=ready]")).to_contain_text("which is a <guess>")
    expect(page.locator("#table tr[data-status=ready]")).to_contain_text("valid from 1 March <2024>")
    expect(page.locator("#table tr[data-status=failed]")).to_contain_text("it may be a scan")
    shot(page, "documents")
    page.get_by_label("Name contains").fill("GOOD")
    expect(page.locator("#table tr[data-status]")).to_have_count(1)
    page.get_by_role("button", name="Delete good.txt").click()
    page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    assert len(fake.state.documents) == 2
    page.get_by_role("button", name="Delete good.txt").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page.get_by_text("No document matches.")).to_be_visible()
    assert [document["name"] for document in fake.state.documents.values()] == ["bad.pdf"]


def test_a_withheld_answer_is_reviewed_and_the_reply_appears_by_itself(fake: Fake, open_page: Open, shot: Shot) -> None:
    chat = open_page(fake.url)
    review = open_page(f"{fake.url}/review")
    expect(review.get_by_text("Nothing waits for a person.")).to_be_visible()
    shot(review, "review-empty")
    ask(chat, "Tell me of golden keys")
    expect(chat.get_by_text("Partly withheld")).to_be_visible()
    assert "golden key." not in chat.locator("#history").inner_text()
    review.get_by_role("button", name="Tell me of golden keys").click()
    expect(review.locator(".withheld")).to_contain_text("Every member receives a golden key.")
    review.get_by_role("button", name="Claim this case").click()
    expect(chat.get_by_text("A person is on it now.")).to_be_visible()
    shot(chat, "chat-claimed")
    review.get_by_role("button", name="Send my reply").click()
    expect(review.get_by_text("Write the reply first")).to_be_visible()
    review.get_by_role("radiogroup", name="sentence 1").get_by_label("but not an answer").check()
    review.get_by_role("radiogroup", name="sentence 2").get_by_label("Not supported").check()
    review.get_by_label("Reply to the user").fill("There are no <golden> keys.")
    expect(review.get_by_text("Write the reply first")).to_have_count(0)
    shot(review, "review-case")
    review.get_by_role("button", name="Send my reply").click()
    expect(chat.locator(".message.person")).to_contain_text("There are no <golden> keys.")
    expect(review.get_by_text("Sent.")).to_be_visible()
    expect(chat.get_by_text("a person has answered")).to_be_visible()
    shot(chat, "chat-reply")
    resolution = fake.state.escalations["e1"]["resolution"]
    assert resolution["labels"] == [
        {"claim": 0, "support": "supported", "answers": False},
        {"claim": 1, "support": "unsupported", "answers": None},
    ]


def test_a_reviewer_sees_that_the_case_at_hand_was_deleted(fake: Fake, open_page: Open) -> None:
    chat, review = open_page(fake.url), open_page(f"{fake.url}/review")
    ask(chat, "golden keys, please")
    review.get_by_role("button", name="golden keys, please").click()
    expect(review.get_by_role("button", name="Claim this case")).to_be_visible()
    chat.get_by_role("button", name="Delete golden keys, please").click()
    chat.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(review.get_by_text("This case is gone: its conversation was deleted.")).to_be_visible()
    expect(review.get_by_text("Nothing waits for a person.")).to_be_visible()
    expect(review.get_by_role("button", name="Claim this case")).to_have_count(0)


def test_what_is_typed_survives_a_change_of_the_queue(fake: Fake, open_page: Open) -> None:
    chat, review = open_page(fake.url), open_page(f"{fake.url}/review")
    ask(chat, "golden keys, please")
    review.get_by_role("button", name="golden keys, please").click()
    review.get_by_role("button", name="Claim this case").click()
    review.get_by_role("button", name="Start from the draft").click()
    ask(chat, "golden keys once more")
    expect(review.locator("#queue li")).to_have_count(2)
    assert "golden key." in review.get_by_label("Reply to the user").input_value()


def test_operations_show_outcomes_and_say_what_is_not_well(fake: Fake, open_page: Open, shot: Shot) -> None:
    page = open_page(f"{fake.url}/operations")
    expect(page.get_by_text("No answers in this time yet.")).to_be_visible()
    expect(page.get_by_role("row", name="model")).to_contain_text("not well damaged")
    shot(page, "operations-empty")
    chat = open_page(fake.url)
    ask(chat, "What may members borrow?")
    chat.locator("[data-outcome]").wait_for()
    page.reload()
    expect(page.get_by_role("img", name="Answers by outcome over time")).to_be_visible()
    expect(page.locator("svg .flagged title")).to_have_text("10:00: 1 flagged")
    expect(page.get_by_text("95 % interval 20 % to 80 %")).to_be_visible()
    shot(page, "operations")


@pytest.mark.parametrize("path", ["documents", "review", "operations", "models"])
def test_every_page_has_a_dark_and_a_narrow_face(fake: Fake, open_page: Open, shot: Shot, path: str) -> None:
    dark = open_page(f"{fake.url}/{path}?__theme=dark")
    dark.locator(".empty").first.wait_for()
    shot(dark, f"{path}-dark")
    narrow = open_page(f"{fake.url}/{path}", width=390, height=780)
    narrow.locator(".empty").first.wait_for()
    shot(narrow, f"{path}-narrow")
    assert narrow.evaluate("document.documentElement.scrollWidth") <= 390
