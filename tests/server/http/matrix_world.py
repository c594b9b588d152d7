"""A server with a key of each kind, and things of everyone for them to reach for."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from domain.comparisons import Compared
from domain.documents import Document, DocumentStatus, MediaType, Policy, Upload
from domain.principals import Role
from domain.reviews import ResolutionKind
from server.http.access import fingerprint, new_secret
from server.http.app import create_app
from server.http.application import Application
from server.usecases.broker import document_topic
from server.usecases.reviewing import Decision
from server.usecases.voting import Voting
from server.wiring.bootstrap import compose
from tests.server.conftest import settings_for
from tests.server.http.matrix_table import PRINCIPALS
from tests.server.in_process import Call, InProcess, Reply
from tests.storage import samples

SEEN = frozenset({"hr", "spare", "annex"})
_ROLES = {"reviewer": Role.REVIEWER, "l_reviewer": Role.REVIEWER, "admin": Role.ADMIN, "l_admin": Role.ADMIN}
_NOTE = b"The plan is to wait."


class Renderer:
    """Draws every page alike, without a child process."""

    def render(self, path: Path, *, page: int, highlight: tuple[int, int] | None) -> bytes:
        return b"a picture"


@dataclass
class World:
    """The server, and what its keys own. `spare` and `annex` hold no documents, nor does `legal`."""

    server: InProcess
    application: Application
    pdf: bytes
    secrets: dict[str, str] = field(default_factory=dict)
    key_ids: dict[str, str] = field(default_factory=dict)
    documents: dict[str, str] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    @classmethod
    @contextmanager
    def running(cls, data: Path, pdf: bytes) -> Iterator["World"]:
        settings = settings_for(data, host="0.0.0.0")
        with compose(settings) as composed:
            application = replace(composed, renderer=Renderer())
            # In a thread of its own: Playwright's tests leave a loop in this one, in which the page cannot be mounted.
            with ThreadPoolExecutor(1) as thread:
                app = thread.submit(create_app, application, page_api_url="http://127.0.0.1:8080").result()
            with InProcess.running(app) as server:
                world = cls(server, application, pdf)
                world._fill()
                yield world
                application.broker.close()

    def _fill(self) -> None:
        for name in (*SEEN, "finance", "legal"):
            self.ensure(name)
        for name in PRINCIPALS[1:]:
            self.secrets[name] = new_secret()
            scope = SEEN if name.startswith("l_") else None
            key = self.application.keys.create(
                name=name, role=_ROLES.get(name, Role.CHAT), collections=scope, sha256=fingerprint(self.secrets[name])
            )
            self.key_ids[name] = key.id
        self.application.keys.revoke(self.key_ids["revoked"])
        for collection in ("hr", "finance"):
            self.documents[collection] = self._ready(collection)

    def _ready(self, collection: str) -> str:
        """A PDF that was read, and beside it the note; both are `chat`'s."""
        self.send(self.upload(collection=collection), "chat")
        files = {"file": ("rules.pdf", self.pdf)}
        found = self.send(Call("POST", "/v1/documents", {"files": files, "data": {"collection": collection}}), "chat")
        document_id: str = found.json()["id"]
        self.server.portal.call(self._await_ready, document_id)
        return document_id

    async def _await_ready(self, document_id: str) -> None:
        with self.application.broker.subscribe(document_topic(document_id)) as changes:
            if self.application.documents.get(document_id).status is DocumentStatus.READY:
                return
            async for document in changes:
                assert isinstance(document, Document)
                assert document.status is not DocumentStatus.FAILED
                if document.status is DocumentStatus.READY:
                    return

    def send(self, call: Call, principal: str, *, cookie: bool = False) -> Reply:
        """The reply to `principal`."""
        secret = self.secrets.get(principal)
        headers = {} if secret is None else {"Authorization": f"Bearer {secret}"}
        if cookie:
            headers = {"Cookie": f"candor_key={secret}"}
        return self.server.send(call, headers)

    def ensure(self, collection: str) -> str:
        """A collection of this name, made again where a request deleted it."""
        if collection not in {each.name for each in self.application.collections.list()}:
            self.application.collections.create(collection, policy=Policy.HOLD, language="en")
        return collection

    def owner(self, principal: str, target: str) -> str:
        """Whose the target is; those without a key reach for `chat`'s."""
        if target == "own" and principal not in {"none", "revoked"}:
            return principal
        return "other" if principal == "chat" else "chat"

    def conversation(self, owner: str, collection: str) -> str:
        key = self.key_ids[owner]
        return self.application.conversations.create(title="t", collection=collection, owner=key, metadata={}).id

    def answer(self, owner: str, collection: str) -> str:
        answer = replace(samples.answer(self.conversation(owner, collection)), collection=collection)
        self.application.answers.save(replace(answer, created_at=datetime.now(UTC)), None)
        return answer.id

    def escalation(self, collection: str) -> str:
        answer = replace(samples.answer(self.conversation("chat", collection)), collection=collection)
        made = self.application.answers.save(answer, samples.escalation())
        assert made is not None
        return made

    def verified(self, collection: str) -> str:
        """A reviewer's answer to be given again, the only one of its collection."""
        decision = Decision(kind=ResolutionKind.EDIT, text="Soon.", reuse=True)
        for former in self.application.verified.list(frozenset({collection})):
            self.application.verified.delete(former.id)
        self.application.reviewing.resolve(self.escalation(collection), decision, reviewer="rita")
        [made] = self.application.verified.list(frozenset({collection}))
        return made.id

    def comparison(self, collection: str) -> str:
        """Two models that differ on one question."""
        compared = [Compared("When?", {"large": "Soon.", "small": "Never."})]
        return self.application.comparisons.create("Which is better", collection, compared).id

    def ticket(self, comparison_id: str) -> str:
        pair = Voting(self.application.comparisons).next_pair(comparison_id, None)
        assert pair is not None
        return pair.ticket

    def document(self, owner: str, partition: str) -> str:
        number = next(self._numbers)
        upload = Upload(
            f"{number}.pdf", partition, MediaType.PDF, fingerprint(str(number)), 4, owner=self.key_ids[owner]
        )
        return self.application.documents.add(upload)[0].id

    def upload(self, **fields: str) -> Call:
        return Call("POST", "/v1/documents", {"files": {"file": ("note.txt", _NOTE)}, "data": fields})
