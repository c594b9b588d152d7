"""Puts the pages together and mounts them beside the API."""

import asyncio
import warnings
from pathlib import Path

import gradio as gr
from fastapi import FastAPI
from starlette.middleware import Middleware

from ui.api import Connection
from ui.chat import Chat
from ui.comparing import Comparing
from ui.documents import Documents
from ui.models import Models
from ui.operations import Operations
from ui.review import Review
from ui.routes import PageRoutes
from ui.shell import PAGES

_ASSETS = Path(__file__).parent / "assets"
_PAGES = ("chat.js", "documents.js", "review.js", "operations.js", "compare.js", "models.js")
_SCRIPTS = ("templates.js", "shell.js", "files.js", *_PAGES)
_STYLES = ("theme.css", "chat.css", "sheets.css")
_FONTS = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "sans-serif")
_MONO_FONTS = ("ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "monospace")


def build_page(*, api_url: str) -> gr.Blocks:
    """The pages, speaking to `api_url` with the cookie of whoever looks at them."""
    connection = Connection(api_url)
    page: gr.Blocks
    with gr.Blocks(title="Candor", analytics_enabled=False, fill_width=True) as page:
        Chat(connection).build(page)
    for path, part in (
        ("documents", Documents(connection)),
        ("review", Review(connection)),
        ("operations", Operations(connection)),
        ("compare", Comparing(connection)),
        ("models", Models(connection)),
    ):
        with page.route(PAGES[path], path, show_in_navbar=False):
            part.build(page)
    page.queue(default_concurrency_limit=None, api_open=False)
    return page


def scripts() -> list[str]:
    """The page's own scripts, which Gradio puts into its head when it has started."""
    return [(_ASSETS / name).read_text("utf-8") for name in _SCRIPTS]


def mount_page(app: FastAPI, *, api_url: str, upload_limit_bytes: int) -> FastAPI:
    """Mounts the pages at `/`, last, so that every route of `app` comes before them. Call it outside of event loops."""

    async def mounted() -> FastAPI:
        return _mounted(app, api_url=api_url, upload_limit_bytes=upload_limit_bytes)

    # Without a running loop Gradio opens one for each of its locks and never closes them.
    return asyncio.run(mounted())


def _mounted(app: FastAPI, *, api_url: str, upload_limit_bytes: int) -> FastAPI:
    # In the head, because Gradio confines its `css` to its own container, and dialogs stand outside of it.
    styles = "".join(f"<style>{(_ASSETS / name).read_text('utf-8')}</style>" for name in _STYLES)
    with warnings.catch_warnings():
        # Gradio says so whether or not rendering on the server was asked for.
        warnings.filterwarnings("ignore", message="SSR mode is not supported")
        mounted: FastAPI = gr.mount_gradio_app(
            app,
            build_page(api_url=api_url),
            path="/",
            app_kwargs={"middleware": [Middleware(PageRoutes)]},
            max_file_size=upload_limit_bytes,
            footer_links=[],
            run_history=False,
            ssr_mode=False,
            theme=gr.themes.Base(font=_FONTS, font_mono=_MONO_FONTS),
            head=styles + "".join(f"<script>{script}</script>" for script in scripts()),
            favicon_path=str(_ASSETS / "favicon.svg"),
        )
    return mounted
