"""`candor keys`: works on the database itself, since the first key must exist before a server may listen."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Annotated, Any

import typer

from domain.principals import ApiKey, Role
from domain.stores import KeyStore
from server.cli.commands.output import AsJson, print_json, print_table
from server.http.access import fingerprint, new_secret
from server.wiring.settings import read_settings

app = typer.Typer(no_args_is_help=True)


@app.command()
def create(
    name: Annotated[str, typer.Argument(help="Whose key it is.")],
    role: Annotated[Role, typer.Option(help="What it may do.")] = Role.CHAT,
    collection: Annotated[list[str] | None, typer.Option(help="A collection it may see; all without one.")] = None,
    as_json: AsJson = False,  # noqa: FBT002 - typer's form of a flag
) -> None:
    """Makes a key and shows it this once."""
    secret = new_secret()
    scope = frozenset(collection) if collection else None
    with _keys() as keys:
        key = keys.create(name=name, role=role, collections=scope, sha256=fingerprint(secret))
    if as_json:
        print_json(_plain(key) | {"key": secret})
    else:
        typer.echo(f"{secret}\n\nKeep it: it is not shown again. Id {key.id}, role {key.role}.", err=False)


@app.command("list")
def list_keys(as_json: AsJson = False) -> None:  # noqa: FBT002 - typer's form of a flag
    """All keys, without their secrets."""
    with _keys() as keys:
        found = keys.list()
    if as_json:
        print_json([_plain(key) for key in found])
        return
    rows = [
        [k.id, k.name, k.role, ", ".join(sorted(k.collections)) if k.collections else "all", _state(k)] for k in found
    ]
    print_table(["id", "name", "role", "collections", "state"], rows, empty="There are no keys.")


@app.command()
def revoke(key_id: Annotated[str, typer.Argument(help="The key's id.")]) -> None:
    """Ends a key at once."""
    with _keys() as keys:
        keys.revoke(key_id)
    typer.echo(f"{key_id} is revoked.")


@contextmanager
def _keys() -> Iterator[KeyStore]:
    from server.wiring.opening import open_stores  # heavy: the other commands must not wait for it

    with open_stores(read_settings()) as stores:
        yield stores.keys


def _state(key: ApiKey) -> str:
    return f"revoked {key.revoked_at:%Y-%m-%d}" if key.revoked_at else "works"


def _plain(key: ApiKey) -> dict[str, Any]:
    plain = asdict(key)
    plain["collections"] = sorted(key.collections) if key.collections else None
    plain["created_at"] = key.created_at.isoformat()
    plain["revoked_at"] = key.revoked_at and key.revoked_at.isoformat()
    return plain
