"""Clocks that are hours off, the force's or the register's: nothing is lost or doubled, and what is said is clear.

Nothing that the two sides say to each other hangs on what time either believes it is: tokens are told how long they
live, changes are read by place, records are changed by version, and what is sent twice is known by its key or number.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import connection as database
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from clients.dar_client.client import Client
from clients.dar_client.connection import Connection, Credentials
from clients.dar_client.sync import Sync
from register.models import Alert, LocalRecord, ReceivedBatch, Task
from tests import builders
from tests.clients.dar_client.test_sync import ROOT, alert_to, person, write
from tests.clients.dar_client.wire import LOSE_ANSWER, Wire
from tests.machines import System, ask_for_token, issued, officer, secrets_hashed_fast, system

pytestmark = pytest.mark.django_db(transaction=True)
SCOPES = (
    "people:write", "batches:read", "reconciliation:read", "changes:read", "alerts:read", "alerts:write", "tasks:*",
)  # fmt: skip
OFF = pytest.mark.parametrize(
    "hours", [pytest.param(-7, id="seven hours behind"), pytest.param(7, id="seven hours ahead")]
)
SKEWED = """
import sys, time_machine
from datetime import UTC, datetime, timedelta
from clients.dar_client.__main__ import main
with time_machine.travel(datetime.now(UTC) + timedelta(hours=int(sys.argv[1])), tick=True):
    sys.exit(main(sys.argv[2:]))
"""


def long_ago() -> time_machine.travel:
    """Roles are given from a day on: those of today are not there for a register that believes it is yesterday."""
    return time_machine.travel(timezone.now() - timedelta(days=3), tick=True)


@pytest.fixture
def credentials(transactional_db: None) -> Credentials:
    with transaction.atomic(), long_ago():
        made = issued(*SCOPES)
        officer("13")
    return Credentials(made.client.credential_id, made.secret, "13", "4471", "WY-1234")


@pytest.fixture
def wire(live_server: Any) -> Iterator[Wire]:
    with Wire(live_server.url) as made:
        yield made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "feeds"
    made.mkdir()
    return made


def held() -> list[str]:
    return sorted(LocalRecord.objects.values_list("local_reference", flat=True))


def database_clock() -> datetime:
    with database.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (now,) = cursor.fetchone()
    return now  # type: ignore[no-any-return]


# The force's clock is off


@OFF
def test_a_force_whose_clock_is_off_sends_follows_and_answers_as_if_it_were_right(
    wire: Wire, credentials: Credentials, folder: Path, hours: int
) -> None:
    """The program itself runs, in a process of its own whose clock is wrong; the register's is right."""
    with transaction.atomic():
        alert = alert_to("13")
    write(folder, "a.ndjson", *[person(number) for number in range(4)])
    wire.plan = [LOSE_ANSWER]

    def run(command: str, *more: str) -> subprocess.CompletedProcess[str]:
        told = [
            command, "--base", wire.url, "--folder", str(folder), "--state", str(folder.parent / "state.json"),
            "--force", "13", "--collar", "4471", "--incident", "WY-1234", *more,
        ]  # fmt: skip
        secrets = {**os.environ, "DAR_CLIENT": credentials.client, "DAR_SECRET": credentials.secret}
        return subprocess.run(
            [sys.executable, "-c", SKEWED, str(hours), *told], cwd=ROOT, env=secrets, capture_output=True, text=True,
            check=False,
        )  # fmt: skip

    ran = [run(command) for command in ("follow", "push", "push", "reconcile", "follow")]
    ran.append(run("acknowledge", "--accept", "We know him"))

    assert [each.returncode for each in ran] == [0] * 6, [each.stderr for each in ran]
    assert held() == [f"N/{number}" for number in range(4)]
    assert ReceivedBatch.objects.count() == 1
    assert "nothing is new" in ran[2].stderr
    references = {json.loads(line)["reference"] for line in ran[4].stdout.splitlines()}
    assert {each.person.reference for each in LocalRecord.objects.select_related("person")} <= references
    assert Alert.objects.get(pk=alert.pk).status == "accepted"


# The register's clock is off, or is put right


@OFF
def test_a_token_is_renewed_or_still_good_when_the_registers_clock_is_put_right(
    wire: Wire, credentials: Credentials, folder: Path, hours: int
) -> None:
    connection = Connection(wire.url, credentials, pause=lambda seconds: None, clock=lambda: 0.0)
    sync = Sync(Client(connection), "records", folder, folder.parent / "state.json")
    write(folder, "a.ndjson", person(0))
    sync.push()
    write(folder, "a.ndjson", person(1), mode="a")

    with time_machine.travel(timezone.now() + timedelta(hours=hours), tick=True):
        wire.plan = [LOSE_ANSWER]
        counts = sync.push()
        drift = sync.reconcile()

    assert counts == {"created": 1}
    assert held() == ["N/0", "N/1"]
    assert drift.is_none
    assert wire.asked.count("/api/v1/token") == (2 if hours > 0 else 1)


@OFF
def test_a_token_from_before_the_change_is_refused_in_words_that_say_what_to_do(
    transactional_db: None, hours: int
) -> None:
    with transaction.atomic():
        asking = system("tasks:read")

    with time_machine.travel(timezone.now() + timedelta(hours=hours), tick=True):
        answer = asking.get(reverse("api-tasks"))

    if hours < 0:
        assert answer.status_code == 200
    else:
        assert (answer.status_code, answer.json()["code"]) == (401, "bad_token")
        assert 'error="invalid_token"' in answer["WWW-Authenticate"]
        assert answer.json()["remedy"]


@OFF
def test_a_key_is_known_and_a_version_counts_whatever_the_time(transactional_db: None, hours: int) -> None:
    with transaction.atomic():
        asking = system("tasks:*")
        builders.person()
    task = Task.objects.get()
    address = reverse("api-take-task", kwargs={"reference": task.reference})

    def take(by: System, key: str) -> Any:
        return by.post(address, {}, If_Match=f'"{task.version}"', Idempotency_Key=key)

    first = take(asking, "the-first-key-of-all")
    with time_machine.travel(timezone.now() + timedelta(hours=hours), tick=True):
        with secrets_hashed_fast():
            token = ask_for_token(asking.credentials).json()["access_token"]
        later = replace(asking, token=token)
        again, stale = take(later, "the-first-key-of-all"), take(later, "the-second-key-of-all")

    assert (first.status_code, again.status_code) == (200, 200)
    assert again.json() == first.json()
    assert (stale.status_code, stale.json()["code"]) == (412, "stale")
    assert Event.objects.filter(code="task.taken").count() == 1
    assert Task.objects.get().version == task.version + 1


@OFF
def test_no_entry_of_the_log_is_dated_by_a_clock_that_is_off_and_no_change_is_skipped(
    wire: Wire, credentials: Credentials, folder: Path, hours: int
) -> None:
    connection = Connection(wire.url, credentials, pause=lambda seconds: None)
    sync = Sync(Client(connection), "records", folder, folder.parent / "state.json")
    list(sync.follow())
    before = database_clock()
    told: list[str] = []
    for number, shift in enumerate((hours, 0, -hours)):
        write(folder, "a.ndjson", person(number), mode="a")
        with time_machine.travel(timezone.now() + timedelta(hours=shift), tick=True):
            sync.push()
            told += [change["reference"] for change in sync.follow() if change["type"] == "person.record_imported"]

    made = Event.objects.filter(code="person.record_imported")
    assert all(before <= at <= database_clock() for at in made.values_list("at", flat=True))
    assert len(told) == len(set(told)) == made.count() == 3
