"""An encoder that is loaded when it is first asked: what nobody uses costs neither time at the start nor memory."""

from collections.abc import Sequence
from threading import Lock

from domain.errors import ModelUnavailable
from inference.artefacts import Artefact
from inference.encoder import LocalEncoder
from inference.graph import Floats
from inference.lifecycle import Closable
from inference.options import RuntimeOptions


class LateEncoder(Closable):
    """Implements `Encoder` by the `LocalEncoder` of the same artefact; its first caller waits for it.

    Whatever asks for more than the identity raises `Misconfigured` if it cannot be loaded.
    """

    def __init__(self, artefact: Artefact, options: RuntimeOptions) -> None:
        self._artefact, self._options = artefact, options
        self._lock = Lock()
        self._encoder: LocalEncoder | None = None
        self._is_closed = False

    @property
    def identity(self) -> str:
        """See `Artefact.identity`."""
        return self._artefact.identity

    @property
    def dimensions(self) -> int:
        """The length of a vector."""
        return self._loaded().dimensions

    def encode(self, texts: Sequence[str]) -> Floats:
        """See `LocalEncoder.encode`."""
        return self._loaded().encode(texts)

    def encode_queries(self, queries: Sequence[str]) -> Floats:
        """See `LocalEncoder.encode`."""
        return self._loaded().encode_queries(queries)

    def close(self) -> None:
        """See `Closable`."""
        with self._lock:
            self._is_closed = True
            if self._encoder is not None:
                self._encoder.close()

    def _loaded(self) -> LocalEncoder:
        with self._lock:
            if self._encoder is None:
                if self._is_closed:
                    raise ModelUnavailable(f"{self._artefact.name} is closed.")
                self._encoder = LocalEncoder(self._artefact, self._options)
            return self._encoder
