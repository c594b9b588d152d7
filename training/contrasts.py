"""Made-up rules in which things of one kind fare differently, with claims that mix them up: free of anyone's licence.

An error is an opposite ("is covered" where the rules say "is excluded"), speaks of a thing that the rules leave out, or
gives one what the rules say of another. A claim may say it in other words than the rules, whether it is right or wrong.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from evaluation.labels import LabelledClaim, Relation
from training.grounding_data import GroundingExample
from training.lexicon import SPELLED

THINGS = 4
CLAIMS = 6


@dataclass(frozen=True, slots=True)
class _Kind:
    """Things, and two ways they may fare; the wordings of one way mean the same."""

    things: tuple[str, ...]
    ways: tuple[tuple[str, ...], tuple[str, ...]]


def _kind(things: str, one: str, other: str) -> _Kind:
    return _Kind(_listed(things), (_listed(one), _listed(other)))


def _listed(text: str) -> tuple[str, ...]:
    return tuple(text.split("; "))


_KINDS = (
    _kind(
        "Fire damage; Water damage; Theft; Storm damage; Broken glass; Accidental loss; Vandalism; Flooding",
        "is covered; is included in the cover; is insured",
        "is excluded; is not covered",
    ),
    _kind(
        "The library; The swimming pool; The gym; The town hall; The museum; The market; The clinic",
        "is open on Sundays; opens on Sundays too",
        "is closed on Sundays; does not open on Sundays",
    ),
    _kind(
        "Dogs; Bicycles; Tripods; Children; Large bags; Visitors with food; Drones; Prams",
        "are allowed; are permitted; may enter",
        "are forbidden; are not allowed; may not enter",
    ),
    _kind(
        "Breakfast; Parking; Laundry; Wireless internet; The sauna; Airport transfer; Late check-out; Towels",
        "is free of charge; is included in the price",
        "costs extra; is not included in the price",
    ),
    _kind(
        "A passport; A photograph; Proof of address; A birth certificate; A tax number; A bank statement",
        "is required; must be handed in",
        "is not required; is optional; need not be handed in",
    ),
    _kind(
        "Sick leave; Overtime; Training; Unused holiday; Travel time; Parental leave; Standby duty",
        "is paid; is paid for by the company",
        "is unpaid; is not paid for by the company",
    ),
    _kind(
        "Single tickets; Day passes; Season tickets; Group bookings; Gift cards; Student tickets; Deposits",
        "are refundable; can be refunded",
        "are non-refundable; cannot be refunded",
    ),
    _kind(
        "The pump; The heater; The alarm; The valve; The filter; The backup server; The conveyor; The fan",
        "starts automatically; is switched on automatically",
        "must be started by hand; starts manually",
    ),
    _kind(
        "Version 2; Version 3; The desktop client; The mobile app; The old plugin; The web editor; The beta",
        "is supported; is still supported",
        "is no longer supported; is unsupported",
    ),
)
_PAYERS = _listed("Adults; Children under 12; Students; Pensioners; Members; Groups of ten; Residents; Tourists")
_PAID = _listed("a locker; a day ticket; a guided tour; an audio guide; a parking space; a boat ride; a workshop")
_UNITS = _listed("euros; dollars; pounds; days in advance; months in advance")


def contrast_examples(rng: random.Random, *, count: int) -> list[GroundingExample]:
    """`count` sets of rules with `CLAIMS` claims on each, about half of them right."""
    return [_rules(rng) if rng.random() < 0.7 else _prices(rng) for _ in range(count)]


def _rules(rng: random.Random) -> GroundingExample:
    kind = rng.choice(_KINDS)
    things = rng.sample(kind.things, k=THINGS + 1)
    fates = {thing: rng.randrange(2) for thing in things[:THINGS]}
    sentences = [f"{thing} {rng.choice(kind.ways[fate])}." for thing, fate in fates.items()]
    claims = [_about(thing, fates.get(thing), kind, rng) for thing in rng.choices(things, k=CLAIMS)]
    return GroundingExample((_passage(sentences, rng),), tuple(claims), "contrasts")


def _about(thing: str, fate: int | None, kind: _Kind, rng: random.Random) -> LabelledClaim:
    said = rng.randrange(2)
    text = f"{thing} {rng.choice(kind.ways[said])}."
    if fate is None:
        return LabelledClaim(text, Relation.NEUTRAL, ((0, len(text) - 1),))
    if said == fate:
        return LabelledClaim(text, Relation.ENTAILED, ())
    return LabelledClaim(text, Relation.CONTRADICTED, ((len(thing) + 1, len(text) - 1),))


def _prices(rng: random.Random) -> GroundingExample:
    """Who gives how much for what; a wrong claim exchanges one of the three with another sentence of the passage."""
    unit = rng.choice(_UNITS)
    verb = "book" if unit.endswith("advance") else "pay"
    payers, paid = rng.sample(_PAYERS, k=THINGS), rng.sample(_PAID, k=THINGS)
    amounts = rng.sample(range(2, 20), k=THINGS)
    facts = list(zip(payers, amounts, paid, strict=True))
    sentences = ["".join(_parts(fact, verb, unit, rng)) for fact in facts]
    claims = [_priced(facts, verb, unit, rng) for _ in range(CLAIMS)]
    return GroundingExample((_passage(sentences, rng),), tuple(claims), "contrasts")


def _priced(facts: list[tuple[str, int, str]], verb: str, unit: str, rng: random.Random) -> LabelledClaim:
    fact, other = rng.sample(facts, k=2)
    if rng.random() < 0.5:
        return LabelledClaim("".join(_parts(fact, verb, unit, rng)), Relation.ENTAILED, ())
    exchanged = rng.choice((1, 2))
    mixed = (fact[0], other[1], fact[2]) if exchanged == 1 else (fact[0], fact[1], other[2])
    parts = _parts(mixed, verb, unit, rng)
    place = 1 if exchanged == 1 else 3
    start = len("".join(parts[:place]))
    relation = Relation.CONTRADICTED if exchanged == 1 else Relation.NEUTRAL
    return LabelledClaim("".join(parts), relation, ((start, start + len(parts[place])),))


def _parts(fact: tuple[str, int, str], verb: str, unit: str, rng: random.Random) -> tuple[str, str, str, str, str]:
    payer, amount, thing = fact
    number = SPELLED[amount] if rng.random() < 0.3 else str(amount)
    if verb == "pay":
        return f"{payer} pay ", number, f" {unit} for ", thing, "."
    return f"{payer} must book ", number, f" {unit} for ", thing, "."


def _passage(sentences: list[str], rng: random.Random) -> str:
    """The sentences, some of them two in one."""
    return " ".join(_joined(rng.sample(sentences, k=len(sentences)), rng))


def _joined(sentences: list[str], rng: random.Random) -> Iterator[str]:
    while sentences:
        first, *sentences = sentences
        if sentences and rng.random() < 0.4:
            second, *sentences = sentences
            first = f"{first[:-1]}{rng.choice([', and ', ' but ', '; '])}{second[0].lower()}{second[1:]}"
        yield first
