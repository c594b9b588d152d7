"""The written questions with all that could be quoted for them, as the service finds and sees it."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from domain.documents import Chunk, Passage, Scores, StoredChunk
from domain.generation import Sampling, Task
from domain.ports import Encoder, PairReader, Tokenizer
from evaluation.ranking import HybridSearch
from evaluation.written_questions import WrittenQuestion, WrittenSet, answered_share, written_set
from generation.quoting.considering import Weighing, consider
from generation.quoting.lines import repeats_question
from generation.quoting.signals import Weights
from ingest.chunker import TokenChunker
from ingest.formats import media_type_of
from ingest.limits import Limits
from ingest.plain import read_text
from ingest.tables import read_table
from monitoring.claims.splitting import split_sentences
from retrieval.fusion import reciprocal_rank_fusion
from retrieval.hybrid import Tuning
from retrieval.sentences import NearestSentence
from training.quoting import Asked, Sentence

PASSAGES_A_QUESTION = 8
FOLDER = Path(__file__).parent / "written/asked"
# Neither encoder nor judge learns from these: they would be surer of what they know than of anything new.
KEPT_SETS = frozenset("defrs")
_NOTHING = Weights(
    bias=0,
    near=0,
    read=0,
    answers=0,
    shared=0,
    found=0,
    wrong_kind=0,
    lacks_mark=0,
    lacks_name=0,
    fragment=0,
    row=0,
)


def written_sets(folder: Path = FOLDER) -> list[WrittenSet]:
    """All that lie in `folder`. Raises `MissingData`."""
    return [written_set(one) for one in sorted(folder.iterdir())]


def kept_sets() -> list[WrittenSet]:
    """Those that no model learns from: what weighs its word is fitted on them."""
    return [one for one in written_sets() if one.name in KEPT_SETS]


def learnt_sets() -> list[WrittenSet]:
    """The others."""
    return [one for one in written_sets() if one.name not in KEPT_SETS]


def asked(written: WrittenSet, encoder: Encoder, tokenizer: Tokenizer, reader: PairReader) -> Iterator[Asked]:
    """Each question of `written` with the sentences of the passages that are found for it, seen at a glance."""
    weighing = Weighing(encoder=encoder, glance=_NOTHING, second=None)
    for question, task in tasks(written, encoder, tokenizer):
        yield _asked(written, question, task, reader, weighing)


def asked_to_learn(written: WrittenSet, encoder: Encoder, tokenizer: Tokenizer, reader: PairReader) -> Iterator[Asked]:
    """As `asked`, with the passage that answers wherever the search missed it; nobody reads them."""
    passages = passages_of(written, tokenizer)
    search = _Search(passages, encoder)
    weighing = Weighing(encoder=encoder, glance=_NOTHING, second=None, reads=False)
    for question in written.questions:
        found = search.found(question.question)
        if not any(answered_share(question, one.text) == 1 for one in found):
            found += [one for one in passages if answered_share(question, one.text) == 1]
        yield _asked(written, question, _task(question.question, found), reader, weighing)


def passages_of(written: WrittenSet, tokenizer: Tokenizer) -> list[Passage]:
    """The chunks of its documents, as the service cuts them."""
    chunks = [(path.name, chunk) for path in written.documents for chunk in _chunks(path, tokenizer)]
    return [
        Passage(StoredChunk(place, name, name, "", chunk), 0.0, Scores(0.0, 0.0))
        for place, (name, chunk) in enumerate(chunks)
    ]


class _Search:
    """Finds as the service does, but for the reader's part in the order."""

    def __init__(self, passages: Sequence[Passage], encoder: Encoder) -> None:
        self._passages, self._encoder = passages, encoder
        self._hybrid = HybridSearch([one.stored.chunk.searched for one in passages], encoder)
        self._sentences = NearestSentence(encoder)

    def found(self, query: str) -> list[Passage]:
        compared = Tuning().compared
        rankings = self._hybrid.rankings(query, compared)
        seen = [self._passages[one.chunk_id].stored for one in reciprocal_rank_fusion(rankings)[:compared]]
        [vector] = self._encoder.encode_queries([query])
        best = self._sentences.fused_anew(vector, seen, rankings)
        return [self._passages[one.chunk_id] for one in best[:PASSAGES_A_QUESTION]]


def _task(question: str, found: Sequence[Passage]) -> Task:
    return Task(question=question, query=question, passages=tuple(found), history=(), sampling=Sampling())


def _asked(written: WrittenSet, question: WrittenQuestion, task: Task, reader: PairReader, weighing: Weighing) -> Asked:
    sentences = _sentences(question, task, reader, weighing)
    return Asked(written.name, question.question, question.is_open, tuple(sentences))


def tasks(written: WrittenSet, encoder: Encoder, tokenizer: Tokenizer) -> Iterator[tuple[WrittenQuestion, Task]]:
    """Each question of `written` with the passages that are found for it."""
    search = _Search(passages_of(written, tokenizer), encoder)
    for one in written.questions:
        yield one, _task(one.question, search.found(one.question))


def _sentences(question: WrittenQuestion, task: Task, reader: PairReader, weighing: Weighing) -> Iterator[Sentence]:
    """All but what repeats the question, which is never quoted."""
    for one in consider(task, reader, split_sentences, weighing):
        if not repeats_question(one.text, task.query):
            yield Sentence(one, answered_share(question, one.text))


def _chunks(path: Path, tokenizer: Tokenizer) -> Sequence[Chunk]:
    data = path.read_bytes()
    kind = media_type_of(path.name, data)
    parsed = read_table(data, Limits()) if path.suffix == ".csv" else read_text(data, kind, Limits())
    return TokenChunker(tokenizer).chunk(parsed)
