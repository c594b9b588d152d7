"""Models that can answer, and those of this machine, as they travel."""

from dataclasses import asdict
from typing import Literal

from pydantic import BaseModel, Field

from domain import language_models
from domain.language_models import Source
from server.http.wire.documents import Body
from server.usecases import model_shelf
from server.usecases.model_shelf import Step


class ModelDetails(BaseModel):
    """What is known of a model, null where nobody tells. `default`: it answers where no other is asked for.

    `tokens_per_second` and `memory_bytes` were measured here when it was taken in; `prompt` identifies what it is told.
    """

    source: Source
    default: bool
    licence: str | None
    size_bytes: int | None
    memory_bytes: int | None
    tokens_per_second: float | None
    parameters: int | None
    context_tokens: int | None
    quantisation: str | None
    adapted: bool | None
    prompt: str | None

    @classmethod
    def of(cls, details: language_models.ModelDetails, *, default: bool) -> "ModelDetails":
        """From the domain."""
        return cls(default=default, **asdict(details))


class Model(BaseModel):
    """Something that can answer."""

    id: str
    object: Literal["model"] = "model"
    created: int
    owned_by: str = "candor"
    candor: ModelDetails


class ModelList(BaseModel):
    """What can answer, the default first."""

    object: Literal["list"] = "list"
    data: list[Model]


class OnShelf(BaseModel):
    """A model that can be had by name; `memory_bytes` is null where nobody measured it."""

    name: str
    licence: str
    size_bytes: int
    parameters: int
    memory_bytes: int | None


class Arrival(BaseModel):
    """A model on its way; `error` says why it failed. `total_bytes` is null where nothing is downloaded."""

    id: str
    name: str
    step: Step
    done_bytes: int
    total_bytes: int | None
    error: str | None

    @classmethod
    def of(cls, arrival: model_shelf.Arrival) -> "Arrival":
        """From the use case."""
        return cls(**asdict(arrival))


class Default(BaseModel):
    """Which model answers where no other is asked for, and why: it is set, an admin chose it, or it is first.

    `chosen` is an admin's choice, be it there or not; null where nobody chose.
    """

    model: str
    set_by: Literal["settings", "choice", "order"]
    chosen: str | None


class Shelf(BaseModel):
    """The models of this machine: how others come, and which of all answers.

    `missing` says what has to be installed before any can be run, null where nothing has. `prompts` are those that a
    collection may name.
    """

    default: Default
    models: list[Model]
    to_get: list[OnShelf]
    arriving: list[Arrival]
    missing: str | None
    prompts: list[str]
    upload_limit_bytes: int


class NewModel(Body):
    """A GGUF file or an OpenVINO folder at a path of the server; `adapter` is a LoRA adapter to put on it."""

    path: str = Field(min_length=1, max_length=4096)
    name: str | None = Field(None, max_length=64, description="By default as the file is called.")
    adapter: str | None = Field(None, min_length=1, max_length=4096)


class WantedModel(Body):
    """A model that can be had by name."""

    name: str = Field(min_length=1, max_length=64)


class ChosenDefault(Body):
    """Null leaves it to the order again."""

    model: str | None = Field(max_length=256)
