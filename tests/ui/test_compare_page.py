"""Models compared in a real browser: voted on blindly, ranked when asked; and a candidate that was sent back."""

from collections.abc import Callable
from typing import TypeAlias

import pytest
from playwright.sync_api import Page, expect

from tests.ui.conftest import Fake
from tests.ui.fake_api import HOSTILE, candidate

pytestmark = pytest.mark.browser

Open: TypeAlias = Callable[..., Page]
Shot: TypeAlias = Callable[[Page, str], None]


def test_a_person_votes_blindly_and_sees_the_models_only_then(fake: Fake, open_page: Open, shot: Shot) -> None:
    page = open_page(f"{fake.url}/compare")
    expect(page.get_by_text("Nothing waits for votes.")).to_be_visible()
    fake.state.compared += [
        {"ticket": "t1", "question": "When does it open?", "left": "At nine.\nOn Mondays at ten.", "right": HOSTILE},
        {"ticket": "t2", "question": "Who reads?", "left": "Members.", "right": "Nobody."},
    ]
    page.reload()
    expect(page.get_by_role("heading", name="When does it open?")).to_be_visible()
    expect(page.locator("#compare")).not_to_contain_text("atlas")
    shot(page, "compare-blind")
    page.get_by_role("button", name="The right one").click()
    expect(page.get_by_role("heading", name="Who reads?")).to_be_visible()
    page.get_by_role("button", name="Both alike").click()
    expect(page.get_by_text("You have voted on all of them.")).to_be_visible()
    assert fake.state.votes == {"t1": "right", "t2": "tie"}
    page.get_by_role("button", name="How do the models stand?").click()
    expect(page.locator("#ranking")).to_contain_text("70 %")
    shot(page, "compare-ranking")


def test_a_candidate_that_was_sent_back_is_told_and_tried_anew(fake: Fake, open_page: Open, shot: Shot) -> None:
    fake.state.canary = candidate()
    page = open_page(f"{fake.url}/operations")
    expect(page.locator("#canary")).to_contain_text("more of its answers were flagged or withheld")
    shot(page, "canary")
    page.get_by_role("button", name="Try anew").click()
    page.get_by_role("dialog").get_by_role("button", name="Try anew").click()
    expect(page.locator("#canary")).to_contain_text("of the conversations since")
