"""What can answer, and the models of this machine: added, had by name, removed, chosen."""

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.concurrency import run_in_threadpool

from domain.errors import Invalid
from server.http.access import Chatter, Overseer
from server.http.application import App, Application
from server.http.wire.models import (
    Arrival,
    ChosenDefault,
    Default,
    Model,
    ModelDetails,
    ModelList,
    NewModel,
    OnShelf,
    Shelf,
    WantedModel,
)
from server.usecases.model_desk import DEFAULT, no_such_model

router = APIRouter(tags=["models"])
_FILE = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
_CHECKED_EVERY_BYTES = 64 * 2**20


@router.get("/v1/models")
def list_models(app: App, _: Chatter) -> ModelList:
    """What can answer: `default` means the first."""
    return ModelList(data=_models(app))


@router.get("/v1/models/{model_id:path}")
def show_model(model_id: str, app: App, _: Chatter) -> Model:
    """One of them; an id may hold slashes."""
    names = app.catalogue.names()
    found = names[0] if model_id == DEFAULT else model_id
    if found not in names:
        raise no_such_model(model_id)
    return _model(app, found, default=found == names[0])


@router.put("/v1/models/default")
def choose_default(body: ChosenDefault, app: App, _: Overseer) -> Default:
    """Has a model answer where no other is asked for; null leaves it to the order."""
    app.shelf.choose(body.model)
    return _default(app)


@router.get("/v1/local-models")
def show_shelf(app: App, _: Overseer) -> Shelf:
    """All that can answer, what can be had by name, and what is on its way."""
    shelf = app.shelf
    return Shelf(
        default=_default(app),
        models=_models(app),
        to_get=[
            OnShelf(
                name=one.name,
                licence=one.licence,
                size_bytes=one.size_bytes,
                parameters=one.parameters,
                memory_bytes=one.memory_bytes,
            )
            for one in shelf.folder.to_get()
        ],
        arriving=[Arrival.of(one) for one in shelf.arriving()],
        missing=shelf.folder.missing,
        prompts=list(app.catalogue.prompt_names()),
        upload_limit_bytes=app.options.model_upload_limit_bytes,
    )


@router.post("/v1/local-models", status_code=202)
def add_model(body: NewModel, app: App, _: Overseer) -> Arrival:
    """Begins to take in a model that lies on the server: it is there once it has said a sentence."""
    adapter = None if body.adapter is None else Path(body.adapter)
    return Arrival.of(app.shelf.add(Path(body.path), name=body.name, adapter=adapter))


@router.post("/v1/local-models/get", status_code=202)
def get_model(body: WantedModel, app: App, _: Overseer) -> Arrival:
    """Begins to download a model that can be had by name. Broken off, it goes on when it is asked for again."""
    return Arrival.of(app.shelf.get(body.name))


@router.post("/v1/local-models/uploads", status_code=202, openapi_extra={"requestBody": {"content": _FILE}})
async def upload_model(
    request: Request, app: App, _: Overseer, name: Annotated[str, Query(min_length=1, max_length=255)]
) -> Arrival:
    """Takes a GGUF file in, as it is the body; `name` is the file's."""
    declared = request.headers.get("content-length", "")
    with app.shelf.receiving(name, int(declared) if declared.isdecimal() else 0) as path:
        with path.open("wb") as file:
            checked = 0
            async for part in request.stream():
                await run_in_threadpool(file.write, part)
                if file.tell() - checked > _CHECKED_EVERY_BYTES:  # the length is only what the sender says
                    app.shelf.require_room()
                    checked = file.tell()
            if not file.tell():
                raise Invalid("The file is empty.")
        return Arrival.of(await run_in_threadpool(app.shelf.add, path, name=None, uploaded=True))


@router.delete("/v1/local-models/arrivals/{arrival_id}", status_code=204)
def drop_arrival(arrival_id: str, app: App, _: Overseer) -> None:
    """Gives up a model on its way, or forgets that it failed."""
    app.shelf.drop(arrival_id)


@router.delete("/v1/local-models/{name}", status_code=204)
def remove_model(name: str, app: App, _: Overseer) -> None:
    """Deletes a model of this machine with its files."""
    app.shelf.remove(name)


def _models(app: Application) -> list[Model]:
    return [_model(app, name, default=place == 0) for place, name in enumerate(app.catalogue.names())]


def _model(app: Application, name: str, *, default: bool) -> Model:
    details = ModelDetails.of(app.catalogue.details(name), default=default)
    return Model(id=name, created=int(app.started_at.timestamp()), candor=details)


def _default(app: Application) -> Default:
    model, chosen = app.catalogue.names()[0], app.shelf.chosen()
    if app.shelf.pinned is not None:
        return Default(model=model, set_by="settings", chosen=chosen)
    return Default(model=model, set_by="choice" if model == chosen else "order", chosen=chosen)
