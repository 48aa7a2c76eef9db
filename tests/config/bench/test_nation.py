"""The invented nation: always the same, like people who could be, and settled as the register itself would."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random

import pytest
from rapidfuzz.distance import OSA

from config.bench.asked import Known, known_people
from config.bench.large import recall
from config.bench.nation import BLOCK, people
from config.bench.told import ONE_SLIP, TOLD, tell
from config.bench.world import SMALL, Quiet, World
from config.services.places import Place
from register.lookup.held_facts import facts_of
from register.models import CardRow, NameWord, Person, SearchKey
from register.rules.identifiers import parse_cro, parse_pnc
from register.rules.lookup.facts import PersonFacts
from register.rules.lookup.keys import keys_of
from tests.databases import template_name


@pytest.fixture
def world(transactional_db: None, tmp_path: Path) -> Iterator[World]:
    place = Place(tmp_path / "run")
    world = World(f"dar_nation_{os.getpid()}", place, Quiet(), SMALL, template=template_name())
    yield world
    world.close()
    place.remove()


def test_the_same_numbers_are_the_same_people() -> None:
    across_blocks = list(people(BLOCK - 2, BLOCK + 2))

    assert [one.number for one in across_blocks] == [BLOCK - 2, BLOCK - 1, BLOCK, BLOCK + 1]
    assert across_blocks == [*people(BLOCK - 2, BLOCK), *people(BLOCK, BLOCK + 2)]


def test_everybody_has_a_reference_of_their_own_and_sound_numbers() -> None:
    some = list(people(0, 2000))

    assert len({one.reference for one in some}) == len({one.local_reference for one in some}) == 2000
    assert not any(parse_pnc(one.pnc, today=one.born.replace(year=2026, day=1)).problem for one in some if one.pnc)
    assert not any(parse_cro(one.cro).problem for one in some if one.cro)


def test_common_names_are_as_common_as_they_are() -> None:
    surnames = [one.names[0][1] for one in people(0, 4000)]

    assert 0.004 < surnames.count("Smith") / 4000 < 0.015
    assert len(set(surnames)) > 1500


def test_settled_people_are_found_by_what_the_register_itself_would_write(world: World) -> None:
    world.with_nation(30)
    settled = {row.person_id: row for row in CardRow.objects.all()}
    held = {facts.person_id: facts for facts in facts_of(list(settled))}

    assert len(settled) == Person.objects.count() == 30
    assert {pk: PersonFacts.from_json(row.facts) for pk, row in settled.items()} == held
    assert {pk: set(row.keys) for pk, row in settled.items()} == {pk: set(keys_of(facts)) for pk, facts in held.items()}
    assert SearchKey.objects.count() == sum(len(row.keys) for row in settled.values())
    assert NameWord.objects.filter(word=held[1].names[0].surname_words[0]).exists()


def test_a_nation_that_grows_keeps_those_who_were_there(world: World) -> None:
    world.with_nation(20)
    before = list(Person.objects.order_by("pk").values_list("pk", "reference"))

    world.with_nation(30)

    assert list(Person.objects.order_by("pk").values_list("pk", "reference"))[:20] == before
    assert Person.objects.count() == 30


def test_whoever_is_told_of_is_found_among_a_few_hundred(world: World) -> None:
    readings = recall(world)

    assert readings["lookup_recall10_all"].value >= 0.99
    assert readings["lookup_recall10_one_slip"].value >= 0.995


TOLD_OF = Known(
    reference="DAR-7K3F-9QX2", forename="Robert", surname="Kowalski", alias="Big Mark", born=date(1984, 11, 3),
    phone="07700900067", line_1="14 Abbey Close", town="Leeds", postcode="LS12 3BF", plate="BS61HSC",
    pnc="1981/0000034U", cro="535817/17V", local_reference="13DA/000113/26", middle="Jan", former="Nowak-Smith",
)  # fmt: skip


@pytest.mark.parametrize("kind", TOLD)
def test_each_kind_can_be_told_of_somebody(kind: str) -> None:
    known = TOLD_OF if "half" not in kind else Known(**{**_fields(TOLD_OF), "surname": "Nowak-Smith"})
    told = [TOLD[kind](known, Random(number)) for number in range(20)]

    assert any(told)


@pytest.mark.parametrize("kind", [kind for kind in TOLD if kind.startswith(ONE_SLIP) and "name" in kind])
def test_one_slip_in_a_name_is_one(kind: str) -> None:
    for number in range(20):
        words = TOLD[kind](TOLD_OF, Random(number)).split(" ")[:2]
        slips = [OSA.distance(word, held) for word, held in zip(words, ("Robert", "Kowalski"), strict=True)]

        assert sorted(slips) == [0, 1], words


def test_tellings_take_the_kinds_in_turn_and_are_the_same_each_time(world: World) -> None:
    world.with_nation(60)
    known = known_people(Person.objects.all())

    told = tell(known, 80)

    assert told == tell(known, 80)
    assert len({each.kind for each in told[:40]}) == 40
    assert {each.about for each in told} <= {one.reference for one in known}


def _fields(known: Known) -> dict[str, object]:
    return {name: getattr(known, name) for name in Known.__dataclass_fields__}
