"""A simulated force against the running register: whatever breaks on the way, nothing is lost and nothing doubled."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from clients.dar_client import feeds
from clients.dar_client.__main__ import main
from clients.dar_client.client import Client
from clients.dar_client.connection import Connection, Credentials
from clients.dar_client.problems import ClientError, Problem, Unreachable
from clients.dar_client.sync import WAITING, Decision, Sync
from register.actions import alerts, facts
from register.models import (
    Alert,
    AlertStatusChange,
    LocalRecord,
    Person,
    ReceivedBatch,
    SequenceGap,
    Source,
    Task,
)
from tests import builders
from tests.clients.dar_client.wire import BUSY, HOLD_ANSWER, LOSE_ANSWER, LOSE_REQUEST, PASS, Wire
from tests.machines import issued

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).resolve().parents[3]
SCOPES = ("people:write", "batches:read", "reconciliation:read", "changes:read", "alerts:read")


@pytest.fixture
def credentials(transactional_db: None) -> Credentials:
    with transaction.atomic():
        made = issued(*SCOPES)
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


def person(number: int, **changes: Any) -> dict[str, Any]:
    return {
        "local_reference": f"N/{number}", "forenames": "Ines", "surname": f"Okafor{number}",
        "changed_on": f"2026-{number % 3 + 9:02}-01", **changes,
    }  # fmt: skip


def write(folder: Path, name: str, *items: Any, mode: str = "w") -> None:
    with (folder / name).open(mode, encoding="utf-8") as file:
        file.writelines(f"{json.dumps(item)}\n" for item in items)


def sync(wire: Wire, credentials: Credentials, folder: Path, said: list[str] | None = None) -> Sync:
    connection = Connection(wire.url, credentials, pause=lambda seconds: None)
    say = said.append if said is not None else (lambda line: None)
    return Sync(Client(connection), "records", folder, folder.parent / "state.json", say=say)


def held() -> list[str]:
    return sorted(LocalRecord.objects.values_list("local_reference", flat=True))


def test_a_folder_is_sent_and_what_is_new_in_it_the_next_time(
    wire: Wire, credentials: Credentials, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feeds, "MOST_ITEMS", 2)
    write(folder, "a.ndjson", *[person(number) for number in range(3)])
    write(folder, "b.ndjson", person(3))
    (folder / "notes.txt").write_text("not a feed")

    first = sync(wire, credentials, folder).push()
    again = sync(wire, credentials, folder).push()
    write(folder, "a.ndjson", person(4), mode="a")
    with (folder / "b.ndjson").open("a") as file:
        file.write('{"local_reference": "half')
    grown = sync(wire, credentials, folder).push()

    assert (first, again, grown) == ({"created": 4}, {}, {"created": 1})
    assert held() == [f"N/{number}" for number in range(5)]
    assert sorted(ReceivedBatch.objects.values_list("sequence", flat=True)) == [1, 2, 3, 4]


@pytest.mark.parametrize("fault", [LOSE_REQUEST, LOSE_ANSWER, BUSY])
@pytest.mark.parametrize("place", [0, 1, 2])
def test_one_fault_on_the_way_is_got_over(
    wire: Wire, credentials: Credentials, folder: Path, monkeypatch: pytest.MonkeyPatch, fault: str, place: int
) -> None:
    monkeypatch.setattr(feeds, "MOST_ITEMS", 1)
    write(folder, "a.ndjson", *[person(number) for number in range(3)])
    wire.plan = [PASS] * place + [fault]

    counts = sync(wire, credentials, folder).push()

    assert counts == {"created": 3}
    assert held() == ["N/0", "N/1", "N/2"]
    assert Person.objects.count() == 3
    assert sorted(ReceivedBatch.objects.values_list("sequence", flat=True)) == [1, 2, 3]


@pytest.mark.parametrize("fault", [LOSE_REQUEST, LOSE_ANSWER])
@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_line_that_stays_broken_ends_the_work_and_the_next_run_finishes_it(
    wire: Wire, credentials: Credentials, folder: Path, monkeypatch: pytest.MonkeyPatch, fault: str, place: int
) -> None:
    monkeypatch.setattr(feeds, "MOST_ITEMS", 1)
    write(folder, "a.ndjson", *[person(number) for number in range(3)])
    wire.plan = [PASS] * place + [fault] * 20

    with pytest.raises(Unreachable):
        sync(wire, credentials, folder).push()
    wire.plan = []
    later = sync(wire, credentials, folder)
    later.push()

    assert held() == ["N/0", "N/1", "N/2"]
    assert Person.objects.count() == 3
    assert not SequenceGap.objects.exists()
    assert later.reconcile().is_none


def test_a_program_that_is_killed_while_it_waits_for_an_answer_goes_on_where_it_was(
    wire: Wire, credentials: Credentials, folder: Path
) -> None:
    write(folder, "a.ndjson", *[person(number) for number in range(5)])
    wire.plan = [HOLD_ANSWER]
    command = [
        sys.executable, "-m", "clients.dar_client", "push", "--base", wire.url, "--source", "records", "--folder",
        str(folder), "--state", str(folder.parent / "state.json"), "--force", "13", "--collar", "4471", "--incident",
        "WY-1234",
    ]  # fmt: skip
    secrets = {**os.environ, "DAR_CLIENT": credentials.client, "DAR_SECRET": credentials.secret}
    process = subprocess.Popen(command, cwd=ROOT, env=secrets, stderr=subprocess.DEVNULL)
    assert wire.held.wait(300), "it never sent its batch"
    process.send_signal(signal.SIGKILL)
    process.wait()

    run = subprocess.run(command, cwd=ROOT, env=secrets, capture_output=True, text=True, check=False)

    assert run.returncode == 0, run.stderr
    assert held() == [f"N/{number}" for number in range(5)]
    assert ReceivedBatch.objects.get().sequence == 1
    assert credentials.secret not in run.stderr


def test_both_sides_are_compared_and_what_differs_is_sent_again(
    wire: Wire, credentials: Credentials, folder: Path
) -> None:
    write(folder, "a.ndjson", *[person(number) for number in range(6)])
    force = sync(wire, credentials, folder)
    force.push()
    assert force.reconcile().is_none

    changed = [person(0, surname="Silva"), *[person(number) for number in range(1, 5)], person(9)]
    write(folder, "a.ndjson", *changed)
    drift = force.reconcile()
    force.repair(drift)

    assert (drift.different, drift.missing, drift.beyond) == (["N/0"], ["N/9"], ["N/5"])
    assert LocalRecord.objects.get(local_reference="N/0").person.display_name == "Ines Silva"
    assert force.reconcile().beyond == ["N/5"]


def test_a_record_that_moves_to_another_month_differs_in_neither_afterwards(
    wire: Wire, credentials: Credentials, folder: Path
) -> None:
    write(folder, "a.ndjson", person(1), person(2))
    force = sync(wire, credentials, folder)
    force.push()

    write(folder, "a.ndjson", person(1, changed_on="2026-01-31"), person(2), person(2) | {"changed_on": None})

    assert force.reconcile().different == ["N/1", "N/2"]
    force.push()
    assert force.reconcile().is_none


def test_a_place_that_was_lost_is_asked_for_and_nothing_is_doubled(
    wire: Wire, credentials: Credentials, folder: Path
) -> None:
    write(folder, "a.ndjson", person(1), person(2))
    sync(wire, credentials, folder).push()
    (folder.parent / "state.json").unlink()

    counts = sync(wire, credentials, folder).push()

    assert counts == {"unchanged": 2}
    assert sorted(ReceivedBatch.objects.values_list("sequence", flat=True)) == [1, 2]


def test_an_old_place_that_comes_back_takes_the_next_free_number(
    wire: Wire, credentials: Credentials, folder: Path
) -> None:
    state = folder.parent / "state.json"
    write(folder, "a.ndjson", person(1))
    sync(wire, credentials, folder).push()
    old = state.read_bytes()
    write(folder, "b.ndjson", person(2))
    sync(wire, credentials, folder).push()
    state.write_bytes(old)
    write(folder, "b.ndjson", person(3), person(2))

    counts = sync(wire, credentials, folder).push()

    assert counts == {"created": 1, "unchanged": 1}
    assert held() == ["N/1", "N/2", "N/3"]
    assert sorted(ReceivedBatch.objects.values_list("sequence", flat=True)) == [1, 2, 3]


def test_a_file_that_changed_while_its_batch_was_on_the_way_is_sent_as_it_is_now(
    wire: Wire, credentials: Credentials, folder: Path
) -> None:
    write(folder, "a.ndjson", person(1), person(2))
    wire.plan = [LOSE_ANSWER] * 20
    with pytest.raises(Unreachable):
        sync(wire, credentials, folder).push()
    wire.plan = []
    write(folder, "a.ndjson", person(1), person(3))

    sync(wire, credentials, folder).push()

    assert held() == ["N/1", "N/2", "N/3"]
    (folder / "a.ndjson").unlink()
    assert sync(wire, credentials, folder).push() == {}


def test_what_is_refused_is_kept_with_its_place_and_without_what_was_sent(
    wire: Wire, credentials: Credentials, folder: Path
) -> None:
    write(folder, "a.ndjson", person(1), person(2, surname=""), person(3))
    with (folder / "a.ndjson").open("a") as file:
        file.write("{broken Okafor\n" + "x" * (feeds.LONGEST_LINE + 1) + "\n")
    said: list[str] = []

    counts = sync(wire, credentials, folder, said).push()

    assert counts == {"created": 2, "refused": 3}
    kept = (folder.parent / "state.refused.ndjson").read_text()
    told = [json.loads(line) for line in kept.splitlines()]
    assert [(each["file"], each["item"], each["problem"]["code"]) for each in told] == [
        ("a.ndjson", 1, "invalid"), ("a.ndjson", 3, "malformed"), ("a.ndjson", 4, "malformed"),
    ]  # fmt: skip
    assert "Okafor" not in kept
    assert said == ["batch 1 of a.ndjson: 2 created, 3 refused"]


def test_changes_are_followed_from_the_moment_on_and_alerts_are_read(
    wire: Wire, credentials: Credentials, folder: Path
) -> None:
    force = sync(wire, credentials, folder)
    assert list(force.follow()) == []
    write(folder, "a.ndjson", person(1))
    force.push()
    with transaction.atomic():
        alert = alert_to("13")

    changes = list(sync(wire, credentials, folder).follow())
    read = force.read()

    references = {change["reference"] for change in changes}
    assert LocalRecord.objects.get().person.reference in references
    assert [each["reference"] for each in read] == [alert.reference]
    assert list(sync(wire, credentials, folder).follow()) != changes


def alert_to(force_code: str, surname: str = "Kowalski") -> Alert:
    """Somebody of another force has moved into the area of this one."""
    by = builders.actor("offender-manager", force_code="14")
    moved = builders.person(by, surname=surname)
    facts.add_address(
        moved, actor=by, reason=builders.CALL, source=Source.OFFICER, line_1="3 Mill Lane", town="Leeds",
        postcode="LS8 1AA", police_force=builders.force(force_code),
    )  # fmt: skip
    alert = Alert.objects.get(person=moved)
    alerts.deliver(alert.reference)
    return alert


@pytest.fixture
def answering(transactional_db: None) -> Credentials:
    with transaction.atomic():
        made = issued(*SCOPES, "alerts:write", name="Control room")
    return Credentials(made.client.credential_id, made.secret, "13", "4471", "WY-1234")


def ours(alert: Mapping[str, Any]) -> Decision:
    return Decision(True, "We know him")


def tasks_to_take_over() -> int:
    return Task.objects.filter(kind=Task.Kind.FOLLOW_MOVE, force__code="13").count()


@pytest.mark.parametrize("fault", [PASS, LOSE_REQUEST, LOSE_ANSWER, BUSY])
def test_what_waits_is_answered_once_whatever_breaks_on_the_way(
    wire: Wire, answering: Credentials, folder: Path, fault: str
) -> None:
    with transaction.atomic():
        alert = alert_to("13")
    wire.breaks_at, wire.plan = f"/api/v1/alerts/{alert.reference}/answer", [fault]

    receipts = sync(wire, answering, folder).acknowledge(ours)
    again = sync(wire, answering, folder).acknowledge(ours)

    assert [(each["reference"], each["status"]) for each in receipts] == [(alert.reference, "accepted")]
    assert again == []
    alert.refresh_from_db()
    assert (alert.status, alert.answer_reason) == ("accepted", "We know him")
    assert alert.status_changes.filter(to_status="accepted").count() == 1
    assert tasks_to_take_over() == 1


def test_what_somebody_must_look_at_first_stays_and_a_rejection_says_why(
    wire: Wire, answering: Credentials, folder: Path
) -> None:
    with transaction.atomic():
        mine, other = alert_to("13"), alert_to("13", "Nowak")
    decisions = {mine.reference: Decision(False, "He lives in York")}

    sync(wire, answering, folder).acknowledge(lambda alert: decisions.get(alert["reference"]))

    mine.refresh_from_db()
    other.refresh_from_db()
    assert (mine.status, mine.answer_reason, other.status) == ("rejected", "He lives in York", "delivered")
    assert tasks_to_take_over() == 0


def test_an_officer_who_was_first_is_not_overruled(wire: Wire, answering: Credentials, folder: Path) -> None:
    with transaction.atomic():
        alert = alert_to("13")
        officer = builders.actor("supervisor")

    def meanwhile(waiting: Mapping[str, Any]) -> Decision:
        with transaction.atomic():
            alerts.answer_alert(alert, actor=officer, reason=builders.CALL, is_accepted=False, why="Not ours")
        return ours(waiting)

    assert sync(wire, answering, folder).acknowledge(meanwhile) == []
    alert.refresh_from_db()
    assert (alert.status, alert.answer_reason) == ("rejected", "Not ours")


def test_alerts_that_are_told_twice_and_in_any_order_are_one_task_each(
    wire: Wire, answering: Credentials, folder: Path
) -> None:
    """As a receiver of webhooks does that answers on each message: shuffled, and each of them twice."""
    with transaction.atomic():
        raised = [alert_to("13", f"Nowak{number}") for number in range(4)]
    told = [each.reference for each in (*raised, *raised)]
    random.Random(4471).shuffle(told)
    client = sync(wire, answering, folder).client

    for reference in told:
        alert = client.read_alert(reference)
        if alert["status"] in WAITING:
            client.answer_alert(alert, is_accepted=True, why="We know him")

    assert Alert.objects.filter(status="accepted").count() == 4
    assert tasks_to_take_over() == 4
    assert AlertStatusChange.objects.filter(to_status="accepted").count() == 4


def test_the_command_answers_with_a_reason_and_not_without(
    wire: Wire,
    answering: Credentials,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("DAR_CLIENT", answering.client)
    monkeypatch.setenv("DAR_SECRET", answering.secret)
    with transaction.atomic():
        alert = alert_to("13")
    command = [
        "acknowledge", "--base", wire.url, "--state", str(folder.parent / "state.json"), "--force", "13",
        "--collar", "4471", "--incident", "WY-1234",
    ]  # fmt: skip

    assert main(command) == 2
    assert "--accept or --reject" in capsys.readouterr().err
    assert main([*command, "--accept", "We know him", "--kind", "breach"]) == 0
    assert capsys.readouterr().out == ""
    assert main([*command, "--accept", "We know him", "--kind", "moved_in"]) == 0
    assert alert.reference in capsys.readouterr().out
    alert.refresh_from_db()
    assert alert.status == "accepted"


def test_credentials_that_are_not_good_are_told_from_a_line_that_is_broken(
    wire: Wire, credentials: Credentials, folder: Path
) -> None:
    wrong = Credentials(credentials.client, "x" * 43, "13", "4471", "WY-1234")

    with pytest.raises(Problem) as problem:
        sync(wire, wrong, folder)

    assert problem.value.status == 401


def test_a_token_that_has_run_out_is_renewed(wire: Wire, credentials: Credentials, folder: Path) -> None:
    times = (float(3600 * hour) for hour in range(40))
    connection = Connection(wire.url, credentials, pause=lambda seconds: None, clock=lambda: next(times))
    client = Client(connection)

    client.months()
    client.months()

    assert wire.asked.count("/api/v1/token") == 2


@pytest.mark.parametrize("base", ["http://register.example.org", "ftp://x", "register.example.org", ""])
def test_nothing_is_sent_over_an_open_line(base: str) -> None:
    with pytest.raises(ClientError, match="not an https address"):
        Connection(base, Credentials("a", "b", "13", "4471", "WY-1"))
