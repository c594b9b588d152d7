"""Whoever works for somebody is told when they leave, once, and only while it matters."""

from domain.presence import Presence


def test_those_who_wait_are_told_of_the_leaving_once() -> None:
    told: list[str] = []
    presence = Presence()
    presence.upon_leaving(lambda: told.append("one"))
    presence.upon_leaving(lambda: told.append("other"))
    assert not presence.left
    presence.leave()
    presence.leave()
    assert presence.left
    assert told == ["one", "other"]


def test_who_comes_too_late_is_told_at_once() -> None:
    told: list[str] = []
    presence = Presence()
    presence.leave()
    presence.upon_leaving(lambda: told.append("late"))
    assert told == ["late"]


def test_who_is_done_is_not_told() -> None:
    told: list[str] = []
    presence = Presence()
    done = presence.upon_leaving(lambda: told.append("done"))
    done()
    done()
    presence.leave()
    assert told == []
