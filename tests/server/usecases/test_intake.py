"""What is acknowledged is kept, and nobody replaces or removes what is someone else's."""

from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO

import pytest

from domain.documents import Document, MediaType
from domain.errors import Forbidden, NotFound, TooLarge
from domain.principals import Principal, Role
from server.usecases.intake import Intake
from tests.server.usecases.fakes import Documents, Originals, principal

ANN, BEN, ADMIN = principal("ann"), principal("ben"), principal("root", role=Role.ADMIN)


@dataclass
class Door:
    """An intake with what is behind it."""

    documents: Documents = field(default_factory=Documents)
    originals: Originals = field(default_factory=Originals)
    erased: list[str] = field(default_factory=list)
    woken: int = 0
    on_add: Callable[[], None] = lambda: None

    def intake(self) -> Intake:
        return Intake(
            documents=self.documents,  # type: ignore[arg-type]
            originals=self.originals,
            erase=self._erase,
            media_type_of=lambda _, __: MediaType.TEXT,
            safe_name=lambda name: name.rpartition("/")[2],
            limit_bytes=100,
            wake=self._wake,
        )

    def receive(self, content: bytes, who: Principal = ANN, name: str = "a.txt") -> tuple[Document, bool]:
        return self.intake().receive(BytesIO(content), name=name, collection="default", principal=who)

    def _erase(self, document_id: str, *, collection: str) -> None:
        self.erased.append(document_id)

    def _wake(self) -> None:
        self.woken += 1


def test_acknowledged_bytes_are_kept_and_the_worker_is_woken() -> None:
    door = Door()
    document, new = door.receive(b"Nine to five.")
    assert new
    assert door.originals.held == {document.sha256: b"Nine to five."}
    assert (document.owner, document.bytes, door.woken) == ("ann", 13, 1)


def test_a_name_is_made_safe_before_it_is_looked_for() -> None:
    door = Door()
    door.receive(b"one", name="../../a.txt")
    assert list(door.documents.held) == [("default", "a.txt")]


def test_the_same_bytes_again_are_the_same_document() -> None:
    door = Door()
    first, _ = door.receive(b"one")
    assert door.receive(b"one") == (first, False)


def test_a_name_that_is_someone_elses_is_refused_and_nothing_of_it_stays() -> None:
    door = Door()
    kept, _ = door.receive(b"one")
    with pytest.raises(Forbidden):
        door.receive(b"two", BEN)
    assert list(door.originals.held) == [kept.sha256]
    assert door.documents.find("default", "a.txt") == kept


def test_whoever_uploaded_it_and_an_admin_replace_a_document_and_its_old_bytes_are_let_go() -> None:
    door = Door()
    first, _ = door.receive(b"one")
    second, new = door.receive(b"two")
    assert new
    door.receive(b"three", ADMIN)
    assert door.originals.dropped == [first.sha256, second.sha256]


def test_a_file_that_is_too_large_becomes_no_document() -> None:
    door = Door()
    with pytest.raises(TooLarge):
        door.receive(b"x" * 101)
    assert (door.documents.held, door.woken) == ({}, 0)


def test_bytes_that_no_document_could_be_made_of_do_not_stay() -> None:
    door = Door()

    class Refusing(Documents):
        def add(self, upload: object) -> tuple[Document, bool]:
            raise NotFound("There is no such collection.")

    door.documents = Refusing()
    with pytest.raises(NotFound):
        door.receive(b"one")
    assert door.originals.held == {}


@pytest.mark.parametrize(("who", "may"), [(ANN, True), (ADMIN, True), (BEN, False)])
def test_a_document_is_removed_by_its_uploader_or_an_admin(who: Principal, *, may: bool) -> None:
    door = Door()
    document, _ = door.receive(b"one")
    if may:
        door.intake().delete(document, principal=who)
    else:
        with pytest.raises(Forbidden):
            door.intake().delete(document, principal=who)
    assert door.erased == ([document.id] if may else [])
