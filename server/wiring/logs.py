"""Structured logs on stderr, without secrets or anybody's text.

Our own lines are never given any. What others would add is kept out here: of an exception its type and its place are
told, never its message nor its frames' variables; of a library's line, only from a warning on, the words that are
written in the library's code, never what it fills in.
"""

import logging
import os
import sys
import threading
import traceback
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Literal, TextIO

import structlog
from structlog.types import EventDict, Processor, WrappedLogger

_OURS = frozenset({"domain", "generation", "inference", "ingest", "monitoring", "retrieval", "server", "storage", "ui"})
_MOST_FRAMES = 20
_MOST_CAUSES = 5
_log = structlog.get_logger()


def configure_logs(level: str, style: Literal["console", "json"], *, stream: TextIO | None = None) -> None:
    """Sends our log lines, those of libraries and uncaught exceptions through one chain, to stderr or to `stream`."""
    stream = stream or sys.stderr
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level.upper())),
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, _without_arguments],
            processors=[_place_of_exception, structlog.stdlib.ProcessorFormatter.remove_processors_meta, _look(style)],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    # At debug level libraries write what they send and receive: questions, answers, rows of the database.
    root.setLevel(logging.WARNING)
    for name in _OURS:
        logging.getLogger(name).setLevel(level.upper())
    _catch_what_nobody_caught()


def _look(style: Literal["console", "json"]) -> Processor:
    if style == "json":
        return structlog.processors.JSONRenderer()
    # The default formatter of exceptions shows their frames' variables.
    return structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback)


def _without_arguments(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """A library's line before anything was filled in, of which the first line: asyncio adds an exception's words."""
    record: logging.LogRecord = event["_record"]
    if record.name.partition(".")[0] not in _OURS:
        event["event"] = f"{record.name}: {str(record.msg).partition(chr(10))[0]}"
    return event


def _place_of_exception(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Puts where an exception came from in the place of the exception."""
    given = event.pop("exc_info", None)
    error = sys.exc_info()[1] if given is True else given[1] if isinstance(given, tuple) else given
    if isinstance(error, BaseException):
        event["exception"] = "\n".join(_told(error))
    return event


def _told(error: BaseException) -> Iterator[str]:
    """Type and place of `error`, then of what caused it."""
    cause: BaseException | None = error
    for number in range(_MOST_CAUSES):
        if cause is None:
            return
        kind = type(cause)
        yield f"{'caused by ' if number else ''}{kind.__module__}.{kind.__qualname__}{_reason(cause)}"
        for frame in traceback.extract_tb(cause.__traceback__, limit=-_MOST_FRAMES):
            yield f"  {_short(frame.filename)}:{frame.lineno} in {frame.name}"
        cause = cause.__cause__ or cause.__context__


def _reason(error: BaseException) -> str:
    """The operating system's words, which hold nothing of ours; any other message may quote what people wrote."""
    return f" ({os.strerror(error.errno)})" if isinstance(error, OSError) and error.errno else ""


def _short(filename: str) -> str:
    return "/".join(Path(filename).parts[-2:])


def _catch_what_nobody_caught() -> None:
    """Python itself would write the messages to stderr."""

    def of_process(_: type[BaseException], error: BaseException, __: TracebackType | None) -> None:
        if isinstance(error, KeyboardInterrupt):
            return
        _log.critical("uncaught exception", exc_info=error)

    def of_thread(caught: threading.ExceptHookArgs) -> None:
        name = caught.thread.name if caught.thread else None
        _log.critical("uncaught exception in a thread", thread=name, exc_info=caught.exc_value)

    sys.excepthook, threading.excepthook = of_process, of_thread
    sys.unraisablehook = lambda caught: _log.error("exception while cleaning up", exc_info=caught.exc_value)
