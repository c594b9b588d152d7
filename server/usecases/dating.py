"""Which of the documents that an answer draws on is the newer, where one has taken the place of another."""

from domain.documents import Passage
from domain.places import heading_of
from server.usecases.drafting import Draft
from text.describing import spoken_date
from text.marks import cited_passages
from text.notices import said_to_be_newer
from text.superseding import superseded_by_now


def which_is_newer(draft: Draft) -> str | None:
    """In words, where old and new stand side by side in what was released; else null."""
    cited = cited_passages(draft.manuscript.text[: draft.released_to])
    passages = draft.task.passages
    for one in superseded_by_now(draft.task.query, passages):
        if {one.old.passage, one.new.passage} <= cited:
            return _said(passages[one.new.passage], passages[one.old.passage], draft.ask.collection.language)
    return None


def _said(newer: Passage, older: Passage, language: str) -> str:
    if newer.stored.document_id == older.stored.document_id:  # sections of one document
        return said_to_be_newer(_section(newer), _section(older), language)
    return said_to_be_newer(_document(newer, language), _document(older, language), language)


def _section(passage: Passage) -> str:
    return heading_of(passage.stored.chunk.place) or passage.stored.document


def _document(passage: Passage, language: str) -> str:
    since = passage.stored.stated.since
    return passage.stored.document + (f" ({spoken_date(since, language)})" if since else "")
