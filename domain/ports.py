"""Ports of the stages that cross packages; each is synchronous and safe to call from several threads."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeAlias

from domain.answers import CheckedClaim, Claim, Verdict
from domain.documents import Chunk, MediaType, ParsedDocument, Passage, StoredChunk
from domain.explaining import Candidate
from domain.generation import (
    ClaimCase,
    ClaimReading,
    EvidencePair,
    Generated,
    JudgedClaim,
    ModelOpinion,
    Reading,
    Readings,
    Relation,
    Task,
    Turn,
    Written,
)
from domain.kept_tables import KeptTable, TableSource
from domain.presence import Presence
from domain.repairs import Unsound
from domain.tables import TableQuery, TableResult

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors: TypeAlias = NDArray[np.float32]


class Encoder(Protocol):
    """Turns texts into unit vectors, so that a dot product is a cosine."""

    @property
    def identity(self) -> str:
        """Says what the vectors depend on, and not in what precision they were computed: others do not mix."""

    @property
    def dimensions(self) -> int:
        """The length of a vector."""

    def encode(self, texts: Sequence[str]) -> "Vectors":
        """Vectors of shape (len(texts), dimensions), float32, in the order of `texts`."""

    def encode_queries(self, queries: Sequence[str]) -> "Vectors":
        """The same of what is searched for: some encoders read it otherwise than what is found."""


class Tokenizer(Protocol):
    """The encoder's own tokenizer, for measuring chunks."""

    def offsets(self, text: str) -> Sequence[tuple[int, int]]:
        """Where each token of `text` stands in it, special tokens left out."""


class PairReader(Protocol):
    """Reads passages for a question: relevance and answer span in one pass."""

    def read(self, question: str, passages: Sequence[str]) -> Sequence[Reading]:
        """One reading per passage, in order."""


class SupportReader(Protocol):
    """Reads claims against passages; what it says of one claim does not hang on the others."""

    def read(self, claims: Sequence[str], passages: Sequence[Sequence[str]]) -> Sequence[ClaimReading]:
        """One reading per claim, in order. Each passage is given as its sentences. Nothing is cut off.

        There is no place for the question: what it takes for granted would read as evidence.
        """

    def count_tokens(self, text: str) -> int:
        """How many tokens `text` takes in the model's window."""


class ClaimJudge(Protocol):
    """Reads claims with their question and their evidence; the question is no evidence."""

    def judge(self, cases: Sequence[ClaimCase]) -> Sequence[JudgedClaim]:
        """One judgement per case, in order. Nothing is cut off: what is too long for one look is read in several."""

    def count_tokens(self, text: str) -> int:
        """How many tokens `text` takes in the model's window."""


class LanguageJudge(Protocol):
    """A language model that is asked whether passages support a claim."""

    def opinion(self, case: ClaimCase, *, within_seconds: float) -> ModelOpinion | None:
        """On a case whose evidence is whole passages; null where it says neither yes nor no.

        Raises `ModelUnavailable` where it gives no answer, or none in time.
        """


class EntailmentModel(Protocol):
    """Compares claims with texts (natural language inference)."""

    def compare(self, pairs: Sequence[EvidencePair]) -> Sequence[Relation]:
        """One relation per pair, in order. A model with two classes gives `neutral` 0. Nothing is cut off."""


class Parser(Protocol):
    """Reads a file into text, in a place where a hostile file can do no harm."""

    def parse(self, path: Path, media_type: MediaType) -> ParsedDocument:
        """Raises `UnreadableDocument`, whose message tells a person why and what to do.

        Where pages are pictures of text, the result names them as `scans`; it is whole once each was recognised.
        """

    def recognise(self, path: Path, page: int) -> None:
        """Reads a page of `scans` by OCR, so that the next `parse` has its text or says in a warning why not."""


class Chunker(Protocol):
    """Cuts a document into chunks that fit the encoder."""

    def chunk(self, document: ParsedDocument) -> Sequence[Chunk]:
        """Chunks in order of their start; every non-blank character lies in one, but for what is no language.

        Raises `UnreadableDocument` where they are too many.
        """


class PageRenderer(Protocol):
    """Draws a page of a PDF."""

    def render(self, path: Path, *, page: int, highlight: tuple[int, int] | None) -> bytes:
        """A PNG of `page` (from 1); `highlight` is marked, in offsets into the parsed document's text.

        Raises `NotFound` for a page that the document does not have, `UnreadableDocument` as `Parser.parse` does.
        """


@dataclass(frozen=True, slots=True)
class Added:
    """A chunk became visible. `vector` is its embedding by `encoder` (an identity), float32, of unit length."""

    sequence: int
    chunk_id: int
    text: str
    vector: "Vectors"
    encoder: str


@dataclass(frozen=True, slots=True)
class Removed:
    """A chunk is gone."""

    sequence: int
    chunk_id: int


@dataclass(frozen=True, slots=True)
class Renewed:
    """Vectors were replaced: what was read of them before this change was visible is read again, from 0."""

    sequence: int


Change: TypeAlias = Added | Removed | Renewed

# Other answers to the same question, written when they are asked for; may raise `ModelUnavailable`.
Samples: TypeAlias = Callable[[], Sequence[str]]


class ChangeFeed(Protocol):
    """What the indexes follow. Sequences grow; a change becomes visible only after all lower ones."""

    def changes(self, collection: str, *, after: int, limit: int) -> Sequence[Change]:
        """Changes with a sequence above `after`, ascending; from 0 they rebuild the collection as it is now."""

    def head(self, collection: str) -> int:
        """The last sequence of the collection, 0 where it never had a chunk."""


class ChunkReader(Protocol):
    """The truth about chunks."""

    def chunks(self, ids: Sequence[int]) -> Mapping[int, StoredChunk]:
        """Those of `ids` that still exist and are visible, by id."""


class Retriever(Protocol):
    """Finds the passages for a question."""

    def retrieve(self, query: str, *, collections: Sequence[str], k: int) -> Sequence[Passage]:
        """At most `k` passages, best first. Collections without documents give none."""


class Generator(Protocol):
    """Writes an answer from passages."""

    def generate(self, task: Task) -> Iterator[Generated]:
        """Pieces in order, or one abstention; of a task with parts they may be told apart by `Answering`.

        Raises `ModelUnavailable` before the first piece, `ModelInterrupted` after it.
        """


class Considering(Protocol):
    """Knows what of the passages may be quoted."""

    def considered(self, task: Task) -> Sequence[Candidate]:
        """All of it, likeliest first. Raises `ModelUnavailable`."""


class QuestionRewriter(Protocol):
    """Makes a follow-up question stand alone."""

    def readings(self, question: str, history: Sequence[Turn]) -> Readings:
        """What it may mean; nothing but itself where it needs nothing of the conversation."""


class Speller(Protocol):
    """Knows the words of the documents."""

    def respelled(self, query: str, *, collections: Sequence[str]) -> str:
        """The query with words that no document has replaced by those that they are likely meant for; else itself."""


class Verifier(Protocol):
    """Checks claims against passages."""

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
        """One verdict per claim, in order. Never raises: a check that failed is an `unchecked` verdict.

        `samples` is called at most once, and only where other answers to the question would help to judge a claim.
        `threshold` is the risk from which a claim is not supported; null means the detector's own. `headings` say of
        each passage where it stands, empty for nowhere; none for none of them. They are read, and never quoted.
        `written_by` is the language model that wrote the claims, null where that is not known.
        """

    def overall(self, claims: Sequence[CheckedClaim]) -> float | None:
        """The calibrated risk in [0, 1] that an answer of these claims is wrong or beside the point.

        It never falls when a claim's risk rises. Null for no claims, and where the worst one is `unchecked`.
        """

    def off_point(self, claims: Sequence[CheckedClaim]) -> bool:
        """Whether none of these claims answers the question they were checked with; false where nobody looked."""


class TableKeeper(Protocol):
    """Keeps the tables of documents by their bytes; what is kept is a cache."""

    def keep(self, sha256: str, media_type: MediaType, tables: bytes) -> int:
        """How many tables are kept now; `tables` as in `ParsedDocument`. Raises `NotComputed`."""

    def tables(self, sha256: str, media_type: MediaType) -> Sequence[KeptTable] | None:
        """Those that are kept, null where nobody has looked for them yet."""

    def drop(self, sha256: str) -> None:
        """Deletes what is kept of these bytes, unless a version needs them."""


class TableRunner(Protocol):
    """Runs queries in a place where they can do no harm."""

    def run(self, source: TableSource, query: TableQuery) -> TableResult:
        """What it gives, within the limits on time and memory. Raises `NotComputed`."""


class TablePassages(Protocol):
    """Finds where in a document a table's rows stand."""

    def of_rows(
        self, source: TableSource, table: KeptTable, rows: Sequence[int], *, limit: int
    ) -> Sequence[StoredChunk]:
        """The visible chunks that hold these rows, by their numbers in the file; in order."""


class DocumentPassages(Protocol):
    """Gives a document's text as it is found."""

    def of_document(self, document_id: str, *, limit: int) -> Sequence[StoredChunk]:
        """The first visible chunks, in order; none of a document that is gone or not ready."""


class Scribe(Protocol):
    """Says a few words to a conversation as it stands, without passages."""

    def write(self, turns: Sequence[Turn], instructions: str, *, presence: Presence) -> Written:
        """What is said next, while whoever asked waits. Raises `ModelUnavailable` and `ModelInterrupted`."""


class Sampler(Protocol):
    """Writes alternative answers to the same task, for detectors that compare them."""

    def sample(self, task: Task, *, count: int) -> Sequence[str]:
        """`count` alternative answers, drawn at a temperature that lets them differ. Raises `ModelUnavailable`."""


class Repairer(Protocol):
    """Writes anew what the passages do not bear out."""

    def rewrite(self, task: Task, unsound: Unsound) -> str | None:
        """A sentence or two in its place, citation marks included; null where the passages hold none.

        Raises `ModelUnavailable`, also where it takes too long.
        """
