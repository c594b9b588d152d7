"""What all pages share: the header, triggers that scripts pull."""

import json
from collections.abc import Callable, Sequence
from typing import Any

import gradio as gr

from ui.api import Api, ApiProblem, Body
from ui.marks import escape

PAGES = {
    "": "Chat",
    "documents": "Documents",
    "review": "Review",
    "operations": "Operations",
    "compare": "Compare",
    "models": "Models",
}
_HIDDEN_FROM = {"review": "chat", "operations": "chat", "compare": "chat", "models": "chat reviewer"}
_LOGO = (
    '<svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true"><path d="M4 5h16v11H10l-5 4v-4H4z" '
    'fill="none" stroke="currentColor" stroke-width="1.8" stroke-linejoin="round"/>'
    '<path d="M8.5 10.5l2.5 2.5 4.5-5" fill="none" stroke="currentColor" stroke-width="1.8"/></svg>'
)


def header(current: str) -> None:
    """The bar with the pages; `current` is a key of `PAGES`."""
    links = "".join(_link(path, name, is_current=path == current) for path, name in PAGES.items())
    block(
        f'<header class="top"><a class="brand" href="/">{_LOGO}<span>Candor</span></a>'
        f'<nav aria-label="Pages">{links}</nav><span class="spacer"></span>'
        '<button type="button" class="quiet" id="sign-out" hidden>Sign out</button>'
        '<button type="button" class="quiet icon" id="theme" aria-label="Switch between light and dark" '
        'title="Light or dark">◐</button></header>',
        elem_id="header",
    )


def _link(path: str, name: str, *, is_current: bool) -> str:
    """The script hides it from the roles that the page has nothing for."""
    hidden = f' data-hidden-from="{_HIDDEN_FROM[path]}"' if path in _HIDDEN_FROM else ""
    return f'<a href="/{path}"{hidden}{" aria-current=page" if is_current else ""}>{name}</a>'


def block(html: str = "", *, elem_id: str, classes: str = "") -> gr.HTML:
    """A place for our own HTML, without Gradio's styling around it."""
    return gr.HTML(
        html, elem_id=elem_id, elem_classes=f"plain {classes}".split(), js_on_load=None, apply_default_css=False
    )


class Triggers:
    """Hidden buttons of one page: `candor.act(name, payload)` in the browser calls a Python function with it.

    Each has a field beside it, into which the payload is typed before it is pressed. Gradio's own way, a script as a
    string, would need `eval`, which the server's Content-Security-Policy forbids.
    """

    def __init__(self, page: gr.Blocks) -> None:
        # The buttons stand in the page before a press of them arrives anywhere; what loading calls is there after.
        ready = block(elem_id="ready")
        page.load(_ready, None, [ready], show_progress="hidden", api_visibility="private")

    def on(
        self,
        name: str,
        handler: Callable[..., Any],
        *,
        inputs: Sequence[gr.components.Component] = (),
        outputs: Sequence[gr.components.Component] = (),
    ) -> Any:  # noqa: ANN401  Gradio's dependency has no public type
        """Calls `handler(payload, *inputs)` whenever the page's scripts act `name`."""
        payload = gr.Textbox(visible="hidden", elem_id=f"payload-{name}", label=name)
        button = gr.Button(name, visible="hidden", elem_id=f"act-{name}")
        return button.click(
            handler,
            [payload, *inputs],
            list(outputs),
            show_progress="hidden",
            trigger_mode="multiple",
            api_visibility="private",
        )


async def _ready() -> str:
    return "<span data-ready></span>"


def parse(payload: str) -> Body:
    """What a script sent along."""
    body: Body = json.loads(payload or "{}")
    return body


def explain(problem: ApiProblem) -> str:
    """A problem as a card; with the way to the login form where that helps."""
    if problem.needs_login:
        return '<p class="notice">Your session has ended. <a href="/login">Sign in</a> to go on.</p>'
    return f'<div class="notice error" role="alert"><p>{escape(problem)}</p></div>'


def more_button(shown_pages: int) -> str:
    """What shows one page more of a list than it does now."""
    return f'<button type="button" class="quiet more" data-act="more" data-pages="{shown_pages + 1}">Show more</button>'


async def collection_names(api: Api) -> list[str]:
    """All collections that the caller may see, `default` where they cannot be read."""
    try:
        found = (await api.get("/v1/collections"))["collections"]
    except ApiProblem:
        found = []
    return [c["name"] for c in found] or ["default"]
