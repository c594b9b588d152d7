"""The written questions with all that could be quoted for them, as the service finds and sees it."""

from collections.abc import Iterator
from pathlib import Path

from domain.documents import Chunk, Passage, Scores, StoredChunk
from domain.generation import Sampling, Task
from domain.ports import Encoder, PairReader, Tokenizer
from evaluation.ranking import HybridSearch
from evaluation.written_questions import WrittenQuestion, WrittenSet, answered_share, written_set
from generation.quoting.considering import Weighing, consider
from generation.quoting.quotables import repeats_question
from generation.quoting.signals import Weights
from ingest.chunker import TokenChunker
from ingest.formats import media_type_of
from ingest.limits import Limits
from ingest.plain import read_text
from ingest.tables import read_table
from monitoring.claims.splitting import split_sentences
from training.quoting import Asked, Sentence

PASSAGES_A_QUESTION = 5
FOLDER = Path(__file__).parent / "written/asked"
JUDGES_SETS = frozenset("abcghij")  # those that the judge learns from
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


def asked(written: WrittenSet, encoder: Encoder, tokenizer: Tokenizer, reader: PairReader) -> Iterator[Asked]:
    """Each question of `written` with the sentences of the passages that are found, seen at a glance."""
    weighing = Weighing(encoder=encoder, glance=_NOTHING, read=_NOTHING, most_read=0)
    for question, task in tasks(written, encoder, tokenizer):
        sentences = _sentences(question, task, reader, weighing)
        yield Asked(written.name, question.question, question.is_open, tuple(sentences))


def tasks(written: WrittenSet, encoder: Encoder, tokenizer: Tokenizer) -> Iterator[tuple[WrittenQuestion, Task]]:
    """Each question of `written` with the passages that a hybrid search finds."""
    passages = [passage for path in written.documents for passage in _passages(path, tokenizer)]
    search = HybridSearch([passage.stored.chunk.searched for passage in passages], encoder)
    for one in written.questions:
        found = tuple(passages[place] for place in search.top(one.question, PASSAGES_A_QUESTION))
        yield one, Task(question=one.question, query=one.question, passages=found, history=(), sampling=Sampling())


def _sentences(question: WrittenQuestion, task: Task, reader: PairReader, weighing: Weighing) -> Iterator[Sentence]:
    """All but what repeats the question, which is never quoted."""
    for one in consider(task, reader, split_sentences, weighing):
        if not repeats_question(one.text, task.query):
            yield Sentence(one, answered_share(question, one.text))


def _passages(path: Path, tokenizer: Tokenizer) -> list[Passage]:
    """A document's chunks, as the service cuts them."""
    data = path.read_bytes()
    kind = media_type_of(path.name, data)
    parsed = read_table(data, Limits()) if path.suffix == ".csv" else read_text(data, kind, Limits())
    return [_passage(path.name, chunk) for chunk in TokenChunker(tokenizer).chunk(parsed)]


def _passage(name: str, chunk: Chunk) -> Passage:
    return Passage(StoredChunk(0, name, name, "", chunk), 0.0, Scores(0.0, 0.0))
