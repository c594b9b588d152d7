"""`candor train`: what it runs lies above the server, so it is a process of its own."""

import subprocess
import sys

import typer

PASSED_ON = {"allow_extra_args": True, "ignore_unknown_options": True}


def train(context: typer.Context) -> None:
    """Trains a model (extra `train`): `candor train llm CONFIG.yaml` fine-tunes a language model."""
    is_unsure = not context.args or context.args[0] == "--help"
    command = [sys.executable, "-m", "training", "train", *(["llm", "--help"] if is_unsure else context.args)]
    raise typer.Exit(subprocess.run(command, check=False).returncode)  # noqa: S603 - our own module, without a shell
