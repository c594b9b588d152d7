"""An event stream of OpenAI's protocol as its clients can read it, whatever oddities an endpoint has.

Mended: `delta: null`, a `message` in place of the delta, content in parts, half a character a chunk (a surrogate, or
bytes of UTF-8), a byte order mark, events without a blank line between them or behind the last, a stream that ends with
`[DONE]` and no finish reason, an error that is not called one. What is no event at all raises `httpx.DecodingError`.
"""

import codecs
import json
import re
from collections.abc import Iterator
from typing import Any

import httpx

_BYTE_ORDER_MARK = codecs.BOM_UTF8
_FIELD = b"data:"
_DONE = b"[DONE]"
_HEAD = ("id", "object", "created", "model")
_SHOWN_CHARACTERS = 120
_LONGEST_LINE_BYTES = 4_000_000
_HIGH_SURROGATE_LAST = re.compile(r"[\ud800-\udbff]\Z")
_STRAY_BYTES = re.compile("[\udc80-\udcff]+")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_REPLACEMENT = "\ufffd"


class MendedEvents(httpx.SyncByteStream):
    """The bytes of a response, mended event by event."""

    def __init__(self, stream: httpx.SyncByteStream) -> None:
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        """Raises `httpx.DecodingError`."""
        mender = _Mender()
        for data in self._stream:
            if mended := mender.feed(data):
                yield mended
        yield mender.end()

    def close(self) -> None:
        """Closes what it reads from."""
        self._stream.close()


class _Mender:
    def __init__(self) -> None:
        self._rest = b""
        self._halves = Halves()
        self._head: dict[str, Any] = {}
        self._finished = self._is_stream = False
        self._odd = b""

    def feed(self, data: bytes) -> bytes:
        self._rest += data
        *lines, self._rest = self._rest.split(b"\n")
        if len(self._rest) > _LONGEST_LINE_BYTES:
            raise httpx.DecodingError("It sent a line without end.")
        return b"".join(map(self._line, lines))

    def end(self) -> bytes:
        mended = self._line(self._rest)
        if not self._is_stream and self._odd:
            raise httpx.DecodingError(f"It sent no event but “{_shown(self._odd)}”.")
        return mended

    def _line(self, line: bytes) -> bytes:
        line = line.removeprefix(_BYTE_ORDER_MARK).rstrip(b"\r")
        if not line.startswith(_FIELD):
            self._odd = self._odd or line.strip()
            return line + b"\n"
        data = line.removeprefix(_FIELD).strip()
        self._is_stream = True
        if data.startswith(_DONE):
            return self._closing() + _event(data)
        return _event(self._chunk(data)) if data else b""

    def _chunk(self, data: bytes) -> bytes:
        try:
            chunk = json.loads(data.decode("utf-8", "surrogateescape"))
        except ValueError:
            raise httpx.DecodingError(f"It sent an event that is no JSON: “{_shown(data)}”.") from None
        if not isinstance(chunk, dict):
            raise httpx.DecodingError(f"It sent an event that is no chunk: “{_shown(data)}”.")
        if chunk.get("object") == "error":
            chunk.setdefault("error", {"message": chunk.get("message")})
        self._head = self._head or {name: chunk[name] for name in _HEAD if name in chunk}
        choices = chunk.get("choices")
        chunk["choices"] = [self._choice(one) for one in choices or () if isinstance(one, dict)]
        return _json(chunk)

    def _choice(self, choice: dict[str, Any]) -> dict[str, Any]:
        delta = dict(choice.get("delta") or choice.get("message") or {})
        ends = bool(choice.get("finish_reason"))
        content = self._halves.feed(_text_of(delta.get("content")), last=ends)
        if content or "content" in delta:
            delta["content"] = content
        self._finished = self._finished or ends
        return {**choice, "delta": delta}

    def _closing(self) -> bytes:
        """What an endpoint left out that says `[DONE]` without a finish reason."""
        if self._finished:
            return b""
        self._finished = True
        delta = {"content": self._halves.feed("", last=True)}
        return _event(_json({**self._head, "choices": [{"index": 0, "delta": delta, "finish_reason": "stop"}]}))


class Halves:
    """Joins characters that were cut in two; a half without its other half becomes U+FFFD.

    Text has lone surrogates, or bytes of UTF-8 as Python's `surrogateescape` writes them, where it was cut.
    """

    def __init__(self) -> None:
        self._waiting = ""

    def feed(self, text: str, *, last: bool) -> str:
        """`text` behind what was waiting, without a half at its end unless it is the `last`."""
        joined = self._waiting + text
        self._waiting = ""
        if not _LONE_SURROGATE.search(joined):
            return joined
        joined = joined.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
        if not last:
            whole = len(joined) - _half_at_end(joined)
            joined, self._waiting = joined[:whole], joined[whole:]
        joined = _STRAY_BYTES.sub(lambda found: _bytes_of(found[0]).decode("utf-8", "replace"), joined)
        return _LONE_SURROGATE.sub(_REPLACEMENT, joined)


def _half_at_end(text: str) -> int:
    """How many characters at the end may be the first part of one."""
    if _HIGH_SURROGATE_LAST.search(text):
        return 1
    stray = list(_STRAY_BYTES.finditer(text))
    if not stray or stray[-1].end() != len(text):
        return 0
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    decoder.decode(_bytes_of(stray[-1][0]))
    return len(decoder.getstate()[0])


def _bytes_of(stray: str) -> bytes:
    return stray.encode("utf-8", "surrogateescape")


def _text_of(content: object) -> str:
    """Content as one text; of parts only those that are text, which leaves thoughts out."""
    if isinstance(content, list):
        return "".join(str(part.get("text") or "") for part in content if isinstance(part, dict))
    return content if isinstance(content, str) else ""


def _event(data: bytes) -> bytes:
    return _FIELD + b" " + data + b"\n\n"


def _json(chunk: dict[str, Any]) -> bytes:
    return json.dumps(chunk, ensure_ascii=False).encode("utf-8", "replace")


def _shown(data: bytes) -> str:
    """Its beginning; not that of a broken chunk, which may hold a part of the answer."""
    if data.startswith(b"{"):
        return "{…"
    return data[:_SHOWN_CHARACTERS].decode("utf-8", "replace")
