"""The life of a registration: every move of the table is made by an act, and each says no with its sentence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from accounts.actor import Actor
from accounts.models import User
from audit.core.errors import OutOfReach, PermissionDenied, Refused
from audit.models import Event
from register.actions.convictions import Sentence, quash_conviction, record_conviction
from register.actions.orders import record_order
from register.actions.registration_ends import (
    decide_appeal,
    discharge_registration,
    expire_registration,
    note_appeal,
    record_death,
    record_stay,
    remove_registration,
    transfer_registration_out,
)
from register.actions.registration_reviews import review_registration
from register.actions.registrations import (
    approve_designation,
    approve_registration,
    propose_registration,
    record_notice_given,
    refuse_designation,
    refuse_registration,
    resume_registration,
    suspend_registration,
)
from register.actions.requirements import require_notification
from register.duties.checking import duty_differences
from register.duties.recompute import recompute
from register.models import Conviction, NotificationDuty, Registration, RegistrationAppeal, RegistrationReview
from register.rules.transitions import REGISTRATION, SUSPENDED, Transition
from tests import builders
from tests.builders import CALL

pytestmark = pytest.mark.django_db

NONE = Registration.Regime.NONE
KIND_OF = {status: kind for kind, status in SUSPENDED.items()}
OUTCOME = RegistrationAppeal.Outcome
LONG_AGO, ENDED_ON, AHEAD = date(2020, 1, 1), date(2021, 1, 1), date(2999, 1, 1)
WHY = {"why": "Needed"}
LODGED: dict[str, Any] = {"court": "Leeds Crown Court", "lodged_on": LONG_AGO}
STAYED: dict[str, Any] = {"is_stayed": True, "effective_on": date(2020, 6, 1)}
DISMISSED: dict[str, Any] = {"outcome": OUTCOME.DISMISSED, "decided_on": LONG_AGO}
NOTICE: dict[str, Any] = {
    "given_on": LONG_AGO, "given_by": "PC Adeyemi", "means": Registration.NoticeMeans.HANDED_OVER,
}  # fmt: skip
DESIGNATION: dict[str, Any] = {
    "gate": "police_designation", "regime": NONE, "proportionality": "Two victims; a lesser means did not hold",
}  # fmt: skip


def act(by: Actor) -> dict[str, Any]:
    return {"actor": by, "reason": CALL}


@pytest.fixture
def by() -> dict[str, Any]:
    return act(builders.actor("supervisor"))


def proposal(by: dict[str, Any], **given: Any) -> Registration:
    """A proposal without a requirement, so that nothing in law keeps it from ending."""
    about = builders.person(by["actor"])
    return builders.proposed(about, by["actor"], **{"regime": NONE, "starts_on": LONG_AGO} | given)


def at(status: str, by: dict[str, Any], **given: Any) -> Registration:
    """A registration in this status, brought there by the acts of people."""
    registration = proposal(by, **given)
    if status == "proposed":
        return registration
    registration = approve_registration(registration, why="Needed", **by)
    if status == "awaiting_notice":
        return registration
    registration = record_notice_given(registration, **NOTICE, **by)
    if status in KIND_OF:
        return suspend_registration(registration, absence=KIND_OF[status], since=LONG_AGO, **by)
    if status == "under_appeal":
        return note_appeal(registration, court="Leeds Crown Court", lodged_on=LONG_AGO, **by)
    return registration


def given_for(step: Transition) -> dict[str, Any]:
    """What must be said of the proposal so that the move can come about."""
    if (step.before, step.after) == ("proposed", "active"):
        return DESIGNATION
    if step.after == "expired":
        return {"ends_on": ENDED_ON}
    return {
        "is_indefinite": "indefinite" in (step.before, step.after) and step.name != "a requirement becomes indefinite"
    }


def go(step: Transition, registration: Registration, by: dict[str, Any]) -> Registration:
    """The act that makes the move."""
    appeal_lost = {"outcome": OUTCOME.DISMISSED, "decided_on": ENDED_ON, "why": "Dismissed"}
    deeds: dict[str, Callable[[], Any]] = {
        "approve": lambda: approve_registration(registration, why="Needed", **by),
        "approve a designation": lambda: approve_designation(
            registration, why="Needed", **act(builders.actor("superintendent"))
        ),
        "do not register": lambda: refuse_registration(registration, why="Not needed", **by),
        "record the notice": lambda: record_notice_given(registration, **NOTICE, **by),
        "a requirement becomes indefinite": lambda: require_notification(
            registration, conviction=convict(registration, by), **by
        ),
        "the indefinite requirement ends": lambda: quashed(registration, by),
        "suspend the clocks": lambda: suspend_registration(
            registration, absence=KIND_OF[step.after], since=LONG_AGO, **by
        ),
        "the reason for suspension changes": lambda: suspend_registration(
            registration, absence=KIND_OF[step.after], since=LONG_AGO, **by
        ),
        "resume": lambda: resume_registration(registration, since=ENDED_ON, **by),
        "note an appeal": lambda: note_appeal(registration, court="Leeds Crown Court", lodged_on=LONG_AGO, **by),
        "appeal lost": lambda: decide_appeal(registration, **appeal_lost, **by),
        "appeal lost while away": lambda: decide_appeal(registration, **appeal_lost, absence=KIND_OF[step.after], **by),
        "appeal allowed": lambda: decide_appeal(registration, **appeal_lost | {"outcome": OUTCOME.ALLOWED}, **by),
        "discharge": lambda: discharge_registration(
            registration, court="Leeds Crown Court", decided_on=ENDED_ON, why="Quashed", **by
        ),
        "transfer out": lambda: transfer_registration_out(
            registration, accepted_by="Police Scotland", accepted_on=ENDED_ON, why="Moved to Glasgow", **by
        ),
        "expire": lambda: expire_registration(registration, why="The last day has passed", **by),
        "remove on review": lambda: reviewed_and_removed(registration, by),
        "record the death": lambda: record_death(
            registration, confirmed_by="Coroner", died_on=ENDED_ON, why="Certificate seen", **by
        ),
    }  # fmt: skip
    deeds[step.name]()
    return Registration.objects.get(pk=registration.pk)


def convict(registration: Registration, by: dict[str, Any]) -> Conviction:
    """A conviction for an offence of Schedule 3 that requires notification without an end."""
    return record_conviction(
        registration.person, force=builders.force(), cjs_code="SX03002", offence_title="Rape", convicted_on=LONG_AGO,
        sentence=Sentence(Conviction.Disposal.LIFE), is_schedule_3_offence=True, **by,
    )  # fmt: skip


def quashed(registration: Registration, by: dict[str, Any]) -> None:
    conviction = convict(registration, by)
    require_notification(registration, conviction=conviction, **by)
    quash_conviction(conviction, quashed_on=ENDED_ON, court="Court of Appeal", **by)


def reviewed_and_removed(registration: Registration, by: dict[str, Any]) -> Registration:
    recommend(registration, by)
    second = act(builders.actor("supervisor"))
    return remove_registration(registration, why="No longer necessary", **second)


def recommend(registration: Registration, by: dict[str, Any]) -> RegistrationReview:
    outcome = RegistrationReview.Outcome.REMOVE
    return review_registration(registration, outcome=outcome, reasons="Ten years without a report", **by)


@pytest.mark.parametrize("step", [pytest.param(step, id=f"{step.before}-{step.after}") for step in REGISTRATION])
def test_every_move_of_the_table_is_made_by_an_act_and_leaves_its_row(step: Transition, by: dict[str, Any]) -> None:
    registration = at(step.before, by, **given_for(step))

    moved = go(step, registration, by)

    assert moved.status == step.after
    last = moved.status_changes.last()
    assert (last.from_status, last.to_status) == (step.before, step.after)
    assert last.changed_by is not None
    assert last.why


@pytest.mark.parametrize(
    ("status", "deed", "given", "said"),
    [
        pytest.param("active", expire_registration, {"why": "Over"}, "after its last day", id="no last day"),
        pytest.param("proposed", refuse_registration, {"why": " "}, "Say why.", id="no reason"),
        pytest.param("active", refuse_registration, WHY, "Only a proposal", id="turn down what lives"),
        pytest.param("proposed", remove_registration, WHY, "a proposal still", id="remove a proposal"),
        pytest.param("proposed", refuse_designation, WHY, "no police designation", id="turn down as a designation"),
        pytest.param("proposed", approve_designation, WHY, "Only a police designation", id="approve as a designation"),
        pytest.param("active", remove_registration, WHY, "No review recommends", id="no review"),
        pytest.param(
            "active",
            record_death,
            WHY | {"confirmed_by": " ", "died_on": None},
            "Say who or what confirms",
            id="death unconfirmed",
        ),
        pytest.param(
            "active", record_death, WHY | {"confirmed_by": "GP", "died_on": AHEAD}, "lies ahead", id="death ahead"
        ),
        pytest.param(
            "active",
            discharge_registration,
            WHY | {"court": "", "decided_on": LONG_AGO},
            "Give the court",
            id="no court",
        ),
        pytest.param(
            "active",
            discharge_registration,
            WHY | {"court": "Leeds", "decided_on": AHEAD},
            "cannot lie ahead",
            id="court ahead",
        ),
        pytest.param(
            "active",
            transfer_registration_out,
            WHY | {"accepted_by": " ", "accepted_on": LONG_AGO},
            "has accepted",
            id="nobody took it",
        ),
        pytest.param("active", decide_appeal, WHY | DISMISSED, "Record first the court", id="no appeal"),
        pytest.param(
            "under_appeal",
            decide_appeal,
            WHY | DISMISSED | {"decided_on": date(2019, 1, 1)},
            "after it was lodged",
            id="decided before",
        ),
        pytest.param("under_appeal", note_appeal, LODGED, "open already", id="a second appeal"),
        pytest.param("active", record_stay, STAYED, "No appeal is open", id="a stay without an appeal"),
        pytest.param(
            "under_appeal", record_stay, STAYED | {"is_stayed": False}, "no suspension to end", id="no stay to lift"
        ),
        pytest.param(
            "under_appeal",
            record_stay,
            STAYED | {"effective_on": date(2019, 1, 1)},
            "A court decides",
            id="stayed before",
        ),
        pytest.param("active", note_appeal, LODGED | {"stayed_on": LONG_AGO}, "or leave the day empty", id="day alone"),
        pytest.param("active", note_appeal, LODGED | {"court": " "}, "Give the court", id="appeal without a court"),
        pytest.param("active", note_appeal, LODGED | {"lodged_on": AHEAD}, "lies ahead", id="appeal ahead"),
        pytest.param(
            "awaiting_notice", record_notice_given, NOTICE | {"given_by": " "}, "Say who gave", id="nobody gave notice"
        ),
        pytest.param(
            "awaiting_notice", record_notice_given, NOTICE | {"given_on": AHEAD}, "lies ahead", id="notice ahead"
        ),
        pytest.param("active", record_notice_given, NOTICE, "cannot become active", id="told twice"),
        pytest.param("active", approve_registration, WHY, "cannot become awaiting notice", id="approved twice"),
    ],
)
def test_an_act_says_what_is_missing_and_changes_nothing(
    status: str, deed: Callable[..., Any], given: dict[str, Any], said: str, by: dict[str, Any]
) -> None:
    registration = at(status, by)
    who = act(builders.actor("superintendent")) if "designation" in deed.__name__ else by

    with pytest.raises(Refused, match=said):
        deed(registration, **given, **who)

    assert Registration.objects.get(pk=registration.pk).status == status


def test_nobody_removes_what_they_recommended_to_remove(by: dict[str, Any]) -> None:
    registration = at("active", by)
    recommend(registration, by)

    with pytest.raises(Refused, match="Ask a second person"):
        remove_registration(registration, why="No longer necessary", **by)


def test_nothing_is_removed_while_the_law_still_requires_notification(by: dict[str, Any]) -> None:
    registration = at("active", by, regime=Registration.Regime.DAPO)
    record_order(registration.person, force=registration.managing_force, kind="DAPO", made_on=LONG_AGO, **by)
    recommend(registration, by)

    with pytest.raises(Refused, match="still runs by law"):
        remove_registration(registration, why="No longer necessary", **act(builders.actor("supervisor")))


def test_nothing_expires_while_a_notification_is_overdue(by: dict[str, Any]) -> None:
    registration = at(
        "active", by, regime=Registration.Regime.DAPO, starts_on=date(2021, 7, 1), ends_on=date(2022, 1, 1)
    )
    builders.allow_writes()
    NotificationDuty.objects.create(
        registration=registration, key="initial:order:1", kind="initial", regime="dapo", limit_code="test",
        starts_on=LONG_AGO, due_on=ENDED_ON, due_at=datetime.combine(ENDED_ON, time(23), UTC), explanation="Three days",
    )  # fmt: skip

    with pytest.raises(Refused, match="nothing closes by itself"):
        expire_registration(registration, why="Over", **by)


def test_whoever_proposed_a_designation_cannot_approve_it() -> None:
    user = builders.user("superintendent")
    both = user.actor(on=date(2026, 11, 23))
    about = builders.person(builders.actor("supervisor"))
    registration = builders.proposed(about, builders.actor("supervisor"), **DESIGNATION)
    builders.allow_writes()
    Registration.objects.filter(pk=registration.pk).update(proposed_by=user)

    with pytest.raises(Refused, match="A second person, a superintendent, must"):
        approve_designation(registration, why="Needed", **act(both))


def test_a_supervisor_cannot_approve_a_designation(by: dict[str, Any]) -> None:
    registration = proposal(by, **DESIGNATION)

    with pytest.raises((PermissionDenied, OutOfReach)):
        approve_designation(registration, why="Needed", **act(builders.actor("supervisor")))


def test_a_designation_is_never_put_on_the_statutory_tier(by: dict[str, Any]) -> None:
    registration = proposal(by, **DESIGNATION)

    with pytest.raises(Refused, match="approved by a superintendent"):
        approve_registration(registration, why="Needed", **by)


def test_whoever_is_away_when_told_has_their_clocks_suspended_at_once(by: dict[str, Any]) -> None:
    registration = at("awaiting_notice", by)

    told = record_notice_given(registration, **NOTICE, absence="custody", **by)

    assert told.status == "suspended_custody"
    assert [row.to_status for row in told.status_changes.all()][-2:] == ["active", "suspended_custody"]


@pytest.mark.parametrize("status", ["proposed", "awaiting_notice", "under_appeal"])
def test_an_absence_leaves_a_status_that_no_clock_depends_on(status: str, by: dict[str, Any]) -> None:
    registration = at(status, by)

    suspend_registration(registration, absence="custody", since=LONG_AGO, **by)
    kept = resume_registration(registration, since=LONG_AGO, **by)

    assert kept.status == status


def test_a_death_ends_every_duty_and_a_discharge_those_that_lie_ahead(by: dict[str, Any]) -> None:
    today = timezone.localdate()
    ended = {}
    for number, deed in enumerate((_dies, _is_discharged)):
        registration = at("active", by, regime=Registration.Regime.DAPO, gate_reason=f"DAPO {number}")
        record_order(
            registration.person, force=registration.managing_force, kind="DAPO",
            made_on=today - timedelta(days=30), **by,
        )  # fmt: skip
        recompute(registration)
        ended[deed] = deed(registration, by).duties.get().ended_on is not None

    assert ended == {_dies: True, _is_discharged: False}


def _dies(registration: Registration, by: dict[str, Any]) -> Registration:
    return record_death(registration, confirmed_by="Coroner", died_on=None, why="Seen", **by)


def _is_discharged(registration: Registration, by: dict[str, Any]) -> Registration:
    return discharge_registration(registration, court="Leeds", decided_on=timezone.localdate(), why="Quashed", **by)


def with_an_order(by: dict[str, Any], made_on: date) -> Registration:
    """A registration that runs, under a domestic abuse protection order of the day."""
    registration = at("active", by, regime=Registration.Regime.DAPO)
    record_order(registration.person, force=registration.managing_force, kind="DAPO", made_on=made_on, **by)
    return registration


def due_on(registration: Registration) -> date | None:
    return NotificationDuty.objects.get(registration=registration).due_on


@time_machine.travel("2026-11-23T09:00:00+00:00", tick=False)
def test_a_stay_stops_the_clock_and_the_end_of_the_appeal_starts_it_again(by: dict[str, Any]) -> None:
    registration = with_an_order(by, date(2026, 11, 20))
    assert due_on(registration) == date(2026, 11, 22)

    note_appeal(registration, court="Leeds", lodged_on=date(2026, 11, 20), is_stayed=True, **by)
    assert due_on(registration) is None

    decide_appeal(registration, outcome=OUTCOME.DISMISSED, decided_on=date(2026, 11, 23), why="Dismissed", **by)
    assert due_on(registration) == date(2026, 11, 25)


@time_machine.travel("2026-11-23T09:00:00+00:00", tick=False)
def test_a_court_that_lets_the_requirements_run_again_starts_the_clock_before_it_decides(by: dict[str, Any]) -> None:
    registration = with_an_order(by, date(2026, 11, 20))
    note_appeal(registration, court="Leeds", lodged_on=date(2026, 11, 20), **by)
    assert due_on(registration) == date(2026, 11, 22)

    record_stay(registration, is_stayed=True, effective_on=date(2026, 11, 21), **by)
    assert due_on(registration) is None
    record_stay(registration, is_stayed=False, effective_on=date(2026, 11, 23), **by)

    assert due_on(registration) == date(2026, 11, 24)
    assert Registration.objects.get(pk=registration.pk).status == "under_appeal"
    assert Event.objects.filter(code="registration.stay_recorded").count() == 2


@time_machine.travel("2026-11-23T09:00:00+00:00", tick=False)
def test_an_appeal_that_is_allowed_ends_what_was_stayed(by: dict[str, Any]) -> None:
    registration = with_an_order(by, date(2026, 11, 20))
    note_appeal(registration, court="Leeds", lodged_on=date(2026, 11, 20), is_stayed=True, **by)

    decide_appeal(registration, outcome=OUTCOME.ALLOWED, decided_on=date(2026, 11, 22), why="Allowed", **by)

    assert NotificationDuty.objects.get(registration=registration).ended_on == date(2026, 11, 22)


@time_machine.travel("2026-11-23T09:00:00+00:00", tick=False)
def test_the_nightly_check_finds_no_difference_during_a_stay(by: dict[str, Any]) -> None:
    registration = with_an_order(by, date(2026, 11, 20))

    note_appeal(registration, court="Leeds", lodged_on=date(2026, 11, 20), is_stayed=True, **by)

    assert list(duty_differences()) == []


def test_a_second_stay_of_one_appeal_is_refused(by: dict[str, Any]) -> None:
    registration = at("under_appeal", by)
    record_stay(registration, **STAYED, **by)

    with pytest.raises(Refused, match="suspended in this appeal already"):
        record_stay(registration, **STAYED, **by)


def test_a_review_gives_its_reasons_and_the_next_review(by: dict[str, Any]) -> None:
    registration = at("active", by)

    review = review_registration(
        registration, outcome=RegistrationReview.Outcome.KEEP, reasons="Two reports", risk_of_serious_harm="high", **by
    )

    registration.refresh_from_db()
    assert (registration.review_limit_code, registration.risk_of_serious_harm) == ("review.high", "high")
    assert registration.next_review_on == review.next_review_on > timezone.localdate()
    assert Event.objects.filter(code="registration.reviewed").count() == 1


@pytest.mark.parametrize(
    ("status", "reasons", "said"),
    [
        pytest.param("active", " ", "Give the reasons", id="no reasons"),
        pytest.param("discharged", "x", "has ended", id="ended"),
    ],
)
def test_a_review_is_refused_in_words(status: str, reasons: str, said: str, by: dict[str, Any]) -> None:
    registration = at("active", by)
    if status == "discharged":
        _is_discharged(registration, by)

    with pytest.raises(Refused, match=said):
        review_registration(registration, outcome=RegistrationReview.Outcome.KEEP, reasons=reasons, **by)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        pytest.param({"gate": "nowhere"}, "This gate is closed", id="no such gate"),
        pytest.param({"gate_reason": " "}, "Give the reason", id="no reason"),
        pytest.param({"gate": "police_designation"}, "necessary and proportionate", id="not proportionate"),
        pytest.param(
            {"is_indefinite": True, "ends_on": date(2030, 1, 1)}, "has no last day", id="indefinite with an end"
        ),
        pytest.param({"ends_on": date(2019, 1, 1)}, "end before it starts", id="ends first"),
    ],
)
def test_a_proposal_is_refused_in_words(given: dict[str, Any], said: str, by: dict[str, Any]) -> None:
    about = builders.person(by["actor"])

    with pytest.raises(Refused, match=said):
        builders.proposed(about, by["actor"], **{"starts_on": LONG_AGO} | given)


def test_the_offender_manager_works_in_the_force(by: dict[str, Any]) -> None:
    about, stranger = builders.person(by["actor"]), builders.user("offender-manager", force_code="14")

    with pytest.raises(Refused, match="must work in the force"):
        propose_registration(
            about, managing_force=builders.force(), gate="order", gate_reason="DAPO", regime=NONE, starts_on=LONG_AGO,
            offender_manager=stranger, **by,
        )  # fmt: skip


def test_the_manager_named_in_a_proposal_stands_in_the_history_of_managers(by: dict[str, Any]) -> None:
    manager = builders.user("offender-manager")

    registration = proposal(by, offender_manager=manager)

    assert [(each.manager, each.assigned_by) for each in registration.assignments.all()] == [
        (manager, User.objects.get(pk=by["actor"].user_id)),
    ]  # fmt: skip
