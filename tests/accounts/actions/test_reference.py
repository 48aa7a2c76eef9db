"""Loading reference data: what the files say, once, with an event for what changed."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path

import phonenumbers
import pytest
from django.core.management import call_command

from accounts.actions.reference import DIRECTORY, load_forces, load_roles
from accounts.models import Force, Role
from register.actions.reference import SIGNALS, load_warning_signals
from register.models import WarningSignal
from tests.accounts.conftest import events

pytestmark = pytest.mark.django_db
SHARED = Path(__file__).resolve().parents[4] / "shared" / "reference" / "forces.csv"


def test_loading_again_changes_nothing_and_writes_no_event() -> None:
    before = len(events("reference.forces_loaded"))
    out = StringIO()

    call_command("load_reference", stdout=out)

    loaded = ("forces", "roles", "warning signals", "support services")
    assert out.getvalue() == "".join(f"{name}: up to date\n" for name in loaded)
    assert len(events("reference.forces_loaded")) == before


def test_loading_again_asks_four_questions(django_assert_num_queries) -> None:
    with django_assert_num_queries(4):
        assert (load_forces(), load_roles(), load_warning_signals()) == (0, 0, 0)


def test_a_changed_force_is_brought_up_to_date(tmp_path: Path) -> None:
    rows = list(csv.reader((DIRECTORY / "forces.csv").read_text(encoding="utf-8").splitlines()))
    rows[1][1] = "Renamed Police"
    file = tmp_path / "forces.csv"
    with file.open("w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerows(rows)

    assert load_forces(file) == 1

    assert Force.objects.get(code=rows[1][0]).name == "Renamed Police"
    assert events("reference.forces_loaded")[-1].fields == {"codes": [rows[1][0]]}


def test_a_grant_that_left_the_file_is_taken_away(tmp_path: Path) -> None:
    file = tmp_path / "roles.toml"
    text = (DIRECTORY / "roles.toml").read_text(encoding="utf-8")
    file.write_text(text.replace('"audit.export" = ["national"]\n', ""), encoding="utf-8")

    assert load_roles(file) == 1

    permissions = set(Role.objects.get(code="oversight-auditor").grants.values_list("permission", flat=True))
    assert permissions == {
        "audit.read", "bulk.approve", "bulk.see", "disposal.see", "integrity.see", "misuse.answer", "misuse.back_test",
        "misuse.see", "overdue.see", "statistics.see",
    }  # fmt: skip
    assert events("reference.roles_loaded")[-1].fields == {"codes": ["oversight-auditor"]}


def test_a_changed_warning_signal_is_brought_up_to_date(tmp_path: Path) -> None:
    file = tmp_path / "signals.csv"
    file.write_text(SIGNALS.read_text(encoding="utf-8").replace("FI,Firearms", "FI,Guns"), encoding="utf-8")

    assert load_warning_signals(file) == 1
    assert WarningSignal.objects.get(code="FI").title == "Guns"


def test_the_forces_are_those_of_the_home_office_list() -> None:
    with SHARED.open(newline="", encoding="utf-8") as file:
        listed = {
            (row["code"], row["name"], row["slug"], row["short_name"], row["kind"]) for row in csv.DictReader(file)
        }

    assert set(Force.objects.values_list("code", "name", "slug", "short_name", "kind")) == listed


def test_every_force_has_an_invented_phone_and_address() -> None:
    for force in Force.objects.all():
        number = phonenumbers.parse(force.control_room_phone, "GB").national_number
        assert 1134960000 <= number <= 1134960999
        assert force.alert_email.endswith("@example.org")
    assert Force.objects.values("control_room_phone").distinct().count() == Force.objects.count()
