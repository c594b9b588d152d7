"""The written questions with all that could be quoted for them, as the service finds and sees it."""

from collections.abc import Iterator, Sequence
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
JUDGES_SETS = frozenset("abcghijklmnopqrstu")  # those that the judge learns from
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
    """Each question of `written` with the sentences of the passages that a hybrid search finds, seen at a glance."""
    passages = passages_of(written, tokenizer)
    search = HybridSearch([passage.stored.chunk.searched for passage in passages], encoder)
    weighing = Weighing(encoder=encoder, glance=_NOTHING, read=_NOTHING, most_read=0)
    for question in written.questions:
        found = [passages[place] for place in search.top(question.question, PASSAGES_A_QUESTION)]
        yield _asked(written, question, found, reader, weighing)


def asked_to_learn(written: WrittenSet, encoder: Encoder, tokenizer: Tokenizer, reader: PairReader) -> Iterator[Asked]:
    """As `asked`, with the passage that answers wherever the search missed it; nobody reads them."""
    passages = passages_of(written, tokenizer)
    search = HybridSearch([passage.stored.chunk.searched for passage in passages], encoder)
    weighing = Weighing(encoder=encoder, glance=_NOTHING, read=None)
    for question in written.questions:
        found = [passages[place] for place in search.top(question.question, PASSAGES_A_QUESTION)]
        if not any(answered_share(question, one.text) == 1 for one in found):
            found += [one for one in passages if answered_share(question, one.text) == 1]
        yield _asked(written, question, found, reader, weighing)


def passages_of(written: WrittenSet, tokenizer: Tokenizer) -> list[Passage]:
    """The chunks of its documents, as the service cuts them."""
    return [passage for path in written.documents for passage in _passages(path, tokenizer)]


def _asked(
    written: WrittenSet, question: WrittenQuestion, found: Sequence[Passage], reader: PairReader, weighing: Weighing
) -> Asked:
    sentences = _sentences(question, found, reader, weighing)
    return Asked(written.name, question.question, question.is_open, tuple(sentences))


def _sentences(
    question: WrittenQuestion, found: Sequence[Passage], reader: PairReader, weighing: Weighing
) -> Iterator[Sentence]:
    """All but what repeats the question, which is never quoted."""
    query = question.question
    task = Task(question=query, query=query, passages=tuple(found), history=(), sampling=Sampling())
    for one in consider(task, reader, split_sentences, weighing):
        if not repeats_question(one.text, query):
            yield Sentence(one, answered_share(question, one.text))


def _passages(path: Path, tokenizer: Tokenizer) -> list[Passage]:
    data = path.read_bytes()
    kind = media_type_of(path.name, data)
    parsed = read_table(data, Limits()) if path.suffix == ".csv" else read_text(data, kind, Limits())
    return [_passage(path.name, chunk) for chunk in TokenChunker(tokenizer).chunk(parsed)]


def _passage(name: str, chunk: Chunk) -> Passage:
    return Passage(StoredChunk(0, name, name, "", chunk), 0.0, Scores(0.0, 0.0))
