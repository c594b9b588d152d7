"""Audits in a real browser: judged blindly on one page, told on the other."""

from collections.abc import Callable
from typing import TypeAlias

import pytest
from playwright.sync_api import Page, expect

from tests.ui.conftest import Fake
from tests.ui.test_chat_page import ask

pytestmark = pytest.mark.browser

Open: TypeAlias = Callable[..., Page]
Shot: TypeAlias = Callable[[Page, str], None]


def test_an_audit_is_judged_without_a_word_of_the_check_which_is_told_then(
    fake: Fake, open_page: Open, shot: Shot
) -> None:
    chat, review = open_page(fake.url), open_page(f"{fake.url}/review")
    ask(chat, "What may members borrow, drawn at random?")
    review.get_by_role("button", name="drawn at random?").click()
    expect(review.get_by_text("What the check says is hidden")).to_be_visible()
    expect(review.locator("#case .sign")).to_have_count(0)
    expect(review.locator("#case")).not_to_contain_text("risk")
    review.get_by_role("button", name="Claim this case").click()
    review.get_by_label("Your judgement of sentence 1").select_option("unsupported")
    shot(review, "audit-blind")
    review.get_by_role("button", name="As labelled").click()
    expect(review.get_by_text("This is what the check had said of it.")).to_be_visible()
    expect(review.locator("#case .sign").first).to_be_visible()
    [audit] = fake.state.escalations.values()
    assert audit["resolution"]["labels"] == [{"claim": 0, "support": "unsupported", "answers": None}]
    expect(chat.locator(".message.person")).to_have_count(0)


def test_before_the_first_review_the_page_says_how_a_rate_comes_about(fake: Fake, open_page: Open, shot: Shot) -> None:
    page = open_page(f"{fake.url}/operations")
    expect(page.get_by_text("A rate appears once people have reviewed")).to_be_visible()
    expect(page.get_by_text("no audited answer was flagged yet")).to_be_visible()
    expect(page.get_by_text("Once answers that may be audited were given, this replays their risks")).to_be_visible()


def test_the_rate_has_its_band_and_a_threshold_is_tried_and_set(fake: Fake, open_page: Open, shot: Shot) -> None:
    fake.state.audited = True
    page = open_page(f"{fake.url}/operations")
    expect(page.locator("#rate")).to_contain_text("12 % (6.0 % to 18 %) of what was delivered")
    expect(page.get_by_role("img", name="Wrong answers by week, with 95 % intervals")).to_be_visible()
    expect(page.locator("#detector")).to_contain_text("Recall: 80 % (40 % to 100 %)")
    expect(page.get_by_text("Choose one collection above to set its threshold.")).to_be_visible()
    page.get_by_label("Collection").click()
    page.get_by_role("option", name="handbooks").click()
    expect(page.get_by_text("In force: 0.50.")).to_be_visible()
    slider = page.get_by_label("A sentence is not supported from this risk on")
    slider.press("End")
    expect(page.locator("#threshold-told")).to_contain_text("At 0.90: 2.0 reviews a day")
    shot(page, "audits")
    page.get_by_role("button", name="Use this threshold").click()
    page.get_by_role("dialog").get_by_role("button", name="Use it").click()
    expect(page.get_by_text("In force: 0.90.")).to_be_visible()
    assert fake.state.thresholds == {"handbooks": 0.9}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_audited_figures_fit_a_narrow_page(fake: Fake, open_page: Open, shot: Shot, theme: str) -> None:
    fake.state.audited = True
    page = open_page(f"{fake.url}/operations?__theme={theme}", width=390, height=1600)
    page.locator("#thresholds").wait_for()
    page.locator("#rate").scroll_into_view_if_needed()
    shot(page, f"audits-narrow-{theme}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_what_is_behind_the_figures_is_told_and_fits_every_page(fake: Fake, open_page: Open, shot: Shot) -> None:
    fake.state.behind = True
    page = open_page(f"{fake.url}/operations", height=2600)
    expect(page.get_by_role("img", name="Answers by reason")).to_contain_text("Outside of the documents: 9")
    page.get_by_text("Is there a sauna?").first.click()
    expect(page.get_by_text("Where is the sauna, please?")).to_be_visible()
    expect(page.get_by_role("row", name="prices.pdf")).to_contain_text("2")
    expect(page.get_by_text("That is an old price.")).to_be_visible()
    expect(page.get_by_role("row", name="What may members borrow?")).to_contain_text("hidden until audited")
    expect(page.locator("#anchors")).to_contain_text("moved by 0.012 on average")
    shot(page, "behind")
    for theme in ("light", "dark"):
        narrow = open_page(f"{fake.url}/operations?__theme={theme}", width=390, height=2600)
        narrow.locator("#log").wait_for()
        shot(narrow, f"behind-narrow-{theme}")
        assert narrow.evaluate("document.documentElement.scrollWidth") <= 390
