"""What lookup's keys cost the writes that must keep them."""

from __future__ import annotations

from collections.abc import Mapping
from unittest.mock import patch

from django.db import transaction

from config.bench.audited import spread_people
from config.bench.figures import Reading, gives
from config.bench.timing import interleaved_ratio
from config.bench.world import CALL, World
from register.actions import facts
from register.models import Address, PersonName, Source


@gives("key_upkeep_ratio")
def key_upkeep(world: World) -> Mapping[str, Reading]:
    """A name and an address for one person after another, with keys and without in turn."""
    world.with_feeds()
    actor = world.sign_in(force="13").actor
    turns, rounds = world.scale.turns, world.scale.rounds
    people = spread_people(2 * turns * rounds)
    act = {"actor": actor, "reason": CALL, "source": Source.CALLER}
    world.console.say(f"Writing names and addresses with keys and without: {rounds} rounds")

    def write(turn: int, *, half: int = 0) -> None:
        person = people[(2 * turn + half) % len(people)]
        with transaction.atomic():
            facts.add_name(person, forenames=f"Sam{turn}", surname="Measure", kind=PersonName.Kind.ALIAS, **act)
            facts.add_address(person, kind=Address.Kind.STAYS, line_1=f"{turn} Station Lane", town="Leeds", **act)

    def write_without_keys(turn: int) -> None:
        with patch("register.actions.facts.refresh"):
            write(turn, half=1)  # other people: what is left out here must not be made up for there

    write(0)
    ratio = interleaved_ratio(rounds, turns, write, write_without_keys)
    size = f"{turns} pairs of writes a round each way, {rounds} rounds"
    return {"key_upkeep_ratio": Reading(ratio, size, ratio=ratio)}
