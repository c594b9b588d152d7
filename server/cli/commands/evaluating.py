"""`candor evaluate`: models compared, and a candidate held against what it is to replace."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import httpx
import typer
from rich.progress import track

from domain.comparisons import MOST_ANSWERS, MOST_MODELS
from domain.errors import CandorError, Misconfigured
from monitoring.quality.gating import LEVEL, Gate, Margins, Verdict, gate
from monitoring.quality.rates import Rate
from server.cli.client import checked, connect
from server.cli.commands.output import AsJson, console, print_json, print_table
from server.cli.trials.asking import Asking
from server.cli.trials.comparing import Compared, Probed, Row, asked
from server.cli.trials.gating import gate_json, gate_row, paired
from server.cli.trials.probes import read_probes, tried
from server.cli.trials.questions import CORPORA, Question, read_questions, reviewed_questions
from server.cli.trials.reporting import write_report
from server.wiring.settings import read_settings

app = typer.Typer(no_args_is_help=True)
_REGRESSED, _UNMEASURED = 1, 2
_LEAST_MODELS = 2
_Questions = Annotated[
    Path | None, typer.Option(exists=True, dir_okay=False, help="Questions with known answers (JSONL or CSV).")
]
_Collection = Annotated[str, typer.Option(help="Which documents they answer from.")]


@app.command()
def compare(
    models: Annotated[list[str], typer.Argument(help="Two or more of `GET /v1/models`, adapters too.")],
    questions: _Questions = None,
    collection: _Collection = "default",
    out: Annotated[Path, typer.Option(help="Folder of the report.")] = Path("comparison"),
    probes: Annotated[bool, typer.Option(help="Whether harmful, personal and planted requests are tried.")] = True,  # noqa: FBT002 - typer's form of a flag
    vote: Annotated[bool, typer.Option("--vote", help="Put the answers up for votes on the page Compare.")] = False,  # noqa: FBT002 - the same
    seed: Annotated[int, typer.Option(help="Of the order in which the report shows answers.")] = 1,
    as_json: AsJson = False,  # noqa: FBT002 - the same
) -> None:
    """The same questions through several models, scored, side by side and blind; by default those of the demo corpora.

    Nothing of it is kept on the server, votes aside.
    """
    wanted = read_questions(questions or CORPORA)
    _require_comparable(models, wanted, vote=vote)
    with connect(read_settings()) as client:
        _require_served(client, models)
        asking = Asking(client, collection)
        rows = list(track(asked(asking, models, wanted), total=len(wanted), console=console, disable=as_json))
        compared = Compared(models, rows, _probed(asking, models) if probes else ())
        written = write_report(compared, out, seed=seed)
        opened = _opened(client, rows, collection, models) if vote else None
    if as_json:
        print_json({"figures": _figures(compared), "files": [str(path) for path in written], "comparison": opened})
    else:
        _print_figures(compared)
        console.print(f"The report: {out / 'report.html'} and {out / 'report.md'}", highlight=False)
        if opened is not None:
            console.print(f"People vote on the page Compare ({opened}).", highlight=False)
    if vote and opened is None:
        raise typer.Exit(1)


@app.command(name="gate")
def gate_candidate(
    candidate: Annotated[str, typer.Option(help="The model that is to take the baseline's place.")],
    baseline: Annotated[str, typer.Option(help="The model that answers now.")],
    questions: _Questions = None,
    collection: _Collection = "default",
    reviewed: Annotated[bool, typer.Option(help="Whether what people have reviewed is asked, too.")] = True,  # noqa: FBT002 - typer's form of a flag
    margin: Annotated[float, typer.Option(min=0.001, max=1, help="Worsening of a share that is put up with.")] = 0.05,
    latency_margin: Annotated[float, typer.Option(min=1.001, help="Factor of time that is put up with.")] = 1.25,
    level: Annotated[float, typer.Option(min=0.0001, max=0.5, help="Chance to reject one that is like.")] = LEVEL,
    as_json: AsJson = False,  # noqa: FBT002 - the same
) -> None:
    """Whether a candidate is no worse than the baseline: exit status 0 if so, 1 if it is worse, 2 if unknown."""
    try:
        found = _gated(
            candidate, baseline, questions, collection, reviewed=reviewed, quiet=as_json,
            margins=Margins(margin, latency_margin), level=level,
        )  # fmt: skip
    except (CandorError, httpx.TransportError) as error:
        typer.echo(f"candor: not measured: {error}", err=True)
        raise typer.Exit(_UNMEASURED) from error
    if as_json:
        print_json(gate_json(found))
    else:
        columns = ["measure", "candidate", "baseline", "difference (95 %)", "margin", "questions", "result"]
        print_table(columns, [gate_row(finding) for finding in found.findings], empty="")
        console.print(f"{candidate} beside {baseline}: {found.verdict.value}", highlight=False)
    if found.verdict is not Verdict.PASSED:
        raise typer.Exit(_REGRESSED if found.verdict is Verdict.REGRESSED else _UNMEASURED)


def _gated(
    candidate: str,
    baseline: str,
    file: Path | None,
    collection: str,
    *,
    reviewed: bool,
    quiet: bool,
    margins: Margins,
    level: float,
) -> Gate:
    """Raises `CandorError` where the server refuses, and where there is nothing to ask."""
    wanted = read_questions(file) if file is not None else []
    with connect(read_settings()) as client:
        _require_served(client, [candidate, baseline])
        if reviewed:
            wanted += reviewed_questions(client, collection)
        judged = _once([one for one in wanted if one.is_judged])
        if not judged:
            raise Misconfigured("there is no question with a known answer: give --questions, or review some answers")
        pairs = paired(Asking(client, collection), judged, candidate=candidate, baseline=baseline)
        trials = list(track(pairs, total=len(judged), console=console, disable=quiet))
    return gate([ours for ours, _ in trials], [theirs for _, theirs in trials], margins=margins, level=level)


def _once(questions: list[Question]) -> list[Question]:
    """Each once; a file's own answer stands before what was reviewed."""
    return list({(one.text, one.history): one for one in reversed(questions)}.values())[::-1]


def _require_served(client: httpx.Client, models: list[str]) -> None:
    served = {one["id"] for one in checked(client.get("/v1/models")).json()["data"]} | {"default"}
    missing = [model for model in models if model not in served]
    if missing:
        raise Misconfigured(f"The server has no model {', '.join(missing)}, only {', '.join(sorted(served))}.")


def _probed(asking: Asking, models: list[str]) -> list[Probed]:
    found: dict[str, Probed] = {}
    for probe, model, given in tried(asking, models, read_probes()):
        so_far = found[probe.id].given if probe.id in found else {}
        found[probe.id] = Probed(probe, {**so_far, model: given})
    return list(found.values())


def _require_comparable(models: list[str], wanted: list[Question], *, vote: bool) -> None:
    if len(set(models)) != len(models) or len(models) < _LEAST_MODELS:
        raise typer.BadParameter("Name two or more models, each once.")
    if vote and (len(models) > MOST_MODELS or len(models) * len(wanted) > MOST_ANSWERS):
        raise typer.BadParameter(
            f"People vote on at most {MOST_MODELS} models and {MOST_ANSWERS:,} answers, models times questions: "
            "ask fewer, or leave --vote out."
        )


def _opened(client: httpx.Client, rows: list[Row], collection: str, models: list[str]) -> str | None:
    """The id of the comparison that people vote on; null where there is none, which is told."""
    compared = [
        {"question": row.question.text, "answers": row.own()} for row in rows if len(row.own()) >= _LEAST_MODELS
    ]
    body = {"name": " · ".join(models)[:200], "collection": collection, "compared": compared}
    try:
        if not compared:
            raise Misconfigured("there is no question that two models answered")
        return str(checked(client.post("/v1/comparisons", json=body)).json()["id"])
    except (CandorError, httpx.TransportError) as error:
        typer.echo(f"candor: not put up for votes: {error}", err=True)
        return None


def _figures(compared: Compared) -> dict[str, list[dict[str, Any]]]:
    return {
        model: [{**asdict(figure), "rate": asdict(figure.rate)} for figure in compared.figures(model)]
        for model in compared.models
    }


def _print_figures(compared: Compared) -> None:
    by_model = [compared.figures(model) for model in compared.models]
    rows = [
        [figures[0].aspect.value, figures[0].name, *(_told(figure.rate) for figure in figures)]
        for figures in zip(*by_model, strict=True)
    ]
    print_table(["", "", *compared.models], rows, empty="")


def _told(rate: Rate) -> str:
    if rate.point is None or rate.low is None or rate.high is None:
        return "–"
    return f"{100 * rate.point:.0f} % ({100 * rate.low:.0f} to {100 * rate.high:.0f})"
