"""`candor backup` and `candor restore`: they work on the data folder itself, beside a server or without one."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import rich.progress
import typer
from sqlalchemy import make_url

from domain.errors import Misconfigured
from server.cli.commands.output import AsJson, console, print_json
from server.wiring.settings import Settings, read_settings

if TYPE_CHECKING:
    from storage.backups.making import Progress, Source

Force = Annotated[bool, typer.Option("--force", help="Replace what is there.")]


def backup(
    file: Annotated[Path, typer.Argument(help="Where the backup goes.", show_default=False)],
    force: Force = False,  # noqa: FBT002 - typer's form of a flag
    as_json: AsJson = False,  # noqa: FBT002 - the same
) -> None:
    """Copies the database and the uploaded files into one file, beside a running server or without one."""
    from storage.backups.making import back_up  # heavy: the other commands must not wait for it

    settings = read_settings()
    source = _source(settings)
    if file.exists() and not force:
        raise typer.BadParameter(f"{file} exists; --force replaces it")
    if file.resolve().is_relative_to(settings.data.resolve()):
        raise typer.BadParameter("a backup does not belong into the data folder, which it is there to outlive")
    if not file.absolute().parent.is_dir():
        raise typer.BadParameter(f"there is no folder {file.absolute().parent}")
    with _bars(quiet=as_json) as progress:
        summary = back_up(source, file.absolute(), candor=version("candor"), progress=progress)
    if as_json:
        print_json(asdict(summary) | {"file": str(file)})
        return
    typer.echo(
        f"{file}: {summary.documents} documents, {summary.conversations} conversations, {summary.originals} "
        f"uploaded files, {summary.bytes:,} bytes."
    )
    if summary.missing:
        typer.echo(f"Not there any more, or damaged: {len(summary.missing)} uploaded files (--json names them).")


def restore(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The backup.", show_default=False)],
    force: Force = False,  # noqa: FBT002 - typer's form of a flag
    as_json: AsJson = False,  # noqa: FBT002 - the same
) -> None:
    """Puts a backup's data into the data folder; the server must be stopped."""
    from storage.backups import restoring  # heavy: the other commands must not wait for it
    from storage.database.folder_lock import hold_folder

    settings = read_settings()
    target = _source(settings)
    with hold_folder(settings.data, port=settings.port):
        if restoring.holds_data(target) and not force:
            raise typer.BadParameter(f"{settings.data} holds data already; --force replaces it")
        with _bars(quiet=as_json) as progress:
            header = restoring.restore(file, target, indexes=settings.data / "indexes", progress=progress)
            shutil.rmtree(settings.data / "tables", ignore_errors=True)  # made again from the uploads at the start
    if as_json:
        print_json(asdict(header))
    else:
        typer.echo(f"Restored what Candor {header.candor} backed up at {header.created_at}. Start the server.")


def _source(settings: Settings) -> "Source":
    from storage.backups.making import Source

    url = make_url(settings.sqlalchemy_url)
    if url.get_backend_name() != "sqlite" or not url.database:
        raise Misconfigured(
            "This copies SQLite databases only. Back PostgreSQL up with pg_dump, and copy the folder originals/ of "
            "CANDOR_DATA after it."
        )
    return Source(database=Path(url.database), originals=settings.data.resolve() / "originals")


@contextmanager
def _bars(*, quiet: bool) -> "Iterator[Progress]":
    with rich.progress.Progress(console=console, transient=True, disable=quiet) as bars:
        tasks: dict[str, rich.progress.TaskID] = {}

        def progress(stage: str, *, done: int, total: int) -> None:
            task = tasks[stage] if stage in tasks else tasks.setdefault(stage, bars.add_task(stage))
            bars.update(task, completed=done, total=total)

        yield progress
