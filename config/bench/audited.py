"""What the log costs: the same deeds with it and without."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from statistics import median
from typing import Any

from django.db import models, transaction

from accounts.actor import Actor
from audit.core.entry import Entry
from config.bench import databases
from config.bench.asked import draw, known_people
from config.bench.figures import Reading, gives
from config.bench.timing import interleaved_ratio, seconds_of
from config.bench.world import CALL, World, spread
from register.actions.facts import add_phone, confirm_fact
from register.actions.lookup import look_up
from register.models import Person, Phone, Source

Deed = Callable[..., Any]


def unaudited(action: Deed, thing: Any, *, actor: Actor, **details: Any) -> Any:
    """The deed of an action with its transaction, lock and policy, and no event."""
    with transaction.atomic():
        if isinstance(thing, models.Model):
            thing = type(thing)._base_manager.select_for_update(of=("self",)).get(pk=thing.pk)
        action.policy.require(actor, thing)  # type: ignore[attr-defined]
        deed: Deed = action.__wrapped__  # type: ignore[attr-defined]
        entry = Entry(action.event, actor, CALL)  # type: ignore[attr-defined]
        return deed(thing, entry=entry, actor=actor, reason=CALL, **details)


@gives("audited_write_ratio", "audited_smallest_write_ratio")
def audited_writes(world: World) -> Mapping[str, Reading]:
    """Batches with the log and without take turns; without it the guard of every table is off."""
    world.with_feeds()
    actor = world.sign_in(force="13").actor
    people = spread_people(world.scale.people)
    ratios = {
        "audited_write_ratio": _batches(world, "Adding phones", people, actor, add_phones),
        "audited_smallest_write_ratio": _batches(world, "Confirming facts", people, actor, _confirm_phones),
    }
    size = f"{len(people)} writes a round each way, {world.scale.rounds} rounds"
    return {name: Reading(ratio, size, ratio=ratio) for name, ratio in ratios.items()}


def spread_people(count: int) -> list[Person]:
    """So many people from all over the register."""
    ids = list(Person.objects.registered().order_by("pk").values_list("pk", flat=True))
    return list(Person.objects.filter(pk__in=spread(ids, count)))


Batch = Callable[[list[Person], Actor, Deed], object]


def _batches(world: World, what: str, people: list[Person], actor: Actor, batch: Batch) -> float:
    def audited(action: Deed, thing: Any, **details: Any) -> Any:
        return action(thing, reason=CALL, **details)

    batch(people[:2], actor, audited)  # warm
    ratios = []
    for number in world.rounds(what):
        spent = {}
        for is_audited in (True, False) if number % 2 else (False, True):
            if is_audited:
                spent[True] = seconds_of(lambda: batch(people, actor, audited))
            else:
                with databases.guards_off():
                    batch(people[:1], actor, unaudited)
                    spent[False] = seconds_of(lambda: batch(people, actor, unaudited))
        ratios.append(spent[True] / spent[False])
    return median(ratios)


def add_phones(people: list[Person], actor: Actor, act: Deed) -> None:
    """Add a telephone number to each, by `act`."""
    for number, person in enumerate(people):
        act(add_phone, person, actor=actor, source=Source.CALLER, number=f"07700 900{number % 1000:03}")


def _confirm_phones(people: list[Person], actor: Actor, act: Deed) -> None:
    """Confirm the newest number of each; `add_phones` has left several that nobody confirmed."""
    unconfirmed = Phone.objects.filter(is_confirmed=False)
    for person in people:
        act(confirm_fact, person, actor=actor, fact=unconfirmed.filter(person=person).latest("pk"))


@gives("audited_lookup_ratio")
def audited_lookup(world: World) -> Mapping[str, Reading]:
    """The same terms with the entry and without, in turn."""
    world.with_feeds()
    actor = world.sign_in(force="13").actor
    turns, rounds = world.scale.turns, world.scale.rounds
    asked = draw(known_people(Person.objects.registered()), turns)
    world.console.say(f"Looking people up with the log and without: {rounds} rounds")

    def audited(turn: int) -> None:
        look_up(asked[turn % turns].terms, actor=actor, reason=CALL)

    def bare(turn: int) -> None:
        unaudited(look_up, asked[turn % turns].terms, actor=actor)

    audited(0)
    bare(0)
    ratio = interleaved_ratio(rounds, turns, audited, bare)
    size = f"{turns} lookups of all kinds a round each way, {rounds} rounds"
    return {"audited_lookup_ratio": Reading(ratio, size, ratio=ratio)}
