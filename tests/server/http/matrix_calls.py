"""The request of each row of the matrix, made for one principal; what it would change is made anew each time."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import gradio

from domain.documents import conversation_partition
from domain.reviews import ResolutionKind
from server.usecases.reviewing import Decision
from tests.server.http.matrix_world import World
from tests.server.in_process import Call

_BUILT = Path(gradio.__file__).parent / "templates" / "frontend"
_PLACES = {"static": "img/logo.svg", "assets": next(path.name for path in (_BUILT / "assets").glob("*.css"))}
_QUESTION = [{"role": "user", "content": "When?"}]


def call_of(world: World, method: str, path: str, target: str, principal: str) -> Call:
    """The request for `path`, whose part after `|` names the field that holds the thing."""
    route, _, name = path.partition("|")
    make = _BY_ROUTE.get(f"{method} {route}") or _BY_ROUTE.get(route) or _plain
    return make(Wanted(world, method, route, name, target, principal))


class Wanted:
    """A row's thing for one principal."""

    def __init__(self, world: World, method: str, route: str, name: str, target: str, principal: str) -> None:
        self.world, self.method, self.route, self.name = world, method, route, name
        self.target, self.principal = target, principal
        self.owner = world.owner(principal, target)

    def call(self, **options: Any) -> Call:
        return Call(self.method, self.route, options)

    def at(self, thing: str, **options: Any) -> Call:
        """The route with `thing` in place of its parameter."""
        head, _, rest = self.route.partition("{")
        return Call(self.method, head + thing + rest.partition("}")[2].replace("{page}", "1"), options)

    def collection(self, *, own: str = "spare", foreign: str = "legal") -> str:
        chosen = {"own": own, "shared": own, "foreign": foreign, "missing": "nowhere"}[self.target]
        return chosen if self.target == "missing" else self.world.ensure(chosen)

    def conversation(self) -> str:
        return self._made(lambda: self.world.conversation(self.owner, self.collection()))

    def answer(self) -> str:
        return self._made(lambda: self.world.answer(self.owner, self.collection()))

    def escalation(self) -> str:
        return self._made(lambda: self.world.escalation(self.collection()))

    def verified(self) -> str:
        return self._made(lambda: self.world.verified(self.collection()))

    def comparison(self) -> str:
        return self._made(lambda: self.world.comparison(self.collection()))

    def document(self) -> str:
        return self._made(lambda: self.world.document(self.owner, self.collection()))

    def ready_document(self) -> str:
        return self._made(lambda: self.world.documents[self.collection(own="hr", foreign="finance")])

    def attached(self) -> str:
        return self._made(lambda: self.world.document(self.owner, conversation_partition(self.conversation())))

    def subject(self) -> dict[str, str]:
        """The field by which the row's request names its thing."""
        made = {"collection": self.collection, "conversation_id": self.conversation, "answer_id": self.answer}
        return {self.name: made[self.name]()} if self.name else {}

    def _made(self, make: Any) -> str:
        return f"missing_{uuid4().hex}" if self.target == "missing" else make()


def _plain(wanted: Wanted) -> Call:
    return wanted.call(params=wanted.subject()) if wanted.name else wanted.call()


def _documents(wanted: Wanted) -> Call:
    name = "collection" if wanted.name == "collection" else "conversation_id"
    thing = wanted.collection(own="hr", foreign="finance") if name == "collection" else wanted.conversation()
    return wanted.world.upload(**{name: thing})


def _document(wanted: Wanted) -> Call:
    if wanted.name:
        return wanted.at(wanted.attached())
    return wanted.at(wanted.document() if wanted.method == "DELETE" else wanted.ready_document())


def _new_collection(wanted: Wanted) -> Call:
    name = f"new {uuid4().hex}" if wanted.target == "missing" else wanted.collection()
    return wanted.call(json={"name": name})


def _escalation(wanted: Wanted) -> Call:
    thing, body = wanted.escalation(), None
    if wanted.route.endswith("/release") and wanted.target != "missing":
        wanted.world.application.reviewing.claim(thing, reviewer=wanted.principal)
    if wanted.route.endswith("/resolve"):
        body = {"resolution": "reject"}
    if wanted.route.endswith("/assign"):
        body = {"reviewer": "rita"}
    if wanted.route.endswith("/reopen") and wanted.target != "missing":
        decision = Decision(kind=ResolutionKind.REJECT)
        wanted.world.application.reviewing.resolve(thing, decision, reviewer=wanted.principal)
    return wanted.at(thing, json=body)


def _comparison(wanted: Wanted) -> Call:
    compared = [{"question": "When?", "answers": {"large": "Soon.", "small": "Never."}}]
    return wanted.call(json={"name": "Which is better", "collection": wanted.collection(), "compared": compared})


def _vote(wanted: Wanted) -> Call:
    thing = wanted.comparison()
    ticket = "" if wanted.target == "missing" else wanted.world.ticket(thing)
    return wanted.at(thing, json={"ticket": ticket, "choice": "left"})


def _several(wanted: Wanted) -> Call:
    return wanted.call(json={"ids": [f"missing_{uuid4().hex}"], "resolution": "reject"})


def _chat(wanted: Wanted) -> Call:
    return wanted.call(json={"messages": _QUESTION, "candor": wanted.subject()})


_BY_ROUTE: dict[str, Any] = {
    "/v1/{path:path}": lambda wanted: wanted.at("nothing/here"),
    "/v1/login": lambda wanted: wanted.call(json={"key": wanted.world.secrets.get(wanted.principal, "none")}),
    "/v1/verify": lambda wanted: wanted.call(json={"answer": "It waits."}),
    "/v1/models/adapters": lambda wanted: wanted.call(json={"name": "legal", "path": "/adapters/legal"}),
    "/v1/models/adapters/{name}": lambda wanted: wanted.at("legal"),
    "/v1/models/default": lambda wanted: wanted.call(json={"model": "nobody"}),
    "POST /v1/local-models": lambda wanted: wanted.call(json={"path": "/nowhere/model.gguf"}),
    "/v1/local-models/get": lambda wanted: wanted.call(json={"name": "nobody"}),
    "/v1/local-models/uploads": lambda wanted: wanted.call(params={"name": "empty.gguf"}, content=b""),
    "/v1/local-models/arrivals/{arrival_id}": lambda wanted: wanted.at("nobody"),
    "/v1/local-models/{name}": lambda wanted: wanted.at("nobody"),
    "POST /v1/collections": _new_collection,
    "PATCH /v1/collections/{name}": lambda wanted: wanted.at(wanted.collection(), json={"policy": "hold"}),
    "DELETE /v1/collections/{name}": lambda wanted: wanted.at(wanted.collection(own="annex", foreign="brief")),
    "POST /v1/documents": _documents,
    "/v1/documents/{document_id}": _document,
    "/v1/documents/{document_id}/events": _document,
    "/v1/documents/{document_id}/pages/{page}.png": _document,
    "/v1/search": lambda wanted: wanted.call(json={"query": "When?", "collection": wanted.collection()}),
    "/v1/chat/completions": _chat,
    "/v1/models/{model_id:path}": lambda wanted: wanted.at("extractive"),
    "POST /v1/conversations": lambda wanted: wanted.call(json={"collection": wanted.collection()}),
    "/v1/conversations/{conversation_id}": lambda wanted: wanted.at(wanted.conversation()),
    "/v1/conversations/{conversation_id}/events": lambda wanted: wanted.at(wanted.conversation()),
    "/v1/answers/{answer_id}": lambda wanted: wanted.at(wanted.answer()),
    "/v1/answers/{answer_id}/feedback": lambda wanted: wanted.at(wanted.answer(), json={"rating": "up"}),
    "POST /v1/escalations": lambda wanted: wanted.call(json=wanted.subject()),
    "/v1/escalations/{escalation_id}": _escalation,
    **{f"/v1/escalations/{{escalation_id}}/{act}": _escalation for act in ("claim", "renew", "release", "resolve")},
    **{f"/v1/escalations/{{escalation_id}}/{act}": _escalation for act in ("assign", "reopen", "briefing")},
    "/v1/escalations/claim-next": lambda wanted: wanted.call(json={"text": "what nobody asked"} | wanted.subject()),
    "/v1/escalations/resolve-several": _several,
    "/v1/webhooks/dead/{delivery_id}/retry": lambda wanted: wanted.at(f"missing_{uuid4().hex}"),
    "POST /v1/comparisons": _comparison,
    "/v1/comparisons/{comparison_id}/votes": _vote,
    **{
        f"/v1/comparisons/{{comparison_id}}{end}": lambda wanted: wanted.at(wanted.comparison())
        for end in ("", "/next", "/ranking")
    },
    "DELETE /v1/verified-answers/{verified_id}": lambda wanted: wanted.at(wanted.verified()),
    **{f"/{place}/{{path:path}}": lambda wanted, file=file: wanted.at(file) for place, file in _PLACES.items()},
    "/gradio_api/heartbeat/{session_hash}": lambda wanted: wanted.at("matrix"),
    "/gradio_api/queue/join": lambda wanted: wanted.call(json={}),
    "/gradio_api/cancel": lambda wanted: wanted.call(json={}),
    "/gradio_api/reset": lambda wanted: wanted.call(json={}),
}
