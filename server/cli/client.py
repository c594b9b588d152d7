"""How the command line reaches a server: the one that runs, or one of its own for as long as the command takes."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http import HTTPStatus

import httpx
import uvicorn

from domain.errors import CandorError
from server.http.access import new_secret
from server.wiring.settings import Settings

_TIMEOUT = httpx.Timeout(10, read=300)


class ServerRefused(CandorError):
    """The server answered with an error; the message is its own."""


@contextmanager
def connect(settings: Settings) -> Iterator[httpx.Client]:
    """A client of the settings' `url`, else of the server on their port, else of one started for this command."""
    key = settings.key.get_secret_value() if settings.key else None
    url = settings.url or _running(settings)
    if url is not None:
        with _client(url, key) as client:
            yield client
        return
    # Whoever can open the data folder may do everything; others at this machine cannot know the secret.
    own_secret = new_secret()
    with _embedded(settings, own_secret) as own_url, _client(own_url, key or own_secret) as client:
        yield client


def _client(url: str, key: str | None) -> httpx.Client:
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    return httpx.Client(base_url=url, headers=headers, timeout=_TIMEOUT, trust_env=False)


def _running(settings: Settings) -> str | None:
    host = settings.host if settings.host not in {"0.0.0.0", "::"} else "127.0.0.1"  # noqa: S104 - compared, not bound
    url = f"http://{host}:{settings.port}"
    with suppress(httpx.TransportError):
        reply = httpx.get(f"{url}/livez", timeout=2, trust_env=False)
        if reply.is_success and reply.json() == {"status": "alive"}:
            return url
    return None


@contextmanager
def _embedded(settings: Settings, own_secret: str) -> Iterator[str]:
    """A server without the page on a free loopback port, stopped at the end; `own_secret` opens it."""
    from server.http.app import create_app  # heavy: a running server makes it needless
    from server.wiring.bootstrap import compose

    own = settings.model_copy(update={"host": "127.0.0.1", "port": 0})
    with compose(own) as application, socket.create_server(("127.0.0.1", 0)) as listener:
        app = create_app(application, page_api_url=None, own_secret=own_secret)
        config = uvicorn.Config(app, log_config=None, lifespan="on")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="candor-embedded")
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


def checked(response: httpx.Response) -> httpx.Response:
    """The response, where it is no error. Raises `ServerRefused` with the server's own words."""
    if response.is_success:
        return response
    response.read()
    try:
        body = response.json()
    except ValueError as error:
        raise ServerRefused(f"The server answered {response.status_code} without saying why.") from error
    words = body.get("detail") or body["error"]["message"]
    if response.status_code == HTTPStatus.UNAUTHORIZED:
        words += " The command line sends the one in CANDOR_KEY."
    raise ServerRefused(words)
