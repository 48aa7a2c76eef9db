"""An invented caseload: a case opens, in as many queries as any other, and the reader's exceptions hold in the list."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from cases.models import Case, Pair
from config.bench import caseload
from config.bench.casework import _addresses, _queries, _reader, policy_overhead
from config.bench.world import SMALL, Quiet, World
from config.services.places import Place
from register.models import Person
from tests.databases import template_name

CASES = 400


@pytest.fixture
def world(transactional_db: None, tmp_path: Path) -> Iterator[World]:
    place = Place(tmp_path / "run")
    world = World(f"dar_cases_{os.getpid()}", place, Quiet(), SMALL, template=template_name())
    yield world
    world.close()
    place.remove()


def test_cases_with_much_and_with_little_open_in_one_number_of_queries(world: World) -> None:
    world.with_cases(CASES)
    reader = _reader(world)

    addresses = _addresses(8, reader.actor)

    assert len(addresses) >= 4
    assert _queries(reader.client, addresses) > 20
    assert Case.objects.count() == Pair.objects.count() == CASES + 1
    assert len(caseload.rich_cases()) > 10


def test_the_list_leaves_out_whom_the_reader_is_barred_from_and_shows_whom_they_are_granted(world: World) -> None:
    world.with_cases(CASES)
    reader = _reader(world)

    seen = set(Case.objects.visible_to(reader.actor).values_list("person", flat=True))

    mine = Person.objects.filter(owner_force=reader.user.force, cases__isnull=False)
    barred = mine.filter(is_restricted=False).order_by("pk")[: caseload.BARRED]
    assert seen and not seen & {each.pk for each in barred}
    assert set(mine.filter(is_restricted=True).values_list("pk", flat=True)) <= seen
    assert policy_overhead(world)["policy_overhead_ratio"].value > 0
