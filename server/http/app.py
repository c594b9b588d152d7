"""The ASGI application: routes, error table, boundary, page."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI, Response
from fastapi.responses import HTMLResponse

from server.http import problems
from server.http.access import Gatekeeper
from server.http.application import Application
from server.http.body_limits import BodyLimits
from server.http.boundary import BrowserGuard, PageLogin, RequestRecorder
from server.http.content_policy import ContentPolicy
from server.http.keys_first import KeysFirst, Recogniser
from server.http.login import LOGIN_PAGE
from server.http.methods import METHODS, OWN_PATHS, HeadAsGet, unanswered
from server.http.routes import (
    adapters,
    canary,
    chat,
    collections,
    comparisons,
    conversations,
    documents,
    escalations,
    insights,
    models,
    quality,
    search,
    session,
    suggestions,
    verified_answers,
    webhooks,
)
from ui.page import mount_page, scripts

_MULTIPART_OVERHEAD_BYTES = 64 * 1024
_DOCUMENTS = ("POST", "/v1/documents")
_MODELS = ("POST", "/v1/local-models/uploads")
_ROUTERS = (
    session,
    collections,
    documents,
    search,
    suggestions,
    chat,
    models,
    adapters,
    conversations,
    escalations,
    verified_answers,
    webhooks,
    insights,
    quality,
    canary,
    comparisons,
)


def create_app(application: Application, *, page_api_url: str | None, own_secret: str | None = None) -> FastAPI:
    """The whole server. `page_api_url` is where the page finds the API; null leaves the page out.

    `own_secret` is a key of whoever starts it, which opens everything.
    """
    options = application.options

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        application.broker.close()

    app = FastAPI(
        title="Candor",
        version=version("candor"),
        summary="A RAG chatbot that checks every sentence it says",
        lifespan=lifespan,
        docs_url=None,  # Swagger's page loads its scripts from another host
        redoc_url=None,
        openapi_url="/v1/openapi.json",
    )
    app.state.application = application
    app.state.gatekeeper = Gatekeeper(application.keys, open_locally=options.open_locally, own_secret=own_secret)
    app.state.recogniser = Recogniser()
    problems.install(app)
    for module in _ROUTERS:
        app.include_router(module.router)
    app.add_api_route("/login", _login_page, include_in_schema=False)
    for path in (*sorted(OWN_PATHS), "/v1/{path:path}"):
        app.add_api_route(path, unanswered, methods=[*METHODS, "OPTIONS"], include_in_schema=False)
    if page_api_url is not None:
        app = mount_page(app, api_url=page_api_url, upload_limit_bytes=options.upload_limit_bytes)
    _guard(app, application)
    return app


def _guard(app: FastAPI, application: Application) -> None:
    """What every request passes before a route; the one added last comes first."""
    options, recogniser = application.options, app.state.recogniser
    app.add_middleware(
        BodyLimits,
        most_bytes=options.body_limit_bytes,
        uploads={
            _DOCUMENTS: options.upload_limit_bytes + _MULTIPART_OVERHEAD_BYTES,
            _MODELS: options.model_upload_limit_bytes,
        },
    )
    app.add_middleware(PageLogin, recogniser=recogniser)
    app.add_middleware(KeysFirst, recogniser=recogniser)
    app.add_middleware(BrowserGuard, hosts=options.hosts)
    app.add_middleware(ContentPolicy, added=scripts())
    app.add_middleware(HeadAsGet)
    app.add_middleware(RequestRecorder, telemetry=application.telemetry)


def _login_page() -> Response:
    return HTMLResponse(LOGIN_PAGE)
