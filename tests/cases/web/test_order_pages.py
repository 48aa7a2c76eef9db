"""The page of an order, and each form of what can happen to it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from cases.actions.cases import NewVictim, add_victim
from cases.web.order_pages import ACTS
from register.actions.order_life import apply_for_order, consider_order, make_interim
from register.actions.orders import add_condition, record_order
from register.models import ComplianceReport, OrderBreach, OrderCondition, ProtectiveOrder
from tests import builders
from tests.cases.builders import CANARY_LINE, Household, act, refuge
from tests.cases.conftest import Visit
from tests.cases.web.pages import get, post, words

pytestmark = pytest.mark.django_db

MADE = date(2026, 11, 20)
ON = "2026-11-23"


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(datetime(2026, 11, 23, 12, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def client(visit: Visit) -> Client:
    return visit("safeguarding-officer")


def made(home: Household, kind: str = "DAPO", **more: Any) -> ProtectiveOrder:
    given = {"force": builders.force(), "kind": kind, "made_on": MADE, "court": "Leeds Magistrates", **more}
    return record_order(home.person, **given, **act(home.officer))


def place_of(order: ProtectiveOrder) -> list[object]:
    return [order.person.reference, order.pk]


def test_an_order_is_recorded_and_its_conditions_one_by_one(home: Household, client: Client) -> None:
    typed = {"kind": "DAPO", "court": "Leeds Magistrates", "made_on": "2026-11-20", "served_on": "2026-11-21"}
    form = post(client, "record-order", home.person.reference, **typed)["Location"]
    order = ProtectiveOrder.objects.get()
    assert form == reverse("add-condition", args=place_of(order))

    first = {"type": "no_contact", "protected_people": home.victim.reference, "version": order.version, "again": "yes"}
    assert client.post(form, first)["Location"] == form
    order.refresh_from_db()
    second = {"type": "exclusion_distance", "distance_metres": "200", "place": "7 Canary Lane", "postcode": "ca74ry"}
    done = client.post(form, {**second, "version": order.version})

    assert done["Location"] == reverse("order", args=place_of(order))
    kept = OrderCondition.objects.values_list("type", "distance_metres", "postcode")
    assert list(kept) == [("no_contact", None, ""), ("exclusion_distance", 200, "CA7 4RY")]
    assert list(OrderCondition.objects.get(type="no_contact").protected_people.all()) == [home.victim]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        pytest.param({"type": ""}, "Select what kind of condition", id="no kind"),
        pytest.param({"type": "exclusion_distance"}, "Enter the distance in metres", id="no distance"),
        pytest.param({"type": "exclusion_area"}, "Give the corners of the area", id="no area"),
        pytest.param({"area": "430000 433000\n430100 433000"}, "between 3 and 200 corners", id="two corners"),
        pytest.param({"easting": "430000"}, "Give both the easting and the northing", id="half a point"),
        pytest.param({"easting": "900000", "northing": "1"}, "outside Great Britain", id="in the sea"),
        pytest.param({"uprn": "abc"}, "The UPRN must be a number", id="no number"),
        pytest.param({"protected_people": "DAR-0000-0000"}, "There is a problem", id="a stranger"),
        pytest.param({"is_monitored": "on"}, "must have a last day", id="a tag without an end"),
        pytest.param(
            {"is_monitored": "on", "monitoring_ends_on": "2028-01-01"}, "at most 12 months", id="a tag that is too long"
        ),
        pytest.param({"starts_on": "2027-01-01", "ends_on": "2026-12-01"}, "would end before it starts", id="back"),
        pytest.param({"version": "99"}, "Somebody else changed this record", id="changed meanwhile"),
    ],
)
def test_a_condition_that_cannot_be_is_answered_with_what_to_do(
    home: Household, client: Client, typed: dict[str, str], said: str
) -> None:
    order = made(home)
    whole = {"type": "no_contact", "text": "No contact at all", "version": order.version, **typed}

    response = post(client, "add-condition", *place_of(order), **whole)

    assert response.status_code == 200
    assert said in words(response)
    assert "No contact at all" in words(response)
    assert not OrderCondition.objects.exists()


FORMS: dict[str, dict[str, Any]] = {
    "serve": {"served_on": ON, "time": "10:30", "served_by": "PC 4471 Lee", "means": "personal"},
    "breach": {"day": ON, "time": "9:15", "account": "Came to the house", "arrested_day": ON, "arrested_time": "10:00"},
    "appeal": {"appealed_on": ON},
    "responsible": {"name": "Jo Marsh, Northside Programmes"},
    "discharge": {"on": ON, "why": "Withdrawn at court"},
    "aware": {"aware_on": ON},
}


@pytest.mark.parametrize("slug", FORMS)
def test_each_form_does_its_act_and_the_page_says_so(home: Household, client: Client, slug: str) -> None:
    order = made(home, is_without_notice=True)

    response = post(client, f"order-{slug}", *place_of(order), version=order.version, **FORMS[slug])

    assert response.status_code == 302, words(response)
    said = words(client.get(response["Location"]))
    expected = {
        "serve": "23 November 2026 at 10:30, by PC 4471 Lee", "breach": "1 breach recorded",
        "appeal": "It stays in force", "responsible": "Jo Marsh, Northside Programmes",
        "discharge": "Discharged 23 November 2026", "aware": "aware of it since 23 November 2026",
    }[slug]  # fmt: skip
    assert expected in said


@pytest.mark.parametrize("slug", FORMS)
def test_each_form_refuses_what_is_empty_and_what_is_stale(home: Household, client: Client, slug: str) -> None:
    order = made(home, is_without_notice=True)

    empty = post(client, f"order-{slug}", *place_of(order), version=order.version)
    stale = post(client, f"order-{slug}", *place_of(order), version=99, **FORMS[slug])

    assert "There is a problem" in words(empty)
    assert "Somebody else changed this record" in words(stale)
    order.refresh_from_db()
    assert order.version == 1


def test_an_application_goes_from_the_decision_to_the_order(home: Household, client: Client) -> None:
    form = {"kind": "NMO", "day": ON, "time": "09:00"}
    page = client.get(post(client, "consider-order", home.person.reference, **form)["Location"])
    assert "decide by 24 November 2026 at 09:00" in words(page)
    order = ProtectiveOrder.objects.get()

    for slug, typed in (
        ("apply", {"applied_on": ON, "applicant": "The victim", "court": "Leeds Family Court"}),
        ("adjourn", {"on": ON, "why": "No interpreter"}),
        ("make", {"made_on": ON, "is_interim": "yes", "ends_on": "2026-12-20", "is_without_notice": "on"}),
    ):
        order.refresh_from_db()
        answer = post(client, f"order-{slug}", *place_of(order), version=order.version, **typed)
        assert answer.status_code == 302, words(answer)

    order.refresh_from_db()
    assert (order.status, order.court, order.is_without_notice) == ("interim", "Leeds Family Court", True)
    said = words(client.get(reverse("order", args=place_of(order))))
    assert "Made without notice; not known to be aware until served: breach is no crime until then" in said
    assert "No arrest for breach yet" in said and "May arrest for breach" not in said


def test_an_application_may_end_without_an_order(home: Household, client: Client) -> None:
    form = {"kind": "NMO", "applied_on": ON}
    post(client, "apply-for-order", home.person.reference, **form)
    order = ProtectiveOrder.objects.get()

    post(client, "order-end-application", *place_of(order), version=order.version, on=ON, why="Refused")

    order.refresh_from_db()
    assert order.status == "not_made"


def test_varying_takes_conditions_away(home: Household, client: Client) -> None:
    order = made(home, conditions=[{"type": "no_contact", "text": "x"}, {"type": "programme", "text": "y"}])
    gone, stays = OrderCondition.objects.order_by("pk")

    typed = {"on": ON, "why": "Contact allowed", "ended": gone.pk, "version": order.version}
    response = post(client, "vary-order", *place_of(order), **typed)

    page = words(client.get(response["Location"]))
    gone.refresh_from_db()
    stays.refresh_from_db()
    assert (gone.ends_on, stays.ends_on) == (date(2026, 11, 22), None)
    assert "Ended" in page and "(varied)" in page


def test_a_tag_runs_on(home: Household, client: Client) -> None:
    order = made(home)
    tagged = add_condition(
        order, type="electronic_monitoring", text="Tag", monitoring_starts_on=MADE,
        monitoring_ends_on=date(2027, 11, 19), **act(home.officer),
    )  # fmt: skip
    order.refresh_from_db()
    address = [*place_of(order), tagged.pk]

    refused = post(client, "extend-monitoring", *address, until="2029-01-01", version=order.version)
    taken = post(client, "extend-monitoring", *address, until="2028-06-01", version=order.version)

    assert "at most 12 months at a time" in words(refused)
    assert "tag until 1 June 2028" in words(client.get(taken["Location"]))


def test_a_report_of_failure_stands_in_the_history(home: Household, client: Client) -> None:
    order = made(home, responsible_person="Jo Marsh")
    typed = {"outcome": "failed", "reported_on": ON, "reported_by": "Jo Marsh", "note": "Missed three sessions"}

    response = post(client, "order-report", *place_of(order), version=order.version, **typed)

    assert ComplianceReport.objects.get().outcome == "failed"
    assert "Missed three sessions" in words(client.get(response["Location"]))


def test_the_appeal_ends(home: Household, client: Client) -> None:
    order = made(home, appealed_on=MADE)

    response = post(client, "order-end-appeal", *place_of(order), version=order.version, ended_on=ON)

    assert "ended 23 November 2026" in words(client.get(response["Location"]))


def test_half_a_moment_of_arrest_is_asked_for(home: Household, client: Client) -> None:
    order = made(home)
    typed = {"day": ON, "time": "9:15", "account": "Came", "arrested_day": ON, "version": order.version}

    response = post(client, "order-breach", *place_of(order), **typed)

    assert "Give both the day and the time of the arrest" in words(response)
    assert not OrderBreach.objects.exists()


# Who sees what


def links(client: Client, order: ProtectiveOrder) -> set[str]:
    page = get(client, "order", *place_of(order)).content.decode()
    return {slug for slug in ACTS if f'href="{reverse(f"order-{slug}", args=place_of(order))}"' in page}


@pytest.mark.parametrize(
    ("role", "force", "offered"),
    [
        pytest.param("control-room-specialist", "13", set(), id="control room"),
        pytest.param("supervisor", "13", {"serve", "aware", "breach", "appeal", "responsible", "discharge"}, id="own"),
        pytest.param("supervisor", "14", {"serve", "aware", "breach", "appeal", "responsible"}, id="another force"),
    ],
)
def test_the_page_offers_what_the_reader_may_do_now(
    home: Household, visit: Visit, role: str, force: str, offered: set[str]
) -> None:
    order = made(home, is_without_notice=True)

    assert links(visit(role, force), order) == offered


def test_the_page_offers_what_fits_the_status(home: Household, client: Client) -> None:
    by = act(home.officer)
    considered = consider_order(
        home.person, force=builders.force(), kind="NMO", considered_at=datetime(2026, 11, 23, 9, tzinfo=UTC), **by
    )
    applied = apply_for_order(home.person, force=builders.force(), kind="RO", applied_on=MADE, **by)
    interim = make_interim(
        apply_for_order(home.person, force=builders.force(), kind="SPO", applied_on=MADE, **by), made_on=MADE, **by
    )

    assert links(client, considered) == {"apply", "end-application"}
    assert links(client, applied) == {"adjourn", "make", "end-application"}
    assert links(client, interim) == {"make", "serve", "breach", "appeal", "discharge"}


@pytest.mark.parametrize(
    ("role", "force", "is_shown"),
    [
        pytest.param("safeguarding-officer", "13", True, id="safeguarding officer of the case"),
        pytest.param("control-room-specialist", "13", False, id="control room of the case"),
        pytest.param("safeguarding-officer", "14", False, id="safeguarding officer of another force"),
    ],
)
def test_the_place_and_the_words_of_a_condition_are_shown_to_those_who_may_see_the_address(
    home: Household, visit: Visit, role: str, force: str, is_shown: bool
) -> None:
    order = made(home)
    add_condition(
        order, type="exclusion_distance", text=f"not within 200 m of {CANARY_LINE}", distance_metres=200,
        place=CANARY_LINE, protected_people=[home.victim], **act(home.officer),
    )  # fmt: skip

    page = words(get(visit(role, force), "order", *place_of(order)))

    assert (CANARY_LINE in page) is is_shown
    assert "Must not go within 200 metres of" in page


def test_a_place_that_protects_two_people_is_closed_by_the_refuge_of_one(home: Household, visit: Visit) -> None:
    sister = add_victim(home.case, victim=NewVictim("Meera", "Kaur"), **act(home.officer))
    order = made(home)
    add_condition(
        order, type="exclusion_place", text="x", place=CANARY_LINE, protected_people=[home.victim, sister.victim],
        **act(home.officer),
    )  # fmt: skip
    client = visit("safeguarding-officer")
    assert CANARY_LINE in words(get(client, "order", *place_of(order)))

    refuge(sister, home.officer)

    assert CANARY_LINE not in words(get(client, "order", *place_of(order)))


def test_an_order_of_somebody_else_is_not_under_this_persons_address(home: Household, client: Client) -> None:
    order = made(home)
    other = builders.person(home.officer, forenames="Other")

    assert get(client, "order", other.reference, order.pk).status_code == 404


def test_the_record_leads_to_the_page_of_each_order(home: Household, client: Client) -> None:
    order = made(home)

    page = get(client, "person-record", home.person.reference).content.decode()

    assert f'href="{reverse("order", args=place_of(order))}"' in page


def test_a_doubt_is_said_where_the_order_is_recorded_and_on_its_page(home: Household, client: Client) -> None:
    typed = {"kind": "SPO", "made_on": "2026-11-20", "ends_on": "2027-01-01"}

    form = client.get(post(client, "record-order", home.person.reference, **typed)["Location"])

    assert "sooner than 2 years" in words(form)
    assert "sooner than 2 years" in words(get(client, "order", *place_of(ProtectiveOrder.objects.get())))
