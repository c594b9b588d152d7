"""What stands above a mail is no answer to what is asked about something else."""

import pytest

from generation.quoting.mail_fields import is_unasked_field

FIELDS = "From: Ida Lund <ida@example.org>\nTo: hall-leads@example.org"


def test_who_wrote_to_whom_is_not_asked_for_by_what_shares_its_words() -> None:
    assert is_unasked_field("mail.eml", FIELDS, "who leads the hall of this year's party?")


@pytest.mark.parametrize(
    "query",
    ["Who wrote the mail about the party?", "Wer hat das geschrieben?", "Ki küldte a levelet?", "Ida's address?"],
)
def test_it_is_by_who_asks_for_it(query: str) -> None:
    assert not is_unasked_field("mail.eml", FIELDS, query)


def test_other_words_and_other_documents_have_no_such_fields() -> None:
    assert not is_unasked_field("mail.eml", "The party is in the Boathouse.", "where is the party?")
    assert not is_unasked_field("timetable.txt", "From: Oldport", "where does the ferry leave?")
