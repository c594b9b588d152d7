"""Markup that gets into the page runs nothing."""

from collections.abc import Callable

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from server.http.content_policy import content_policy, script_hashes
from tests.ui.conftest import Fake

pytestmark = pytest.mark.browser

INJECTED = """
<img src="x" onerror="window.ran = 'an image that is missing'">
<div id="bait" onclick="window.ran = 'a handler'">Press</div>
<a id="link" href="javascript:window.ran = 'a link'">Go</a>
<iframe srcdoc="<script>parent.ran = 'a frame'</script>"></iframe>
"""


@pytest.fixture
def page(fake: Fake, browser: Browser) -> Page:
    """The chat page; that it forbids what these tests try is no fault here."""
    page = browser.new_context().new_page()
    page.goto(fake.url)
    expect(page.get_by_role("heading", name="Ask your documents")).to_be_visible()
    return page


def violations(page: Page, act: Callable[[], object]) -> list[str]:
    """The directives that were violated by the time `act` was through and the page has told so."""
    page.evaluate("""() => {
        window.told = [];
        document.addEventListener("securitypolicyviolation", (event) => window.told.push(event.effectiveDirective));
    }""")
    act()
    page.wait_for_function("() => window.told.length > 0")
    told: list[str] = page.evaluate("window.told")
    return told


def test_handlers_links_and_frames_that_were_injected_do_not_run(page: Page) -> None:
    def inject() -> None:
        page.evaluate("(html) => document.querySelector('#history').insertAdjacentHTML('beforeend', html)", INJECTED)
        page.wait_for_function("() => window.told.includes('script-src-attr')")
        page.locator("#bait").dispatch_event("click")
        page.locator("#link").dispatch_event("click")
        page.wait_for_function("() => window.told.filter((one) => one.startsWith('script-src')).length >= 3")

    told = violations(page, inject)
    assert "script-src-attr" in told
    assert page.evaluate("window.ran") is None


def test_a_script_that_was_injected_does_not_run_even_if_it_is_put_there_by_a_script(page: Page) -> None:
    def inject() -> None:
        page.evaluate("""() => {
            const script = document.createElement("script");
            script.textContent = "window.ran = 'a script'";
            document.head.append(script);
        }""")

    assert violations(page, inject) == ["script-src-elem"]
    assert page.evaluate("window.ran") is None


def test_text_is_not_run_as_a_script(page: Page) -> None:
    # In a task of the page's own: what a debugger evaluates may evaluate in turn.
    tried = """() => new Promise((told) => setTimeout(() => {
        try { told(new Function("return 1")()); } catch (error) { told(error.name); }
    }))"""
    assert page.evaluate(tried) == "EvalError"


def test_the_policy_names_no_unsafe_way_for_scripts(fake: Fake) -> None:
    directives = {}
    for path in ("/", "/documents", "/v1/me"):
        policy = httpx.get(fake.url + path, trust_env=False).headers["content-security-policy"]
        directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
        assert "unsafe" not in directives["script-src"], path
        assert "blob:" not in directives["script-src"], path
    assert content_policy(script_hashes([b"a"])).count("'sha256-") == 1
