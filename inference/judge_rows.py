"""Question, claim and evidence as the rows that the judge reads; training makes its rows here too.

A row is `<s> question </s></s> claim </s></s> evidence </s>`. It is no longer than it was in training, though the
network has room for more.
"""

from collections.abc import Iterator, Sequence

from inference.tokens import Row

QUESTION_TOKENS = 64
CLAIM_TOKENS = 128
_MARKS = 6  # the first one, two after question and claim each, and the last


def evidence_room(question: int, claim: int, *, max_tokens: int) -> int:
    """How many tokens of evidence stand beside a question and a claim of so many."""
    return max_tokens - _MARKS - question - claim


def claim_windows(tokens: int) -> list[tuple[int, int]]:
    """Parts `[start, end)` of a claim, about equally long, each token in one."""
    count = -(-tokens // CLAIM_TOKENS)
    return [(tokens * part // count, tokens * (part + 1) // count) for part in range(count)]


def evidence_windows(sentences: Sequence[Sequence[int]], *, room: int) -> list[list[int]]:
    """The sentences in windows of at most `room` tokens, as few as can be and about equally full.

    Cut between sentences, unless one alone is too long. None for no evidence.
    """
    pieces = [piece for sentence in sentences for piece in _pieces(sentence, room)]
    total = sum(map(len, pieces))
    if total <= room:
        return [[token for piece in pieces for token in piece]] if total else []
    fullness = total / -(-total // room)
    windows: list[list[int]] = [[]]
    for piece in pieces:
        if windows[-1] and (len(windows[-1]) + len(piece) > room or len(windows[-1]) >= fullness):
            windows.append([])
        windows[-1] += piece
    return windows


def judge_row(
    question: Sequence[int], claim: Sequence[int], evidence: Sequence[int], *, first: int, separator: int
) -> Row:
    """One row; the claim's first token stands at `len(question) + 3`."""
    ids = [first, *question, separator, separator, *claim, separator, separator, *evidence, separator]
    return Row.of(ids, [0] * len(ids))


def _pieces(sentence: Sequence[int], room: int) -> Iterator[Sequence[int]]:
    return (sentence[start : start + room] for start in range(0, len(sentence), room))
