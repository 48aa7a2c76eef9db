from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from audit.core.errors import PermissionDenied, Refused
from audit.models import Event
from cases.actions.reference import SERVICES, load_support_services
from cases.actions.safeguards import (
    FAILED_TEST,
    Particulars,
    add_safeguard,
    add_step,
    do_step,
    end_safeguard,
    record_test,
    renew_safeguard,
    signpost,
)
from cases.models import Need, Safeguard, SafeguardChange, Signposting, SupportService
from cases.rules.safeguards import ENDS, INSTRUCTIONS, ends_on, review_on
from register.models import Task
from tests import builders
from tests.cases.builders import CANARY_LINE, CANARY_PHONE, Household, act, household

pytestmark = pytest.mark.django_db
_KIND = Safeguard.Kind


@pytest.fixture
def home() -> Household:
    return household()


def today() -> date:
    return timezone.localdate()


def placed(home: Household, kind: Safeguard.Kind = _KIND.TECSOS, **said: Any) -> Safeguard:
    usual: dict[str, Any] = {
        "instruction": "Treat as emergency", "owner": home.owner, "starts_on": today(),
        "review_on": today() + timedelta(days=90),
    }  # fmt: skip
    return add_safeguard(home.pair, kind=kind, **usual | said, **act(home.officer))


def renewed(home: Household, measure: Safeguard, **said: Any) -> Safeguard:
    usual: dict[str, Any] = {
        "review_on": today() + timedelta(days=120), "ends_on": None, "owner": home.owner, "why": "She still needs it",
    }  # fmt: skip
    return renew_safeguard(home.pair, safeguard=measure, **usual | said, **act(home.officer))


def history(measure: Safeguard) -> list[str]:
    return [change.what for change in SafeguardChange.objects.filter(safeguard=measure)]


def test_what_is_offered_fits_every_kind() -> None:
    assert INSTRUCTIONS.keys() == set(_KIND.values)
    assert ENDS.keys() <= set(_KIND.values)
    assert review_on(date(2026, 11, 30)) == date(2027, 2, 28)
    assert (ends_on("address_marker", date(2026, 11, 26)), ends_on("idva", date(2026, 11, 26))) == (
        date(2027, 11, 26), None,
    )  # fmt: skip


def test_a_marker_belongs_to_an_address_and_a_phone_to_its_number(home: Household) -> None:
    marker = placed(home, _KIND.ADDRESS_MARKER, particulars=Particulars(address=home.address.pk))
    phone = placed(home, particulars=Particulars(phone=home.phone.pk, device="TS-104", supplier="TecSOS"))

    assert (marker.address, phone.phone, phone.device) == (home.address, home.phone, "TS-104")
    assert history(phone) == ["added"]


def test_a_marker_does_not_belong_to_the_address_of_somebody_else(home: Household) -> None:
    other = household()

    with pytest.raises(Refused, match="not a detail of this victim") as refused:
        placed(home, particulars=Particulars(address=other.address.pk))
    assert refused.value.field == "address"


@pytest.mark.parametrize("field", ["device", "supplier", "adviser"])
def test_no_particular_names_what_is_protected(home: Household, field: str) -> None:
    with pytest.raises(Refused, match="Take it out") as refused:
        placed(home, particulars=Particulars(**{field: f"Ring {CANARY_PHONE}"}))  # type: ignore[arg-type]
    assert refused.value.field == field


def test_renewing_moves_review_last_day_and_owner_and_keeps_what_was_before(home: Household) -> None:
    measure = placed(home, ends_on=today() + timedelta(days=100))
    other = builders.user("supervisor")

    after = renewed(home, measure, owner=other, ends_on=today() + timedelta(days=300))

    assert (after.owner, after.review_on) == (other, today() + timedelta(days=120))
    before = SafeguardChange.objects.filter(safeguard=measure).last()
    assert before is not None and before.ends_on == today() + timedelta(days=100)
    assert history(measure) == ["renewed", "added"]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        pytest.param({"review_on": timedelta(0)}, "review_on", id="review today"),
        pytest.param({"ends_on": timedelta(-1)}, "ends_on", id="ended yesterday"),
        pytest.param({"why": " "}, "why", id="no reason"),
    ],
)
def test_renewing_is_refused(home: Household, said: dict[str, Any], field: str) -> None:
    days = {name: today() + value if isinstance(value, timedelta) else value for name, value in said.items()}

    with pytest.raises(Refused) as refused:
        renewed(home, placed(home, starts_on=today() - timedelta(days=9)), **days)
    assert refused.value.field == field


def test_renewing_what_was_not_read_or_has_ended_is_refused(home: Household) -> None:
    measure = placed(home)
    renewed(home, measure, based_on=measure.version)

    with pytest.raises(Refused, match="Somebody else changed this safeguard"):
        renewed(home, measure, based_on=measure.version)

    builders.allow_writes()
    Safeguard.objects.update(starts_on=date(2026, 1, 1), ends_on=date(2026, 1, 2))
    with pytest.raises(Refused, match="has ended"):
        renewed(home, measure)


def test_ending_says_why_by_whom_and_when(home: Household) -> None:
    ended = end_safeguard(home.pair, safeguard=placed(home), why="Phone given back", **act(home.officer))

    assert (ended.ends_on, ended.ended_why, ended.ended_by_id) == (today(), "Phone given back", home.officer.user_id)
    assert history(ended) == ["ended", "added"]


def test_a_failed_test_of_a_device_is_a_task_due_today(home: Household) -> None:
    measure = placed(home, _KIND.ALARM)

    record_test(home.pair, safeguard=measure, tested_on=today(), works=True, why="Rang", **act(home.officer))
    assert not Task.objects.filter(title=FAILED_TEST).exists()
    record_test(home.pair, safeguard=measure, tested_on=today(), works=False, why="Silent", **act(home.officer))

    assert Task.objects.open().get(title=FAILED_TEST).due_on == today()
    assert Safeguard.objects.get(pk=measure.pk).tested_on == today()


# The safety plan


def test_a_step_is_closed_with_what_came_of_it_and_only_once(home: Household) -> None:
    plan = placed(home, _KIND.SAFETY_PLAN)
    step = add_step(
        home.pair, plan=plan, what="Change the locks", who="Her brother", due_on=today(), **act(home.officer)
    )

    done = do_step(home.pair, step=step, outcome="New locks on both doors", **act(home.officer))

    assert (done.done_on, done.done_by_id) == (today(), home.officer.user_id)
    with pytest.raises(Refused, match="closed already"):
        do_step(home.pair, step=step, outcome="Again", **act(home.officer))


@pytest.mark.parametrize(
    ("said", "field"),
    [
        pytest.param({"what": " "}, "what", id="nothing to do"),
        pytest.param({"who": " "}, "who", id="nobody"),
        pytest.param({"what": f"Leave {CANARY_LINE}"}, "what", id="a protected address"),
        pytest.param({"due_on": date(2020, 1, 1)}, "due_on", id="a day that is past"),
    ],
)
def test_a_step_is_refused(home: Household, said: dict[str, Any], field: str) -> None:
    usual: dict[str, Any] = {"what": "Change the locks", "who": "Her brother", "due_on": today()}

    with pytest.raises(Refused) as refused:
        add_step(home.pair, plan=placed(home, _KIND.SAFETY_PLAN), **usual | said, **act(home.officer))
    assert refused.value.field == field


def test_only_a_safety_plan_has_steps(home: Household) -> None:
    with pytest.raises(Refused, match="Only a safety plan"):
        add_step(home.pair, plan=placed(home), what="x", who="y", due_on=today(), **act(home.officer))


# Support services


def test_every_service_of_the_directory_is_loaded_with_its_source() -> None:
    assert SupportService.objects.listed().count() == len(SERVICES.read_text(encoding="utf-8").splitlines()) - 1
    assert {need for service in SupportService.objects.all() for need in service.needs} <= set(Need.values)
    assert load_support_services() == 0


def test_a_service_that_leaves_the_file_is_no_longer_offered_and_stays_to_be_read(
    home: Household, tmp_path: Any
) -> None:
    galop = SupportService.objects.get(code="galop")
    signpost(home.pair, service=galop, way=Signposting.Way.TOLD, **act(home.officer))
    rows = SERVICES.read_text(encoding="utf-8").splitlines(keepends=True)
    shorter = tmp_path / "services.csv"
    shorter.write_text("".join(row for row in rows if not row.startswith("galop")), encoding="utf-8")

    assert load_support_services(shorter) == 1

    galop.refresh_from_db()
    assert not galop.is_listed and Signposting.objects.get().service == galop
    with pytest.raises(Refused, match="no longer in the directory"):
        signpost(home.pair, service=galop, way=Signposting.Way.TOLD, **act(home.officer))
    assert load_support_services() == 1


def test_signposting_is_recorded_with_who_did_it(home: Household) -> None:
    service = SupportService.objects.get(code="hourglass")

    row = signpost(home.pair, service=service, way=Signposting.Way.REFERRED, note="She agrees", **act(home.officer))

    assert (row.signposted_by_id, row.person) == (home.officer.user_id, home.victim)
    assert Event.objects.get(code="victim.signposted").subject_ref == home.victim.reference


def test_whoever_only_reads_cases_puts_nothing_in_place(home: Household) -> None:
    with pytest.raises(PermissionDenied):
        signpost(
            home.pair, service=SupportService.objects.get(code="galop"), way=Signposting.Way.TOLD,
            **act(builders.actor("offender-manager")),
        )  # fmt: skip
