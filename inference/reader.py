"""The reader: relevance and answer span of a passage for a question, in one pass."""

from collections.abc import Sequence

from tokenizers import Encoding

from domain.errors import Misconfigured
from domain.generation import Reading
from inference.artefacts import DETAILS_FILE, Artefact
from inference.batching import Batcher
from inference.calibration import read_sigmoid
from inference.graph import Graph, Outputs
from inference.lifecycle import Closable
from inference.options import RuntimeOptions
from inference.recent_readings import RecentReadings
from inference.spans import best_span
from inference.tokens import WordPieces

_OUTPUTS = ("relevance", "start_logits", "end_logits")
_DEFAULT_ANSWER_TOKENS = 30
_NOTHING = Reading(relevance=0.0, answerable=0.0, start=0, end=0)


class LocalReader(Closable):
    """Implements `PairReader`. Position 0 of the logits stands for no answer."""

    def __init__(self, artefact: Artefact, options: RuntimeOptions) -> None:
        self._relevance = read_sigmoid(artefact, "relevance")
        self._answerable = read_sigmoid(artefact, "answerable")
        self._max_answer_tokens = _read_answer_tokens(artefact)
        self._tokens = WordPieces(artefact)
        self._cache = RecentReadings()
        self.identity = artefact.identity
        graph = Graph(artefact, outputs=_OUTPUTS, options=options)
        self._batcher = Batcher(graph.infer, name=artefact.name, options=options)

    def read(self, question: str, passages: Sequence[str]) -> Sequence[Reading]:
        """One reading per passage, in order; blank questions and passages have relevance 0.

        A question over half of the window is cut, then a passage over what is left. Raises `Overloaded` and
        `ModelUnavailable`.
        """
        return self._cache.complete(question, passages, lambda unread: self._read(question, unread))

    def _read(self, question: str, passages: Sequence[str]) -> Sequence[Reading]:
        asked = self._tokens.pieces(question, limit=self._tokens.max_tokens // 2).ids
        room = self._tokens.max_tokens - 3 - len(asked)
        parts = [self._tokens.pieces(passage, limit=room) for passage in passages]
        readable = [index for index, part in enumerate(parts) if asked and part.ids]
        readings = [_NOTHING] * len(passages)
        outputs = self._batcher.run([self._tokens.pair(asked, parts[index].ids) for index in readable])
        for index, output in zip(readable, outputs, strict=True):
            readings[index] = self._interpret(output, parts[index], first=len(asked) + 2)
        return readings

    def _interpret(self, output: Outputs, passage: Encoding, *, first: int) -> Reading:
        start, end = output["start_logits"], output["end_logits"]
        last = first + len(passage.ids)
        span = best_span(start[first:last], end[first:last], max_tokens=self._max_answer_tokens)
        return Reading(
            relevance=self._relevance(float(output["relevance"])),
            answerable=self._answerable(span.logit - float(start[0] + end[0])),
            start=passage.offsets[span.first][0],
            end=passage.offsets[span.last][1],
        )

    def close(self) -> None:
        """See `Closable`."""
        self._batcher.close()


def _read_answer_tokens(artefact: Artefact) -> int:
    count = artefact.details.get("max_answer_tokens", _DEFAULT_ANSWER_TOKENS)
    if not isinstance(count, int) or count < 1:
        raise Misconfigured(f"{artefact.folder / DETAILS_FILE}: max_answer_tokens needs a whole number above 0.")
    return count
