"""Collections over HTTP."""

import re
from typing import Annotated

from fastapi import APIRouter
from pydantic import AfterValidator, Field, field_validator
from pydantic.json_schema import SkipJsonSchema

from domain.documents import Policy
from domain.errors import Conflict
from domain.stores import UNCHANGED
from server.http.access import Admin, Chatter, Overseer
from server.http.application import App
from server.http.wire.documents import Body, Collection, CollectionList

router = APIRouter(prefix="/v1/collections", tags=["collections"])

_NAME = re.compile(r"[\w][\w .-]{0,63}")


def _name(value: str) -> str:
    if not _NAME.fullmatch(value):
        raise ValueError(
            "1 to 64 letters, digits, spaces, dots, dashes or underscores, beginning with none of the marks"
        )
    return value


class NewCollection(Body):
    """A collection to be made; policy and language are the server's defaults where left out."""

    name: Annotated[str, AfterValidator(_name)]
    policy: Policy | None = None
    language: str | None = Field(None, pattern="^[a-z]{2}$", description="ISO 639-1; picks the stemmer.")


class CollectionChange(Body):
    """What is to change; what is left out stays."""

    policy: Policy | SkipJsonSchema[None] = None
    threshold: float | None = Field(
        None, ge=0, le=1, description="Risk from which a claim is unsupported; null for the detector's own."
    )

    audit_probability: float | None = Field(
        None, ge=0, le=1, description="How likely an answer is drawn for the audit; null for the server's own."
    )

    model: str | None = Field(
        None, max_length=256, description="What answers where no other is asked for; null for the server's default."
    )
    prompt: str | None = Field(
        None, max_length=64, description="What a language model is told, by name; null for what fits it."
    )

    @field_validator("policy")
    @classmethod
    def _some_policy(cls, value: Policy | None) -> Policy:
        if value is None:
            raise ValueError("a collection always has a policy; leave it out to keep it")
        return value


@router.get("")
def list_collections(app: App, principal: Chatter) -> CollectionList:
    """The collections that the caller may see, by name."""
    visible = (c for c in app.collections.list() if principal.sees(c.name))
    return CollectionList(collections=[Collection.of(c) for c in visible])


@router.post("", status_code=201)
def create_collection(body: NewCollection, app: App, _: Overseer) -> Collection:
    """Makes a collection. A key that is limited to some never may: a name that is taken would tell of the others."""
    options = app.options
    made = app.collections.create(
        body.name, policy=body.policy or options.policy, language=body.language or options.language
    )
    return Collection.of(made)


@router.patch("/{name}")
def change_collection(name: str, body: CollectionChange, app: App, principal: Admin) -> Collection:
    """Changes what is given of policy, threshold, how often answers are audited, model and prompt."""
    principal.require_collection(name)
    app.catalogue.require(body.model, body.prompt)
    changed = app.collections.update(
        name,
        policy=body.policy if body.policy is not None else UNCHANGED,
        threshold=body.threshold if "threshold" in body.model_fields_set else UNCHANGED,
        audit_probability=body.audit_probability if "audit_probability" in body.model_fields_set else UNCHANGED,
        model=body.model if "model" in body.model_fields_set else UNCHANGED,
        prompt=body.prompt if "prompt" in body.model_fields_set else UNCHANGED,
    )
    return Collection.of(changed)


@router.delete("/{name}", status_code=204)
def delete_collection(name: str, app: App, principal: Admin) -> None:
    """Deletes a collection with its documents."""
    principal.require_collection(name)
    if name == "default":
        raise Conflict("The collection “default” always exists; delete its documents instead.")
    app.erasing.collection(name)
    app.streams.documents_gone()
