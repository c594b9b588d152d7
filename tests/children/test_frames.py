import io
import json
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from children.frames import BrokenFrame, pack, unpack

JSON = st.dictionaries(st.text(), st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.text()))


@given(head=JSON, body=st.binary(max_size=100))
def test_what_was_packed_comes_out_as_it_was(head: dict[str, object], body: bytes) -> None:
    assert unpack(io.BytesIO(pack(head, body)).read, max_body_bytes=100) == (head, body)


def test_a_body_larger_than_allowed_is_not_read() -> None:
    pipe = io.BytesIO(pack({}, b"12345"))
    with pytest.raises(BrokenFrame, match="5 bytes"):
        unpack(pipe.read, max_body_bytes=4)
    assert pipe.read() == b"{}12345"


def test_a_head_larger_than_any_is_not_read() -> None:
    with pytest.raises(BrokenFrame):
        unpack(io.BytesIO(struct.pack(">IQ", (1 << 20) + 1, 0)).read, max_body_bytes=9)


@pytest.mark.parametrize("head", [b"no json", b"\xff", json.dumps([1]).encode()])
def test_a_head_that_is_no_object_is_refused(head: bytes) -> None:
    with pytest.raises(BrokenFrame):
        unpack(io.BytesIO(struct.pack(">IQ", len(head), 0) + head).read, max_body_bytes=9)
