"""What happens in a matter starts the clocks of the Victims' Code, and telling the victim stops them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from audit.core.errors import OutOfReach, PermissionDenied, Refused
from audit.models import Event
from cases.actions.cases import NewVictim, add_victim
from cases.actions.incidents import Involved, record_incident, record_incident_outcome
from cases.actions.victims_code import (
    note_update_not_wanted,
    note_victim_not_reached,
    record_development,
    tell_victim,
    withdraw_development,
)
from cases.models import Development, Incident, Pair, VictimUpdate, VictimUpdateStep
from cases.models.incident import Role
from cases.victims_code import update_differences
from register.agenda.items import When, Whose
from register.agenda.listing import Agenda
from register.models import SubjectCategory
from tests import builders
from tests.cases.builders import TODAY, Household, act, household

pytestmark = pytest.mark.django_db
KINDS, MEANS = Development.Kind, VictimUpdateStep.Means
MONDAY_NOON = datetime(2026, 11, 23, 12, tzinfo=timezone.get_default_timezone())


@pytest.fixture
def home() -> Household:
    with time_machine.travel(MONDAY_NOON, tick=True):
        return household()


def arrested(home: Household, on: date = TODAY) -> VictimUpdate:
    with time_machine.travel(MONDAY_NOON + timedelta(hours=1), tick=True):
        made = record_development(home.case, kind=KINDS.ARREST, happened_on=on, **act(home.officer))
    return made.updates.get(pair=home.pair)


def test_a_victim_who_joins_a_case_has_needs_to_be_assessed_in_two_working_days(home: Household) -> None:
    update = VictimUpdate.objects.get(pair=home.pair)

    assert (update.development.kind, update.due_on) == ("report", TODAY + timedelta(days=2))


def test_an_arrest_is_told_to_each_victim_by_the_next_working_day(home: Household) -> None:
    with time_machine.travel(MONDAY_NOON, tick=True):
        other = add_victim(
            home.case, victim=NewVictim("Zofia"), victim_role=SubjectCategory.WITNESS, **act(home.officer)
        )

    updates = {each.pair: each for each in arrested(home).development.updates.all()}

    assert (updates[home.pair].due_on, updates[home.pair].is_enhanced) == (date(2026, 11, 24), True)
    assert (updates[other].due_on, updates[other].is_enhanced) == (date(2026, 11, 30), False)


@pytest.mark.parametrize(
    ("on", "sentence"),
    [
        pytest.param(date(2026, 11, 25), "in the future", id="to come"),
        pytest.param(date(2020, 5, 1), "1 April 2021", id="before the Code"),
    ],
)
def test_a_development_has_come_and_stands_under_the_code(home: Household, on: date, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        arrested(home, on)


def test_the_same_development_is_recorded_once(home: Household) -> None:
    arrested(home)

    with pytest.raises(Refused, match="in the record already"):
        arrested(home)


def test_telling_in_time_is_not_late_and_is_logged(home: Household) -> None:
    update = arrested(home)
    with time_machine.travel(MONDAY_NOON + timedelta(hours=20), tick=True):
        told = tell_victim(update, means=MEANS.PHONE, told_at=timezone.now(), **act(home.officer))

    assert told.status == "told" and not told.is_late(on=TODAY + timedelta(days=60))
    assert Event.objects.get(code="victim_update.told").operation == "alteration"
    assert told.steps.get().means == "phone"


def test_telling_late_stays_late(home: Household) -> None:
    update = arrested(home)
    with time_machine.travel(MONDAY_NOON + timedelta(days=3), tick=True):
        told = tell_victim(update, means=MEANS.TEXT, told_at=timezone.now(), **act(home.officer))

    assert told.is_late(on=TODAY)


def test_nobody_is_told_before_it_happened_or_in_the_future(home: Household) -> None:
    update = arrested(home)
    with time_machine.travel(MONDAY_NOON + timedelta(hours=2)):
        with pytest.raises(Refused, match="before it happened"):
            tell_victim(update, means=MEANS.PHONE, told_at=MONDAY_NOON - timedelta(days=2), **act(home.officer))
        with pytest.raises(Refused, match="in the future"):
            tell_victim(update, means=MEANS.PHONE, told_at=MONDAY_NOON + timedelta(days=2), **act(home.officer))


def test_a_try_in_vain_lets_the_clock_run_on(home: Household) -> None:
    update = arrested(home)
    with pytest.raises(Refused, match="what was tried"):
        note_victim_not_reached(update, note=" ", **act(home.officer))

    tried = note_victim_not_reached(update, note="He answered the telephone", **act(home.officer))

    assert tried.status == "waiting" and tried.is_late(on=TODAY + timedelta(days=2))
    assert tried.steps.count() == 1


def test_a_victim_may_ask_not_to_be_told(home: Household) -> None:
    update = note_update_not_wanted(arrested(home), note="She said so to PC Adeyemi", **act(home.officer))

    assert not update.is_late(on=TODAY + timedelta(days=60))
    with pytest.raises(Refused, match="Asked not to be told"):
        tell_victim(update, means=MEANS.PHONE, told_at=timezone.now(), **act(home.officer))


def test_what_was_recorded_by_mistake_need_not_be_told(home: Household) -> None:
    update = arrested(home)

    withdraw_development(home.case, development=update.development, why="Another person", **act(home.officer))

    update.refresh_from_db()
    assert update.status == "withdrawn"
    with pytest.raises(Refused, match="withdrawn already"):
        withdraw_development(home.case, development=update.development, why="Again", **act(home.officer))


def test_an_incident_has_the_needs_of_the_victims_in_it_assessed(home: Household) -> None:
    other = add_victim(home.case, victim=NewVictim("Zofia"), **act(home.officer))

    made = record_incident(
        home.owner.force, person=home.person, involved=[Involved(Role.VICTIM, home.victim)], **act(builders.actor())
    )

    reported = Development.objects.get(incident=made, kind="report")
    assert [each.pair for each in reported.updates.all()] == [home.pair]
    unnamed = record_incident(home.owner.force, person=home.person, **act(builders.actor()))
    assert {each.pair for each in Development.objects.get(incident=unnamed).updates.all()} == {home.pair, other}


@pytest.mark.parametrize(
    ("outcome", "kind"),
    [
        pytest.param(Incident.Outcome.CHARGED, "charge", id="charge"),
        pytest.param(Incident.Outcome.CAUTION, "out_of_court", id="caution"),
        pytest.param(Incident.Outcome.NO_SUPPORT, "no_further_action", id="victim does not support"),
        pytest.param(Incident.Outcome.NO_CRIME, None, id="no crime: no news"),
    ],
)
def test_an_outcome_starts_the_clock_of_what_it_is(
    home: Household, outcome: Incident.Outcome, kind: str | None
) -> None:
    made = record_incident(home.owner.force, person=home.person, **act(home.officer))

    record_incident_outcome(made, outcome=outcome, on=timezone.localdate(), **act(home.officer))

    found = Development.objects.filter(incident=made).exclude(kind="report").values_list("kind", flat=True)
    assert list(found) == ([kind] if kind else [])


def test_the_owner_finds_it_among_their_duties_and_another_force_does_not(home: Household) -> None:
    update = arrested(home)

    def listed(whose: Whose, actor: object) -> list[int]:
        page = Agenda(actor, whose, today=TODAY + timedelta(days=3)).page(When.OVERDUE)  # type: ignore[arg-type]
        return [item.number for item in page.items if item.source == "victim_update"]

    supervisor, stranger = builders.actor("supervisor"), builders.actor("supervisor", force_code="14")
    assert update.pk in listed(Whose.MINE, home.officer)
    assert (update.pk in listed(Whose.TEAM, supervisor), listed(Whose.MINE, supervisor)) == (True, [])
    assert listed(Whose.UNASSIGNED, supervisor) == listed(Whose.TEAM, stranger) == []


@pytest.mark.parametrize(
    ("role", "force"),
    [pytest.param("offender-manager", "13", id="role"), pytest.param("supervisor", "14", id="force")],
)
def test_only_those_who_tell_victims_of_the_force_tell(home: Household, role: str, force: str) -> None:
    with pytest.raises((OutOfReach, PermissionDenied)):
        note_update_not_wanted(arrested(home), note="No", **act(builders.actor(role, force_code=force)))


def test_the_nightly_check_finds_a_stored_day_that_the_code_does_not_give(home: Household) -> None:
    update = arrested(home)
    assert list(update_differences()) == []

    builders.allow_writes()
    VictimUpdate.objects.filter(pk=update.pk).update(due_on=date(2026, 11, 27))
    Pair.objects.filter(pk=home.pair.pk).update(victim_role=SubjectCategory.WITNESS)

    found = {each.number: set(each.fields) for each in update_differences()}
    assert found[update.pk] == {"due_on", "limit_code", "is_enhanced"}
