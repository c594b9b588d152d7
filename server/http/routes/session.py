"""Login by cookie, who one is, and the state of the server."""

from dataclasses import replace
from secrets import compare_digest
from typing import Annotated

from fastapi import APIRouter, Header, Request, Response
from fastapi.responses import JSONResponse
from prometheus_client import generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from pydantic import BaseModel

from domain.documents import Policy
from domain.errors import Unauthenticated
from domain.principals import Recognition, Role
from server.http.access import COOKIE, Chatter, Credentials, Gatekeeper, overseer
from server.http.application import App
from server.http.keys_first import Recogniser
from server.http.problems import RETRY_AFTER_SECONDS
from server.http.wire.documents import Body

router = APIRouter(tags=["session"])

_YEAR_SECONDS = 365 * 24 * 3600


class Login(Body):
    """The key to be exchanged for a cookie."""

    key: str


class Me(BaseModel):
    """Who is asking. `name` is the key's, “local” for the person at this machine; `collections` is null for all."""

    name: str
    role: Role
    collections: list[str] | None
    how: Recognition
    policies: list[Policy]
    upload_limit_bytes: int


class State(BaseModel):
    """A dependency's state."""

    ok: bool
    detail: str


class Readiness(BaseModel):
    """Ready when every dependency that is needed is; a language model is not."""

    ready: bool
    components: dict[str, State]


@router.get("/livez")
async def alive() -> dict[str, str]:
    """The process answers."""
    return {"status": "alive"}


@router.get("/readyz", response_model=Readiness, responses={503: {"model": Readiness}})
async def ready(app: App) -> JSONResponse:
    """Whether questions can be answered, with the state of each dependency as it was seen in the last seconds."""
    components = app.health()
    body = Readiness(
        ready=all(part.ok for part in components if part.needed),
        components={part.name: State(ok=part.ok, detail=part.detail) for part in components},
    )
    if body.ready:
        return JSONResponse(body.model_dump())
    return JSONResponse(body.model_dump(), 503, headers={"Retry-After": str(RETRY_AFTER_SECONDS)})


@router.get("/metrics", response_class=Response)
async def metrics(request: Request, app: App, authorization: Annotated[str | None, Header()] = None) -> Response:
    """Prometheus text, for admins who see everything and holders of the token. It waits for nobody's work."""
    token = app.options.metrics_token
    if not (token and compare_digest((authorization or "").encode(), f"Bearer {token}".encode())):
        recogniser: Recogniser = request.app.state.recogniser
        request.state.principal = await recogniser.recognise(request)
        await overseer(request)
    return Response(generate_latest(app.registry), headers={"Content-Type": CONTENT_TYPE_LATEST})


@router.post("/v1/login", status_code=204)
def login(body: Login, request: Request, response: Response) -> None:
    """Exchanges a key for the browser's cookie."""
    gatekeeper: Gatekeeper = request.app.state.gatekeeper
    sent = Credentials.of(request)
    principal = gatekeeper.identify(replace(sent, authorization=f"Bearer {body.key}", cookie=None))
    if principal.key_id is None:
        raise Unauthenticated("This API key is not valid. On this machine none is needed: open the page.")
    response.set_cookie(
        COOKIE,
        body.key,
        max_age=_YEAR_SECONDS,
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )


@router.post("/v1/logout", status_code=204)
def logout(response: Response) -> None:
    """Forgets the browser's cookie."""
    response.delete_cookie(COOKIE, httponly=True, samesite="strict")


@router.get("/v1/me")
def me(app: App, principal: Chatter) -> Me:
    """Who the caller is and what the page needs to know."""
    return Me(
        name=principal.name,
        role=principal.role,
        collections=None if principal.collections is None else sorted(principal.collections),
        how=principal.how,
        policies=list(Policy),
        upload_limit_bytes=app.options.upload_limit_bytes,
    )
