"""The simulated force of the demonstration, against the running register."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from accounts.models import ForceClient
from clients.dar_client.client import Client
from clients.dar_client.connection import Connection
from clients.dar_client.problems import Problem
from clients.dar_client.sync import Sync
from config import demo
from config.management.commands.simulate_force import FEEDS, NAME, credentials_of, play
from config.services.places import Place
from register.actions import alerts, facts
from register.models import Alert, LocalRecord, Source, Task
from tests import builders
from tests.builders import CALL

pytestmark = pytest.mark.django_db(transaction=True)
CODE = "12"


def told() -> Alert:
    """Somebody of force 13 has moved into the area of the simulated force."""
    with transaction.atomic():
        by = builders.actor("offender-manager")
        moved = builders.person(by)
        facts.add_address(
            moved, actor=by, reason=CALL, source=Source.OFFICER, line_1="3 Minster Row", town="York",
            police_force=builders.force(CODE),
        )  # fmt: skip
        alert = Alert.objects.get(person=moved)
        alerts.deliver(alert.reference)
    return alert


def sync(base: str, state: Path) -> Sync:
    with transaction.atomic():
        credentials = credentials_of(builders.force(CODE))
    return Sync(Client(Connection(base, credentials, pause=lambda seconds: None)), "simulated", FEEDS / CODE, state)


def test_it_sends_its_people_once_and_takes_on_what_it_is_told(live_server: Any, tmp_path: Path) -> None:
    alert, force = told(), sync(live_server.url, tmp_path / "state.json")

    answered = [play(force), play(force)]

    assert answered == [1, 0]
    alert.refresh_from_db()
    assert alert.status == "accepted"
    assert Task.objects.filter(kind=Task.Kind.FOLLOW_MOVE, force__code=CODE).count() == 1
    assert LocalRecord.objects.filter(force__code=CODE).count() == 3


def test_started_again_it_goes_on_with_new_credentials_and_the_old_ones_are_worth_nothing(
    live_server: Any, tmp_path: Path
) -> None:
    first = sync(live_server.url, tmp_path / "state.json")
    play(first)
    alert, second = told(), sync(live_server.url, tmp_path / "state.json")

    assert play(second) == 1
    alert.refresh_from_db()
    assert alert.status == "accepted"
    assert LocalRecord.objects.filter(force__code=CODE).count() == 3
    assert ForceClient.objects.live().filter(name=NAME).count() == 1
    with pytest.raises(Problem):
        play(first)


def test_it_has_no_place_in_production(settings: Any) -> None:
    settings.IS_PRODUCTION = True

    with pytest.raises(CommandError, match="production"):
        call_command("simulate_force", CODE, base="http://127.0.0.1:1", state="x")


@pytest.mark.parametrize(("said", "is_played"), [(None, True), ("16", True), ("off", False), ("", False)])
def test_it_is_played_unless_it_is_switched_off(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, said: str | None, is_played: bool
) -> None:
    monkeypatch.delenv("SIMULATED_FORCE", raising=False)
    if said is not None:
        monkeypatch.setenv("SIMULATED_FORCE", said)

    names = [program.name for program in demo.programs(8000, Place(tmp_path))]

    assert ("force" in names) is is_played
    assert names[:4] == ["web", "beat", "worker", "sealer"]
