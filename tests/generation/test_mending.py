"""An endpoint's events are mended whatever their oddity and however their bytes are cut."""

import json
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generation.mending import Halves, MendedEvents

BOM = b"\xef\xbb\xbf"
DONE = b"data: [DONE]\n\n"


class Chunks(httpx.SyncByteStream):
    def __init__(self, parts: list[bytes]) -> None:
        self.parts = parts

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.parts)


def event(**choice: Any) -> bytes:
    return f"data: {json.dumps({'id': 'c', 'choices': [{'index': 0, **choice}]})}\n\n".encode()


def content(text: str) -> bytes:
    return event(delta={"content": text}, finish_reason=None)


STOP = event(delta={}, finish_reason="stop") + DONE


def mended(*parts: bytes) -> list[dict[str, Any]]:
    """The choices, and that the stream is one."""
    said = b"".join(MendedEvents(Chunks(list(parts)))).decode()
    events = [line for block in said.split("\n\n") for line in block.splitlines() if line.startswith("data:")]
    assert events[-1] == "data: [DONE]"
    chunks = [json.loads(one.removeprefix("data: ")) for one in events[:-1]]
    return [choice for chunk in chunks for choice in chunk["choices"]]


def told(choices: list[dict[str, Any]]) -> tuple[str, str]:
    text = "".join(choice["delta"].get("content") or "" for choice in choices)
    return text, next(choice["finish_reason"] for choice in choices if choice.get("finish_reason"))


@pytest.mark.parametrize(
    "stream",
    [
        content("Five.") + STOP,
        BOM + content("Five.") + STOP,
        event(delta=None) + content("Five.") + event(delta=None, finish_reason="stop") + DONE,
        event() + content("Five.") + event(finish_reason="stop") + DONE,
        content("Five.") + DONE,
        content("Five.").rstrip() + b"\n" + event(delta={}, finish_reason="stop").rstrip() + b"\n" + DONE.rstrip(),
        content("Five.").replace(b"\n", b"\r\n") + STOP,
        b": ping\n\ndata:\n\n" + content("Five.") + b": ping\n\n" + STOP,
        b"event: message\nid: 7\n" + content("Five.") + STOP,
        event(message={"role": "assistant", "content": "Five."}, finish_reason="stop") + DONE,
        event(delta={"content": [{"type": "thinking", "thinking": []}, {"type": "text", "text": "Five."}]}) + STOP,
        b'data: {"choices": null}\n\n' + content("Five.") + STOP,
    ],
)
def test_an_odd_stream_reads_as_any_other(stream: bytes) -> None:
    assert told(mended(stream)) == ("Five.", "stop")
    assert told(mended(*[bytes([byte]) for byte in stream])) == ("Five.", "stop")


@pytest.mark.parametrize(
    ("halves", "whole"),
    [
        (['"\\ud83d"', '"\\ude00!"'], "😀!"),
        (['"\\ud83d"', '"!"'], "\ufffd!"),
        (['"a\\ude00"'], "a\ufffd"),
        (['"a\\ud83d"'], "a\ufffd"),
        (['"\\ud83d"', '"\\udc80"'], "💀"),
    ],
)
def test_half_a_character_waits_for_the_other_half(halves: list[str], whole: str) -> None:
    events = [f'data: {{"choices":[{{"index":0,"delta":{{"content":{half}}}}}]}}\n\n'.encode() for half in halves]
    assert told(mended(*events, DONE)) == (whole, "stop")


@pytest.mark.parametrize("cut", [1, 2, 3])
def test_bytes_of_a_character_in_two_events_are_joined(cut: int) -> None:
    smile = "😀".encode()
    events = [b'data: {"choices":[{"delta":{"content":"' + half + b'"}}]}\n\n' for half in (smile[:cut], smile[cut:])]
    assert told(mended(*events, DONE)) == ("😀", "stop")
    assert told(mended(events[0], DONE)) == ("\ufffd", "stop")


@given(st.text(max_size=20), st.lists(st.integers(0, 40), max_size=4))
def test_text_comes_back_whole_however_its_halves_are_cut(text: str, cuts: list[int]) -> None:
    units = text.encode("utf-16-le")
    edges = [0, *sorted({2 * cut for cut in cuts if 2 * cut < len(units)}), len(units)]
    parts = [units[a:b].decode("utf-16-le", "surrogatepass") for a, b in pairwise(edges)]
    halves = Halves()
    assert "".join([*(halves.feed(part, last=False) for part in parts), halves.feed("", last=True)]) == text


@pytest.mark.parametrize("said", [b"<html>Sign in</html>", b"data: {oops\n\n", b"data: [1]\n\n", b"\x00\xff\xfe\n"])
def test_what_is_no_event_is_told_in_its_own_words(said: bytes) -> None:
    with pytest.raises(httpx.DecodingError, match=r"Sign in|no JSON|\[1\]|no event"):
        list(MendedEvents(Chunks([said])))


def test_an_error_that_does_not_call_itself_one_is_one() -> None:
    stream = MendedEvents(Chunks([b'data: {"object": "error", "message": "out of memory"}\n\n']))
    assert b'"error": {"message": "out of memory"}' in b"".join(stream)
