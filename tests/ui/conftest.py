"""A browser, a page that tells on itself, and the fake API with the real page in front of it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from server.http.content_policy import ContentPolicy
from tests.ui.chromium import MISSING, chromium_path
from tests.ui.fake_api import FakeApi, fake_app
from tests.ui.serving import free_port, served
from ui.page import mount_page, scripts

SCREENSHOTS = Path(__file__).parents[2] / "screenshots"
_PATIENCE_MS = 30_000


@dataclass
class Fake:
    """Where the fake runs, and its state."""

    url: str
    state: FakeApi = field(default_factory=FakeApi)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests."""
    with sync_playwright() as playwright:
        path = chromium_path(playwright)
        if path is None:
            pytest.skip(MISSING)
        expect.set_options(timeout=_PATIENCE_MS)
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


def _is_violation(message: str) -> bool:
    return "Content Security Policy" in message


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens pages, each a browser of its own; the test fails if one asks another host, a script breaks, or something
    wants what the Content-Security-Policy forbids."""
    outside: list[str] = []
    broken: list[str] = []

    def note(url: str) -> None:
        address = urlsplit(url)
        if address.scheme not in ("data", "blob") and address.hostname != "127.0.0.1":
            outside.append(url)

    def opened(url: str, *, width: int = 1280, height: int = 800) -> Page:
        page = browser.new_context(viewport={"width": width, "height": height}).new_page()
        page.set_default_timeout(_PATIENCE_MS)
        page.on("request", lambda request: note(request.url))
        page.on("pageerror", lambda error: broken.append(str(error)))
        page.on("console", lambda message: broken.append(message.text) if _is_violation(message.text) else None)
        page.goto(url)
        return page

    yield opened
    for context in browser.contexts:
        context.close()
    assert outside == []
    assert broken == []


@pytest.fixture(scope="session")
def running_fake() -> Iterator[Fake]:
    """The fake, once for all tests: mounting the page takes seconds."""
    port = free_port()
    fake = Fake(f"http://127.0.0.1:{port}")
    app = fake_app(fake.state)
    mount_page(app, api_url=fake.url, upload_limit_bytes=1_000_000)
    app.add_middleware(ContentPolicy, added=scripts())
    with served(app, port):
        yield fake
        fake.state.gate.set()


@pytest.fixture
def fake(running_fake: Fake) -> Iterator[Fake]:
    """The fake, empty."""
    parts = (
        "conversations",
        "answers",
        "documents",
        "suggestions",
        "escalations",
        "verified",
        "arriving",
        "asked",
        "ratings",
        "cookies",
        "complaints",
        "compared",
        "votes",
    )
    for part in parts:
        getattr(running_fake.state, part).clear()
    running_fake.state.requires_key = running_fake.state.audited = running_fake.state.behind = False
    running_fake.state.thresholds.clear()
    running_fake.state.stopped = 0
    running_fake.state.canary = None
    running_fake.state.gate.set()
    yield running_fake
    running_fake.state.gate.set()
    assert running_fake.state.complaints == []


@pytest.fixture
def shot() -> Callable[[Page, str], None]:
    """Keeps a picture of a page for people to look at; git ignores the folder."""

    def keep(page: Page, name: str) -> None:
        SCREENSHOTS.mkdir(exist_ok=True)
        page.screenshot(path=SCREENSHOTS / f"{name}.png")

    return keep
