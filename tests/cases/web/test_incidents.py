"""The pages of an incident: taken down in one step, lossless, and with nothing protected in them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from cases.actions.cases import add_child
from cases.actions.incidents import Involved, Told, record_incident
from cases.actions.observations import record_observation
from cases.models import Case, Incident, Observation
from cases.models.incident import Role
from cases.web.incidents import PAGE
from register.models import ProtectiveOrder
from tests import builders
from tests.cases.builders import CANARIES, CANARY_LINE, CANARY_PHONE, Household, act, enrich, household, refuge
from tests.cases.conftest import Visit
from tests.cases.web.pages import get, post, title, words

pytestmark = pytest.mark.django_db
READERS = [
    (role, force) for force in ("13", "14")
    for role in ("control-room-specialist", "offender-manager", "safeguarding-officer", "supervisor")
]  # fmt: skip


@pytest.fixture
def home() -> Household:
    made = household()
    enrich(made)
    return made


def taken(home: Household, **told: object) -> Incident:
    return record_incident(
        home.owner.force, person=home.person, told=Told(**told), involved=[Involved(Role.VICTIM, home.victim)],
        **act(home.officer),
    )  # fmt: skip


def test_the_card_leads_to_an_incident_by_one_key(home: Household, visit: Visit) -> None:
    page = get(visit(), "person-card", home.person.reference).content.decode()

    address = reverse("record-incident", args=[home.person.reference])
    assert f'href="{address}" accesskey="i"' in page


def test_saving_the_form_as_it_opens_is_an_incident(home: Household, visit: Visit) -> None:
    client = visit()
    form = get(client, "record-incident", home.person.reference).context["form"]
    typed = {"day": form["day"].value(), "time": form["time"].value(), "source": "caller"}

    response = post(client, "record-incident", home.person.reference, **typed)

    made = Incident.objects.get()
    assert response.url == f"/incidents/{made.reference}"
    assert (made.person, made.case) == (home.person, home.case)
    page = client.get(response.url)
    assert "Nobody has confirmed it yet" in words(page)
    assert title(page).startswith(f"Incident {made.reference}")


def test_what_is_known_around_the_person_is_offered_and_linked(home: Household, visit: Visit) -> None:
    client, order = visit("safeguarding-officer"), ProtectiveOrder.objects.get(person=home.person)
    page = get(client, "record-incident", home.person.reference)
    assert "Orders in force that this may break" in words(page)
    typed = {
        "day": timezone.localdate(), "time": "00:00", "source": "caller", "people": [home.victim.reference],
        "orders": [order.pk], "address": home.address.pk, "others": "A neighbour\n\nTwo boys", "has_weapons": "on",
    }  # fmt: skip

    post(client, "record-incident", home.person.reference, **typed)

    made = Incident.objects.get()
    assert [str(each) for each in made.parties.values_list("words", flat=True)] == ["", "A neighbour", "Two boys"]
    assert made.parties.get(person=home.victim).role == "victim"
    assert (list(made.orders.all()), made.address, made.has_weapons) == ([order], home.address, True)


def test_a_wrong_time_loses_nothing_that_was_typed(home: Household, visit: Visit) -> None:
    typed = {"day": timezone.localdate(), "time": "25:00", "source": "caller", "account": "He broke the door"}

    response = post(visit(), "record-incident", home.person.reference, **typed)

    assert response.status_code == 200
    assert "Time must be a time such as 14:05" in words(response)
    assert "He broke the door" in words(response)


@pytest.mark.parametrize(("role", "force"), READERS, ids=["-".join(each) for each in READERS])
def test_the_form_offers_no_protected_address_to_those_who_may_not_see_it(
    home: Household, visit: Visit, role: str, force: str
) -> None:
    page = get(visit(role, force), "record-incident", home.person.reference).content.decode()

    is_entitled = (role, force) in {("safeguarding-officer", "13"), ("supervisor", "13")}
    assert (CANARY_LINE in page) is is_entitled


@pytest.mark.parametrize(("role", "force"), READERS, ids=["-".join(each) for each in READERS])
def test_nothing_of_a_refuge_is_on_the_pages_of_an_incident(
    home: Household, visit: Visit, role: str, force: str
) -> None:
    made = taken(
        home, account=f"She rang from {CANARY_LINE}", place="The blue house by the mill", caller_phone=CANARY_PHONE,
        address=home.address, caller="The victim",
    )  # fmt: skip
    refuge(home.pair, home.officer)
    client = visit(role, force)

    shown = [
        get(client, name, *args).content.decode()
        for name, args in (
            ("incident", [made.reference]), ("correct-incident", [made.reference]), ("incidents", []),
            ("person-card", [home.person.reference]), ("person-record", [home.person.reference]),
            ("record-incident", [home.person.reference]), ("case", [home.case.reference]),
        )
    ]  # fmt: skip

    assert not [each for each in (*CANARIES, "blue house") for page in shown if each in page]


def test_another_force_reads_on_the_card_what_was_there_and_none_of_the_words(home: Household, visit: Visit) -> None:
    taken(home, account="He broke the door", has_strangulation=True)

    page = words(get(visit("control-room-specialist", "14"), "person-card", home.person.reference))

    assert "Incident, West Yorkshire Police: strangulation or suffocation" in page
    assert "broke the door" not in page


def test_confirm_correct_and_outcome_by_the_pages(home: Household, visit: Visit) -> None:
    made, client = taken(home, account="He broke the door"), visit("safeguarding-officer")
    post(client, "check-incident", made.reference, version=1, finding="confirmed", how="Rang back")
    form = get(client, "correct-incident", made.reference).context["form"]
    again = {name: form[name].value() for name in form.fields} | {"account": "He broke the window", "why": "Officers"}
    again = {name: value for name, value in again.items() if value not in (False, None)}
    corrected = post(client, "correct-incident", made.reference, **again)
    post(client, "incident-outcome", made.reference, outcome="16", on=timezone.localdate())

    page = words(client.get(corrected.url))
    assert "Confirmed" in page and "He broke the window" in page
    assert "What happened: “He broke the door” became “He broke the window”" in page
    assert "16: Suspect identified; the victim does not support further action" in page


def test_a_stale_check_says_so(home: Household, visit: Visit) -> None:
    made = taken(home)
    client = visit("safeguarding-officer")
    post(client, "check-incident", made.reference, version=1, finding="disproved", how="Another house")

    late = post(client, "check-incident", made.reference, version=1, finding="confirmed", how="Rang back")

    assert "Somebody else changed this record" in words(late)


def test_somebody_is_added_and_identified_by_the_pages(home: Household, visit: Visit) -> None:
    client = visit("safeguarding-officer")
    post(client, "record-unlinked-incident", day=timezone.localdate(), time="00:00", source="caller")
    made = Incident.objects.get()
    assert post(client, "add-to-incident", made.reference, role="witness").status_code == 200
    post(client, "add-to-incident", made.reference, words="A man in a red car", role="suspect")
    party = made.parties.get()

    wrong = post(client, "identify-in-incident", made.reference, party.pk, reference="DAR-0000-0000", role="suspect")
    assert "There is nobody with this reference" in words(wrong)
    post(client, "identify-in-incident", made.reference, party.pk, reference=home.person.reference, role="suspect")

    page = words(get(client, "incident", made.reference))
    assert "Marek Kowalski , A man in a red car" in page
    assert home.case.reference in page


def test_opening_a_case_from_an_incident_puts_it_in(visit: Visit) -> None:
    client, person = visit("safeguarding-officer"), builders.person()
    post(client, "record-incident", person.reference, day=timezone.localdate(), time="00:00", source="caller")
    made = Incident.objects.get()
    address = f"{reverse('open-case', args=[person.reference])}?incident={made.reference}"
    assert address in get(client, "incident", made.reference).content.decode()
    owner = client.get(address).context["form"]["owner"].value()

    client.post(address, {"owner": owner})

    assert Incident.objects.get().case == Case.objects.get(person=person)


@pytest.mark.parametrize(
    ("role", "is_known", "name"),
    [
        ("safeguarding-officer", True, "ask-school-notices"),
        ("safeguarding-officer", False, "add-child"),
        ("control-room-specialist", True, ""),
    ],
    ids=["who works on the case says whose schools", "first the children", "the control room goes on"],
)
def test_after_an_incident_with_children_their_schools_are_asked_about(
    visit: Visit, role: str, is_known: bool, name: str
) -> None:
    home = household()
    if is_known:
        add_child(home.case, name="Ravi", **act(home.officer))
    client = visit(role)

    went = post(client, "record-incident", home.person.reference, day=timezone.localdate(), time="00:00",
                source="caller", has_children="on", incident_number="13-0815")  # fmt: skip

    asks = reverse(name, args=[home.case.reference]) if name else ""
    assert went.url.startswith(asks) if asks else "children" not in went.url
    if name == "ask-school-notices":
        form = client.get(went.url).context["form"]
        assert (form["police_reference"].value(), str(form["attended_at"].value())) == ("13-0815", "00:00:00")


def test_the_list_goes_on_after_its_last_row(home: Household, visit: Visit) -> None:
    builders.allow_writes()
    at = timezone.now()
    Incident.objects.bulk_create(
        Incident(force=home.case.force, person=home.person, happened_at=at - timedelta(minutes=each))
        for each in range(PAGE + 1)
    )
    client = visit("supervisor")
    first = get(client, "incidents")

    second = client.get(first.context["next_url"])

    assert len(first.context["rows"]) == PAGE
    assert [each.happened_at for each in second.context["rows"]] == [at - timedelta(minutes=PAGE)]
    assert client.get(second.context["first_url"]).context["rows"] == first.context["rows"]


def test_the_list_shows_what_nobody_has_confirmed_and_is_logged(home: Household, visit: Visit) -> None:
    made, client = taken(home), visit("supervisor")

    page = client.get(reverse("incidents") + "?state=unverified")

    assert made.reference in words(page)
    assert made.reference in Event.objects.filter(code="incident.listed").latest("at").references
    assert made.reference not in words(get(visit("supervisor", "14"), "incidents"))


def test_an_incident_of_another_force_is_as_absent(home: Household, visit: Visit) -> None:
    made, client = taken(home), visit("supervisor", "14")

    hidden, absent = get(client, "incident", made.reference), get(client, "incident", "I-0000000000")

    assert hidden.status_code == absent.status_code == 404
    assert hidden.content == absent.content


def test_the_case_leads_to_grading_what_was_observed(home: Household, visit: Visit) -> None:
    made = record_observation(home.case.force, person=home.person, words="He waits outside", **act(home.officer))
    address = reverse("grade-observation", args=[made.reference])

    page = get(visit("safeguarding-officer"), "case", home.case.reference).content.decode()

    assert "He waits outside" in page
    assert f'href="{address}"' in page and f'href="{reverse("services")}"' in page


def test_an_observation_is_recorded_graded_and_on_the_record(home: Household, visit: Visit) -> None:
    client = visit("safeguarding-officer")
    typed = {"day": timezone.localdate(), "time": "00:00", "kind": "heard", "source": "officer"}
    assert "Enter what was seen" in words(post(client, "record-observation", home.person.reference, **typed))
    post(client, "record-observation", home.person.reference, **typed, words="Says he will find her")
    made = Observation.objects.get()
    before = words(get(client, "person-record", home.person.reference))
    assert "Heard: Says he will find her" in before and "Ungraded" in before

    graded = {"version": 1, "source_grade": "1", "known": "A", "sharing": "P"}
    response = post(client, "grade-observation", made.reference, **graded)

    assert response.url == f"/cases/{home.case.reference}"
    assert "1A P" in words(get(client, "person-record", home.person.reference))
    assert "Says he will" not in words(get(visit("supervisor", "14"), "person-record", home.person.reference))
