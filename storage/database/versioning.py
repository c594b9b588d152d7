"""Brings a database to the version of this code."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

from domain.errors import Misconfigured


def bring_up_to_date(connection: Connection) -> None:
    """Runs the migrations that are missing, in the transaction of `connection`.

    Raises `Misconfigured` for a database of a newer Candor, or one that is not Candor's.
    """
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parents[1] / "migrations"))
    config.attributes["connection"] = connection
    script = ScriptDirectory.from_config(config)
    version = MigrationContext.configure(connection).get_current_revision()
    if version == script.get_current_head():
        return
    _refuse_what_is_not_ours(connection, version, script)
    command.upgrade(config, "head")


def _refuse_what_is_not_ours(connection: Connection, version: str | None, script: ScriptDirectory) -> None:
    where = connection.engine.url.render_as_string()
    if version is None and inspect(connection).get_table_names():
        raise Misconfigured(f"The database {where} holds tables that are not Candor's. Point to another database.")
    known = {revision.revision for revision in script.walk_revisions()}
    if version is not None and version not in known:
        raise Misconfigured(
            f"The database {where} has version {version}, but this Candor knows versions up to "
            f"{script.get_current_head()}. Run the newer Candor that made it, or restore a backup."
        )
