"""Who listens hears what happens to their topic, from any thread, until it ends."""

import asyncio
import threading
from collections.abc import Callable

from server.usecases.broker import Broker, Deleted, Happening, open_documents


def heard(topic: str, happens: Callable[[Broker], None]) -> list[Happening]:
    """What a listener to `topic` hears of what happens on another thread."""

    async def listen() -> list[Happening]:
        broker = Broker()
        with broker.subscribe(topic) as changes:
            thread = threading.Thread(target=happens, args=(broker,))
            thread.start()
            found = [happening async for happening in changes]
            thread.join()
        assert broker.topics() == ()
        return found

    return asyncio.run(listen())


def test_a_topics_listeners_hear_of_it_in_order_and_of_no_other() -> None:
    def happens(broker: Broker) -> None:
        broker.publish("a", Deleted("1"))
        broker.publish("b", Deleted("2"))
        broker.publish("a", Deleted("3"))
        broker.close()

    assert heard("a", happens) == [Deleted("1"), Deleted("3")]


def test_the_end_of_a_topic_is_the_last_that_is_heard() -> None:
    def happens(broker: Broker) -> None:
        broker.end("a", Deleted("1"))
        broker.publish("a", Deleted("2"))

    assert heard("a", happens) == [Deleted("1")]


def test_who_comes_after_the_end_of_the_server_waits_for_nothing() -> None:
    async def listen() -> list[Happening]:
        broker = Broker()
        broker.close()
        with broker.subscribe("a") as changes:
            return [happening async for happening in changes]

    assert asyncio.run(listen()) == []


def test_a_listener_whose_loop_has_ended_stops_nobody() -> None:
    broker, left = Broker(), []

    async def leave() -> None:
        subscription = broker.subscribe("a")
        left.append(subscription)
        subscription.__enter__()

    asyncio.run(leave())
    broker.publish("a", Deleted("1"))
    assert broker.topics() == ("a",)


def test_documents_that_someone_follows_are_known() -> None:
    async def listen() -> tuple[str, ...]:
        broker = Broker()
        with broker.subscribe("document:7"), broker.subscribe("conversation:8"):
            return open_documents(broker)

    assert asyncio.run(listen()) == ("7",)
