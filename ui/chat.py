"""The chat page: collections, history, streamed answers with marks, evidence, thumbs, and people."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from typing import Any, TypeAlias

import gradio as gr

from ui import evidence, thread
from ui.api import Api, ApiProblem, Body, Connection
from ui.asking import TASKS, Draft, Findings, request_of
from ui.marks import ACCEPTED, FORMATS
from ui.shell import Triggers, block, explain, header, more_button, parse
from ui.welcome import welcome

Update: TypeAlias = tuple[Any, ...]
_ATTACH = (
    '<button type="button" class="quiet icon" id="attach" aria-label="Add files to this conversation" '
    f'title="Add files ({FORMATS})">+</button>'
    f'<input type="file" id="attach-input" multiple hidden accept="{ACCEPTED}">'
)
_NEW = (
    '<button type="button" class="new" data-act="open" data-conversation="" data-drawer="close">'
    '<span aria-hidden="true">+</span> New conversation</button>'
)
_DRAWER = (
    '<button type="button" class="quiet" id="drawer" aria-controls="side" aria-expanded="false">'
    "☰ Conversations</button>"
)


class Chat:
    """One page; its state lives in the browser's session and on the server, never here."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def build(self, page: gr.Blocks) -> None:
        """Lays the page out and connects it."""
        header("")
        self._conversation = gr.State("")
        self._question = gr.State("")
        self._draft = gr.State({})
        self._findings = gr.State({})
        with gr.Row(elem_id="chat"):
            self._build_side()
            self._build_talk()
            with gr.Column(elem_id="panel"):
                self._evidence = block(elem_id="evidence")
        self._connect(page)

    def _build_side(self) -> None:
        with gr.Column(elem_id="side"):
            block(_NEW, elem_id="new")
            self._collection = gr.Dropdown(
                ["default"], value="default", label="Ask about", elem_id="collection", allow_custom_value=True
            )
            self._task = gr.Dropdown(TASKS, value="qa", label="What to do", elem_id="task")
            self._listing = block(elem_id="conversations")

    def _build_talk(self) -> None:
        with gr.Column(elem_id="talk"):
            block(_DRAWER, elem_id="drawer-block")
            self._banner = block(elem_id="banner")
            with gr.Column(elem_id="scroll"):
                self._history = block('<p class="muted loading">Loading…</p>', elem_id="history")
                self._live = block(elem_id="live")
            block("", elem_id="files")
            with gr.Row(elem_id="composer"):
                block(_ATTACH, elem_id="attach-block")
                self._box = gr.Textbox(
                    placeholder="Ask a question", label="Question", show_label=False, lines=1, max_lines=8,
                    elem_id="question", container=False, autofocus=True, max_length=20_000,
                )  # fmt: skip
                self._send = gr.Button("Ask", elem_id="send", variant="primary")
                self._stop = gr.Button("Stop", elem_id="stop")

    def _connect(self, page: gr.Blocks) -> None:
        view = [self._conversation, self._listing, self._banner, self._history, self._live]
        asking = [*view, self._question, self._draft, self._box, self._findings]
        where = [self._collection, self._conversation, self._findings]
        asked_for = [*where, self._task]
        triggers = Triggers(page)
        triggers.on("start", self._start, outputs=[*view, self._collection])
        triggers.on("open", self._open, inputs=[self._collection, self._findings], outputs=[*view, self._collection])
        triggers.on("delete", self._delete, inputs=where, outputs=view)
        triggers.on("refresh", self._refresh, inputs=where, outputs=view)
        triggers.on("more", self._more, inputs=[self._conversation], outputs=[self._listing])
        triggers.on("rate", self._rate, outputs=[self._live])
        triggers.on("person", self._person, inputs=where, outputs=view)
        triggers.on("evidence", self._show_evidence, inputs=[self._draft], outputs=[self._evidence])
        retried = triggers.on("retry", self._retry, inputs=asked_for, outputs=asking)
        asked = gr.on(
            [self._box.submit, self._send.click],
            self._ask,
            [self._box, *asked_for],
            asking,
            show_progress="hidden",
            api_visibility="private",
        )
        self._collection.input(
            self._choose, where[:2], [self._history], show_progress="hidden", api_visibility="private"
        )
        self._stop.click(
            self._stopped,
            [self._question, *where],
            view,
            cancels=[asked, retried],
            show_progress="hidden",
            api_visibility="private",
        )

    async def _start(self, payload: str, request: gr.Request) -> Update:
        api = self._connection.of(request)
        sent = parse(payload)
        try:
            collections = (await api.get("/v1/collections"))["collections"]
        except ApiProblem as problem:
            return "", "", "", explain(problem), "", gr.skip()
        names = [c["name"] for c in collections]
        chosen = next(iter([n for n in names if n == sent.get("collection")] or names), "default")
        shown = await _view(api, sent.get("conversation") or "", chosen, {})
        return *shown, gr.Dropdown(names, value=chosen)

    async def _open(self, payload: str, collection: str, findings: Findings, request: gr.Request) -> Update:
        api = self._connection.of(request)
        conversation_id = parse(payload).get("conversation") or ""
        shown = await _view(api, conversation_id, collection, findings)
        if not conversation_id:
            return *shown, gr.skip()
        try:
            found = await api.get(f"/v1/conversations/{conversation_id}")
        except ApiProblem:
            return *shown, gr.skip()
        return *shown, found.get("collection") or gr.skip()

    async def _choose(self, collection: str, conversation_id: str, request: gr.Request) -> Any:  # noqa: ANN401
        """Another collection welcomes with questions of its own; a conversation stays as it is."""
        return gr.skip() if conversation_id else await welcome(self._connection.of(request), collection)

    async def _refresh(
        self, _: str, collection: str, conversation_id: str, findings: Findings, request: gr.Request
    ) -> Update:
        return await _view(self._connection.of(request), conversation_id, collection, findings)

    async def _more(self, payload: str, conversation_id: str, request: gr.Request) -> str:
        try:
            return await _listing(self._connection.of(request), conversation_id, pages=int(parse(payload)["pages"]))
        except ApiProblem as problem:
            return explain(problem)

    async def _delete(
        self, payload: str, collection: str, conversation_id: str, findings: Findings, request: gr.Request
    ) -> Update:
        api = self._connection.of(request)
        gone = parse(payload)["conversation"]
        problem = await _tried(api.delete(f"/v1/conversations/{gone}"))
        left = "" if gone == conversation_id and not problem else conversation_id
        shown = await _view(api, left, collection, findings)
        return (*shown[:4], problem)

    async def _rate(self, payload: str, request: gr.Request) -> str:
        """The script has pressed the thumb already; only a problem is worth telling."""
        sent = parse(payload)
        api = self._connection.of(request)
        return await _tried(api.post(f"/v1/answers/{sent['answer']}/feedback", {"rating": sent["rating"]}))

    async def _person(
        self, payload: str, collection: str, conversation_id: str, findings: Findings, request: gr.Request
    ) -> Update:
        api = self._connection.of(request)
        problem = await _tried(api.post("/v1/escalations", {"answer_id": parse(payload)["answer"]}))
        return (*(await _view(api, conversation_id, collection, findings))[:4], problem)

    async def _show_evidence(self, payload: str, draft: Body, request: gr.Request) -> str:
        sent = parse(payload)
        answer = draft
        if not draft or draft.get("id") != sent["answer"]:
            try:
                answer = await self._connection.of(request).get(f"/v1/answers/{sent['answer']}")
            except ApiProblem:
                return evidence.missing()
        claim = sent.get("claim")
        return evidence.panel(
            answer, passage_index=int(sent["passage"]), claim_index=None if claim is None else int(claim)
        )

    async def _stopped(
        self, question: str, collection: str, conversation_id: str, findings: Findings, request: gr.Request
    ) -> Update:
        api = self._connection.of(request)
        shown = await _view(api, conversation_id, collection, findings)
        asked = "" if await _ends_with(api, conversation_id, question) else thread.question(question)
        return (*shown[:4], asked + thread.stopped(question))

    async def _retry(
        self, payload: str, collection: str, conversation_id: str, findings: Findings, task: str, request: gr.Request
    ) -> AsyncGenerator[Update, None]:
        again = self._ask(parse(payload)["question"], collection, conversation_id, findings, task, request)
        async with aclosing(again) as updates:
            async for update in updates:
                yield (*update[:-2], gr.skip(), update[-1])

    async def _ask(
        self, question: str, collection: str, conversation_id: str, findings: Findings, task: str, request: gr.Request
    ) -> AsyncGenerator[Update, None]:
        """Updates the page sentence by sentence: the view, the question, the draft, the box, how answers were found."""
        text = question.strip()
        if not text:
            return
        api = self._connection.of(request)
        draft = Draft(conversation_id)
        asked = thread.question(text)
        quiet = (gr.skip(),) * 3
        rest = (gr.skip(), gr.skip())
        begun = asked + thread.live_answer(draft.answer, is_done=False)
        yield conversation_id, *quiet, begun, text, {}, "", gr.skip()
        try:
            async with aclosing(api.chunks(request_of(text, collection, conversation_id, task))) as chunks:
                async for chunk in chunks:
                    draft.take(chunk)
                    live = asked + thread.live_answer(draft.answer, is_done=False)
                    yield draft.conversation_id, *quiet, live, text, draft.answer, *rest
        except ApiProblem as problem:
            yield draft.conversation_id, *quiet, asked + thread.failure(str(problem), text), text, {}, *rest
            return
        found = draft.with_finding(findings)
        yield *(await _view(api, draft.conversation_id, collection, found)), text, {}, gr.skip(), found


async def _tried(call: Any) -> str:  # noqa: ANN401  any coroutine of the API, its answer unused
    """Nothing where the call went well, else its problem as a card."""
    try:
        await call
    except ApiProblem as problem:
        return explain(problem)
    return ""


async def _view(api: Api, conversation_id: str, collection: str, findings: Findings) -> Update:
    """Conversation, list, banner, history, and an empty place for the next answer."""
    try:
        listing = await _listing(api, conversation_id, pages=1)
    except ApiProblem as problem:
        return conversation_id, "", "", explain(problem), ""
    if not conversation_id:
        return "", listing, "", await welcome(api, collection), ""
    try:
        found = await api.get(f"/v1/conversations/{conversation_id}")
        answers = await _answers(api, found["messages"])
    except ApiProblem as problem:
        return "", listing, "", explain(problem), ""
    history = thread.conversation(found, answers, findings)
    if not found["messages"]:
        history += await welcome(api, found["collection"], conversation_id)
    return conversation_id, listing, thread.banner(found), history, ""


async def _listing(api: Api, current: str, *, pages: int) -> str:
    found, has_more = await api.listed("/v1/conversations", "conversations", pages=pages)
    return thread.listing(found, current) + (more_button(pages) if has_more else "")


async def _ends_with(api: Api, conversation_id: str, question: str) -> bool:
    """Whether the server has kept the question that was stopped."""
    try:
        messages = (await api.get(f"/v1/conversations/{conversation_id}"))["messages"] if conversation_id else []
    except ApiProblem:
        return False
    return any(message["role"] == "user" and message["content"] == question for message in messages[-2:])


async def _answers(api: Api, messages: Sequence[Body]) -> dict[str, Body]:
    wanted = list({m["answer_id"] for m in messages if m["role"] == "assistant" and m.get("answer_id")})
    found = await asyncio.gather(*(api.get(f"/v1/answers/{answer_id}") for answer_id in wanted))
    return dict(zip(wanted, found, strict=True))
