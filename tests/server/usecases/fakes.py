"""Stores and stages in memory, as far as the use cases speak to them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import count
from pathlib import Path

from domain.answers import Answer, CheckedClaim, Claim, Outcome, Rating, Reason, Support, Verdict
from domain.audits import Draw
from domain.conversations import Author, Conversation, Message
from domain.documents import (
    Chunk,
    Collection,
    Document,
    DocumentStatus,
    MediaType,
    Passage,
    Policy,
    Progress,
    Scores,
    StoredChunk,
    Upload,
)
from domain.errors import Conflict, ModelUnavailable, NotFound, TooLarge
from domain.explaining import Candidate
from domain.generation import Abstention, Generated, Piece, Readings, Short, Task, Turn, Usage, Weighed
from domain.kept_tables import KeptTable, TableSource
from domain.places import Mark, Whole
from domain.ports import Samples
from domain.principals import Principal, Recognition, Role
from domain.repairs import Unsound
from domain.reviews import (
    Escalation,
    EscalationKind,
    EscalationStatus,
    NewEscalation,
    Resolution,
    Resolved,
    Sla,
)
from domain.stores import Slice

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
_numbers = count(1)


def principal(name: str, *, role: Role = Role.CHAT, collections: frozenset[str] | None = None) -> Principal:
    return Principal(name, name, role, collections, Recognition.BEARER)


def collection(name: str = "default", *, policy: Policy = Policy.HOLD) -> Collection:
    return Collection(name=name, policy=policy, language="en", threshold=None, created_at=NOW)


def passage(text: str) -> Passage:
    stored = StoredChunk(1, "doc_1", "guide.txt", "default", Chunk(text, 0, len(text), Whole()))
    return Passage(stored, 0.9, Scores(0.8, 1.0))


def document(name: str, *, owner: str | None = None, content: bytes = b"x") -> Document:
    return Document(
        id=f"doc_{next(_numbers)}",
        name=name,
        collection="default",
        media_type="text/plain",  # type: ignore[arg-type]
        sha256=sha256(content).hexdigest(),
        bytes=len(content),
        version=1,
        status=DocumentStatus.QUEUED,
        error=None,
        chunks=0,
        pages=None,
        progress=Progress(0, 0),
        created_at=NOW,
        owner=owner,
    )


@dataclass
class Collections:
    """Those of `held`."""

    held: dict[str, Collection] = field(default_factory=lambda: {"default": collection()})

    def get(self, name: str) -> Collection:
        if name not in self.held:
            raise NotFound(f"There is no collection {name}.")
        return self.held[name]


@dataclass
class Conversations:
    """Conversations and their messages."""

    held: dict[str, Conversation] = field(default_factory=dict)
    said: dict[str, list[Message]] = field(default_factory=dict)

    def create(
        self,
        *,
        title: str,
        collection: str,
        owner: str | None,
        metadata: Mapping[str, str],
        conversation_id: str | None = None,
    ) -> Conversation:
        made = Conversation(conversation_id or f"conv_{next(_numbers)}", title, collection, owner, metadata, NOW, NOW)
        self.held[made.id], self.said[made.id] = made, []
        return made

    def get(self, conversation_id: str) -> Conversation:
        if conversation_id not in self.held:
            raise NotFound("There is no such conversation.")
        return self.held[conversation_id]

    def rename(self, conversation_id: str, title: str) -> None:
        self.held[conversation_id] = replace(self.get(conversation_id), title=title)

    def append(self, conversation_id: str, message: Message) -> None:
        self.said[conversation_id].append(message)

    def messages(self, conversation_id: str) -> Sequence[Message]:
        return self.said[conversation_id]

    def say(self, conversation_id: str, author: Author, text: str) -> None:
        self.append(conversation_id, Message(f"msg_{next(_numbers)}", author, text, None, NOW))


@dataclass
class Answers:
    """What was kept, each answer with what it asked of people."""

    kept: list[tuple[Answer, NewEscalation | None]] = field(default_factory=list)
    drawn: list[Draw | None] = field(default_factory=list)

    def save(self, answer: Answer, escalation: NewEscalation | None, draw: Draw | None = None) -> str | None:
        self.kept.append((answer, escalation))
        self.drawn.append(draw)
        return None if escalation is None else f"esc_{next(_numbers)}"

    def rating(self, answer_id: str) -> Rating | None:
        return None


@dataclass
class Lottery:
    """Audits that draw whatever is kept."""

    drawn: Draw = field(default_factory=lambda: Draw(0.5, NewEscalation(EscalationKind.AUDIT, "", 0, NOW)))
    kept_answers: list[Answer] = field(default_factory=list)

    def draw(self, answer: Answer, collection: Collection) -> Draw | None:
        return self.drawn

    def kept(self, answer: Answer, draw: Draw | None) -> None:
        assert draw is self.drawn
        self.kept_answers.append(answer)


@dataclass
class Documents:
    """Newest versions by collection and name."""

    held: dict[tuple[str, str], Document] = field(default_factory=dict)
    marked: dict[str, tuple[Mark, ...]] = field(default_factory=dict)

    def add(self, upload: Upload) -> tuple[Document, bool]:
        former = self.find(upload.collection, upload.name)
        if former is not None and former.sha256 == upload.sha256:
            return former, False
        made = replace(document(upload.name, owner=upload.owner), sha256=upload.sha256, bytes=upload.bytes)
        self.held[upload.collection, upload.name] = made
        return made, True

    def find(self, collection: str, name: str) -> Document | None:
        return self.held.get((collection, name))

    def list(
        self, collection: str, *, status: DocumentStatus | None, cursor: str | None, limit: int
    ) -> Slice[Document]:
        of_these = [one for (place, _), one in self.held.items() if place == collection]
        return Slice(tuple(one for one in of_these if status in {None, one.status})[:limit], None)

    def marks(self, document_id: str) -> tuple[Mark, ...]:
        return self.marked.get(document_id, ())


@dataclass(frozen=True)
class Kept:
    sha256: str
    bytes: int


@dataclass
class Originals:
    """Bytes by their hash. `acknowledged` are those that were there before a document named them."""

    held: dict[str, bytes] = field(default_factory=dict)
    dropped: list[str] = field(default_factory=list)

    @contextmanager
    def arriving(self, parts: Iterable[bytes], *, limit_bytes: int) -> Iterator[Kept]:
        content = b"".join(parts)
        if len(content) > limit_bytes:
            raise TooLarge("It is too large.")
        digest = sha256(content).hexdigest()
        before = digest in self.held
        self.held[digest] = content
        try:
            yield Kept(digest, len(content))
        except BaseException:
            if not before:
                del self.held[digest]
            raise

    def drop(self, sha256: str) -> None:
        self.dropped.append(sha256)

    def path(self, sha256: str) -> Path:
        return Path(sha256)


class NoTables:
    """Keeps no tables, and notes none."""

    def keep(self, sha256: str, media_type: MediaType, tables: bytes) -> int:
        return 0

    def tables(self, sha256: str, media_type: MediaType) -> Sequence[KeptTable] | None:
        return ()

    def drop(self, sha256: str) -> None:
        return

    def note(self, document_id: str, version: int, tables: int) -> None:
        return

    def sources(self, partitions: Sequence[str]) -> Sequence[TableSource]:
        return ()

    def unread(self, *, after: str, limit: int) -> Sequence[TableSource]:
        return ()

    def holding(self, *, after: str, limit: int) -> Sequence[TableSource]:
        return ()


def escalation(
    *,
    answer: Answer | None = None,
    status: EscalationStatus = EscalationStatus.OPEN,
    collection: str = "default",
    conversation_id: str = "conv_1",
) -> Escalation:
    return Escalation(
        id=f"esc_{next(_numbers)}",
        status=status,
        kind=EscalationKind.REQUESTED,
        reason="A person was asked for.",
        priority=1,
        due_at=NOW + timedelta(hours=4),
        sla=Sla.ACTIVE,
        created_at=NOW,
        conversation_id=conversation_id,
        collection=collection,
        claimed_by=None,
        claim_expires_at=None,
        resolution=None,
        answer=answer,
        history=(),
    )


@dataclass
class Escalations:
    """The queue."""

    held: dict[str, Escalation] = field(default_factory=dict)

    def hold(self, made: Escalation) -> Escalation:
        self.held[made.id] = made
        return made

    def get(self, escalation_id: str) -> Escalation:
        if escalation_id not in self.held:
            raise NotFound("There is no such escalation.")
        return self.held[escalation_id]

    def request(self, *, conversation_id: str, answer_id: str | None, escalation: NewEscalation) -> Escalation:
        made = replace(_of(escalation), conversation_id=conversation_id)
        return self.hold(made)

    def claim(self, escalation_id: str, *, reviewer: str, lease: timedelta) -> Escalation:
        held = self.get(escalation_id)
        if held.claimed_by not in {None, reviewer}:
            raise Conflict("Another reviewer holds it.")
        return self.hold(
            replace(held, status=EscalationStatus.CLAIMED, claimed_by=reviewer, claim_expires_at=NOW + lease)
        )

    def release(self, escalation_id: str, *, reviewer: str) -> Escalation:
        held = self.get(escalation_id)
        return self.hold(replace(held, status=EscalationStatus.OPEN, claimed_by=None, claim_expires_at=None))

    def resolve(self, escalation_id: str, resolution: Resolution) -> Resolved:
        decided = self.hold(
            replace(self.get(escalation_id), status=EscalationStatus.RESOLVED, resolution=resolution, sla=Sla.HIT)
        )
        reply = Message(f"msg_{next(_numbers)}", Author.REVIEWER, resolution.text, None, NOW)
        return Resolved(decided, reply)

    def of_conversation(self, conversation_id: str) -> Sequence[Escalation]:
        return [one for one in self.held.values() if one.conversation_id == conversation_id]

    def counts_by_collection(self) -> Mapping[str, Mapping[EscalationStatus, int]]:
        found: dict[str, dict[EscalationStatus, int]] = {}
        for held in self.held.values():
            found.setdefault(held.collection, dict.fromkeys(EscalationStatus, 0))[held.status] += 1
        return found


def _of(new: NewEscalation) -> Escalation:
    return replace(escalation(), kind=new.kind, reason=new.reason, priority=new.priority, due_at=new.due_at)


@dataclass
class Telemetry:
    """Notes what it is told."""

    stages: list[str] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    reasons: list[Reason | None] = field(default_factory=list)
    tokens: list[tuple[str, int, int]] = field(default_factory=list)
    closed: list[Sla] = field(default_factory=list)
    mended: list[tuple[str, int]] = field(default_factory=list)
    contested: list[tuple[str, bool]] = field(default_factory=list)
    searches: list[bool] = field(default_factory=list)

    def stage_took(self, name: str, seconds: float) -> None:
        self.stages.append(name)

    def answered(
        self,
        outcome: Outcome,
        claims: Sequence[CheckedClaim],
        *,
        risk: float | None,
        reason: Reason | None,
        collection: str,
        model: str,
    ) -> None:
        self.outcomes.append(outcome)
        self.reasons.append(reason)

    def tokens_used(self, model: str, *, prompt_tokens: int, completion_tokens: int) -> None:
        self.tokens.append((model, prompt_tokens, completion_tokens))

    def searched(self, *, found: bool) -> None:
        self.searches.append(found)

    def citations_mended(self, change: str, count: int) -> None:
        self.mended.append((change, count))

    def abstention_contested(self, model: str, *, quoted: bool) -> None:
        self.contested.append((model, quoted))

    def escalation_closed(self, sla: Sla) -> None:
        self.closed.append(sla)


@dataclass
class WordVerifier:
    """A claim is contradicted where `wrong` stands in it, supported otherwise; it answers where `beside` does not."""

    wrong: str = "wrong"
    beside: str = "beside"

    def verify(
        self,
        claims: Sequence[Claim],
        passages: Sequence[str],
        *,
        question: str | None = None,
        samples: Samples | None = None,
        threshold: float | None = None,
        headings: Sequence[str] = (),
        written_by: str | None = None,
    ) -> Sequence[Verdict]:
        return [self._verdict(claim.text, threshold or 1.0) for claim in claims]

    def _verdict(self, text: str, threshold: float) -> Verdict:
        answers = 0.1 if self.beside in text else 0.9
        if self.wrong in text:
            return Verdict(Support.CONTRADICTED, 0.9, (), {}, answers)
        return Verdict(Support.SUPPORTED if threshold > 0.1 else Support.UNSUPPORTED, 0.1, (), {}, answers)

    def overall(self, claims: Sequence[CheckedClaim]) -> float | None:
        return max((claim.verdict.risk or 0 for claim in claims), default=None)

    def off_point(self, claims: Sequence[CheckedClaim]) -> bool:
        return max((claim.verdict.answers or 0 for claim in claims), default=1) < 0.5


@dataclass
class Writer:
    """A generator that writes `pieces`, and fails with `failure` at its end where there is one."""

    pieces: Sequence[str] = ()
    failure: Exception | None = None
    abstains: bool = False
    usage: Usage | None = None
    weighed: float | None = None
    short: Short | None = None

    def generate(self, task: Task) -> Iterator[Generated]:
        if self.weighed is not None:
            yield Weighed(self.weighed)
        if self.short is not None:
            yield self.short
        if self.abstains:
            yield Abstention("The documents do not say.")
        for piece in self.pieces:
            yield Piece(piece)
        if self.failure is not None:
            raise self.failure
        if self.usage is not None:
            yield self.usage


@dataclass
class Choices:
    """What could be quoted, whatever is asked; null where the passages cannot be read."""

    held: Sequence[Candidate] | None = (Candidate("The library opens at nine.", 0, 0.9, None),)

    def considered(self, task: Task) -> Sequence[Candidate]:
        if self.held is None:
            raise ModelUnavailable("It is down.")
        return self.held


@dataclass
class Mender:
    """Writes `texts` in turn in place of what it is told, null leaving it out; fails with `failure` if there is one."""

    texts: Sequence[str | None] = ()
    failure: Exception | None = None
    asked: list[Unsound] = field(default_factory=list)

    def rewrite(self, task: Task, unsound: Unsound) -> str | None:
        self.asked.append(unsound)
        if self.failure is not None:
            raise self.failure
        return self.texts[len(self.asked) - 1]


DOWN = Writer(failure=ModelUnavailable("It is down."))


@dataclass
class Library:
    """Finds its passages for everything, and notes where it was asked to look."""

    passages: Sequence[Passage] = (passage("The library opens at nine."),)
    asked: list[tuple[str, tuple[str, ...], int]] = field(default_factory=list)

    def retrieve(self, query: str, *, collections: Sequence[str], k: int) -> Sequence[Passage]:
        self.asked.append((query, tuple(collections), k))
        return self.passages

    def respelled(self, query: str, *, collections: Sequence[str]) -> str:
        return query


class AsItIs:
    """Rewrites nothing."""

    def readings(self, question: str, history: Sequence[Turn]) -> Readings:
        return Readings(question)
