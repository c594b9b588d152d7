"""EML: who wrote to whom, when, about what, the text, and the names of what is attached."""

import email.message
import email.policy
from collections.abc import Iterator, Sequence
from pathlib import Path

from domain.documents import MediaType, ParsedDocument
from domain.errors import UnreadableDocument
from ingest import mail_quotes
from ingest.charset import Decoded, decode
from ingest.limits import Limits
from ingest.outline import Outline, on_one_line
from ingest.web_page import write_page

_SHOWN = (("From", "from"), ("To", "to"), ("Cc", "cc"), ("Date", "date"))
_MAX_PARTS = 1_000
_MAX_NAMED = 20
_MAX_WITHIN = 5
_REPLACED = "\ufffd"
# What the parser of structured headers raises on some that are broken.
_STUMBLES = (IndexError, ValueError, AttributeError, TypeError, KeyError)


def read_mail(path: Path, limits: Limits) -> ParsedDocument:
    """A message within it (forwarded) is read too; other attachments are named only. Raises `UnreadableDocument`."""
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    if not isinstance(message, email.message.EmailMessage) or not any(_header(message, name) for _, name in _SHOWN):
        raise UnreadableDocument("This is not a message: it has no sender, no recipient and no date.")
    outline = Outline(MediaType.EML, limits)
    attached: list[str] = []
    doubts: list[str] = []
    _write(message, outline, attached, doubts, level=1)
    return outline.document(warnings=[*_said(attached), *dict.fromkeys(doubts)])


def _write(
    message: email.message.EmailMessage, outline: Outline, attached: list[str], doubts: list[str], *, level: int
) -> None:
    outline.heading(_header(message, "subject") or "(no subject)", level)
    parts = _parts(message)
    names = [name for part in parts if (name := _attachment(part))]
    shown = [f"{label}: {value}" for label, name in _SHOWN if (value := _header(message, name))]
    outline.paragraph("\n".join([*shown, *([f"Attachments: {', '.join(names)}"] if names else [])]))
    doubts += _write_body(parts, outline, level)
    attached += names
    for inner in _messages_within(parts) if level <= _MAX_WITHIN else ():
        _write(inner, outline, attached, doubts, level=level + 1)


def _write_body(parts: Sequence[email.message.EmailMessage], outline: Outline, level: int) -> list[str]:
    """The plain text, else the HTML; both are the same message twice. Returns what is doubtful about what was read."""
    written, doubts = outline.length, list[str]()
    for text, warnings in _texts(parts, "text/plain"):
        _write_text(text.replace("\r\n", "\n"), outline, level)
        doubts += warnings
    if outline.length == written:
        for text, warnings in _texts(parts, "text/html"):
            write_page(text, outline, titled=False, introduced=mail_quotes.heading_of)
            doubts += warnings
    return doubts


def _write_text(text: str, outline: Outline, level: int) -> None:
    """What it repeats of older messages stands under who wrote them when."""
    for part in mail_quotes.parts(text):
        if part.introduction is None:
            outline.leave(level + part.depth + 1)
        else:
            outline.heading(part.introduction, level + part.depth)
        for block in part.text.split("\n\n"):
            outline.paragraph(block)


def _texts(parts: Sequence[email.message.EmailMessage], content_type: str) -> Iterator[Decoded]:
    return (_text(part) for part in parts if part.get_content_type() == content_type and not _attachment(part))


def _parts(message: email.message.EmailMessage) -> list[email.message.EmailMessage]:
    """All parts that are no containers, those of messages within it left out."""
    found: list[email.message.EmailMessage] = []
    waiting: list[email.message.EmailMessage] = [message]
    while waiting and len(found) < _MAX_PARTS:
        part = waiting.pop(0)
        if part.get_content_maintype() == "multipart":
            inner = (each for each in part.iter_parts() if isinstance(each, email.message.EmailMessage))
            waiting = [*inner, *waiting]
        else:
            found.append(part)
    return found


def _messages_within(parts: Sequence[email.message.EmailMessage]) -> Iterator[email.message.EmailMessage]:
    for part in parts:
        if part.get_content_type() == "message/rfc822":
            payload = part.get_payload()
            yield from (each for each in payload if isinstance(each, email.message.EmailMessage))


def _attachment(part: email.message.EmailMessage) -> str | None:
    """The name of a part that is not the message's own text; pictures within the text are none."""
    if part.get_content_type() == "message/rfc822":
        return None
    if part.get_content_disposition() == "inline" and part["content-id"]:
        return None
    if part.get_content_disposition() != "attachment" and part.get_content_maintype() == "text":
        return None
    name = on_one_line(part.get_filename() or "")
    return name or (f"unnamed ({part.get_content_type()})" if part.get_content_disposition() == "attachment" else None)


def _text(part: email.message.EmailMessage) -> Decoded:
    """By the character set that it names, else by what the bytes look like."""
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    try:
        return Decoded(data.decode(str(part.get_content_charset(""))), ())
    except (LookupError, UnicodeDecodeError):
        return decode(data)


def _header(message: email.message.EmailMessage, name: str) -> str:
    """As it is written where the standard library stumbles over it, over letters beyond ASCII for instance."""
    try:
        value = ", ".join(str(value) for value in message.get_all(name, []))
    except _STUMBLES:
        value = _REPLACED
    if _REPLACED in value:
        raw = ", ".join(str(value) for key, value in message.raw_items() if key.lower() == name)
        value = decode(raw.encode("utf-8", "surrogateescape")).text
    return on_one_line(value)


def _said(attached: Sequence[str]) -> Iterator[str]:
    if attached:
        more = f" and {len(attached) - _MAX_NAMED} more" if len(attached) > _MAX_NAMED else ""
        yield f"Attachments were not read: {', '.join(attached[:_MAX_NAMED])}{more}. Upload them by themselves."
