"""What runs in a child process: DuckDB, which makes a file of a document's tables or answers a query over one.

`python -m tabular.child` starts it. Nothing of the server ever imports DuckDB.
"""

from pathlib import Path

from children.frames import Head
from children.worker import Work, serve


def main() -> None:
    """Builds and answers until standard input ends."""
    serve(_prepare)


def _prepare(task: Head) -> Work:
    from tabular import database  # DuckDB is loaded before the time counts

    if task["verb"] == "build":
        return lambda: database.build(Path(task["cells"]), Path(task["database"]), name=str(task["name"]))
    return lambda: database.answer(Path(task["database"]), task["query"])


if __name__ == "__main__":
    main()
