"""A reviewer with a hundred cases a day, in a real browser: by keys, one after another, nothing typed lost."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.ui.conftest import Fake
from tests.ui.fake_api import PASSAGES, _answer, claim, laid_out

pytestmark = pytest.mark.browser
Open = Callable[..., Page]
Shot = Callable[[Page, str], None]
_LEAST_IN_SIGHT = 6


def waiting(fake: Fake, *questions: str) -> None:
    """Cases as the server would have them, each of a conversation of its own."""
    for number, question in enumerate(questions):
        talk = fake.state.converse(None, title=question, collection="default")
        answer = _answer(fake.state, talk, question, "escalated")
        text, claims = laid_out([claim("Late books cost 20 cents a day [1].", "supported", quote="20 cents")])
        withheld = laid_out([claim(f"Fine number {number} was set in 1732.", "unsupported")])
        answer.update(text=text, claims=claims, withheld=dict(zip(("text", "claims"), withheld, strict=True)))
        fake.state.answers[answer["id"]] = answer
        known = {"id": f"e{number + 1}", "conversation_id": talk["id"], "answer": answer}
        fake.state.escalations[known["id"]] = {**BASE, **known}
        talk["messages"] = [
            {"id": f"m{number}{role}", "role": role, "content": said, "answer_id": None, "created_at": WHEN}
            for role, said in (("user", "Hello!"), ("assistant", "Hello."), ("user", question))
        ]


WHEN = "2026-11-28T09:00:00Z"
BASE = {
    "status": "open", "kind": "flagged", "priority": 5, "due_at": WHEN, "reason": "A sentence has no support.",
    "sla": "active", "created_at": WHEN, "collection": "default", "claimed_by": None, "claim_expires_at": None,
    "resolution": None, "changes": [], "former_reply": None, "first_due_at": None, "first_sla": "active",
    "assigned_to": None, "duplicates": [], "blind": False, "history": [], "expires_at": None,
}  # fmt: skip


_IN_SIGHT = (
    "s => [...document.querySelectorAll(s)].filter(e => { const r = e.getBoundingClientRect();"
    " return r.top >= 0 && r.bottom <= innerHeight; }).length"
)


def comes_in_sight(page: Page, selector: str, count: int) -> None:
    """Waits until at least so many stand in the window, whole."""
    page.wait_for_function(f"([s, least]) => ({_IN_SIGHT})(s) >= least", arg=[selector, count])


def test_one_case_after_another_by_keys_alone(fake: Fake, open_page: Open, shot: Shot) -> None:
    waiting(fake, *(f"What does late book number {number} cost a day, and who set it?" for number in range(9)))
    page = open_page(f"{fake.url}/review")
    expect(page.locator("#queue li")).to_have_count(9)
    page.keyboard.press("n")
    expect(page.get_by_role("button", name="Send my reply")).to_be_visible()
    comes_in_sight(page, "#queue li", _LEAST_IN_SIGHT)
    comes_in_sight(page, ".dock textarea, .dock [value=reject]", 2)
    expect(page.locator("#queue li").nth(1)).to_contain_text("Fine number 1 was set in 1732.")
    page.keyboard.press("1")
    page.keyboard.press("4")
    shot(page, "review-day")
    page.keyboard.press("e")
    page.keyboard.type("Nobody knows who. ?")
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    expect(page.get_by_text("Approving sends the draft as it was")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("take the next case")
    shot(page, "review-keys")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-case=e2][data-mine=true]")).to_be_visible()
    expect(page.get_by_text("Sent.")).to_be_visible()
    expect(page.get_by_label("Reply to the user")).to_have_value("")
    expect(page.locator(".labels input:checked")).to_have_count(0)
    resolution = fake.state.escalations["e1"]["resolution"]
    assert (resolution["resolution"], resolution["text"]) == ("edit", "Nobody knows who. ?")
    assert [label["support"] for label in resolution["labels"]] == ["supported", "contradicted"]
    page.keyboard.press("a")
    expect(page.locator("[data-case=e3][data-mine=true]")).to_be_visible()
    assert fake.state.escalations["e2"]["resolution"]["resolution"] == "approve"


def test_a_draft_is_there_again_after_a_look_elsewhere(fake: Fake, open_page: Open) -> None:
    waiting(fake, "What does it cost?", "When does it close?")
    page = open_page(f"{fake.url}/review")
    page.get_by_role("button", name="What does it cost?").click()
    page.get_by_role("button", name="Claim this case").click()
    page.get_by_label("Reply to the user").fill("Half a draft")
    page.get_by_label("Use this reply again").check()
    page.get_by_role("button", name="When does it close?").click()
    expect(page.locator("[data-case=e2]")).to_be_visible()
    page.get_by_role("button", name="What does it cost?").click()
    expect(page.get_by_label("Reply to the user")).to_have_value("Half a draft")
    expect(page.get_by_label("Use this reply again")).to_be_checked()


def test_replies_are_chosen_and_used_again_and_listed(fake: Fake, open_page: Open, shot: Shot) -> None:
    waiting(fake, "Was kostet der Schlüssel?", "What does it cost?")
    fake.state.escalations["e1"].update(
        kind="suspended", former_reply="Nine euros.", duplicates=["e2"],
        changes=[{"document": "prices.csv", "before": "A key costs nine euros.", "after": "A key costs ten euros."}],
    )  # fmt: skip
    page = open_page(f"{fake.url}/review?case=e1")
    page.get_by_role("button", name="Claim this case").click()
    expect(page.get_by_text("Reply to the user in German")).to_be_visible()
    expect(page.locator(".changes ins")).to_have_text("ten")
    expect(page.locator(".notice.same")).to_contain_text("asked the same")
    page.get_by_text("The conversation, 3 messages").click()
    shot(page, "review-suspended")
    page.get_by_label("Canned reply").select_option("Not known")
    expect(page.get_by_label("Reply to the user")).to_have_value("About “Was kostet der Schlüssel?”: nobody knows.")
    expect(page.get_by_label("Use this reply again")).to_be_checked()
    page.get_by_label("Then the next").uncheck()
    page.get_by_role("button", name="Send my reply").click()
    expect(page.get_by_text("Resolved: edit")).to_be_visible()
    page.get_by_role("button", name="Verified answers").click()
    expect(page.locator("table.verified")).to_contain_text("Was kostet der Schlüssel?")
    shot(page, "review-verified")
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page.get_by_text("No verified answers yet.")).to_be_visible()


def test_the_queue_is_searched_and_several_are_decided_at_once(fake: Fake, open_page: Open) -> None:
    waiting(fake, "What does it cost?", "When does it close?", "When does it open?")
    page = open_page(f"{fake.url}/review")
    expect(page.locator("#queue li")).to_have_count(3)
    page.get_by_role("searchbox").fill("When")
    expect(page.locator("#queue li")).to_have_count(2)
    page.get_by_label("Choose: When does it close?").check()
    page.get_by_label("Choose: When does it open?").check()
    page.locator(".several").get_by_role("button", name="Not in the documents").click()
    page.get_by_role("dialog").get_by_role("button", name="Send").click()
    expect(page.get_by_text("2 are resolved")).to_be_visible()
    assert [one["status"] for one in fake.state.escalations.values()] == ["open", "resolved", "resolved"]


@pytest.mark.parametrize(("width", "theme"), [(390, "light"), (390, "dark"), (1280, "dark")])
def test_a_case_has_a_dark_and_a_narrow_face(fake: Fake, open_page: Open, shot: Shot, width: int, theme: str) -> None:
    waiting(fake, *(f"What does late book number {number} cost a day?" for number in range(7)))
    fake.state.escalations["e1"]["answer"]["claims"] = []
    page = open_page(f"{fake.url}/review?case=e1&__theme={theme}", width=width)
    page.get_by_role("button", name="Claim this case").click()
    expect(page.get_by_text("What a wider search finds")).to_be_visible()
    shot(page, f"review-case-{width}-{theme}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert len(PASSAGES) == page.locator(".wider details").count()
