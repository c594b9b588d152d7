"""Puts together what tells other systems of escalations."""

from collections.abc import Mapping
from contextlib import ExitStack

import httpx

from domain.errors import Misconfigured
from server.usecases.telling import NotTaken, Teller, Telling
from server.wiring.parts import Parts

_TIMEOUT = httpx.Timeout(10, connect=5)


def start_telling(parts: Parts, stack: ExitStack) -> None:
    """Nothing runs where no address is set. Raises `Misconfigured` for one without a secret."""
    urls, secret = parts.settings.webhook_urls, parts.settings.webhook_secret
    if not urls:
        return
    if secret is None:
        raise Misconfigured("CANDOR_WEBHOOK_URLS needs CANDOR_WEBHOOK_SECRET, with which messages are signed.")
    client = stack.enter_context(httpx.Client(timeout=_TIMEOUT, follow_redirects=False))

    def post(url: str, body: bytes, headers: Mapping[str, str]) -> None:
        try:
            reply = client.post(url, content=body, headers=dict(headers))
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise NotTaken(type(error).__name__) from error
        if not reply.is_success:
            raise NotTaken(f"The address answered {reply.status_code}.")

    telling = Telling(
        webhooks=parts.stores.webhooks,
        urls=urls,
        secret=secret.get_secret_value(),
        post=post,
        counted=parts.metrics.webhook_sent,
        now=parts.now,
    )
    teller = Teller(telling.tell)
    stack.callback(teller.stop)
    teller.start()
