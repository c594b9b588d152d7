"""Who has language models: an OpenAI-compatible endpoint, or a class of LangChain's."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import cache

from domain.language_models import ModelDetails, Source
from generation.adapters import EndpointAdapters
from generation.by_class import chat_model_of
from generation.catalogue import Catalogue
from generation.endpoint import Endpoint, chat_model, open_client
from server.usecases.adapters import AdapterServer
from server.wiring.model_streams import Callers, ModelStreams, Terms
from server.wiring.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """A place that has models, of one `source`. `names` are those that it has now, `state` says why it cannot be used,
    null while it can, `streams` how the model of a name is asked, and `details` what is known of it. `adapters` is how
    these come and go while it runs, null where they cannot. `is_set`: the settings name it, so that there should be a
    model."""

    source: Source
    place: str
    names: Callable[[], Sequence[str]]
    state: Callable[[], str | None]
    streams: Callable[[str], ModelStreams]
    interrupt: Callable[[], None]
    details: Callable[[str], ModelDetails]
    adapters: AdapterServer | None = None
    is_set: bool = True


def endpoint_provider(settings: Settings, terms: Terms, stack: ExitStack) -> Provider | None:
    """Null where the settings name none."""
    if settings.llm_url is None:
        return None
    key = settings.llm_api_key.get_secret_value() if settings.llm_api_key else None
    endpoint = Endpoint(url=settings.llm_url, api_key=key, deadlines=terms.deadlines)
    client = stack.enter_context(open_client(endpoint))
    catalogue, callers = Catalogue(endpoint, client), Callers(terms, stack)

    @cache
    def streams(name: str) -> ModelStreams:
        return ModelStreams(chat_model(endpoint, name, client), callers)

    def state() -> str | None:
        """A preferred model needs no list to be asked."""
        problem = catalogue.problem()
        is_asked_anyway = settings.llm_model is not None and catalogue.is_there()
        return None if problem is None or is_asked_anyway else f"{endpoint.url}: {problem}"

    return Provider(
        source=Source.ENDPOINT,
        place=endpoint.url,
        names=catalogue.names,
        state=state,
        streams=streams,
        interrupt=callers.interrupt,
        details=lambda name: ModelDetails(source=Source.ENDPOINT, context_tokens=catalogue.context_tokens(name)),
        adapters=EndpointAdapters(endpoint, client, changed=catalogue.forget),
    )


def class_provider(settings: Settings, terms: Terms, stack: ExitStack) -> Provider | None:
    """Null where the settings name none. It has one model, called by its class where the arguments name none."""
    if settings.llm_class is None:
        return None
    model = chat_model_of(settings.llm_class, settings.llm_class_arguments)
    name = str(settings.llm_class_arguments.get("model") or settings.llm_class.rpartition(".")[2])
    callers = Callers(replace(terms, says_why_it_ends=False), stack)
    asked = ModelStreams(model, callers)
    return Provider(
        source=Source.CLASS,
        place=settings.llm_class,
        names=lambda: (name,),
        state=lambda: None,
        streams=lambda _: asked,
        interrupt=callers.interrupt,
        details=lambda _: ModelDetails(source=Source.CLASS),
    )
