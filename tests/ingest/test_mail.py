from email.message import EmailMessage
from pathlib import Path

import pytest

from domain.documents import MediaType, ParsedDocument
from domain.errors import UnreadableDocument
from domain.places import Section, Whole
from ingest.limits import Limits
from ingest.mail import read_mail


def read(tmp_path: Path, message: EmailMessage | bytes) -> ParsedDocument:
    path = tmp_path / "message.eml"
    path.write_bytes(message if isinstance(message, bytes) else message.as_bytes())
    return read_mail(path, Limits())


@pytest.fixture
def message() -> EmailMessage:
    made = EmailMessage()
    made["Subject"] = "Árlista"
    made["From"], made["To"] = "Anna Kiss <anna@example.org>", "b@example.org, c@example.org"
    made["Date"] = "Tue, 05 Mar 2024 10:00:00 +0100"
    return made


def test_a_message_says_who_wrote_when_about_what_and_its_text(tmp_path: Path, message: EmailMessage) -> None:
    message.set_content("Szia,\n\na jegy 9 EUR.\n")
    parsed = read(tmp_path, message)
    assert parsed.media_type is MediaType.EML
    assert parsed.text == (
        "Árlista\n\nFrom: Anna Kiss <anna@example.org>\nTo: b@example.org, c@example.org\n"
        "Date: Tue, 05 Mar 2024 10:00:00 +0100\n\nSzia,\n\na jegy 9 EUR."
    )
    assert [mark.place for mark in parsed.marks] == [Section("Árlista", Whole())]


def test_the_text_goes_before_the_same_in_html(tmp_path: Path, message: EmailMessage) -> None:
    message.set_content("As text.")
    message.add_alternative("<p>As HTML.</p>", subtype="html")
    assert read(tmp_path, message).text.endswith("\n\nAs text.")


def test_html_alone_is_read_as_a_page(tmp_path: Path, message: EmailMessage) -> None:
    message.set_content("<style>p{}</style><p>As <b>HTML</b>.</p><ul><li>one</ul>", subtype="html")
    assert read(tmp_path, message).text.endswith("\n\nAs HTML.\n- one")


def test_attachments_are_named_and_said_not_to_be_read(tmp_path: Path, message: EmailMessage) -> None:
    message.set_content("See the list.")
    message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="árak.pdf")
    message.add_attachment("secret", filename="notes.txt")
    parsed = read(tmp_path, message)
    assert "Attachments: árak.pdf, notes.txt" in parsed.text
    assert "secret" not in parsed.text
    assert parsed.warnings == ("Attachments were not read: árak.pdf, notes.txt. Upload them by themselves.",)


def test_a_forwarded_message_is_read_under_its_own_subject(tmp_path: Path, message: EmailMessage) -> None:
    inner = EmailMessage()
    inner["Subject"], inner["From"] = "Inner", "d@example.org"
    inner.set_content("The gate code is 4711.")
    message.set_content("See below.")
    message.add_attachment(inner)
    parsed = read(tmp_path, message)
    assert parsed.text.endswith("Inner\n\nFrom: d@example.org\n\nThe gate code is 4711.")
    assert parsed.marks[-1].place == Section("Árlista › Inner", Whole())


@pytest.mark.parametrize("charset", ["iso-8859-2", "no-such-charset"])
def test_a_character_set_may_be_old_or_wrong(tmp_path: Path, charset: str) -> None:
    head = f"From: a@example.org\r\nContent-Type: text/plain; charset={charset}\r\n\r\n"
    parsed = read(tmp_path, head.encode() + "Az őr és a kapu nem egy tűzoltó háza".encode("iso-8859-2"))
    assert parsed.text.endswith("Az őr és a kapu nem egy tűzoltó háza")


def test_a_header_that_is_broken_is_read_as_it_is_written(tmp_path: Path) -> None:
    parsed = read(tmp_path, b"From: a@example.org\r\nTo: =?utf-8?q?b <@>,;:@@\r\nSubject: Prices\r\n\r\nNine euros.")
    assert parsed.text.startswith("Prices\n\nFrom: a@example.org")
    assert parsed.text.endswith("Nine euros.")


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-2"])
def test_letters_that_a_header_may_not_hold_are_read_all_the_same(tmp_path: Path, charset: str) -> None:
    parsed = read(tmp_path, "From: Őry <a@example.org>\r\nSubject: Árvíztűrő\r\n\r\nNine euros.".encode(charset))
    assert parsed.text.startswith("Árvíztűrő\n\nFrom: Őry <a@example.org>")


@pytest.mark.parametrize("data", [b"", b"hello", b"\x00\xff" * 50])
def test_what_is_no_message_says_so(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(UnreadableDocument, match="not a message"):
        read(tmp_path, data)


ATTRIBUTED = """Hello all,

from May on the ferry leaves at 9.

Ida

On Tue, 5 Mar 2024 at 09:05, Tom Berg <tom@example.org> wrote:
> The ferry leaves at 8, doesn't it?
>
> On Mon, 4 Mar 2024 at 18:30, Ida Lund <ida@example.org>
> wrote:
>> Who has the timetable?
"""
HEADED = """Die Fähre fährt ab Mai um 9.

-----Ursprüngliche Nachricht-----
Von: Tom Berg <tom@example.org>
Gesendet: Dienstag, 5. März 2024 09:05
An: Ida Lund <ida@example.org>
Betreff: Fähre

Die Fähre fährt um 8.
"""
BETWEEN = """On 5 Mar 2024, at 09:05, Tom Berg wrote:

> Is it eight?

No, nine.
"""


def test_an_older_message_that_is_repeated_stands_under_who_wrote_it_when(
    tmp_path: Path, message: EmailMessage
) -> None:
    message.set_content(ATTRIBUTED)
    parsed = read(tmp_path, message)
    first, second = "On Tue, 5 Mar 2024 at 09:05, Tom Berg wrote", "On Mon, 4 Mar 2024 at 18:30, Ida Lund wrote"
    assert [mark.place for mark in parsed.marks] == [
        Section("Árlista", Whole()),
        Section(f"Árlista › {first}", Whole()),
        Section(f"Árlista › {first} › {second}", Whole()),
    ]
    assert parsed.text.endswith(f"{first}\n\nThe ferry leaves at 8, doesn't it?\n\n{second}\n\nWho has the timetable?")


def test_so_does_one_that_a_program_repeats_below_its_header(tmp_path: Path, message: EmailMessage) -> None:
    message.set_content(HEADED)
    parsed = read(tmp_path, message)
    heading = "Von: Tom Berg, Gesendet: Dienstag, 5. März 2024 09:05"
    assert parsed.marks[-1].place == Section(f"Árlista › {heading}", Whole())
    assert parsed.text.endswith(f"um 9.\n\n{heading}\n\nDie Fähre fährt um 8.")


def test_an_answer_between_repeated_lines_is_the_newer_message_again(tmp_path: Path, message: EmailMessage) -> None:
    message.set_content(BETWEEN)
    parsed = read(tmp_path, message)
    assert parsed.marks[-1].place == Section("Árlista", Whole())
    assert parsed.text[parsed.marks[-1].start :] == "No, nine."


def test_what_is_quoted_of_nobody_stays_in_its_place(tmp_path: Path, message: EmailMessage) -> None:
    message.set_content("The rule says:\n> No dogs.\nThat holds.")
    parsed = read(tmp_path, message)
    assert parsed.text.endswith("The rule says:\n> No dogs.\nThat holds.")
    assert len(parsed.marks) == 1


GMAIL = (
    "<p>The ferry leaves at 9.</p><div>On Tue, 5 Mar 2024 at 09:05, Tom Berg &lt;tom@example.org&gt; wrote:<br></div>"
    "<blockquote><p>At 8?</p></blockquote><p>No.</p>"
)
OUTLOOK = (
    "<p>The ferry leaves at 9.</p><hr><p><b>From:</b> Tom Berg &lt;tom@example.org&gt;<br>"
    "<b>Sent:</b> 5 March 2024 09:05<br><b>To:</b> Ida Lund<br><b>Subject:</b> Ferry</p><p>At 8?</p>"
)


def test_so_does_one_that_is_repeated_in_html(tmp_path: Path, message: EmailMessage) -> None:
    message.set_content(GMAIL, subtype="html")
    parsed = read(tmp_path, message)
    wrote = Section("Árlista › On Tue, 5 Mar 2024 at 09:05, Tom Berg wrote", Whole())
    assert [mark.place for mark in parsed.marks] == [Section("Árlista", Whole()), wrote, Section("Árlista", Whole())]
    assert parsed.text[parsed.marks[-1].start :] == "No."
    message.set_content(OUTLOOK, subtype="html")
    last = read(tmp_path, message).marks[-1]
    assert last.place == Section("Árlista › From: Tom Berg, Sent: 5 March 2024 09:05", Whole())
