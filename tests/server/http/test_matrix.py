"""Every route of the mounted application, Gradio's too, for every kind of key, by bearer and by cookie."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from fastapi.routing import iter_route_contexts
from starlette.routing import Mount

from tests.server.documents import write_documents
from tests.server.http.matrix_calls import call_of
from tests.server.http.matrix_table import PRINCIPALS, TABLE
from tests.server.http.matrix_world import World
from tests.server.in_process import Call, Reply


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table."""

    method: str
    path: str
    target: str
    statuses: dict[str, int]

    @property
    def route(self) -> tuple[str, str]:
        return self.method, self.path.partition("|")[0]

    def __str__(self) -> str:
        return f"{self.method} {self.path} {self.target}"


def _rows() -> list[Row]:
    lines = [line.split() for line in TABLE.splitlines()[2:] if line]
    return [Row(m, p, t, dict(zip(PRINCIPALS, map(int, s), strict=True))) for m, p, t, *s in lines]


ROWS = _rows()
_TARGETS = {
    (row.method, row.path): {each.target: each for each in ROWS if (each.method, each.path) == (row.method, row.path)}
    for row in ROWS
}
PAIRS = [found for found in _TARGETS.values() if "foreign" in found]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    files = write_documents(tmp_path_factory.mktemp("files"))
    with World.running(tmp_path_factory.mktemp("matrix"), files["pdf"].read_bytes()) as world:
        yield world


def replies(world: World, row: Row, principal: str) -> Iterator[Reply]:
    """With the key as bearer and as cookie; once without one."""
    for cookie in (False, True)[: 1 if principal == "none" else 2]:
        call = call_of(world, row.method, row.path, row.target, principal)
        yield world.send(call, principal, cookie=cookie)


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_each_principal_gets_what_the_table_says(world: World, row: Row) -> None:
    got = {name: {reply.status for reply in replies(world, row, name)} for name in PRINCIPALS}
    assert got == {name: {status} for name, status in row.statuses.items()}


@pytest.mark.parametrize("found", PAIRS, ids=lambda found: str(found["missing"]))
def test_the_foreign_and_the_missing_look_alike_byte_for_byte(world: World, found: dict[str, Row]) -> None:
    foreign, missing = found["foreign"], found["missing"]
    hidden = [name for name in PRINCIPALS if foreign.statuses[name] == 404 or name.startswith("l_")]
    assert hidden
    for name in hidden:
        there, nowhere = ([*map(_telling, replies(world, row, name))] for row in (foreign, missing))
        assert there == nowhere, name


def _telling(reply: Reply) -> Any:
    """A reply without what differs from request to request."""
    headers = {name: value for name, value in reply.headers.items() if name not in {"x-request-id"}}
    request_id = reply.headers["x-request-id"].encode()
    return reply.status, headers, reply.body.replace(request_id, b"")


def test_every_route_is_in_the_table_and_what_is_not_is_closed(world: World) -> None:
    listed = {row.route for row in ROWS}
    own, gradios = set(), set()
    for route in world.server.app.routes:
        for found in iter_route_contexts(route.routes if isinstance(route, Mount) else [route]):
            methods = {(method, found.path) for method in found.methods or {"WEBSOCKET"}}
            (gradios if isinstance(route, Mount) else own).update(methods)
    assert own - listed == set()
    assert listed - own - gradios == set()
    for method, path in sorted(gradios - own - listed):
        reply = world.send(Call(method, path), "admin")
        assert reply.status == 404, (method, path)
        assert world.send(Call(method, path), "none").status in {401, 404}, (method, path)
