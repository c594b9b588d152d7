"""Puts together what tries a candidate on a share of the traffic, and what is told of it."""

from domain.errors import Misconfigured
from monitoring.metrics.gauges import CanaryFigures
from monitoring.quality.canary import arm_rates, worse_of
from server.usecases.canary import CanaryPlan, CanaryRun
from server.usecases.model_desk import DEFAULT, ModelDesk
from server.wiring.parts import Parts


def open_canary(parts: Parts, desk: ModelDesk) -> CanaryRun | None:
    """Null where no candidate is set. It need not be up. Raises `Misconfigured` for `default`."""
    settings = parts.settings
    if settings.canary_model is None:
        return None
    if settings.canary_model == DEFAULT:
        raise Misconfigured("CANDOR_CANARY_MODEL names default; give the candidate's own name.")
    return CanaryRun(
        CanaryPlan(
            candidate=settings.canary_model, share=settings.canary_share, collections=settings.canary_collections
        ),
        parts.stores.canaries,
        serves=lambda name: name in desk.names(),
        own_models=lambda: [one.name for one in parts.stores.collections.list() if one.model is not None],
        worse=worse_of,
    )


def canary_figures(canary: CanaryRun | None) -> CanaryFigures | None:
    """How it stands now, and the candidate's return where it is surely worse; null where none is set."""
    if canary is None:
        return None
    state = canary.look()
    rates = {arm.value: arm_rates(counts) for arm, counts in state.counts.items()}
    return CanaryFigures(
        returned=state.canary.returned_at is not None,
        answers={arm: found.answers for arm, found in rates.items()},
        stopped={arm: found.stopped for arm, found in rates.items()},
        wrong={arm: found.wrong for arm, found in rates.items()},
        unanswered={arm: found.unanswered for arm, found in rates.items()},
    )
