"""The grounding model: what passages say of claims, word by word and claim by claim."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

import numpy as np
from tokenizers import Encoding

from domain.generation import ClaimReading, EvidencePair, Relation, TokenRisk
from inference.artefacts import Artefact
from inference.batching import Batcher
from inference.graph import Floats, Graph, Outputs
from inference.lifecycle import Closable
from inference.options import RuntimeOptions
from inference.support_rows import (
    ROW_TOKENS,
    Part,
    claim_parts,
    evidence_room,
    evidence_windows,
    support_row,
)
from inference.tokens import Row, WordPieces

_OUTPUTS = ("unsupported", "relation")
_NOTHING = ClaimReading((), Relation(0.0, 1.0, 0.0))


@dataclass(frozen=True, slots=True)
class _Request:
    """Claims that share evidence, and the rows that read them: `rows[i]` ends in the parts `groups[i]`."""

    claims: Sequence[Encoding]
    windows: int
    rows: list[Row] = field(default_factory=list)
    groups: list[Sequence[Part]] = field(default_factory=list)


class LocalSupport(Closable):
    """Implements `SupportReader` and `EntailmentModel`.

    Whatever does not fit one row is read in several, so no token of a claim and none of the evidence goes unread: a
    token is supported as well as the best window supports it, and the relation of a claim, or of each part of one that
    is too long, is that of the window which says most for it, or else most against it; the worst part's is the claim's.
    """

    def __init__(self, artefact: Artefact, options: RuntimeOptions) -> None:
        self.identity = artefact.identity
        self._tokens = WordPieces(artefact)
        graph = Graph(artefact, outputs=_OUTPUTS, options=options)
        self._batcher = Batcher(graph.infer, name=artefact.name, options=options)

    def read(self, claims: Sequence[str], passages: Sequence[Sequence[str]]) -> list[ClaimReading]:
        """See `SupportReader.read`. Raises `Overloaded` and `ModelUnavailable`."""
        return self._run([self._request(claims, passages)])[0]

    def compare(self, pairs: Sequence[EvidencePair]) -> list[Relation]:
        """See `EntailmentModel.compare`; pairs in a row with the same evidence are read together. Raises as `read`."""
        groups = [list(group) for _, group in groupby(pairs, key=lambda pair: pair.evidence)]
        requests = [self._request([pair.claim for pair in group], [[group[0].evidence]]) for group in groups]
        return [reading.relation for readings in self._run(requests) for reading in readings]

    def count_tokens(self, text: str) -> int:
        """How many tokens `text` takes in the model's window."""
        return len(self._tokens.pieces(text).ids)

    def close(self) -> None:
        """See `Closable`."""
        self._batcher.close()

    def _request(self, claims: Sequence[str], passages: Sequence[Sequence[str]]) -> _Request:
        pieces = [[self._tokens.pieces(sentence).ids for sentence in passage] for passage in passages]
        room = evidence_room(max_tokens=self._tokens.max_tokens)
        first, separator = self._tokens.first, self._tokens.separator
        windows = evidence_windows(pieces, room=room, separator=separator)
        encoded = [self._tokens.pieces(claim) for claim in claims]
        request = _Request(encoded, len(windows))
        for window in windows:
            for group in _groups(encoded, room=ROW_TOKENS - 1 - len(window)):
                parts = [encoded[part.claim].ids[part.start : part.end] for part in group]
                request.rows.append(support_row(window, parts, first=first, separator=separator))
                request.groups.append(group)
        return request

    def _run(self, requests: Sequence[_Request]) -> list[list[ClaimReading]]:
        outputs = iter(self._batcher.run([row for request in requests for row in request.rows]))
        return [_readings(request, [next(outputs) for _ in request.rows]) for request in requests]


def _groups(claims: Sequence[Encoding], *, room: int) -> list[list[Part]]:
    """All parts of all claims, in rows of at most `room` tokens, at least one part in each."""
    groups: list[list[Part]] = []
    left = 0
    for number, claim in enumerate(claims):
        for part in claim_parts(number, tokens=len(claim.ids)):
            size = part.end - part.start + 1
            if size > left:
                groups.append([])
                left = room
            groups[-1].append(part)
            left -= size
    return groups


def _readings(request: _Request, outputs: Sequence[Outputs]) -> list[ClaimReading]:
    tokens = [np.full(len(claim.ids), np.inf, np.float32) for claim in request.claims]
    relations: list[dict[int, list[Relation]]] = [{} for _ in request.claims]
    for row, group, output in zip(request.rows, request.groups, outputs, strict=True):
        position = len(row.ids) - sum(part.end - part.start + 1 for part in group)
        for part in group:
            judged = slice(position + part.first - part.start, position + part.end - part.start)
            known = tokens[part.claim][part.first : part.end]
            np.minimum(known, output["unsupported"][judged], out=known)
            relation = _probabilities(output["relation"][judged].mean(axis=0))
            relations[part.claim].setdefault(part.first, []).append(relation)
            position += part.end - part.start + 1
    return [_reading(*found) for found in zip(request.claims, tokens, relations, strict=True)]


def _reading(claim: Encoding, logits: Floats, relations: Mapping[int, Sequence[Relation]]) -> ClaimReading:
    """`relations` holds, for each part of the claim, one per window."""
    if not relations:
        return _NOTHING
    risks = 1 / (1 + np.exp(-logits.astype(np.float64)))
    found = tuple(TokenRisk(start, end, float(risk)) for (start, end), risk in zip(claim.offsets, risks, strict=True))
    parts = (max(windows, key=_weight) for windows in relations.values())
    return ClaimReading(found, min(parts, key=lambda relation: relation.entailed - relation.contradicted))


def _weight(relation: Relation) -> tuple[bool, float]:
    """Windows that speak for the claim come before those that speak against it, then those that say most."""
    return relation.entailed > relation.contradicted, -relation.neutral


def _probabilities(logits: Floats) -> Relation:
    powers = np.exp(logits.astype(np.float64) - logits.max())
    entailed, neutral, contradicted = (powers / powers.sum()).tolist()
    return Relation(entailed, neutral, contradicted)
