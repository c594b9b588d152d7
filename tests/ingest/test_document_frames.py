import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from children.frames import BrokenFrame, unpack
from domain.documents import MediaType, ParsedDocument
from domain.places import Mark, Page, PageRows, Place, Rows, Section, SheetRows, Slide, Spot, Whole
from ingest.document_frames import document_frame, document_from

NUMBER = st.integers(1, 2**40)
NAME = st.text(max_size=9)
SPOTS: st.SearchStrategy[Spot] = st.one_of(
    st.builds(Page, NUMBER),
    st.builds(PageRows, NUMBER, NUMBER, NUMBER),
    st.builds(Slide, NUMBER),
    st.builds(Rows, NUMBER, NUMBER),
    st.builds(SheetRows, NAME, NUMBER, NUMBER),
    st.just(Whole()),
)
PLACES: st.SearchStrategy[Place] = SPOTS | st.builds(Section, NAME, SPOTS)


@given(st.lists(PLACES, min_size=1, max_size=5), NAME)
def test_a_document_comes_out_of_the_pipe_as_it_went_in(places: list[Place], text: str) -> None:
    marks = tuple(Mark(start, place) for start, place in enumerate(places))
    document = ParsedDocument(text, MediaType.DOCX, marks, 3, ("A warning.",))
    frame = io.BytesIO(document_frame(document))
    assert document_from(*unpack(frame.read, max_body_bytes=10_000)) == document


def test_a_place_whose_name_is_missing_is_a_broken_frame() -> None:
    document = ParsedDocument("text", MediaType.XLSX, (Mark(0, SheetRows("Prices", 1, 1)),), None)
    head, body = unpack(io.BytesIO(document_frame(document)).read, max_body_bytes=10_000)
    with pytest.raises(BrokenFrame):
        document_from({**head, "names": 2}, body.replace(b'["Prices"]', b"[]"))
