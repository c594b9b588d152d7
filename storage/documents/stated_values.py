"""What documents say of themselves as it is kept."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from domain.stated import Fact, Stated
from text.stating import stated


def stated_as_json(said: Stated) -> dict[str, Any]:
    """Each fact by its name."""
    return {name: asdict(fact) for name, fact in said.facts()}


def stated_from_json(kept: Mapping[str, Any]) -> Stated:
    """What `stated_as_json` was given."""
    return Stated(**{name: Fact(**fact) for name, fact in kept.items()})


def stated_of(kept: Mapping[str, Any] | None, name: str) -> Stated:
    """The same of a document; null is kept of one that was read before anybody looked: its name speaks for it."""
    return stated(name, "") if kept is None else stated_from_json(kept)
