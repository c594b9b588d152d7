"""`candor serve` and `candor doctor`."""

import asyncio
import errno
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import structlog
import typer
import uvicorn

from domain.errors import CandorError, Misconfigured
from domain.principals import LOCAL, Role
from domain.stores import KeyStore
from server.cli.commands.output import AsJson, print_json, print_table
from server.cli.stopping import OrderlyStop, leave
from server.http.application import Application
from server.http.connections import connections
from server.wiring.logs import configure_logs
from server.wiring.settings import Settings, read_settings

if TYPE_CHECKING:
    from server.cli.checkup import Check

_ANY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 - a name for the page, not a bind
_INTERRUPTED_SECONDS = 2  # for answers to tell their listeners that they were interrupted
_log = structlog.get_logger()


def serve(
    load: Annotated[list[Path] | None, typer.Option(exists=True, help="A folder of documents to have ready.")] = None,
    suggest: Annotated[str | None, typer.Option(help="A question to name once the server is ready.")] = None,
) -> None:
    """Serves the API and the page until it is told to stop."""
    from server.http.app import create_app  # heavy: the other commands must not wait for it
    from server.wiring.bootstrap import compose

    settings = read_settings()
    configure_logs(settings.log_level, settings.log_format)
    stop = OrderlyStop()
    stop.install()
    with _listen(settings) as listener, compose(settings) as application:
        require_keys(settings, application.keys)
        url = _url(settings, listener)
        _load(application, load or [])
        app = create_app(application, page_api_url=url if settings.page else None)
        config = uvicorn.Config(
            app,
            http=connections(
                header_seconds=settings.header_limit_seconds, body_idle_seconds=settings.body_idle_seconds
            ),
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=settings.drain_seconds + _INTERRUPTED_SECONDS,
        )
        server = _Server(config, _greeting(url, suggest), application, drain_seconds=settings.drain_seconds)
        stop.hand_over(server.stop)
        server.run(sockets=[listener])
    leave()


class _Server(uvicorn.Server):
    """Says when it is ready. Told to stop, it ends event streams and reading at once, answers after their drain."""

    def __init__(
        self, config: uvicorn.Config, greeting: str, application: Application, *, drain_seconds: float
    ) -> None:
        super().__init__(config)
        self._greeting, self._application, self._drain_seconds = greeting, application, drain_seconds

    def stop(self) -> None:
        """From a signal handler."""
        self.should_exit = True

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leaves signals to `OrderlyStop`: uvicorn raises them anew in the end, and nothing would be closed."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        typer.echo(self._greeting)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._application.retire()
        interrupt = asyncio.get_running_loop().call_later(self._drain_seconds, self._application.interrupt)
        await super().shutdown(sockets)
        interrupt.cancel()
        self._application.interrupt()


def _listen(settings: Settings) -> socket.socket:
    """The listening socket. Raises `Misconfigured` with what to do where the address cannot be had."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            reason = (
                f"Port {settings.port} on {settings.host} is in use by another program. Set CANDOR_PORT to a free one."
            )
        else:
            reason = (
                f"Cannot listen on {settings.host}:{settings.port}: {error.strerror}. Set CANDOR_HOST or CANDOR_PORT."
            )
        raise Misconfigured(reason) from error


def require_keys(settings: Settings, keys: KeyStore) -> None:
    """Raises `Misconfigured` where others could call the server and no admin has a key that works."""
    if settings.open_locally or any(k.role is Role.ADMIN and k.revoked_at is None for k in keys.list()):
        return
    reason = (
        "CANDOR_ALLOWED_HOSTS names a host for others to call"
        if settings.loopback
        else f"{settings.host} can be reached from other machines"
    )
    raise Misconfigured(f"{reason}, so an admin key must exist first: candor keys create NAME --role admin")


def _url(settings: Settings, listener: socket.socket) -> str:
    host = _ANY_ADDRESS.get(settings.host, settings.host)
    return f"http://{host}:{listener.getsockname()[1]}"


def _load(application: Application, folders: Sequence[Path]) -> None:
    """Queues the folders' files in `default`; what is there already costs nothing."""
    for path in (path for folder in folders for path in sorted(folder.iterdir()) if path.is_file()):
        with path.open("rb") as stream:
            try:
                application.intake.receive(stream, name=path.name, collection="default", principal=LOCAL)
            except CandorError as error:
                _log.warning("document not loaded", name=path.name, reason=str(error))


def _greeting(url: str, suggest: str | None) -> str:
    lines = [f"Candor is ready: {url}"]
    if suggest:
        lines.append(f"Try asking: {suggest}")
    return "\n".join(lines)


def doctor(as_json: AsJson = False) -> None:  # noqa: FBT002 - typer's form of a flag
    """What works, what is missing, and how to get it; fails where something needed is broken."""
    from server.cli.checkup import examine  # heavy: the other commands must not wait for it

    checks = examine(read_settings())
    if as_json:
        print_json([check.plain() for check in checks])
    else:
        print_table(["", "part", "what"], [_row(check) for check in checks], empty="")
    if any(check.needed and not check.ok for check in checks):
        raise typer.Exit(1)


def _row(check: "Check") -> list[str]:
    mark = "✓" if check.ok else "✗" if check.needed else "–"
    return [mark, check.name, check.detail]
