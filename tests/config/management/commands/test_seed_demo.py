from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import User
from audit.models import Event
from cases.models import Case
from config.management.commands import seed_demo
from register.actions import match_queue
from register.answering import forces_that_answer
from register.models import Alert, Conviction, FeedRun, LocalRecord, Person, ProtectiveOrder, UnroutedAlert
from tests.register.imports.demo import FEEDS, FILES, cut

pytestmark = pytest.mark.django_db
SIMULATED = "12"  # its system answers as soon as the demonstration is served


@pytest.fixture(autouse=True)
def _short_feeds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The demonstration's files with fewer people: the same code, in a fraction of the time."""
    kept = ""
    for force_code, name in FILES.items():
        (tmp_path / name).write_bytes(cut(force_code, good=40))
        kept += cut(force_code, good=40).decode("cp1252")
    for name in ("convictions", "orders"):
        header, *rows = (FEEDS / f"{name}.csv").read_text().splitlines()
        whose = [row for row in rows if row.split(",")[1] in kept]
        (tmp_path / f"{name}.csv").write_text("\n".join([header, *whose]))
    monkeypatch.setattr(seed_demo, "FEEDS", tmp_path)


def seed() -> str:
    said = io.StringIO()
    call_command("seed_demo", stdout=said)
    return said.getvalue()


def test_accounts_people_orders_and_casework_are_there() -> None:
    said = seed()

    assert "West Yorkshire Police: " in said and "14 rows in the quarantine" in said
    assert User.objects.filter(email="control.13@example.org").exists()
    assert LocalRecord.objects.values("force__code").distinct().count() == 3
    assert Conviction.objects.exists() and ProtectiveOrder.objects.exists() and Case.objects.exists()
    assert set(FeedRun.objects.values_list("status", flat=True)) == {"done"}


def test_no_alert_of_the_demonstration_goes_to_a_force_in_which_nobody_answers() -> None:
    seed()
    while match_queue.work(seconds=60):
        pass

    there = set(forces_that_answer(on=timezone.localdate()).values_list("code", flat=True))
    told = set(Alert.objects.values_list("to_force__code", flat=True))

    assert told >= {"10", "13", "14"}
    assert told <= there | {SIMULATED}
    assert not UnroutedAlert.objects.exists()


def test_the_second_time_nothing_is_done() -> None:
    seed()
    events, people = Event.objects.count(), Person.objects.count()

    said = seed()

    assert said == f"{people:,} invented people are in the register.\n"
    assert Event.objects.count() == events


def test_what_was_broken_off_is_finished(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken_off:
        broken_off.setattr(seed_demo, "BY_REFERENCE", {})
        seed()
    assert not Conviction.objects.exists()

    seed()

    rows = (seed_demo.FEEDS / "convictions.csv").read_text().splitlines()[1:]
    assert Conviction.objects.count() == len(rows)


def test_never_in_production(settings: object) -> None:
    settings.IS_PRODUCTION = True  # type: ignore[attr-defined]

    with pytest.raises(CommandError, match="no place in production"):
        seed()

    assert not Person.objects.exists()
