"""Notes behind a table keep their marks."""

from ingest.table_notes import notes_of


def test_paragraphs_behind_a_table_that_begin_with_a_mark_are_its_notes() -> None:
    text = "rows\n\n(1) Double plots pay\n15 pounds less.\n\n(2) In both years.\n\nOther text (3) here."
    assert notes_of(text, 0, 4) == (("(1)", "Double plots pay 15 pounds less."), ("(2)", "In both years."))


def test_several_notes_of_one_paragraph_are_parted() -> None:
    text = "rows\n\nNotes: (a) For pitched roofs. (b) Slate costs £38 more. (c) Flat roofs: on request."
    assert [mark for mark, _ in notes_of(text, 0, 4)] == ["(a)", "(b)", "(c)"]


def test_a_note_between_the_rows_is_one_too() -> None:
    text = "Room: Oak; Price: 12¹\n¹ On Sundays 14.\nRoom: Elm; Price: 9"
    assert notes_of(text, 0, len(text)) == (("¹", "On Sundays 14."),)


def test_what_begins_otherwise_is_none() -> None:
    assert notes_of("rows\n\nPrices are net. (a) is no note.", 0, 4) == ()
