"""The checks that are put side by side: the product's own, whichever judge it runs, and a running server's."""

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import httpx

from domain.answers import Outcome, Support
from domain.documents import Policy
from domain.generation import EvidencePair
from domain.ports import EntailmentModel
from evaluation.answer_sets import Row
from evaluation.served import ReplyClaim, Server
from evaluation.subjects import local
from inference.models import load_support
from monitoring.verdict.judging import Case, Judge
from server.wiring.settings import Settings

UNKNOWN_RISK = 0.5
DEFAULT, SMALL, NETWORK = "default", "small", "network"
_JUDGE_SETTING = "CANDOR_JUDGE"
_REPLY_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a check says of an answer. One that has no risk, since nothing was claimed or checked, counts one half.

    `answers` is how likely it answers the question, right or wrong, in [0, 1]; a server says only 0 or 1. `support` is
    null where nothing was claimed, `answers` where the check does not say. Floors give no verdict: both are null, and
    so is `delivered`.
    """

    risk: float
    support: Support | None
    delivered: bool | None
    answers: float | None
    milliseconds: float


class Check(Protocol):
    """Tells right answers from wrong ones."""

    @property
    def name(self) -> str:
        """What the tables call it."""

    def opinion(self, row: Row) -> Opinion:
        """On one answer."""


@dataclass(frozen=True, slots=True)
class ProductCheck:
    """The one way in, as the server composes it."""

    name: str
    judge: Judge

    def opinion(self, row: Row) -> Opinion:
        """See `Check`."""
        begun = time.perf_counter()
        case = Case(passages=row.passages, policy=Policy.ANNOTATE, question=row.question or None)
        found = self.judge.judge(row.answer, case)
        milliseconds = 1000 * (time.perf_counter() - begun)
        # Only a judge that reads the question says whether a claim answers it; other verdicts have no such field.
        answers = [claim.verdict.answers for claim in found.claims]
        delivered = found.outcome is Outcome.ANSWERED
        return Opinion(_known(found.risk), found.support, delivered, likeliest(answers), milliseconds)


@dataclass(frozen=True, slots=True)
class ServedCheck:
    """A running server's `/v1/verify`; times hold the round trip."""

    server: Server
    name: str = "served"

    def opinion(self, row: Row) -> Opinion:
        """See `Check`. Raises `ServerFailed`."""
        begun = time.perf_counter()
        reply = self.server.ask({"answer": row.answer, "passages": row.passages, "question": row.question or None})
        milliseconds = 1000 * (time.perf_counter() - begun)
        answers = [claim.answers_question for claim in reply.claims]
        delivered = reply.outcome is Outcome.ANSWERED
        return Opinion(_known(reply.risk), _worst(reply.claims), delivered, likeliest(answers), milliseconds)


@dataclass(frozen=True, slots=True)
class NetworkCheck:
    """A model's own classes, the most likely one: what its verdict would be without rules and thresholds."""

    model: EntailmentModel
    name: str = NETWORK

    def opinion(self, row: Row) -> Opinion:
        """See `Check`."""
        begun = time.perf_counter()
        (relation,) = self.model.compare([EvidencePair("\n".join(row.passages), row.answer)])
        milliseconds = 1000 * (time.perf_counter() - begun)
        classes = {
            Support.SUPPORTED: relation.entailed,
            Support.UNSUPPORTED: relation.neutral,
            Support.CONTRADICTED: relation.contradicted,
        }
        support = max(classes, key=classes.__getitem__)
        return Opinion(1 - relation.entailed, support, support is Support.SUPPORTED, None, milliseconds)


def likeliest(claims: Sequence[float | None]) -> float | None:
    """An answer answers the question as likely as the claim that does most; null where none says."""
    return max((float(one) for one in claims if one is not None), default=None)


def judges() -> list[str]:
    """The judges that this version can be told to run."""
    return [DEFAULT, SMALL] if _JUDGE_SETTING.removeprefix("CANDOR_").lower() in Settings.model_fields else [DEFAULT]


@contextmanager
def open_checks(names: Sequence[str], models: Path) -> Iterator[list[Check]]:
    """The product with each of these judges; `network` stands for the bare model. Raises `Misconfigured`."""
    with ExitStack() as stack:
        yield [_opened(stack, name, models) for name in names]


@contextmanager
def open_served(url: str, key: str | None) -> Iterator[list[Check]]:
    """A running server alone."""
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    with httpx.Client(base_url=url, headers=headers, timeout=_REPLY_SECONDS) as http:
        yield [ServedCheck(Server(http))]


def _opened(stack: ExitStack, name: str, models: Path) -> Check:
    if name == NETWORK:
        return NetworkCheck(stack.enter_context(load_support(models / "grounding")))
    with _set(_JUDGE_SETTING, "" if name == DEFAULT else name):
        return ProductCheck(name, stack.enter_context(local(models)).judge)


@contextmanager
def _set(variable: str, value: str) -> Iterator[None]:
    """Settings are read from the environment, as a user gives them; an empty one is the default."""
    before = os.environ.get(variable)
    os.environ[variable] = value
    try:
        yield
    finally:
        if before is None:
            del os.environ[variable]
        else:
            os.environ[variable] = before


def _known(risk: float | None) -> float:
    return UNKNOWN_RISK if risk is None else risk


def _worst(claims: Sequence[ReplyClaim]) -> Support | None:
    return max((claim.support for claim in claims), key=list(Support).index, default=None)
