"""Every measurement, at its smallest, on a real register with real programs: what it gives, not how fast it is."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from config.bench import databases, figures, run
from config.bench.figures import FIGURES, Measurement, Reading
from config.bench.world import SMALL, Quiet, World, spread
from config.services.places import Place, ServiceError
from register.models import Person
from tests.databases import template_name

IN_REACH_OF_A_TEST = [name for name in FIGURES if not name.startswith("demo_")]


@pytest.fixture
def world(transactional_db: None, tmp_path: Path) -> Iterator[World]:
    place = Place(tmp_path / "run")
    world = World(f"dar_bench_{os.getpid()}", place, Quiet(), SMALL, template=template_name())
    yield world
    world.close()
    place.remove()


def test_every_figure_is_measured_and_kept(world: World, tmp_path: Path) -> None:
    failed = run.run(world, only=IN_REACH_OF_A_TEST, into=tmp_path, load=0)

    results = json.loads((tmp_path / "performance.json").read_text())
    assert failed == 0
    assert set(results) == set(IN_REACH_OF_A_TEST)
    assert all(result["value"] > 0 for name, result in results.items() if name != "lookup_growth_exponent")
    assert all(results[name]["ratio"] for name in results if FIGURES[name].ruler)


def test_a_measurement_that_fails_stops_no_other(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(world: World) -> dict[str, Reading]:
        raise ServiceError("The register does not answer")

    def works(world: World) -> dict[str, Reading]:
        return {"card_queries": Reading(30, "one request")}

    made = [Measurement(("import_rows_per_s",), fails), Measurement(("card_queries",), works)]
    monkeypatch.setattr(run, "MEASUREMENTS", made)

    assert run.run(world, into=tmp_path) == 1
    assert list(json.loads((tmp_path / "performance.json").read_text())) == ["card_queries"]
    assert figures.MEASUREMENTS


def test_databases_that_were_made_are_dropped_and_the_one_before_is_in_use(world: World) -> None:
    before = databases.in_use()
    world.with_feeds()
    made = databases.in_use()
    assert Person.objects.exists()

    world.close()

    assert databases.in_use() == before != made
    assert not Person.objects.exists()
    with databases.as_owner() as owner:
        names = owner.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{world.prefix}%"])
        assert names.fetchall() == []


def test_guard_is_off_inside_the_block_alone(world: World) -> None:
    world.empty()
    rename = "UPDATE accounts_force SET name = name WHERE code = '13'"

    with databases.guards_off(), connection.cursor() as cursor:
        cursor.execute(rename)

    with connection.cursor() as cursor, pytest.raises(Exception, match="an unaudited UPDATE") as refused:
        cursor.execute(rename)
    assert isinstance(refused.value.__cause__, psycopg.errors.InsufficientPrivilege)


@pytest.mark.parametrize(
    ("count", "chosen"),
    [
        pytest.param(3, [0, 3, 6], id="evenly"),
        pytest.param(10, list(range(10)), id="all"),
        pytest.param(50, list(range(10)), id="fewer than asked for"),
    ],
)
def test_spread(count: int, chosen: list[int]) -> None:
    assert spread(range(10), count) == chosen
