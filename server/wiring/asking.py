"""Puts together what answers questions and has answers checked."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from functools import partial

from domain.answers import Provenance
from domain.generation import Task
from domain.tables import Table, TableQuery, TableResult
from generation.candidates import QuotingCandidates
from generation.comparing import sides_of
from generation.excerpts import LikeliestSentences
from generation.quoting import fitted
from generation.quoting.generator import ExtractiveGenerator, Quoting
from generation.quoting.picking import Limits
from generation.quoting.yes_no import YesOrNo
from generation.rewriting import RuleRewriter
from generation.several_questions import several
from generation.suggesting import proposed
from inference.recent_vectors import RecentVectors
from monitoring.claims.splitting import ClaimSplitter, split_sentences
from monitoring.verdict.judging import Judge
from monitoring.verdict.verifier import ClaimVerifier
from server.usecases.abstaining import AbstentionCheck
from server.usecases.adapters import Adapting
from server.usecases.answer_turns import IdleTurns
from server.usecases.assistant import Assistant
from server.usecases.auditing import Auditing
from server.usecases.canary import NO_CANARY, CanaryRun
from server.usecases.computing import Computing, Impossible, Telling
from server.usecases.explaining import Explaining
from server.usecases.manners import Manners
from server.usecases.model_desk import ModelDesk
from server.usecases.precedents import FromVerified, Precedents, no_precedents
from server.usecases.rehearsing import quoting_rehearsal, rehearsal
from server.usecases.repairing import Repairing
from server.usecases.second_opinion import Missed, Resampling, SecondLook
from server.usecases.showing import Excerpts, Showing
from server.usecases.suggesting import Suggester, Suggesting
from server.usecases.understanding import Understanding
from server.wiring.adapters import Adapters
from server.wiring.canarying import open_canary
from server.wiring.opening import LocalModels
from server.wiring.parts import Parts
from server.wiring.second_judging import SecondJudging, second_judging
from server.wiring.tracing import open_tracing
from tabular.planning import NotComputable, plan
from tabular.telling import tell


@dataclass(frozen=True, slots=True)
class Asking:
    """Who judges, who writes, who changes what writes, and who brings all together, or does it without a trace.

    `canary` tries a candidate; null where none is set.
    """

    judge: Judge
    desk: ModelDesk
    adapting: Adapting
    assistant: Assistant
    rehearsing: Assistant
    canary: CanaryRun | None


def open_asking(parts: Parts, adapters: Adapters, stack: ExitStack) -> Asking:
    """The language model need not be up."""
    language_models = stack.enter_context(adapters.language_models(parts.settings))
    second = second_judging(parts, language_models)
    verifier = stack.enter_context(closing(_verifier(parts, second)))
    judge = Judge(verifier, parts.models.answer_threshold, waits=second.judge is not None)
    quoting = quoting_of(parts.models, _limits(parts))
    desk = ModelDesk(quoting, RuleRewriter(), language_models)
    second_look = stack.enter_context(closing(_second_look(parts, judge)))
    assistant = _assistant(parts, judge, desk, second_look, quoting, told=second.told)
    canary = open_canary(parts, desk)
    trace = open_tracing(parts.settings, stack)
    assistant = replace(assistant, audits=_audits(parts, adapters), canary=canary or NO_CANARY, trace=trace)
    adapting = Adapting(language_models.adapters_of if language_models else lambda _: None, desk.names)
    uncounted = replace(_computing(parts), counted=lambda _: None)
    rehearsing = replace(rehearsal(assistant), compute=uncounted.attempt)
    return Asking(judge, desk, adapting, assistant, rehearsing, canary)


def _audits(parts: Parts, adapters: Adapters) -> Auditing:
    return Auditing(
        a_week=parts.settings.audits_a_week,
        volume=parts.stores.audits.volume,
        chance=adapters.chance,
        escalator=parts.escalator,
        queue_changed=parts.announcer.queue_changed,
        now=parts.now,
    )


def open_suggester(parts: Parts, asking: Asking) -> Suggester:
    """Not started yet. What it asks is not counted: neither as an answer nor as a computation."""
    alone = replace(
        quoting_rehearsal(asking.assistant),
        understanding=Understanding(RuleRewriter(), parts.retriever, parts.retriever, several),
        compute=replace(_computing(parts), counted=lambda _: None).attempt,
        turns=IdleTurns(parts.turns),
    )
    suggesting = Suggesting(
        suggestions=parts.stores.suggestions,
        collections=parts.stores.collections,
        conversations=parts.stores.conversations,
        propose=partial(proposed, split=split_sentences),
        answer=alone.answer,
        passages=parts.settings.passages,
        most=parts.settings.suggestions,
    )

    return Suggester(parts.stores.suggestions, suggesting.make, is_busy=parts.is_busy)


def _limits(parts: Parts) -> Limits:
    return Limits(least=parts.settings.quote_from, second_ratio=fitted.SECOND_RATIO)


def quoting_of(models: LocalModels, limits: Limits) -> ExtractiveGenerator:
    """The fitted weights are for the shipped encoders: beside another one its cosines are left out.

    What it compares are the same sentences question after question, so their vectors are remembered.
    """
    is_anothers = models.multilingual is None
    encoder = RecentVectors(models.encoder)
    quoting = Quoting(
        reader=models.reader,
        split=split_sentences,
        weighing=fitted.blind(models.judge) if is_anothers else fitted.ours(encoder, models.judge),
        abroad=None if models.multilingual is None else fitted.abroad(RecentVectors(models.multilingual)),
        by_words=fitted.by_words(),
        limits=limits,
        yes_or_no=None if models.judge is None else YesOrNo(models.judge, fitted.YES_NO_MARGIN),
    )
    return ExtractiveGenerator(quoting)


def witness_of(parts: Parts) -> AbstentionCheck:
    """What says whether passages hold an answer that nobody found in them."""
    return AbstentionCheck(quoting_of(parts.models, fitted.WITNESS_LIMITS), ClaimSplitter)


def _verifier(parts: Parts, second: SecondJudging) -> ClaimVerifier:
    models = parts.models
    return ClaimVerifier(
        models.grounding,
        models.consistency,
        models.risk,
        threshold=models.claim_threshold,
        grey_band=models.grey_band,
        deadline_seconds=parts.settings.verify_limit_seconds,
        on_failure=parts.metrics.detector_failed,
        second_judge=second.judge,
    )


def _second_look(parts: Parts, judge: Judge) -> SecondLook:
    models = parts.models

    def in_doubt(risk: float, threshold: float | None) -> bool:
        return models.grey_band.holds(risk, models.claim_threshold if threshold is None else threshold)

    def count(missed: Missed) -> None:
        parts.metrics.detector_failed(models.consistency.name, missed)

    return SecondLook(
        answers=parts.stores.answers,
        judge=judge,
        escalator=parts.escalator,
        in_doubt=in_doubt,
        revised=parts.announcer.revised,
        on_failure=count,
        now=parts.now,
    )


def _computing(parts: Parts) -> Computing:
    return Computing(
        tables=parts.stores.tables,
        keeper=parts.tables,
        runner=parts.tables,
        passages=parts.stores.passages,
        plan=_planned,
        tell=_told,
        counted=parts.metrics.computed,
    )


def _planned(question: str, tables: Sequence[Table], *, before: Sequence[str]) -> TableQuery | Impossible | None:
    planned = plan(question, tables, before=before, sides_of=sides_of)
    return Impossible(planned.reason) if isinstance(planned, NotComputable) else planned


def _told(query: TableQuery, result: TableResult) -> Telling | None:
    told = tell(query, result)
    if told is None:
        return None
    return Telling("\n".join([told.text, *(f"- {line}" for line in told.lines)]), told.short)


def _precedents(parts: Parts, desk: ModelDesk) -> Precedents:
    if parts.settings.llm_examples == "off":
        return no_precedents
    return FromVerified(
        verified=parts.stores.verified,
        alike=parts.recalling.alike,
        context_tokens=lambda model: desk.details(model).context_tokens,
    )


def _assistant(
    parts: Parts,
    judge: Judge,
    desk: ModelDesk,
    second_look: SecondLook,
    quoting: ExtractiveGenerator,
    *,
    told: Callable[[Provenance], Provenance],
) -> Assistant:
    def made_by(model: str, threshold: float | None, task: Task) -> Provenance:
        return told(parts.models.provenance(model, threshold, prompt=desk.prompt_of(model, task)))

    return Assistant(
        conversations=parts.stores.conversations,
        answers=parts.stores.answers,
        understanding=Understanding(desk, parts.retriever, parts.retriever, several),
        handling=desk.handling,
        showing=Showing(_precedents(parts, desk), Excerpts(LikeliestSentences(quoting), desk.handling)),
        manners=Manners(parts.stores.documents, QuotingCandidates(quoting)),
        compute=_computing(parts).attempt,
        generator_for=desk.generator_for,
        extractive=desk.extractive,
        abstentions=witness_of(parts),
        repairing=Repairing(
            desk.repairer_for if parts.settings.repair == "on" else lambda _: None,
            ClaimSplitter,
            parts.metrics.repaired,
        ),
        explaining=Explaining(QuotingCandidates(quoting)),
        samples_for=Resampling(desk.sampler_for, parts.settings.selfcheck_samples),
        judge=judge,
        made_by=made_by,
        claim_stream=ClaimSplitter,
        escalator=parts.escalator,
        telemetry=parts.metrics,
        escalated=parts.announcer.new_escalation,
        look_again=second_look.take,
        interrupted=desk.interrupted,
        turns=parts.turns,
        now=parts.now,
        recall=parts.recalling.recall,
    )
