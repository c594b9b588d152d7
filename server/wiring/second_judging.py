"""Opens the second judge, where the settings name one: a language model that is asked beside the first."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import structlog

from domain.answers import Provenance
from domain.errors import Misconfigured
from generation.judging import judging_identity
from monitoring.verdict.second_judge import SecondJudge
from monitoring.verdict.weighing import Weighing
from server.usecases.model_desk import LanguageModels, first_writer
from server.wiring.calibrating import Beside, read_weighings
from server.wiring.parts import Parts

_DIGEST_LETTERS = 8
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class SecondJudging:
    """`judge` is null where no language model is asked; `told` adds this judge to what makes an answer."""

    judge: SecondJudge | None
    told: Callable[[Provenance], Provenance]


def second_judging(parts: Parts, models: LanguageModels | None) -> SecondJudging:
    """Raises `Misconfigured` where one is set and there is no model, or what was fitted for it is damaged."""
    settings = parts.settings
    if settings.judge_llm == "off":
        return SecondJudging(None, lambda made: made)
    if models is None or not (models.expected or models.names()):
        raise Misconfigured("CANDOR_JUDGE_LLM asks a language model, and there is none; see docs/models.md.")
    beside = Beside(parts.models.judge_identity, judging_identity())
    weighings, ignored = read_weighings(settings.data, beside)
    for name in ignored:
        _log.warning("what was fitted for a language model is of another judge or prompt", model=name)
    judge = SecondJudge(
        models.judge(settings.judge_llm_model),
        in_doubt=parts.models.grey_band,
        all_claims=settings.judge_llm == "always",
        weighing_of=weighings.get,
        on_failure=parts.metrics.detector_failed,
        on_opinion=parts.metrics.model_said,
    )

    def told(made: Provenance) -> Provenance:
        name = settings.judge_llm_model or first_writer(models.names()) or "none"
        return replace(made, judge=f"{made.judge}+{_named(name, settings.judge_llm, weighings)}")

    return SecondJudging(judge, told)


def _named(name: str, when: str, weighings: Mapping[str, Weighing]) -> str:
    plain = json.dumps(weighings[name].plain(), sort_keys=True) if name in weighings else ""
    digest = hashlib.sha256(plain.encode()).hexdigest()[:_DIGEST_LETTERS] if plain else "uncalibrated"
    return f"llm-{when}:{name}@{judging_identity()}:{digest}"
