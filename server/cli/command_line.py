"""The command `candor`. Exit status: 0 done, 1 failed, 2 wrong use."""

import sys

import httpx
import typer

from domain.errors import CandorError
from server.cli.commands import (
    adapters,
    backup,
    calibration,
    collections,
    demo,
    documents,
    escalations,
    evaluating,
    keys,
    models,
    operation,
    questions,
    training,
)
from server.wiring.logs import configure_logs

app = typer.Typer(
    name="candor",
    help="A self-hosted RAG chatbot that checks every sentence it says.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.command()(operation.serve)
app.command()(documents.ingest)
app.command()(questions.ask)
app.command()(questions.verify)
app.command()(calibration.calibrate)
app.command()(backup.backup)
app.command()(backup.restore)
app.command()(operation.doctor)
app.command(context_settings=training.PASSED_ON, add_help_option=False)(training.train)
app.add_typer(escalations.app, name="escalations", help="The reviewers' queue.")
app.add_typer(evaluating.app, name="evaluate", help="Models compared, and a candidate held against a baseline.")
app.add_typer(keys.app, name="keys", help="API keys.")
app.add_typer(collections.app, name="collections", help="Which model, prompt and policy each has.")
app.add_typer(models.app, name="model", help="Language models of this machine.")
app.add_typer(demo.app, name="demo", help="A month of demo data, in and out.")
app.add_typer(adapters.app, name="adapters", help="LoRA adapters of the language model.")


def main() -> None:
    """Runs the command; an expected failure is one line on stderr and exit status 1."""
    configure_logs("warning", "console")
    try:
        app()
    except CandorError as error:
        _fail(str(error))
    except httpx.TransportError as error:
        _fail(f"The server cannot be reached: {error}")


def _fail(message: str) -> None:
    sys.stderr.write(f"candor: {message}\n")
    sys.exit(1)
