"""The language models that run in this process, as one of the providers."""

from contextlib import ExitStack, closing
from dataclasses import replace
from functools import cache

from domain.errors import CandorError, ModelUnavailable
from domain.language_models import ModelDetails, Source
from generation.resilience import Retries
from inference.language.chat_model import LocalChatModel
from inference.language.pipeline import GenAiModel, Weights
from inference.language.queueing import WritingQueue
from inference.language.store import ModelStore
from server.wiring.local_adapters import LocalAdapters
from server.wiring.model_providers import Provider
from server.wiring.model_streams import Callers, ModelStreams, Terms
from server.wiring.settings import Settings

_PLACE = "this machine"


def local_provider(settings: Settings, terms: Terms, stack: ExitStack) -> Provider:
    """Its models come and go while it runs. What is loaded is loaded when it is first asked, one at a time."""
    store = ModelStore(settings.language_models)
    loading = _Loading()
    # The queue itself tells whoever waits too long, and loading is no silence: only the whole has a deadline then.
    patient = replace(terms.deadlines, first_token_seconds=terms.deadlines.total_seconds)
    terms = replace(terms, deadlines=patient, retries=Retries(attempts=0), can_be_left=True)
    queue = WritingQueue(loading.load, wait_seconds=settings.llm_first_token_seconds)
    stack.enter_context(closing(queue))
    made = list[Callers]()

    @cache
    def of_weights(name: str, weights: Weights) -> ModelStreams:
        callers = Callers(terms, stack)
        made.append(callers)
        return ModelStreams(LocalChatModel(model=name, weights=weights, queue=queue), callers)

    def weights_of(name: str) -> Weights:
        """A model that was replaced under its name is another one."""
        threads = settings.model_threads or None
        return store.weights(name, most_tokens=settings.llm_context_tokens, threads=threads)

    def streams(name: str) -> ModelStreams:
        return of_weights(name, weights_of(name))

    def model_of(name: str) -> LocalChatModel:
        return LocalChatModel(model=name, weights=weights_of(name), queue=queue)

    def interrupt() -> None:
        for callers in made:
            callers.interrupt()

    return Provider(
        source=Source.LOCAL,
        place=_PLACE,
        names=lambda: [model.name for model in store.all()],
        state=loading.state,
        streams=streams,
        interrupt=interrupt,
        details=lambda name: _details(store, name, most_tokens=settings.llm_context_tokens),
        adapters=LocalAdapters(store, model_of),
        is_set=False,
    )


def _details(store: ModelStore, name: str, *, most_tokens: int) -> ModelDetails:
    found = next((one for one in store.all() if one.name == name), None)
    if found is None:
        return ModelDetails(source=Source.LOCAL)
    return ModelDetails(
        source=Source.LOCAL,
        licence=found.licence,
        size_bytes=found.size_bytes,
        memory_bytes=found.memory_bytes,
        tokens_per_second=found.tokens_per_second,
        parameters=found.parameters,
        context_tokens=min(found.context_tokens, most_tokens),
        quantisation=found.quantisation,
        adapted=found.adapter_sha256 is not None,
    )


class _Loading:
    """Loads models, and remembers why the last one could not be."""

    def __init__(self) -> None:
        self._failure: str | None = None

    def load(self, weights: Weights) -> GenAiModel:
        """Raises `ModelUnavailable`."""
        try:
            model = GenAiModel(weights)
        except CandorError as error:
            self._failure = str(error)
            raise ModelUnavailable(str(error)) from error
        self._failure = None
        return model

    def state(self) -> str | None:
        """Why the last one could not be loaded; null where it could."""
        return self._failure
