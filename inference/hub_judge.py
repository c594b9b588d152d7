"""Public detectors of made-up claims as judges: sequence and token classifiers; the extra `hub` brings the library."""

import hashlib
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, TypeAlias

from tokenizers import Encoding

from domain.errors import Misconfigured
from domain.generation import ClaimCase, JudgedClaim, Relation, TokenRisk
from inference.hub import library, loaded
from inference.hub_labels import CONTRADICTED, SUPPORTED, UNSUPPORTED, named, of_tokens, tried, unclear
from inference.hub_rows import PairRows, load_classifier
from inference.lifecycle import Closable

if TYPE_CHECKING:
    from transformers import PreTrainedModel, PreTrainedTokenizerBase

# Beyond it time and memory grow and most of these models were trained on less.
MOST_ROW_TOKENS = 1024
QUESTION_CHARACTERS = 1000
_FRAGMENT_WORDS = 4
_DIGEST_LETTERS = 16
_KINDS = ("SequenceClassification", "TokenClassification")
_NOTHING = JudgedClaim(Relation(0.0, 1.0, 0.0), None, ())
# The prompts of RAGTruth, which LettuceDetect was trained on.
_ASKED = (
    "Briefly answer the following question:\n{question}\nBear in mind that your response should be strictly based on "
    "the following {passages} passages:\n"
)
_ASKED_END = (
    "\nIn case the passages do not contain the necessary information to answer the question, please reply with: "
    '"Unable to answer based on given passages."\noutput:'
)
_UNASKED, _UNASKED_END = "Summarize the following text:\n", "\noutput:"


def load_hub_judge(name: str) -> "HubJudge":
    """A sequence or token classifier by name or path, on the GPU where there is one. Raises `Misconfigured`."""
    config = loaded(
        lambda given: library("transformers").AutoConfig.from_pretrained(given, trust_remote_code=False), name
    )
    made_as = " ".join(getattr(config, "architectures", None) or ())
    kind = next((kind for kind in _KINDS if kind in made_as), None)
    if kind is None:
        raise Misconfigured(
            f"The model {name!r} is of the kind {made_as or 'unknown'}; a judge is a sequence classifier, such as "
            "lytang/MiniCheck-RoBERTa-Large, or a token classifier, such as "
            "KRLabsOrg/lettucedect-base-modernbert-en-v1."
        )
    model, tokenizer = load_classifier(name, kind)
    judge = HubSequenceJudge if kind == _KINDS[0] else HubTokenJudge
    return judge(model, tokenizer, name=name)


class HubSequenceJudge(Closable):
    """Implements `ClaimJudge` by a classifier of (evidence, claim), as natural language inference has it.

    A claim of few words is read behind its question. Evidence beyond a row is read in windows that overlap, of which
    the one that says most for the claim counts; a claim of more than half a row in parts, of which the worst counts.
    """

    def __init__(self, model: "PreTrainedModel", tokenizer: "PreTrainedTokenizerBase", *, name: str) -> None:
        labels = [model.config.id2label[place] for place in range(model.config.num_labels)]
        self._rows = PairRows(model, tokenizer, name=name, most_tokens=MOST_ROW_TOKENS)
        self._meanings = self._understood(labels, name)
        self.identity = _identity(model, tokenizer, name)

    def judge(self, cases: Sequence[ClaimCase]) -> list[JudgedClaim]:
        """See `ClaimJudge.judge`; it says nothing of words. Raises `ModelUnavailable`."""
        read = [self._parts(case) for case in cases]
        found = iter(self._rows.probabilities([row for parts in read for windows in parts for row in windows]))
        return [self._judged([list(islice(found, len(windows))) for windows in parts]) for parts in read]

    def count_tokens(self, text: str) -> int:
        """See `ClaimJudge.count_tokens`."""
        return len(self._rows.encoded(text).ids)

    def close(self) -> None:
        """See `Closable`."""
        self._rows.close()

    def _understood(self, labels: Sequence[str], name: str) -> list[str]:
        if len(labels) == 1:
            # HHEM's one label is how consistent a text is with its source.
            return named(labels) or [SUPPORTED]
        meanings = named(labels) or tried(labels, self._asked, name=name)
        if SUPPORTED not in meanings or set(meanings) == {SUPPORTED}:
            raise unclear(labels, name=name)
        return meanings

    def _asked(self, pairs: Sequence[tuple[str, str]]) -> list[list[float]]:
        rows = self._rows
        return rows.probabilities([rows.row(rows.encoded(first), rows.encoded(second)) for first, second in pairs])

    def _parts(self, case: ClaimCase) -> list[list[Encoding]]:
        rows, claim, evidence = self._rows, _behind_question(case), "\n".join(case.evidence)
        if not claim.strip() or not evidence.strip():
            return []
        beside_evidence = rows.room - len(rows.encoded(evidence).ids)
        return [
            [rows.row(window, part) for window in rows.cut(evidence, tokens=rows.room - len(part.ids))]
            for part in rows.cut(claim, tokens=max(rows.room // 2, beside_evidence))
        ]

    def _judged(self, parts: Sequence[Sequence[Sequence[float]]]) -> JudgedClaim:
        if not parts:
            return _NOTHING
        best = (max(map(self._relation, windows), key=_balance) for windows in parts)
        return JudgedClaim(min(best, key=_balance), None, ())

    def _relation(self, row: Sequence[float]) -> Relation:
        told = dict.fromkeys((SUPPORTED, UNSUPPORTED, CONTRADICTED), 0.0)
        for meaning, probability in zip(self._meanings, row, strict=True):
            told[meaning] += probability
        if len(row) == 1:
            told[UNSUPPORTED if self._meanings == [SUPPORTED] else SUPPORTED] = 1 - row[0]
        return Relation(told[SUPPORTED], told[UNSUPPORTED], told[CONTRADICTED])


class HubTokenJudge(Closable):
    """Implements `ClaimJudge` by a classifier of the claim's tokens behind a prompt of question and passages.

    A claim is as risky as its worst token. Passages beyond a row are read in windows that overlap, in each of which
    question and instructions stand again; a token counts as the window that says most for it. A claim of more than half
    a row is read in parts.
    """

    def __init__(self, model: "PreTrainedModel", tokenizer: "PreTrainedTokenizerBase", *, name: str) -> None:
        labels = [model.config.id2label[place] for place in range(model.config.num_labels)]
        self._wrong = [place for place, meaning in enumerate(of_tokens(labels, name=name)) if meaning != SUPPORTED]
        self._rows = PairRows(model, tokenizer, name=name, most_tokens=MOST_ROW_TOKENS)
        self.identity = _identity(model, tokenizer, name)

    def judge(self, cases: Sequence[ClaimCase]) -> list[JudgedClaim]:
        """See `ClaimJudge.judge`. Raises `ModelUnavailable`."""
        read = [self._parts(case) for case in cases]
        rows = [row for parts in read for _, windows in parts for row in windows]
        # A row is padded where it is read, so where its claim stands is asked afterwards.
        found = iter(zip(rows, self._rows.probabilities(rows), strict=True))
        return [
            self._judged(case.claim, [(part, list(islice(found, len(windows)))) for part, windows in parts])
            for case, parts in zip(cases, read, strict=True)
        ]

    def count_tokens(self, text: str) -> int:
        """See `ClaimJudge.count_tokens`."""
        return len(self._rows.encoded(text).ids)

    def close(self) -> None:
        """See `Closable`."""
        self._rows.close()

    def _parts(self, case: ClaimCase) -> list[tuple[Encoding, list[Encoding]]]:
        if not case.claim.strip() or not any(text.strip() for text in case.evidence):
            return []
        rows = self._rows
        return [(part, list(self._windows(case, part))) for part in rows.cut(case.claim, tokens=rows.room // 2)]

    def _windows(self, case: ClaimCase, part: Encoding) -> Iterator[Encoding]:
        rows = self._rows
        head, tail = _prompt(case)
        context = "\n".join(f"passage {number}: {text}" for number, text in enumerate(case.evidence, start=1))
        whole = rows.encoded(head + context + tail)
        if len(whole.ids) + len(part.ids) <= rows.room:
            yield rows.row(whole, part)
            return
        around = len(rows.encoded(head + tail).ids) + 2  # where texts meet, tokens may part in another way
        room = rows.room - len(part.ids)
        if around > room // 2:
            head, tail, around = "", "", 2
        for window in rows.cut(context, tokens=room - around):
            start, end = window.offsets[0][0], window.offsets[-1][1]
            prompt = rows.encoded(head + context[start:end] + tail)
            prompt.truncate(room)
            yield rows.row(prompt, part)

    def _judged(
        self, claim: str, parts: Sequence[tuple[Encoding, Sequence[tuple[Encoding, Sequence[Sequence[float]]]]]]
    ) -> JudgedClaim:
        worst: dict[tuple[int, int], float] = {}
        for part, windows in parts:
            read = [self._of_claim(row, tokens) for row, tokens in windows]
            for span, risks in zip(part.offsets, zip(*read, strict=True), strict=True):
                worst[span] = max(worst.get(span, 0.0), min(risks))
        tokens = tuple(TokenRisk(*_trimmed(claim, span), risk) for span, risk in sorted(worst.items()))
        if not tokens:
            return _NOTHING
        risk = max(token.risk for token in tokens)
        return JudgedClaim(Relation(1 - risk, risk, 0.0), None, tuple(t for t in tokens if t.start < t.end))

    def _of_claim(self, row: Encoding, tokens: Sequence[Sequence[float]]) -> list[float]:
        of = zip(row.sequence_ids, tokens, strict=True)
        return [sum(classes[place] for place in self._wrong) for sequence, classes in of if sequence == 1]


HubJudge: TypeAlias = HubSequenceJudge | HubTokenJudge


def _behind_question(case: ClaimCase) -> str:
    """A fragment states something only with its question; a sentence is read alone: the question is no evidence."""
    if case.question and len(case.claim.split()) <= _FRAGMENT_WORDS:
        return f"{case.question[:QUESTION_CHARACTERS]} {case.claim}"
    return case.claim


def _prompt(case: ClaimCase) -> tuple[str, str]:
    """What stands before and behind the passages."""
    if not case.question:
        return _UNASKED, _UNASKED_END
    question = case.question[:QUESTION_CHARACTERS]
    return _ASKED.format(question=question, passages=len(case.evidence)), _ASKED_END


def _trimmed(text: str, span: tuple[int, int]) -> tuple[int, int]:
    """Without the blanks that some tokens begin with."""
    start, end = span
    return end - len(text[start:end].lstrip()), end


def _balance(relation: Relation) -> float:
    return relation.entailed - relation.contradicted


def _identity(model: "PreTrainedModel", tokenizer: "PreTrainedTokenizerBase", name: str) -> str:
    """A name alone may mean a new model."""
    digest = hashlib.sha256(tokenizer.backend_tokenizer.to_str().encode())
    digest.update(str(sorted(model.config.id2label.items())).encode())
    for place, weights in sorted(model.state_dict().items()):
        digest.update(place.encode())
        digest.update(weights.detach().cpu().float().numpy().tobytes())
    return f"hub:{name}@{digest.hexdigest()[:_DIGEST_LETTERS]}"
