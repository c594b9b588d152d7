"""Evidence and claims as the rows that the support model reads; training makes its rows here too.

A row is `[CLS] evidence [SEP] claim [SEP] claim [SEP] …`. Its segment is 0 for everything before the
claims and counts the claims from 1. The network lets a claim see segment 0 and itself, never another claim, and gives
each claim the positions that follow segment 0. So what is said of a claim is the same whether it is read alone, as
while an answer streams, or beside others, and a row may be longer than the model's window as long as segment 0 and the
longest claim fit it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from inference.tokens import Row

CLAIM_TOKENS = 128
LEAD_IN_TOKENS = 32
SENTENCE_TOKENS = 128
ROW_TOKENS = 1024
_MARKS = 3  # [CLS], and [SEP] after evidence and claim


@dataclass(frozen=True, slots=True)
class Part:
    """Tokens `[start, end)` of a claim; those before `first` are lead-in, judged in the part before."""

    claim: int
    start: int
    first: int
    end: int


def evidence_room(*, max_tokens: int) -> int:
    """How many tokens of evidence one row takes."""
    return max_tokens - _MARKS - CLAIM_TOKENS


def claim_parts(claim: int, *, tokens: int) -> list[Part]:
    """Parts of at most `CLAIM_TOKENS` that judge each of `tokens` once, all but the first with a lead-in."""
    parts: list[Part] = []
    first = 0
    while first < tokens:
        start = max(0, first - LEAD_IN_TOKENS)
        end = min(tokens, start + CLAIM_TOKENS)
        parts.append(Part(claim, start, first, end))
        first = end
    return parts


def evidence_windows(passages: Sequence[Sequence[Sequence[int]]], *, room: int, separator: int) -> list[list[int]]:
    """The passages, each given as the tokens of its sentences, in windows of at most `room` tokens.

    One where everything fits; else as few as can be, about equally full, cut between sentences. Every token is in one.
    A separator ends each passage, so that a window that ends within one has none there.
    """
    pieces = list(_pieces(passages, separator))
    total = sum(len(piece) for piece in pieces)
    if total <= room:
        return [[token for piece in pieces for token in piece]] if total else []
    # A window ends before the piece that would overfill it, so it may lack up to a sentence.
    fullness = total / -(-total // (room - SENTENCE_TOKENS // 2))
    windows: list[list[int]] = [[]]
    for piece in pieces:
        if windows[-1] and (len(windows[-1]) + len(piece) > room or len(windows[-1]) >= fullness):
            windows.append([])
        windows[-1] += piece
    return windows


def support_row(evidence: Sequence[int], claims: Sequence[Sequence[int]], *, first: int, separator: int) -> Row:
    """One row; `evidence` is one of `evidence_windows`."""
    ids, segments = [first, *evidence], [0] * (1 + len(evidence))
    for number, claim in enumerate(claims, start=1):
        ids += [*claim, separator]
        segments += [number] * (len(claim) + 1)
    return Row.of(ids, segments)


def _pieces(passages: Sequence[Sequence[Sequence[int]]], separator: int) -> Iterator[list[int]]:
    """Sentences, none longer than `SENTENCE_TOKENS`; the last one of a passage takes the separator along."""
    for passage in passages:
        cut = [
            list(sentence[start : start + SENTENCE_TOKENS - 1])
            for sentence in passage
            for start in range(0, len(sentence), SENTENCE_TOKENS - 1)
        ]
        yield from cut[:-1]
        yield from ([*last, separator] for last in cut[-1:])
