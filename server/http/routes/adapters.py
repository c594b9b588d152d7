"""Adapters of the language model over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field

from server.http.access import Overseer
from server.http.application import App
from server.http.wire.documents import Body

router = APIRouter(prefix="/v1/models/adapters", tags=["models"])

_NAME = r"^\w[\w.:-]{0,99}$"


class NewAdapter(Body):
    """An adapter to be served as a model; `path` is its folder as the model server sees it.

    `base` is the model of this machine that it is put on, where there are several; an endpoint has one.
    """

    name: str = Field(pattern=_NAME)
    path: str = Field(min_length=1, max_length=4096)
    base: str | None = Field(None, min_length=1, max_length=256)


class LoadedAdapter(BaseModel):
    """An adapter that answered: what it was asked, and what it said."""

    name: str
    question: str
    answer: str


@router.post("", status_code=201)
def load_adapter(body: NewAdapter, app: App, _: Overseer) -> LoadedAdapter:
    """Has the model server load an adapter and asks it a question; one that does not answer is unloaded again."""
    trial = app.adapting.load(body.name, body.path, body.base)
    return LoadedAdapter(name=body.name, question=trial.question, answer=trial.answer)


@router.delete("/{name}", status_code=204)
def unload_adapter(name: Annotated[str, Path(pattern=_NAME)], app: App, _: Overseer) -> None:
    """Has the model server unload an adapter; answers that it is writing come to their end."""
    app.adapting.unload(name)
