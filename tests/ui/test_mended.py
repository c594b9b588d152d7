"""What was changed before it was shown has a sign where it stands, and is told below with what it was."""

from domain.repairs import RepairReason
from tests.ui.fake_api import BRIEF, HOSTILE, laid_out
from tests.ui.fake_api import mended as repairs
from tests.ui.test_rendering import answered, visible
from ui import mended
from ui.marks import marked


def repaired(**changes: object) -> str:
    told = {"outcome": "repaired", "short_answer": None, "repairs": repairs(laid_out(BRIEF)[1])}
    return answered(**told | changes)


def test_what_was_written_anew_has_a_sign_and_is_told_with_what_it_was_and_why() -> None:
    page = repaired()
    shown = visible(page)
    assert "Mended before it was shown: one sentence was rewritten, one sentence was left out" in shown
    assert "Late books cost <b>30</b> cents. Late books cost 20 cents a day [1]. (a source says otherwise)" in shown
    assert "Left out (no source says it)" in shown
    assert "<b>" not in page
    rewritten, left_out = page.index('aria-label="Rewritten, since a'), page.index('aria-label="Left out, since no')
    assert page.index('data-claim="0"') < rewritten < left_out < page.index("What was changed")


def test_an_answer_that_was_written_anew_as_a_whole_or_quoted_in_its_place_says_so() -> None:
    whole = {"original": "No.", "reason": "off_point", "text": "Late", "start": 0, "end": 4}
    assert "Mended before it was shown: the answer was rewritten<" in repaired(repairs=[whole])
    assert "Quoted from the documents: " in repaired(model="extractive")


def test_an_answer_that_is_shown_as_it_was_written_has_nothing_of_it() -> None:
    assert "mended" not in answered()
    assert "mended" not in answered(repairs=[])


def test_what_is_changed_of_a_flagged_answer_is_told_too() -> None:
    assert "What was changed" in repaired(outcome="flagged")


def test_every_reason_has_words() -> None:
    assert set(mended._WHY) == set(RepairReason)


def test_hostile_originals_stay_text() -> None:
    one = {"original": HOSTILE, "reason": HOSTILE, "text": HOSTILE, "start": 0, "end": 4}
    page = repaired(repairs=[one, one | {"text": None}])
    assert "<img" not in page
    assert "<script" not in page


def test_signs_stand_between_claims_in_the_order_of_their_offsets() -> None:
    text, claims = laid_out([*BRIEF, *BRIEF])
    signs = [(len(text), "|3|"), (0, "|1|"), (claims[0]["end"], "|2|")]
    page = marked(text, claims, [], answer_id="a", signs=signs)
    places = [page.index(one) for one in ("|1|", 'data-claim="0"', "|2|", 'data-claim="1"', "|3|")]
    assert places == sorted(places)
