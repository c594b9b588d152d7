"""What an empty conversation shows: what this is, where questions go, and some that the documents answer."""

from collections.abc import Sequence
from urllib.parse import urlencode

from ui.api import Api, ApiProblem
from ui.marks import FORMATS, Json, escape

MOST_SUGGESTIONS = 4


async def welcome(api: Api, collection: str, conversation_id: str = "") -> str:
    """For a collection, or for a conversation that has files and no messages yet."""
    wanted = {"conversation_id": conversation_id} if conversation_id else {"collection": collection}
    return page(
        collection,
        is_empty=await _is_empty(api, collection),
        suggested=await _suggested(api, wanted),
        query=urlencode({**wanted, "limit": MOST_SUGGESTIONS}),
    )


def page(collection: str, *, is_empty: bool, suggested: Sequence[Json] = (), query: str = "") -> str:
    """`is_empty` says that the collection holds no document yet; `query` is what asks the API for `suggested`."""
    held = " It holds no documents yet." if is_empty else ""
    return (
        '<div class="welcome"><h1>Ask your documents</h1><p>Every sentence of an answer is checked against its '
        "sources. What cannot be stood behind goes to a person.</p>"
        f'<p class="muted">Questions go to <strong>{escape(collection)}</strong>.{held} Drop files anywhere here '
        f"({FORMATS}) to ask about them in this conversation alone.</p>"
        f'<div data-suggestions="{escape(query)}">{_questions(suggested)}</div></div>'
    )


def _questions(suggested: Sequence[Json]) -> str:
    if not suggested:
        return ""
    return (
        '<h2 id="suggestions">Answered by these documents</h2>'
        f'<ul class="suggestions" aria-labelledby="suggestions">{"".join(map(_question, suggested))}</ul>'
    )


def _question(suggestion: Json) -> str:
    question = escape(suggestion["question"])
    return (
        f'<li><button type="button" data-act="retry" data-question="{question}"><span>{question}</span>'
        f'<span class="muted">{escape(suggestion["document"])}</span></button></li>'
    )


async def _is_empty(api: Api, collection: str) -> bool:
    try:
        return not (await api.get("/v1/documents", collection=collection, limit="1"))["documents"]
    except ApiProblem:
        return False


async def _suggested(api: Api, wanted: dict[str, str]) -> list[Json]:
    try:
        found: list[Json] = (await api.get("/v1/suggestions", **wanted, limit=str(MOST_SUGGESTIONS)))["suggestions"]
    except ApiProblem:
        return []
    return found
