"""A whole run: rows, their report, the stages, the table before and after, the adapter with its card."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict

from peft import PeftModel

from domain.errors import Misconfigured
from training.tuning.asking import Asking
from training.tuning.card import CURVES, Outcome, card
from training.tuning.configuration import TuningConfig
from training.tuning.curves import curves
from training.tuning.data_report import DataReport, reported
from training.tuning.ledger import Ledger
from training.tuning.models import load_base, load_tokenizer, parameters_of
from training.tuning.rendering import Renderer, template_of
from training.tuning.rows import read_rows
from training.tuning.scoring import opened_check
from training.tuning.splitting import Split, split_rows
from training.tuning.stages import Stages, pairs, save
from training.tuning.watching import warnings_of

ADAPTER = "adapter"


def prepare(config: TuningConfig) -> tuple[Renderer, Split, DataReport]:
    """The rows as the model will read them, and what is to be said of them. Raises `Misconfigured`."""
    settings = config.data
    rows = read_rows(settings.files)
    held_out = read_rows(settings.held_out) if settings.held_out else []
    split = split_rows(
        rows, held_out, ratio=settings.held_out_ratio, near_ratio=settings.near_duplicate_ratio, seed=config.seed
    )
    tokenizer = load_tokenizer(config.base)
    template = template_of(config.prompt, config.base, parameters_of(config))
    renderer = Renderer(tokenizer, template, config.kind)
    split, report = reported(split, renderer.tokens, limit=settings.most_tokens)
    if config.dpo is not None and not all(pairs(side) for side in (split.train, split.held_out)):
        raise Misconfigured(
            "dpo needs rows with a rejected answer on both sides of the split: "
            "`candor escalations export --for dpo` writes them, or leave dpo out."
        )
    return renderer, split, report


def run(config: TuningConfig, *, resume: bool, say: Callable[[str], None]) -> Outcome:
    """From the rows to the adapter in `config.out`. Raises `Misconfigured`."""
    renderer, split, report = prepare(config)
    for line in report.lines():
        say(line)
    ledger = Ledger(config.out)
    ledger.begin(config, split, resume=resume)
    ledger.write("data_report.json", report.as_dict())
    with ExitStack() as stack:
        asking = None
        if config.evaluation.rows:
            check = stack.enter_context(opened_check(config.evaluation.judge))
            asking = Asking.of(config, renderer, split.held_out, check)
        base = load_base(config)
        model, histories = Stages(config, ledger, asking, resume=resume, say=say).learn(base, renderer, split)
        figures, examples = [], []
        if asking is not None:
            before, said = asking.before(model)
            later = asking.said(model)
            figures = [*before, *ledger.epochs(), asking.figures("after", later)]
            examples = asking.examples(said, later)
    warnings = tuple(one for history in histories for one in warnings_of(history))
    outcome = Outcome(config, renderer.template, report, histories, tuple(figures), tuple(examples), warnings)
    _write(outcome, model, renderer, ledger)
    return outcome


def _write(outcome: Outcome, model: PeftModel, renderer: Renderer, ledger: Ledger) -> None:
    folder = ledger.folder / ADAPTER
    save(model, folder)
    (folder / "README.md").write_text(card(outcome), encoding="utf-8")
    (folder / CURVES).write_text(curves(outcome.histories), encoding="utf-8")
    (folder / "chat_template.jinja").write_text(str(renderer.tokenizer.chat_template), encoding="utf-8")
    ledger.write("table.json", [asdict(one) for one in outcome.figures])
