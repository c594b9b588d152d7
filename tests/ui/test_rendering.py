"""Claims, evidence, plots and colours as HTML, without a browser."""

import html
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.answers import Reason
from generation.quoting.picking import Left
from tests.ui.fake_api import (
    BESIDE,
    BRIEF,
    COMPUTATION,
    EXPLANATION,
    HANDBOOK,
    HOSTILE,
    MIXED,
    PASSAGES,
    laid_out,
    passage,
)
from ui import case, computed, evidence, finding, plots, queue, thread
from ui.marks import highlighted, marked, percent, source_name

TONES = ("good", "warn", "bad", "aside")
THEME = (Path(__file__).parents[2] / "ui" / "assets" / "theme.css").read_text("utf-8")
TAGS = re.compile(r"<[^<>]*>")
SIGNS = re.compile(r'<span class="sign".*?</span>')


def visible(markup: str) -> str:
    """The text that a reader sees, without the signs of verdicts."""
    return html.unescape(TAGS.sub("", SIGNS.sub("", markup)))


@settings(deadline=None)
@given(st.lists(st.text(min_size=1), max_size=5), st.text())
def test_marking_changes_no_character_of_an_answer(sentences: list[str], rest: str) -> None:
    text, claims = laid_out([{"text": s, "support": "supported", "risk": 0.1, "evidence": []} for s in sentences])
    assert visible(marked(text + rest, claims, [], answer_id="a")) == text + rest


@settings(deadline=None)
@given(st.text(), st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=4))
def test_highlighting_changes_no_character_of_a_passage(text: str, spans: list[tuple[int, int]]) -> None:
    assert visible(highlighted(text, spans)) == text


@settings(deadline=None)
@given(st.text())
def test_nothing_that_a_model_writes_becomes_markup(text: str) -> None:
    markup = marked(text, [], [], answer_id="a")
    assert "<" not in markup
    assert '"' not in markup


def test_words_after_an_emoji_are_highlighted_where_they_stand() -> None:
    text, claims = laid_out(MIXED)
    shown = evidence.panel({"claims": claims, "passages": PASSAGES, "text": text}, passage_index=0, claim_index=0)
    assert "😀 <mark>Members may borrow six books for three weeks</mark>. Late" in shown


def test_what_contradicts_a_sentence_is_shown_as_such_and_one_click_away() -> None:
    quote = "Late books cost 20 cents a day."
    start = PASSAGES[0]["text"].index("Late books")
    found = {"passage": 0, "start": start, "end": start + len(quote), "quote": quote}
    text, claims = laid_out([{"text": "It is free.", "support": "contradicted", "risk": 0.9, "evidence": [found]}])
    assert 'class="why" data-act="evidence" data-answer="a" data-passage="0" data-claim="0"' in marked(
        text, claims, PASSAGES, answer_id="a"
    )
    answer = {"claims": claims, "passages": PASSAGES, "text": text}
    shown = evidence.panel(answer, passage_index=0, claim_index=0)
    assert 'class="passage against"' in shown
    assert "a source says otherwise" in shown
    assert "<mark>Late books" in shown
    assert "<mark>" not in evidence.panel(answer, passage_index=0, claim_index=None)


def test_overlapping_spans_are_marked_once() -> None:
    assert highlighted("abcdef", [(3, 5), (1, 4)]) == "a<mark>bcd</mark><mark>e</mark>f"


def test_only_marks_that_name_a_passage_become_citations() -> None:
    markup = marked("One [1], two [2], three [3], none [0].", [], PASSAGES, answer_id="a")
    assert markup.count("<button") == 2
    assert "three [3], none [0]." in markup


def test_hostile_names_and_texts_stay_text_everywhere() -> None:
    hostile = passage(HOSTILE, HOSTILE, page=1)
    hostile_value = {"text": HOSTILE, "start": 0, "end": 1, "state": HOSTILE, "evidence": [
        {"passage": 0, "start": 0, "end": 4, "quote": HOSTILE}
    ]}  # fmt: skip
    hostile_claim = {**MIXED[0], "text": HOSTILE, "evidence": [], "values": [hostile_value], "answers_question": False}
    text, claims = laid_out([hostile_claim])
    answer = {
        "id": HOSTILE, "text": text, "claims": claims, "passages": [hostile], "question": HOSTILE, "outcome": "flagged",
        "withheld": {"text": text, "claims": claims}, "feedback": None, "reason": "off_point",
    }  # fmt: skip
    escalation = {
        "id": HOSTILE, "status": "claimed", "kind": HOSTILE, "reason": HOSTILE, "due_at": HOSTILE, "sla": HOSTILE,
        "created_at": HOSTILE, "collection": HOSTILE, "claimed_by": HOSTILE, "claim_expires_at": HOSTILE,
        "resolution": None, "answer": answer, "answer_id": HOSTILE,
        "history": [{"at": HOSTILE, "action": HOSTILE, "actor": HOSTILE, "comment": HOSTILE}],
    }  # fmt: skip
    message = {"id": HOSTILE, "role": "assistant", "content": HOSTILE, "answer_id": HOSTILE, "created_at": HOSTILE}
    found = {"id": HOSTILE, "title": HOSTILE, "messages": [message], "escalations": [escalation]}
    shown = [
        case.case(escalation, is_mine=True),
        queue.listing([escalation], ""),
        thread.conversation(found, {HOSTILE: answer}),
        thread.listing([found], ""),
        thread.failure(HOSTILE, HOSTILE),
        evidence.panel(answer, passage_index=0, claim_index=0),
    ]
    for markup in shown:
        assert "<script" not in markup
        assert 'src="http' not in markup


def test_a_source_that_is_not_there_is_said_to_be_missing() -> None:
    answer = {"claims": [], "passages": []}
    assert "cannot be shown now" in evidence.panel(answer, passage_index=3, claim_index=None)


def test_the_picture_marks_the_evidence_in_the_documents_own_offsets() -> None:
    _, claims = laid_out(MIXED)
    shown = evidence.panel({"claims": claims, "passages": PASSAGES}, passage_index=0, claim_index=0)
    start = 100 + HANDBOOK.index("Members")
    assert f"highlight={start}-{start + 44}" in shown


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ({"page": 3}, "page 3"),
        ({"page": 3, "slide": 3, "heading": "Prices"}, "“Prices”, slide 3"),
        ({"sheet": "2024", "rows": [4, 5]}, "sheet “2024”, rows 4–5"),
        ({"heading": "Prices › Dogs", "rows": [2, 2]}, "“Prices › Dogs”, row 2"),
        ({"heading": "Prices › Dogs"}, "“Prices › Dogs”"),
    ],
)
def test_a_source_says_its_heading_its_page_or_slide_its_sheet_and_its_rows(place: dict[str, Any], said: str) -> None:
    assert source_name({**PASSAGES[0], "page": None, **place}) == f"handbook.pdf, {said}"


def test_a_slide_has_no_picture() -> None:
    slide = {**PASSAGES[0], "slide": 3}
    assert "<img" not in evidence.panel({"claims": [], "passages": [slide]}, passage_index=0, claim_index=None)
    assert "<img" in evidence.panel({"claims": [], "passages": PASSAGES}, passage_index=0, claim_index=None)


def test_a_plot_says_its_numbers_and_leaves_out_what_is_unknown() -> None:
    rates = [None, plots.Interval.of({"point": 0.25, "low": 0.1, "high": 0.5})]
    drawn = plots.banded(rates, ["Mon", "Tue"], title="Rate")
    assert drawn.count("<circle") == 1
    assert "Tue: 25\u00a0% (10\u00a0% to 50\u00a0%)" in drawn
    assert plots.Interval.of({"point": None, "low": None, "high": None}) is None


@settings(deadline=None)
@given(st.lists(st.integers(0, 10**6), max_size=40))
def test_no_bar_leaves_its_plot(counts: list[int]) -> None:
    drawn = plots.stacked([{"answered": c} for c in counts], ["answered"], [str(c) for c in counts], title="Counts")
    assert all(float(y) >= 0 for y in re.findall(r' y="([-\d.]+)" width', drawn))


@pytest.mark.parametrize(("ratio", "shown"), [(None, "–"), (0, "0\u00a0%"), (0.034, "3.4\u00a0%"), (1, "100\u00a0%")])
def test_ratios_are_shown_for_people(ratio: float | None, shown: str) -> None:
    assert percent(ratio) == shown


def _luminance(colour: str) -> float:
    """Relative luminance of WCAG 2.2."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(first: str, second: str) -> float:
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("selector", [":root", ".dark"])
def test_every_text_colour_can_be_read_on_every_ground_it_stands_on(selector: str) -> None:
    block = re.search(rf"^{re.escape(selector)} {{(.*?)^}}", THEME, re.MULTILINE | re.DOTALL)
    assert block is not None
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block[1]))
    pairs = [(text, ground) for text in ("ink", "muted", "accent") for ground in ("ground", "surface", "sunken")]
    pairs += [("ink", "accent-soft"), ("accent", "accent-soft"), ("on-accent", "accent"), ("on-mark", "mark")]
    pairs += [("muted", "accent-soft")] + [(tone, f"{tone}-soft") for tone in TONES]
    pairs += [(tone, ground) for tone in TONES for ground in ("ground", "surface", "sunken")]
    low = {pair: round(_contrast(colours[pair[0]], colours[pair[1]]), 2) for pair in pairs}
    assert {pair: ratio for pair, ratio in low.items() if ratio < 4.5} == {}


@pytest.mark.parametrize(
    ("claims", "told"),
    [(MIXED, "not every sentence is supported"), (MIXED[:2], "each sentence is supported, but the answer as a whole")],
)
def test_a_flagged_answer_says_whether_a_sentence_or_the_whole_is_in_doubt(
    claims: list[dict[str, object]], told: str
) -> None:
    text, placed = laid_out(claims)
    answer: dict[str, object] = {
        "id": "a1",
        "text": text,
        "claims": placed,
        "passages": PASSAGES,
        "question": "?",
        "outcome": "flagged",
    }
    message = {"id": "m1", "role": "assistant", "content": text, "answer_id": "a1"}
    page = thread.conversation({"id": "c1", "messages": [message], "escalations": []}, {"a1": answer})
    assert told in visible(page)


def beside(outcome: str, *statuses: str) -> str:
    """The page of an answer beside the point, with escalations of these states."""
    text, placed = laid_out(BESIDE)
    answer: dict[str, object] = {
        "id": "a1", "text": text, "claims": placed, "passages": PASSAGES, "question": "?", "outcome": outcome,
        "reason": "off_point",
    }  # fmt: skip
    message = {"id": "m1", "role": "assistant", "content": text, "answer_id": "a1"}
    escalations = [{"id": "e", "kind": "flagged", "status": status, "answer_id": "a1"} for status in statuses]
    return thread.conversation({"id": "c1", "messages": [message], "escalations": escalations}, {"a1": answer})


@pytest.mark.parametrize(
    ("outcome", "statuses", "told"),
    [
        ("flagged", (), "Does not answer the question: each sentence is supported"),
        ("escalated", ("open",), "Does not answer the question: a person will answer"),
        ("escalated", ("resolved",), "Does not answer the question: a person has answered"),
    ],
)
def test_an_answer_beside_the_point_says_so_with_a_sign_and_a_colour_of_its_own(
    outcome: str, statuses: tuple[str, ...], told: str
) -> None:
    page = beside(outcome, *statuses)
    assert told in visible(page)
    assert '<h3 class="outcome off-point"><span class="sign" aria-hidden="true">≠</span>' in page
    assert "withheld" not in visible(page)
    assert "2 of 2 sentences supported" in visible(page)


@pytest.mark.parametrize(
    ("quoted", "outcome", "told"),
    [
        (True, "flagged", "the model found no answer, these sentences of the documents may be one"),
        (True, "escalated", "these sentences of the documents may be one; a person will answer"),
        (False, "flagged", "the model found no answer, but the documents may hold one"),
    ],
)
def test_an_answer_in_place_of_an_abstention_says_what_it_is(quoted: bool, outcome: str, told: str) -> None:  # noqa: FBT001 - a case
    text, placed = laid_out(BESIDE) if quoted else ("I could not find it.", [])
    answer: dict[str, object] = {
        "id": "a1", "text": text, "claims": placed, "passages": PASSAGES, "question": "?", "outcome": outcome,
        "reason": "wrong_abstention",
    }  # fmt: skip
    message = {"id": "m1", "role": "assistant", "content": text, "answer_id": "a1"}
    page = thread.conversation({"id": "c1", "messages": [message], "escalations": []}, {"a1": answer})
    assert told in visible(page)
    assert "not every sentence" not in visible(page)


def test_a_reviewer_reads_that_a_model_found_no_answer_and_not_a_word_of_the_machine() -> None:
    answer = {
        "id": "a1", "text": "I could not find it.", "claims": [], "passages": PASSAGES, "question": "?",
        "outcome": "flagged", "withheld": None, "feedback": None, "reason": "wrong_abstention",
    }  # fmt: skip
    escalation = {
        "id": "e1", "status": "open", "kind": "flagged", "reason": "wrong_abstention: the model found no answer.",
        "due_at": "2026-01-01T00:00:00Z", "sla": "active", "created_at": "2026-01-01T00:00:00Z", "collection": "c",
        "claimed_by": None, "claim_expires_at": None, "resolution": None, "answer": answer, "answer_id": "a1",
        "history": [],
    }  # fmt: skip
    shown = visible(case.case(escalation, is_mine=False))
    assert "the model found no answer." in shown
    assert "wrong_abstention" not in shown
    assert "Found no answer" in visible(queue.listing([escalation], ""))


def test_the_panel_shows_each_value_of_a_sentence_with_what_the_sources_have() -> None:
    text, claims = laid_out([*MIXED, *BESIDE])
    answer = {"claims": claims, "passages": PASSAGES, "text": text}

    def panel(claim: int, passage_index: int = 0) -> str:
        return evidence.panel(answer, passage_index=passage_index, claim_index=claim)

    assert "six the source has the same: “six” (handbook.pdf, page 3)" in visible(panel(0))
    assert "80 found in no source" in visible(panel(2))
    assert "30 cents the source has another: “20 cents” (handbook.pdf, page 3)" in visible(panel(3))
    assert "165 computed from the source: “120”, “45” (prices.csv, rows 4–5)" in visible(panel(6, 1))
    assert "price: <mark>45</mark>" in panel(6, 1)


def test_the_panel_says_whether_a_sentence_answers_the_question_where_somebody_looked() -> None:
    text, claims = laid_out(MIXED)
    answer = {"claims": claims, "passages": PASSAGES, "text": text}
    shown = [visible(evidence.panel(answer, passage_index=0, claim_index=at)) for at in (0, 2, 4)]
    assert ["Answers the question" in one for one in shown] == [True, False, False]
    assert ["Does not answer the question" in one for one in shown] == [False, True, False]


def test_a_value_that_a_source_has_otherwise_is_one_click_away_although_nothing_speaks_for_its_sentence() -> None:
    text, claims = laid_out([{**MIXED[3], "support": "unsupported", "evidence": []}])
    assert 'class="why" data-act="evidence" data-answer="a" data-passage="0" data-claim="0"' in marked(
        text, claims, PASSAGES, answer_id="a"
    )


def test_a_computed_answer_says_its_query_in_words_and_shows_its_rows() -> None:
    shown = visible(computed.fold({"computation": {**COMPUTATION, "source_rows": 40}}))
    assert "How this was computed" in shown
    assert "sum of stock" in shown
    assert "Over 40 rows of prices.csv; the first 2 are shown." in shown
    assert "rowitempricestock1tent12042stove459" in shown
    assert computed.fold({"computation": None}) == computed.fold({}) == ""


def answered(**changes: object) -> str:
    """The page of an answer with a short one."""
    text, placed = laid_out(BRIEF)
    answer: dict[str, object] = {
        "id": "a1", "text": text, "claims": placed, "passages": PASSAGES, "question": "?", "outcome": "answered",
        "short_answer": {"text": "20 cents a day", "start": 16, "end": 30}, **changes,
    }  # fmt: skip
    message = {"id": "m1", "role": "assistant", "content": text, "answer_id": "a1"}
    return thread.conversation({"id": "c1", "messages": [message], "escalations": []}, {"a1": answer})


def test_the_short_answer_stands_before_the_sentence_that_says_it_and_leaves_it_whole() -> None:
    page = answered()
    assert page.index('<p class="short"><span class="sr">Short answer: </span>20 cents a day</p>') < page.index(
        '"body"'
    )
    assert "Late books cost 20 cents a day" in visible(page)


def test_a_hostile_short_answer_stays_text() -> None:
    page = answered(short_answer={"text": HOSTILE, "start": 0, "end": len(HOSTILE)})
    assert "<img" not in page
    assert "<script" not in page


@pytest.mark.parametrize(
    "changes", [{"short_answer": None}, {"outcome": "flagged"}, {"outcome": "escalated"}, {"outcome": "abstained"}]
)
def test_what_is_not_stood_behind_is_not_said_in_short(changes: dict[str, object]) -> None:
    assert 'class="short"' not in answered(**changes)


def test_hostile_cells_of_a_computed_answer_stay_text() -> None:
    hostile = {**COMPUTATION, "told": HOSTILE, "document": HOSTILE, "columns": [HOSTILE], "rows": [[HOSTILE]]}
    assert "<img" not in computed.fold({"computation": hostile})
    assert "<script" not in computed.fold({"computation": hostile})


def test_what_cannot_be_computed_is_not_said_to_be_missing_from_the_documents() -> None:
    answer = {
        "id": "a", "text": "Nothing in the table is called “x”.", "claims": [], "passages": [], "outcome": "abstained",
        "reason": "not_computable", "question": "q",
    }  # fmt: skip
    message = {"id": "m", "role": "assistant", "content": "", "answer_id": "a"}
    shown = thread.conversation({"id": "c", "messages": [message]}, {"a": answer})
    assert "Cannot be computed" in shown
    assert "Not in the documents" not in shown


def test_how_an_answer_was_found_is_told_passage_by_passage_in_words() -> None:
    shown = visible(finding.fold(EXPLANATION, "a1"))
    assert shown.startswith("How this was foundSearched for: “What may members borrow?”1handbook.pdf, page 3")
    assert "87\u00a0%Members may borrow six books for three weeks. — quoted" in shown
    assert "4.0\u00a0%The library opens at nine. — an older rule1 more2.0\u00a0%" in shown
    assert shown.endswith("12\u00a0%item: tent; price: 120; stock: 4 — less likely than the best")
    assert "relevance 87\u00a0% · meaning 0.70 · words 9.10" in shown


def test_a_search_that_did_not_find_a_passage_has_no_score_for_it() -> None:
    found = {**PASSAGES[0], "scores": {"dense": None, "lexical": 9.1}}
    shown = visible(finding.fold({**EXPLANATION, "passages": [found, PASSAGES[1]]}, "a1"))
    assert "relevance 87\u00a0% · words 9.10" in shown


def test_what_was_written_or_computed_is_not_said_to_be_quoted() -> None:
    written, counted = (
        visible(finding.fold({**EXPLANATION, "answered_by": by}, "a1")) for by in ("model", "computation")
    )
    assert "A language model wrote the answer." in written
    assert "three weeks. — would be quoted" in written
    assert "The answer was computed over these passages" in counted


def test_where_nothing_was_looked_for_nothing_is_told_and_where_nothing_was_found_that_is_said() -> None:
    assert finding.fold(None, "a1") == ""
    assert "No passage was found." in finding.fold({**EXPLANATION, "passages": [], "candidates": []}, "a1")


def test_hostile_passages_and_candidates_stay_text() -> None:
    hostile = {
        **EXPLANATION, "query": HOSTILE, "passages": [passage(HOSTILE, HOSTILE)],
        "candidates": [{"text": HOSTILE, "passage": 0, "probability": 0.5, "left": HOSTILE}],
    }  # fmt: skip
    shown = finding.fold(hostile, HOSTILE)
    assert "<img" not in shown
    assert "<script" not in shown


def test_every_reason_why_a_sentence_is_left_has_words() -> None:
    assert set(finding._LEFT) == {*Left, Reason.OFF_POINT}
