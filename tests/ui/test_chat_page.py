"""The chat page in a real browser, against an API whose answers the tests choose."""

from base64 import b64encode
from collections.abc import Callable, Mapping
from typing import TypeAlias

import pytest
from playwright.sync_api import Page, expect

from tests.ui.conftest import Fake

pytestmark = pytest.mark.browser

Open: TypeAlias = Callable[..., Page]
Shot: TypeAlias = Callable[[Page, str], None]

DROP = """(files) => {
  const transfer = new DataTransfer();
  for (const [name, bytes] of files) {
    transfer.items.add(new File([Uint8Array.from(atob(bytes), (one) => one.charCodeAt(0))], name));
  }
  document.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true }));
}"""


def drop(page: Page, files: Mapping[str, bytes]) -> None:
    """Drops files on the page, as a hand would."""
    page.evaluate(DROP, [[name, b64encode(content).decode()] for name, content in files.items()])


def ask(page: Page, question: str) -> None:
    """Types a question and sends it with the keyboard alone."""
    page.locator("#history .welcome, #history .message").first.wait_for()
    page.get_by_placeholder("Ask a question").fill(question)
    page.keyboard.press("Enter")


def test_each_sentence_shows_its_verdict_in_shape_and_in_words(fake: Fake, open_page: Open, shot: Shot) -> None:
    page = open_page(fake.url)
    page.locator("#history .welcome").wait_for()
    shot(page, "chat-empty")
    ask(page, "What may members borrow?")
    page.locator("[data-outcome]").wait_for()
    assert page.locator(".claim").evaluate_all("all => all.map(one => one.dataset.support)") == [
        "supported", "supported", "unsupported", "contradicted", "unchecked",
    ]  # fmt: skip
    signs = page.locator(".claim .sign")
    assert signs.all_inner_texts() == ["✓", "✓", "!", "✕", "?"]
    assert "a source says otherwise" in (signs.nth(3).get_attribute("aria-label") or "")
    expect(page.get_by_text("2 of 5 sentences supported")).to_be_visible()
    sources = page.get_by_label("Sources")
    expect(sources.get_by_text("handbook.pdf, page 3")).to_be_visible()
    expect(sources.get_by_text("prices.csv, rows 4–5")).to_be_visible()


def test_an_empty_conversation_offers_questions_and_a_click_asks_one(fake: Fake, open_page: Open, shot: Shot) -> None:
    fake.state.suggestions["default"] = ["What may members borrow?", 'Where is "<b>it</b>"?', "Who?", "When?", "Why?"]
    page = open_page(fake.url)
    offered = page.locator(".suggestions button")
    expect(offered).to_have_count(4)
    expect(offered.nth(1)).to_contain_text('Where is "<b>it</b>"?')
    expect(offered.first).to_contain_text("handbook.pdf")
    shot(page, "chat-suggestions")
    offered.first.click()
    page.locator("[data-outcome]").wait_for()
    expect(page.locator(".message.user")).to_have_text("What may members borrow?")
    expect(page.locator(".welcome")).to_have_count(0)


def test_another_collection_offers_questions_of_its_own_or_none(fake: Fake, open_page: Open) -> None:
    fake.state.suggestions["handbooks"] = ["Who keeps the keys?"]
    page = open_page(fake.url)
    page.locator("#history .welcome").wait_for()
    expect(page.locator(".suggestions")).to_have_count(0)
    expect(page.locator(".welcome h2")).to_have_count(0)
    page.get_by_label("Ask about").click()
    page.get_by_role("option", name="handbooks").click()
    expect(page.locator(".suggestions button")).to_contain_text("Who keeps the keys?")
    expect(page.locator(".welcome strong")).to_have_text("handbooks")


def test_questions_that_are_found_after_a_file_was_read_come_by_themselves(fake: Fake, open_page: Open) -> None:
    page = open_page(fake.url)
    page.locator("#history .welcome").wait_for()
    drop(page, {"a.txt": b"one"})
    expect(page.locator("li.file[data-status=ready]")).to_have_count(1)
    fake.state.suggestions["c1"] = ["What does one mean?"]
    page.get_by_role("button", name="What does one mean?").click()
    page.locator("[data-outcome]").wait_for()
    assert len(fake.state.conversations) == 1


def test_a_phone_shows_the_questions_below_one_another(fake: Fake, open_page: Open, shot: Shot) -> None:
    fake.state.suggestions["default"] = ["What may members borrow?", "Who keeps the keys of the reading room at night?"]
    page = open_page(fake.url, width=390, height=844)
    expect(page.locator(".suggestions button")).to_have_count(2)
    boxes = [box for one in page.locator(".suggestions button").all() if (box := one.bounding_box())]
    assert boxes[0]["x"] == boxes[1]["x"]
    assert all(box["x"] + box["width"] <= 390 for box in boxes)
    shot(page, "chat-suggestions-phone")


def test_a_citation_opens_its_source_with_the_supporting_words_marked(fake: Fake, open_page: Open, shot: Shot) -> None:
    page = open_page(fake.url)
    ask(page, "What may members borrow?")
    cited = page.locator("[data-outcome] .claim .cite").first
    cited.click()
    expect(page.locator("#panel mark")).to_have_text("Members may borrow six books for three weeks")
    picture = page.locator("#panel img")
    expect(picture).to_have_attribute("src", "/v1/documents/doc-handbook.pdf/pages/3.png?highlight=129-173")
    page.wait_for_function("() => document.querySelector('#panel img').naturalWidth > 0")
    shot(page, "chat-evidence")
    page.keyboard.press("Escape")
    expect(page.locator("#panel")).to_be_hidden()
    expect(cited).to_be_focused()


def test_sentences_come_one_by_one_and_stop_ends_the_answer(fake: Fake, open_page: Open, shot: Shot) -> None:
    fake.state.gate.clear()
    page = open_page(fake.url)
    ask(page, "What may members borrow?")
    expect(page.locator("#live .claim")).to_have_count(1)
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_hidden()
    shot(page, "chat-streaming")
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_text("Stopped.")).to_be_visible()
    expect(page.locator(".streaming")).to_have_count(0)
    expect(page.locator(".message.user")).to_have_count(1)
    shot(page, "chat-stopped")
    fake.state.gate.set()
    page.get_by_role("button", name="Ask again").click()
    page.locator("[data-outcome]").wait_for()
    assert fake.state.stopped == 1


def test_a_hostile_answer_stays_text(fake: Fake, open_page: Open) -> None:
    page = open_page(fake.url)
    ask(page, "hostile <b>question</b> ![x](http://example.invalid/q.png)")
    answer = page.locator("[data-outcome] .body")
    expect(answer).to_contain_text('<img src="http://example.invalid/x.png"><script>alert(1)</script> ![p](http')
    expect(page.locator(".message.user")).to_contain_text("<b>question</b>")
    expect(page.locator(".message img")).to_have_count(0)


def test_dropped_files_belong_to_the_conversation_and_show_their_progress(
    fake: Fake, open_page: Open, shot: Shot
) -> None:
    page = open_page(fake.url)
    page.locator("#history .welcome").wait_for()
    drop(page, {"a.txt": b"one", "b.csv": b"x,y", "bad.pdf": b"%PDF"})
    expect(page.locator("li.file[data-status=ready]")).to_have_count(2)
    expect(page.locator("li.file[data-status=failed]")).to_contain_text("holds no text")
    assert {document["collection"] for document in fake.state.documents.values()} == {"c1"}
    shot(page, "chat-files")
    page.reload()
    expect(page.locator("li.file")).to_have_count(3)


def test_a_file_over_the_limit_is_refused_before_it_is_sent(fake: Fake, open_page: Open) -> None:
    page = open_page(fake.url)
    page.locator("#history .welcome").wait_for()
    drop(page, {"big.txt": b"x" * 1_000_001})
    expect(page.locator("li.file")).to_contain_text("Too large: a file may have 1 MB at most.")
    assert fake.state.documents == {}


def test_what_was_asked_in_place_of_a_follow_up_is_shown(fake: Fake, open_page: Open) -> None:
    page = open_page(fake.url)
    fake.state.gate.set()
    ask(page, "and the pupils?")
    expect(page.locator(".asked-as")).to_have_text("Asked as: “When do <b>pupils</b> come?”")


def test_small_talk_is_no_abstention_and_calls_nobody(fake: Fake, open_page: Open) -> None:
    page = open_page(fake.url)
    ask(page, "Hello")
    answer = page.locator("[data-outcome=abstained]")
    expect(answer.locator("h3")).to_have_count(0)
    expect(answer.get_by_role("button", name="Ask a person")).to_have_class("quiet")


def test_an_abstention_says_so_and_offers_a_person(fake: Fake, open_page: Open, shot: Shot) -> None:
    page = open_page(fake.url)
    ask(page, "Who walked on the moon?")
    expect(page.get_by_text("Not found in the documents")).to_be_visible()
    shot(page, "chat-abstained")
    page.get_by_role("button", name="Ask a person").click()
    expect(page.get_by_text("A person was asked.")).to_be_visible()
    assert [e["kind"] for e in fake.state.escalations.values()] == ["requested"]


def test_an_answer_beside_the_point_looks_like_none_of_the_others(fake: Fake, open_page: Open, shot: Shot) -> None:
    page = open_page(fake.url)
    ask(page, "Talk beside it")
    heading = page.locator("[data-outcome=escalated] .outcome.off-point")
    expect(heading).to_contain_text("Does not answer the question: a person will answer")
    assert heading.evaluate("(shown) => getComputedStyle(shown).color") == "rgb(106, 63, 160)"
    page.locator("[data-outcome] .claim .why").nth(1).click()
    panel = page.locator("#panel")
    expect(panel.locator(".value.computed")).to_contain_text("165 computed from the source: “120”, “45”")
    expect(panel.locator(".answers.off-point")).to_contain_text("Does not answer the question")
    shot(page, "chat-off-point")
    page.goto(f"{fake.url}/review?case=e1")
    expect(page.locator("[data-reason=off_point]")).to_contain_text("Does not answer the question")
    shot(page, "review-off-point")


def test_a_thumb_is_sent_and_stays_pressed(fake: Fake, open_page: Open) -> None:
    page = open_page(fake.url)
    ask(page, "What may members borrow?")
    page.get_by_role("button", name="Bad answer").click()
    expect(page.get_by_role("button", name="Bad answer")).to_have_attribute("aria-pressed", "true")
    page.reload()
    expect(page.get_by_role("button", name="Bad answer")).to_have_attribute("aria-pressed", "true")
    assert fake.state.ratings == [{"answer": "a1", "rating": "down"}]


def test_a_refused_question_says_why_and_can_be_tried_again(fake: Fake, open_page: Open, shot: Shot) -> None:
    page = open_page(fake.url)
    ask(page, "refuse this")
    expect(page.get_by_role("alert")).to_contain_text("This model is not available.")
    expect(page.get_by_role("button", name="Try again")).to_be_visible()
    shot(page, "chat-error")


def test_conversations_are_kept_opened_and_deleted_after_a_question(fake: Fake, open_page: Open, shot: Shot) -> None:
    page = open_page(fake.url)
    ask(page, "first question")
    page.locator("[data-outcome]").wait_for()
    page.get_by_role("button", name="New conversation").click()
    page.locator("#history .welcome").wait_for()
    ask(page, "second question")
    page.locator("[data-outcome]").wait_for()
    page.locator("#conversations").get_by_role("button", name="first question", exact=True).click()
    expect(page.locator(".message.user")).to_have_text("first question")
    page.reload()
    expect(page.locator(".message.user")).to_have_text("first question")
    page.get_by_role("button", name="Delete first question").click()
    shot(page, "chat-delete")
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    page.locator("#history .welcome").wait_for()
    assert list(fake.state.conversations) == ["c2"]


def test_the_browsers_cookie_goes_along_with_every_call(fake: Fake, open_page: Open) -> None:
    page = open_page(fake.url)
    page.locator("#history .welcome").wait_for()
    page.context.add_cookies([{"name": "candor_key", "value": "abc", "url": fake.url}])
    page.reload()
    page.locator("#history .welcome").wait_for()
    assert fake.state.cookies == {"", "candor_key=abc"}


def test_a_browser_without_a_valid_key_is_led_to_the_login_form(fake: Fake, open_page: Open) -> None:
    fake.state.requires_key = True
    page = open_page(fake.url)
    page.wait_for_url("**/login")
    assert page.url == f"{fake.url}/login"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_phone_shows_everything_without_scrolling_sideways(
    fake: Fake, open_page: Open, shot: Shot, theme: str
) -> None:
    page = open_page(f"{fake.url}/?__theme={theme}", width=390, height=780)
    ask(page, "What may members borrow?")
    page.locator("[data-outcome]").wait_for()
    shot(page, f"chat-narrow-{theme}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator("[data-outcome] .claim .cite").first.click()
    page.locator("#panel mark").wait_for()
    shot(page, f"chat-narrow-evidence-{theme}")
    page.get_by_role("button", name="Close the evidence panel").click()
    page.get_by_role("button", name="Conversations").click()
    expect(page.get_by_role("button", name="New conversation")).to_be_in_viewport()
    shot(page, f"chat-narrow-drawer-{theme}")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_short_answer_stands_first_now_and_when_its_conversation_is_opened_again(
    fake: Fake, open_page: Open, shot: Shot, theme: str
) -> None:
    page = open_page(f"{fake.url}/?__theme={theme}", width=390, height=780)
    ask(page, "What does a late book cost?")
    short = page.locator("[data-outcome=answered] .short")
    expect(short).to_have_text("Short answer: 20 cents a day")
    body = page.locator("[data-outcome=answered] .body")
    expect(body).to_contain_text("Late books cost 20 cents a day")
    sizes = [float(one.evaluate("it => parseFloat(getComputedStyle(it).fontSize)")) for one in (short, body)]
    assert sizes[0] > sizes[1]
    above, below = short.bounding_box(), body.bounding_box()
    assert above is not None
    assert below is not None
    assert above["y"] + above["height"] <= below["y"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    shot(page, f"chat-short-{theme}")
    page.reload()
    expect(short).to_have_text("Short answer: 20 cents a day")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_what_was_changed_before_it_was_shown_is_marked_and_told_on_demand(
    fake: Fake, open_page: Open, shot: Shot, theme: str
) -> None:
    page = open_page(f"{fake.url}/?__theme={theme}", width=390, height=780)
    ask(page, "Which mended answer is there?")
    answer = page.locator("[data-outcome=repaired]")
    expect(answer).to_contain_text("Mended before it was shown: one sentence was rewritten, one sentence was left out")
    expect(answer.get_by_role("img", name="Rewritten, since a source says otherwise")).to_be_visible()
    expect(answer.get_by_text("Late books cost <b>30</b> cents.")).to_be_hidden()
    page.get_by_text("What was changed").click()
    expect(answer.get_by_text("Late books cost <b>30</b> cents.")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    shot(page, f"chat-mended-{theme}")


def test_the_dark_page_is_dark_and_the_button_switches_it(fake: Fake, open_page: Open, shot: Shot) -> None:
    page = open_page(f"{fake.url}/?__theme=dark")
    ask(page, "What may members borrow?")
    page.locator("[data-outcome] .claim .cite").nth(3).click()
    page.locator("#panel mark").wait_for()
    shot(page, "chat-evidence-dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(20, 23, 26)"
    page.get_by_role("button", name="Switch between light and dark").click()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(250, 249, 246)"


def test_a_computed_answer_shows_its_rows_on_demand(fake: Fake, open_page: Open, shot: Shot) -> None:
    page = open_page(fake.url)
    ask(page, "How many items are in stock?")
    page.locator("[data-outcome]").wait_for()
    rows = page.get_by_role("region", name="Rows")
    expect(rows).to_be_hidden()
    page.get_by_text("How this was computed").click()
    expect(rows.get_by_role("cell", name="stove")).to_be_visible()
    expect(page.get_by_text("Over 2 rows of prices.csv.")).to_be_visible()
    shot(page, "chat-computed")


@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 1280), ("light", 390), ("dark", 390)])
def test_how_an_answer_was_found_is_told_on_demand(
    fake: Fake, open_page: Open, shot: Shot, theme: str, width: int
) -> None:
    page = open_page(f"{fake.url}/?__theme={theme}", width=width, height=1000)
    ask(page, "What may members borrow?")
    page.locator("[data-outcome]").wait_for()
    finding = page.locator("details.finding")
    reason = finding.get_by_text("an older rule")
    expect(reason).to_be_hidden()
    finding.get_by_text("How this was found").click()
    expect(reason).to_be_visible()
    finding.get_by_text("1 more").click()
    expect(finding.get_by_text("<script>alert(1)</script>")).to_be_visible()
    expect(finding.locator("img, script")).to_have_count(0)
    reason.scroll_into_view_if_needed()
    shot(page, f"chat-found-{theme}-{width}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_how_an_answer_was_found_stays_while_the_conversation_goes_on(fake: Fake, open_page: Open) -> None:
    page = open_page(fake.url)
    ask(page, "What may members borrow?")
    page.locator("[data-outcome]").wait_for()
    ask(page, "Hello")
    expect(page.locator("[data-outcome]")).to_have_count(2)
    expect(page.locator("details.finding")).to_have_count(1)
    page.get_by_role("button", name="Ask a person").first.click()
    expect(page.get_by_text("A person was asked.")).to_be_visible()
    expect(page.locator("[data-outcome]").first.locator("details.finding")).to_have_count(1)


def test_a_source_of_how_an_answer_was_found_opens_beside_it(fake: Fake, open_page: Open) -> None:
    page = open_page(fake.url)
    ask(page, "What may members borrow?")
    page.locator("details.finding summary").first.click()
    page.locator("details.finding .cite").nth(1).click()
    expect(page.locator("#panel .evidence-name")).to_have_text("prices.csv")


def test_a_task_is_chosen_from_a_list_and_a_diagram_is_shown_as_a_picture(
    fake: Fake, open_page: Open, shot: Shot
) -> None:
    page = open_page(fake.url)
    page.locator("#history .welcome").wait_for()
    page.get_by_label("What to do").click()
    page.get_by_role("option", name="Draw a diagram").click()
    ask(page, "What may members borrow?")
    page.locator("[data-outcome]").wait_for()
    picture = page.get_by_alt_text("The diagram")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 120
    shot(page, "chat-diagram")
