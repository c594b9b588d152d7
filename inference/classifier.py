"""The token classifier: how likely the evidence does not support each token of a claim."""

from collections.abc import Sequence
from dataclasses import dataclass

from tokenizers import Encoding

from domain.generation import EvidencePair, TokenRisk
from inference.artefacts import Artefact
from inference.batching import Batcher
from inference.calibration import read_sigmoid
from inference.graph import Graph, Outputs
from inference.lifecycle import Closable
from inference.options import RuntimeOptions
from inference.tokens import Row, WordPieces

_OUTPUT = "unsupported"
_LEAD_IN_TOKENS = 32


@dataclass(frozen=True, slots=True)
class _Window:
    """Claim tokens `[start, end)` as the model sees them; those before `first` are lead-in, judged elsewhere."""

    start: int
    first: int
    end: int


class LocalClassifier(Closable):
    """Implements `TokenClassifier`."""

    def __init__(self, artefact: Artefact, options: RuntimeOptions) -> None:
        self._risk = read_sigmoid(artefact, _OUTPUT)
        self._tokens = WordPieces(artefact)
        graph = Graph(artefact, outputs=(_OUTPUT,), options=options)
        self._batcher = Batcher(graph.infer, name=artefact.name, options=options)

    def classify(self, pairs: Sequence[EvidencePair]) -> Sequence[Sequence[TokenRisk]]:
        """Every token of each claim once, in order; a blank claim has none.

        Evidence that does not fit is cut at its end. A claim over half of the window is read in several windows.
        Raises `Overloaded` and `ModelUnavailable`.
        """
        claims = [self._tokens.pieces(pair.claim) for pair in pairs]
        plans = [_windows(len(claim.ids), most=self._tokens.max_tokens // 2) for claim in claims]
        rows = [
            row for pair, claim, plan in zip(pairs, claims, plans, strict=True) for row in self._rows(pair, claim, plan)
        ]
        outputs = iter(zip(rows, self._batcher.run(rows), strict=True))
        return [
            [risk for window in plan for risk in self._risks(claim, window, *next(outputs))]
            for claim, plan in zip(claims, plans, strict=True)
        ]

    def count_tokens(self, text: str) -> int:
        """How many tokens `text` takes in the model's window."""
        return len(self._tokens.pieces(text).ids)

    def _rows(self, pair: EvidencePair, claim: Encoding, plan: Sequence[_Window]) -> list[Row]:
        evidence = self._tokens.pieces(pair.evidence, limit=self._tokens.max_tokens).ids
        room = self._tokens.max_tokens - 3
        return [
            self._tokens.pair(evidence[: room - (window.end - window.start)], claim.ids[window.start : window.end])
            for window in plan
        ]

    def _risks(self, claim: Encoding, window: _Window, row: Row, outputs: Outputs) -> list[TokenRisk]:
        logits = outputs[_OUTPUT][row.boundary :]
        return [
            TokenRisk(*claim.offsets[index], self._risk(float(logits[index - window.start])))
            for index in range(window.first, window.end)
        ]

    def close(self) -> None:
        """See `Closable`."""
        self._batcher.close()


def _windows(tokens: int, *, most: int) -> list[_Window]:
    """Windows of at most `most` tokens that judge each of `tokens` once, all but the first with a lead-in."""
    lead_in = min(_LEAD_IN_TOKENS, most // 2)
    windows: list[_Window] = []
    first = 0
    while first < tokens:
        start = max(0, first - lead_in)
        end = min(tokens, start + most)
        windows.append(_Window(start, first, end))
        first = end
    return windows
