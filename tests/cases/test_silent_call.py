"""A number with a marker: who is told what, and who learns nothing."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.actor import Actor
from audit.core.entry import Reason
from audit.models import Event
from cases.actions.cases import close_case
from cases.actions.risk import set_risk
from cases.actions.safeguards import add_safeguard, end_safeguard
from cases.models import RiskAssessment, Safeguard
from register.actions import facts
from register.actions.lookup import look_up
from register.lookup.instructions import Instruction
from register.models import Person, Phone, Protection, Source
from tests import builders
from tests.builders import CALL
from tests.cases.builders import CANARIES, CANARY_PHONE, Household, act, household

pytestmark = pytest.mark.django_db


def marked(home: Household, kind: Safeguard.Kind = Safeguard.Kind.TECSOS, **dates: Any) -> Safeguard:
    today = timezone.localdate()
    return add_safeguard(
        home.pair, kind=kind, instruction="Asha says “pizza” when he is there", owner=home.owner,
        **{"starts_on": today, "review_on": today + timedelta(days=90), **dates}, **act(home.officer),
    )  # fmt: skip


def told(terms: str = CANARY_PHONE, *, reader: Actor | None = None, reason: Reason = CALL) -> Instruction | None:
    return look_up(terms, actor=reader or builders.actor(), reason=reason).instruction


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("07700 900777", id="national form"),
        pytest.param("+44 7700 900777", id="E.164 with spaces"),
        pytest.param("+447700900777", id="E.164"),
        pytest.param("447700900777", id="the plus lost on the way"),
        pytest.param("00447700900777", id="dialled from abroad"),
        pytest.param("7700900777", id="the first 0 lost"),
        pytest.param("oh seven seven double oh nine hundred treble seven", id="as spoken"),
        pytest.param("silent call from 07700 900777 leeds", id="with other words"),
        pytest.param("07700 900777 1984", id="with a year"),
        pytest.param("07700 900111 07700 900777", id="second of two numbers"),
    ],
)
def test_a_whole_number_however_written_returns_the_instruction(home: Household, typed: str) -> None:
    marked(home)

    instruction = told(typed)

    assert instruction is not None
    assert (instruction.rule, instruction.title) == ("tecsos", "TecSOS phone")
    assert any(sentence.startswith("Do not ring back") for sentence in instruction.sentences)


@pytest.mark.parametrize("typed", ["900777", "07700 90077", "00777", "asha kaur", "", "07700 900778"])
def test_a_part_of_a_number_or_another_one_returns_nothing(home: Household, typed: str) -> None:
    marked(home)

    assert told(typed) is None


def test_a_foreign_number_is_a_number(home: Household) -> None:
    facts.add_phone(home.victim, source=Source.OFFICER, number="+48 512 345 678", **act(home.officer))
    marked(home)

    assert told("0048 512 345 678") == told("+48512345678") is not None


@pytest.mark.parametrize("protection", list(Protection), ids=str)
def test_a_protected_number_returns_the_instruction_and_finds_nobody(protection: Protection) -> None:
    marked(household(protection))

    answer = look_up(CANARY_PHONE, actor=builders.actor(force_code="14"), reason=CALL)

    assert answer.found == ()
    assert answer.instruction is not None


def test_a_reader_of_the_force_is_told_who_holds_the_number(home: Household) -> None:
    marked(home)

    (holder,) = told().holders  # type: ignore[union-attr]

    assert (holder.name, holder.reference) == ("Asha Kaur", home.victim.reference)


@pytest.mark.parametrize(
    ("protection", "is_named"), [(Protection.OPEN, True), (Protection.CONFIDENTIAL, False), (Protection.REFUGE, False)]
)
def test_while_no_call_is_live_a_protected_number_does_not_say_whose_it_is(
    protection: Protection, is_named: bool
) -> None:
    marked(household(protection))

    instruction = told(reason=Reason("record_keeping"))

    assert instruction is not None
    assert [bool(holder.name) for holder in instruction.holders] == [is_named]


def test_a_reader_of_another_force_is_told_only_which_force_to_ring(home: Household) -> None:
    marked(home)
    browser = builders.sign_in(Client(), builders.user(force_code="14"))

    browser.post("/lookup", {"q": CANARY_PHONE})
    page = browser.get("/lookup").content.decode()

    assert "Treat this call as an emergency" in page and "Rule: TecSOS phone" in page
    assert "Held by West Yorkshire Police: ring its control room" in page
    for secret in ("Asha", "Kaur", "pizza", home.victim.reference, *(c for c in CANARIES if "777" not in c)):
        assert secret not in page


def test_a_live_answer_says_the_instruction_and_announces_it(home: Household) -> None:
    marked(home)
    browser = builders.sign_in(Client(), builders.user())

    part = browser.post("/lookup", {"q": CANARY_PHONE}, headers={"HX-Request": "true"}).content.decode()

    assert '<h2 class="app-card__title" id="instruction-title">Do this now' in part
    said = part.split('id="lookup-said"', 1)[1].split("</p>", 1)[0]
    assert "This number has a marker. Treat this call as an emergency" in said


@pytest.mark.parametrize("address", ["/lookup?phone=%2B447700900777", "/lookup?phone=+447700900777"])
def test_a_deep_link_with_the_number_leads_to_the_instruction(home: Household, address: str) -> None:
    marked(home)
    browser = builders.sign_in(Client(), builders.user(force_code="14"))

    page = browser.get(address, follow=True)

    assert page.redirect_chain == [("/lookup", 302)]
    assert "Do this now" in page.content.decode()


@pytest.mark.parametrize("role", ["offender-manager", "safeguarding-officer", "professional-standards"])
def test_whoever_does_not_answer_calls_is_told_nothing(home: Household, role: str) -> None:
    marked(home)

    assert told(reader=builders.actor(role)) is None


@pytest.mark.parametrize("whom", ["victim", "person"])
def test_somebody_barred_from_the_victim_or_from_whoever_harms_them_is_told_nothing(home: Household, whom: str) -> None:
    marked(home)
    user = builders.user()
    builders.bar(user, getattr(home, whom))
    reader = user.actor(on=timezone.localdate())

    assert told(reader=reader) is None
    assert told() is not None
    assert (
        Event.objects.filter(code="person.looked_up", actor_ref=reader.ref)
        .latest("at")
        .fields.keys()
        .isdisjoint({"rule", "safeguards"})
    )


def test_a_marker_that_has_ended_or_not_begun_gives_no_instruction(home: Household) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    marked(home, starts_on=tomorrow, review_on=tomorrow)
    assert told() is None

    running = marked(home, starts_on=date(2026, 1, 5), review_on=date(2026, 2, 5))
    end_safeguard(home.pair, safeguard=running, why="Phone given back", **act(home.officer))
    assert told() is not None, "today is its last day"
    Safeguard.objects.filter(pk=running.pk).update(ends_on=timezone.localdate() - timedelta(days=1))

    assert told() is None


def test_a_number_that_is_no_longer_theirs_gives_no_instruction(home: Household) -> None:
    marked(home)
    facts.end_fact(home.victim, fact=Phone.objects.get(), on=timezone.localdate(), **act(home.officer))

    assert told() is None


def risk(home: Household, level: RiskAssessment.Level) -> None:
    set_risk(home.case, level=level, judgement="Threats to kill", **act(home.officer))


def test_high_risk_in_an_open_case_is_a_marker(home: Household) -> None:
    risk(home, RiskAssessment.Level.HIGH)
    instruction = told()

    assert instruction is not None
    assert (instruction.rule, instruction.safeguards) == ("high_risk_victim", ())


def test_the_newest_level_counts_and_only_in_an_open_case(home: Household) -> None:
    risk(home, RiskAssessment.Level.HIGH)
    newest = RiskAssessment.objects.create(
        case=home.case, person=home.person, force=home.owner.force, level="standard", judgement="Moved abroad",
        assessed_at=timezone.now(), assessed_by=home.owner, review_on=timezone.localdate(),
    )  # fmt: skip
    assert told() is None
    newest.delete()
    assert told() is not None

    close_case(home.case, why="Both have moved", **act(home.officer))

    assert told() is None


def test_the_number_of_somebody_who_harms_at_high_risk_says_so(home: Household) -> None:
    facts.add_phone(home.person, source=Source.OFFICER, number="07700 900123", **act(home.officer))
    risk(home, RiskAssessment.Level.HIGH)
    instruction = told("07700900123", reader=builders.actor(force_code="14"))

    assert instruction is not None
    assert instruction.rule == "high_risk_person"
    assert instruction.holders[0].name == "Marek Kowalski"


def test_the_log_says_which_rule_fired_for_whom_and_by_which_safeguard_and_no_name(home: Household) -> None:
    safeguards = [marked(home), marked(home, Safeguard.Kind.PHONE_MARKER)]
    marked(home, Safeguard.Kind.IDVA)
    told(reader=builders.actor(force_code="14"))

    event = Event.objects.filter(code="person.looked_up").latest("at")
    assert event.fields["rule"] == "tecsos"
    assert event.fields["safeguards"] == sorted(str(each.pk) for each in safeguards)
    assert event.references == [home.victim.reference]
    assert b"Kaur" not in bytes(event.payload)
    assert b"900777" not in bytes(event.payload)


def test_several_holders_of_a_number_give_the_strictest_rule_once(home: Household) -> None:
    marked(home)
    risk(home, RiskAssessment.Level.HIGH)
    facts.add_phone(home.person, source=Source.OFFICER, number=CANARY_PHONE, **act(home.officer))
    instruction = told()

    assert instruction is not None
    assert instruction.title == "TecSOS phone"
    assert instruction.also == ("Victim at high risk", "Person who may harm somebody, at high risk")
    assert {holder.name for holder in instruction.holders} == {"Asha Kaur", "Marek Kowalski"}


def test_a_number_costs_one_query_whether_or_not_it_has_a_marker_and_words_none(home: Household) -> None:
    reader = builders.actor(force_code="14")

    def cost(terms: str, by: Actor = reader) -> int:
        with CaptureQueriesContext(connection) as captured:
            look_up(terms, actor=by, reason=CALL)
        return sum("cases_safeguard" in query["sql"] for query in captured)

    assert cost(CANARY_PHONE) == 1
    marked(home)
    assert cost(CANARY_PHONE) == cost("07700 900555") == 1
    assert cost("kowalski 900777") == cost(CANARY_PHONE, builders.actor("offender-manager")) == 0


def test_the_api_gives_the_instruction_of_the_page(home: Household) -> None:
    marked(home)
    near, far = (builders.sign_in(Client(), builders.user(force_code=code)) for code in ("13", "14"))

    said, elsewhere = (
        client.post("/api/v1/lookup", {"phone": CANARY_PHONE}, content_type="application/json").json()
        for client in (near, far)
    )

    assert said["instruction"]["rule"] == elsewhere["instruction"]["rule"] == "tecsos"
    assert said["instruction"]["holders"][0]["card"].endswith(f"/people/{home.victim.reference}/card")
    assert elsewhere["instruction"]["holders"] == [
        {"force": "West Yorkshire Police", "control_room": home.owner.force.control_room_phone, "name": "", "card": ""}
    ]


def joined(home: Household) -> Person:
    """Another force's record of the victim, with a number of its own."""
    other = builders.person(builders.actor(force_code="14"), forenames="Asha", surname="Kaur")
    facts.add_phone(
        other, source=Source.OFFICER, number="07700 900555", actor=builders.actor(force_code="14"), reason=CALL
    )
    builders.allow_writes("joining")
    Person.objects.filter(pk=other.pk).update(lead=home.victim)
    return other


def test_what_protects_a_person_in_one_force_answers_their_number_in_another(home: Household) -> None:
    other = joined(home)
    marked(home)
    instruction = told("07700 900555")

    assert instruction is not None
    assert (instruction.rule, instruction.holders[0].reference) == ("tecsos", other.reference)


def test_a_bar_on_one_record_holds_for_the_numbers_of_those_joined_with_it(home: Household) -> None:
    other = joined(home)
    marked(home)
    user = builders.user()
    builders.bar(user, other)

    assert told(reader=user.actor(on=timezone.localdate())) is None
