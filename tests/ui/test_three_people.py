"""The loop with people as one story in three windows: who asks, who reviews, who runs it. All of it is real."""

from collections.abc import Callable, Iterator
from typing import TypeAlias

import pytest
from playwright.sync_api import Locator, Page, expect

from domain.principals import Role
from server.http.access import fingerprint
from server.wiring.opening import open_stores
from server.wiring.settings import Settings
from tests.server.conftest import FakeModel, client_of
from tests.server.documents import write_documents
from tests.ui.real_server import real_server
from tests.ui.test_chat_page import ask
from tests.ui.test_newcomer import INVENTED, TRUE

pytestmark = pytest.mark.browser

Open: TypeAlias = Callable[..., Page]
Shot: TypeAlias = Callable[[Page, str], None]

KEYS = {"user": Role.CHAT, "reviewer": Role.REVIEWER, "operator": Role.ADMIN}
WITHHELD = "Tell me more about what members may borrow."
REPLY = "Six books, as the rules say."


@pytest.fixture(scope="module")
def model() -> Iterator[FakeModel]:
    """A language model that writes what the test tells it to."""
    with FakeModel.running() as model:
        yield model


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory, model: FakeModel) -> Iterator[str]:
    """A server with three keys, the library's rules, and a collection of which everything is audited."""
    folder = tmp_path_factory.mktemp("people")
    with open_stores(Settings(_env_file=None, data=folder / "data")) as stores:
        for name, role in KEYS.items():
            stores.keys.create(name=name, role=role, collections=None, sha256=fingerprint(f"cnd_{name}"))
    with real_server(folder / "data", lookups=folder / "lookups.txt", llm_url=model.url) as url:
        with client_of(url, Authorization="Bearer cnd_operator") as client:
            client.http.patch("/v1/collections/default", json={"audit_probability": 1}).raise_for_status()
            client.upload(write_documents(folder)["pdf"])
        yield url


def test_what_is_held_back_is_answered_by_a_person_given_again_and_counted(
    url: str, model: FakeModel, open_page: Open, shot: Shot
) -> None:
    user, reviewer, operator = (open_page(url) for _ in KEYS)
    for page, name in zip((user, reviewer, operator), KEYS, strict=True):
        _log_in(page, name)
    reviewer.goto(f"{url}/review")
    operator.goto(f"{url}/operations")
    expect(operator.get_by_text("No answers in this time yet.")).to_be_visible()

    expect(user.get_by_role("link", name="Operations")).to_be_hidden()
    expect(reviewer.get_by_role("link", name="Operations")).to_be_visible()
    expect(reviewer.get_by_role("link", name="Models")).to_be_hidden()
    expect(operator.get_by_role("link", name="Models")).to_be_visible()

    model.text = TRUE
    ask(user, "How many books may a member borrow?")
    user.locator("[data-outcome=answered]").wait_for()
    model.text = f"{TRUE} {INVENTED}"
    ask(user, WITHHELD)
    user.locator("[data-outcome=escalated]").wait_for()
    expect(user.get_by_text("A person was asked. Your question is first in the queue.")).to_be_visible()
    assert "Norfolk" not in user.content()
    shot(user, "people-user-waits")

    operator.reload()
    expect(_tile(operator, "Answers")).to_contain_text("2")
    expect(_tile(operator, "Flagged or withheld")).to_contain_text("50 %")
    expect(_tile(operator, "Hallucination rate")).to_contain_text("no audited answers yet")
    shot(operator, "people-operator-before")

    _answer(reviewer, user, shot)
    expect(user.locator(".message.person")).to_contain_text(REPLY)
    expect(user.locator("[data-outcome=escalated]")).to_contain_text("a person has answered")
    expect(user.locator(".banner")).to_have_count(0)
    _audit(reviewer)

    model.text = INVENTED  # nobody asks it: a person has answered
    ask(user, WITHHELD)
    again = user.locator("[data-outcome=answered]").filter(has_text="Answered by a reviewer")
    expect(again).to_contain_text(REPLY)
    shot(user, "people-user-served")
    reviewer.get_by_role("button", name="Verified answers").click()
    expect(reviewer.locator("table.verified")).to_contain_text(WITHHELD)

    operator.reload()
    expect(_tile(operator, "Answers")).to_contain_text("3")
    expect(_tile(operator, "Hallucination rate")).to_contain_text("from 1 audited answers")
    shot(operator, "people-operator-after")


def test_who_only_asks_sees_neither_the_queue_nor_the_figures(url: str, open_page: Open) -> None:
    page = open_page(url)
    _log_in(page, "user")
    page.goto(f"{url}/operations")
    expect(page.locator("#figures [role=alert]")).to_be_visible()
    expect(page.locator(".tile")).to_have_count(0)
    page.goto(f"{url}/review")
    page.locator("[role=alert]").first.wait_for()
    assert WITHHELD not in page.content()


def _log_in(page: Page, name: str) -> None:
    page.get_by_label("Your API key").fill(f"cnd_{name}")
    page.get_by_role("button", name="Log in").click()
    page.locator("#history .welcome").wait_for()


def _tile(page: Page, name: str) -> Locator:
    return page.locator(".tile").filter(has=page.get_by_text(name, exact=True))


def _answer(reviewer: Page, user: Page, shot: Shot) -> None:
    """Takes the next case, which is the one that somebody waits for, and leaves no other behind."""
    reviewer.get_by_role("button", name="Next case").click()
    expect(reviewer.locator(".withheld")).to_contain_text("founded in 1732 by the Duke of Norfolk")
    expect(user.get_by_text("A person is on it now.")).to_be_visible()
    reviewer.get_by_role("radiogroup", name="sentence 2").get_by_label("Not supported").check()
    reviewer.get_by_label("Reply to the user").fill(REPLY)
    reviewer.get_by_label("Use this reply again").check()
    reviewer.get_by_label("Then the next").uncheck()
    shot(reviewer, "people-reviewer")
    reviewer.get_by_role("button", name="Send my reply").click()
    expect(reviewer.get_by_text("Resolved: edit")).to_be_visible()


def _audit(reviewer: Page) -> None:
    """The first that was drawn, by what its sources say."""
    reviewer.get_by_role("button", name="Next case").click()
    expect(reviewer.get_by_text("What the check says is hidden")).to_be_visible()
    expect(reviewer.locator("#case")).to_contain_text("six books")
    reviewer.get_by_label("Your judgement of sentence 1").select_option("supported")
    reviewer.get_by_role("button", name="As labelled").click()
    expect(reviewer.get_by_text("This is what the check had said of it.")).to_be_visible()
