"""What a newcomer sees, as one story: the real page and the real server in a real browser."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

import pytest
from playwright.sync_api import Page, expect

from domain.principals import Role
from generation.prompt import NO_ANSWER
from server.http.access import fingerprint
from server.wiring.opening import open_stores
from server.wiring.settings import Settings
from tests.server.conftest import FakeModel
from tests.server.documents import write_documents
from tests.ui.real_server import real_server
from tests.ui.test_chat_page import ask, drop

pytestmark = pytest.mark.browser

Open: TypeAlias = Callable[..., Page]
Shot: TypeAlias = Callable[[Page, str], None]

TRUE = "A member may borrow six books at a time [1]."
INVENTED = "The library was founded in 1732 by the Duke of Norfolk [1]."


@pytest.fixture(scope="module")
def model() -> Iterator[FakeModel]:
    """A language model that writes what the test tells it to."""
    with FakeModel.running() as model:
        yield model


@pytest.fixture(scope="module")
def lookups(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the server's look-ups of other hosts are written."""
    return tmp_path_factory.mktemp("lookups") / "lookups.txt"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The server's folder."""
    return tmp_path_factory.mktemp("story") / "data"


@pytest.fixture(scope="module")
def url(data: Path, model: FakeModel, lookups: Path) -> Iterator[str]:
    """The real server."""
    with real_server(data, lookups=lookups, llm_url=model.url) as url:
        yield url


def test_a_newcomer_drops_files_asks_reads_the_marks_and_hears_from_a_person(
    url: str, model: FakeModel, open_page: Open, shot: Shot, tmp_path: Path
) -> None:
    chat = open_page(url)
    chat.locator("#history .welcome").wait_for()
    drop(chat, {path.name: path.read_bytes() for path in write_documents(tmp_path).values()})
    expect(chat.locator("li.file progress").first).to_be_attached()
    expect(chat.locator("li.file[data-status=ready]")).to_have_count(3, timeout=60_000)
    shot(chat, "story-files")

    model.text = TRUE
    ask(chat, "How many books may a member borrow?")
    answered = chat.locator("[data-outcome=answered]")
    answered.wait_for()
    expect(answered.locator(".claim")).to_have_attribute("data-support", "supported")
    answered.locator(".claim .cite").click()
    expect(chat.locator("#panel")).to_contain_text("rules.pdf")
    expect(chat.locator("#panel mark").first).to_contain_text("six books")
    chat.wait_for_function("() => document.querySelector('#panel figure img').naturalWidth > 100")
    shot(chat, "story-evidence")
    chat.keyboard.press("Escape")

    model.text = NO_ANSWER
    ask(chat, "How many moons does Jupiter have?")
    abstained = chat.locator("[data-outcome=abstained]")
    expect(abstained).to_contain_text("Not found in the documents")
    abstained.get_by_role("button", name="Ask a person").click()
    expect(chat.get_by_text("A person was asked.")).to_be_visible()
    shot(chat, "story-abstained")

    model.text = f"{TRUE} {INVENTED}"
    ask(chat, "Tell me more about what members may borrow.")
    withheld = chat.locator("[data-outcome=escalated]")
    withheld.wait_for()
    assert "Norfolk" not in chat.content()
    shot(chat, "story-withheld")
    _answer_as_reviewer(open_page(f"{url}/review"), chat, shot)
    expect(chat.locator(".message.person")).to_contain_text("Six books, as the rules say.")
    shot(chat, "story-reply")


def _answer_as_reviewer(review: Page, chat: Page, shot: Shot) -> None:
    review.get_by_role("button", name="Tell me more").click()
    expect(review.locator(".withheld")).to_contain_text("founded in 1732 by the Duke of Norfolk")
    review.get_by_role("button", name="Claim this case").click()
    expect(chat.get_by_text("A person is on it now.")).to_be_visible()
    review.get_by_role("radiogroup", name="sentence 2").get_by_label("Not supported").check()
    review.get_by_label("Reply to the user").fill("Six books, as the rules say.")
    shot(review, "story-review")
    review.get_by_role("button", name="Send my reply").click()
    expect(review.get_by_text("Sent.")).to_be_visible()


def test_documents_and_operations_work_on_the_real_server(url: str, open_page: Open, shot: Shot) -> None:
    page = open_page(f"{url}/documents")
    page.locator("#table .empty").wait_for()
    drop(page, {"note.txt": b"The gate code is heliotrope."})
    expect(page.locator("#table tr[data-status=ready]")).to_have_count(1, timeout=60_000)
    page.goto(f"{url}/operations")
    expect(page.get_by_role("img", name="Answers by outcome over time")).to_be_visible()
    expect(page.locator("#health table").first).to_contain_text("well")
    shot(page, "story-operations")


def test_neither_the_pages_nor_the_server_look_up_an_outside_host(url: str, lookups: Path, open_page: Open) -> None:
    for path in ("", "documents", "review", "operations", "models"):
        page = open_page(f"{url}/{path}")  # fails the test if the browser asks another host
        page.locator("#act-start, #act-refresh").first.wait_for(state="attached")
        page.locator(".loading").wait_for(state="detached")
    assert lookups.read_text() == ""


def test_once_a_key_is_made_the_page_asks_for_it_and_works_with_it(
    url: str, data: Path, open_page: Open, shot: Shot
) -> None:
    settings = Settings(_env_file=None, data=data)
    with open_stores(settings) as stores:  # as `candor keys create` does beside a running server
        stores.keys.create(name="ops", role=Role.ADMIN, collections=None, sha256=fingerprint("cnd_ops"))
    page = open_page(url)
    page.get_by_label("Your API key").fill("cnd_wrong")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("alert")).to_contain_text("not valid")
    page.get_by_label("Your API key").fill("cnd_ops")
    page.get_by_role("button", name="Log in").click()
    page.locator("#history .welcome").wait_for()
    drop(page, {"sign.txt": b"The sign is a heron."})
    expect(page.locator("li.file[data-status=ready]")).to_have_count(1, timeout=60_000)
    shot(page, "story-with-a-key")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_label("Your API key")).to_be_visible()
