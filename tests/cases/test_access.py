"""The bundle for somebody who asks for their data: closed by default, and the same whatever is held of victims."""

from __future__ import annotations

import io
import json
import time
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from accounts import sessions
from audit.core.errors import Refused
from audit.models import Event
from cases.access.bundle import bundle_of
from cases.actions.access import answer_due_on, make_access_bundle
from cases.actions.cases import NewVictim, add_child, add_victim, open_case
from cases.actions.incidents import Involved, Told, record_incident, record_incident_outcome
from cases.actions.protection import set_safe_contact
from cases.actions.risk import set_risk
from cases.actions.safeguards import add_safeguard
from cases.models import Case, Incident, Pair, RiskAssessment, SafeContactRule, Safeguard
from cases.models.incident import Role
from register.actions import facts
from register.actions.convictions import Sentence, record_conviction
from register.actions.orders import record_order
from register.models import (
    Conviction,
    Identifier,
    Person,
    PersonName,
    Protection,
    Source,
    SubjectCategory,
    WarningSignal,
)
from tests import builders
from tests.cases.builders import CANARIES, CANARY_LINE, CANARY_PHONE, CANARY_POSTCODE, CANARY_TOWN, TODAY, act, officer
from tests.cases.conftest import Visit
from tests.cases.web.pages import get, post, words

pytestmark = pytest.mark.django_db
ORDER: dict[str, Any] = {
    "kind": "DAPO", "made_on": date(2026, 11, 20), "court": "Leeds Magistrates", "served_on": date(2026, 11, 21),
    "ends_on": date(2027, 11, 20),
}  # fmt: skip
SAID = "Canary words: he waits outside, she says"
ASKED: dict[str, Any] = {"requested_on": TODAY, "how_identified": "Passport seen", "why": "Letter of 20 November"}


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 11, 23, 12, tzinfo=ZoneInfo("Europe/London")), tick=False):
        yield


@pytest.fixture
def him() -> Person:
    """Somebody with a conviction, an order that was served, and a registration of which he was told."""
    _, by = officer()
    supervisor = builders.actor("supervisor")
    person = builders.person(by, date_of_birth=date(1984, 3, 27), sex=Person.Sex.MALE)
    theirs: dict[str, Any] = {"kind": PersonName.Kind.ALIAS, "source": Source.OFFENDER, **act(by)}
    facts.add_name(person, forenames="Mark", surname="Cole", **theirs)
    record_conviction(
        person, force=builders.force(), cjs_code="SC15004", offence_title="Controlling or coercive behaviour",
        convicted_on=date(2026, 3, 2), sentence=Sentence(Conviction.Disposal.FINE), **act(supervisor),
    )  # fmt: skip
    record_order(person, force=builders.force(), **ORDER, **act(by))
    builders.registered(person, supervisor)
    return person


def harmed(him: Person, forenames: str) -> Pair:
    """Somebody he harmed, with all that is held of her, of her children and of what protects her; each free text has
    words of hers."""
    owner, by = officer()
    case = Case.objects.filter(person=him).first() or open_case(him, force=owner.force, owner=owner, **act(by))
    pair = add_victim(case, victim=NewVictim(forenames=forenames, surname="Kaur"), **act(by))
    hers: dict[str, Any] = {"source": Source.OFFICER, "protection": Protection.CONFIDENTIAL, **act(by)}
    facts.add_address(pair.victim, line_1=CANARY_LINE, town=CANARY_TOWN, postcode=CANARY_POSTCODE, **hers)
    facts.add_phone(pair.victim, number=CANARY_PHONE, **hers)
    set_safe_contact(
        pair, is_in_refuge=True, code_word="Marigold", channel=SafeContactRule.Channel.THROUGH_IDVA, **act(by)
    )
    add_child(case, name=f"Child of {forenames}", date_of_birth=date(2019, 5, 2), **act(by))
    add_safeguard(
        pair, kind=Safeguard.Kind.TECSOS, instruction=SAID, owner=owner, starts_on=TODAY, review_on=date(2027, 2, 1),
        **act(by),
    )  # fmt: skip
    told_by_her(him, pair, by)
    return pair


def told_by_her(him: Person, pair: Pair, by: Any) -> None:
    """What is held of him because she spoke."""
    set_risk(pair.case, level=RiskAssessment.Level.HIGH, judgement=SAID, **act(by))
    incident = record_incident(
        pair.force, person=him, told=Told(account=SAID), involved=[Involved(Role.VICTIM, pair.victim)], **act(by)
    )
    record_incident_outcome(incident, outcome=Incident.Outcome.NO_SUPPORT, on=TODAY, **act(by))
    record_order(
        him, force=pair.force, **ORDER, **act(by),
        conditions=[{"type": "exclusion_distance", "text": SAID, "place": CANARY_LINE, "distance_metres": 200,
                     "protected_people": [pair.victim]}],
    )  # fmt: skip
    said: dict[str, Any] = {"source": Source.CALLER, **act(by)}
    facts.add_name(him, forenames=pair.victim.display_name, surname="Canary", kind=PersonName.Kind.ALIAS, **said)
    if not him.identifier_set.exists():
        facts.add_identifier(him, kind=Identifier.Kind.PNC, text="79/163001B", **said)
    facts.add_address(him, line_1="12 Mill Road", town="Leeds", postcode="LS6 3AA", **said)
    facts.record_sighting(him, note=SAID, **act(by))
    signal = WarningSignal.objects.exclude(pk__in=him.dangermarker_set.values("signal")).order_by("code")[0]
    facts.add_danger_marker(him, signal=signal, review_on=date(2027, 5, 1), narrative=SAID, **said)


def bundle(him: Person) -> bytes:
    him.refresh_from_db()
    return make_access_bundle(him, **ASKED, **act(builders.actor("professional-standards"))).content


def read(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "\n".join(archive.read(name).decode() for name in archive.namelist())


def test_what_is_held_of_victims_changes_not_one_byte(him: Person) -> None:
    without = bundle(him)
    harmed(him, "Asha")
    with_one = bundle(him)
    harmed(him, "Mina")

    assert without == with_one == bundle(him)


def test_nothing_that_somebody_else_said_is_in_it(him: Person) -> None:
    pair = harmed(him, "Asha")

    text = read(bundle(him))

    for planted in (*CANARIES, "Canary", "Asha", "Kaur", "Marigold", "Mill Road", "163001", pair.case.reference):
        assert planted not in text, planted
    assert "Mark" in text


def test_what_he_knows_is_in_it_in_words_and_for_machines(him: Person) -> None:
    with zipfile.ZipFile(io.BytesIO(bundle(him))) as archive:
        data = json.loads(archive.read("record.json"))
        page = archive.read("record.html").decode()

    assert data["data"]["You"] == [{
        "Reference": him.reference, "Sex": "Male", "Date of birth": "1984-03-27",
        "Held by": "West Yorkshire Police",
    }]  # fmt: skip
    assert [each["Offence"] for each in data["data"]["Convictions, findings and cautions"]] == [
        "Controlling or coercive behaviour"
    ]
    assert data["data"]["Orders that were served on you"][0]["Served on"] == "2026-11-21"
    assert len(data["data"]["Registrations of which you were told"]) == 1
    assert data["data"]["What you have to notify, and by when"]
    assert "Mark" in page
    assert "complain to the Information Commissioner" in page


def test_an_order_that_is_not_served_and_a_registration_that_is_proposed_are_no_warning(him: Person) -> None:
    _, by = officer()
    before = bundle(him)
    record_order(him, force=builders.force(), kind="NMO", made_on=date(2026, 11, 22), **act(by))

    assert bundle(him) == before


def test_of_somebody_who_was_told_nothing_not_even_that_there_is_a_record() -> None:
    person = builders.person(officer()[1])

    with pytest.raises(Refused, match="Do not say whether there is a record"):
        bundle(person)


def test_the_bundle_of_a_victim_is_made_by_hand(him: Person) -> None:
    victim = harmed(him, "Asha").victim

    with pytest.raises(Refused, match="by hand"):
        bundle(victim)


def test_the_bytes_depend_on_no_clock_but_the_day(him: Person) -> None:
    with time_machine.travel(datetime(2026, 11, 23, 18, 30, tzinfo=ZoneInfo("Europe/London")), tick=False):
        later = bundle_of(him, requested_on=TODAY, made_on=TODAY).content

    assert later == bundle_of(him, requested_on=TODAY, made_on=TODAY).content


# The act


def test_the_file_is_given_after_saying_who_asks_and_the_log_keeps_its_hash(him: Person, visit: Visit) -> None:
    client = visit("professional-standards")

    asked = get(client, "access-bundle", him.reference)
    answer = post(client, "access-bundle", him.reference, **ASKED)

    assert "Give somebody their data" in words(asked)
    assert answer["Content-Type"] == "application/zip"
    assert read(answer.content)
    event = Event.objects.get(code="access.bundle_made")
    assert event.subject_ref == him.reference
    assert event.fields["answer_due_on"] == "2026-12-22"
    assert "Passport" not in json.dumps(event.fields)


def test_nothing_is_given_without_the_day_or_who_asks(him: Person, visit: Visit) -> None:
    client = visit("professional-standards")

    empty = post(client, "access-bundle", him.reference)
    early = post(client, "access-bundle", him.reference, **ASKED | {"requested_on": "2026-11-24"})

    assert "Say how you know that it is the person who asks" in words(empty)
    assert "not one that is still to come" in words(early)
    assert "Passport seen" in early.content.decode()
    assert not Event.objects.filter(code="access.bundle_made").exists()


def test_another_force_may_not_give_it(him: Person, visit: Visit) -> None:
    assert get(visit("professional-standards", "14"), "access-bundle", him.reference).status_code == 403
    assert get(visit("supervisor"), "access-bundle", him.reference).status_code == 403


def test_whoever_is_barred_from_the_record_finds_nothing(him: Person) -> None:
    reader = builders.user("professional-standards")
    builders.bar(reader, him)

    assert get(builders.sign_in(Client(), reader), "access-bundle", him.reference).status_code == 404


def test_later_in_a_session_it_asks_who_is_there(him: Person) -> None:
    reader = builders.user("professional-standards")
    reader.set_password("copper-lantern-willow-tide")
    reader.save()
    client = builders.sign_in(Client(), reader)
    session = client.session
    session[sessions.STARTED] = time.time() - settings.ACCOUNT_REAUTHENTICATION_TIMEOUT - 1
    session.save()

    answer = post(client, "access-bundle", him.reference, **ASKED)

    assert answer.status_code == 302
    assert not Event.objects.filter(code="access.bundle_made").exists()


@pytest.mark.parametrize(
    ("requested_on", "last_day"),
    [
        pytest.param(date(2026, 10, 12), date(2026, 11, 11), id="a month that begins with the day"),
        pytest.param(date(2027, 1, 31), date(2027, 2, 27), id="into a short month"),
    ],
)
def test_the_answer_is_due_within_a_month(requested_on: date, last_day: date) -> None:
    assert answer_due_on(requested_on) == last_day


def test_a_person_held_as_a_suspect_is_not_told_in_which_capacity(him: Person) -> None:
    assert him.subject_category in (SubjectCategory.SUSPECT, SubjectCategory.CONVICTED)
    assert "uspect" not in read(bundle(him))
