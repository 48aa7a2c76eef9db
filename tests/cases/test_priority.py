"""The stored places of the priority list follow every act that changes a fact, and the day."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases import priority
from cases.actions.cases import NewVictim, add_victim, open_case
from cases.actions.incidents import Told, disprove_incident, record_incident, record_incident_outcome
from cases.models import Incident, PriorityStanding
from cases.rules.harm import CAMBRIDGE, STRANGULATION
from cases.tasks import sweep_priority
from register.actions.convictions import Sentence, quash_conviction, record_conviction
from register.actions.order_breaches import record_order_breach
from register.actions.orders import record_order
from register.actions.people import correct_person
from register.duties.checking import CHECKS
from register.harm_changed import told_together
from register.models import Conviction, Person, PersonGrant, Source
from tests import builders
from tests.cases.builders import act, officer, stand_as_one
from tests.cases.conftest import Visit
from tests.cases.web.pages import get, words

pytestmark = pytest.mark.django_db
TODAY = datetime(2026, 11, 23, 12, tzinfo=ZoneInfo("Europe/London"))
RAPE, COERCION = "SX03002", "SC15004"


@pytest.fixture(autouse=True)
def today(db: None) -> Any:
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def person() -> Person:
    return builders.person(officer()[1])


def convict(person: Person, code: str = COERCION, *, days_ago: int = 3, **more: Any) -> Conviction:
    by = builders.actor("supervisor")
    return record_conviction(
        person, force=builders.force(), cjs_code=code, offence_title="An offence",
        convicted_on=TODAY.date() - timedelta(days=days_ago), sentence=Sentence(Conviction.Disposal.FINE),
        has_domestic_abuse_finding=True, **more, **act(by),
    )  # fmt: skip


def stored(person: Person) -> PriorityStanding:
    return PriorityStanding.objects.get(person=person)


def test_a_conviction_sets_somebody_in_the_list(person: Person) -> None:
    convict(person, RAPE)

    row = stored(person)
    assert (row.recency, row.frequency, row.crimes) == (100, 10, 1)
    assert row.harm_days == CAMBRIDGE.days_of(RAPE)
    assert row.force == person.owner_force


def test_a_quashed_conviction_takes_somebody_out(person: Person) -> None:
    conviction = convict(person)

    quash_conviction(conviction, quashed_on=TODAY.date(), court="Court of Appeal", **act(builders.actor("supervisor")))

    assert not PriorityStanding.objects.exists()


def test_the_acts_of_one_batch_are_told_of_once_and_at_its_end(person: Person) -> None:
    other = builders.person(officer()[1])
    with told_together():
        for whom in (person, other):
            convict(whom, RAPE)
            convict(whom, days_ago=40)
        assert not PriorityStanding.objects.exists()

    assert [stored(each).crimes for each in (person, other)] == [2, 2]


def test_a_batch_that_fails_tells_of_nobody(person: Person) -> None:
    with pytest.raises(ZeroDivisionError), told_together():
        convict(person)
        1 / 0  # noqa: B018

    assert not PriorityStanding.objects.exists()
    convict(person, RAPE)
    assert stored(person).crimes == 2


def test_the_breach_of_an_order_counts(person: Person) -> None:
    by = builders.actor("supervisor")
    order = record_order(
        person, force=builders.force(), kind="NMO", made_on=date(2026, 10, 1), court="Leeds",
        served_on=date(2026, 10, 1), conditions=[{"type": "no_contact", "text": "No contact"}], **act(by),
    )  # fmt: skip

    record_order_breach(
        order, force=builders.force(), occurred_at=TODAY - timedelta(days=9), account="Came to the house", **act(by)
    )

    assert (stored(person).recency, stored(person).crimes, stored(person).harm_days) == (80, 1, 5)


def test_each_victim_who_is_joined_to_a_case_counts(person: Person) -> None:
    owner, by = officer()
    case = open_case(person, force=owner.force, owner=owner, **act(by))
    for surname in ("Kaur", "Parry"):
        add_victim(case, victim=NewVictim(forenames="Asha", surname=surname), **act(by))

    assert (stored(person).victim_count, stored(person).victims) == (2, 50)


def test_an_incident_counts_half_until_a_crime_is_recorded_and_nothing_once_it_was_not_so(person: Person) -> None:
    by = builders.actor("safeguarding-officer")
    incident = record_incident(builders.force(), person=person, told=Told(has_strangulation=True), **act(by))
    assert (stored(person).crimes, stored(person).incidents, stored(person).harm_days) == (0, 1, 0)

    record_incident_outcome(incident, outcome=Incident.Outcome.CHARGED, on=TODAY.date(), **act(by))
    assert (stored(person).crimes, stored(person).harm_days) == (1, CAMBRIDGE.days_of(STRANGULATION))

    disprove_incident(incident, how="The call was about another flat", **act(by))
    assert not PriorityStanding.objects.exists()


def test_what_any_record_of_somebody_holds_counts_for_each(person: Person) -> None:
    other = builders.person(builders.actor(force_code="14"))
    convict(person)

    stand_as_one(person, other)
    priority.keep([other.pk], on=TODAY.date())

    assert stored(other).crimes == stored(person).crimes == 1
    assert stored(other).force.code == "14"


def test_somebody_who_is_no_longer_held_as_having_abused_leaves_the_list() -> None:
    by = builders.actor("safeguarding-officer")
    victim = builders.person(by, category="victim")
    correct_person(victim, source=Source.OFFICER, subject_category="suspect", **act(by))
    convict(victim)
    assert stored(victim).crimes == 1


def test_the_sweep_follows_the_day_and_a_second_one_finds_nothing(person: Person) -> None:
    convict(person)
    with time_machine.travel(TODAY + timedelta(days=6), tick=False):
        assert (sweep_priority(), sweep_priority()) == (1, 0)

    assert stored(person).recency == 80


def test_the_sweep_leaves_others_alone(person: Person) -> None:
    convict(person)

    assert sweep_priority() == 0


def test_the_nightly_check_finds_what_differs(person: Person) -> None:
    convict(person)
    assert list(CHECKS["priority list"]()) == []

    PriorityStanding.objects.update(gravity=1)

    (found,) = CHECKS["priority list"]()
    assert (found.key, found.fields) == (person.reference, ("gravity",))


def test_the_nightly_check_finds_who_is_missing(person: Person) -> None:
    convict(person)
    PriorityStanding.objects.all().delete()

    assert [each.fields for each in CHECKS["priority list"]()] == [("missing",)]


def test_the_nightly_check_leaves_out_whoever_is_due_today(person: Person) -> None:
    convict(person)
    with time_machine.travel(TODAY + timedelta(days=6), tick=False):
        assert list(CHECKS["priority list"]()) == []


def test_a_rebuild_goes_on_where_it_stopped(person: Person, capsys: pytest.CaptureFixture[str]) -> None:
    other = builders.person(surname="Zielinski")
    convict(person)
    convict(other)
    PriorityStanding.objects.all().delete()

    call_command("rebuild_priority", after=person.pk)

    assert [row.person for row in PriorityStanding.objects.all()] == [other]
    assert f"Done up to {other.pk}." in capsys.readouterr().out
    call_command("rebuild_priority")
    assert PriorityStanding.objects.count() == 2


def test_keeping_many_costs_as_many_queries_as_keeping_one(person: Person) -> None:
    others = [builders.person(surname=f"Nowak{n}") for n in range(4)]
    for each in (person, *others):
        convict(each)

    assert queries([person.pk]) == queries([person.pk, *(each.pk for each in others)])


def queries(people: list[int]) -> int:
    with CaptureQueriesContext(connection) as caught:
        priority.keep(people, on=TODAY.date())
    return len(caught)


# The page


def test_the_list_says_in_words_why_and_that_it_is_no_prediction(person: Person, visit: Visit) -> None:
    convict(person, RAPE)

    page = words(get(visit("safeguarding-officer"), "priority"))

    assert "Marek Kowalski" in page
    assert "Recency 100, Frequency 10, Gravity 87, Victims 0" in page
    assert "The last crime was on 20 November 2026. 1 crime and 0 incidents in two years" in page
    assert "they count 1,825 days of harm" in page
    assert "It is no prediction." in page


def test_the_highest_stands_first(person: Person, visit: Visit) -> None:
    other = builders.person(surname="Zielinski", forenames="Adam")
    convict(person)
    convict(other, RAPE)

    page = words(get(visit("supervisor"), "priority"))

    assert page.index("1. Adam Zielinski") < page.index("2. Marek Kowalski")


def test_another_force_sees_its_own_people_alone(person: Person, visit: Visit) -> None:
    convict(person)

    assert "Marek Kowalski" not in words(get(visit("supervisor", "14"), "priority"))


def test_whoever_is_barred_from_somebody_does_not_find_them_in_the_list(person: Person) -> None:
    convict(person)
    reader = builders.user("safeguarding-officer")
    builders.allow_writes("bar")
    PersonGrant.objects.create(
        content_object=person, user=reader, why="Own record", given_by=builders.user("professional-standards"),
        permission=Permission.objects.get(content_type__app_label="register", codename="never_open_person"),
    )  # fmt: skip

    assert "Marek Kowalski" not in words(get(builders.sign_in(Client(), reader), "priority"))


@pytest.mark.parametrize(
    ("asked", "is_shown"),
    [
        pytest.param({}, True, id="nothing asked"),
        pytest.param({"case": "yes"}, False, id="with a case"),
        pytest.param({"case": "no"}, True, id="without a case"),
        pytest.param({"registered": "yes"}, False, id="registered"),
        pytest.param({"registered": "no"}, True, id="not registered"),
        pytest.param({"victims": "2"}, False, id="two victims"),
        pytest.param({"victims": "x"}, True, id="nonsense"),
        pytest.param({"page": "2"}, False, id="next page"),
        pytest.param({"page": "-1"}, True, id="no page"),
    ],
)
def test_the_list_is_narrowed(person: Person, visit: Visit, asked: dict[str, str], is_shown: bool) -> None:
    convict(person)

    page = visit("supervisor").get("/priority", asked)

    assert ("Marek Kowalski" in words(page)) is is_shown


def test_the_page_costs_the_same_however_many_stand_in_it(person: Person, visit: Visit) -> None:
    client = visit("supervisor")
    convict(person)
    for _ in range(2):  # what is kept for a while is read the first time
        client.get("/priority")
    counts = []
    for n in range(2):
        with CaptureQueriesContext(connection) as caught:
            client.get("/priority")
        counts.append(len(caught))
        for m in range(3):
            convict(builders.person(surname=f"Nowak{n}{m}"))

    assert counts[1] <= counts[0]
