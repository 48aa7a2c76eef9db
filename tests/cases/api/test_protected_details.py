"""A protected address and number are planted in everything that people type, and searched for in every answer of the
API that reads."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from cases.actions import (
    disclosure_clocks,
    disclosure_decisions,
    disclosures,
    instruments,
    lowering,
    risk,
)
from cases.actions.cases import add_child
from cases.actions.children import excuse_notice
from cases.actions.disclosures import Whom
from cases.actions.incidents import Involved, Told, record_incident
from cases.actions.meetings import When, cancel_meeting, change_meeting, put_on_agenda
from cases.actions.near_alerts import answer_near_alert
from cases.actions.observations import grade_observation, record_observation
from cases.actions.pairs import change_pair
from cases.actions.referrals import withdraw_referral
from cases.actions.safeguards import end_safeguard
from cases.actions.victims_code import record_development
from cases.models import (
    Agency,
    Attachment,
    Disclosure,
    DisclosureDecision,
    Incident,
    InstrumentSheet,
    Lowering,
    Meeting,
    MeetingReferral,
    MeetingShare,
    NearAlert,
    Observation,
    Pair,
    Safeguard,
    SchoolNotice,
    VictimUpdate,
)
from cases.rules.instruments.dash import DASH_24
from cases.sections import SECTIONS
from register.actions import convictions, holds, management, order_breaches, plans, transfers, visits
from register.actions.alerts import answer_alert
from register.actions.registration_reviews import review_registration
from register.actions.requirements import begin_requirement
from register.actions.tasks import raise_task
from register.models import (
    Alert,
    Breach,
    Conviction,
    ManagementTransfer,
    NotificationItem,
    NotificationRequirement,
    ProtectiveOrder,
    Registration,
    RegistrationReview,
    Task,
    Visit,
)
from register.rules.notification_periods import Disposal
from register.rules.regimes.table import DutyKind
from tests import builders
from tests.architecture.test_permission_matrix import TABLE
from tests.cases import disclosed, met
from tests.cases.api.example import NOW, by, lead, live
from tests.cases.api.examples import READS
from tests.cases.builders import Household
from tests.cases.canary import let_read
from tests.cases.test_canary import ENTITLED, READERS, SECRETS, TOLD, plant
from tests.cases.test_move_check import moved
from tests.register.notified import Item, take

pytestmark = pytest.mark.django_db


# The move check needs him to live near her: his own address is read by whoever may see him.
HIS_OWN = "9 Canary Lane, Canaryford, CA7 4RY"


def leaks(text: str) -> list[str]:
    return [secret for secret in SECRETS if secret in text.replace(HIS_OWN, "")]


NONE = {"reference": "X-0000000000"}


@pytest.fixture(autouse=True)
def a_day() -> Iterator[None]:
    with time_machine.travel(NOW, tick=True):
        yield


def tell_everywhere(home: Household) -> None:
    """Write what must not be learned into every box that a row of the API shows."""
    person, registration = home.person, live(home)
    convictions.record_conviction(
        person, force=home.owner.force, cjs_code="SC15004", offence_title="Coercive control",
        convicted_on=date(2026, 5, 1), sentence=convictions.Sentence(Conviction.Disposal.FINE), court_name=TOLD[:110],
        **by(),
    )  # fmt: skip
    begin_requirement(
        registration, regime=NotificationRequirement.Regime.SOA, relevant_on=date(2026, 11, 24),
        disposal=Disposal.FINE, **by(),
    )  # fmt: skip
    doubted = Item(DutyKind.INITIAL, TOLD, NotificationItem.Outcome.FALSE, TOLD, particulars={"line_1": TOLD})
    take(registration, builders.actor("offender-manager"), doubted, remarks=TOLD, identity_detail=TOLD[:150])
    review_registration(live(home), outcome=RegistrationReview.Outcome.KEEP, reasons=TOLD, **by())
    order = ProtectiveOrder.objects.get(person=person)
    order_breaches.record_order_breach(
        order, force=home.owner.force, occurred_at=datetime(2026, 11, 24, 20, tzinfo=UTC), account=TOLD, **by()
    )
    raise_task(
        builders.force("13"), kind=Task.Kind.REVIEW, team="supervisor", title="Look at it", due_on=date(2026, 12, 1),
        person=person, detail=TOLD, **by(),
    )  # fmt: skip
    holds.place_legal_hold(person, why=TOLD, authority="HM Coroner", review_on=date(2027, 3, 27), **by())
    tell_of_management(home)
    tell_of_meetings(home)
    tell_of_risk(home)
    tell_of_disclosure(home)
    moved(person, builders.actor("offender-manager"))
    for near in NearAlert.objects.filter(person=person, force__code="13"):
        answer_near_alert(near, what_was_done=TOLD, **by())
    answer_alert(Alert.objects.get(person=person, kind="moved_in"), is_accepted=True, why=TOLD, **by(lead("14")))
    tell_of_the_case(home)


def tell_of_the_case(home: Household) -> None:
    """In casework: what its own rules keep out of a text cannot be written there."""
    pair, force = Pair.objects.get(pk=home.pair.pk), home.owner.force
    change_pair(
        pair, relationship=pair.relationship, person_role="suspect", victim_role="victim", starts_on=None, ends_on=None,
        why=TOLD, **by(),
    )  # fmt: skip
    add_child(home.case, name="Mina Kaur", note=TOLD, **by())
    notice = SchoolNotice.objects.filter(case=home.case).latest("pk")
    excuse_notice(notice, why_not=TOLD, **by())
    told = Told(account=TOLD, place=TOLD[:200], caller=TOLD, officers_told=TOLD)
    record_incident(force, person=home.person, told=told, involved=[Involved(words=TOLD)], **by())
    seen = record_observation(force, person=home.person, words=TOLD, **by())
    grade_observation(seen, source_grade="1", known="A", sharing="C", conditions=TOLD, **by())
    record_development(home.case, kind="arrest", happened_on=date(2026, 11, 24), note=TOLD, **by())
    end_safeguard(pair, safeguard=Safeguard.objects.get(pair=pair, kind="tecsos"), why=TOLD, **by())


def tell_of_management(home: Household) -> None:
    management.set_level(live(home), level=Registration.HarmRisk.HIGH, why=TOLD, **by())
    management.assign_manager(live(home), manager=builders.user("offender-manager"), why=TOLD, **by())
    management.ask_to_lower(live(home), level=Registration.HarmRisk.MEDIUM, why=TOLD, **by())
    plans.write_plan(live(home), risks=TOLD, strategy=TOLD, protection=TOLD, **by())
    plans.add_plan_action(live(home), measure=TOLD, due_on=date(2026, 12, 5), **by())
    visits.record_visit(
        live(home), visited_at=datetime(2026, 11, 25, 12, tzinfo=UTC), outcome=Visit.Outcome.SEEN,
        place=Visit.Place.HOME, present=TOLD, circumstances=TOLD, concerns=TOLD, follow_up=TOLD, **by(),
    )  # fmt: skip
    transfers.offer_transfer(live(home), to_force=builders.force("14"), why=TOLD, summary=TOLD, **by())


def tell_of_meetings(home: Household) -> None:
    """A referral, its minutes and an action of an agency, shared with that agency and its minutes; a meeting that was
    cancelled; a referral that was withdrawn."""
    agency = Agency.objects.get(force=home.owner.force)
    told = met.heard(home, words=TOLD, agency=agency)
    met.shared(told, agency, home.officer, has_minutes=True)
    withdraw_referral(met.referred(home, why=TOLD), why=TOLD, **by())
    meeting = met.planned(home.owner)
    put_on_agenda(meeting, references=[met.referred(home, why=TOLD).reference], **by())
    cancel_meeting(meeting, why=TOLD, **by())
    hear_of = met.on_agenda(home, MeetingReferral.objects.waiting().get()).meeting
    assert hear_of is not None
    change_meeting(hear_of, when=When(hear_of.starts_at, TOLD[:200], "DI Okoro", home.owner), **by())


def tell_of_risk(home: Household) -> None:
    risk.set_risk(home.case, level="high", judgement=TOLD, instrument="dash_24", **by(home.officer))
    sheet = InstrumentSheet.objects.get(case=home.case)
    said = {item.code: ("yes", TOLD) for item in DASH_24.items}
    sheet = instruments.record_answers(sheet, answers=said, **by(home.officer))
    instruments.explain_difference(
        instruments.finish_sheet(sheet, **by(home.officer)), words=TOLD, **by(home.officer)
    )  # fmt: skip
    asked = lowering.ask_to_lower_risk(home.case, level="medium", why=TOLD, **by(home.officer))
    lowering.answer_risk_lowering(asked, is_agreed=False, answer=TOLD, **by())


def tell_of_disclosure(home: Household) -> None:
    """A request about him and her, told at every step, which the second reader sent back."""
    grounds = disclosure_decisions.Grounds(TOLD, TOLD, TOLD)
    found = disclosed.started(
        home.officer, Disclosure.Route.KNOW, about=Whom(home.person, TOLD), at_risk=Whom(home.victim, TOLD),
        concern=TOLD, safe_contact=TOLD, asker_words=TOLD,
    )  # fmt: skip
    disclosures.record_checks(
        found, is_in_danger=True, found=TOLD, what_was_done=TOLD, is_pnc_checked=True, **by(home.officer)
    )
    found.refresh_from_db()
    disclosures.record_forum(found, held_on=date(2026, 11, 25), agencies=TOLD, view=TOLD, **by(home.officer))
    found.refresh_from_db()
    disclosure_decisions.decide_disclosure(
        found, is_to_disclose=True, has_credible_risk=True, grounds=grounds, wording=TOLD, recipient_words=TOLD,
        recipient=DisclosureDecision.Recipient.BEST_PLACED, **by(home.officer),
    )  # fmt: skip
    found.refresh_from_db()
    disclosure_decisions.second_read(found, is_agreed=False, why=TOLD, **by())
    found.refresh_from_db()
    disclosure_clocks.stop_clock(found, ends_on=date(2026, 11, 30), why=TOLD, **by(home.officer))


def arguments_of(name: str, home: Household) -> list[dict[str, Any]]:
    """The addresses of a row that reads: of the person and the victim, or of what is about them."""
    path = READS[name].path
    if "<" not in path:
        return [{}]
    if "<str:month>" in path:
        return [{"month": NOW[:7]}]
    if path.startswith("people/<str:reference>/orders/<"):
        return [{"reference": home.person.reference, "number": ProtectiveOrder.objects.get(person=home.person).pk}]
    if path.startswith("cases/<str:reference>/risk"):
        rows = {"sheet": InstrumentSheet, "lowering": Lowering}
        found = {name: kind.objects.get(case=home.case).reference for name, kind in rows.items() if f":{name}>" in path}
        return [{"reference": home.case.reference} | found]
    if path.startswith("cases/"):
        parts = [each.slug for each in SECTIONS] if "<str:part>" in path else [""]
        named = {"reference": home.case.reference}
        named |= {"victim": home.victim.reference} if "<str:victim>" in path else {}
        return [named | ({"part": part} if part else {}) for part in parts]
    if path.startswith("statistics/"):
        return [{"measure": "incidents"}]
    if path.startswith("people/"):
        return [{"reference": each.reference} for each in (home.person, home.victim)]
    kinds = {"breaches": Breach, "disclosures": Disclosure, "transfers": ManagementTransfer, "move-check": NearAlert,
             "alerts": Alert, "tasks": Task, "incidents": Incident, "observations": Observation,
             "victim-updates": VictimUpdate, "school-notices": SchoolNotice, "meetings": Meeting,
             "referrals": MeetingReferral, "shares": MeetingShare,
             "documents": Attachment}  # fmt: skip
    kind = kinds.get(path.partition("/")[0])
    return [{"reference": each.reference} for each in kind._default_manager.all()[:20]] if kind else [NONE]


def answers(client: Client, home: Household) -> Iterator[tuple[str, str]]:
    for name in READS:
        for arguments in arguments_of(name, home):
            address = reverse(name, kwargs=arguments)
            is_posted = READS[name].is_posted
            body = {"q": "Asha Kaur"} if name == "api-lookup" else TABLE[name].body
            answer = client.post(address, body, "application/json") if is_posted else client.get(address)
            assert answer.status_code in (200, 403, 404), (name, answer.content)
            yield name, answer.content.decode()


@pytest.mark.parametrize("in_refuge", [False, True], ids=["confidential", "in refuge"])
def test_no_answer_of_the_api_tells_what_is_protected(in_refuge: bool) -> None:
    home = plant(in_refuge)
    tell_everywhere(home)

    for role, force in READERS:
        if (role, force) in ENTITLED and not in_refuge:
            continue
        user = builders.user(role, force_code=force)
        if role == "partner-agency":
            let_read(user)
        client = builders.sign_in(Client(), user)
        for name, text in answers(client, home):
            assert not leaks(text), (role, force, name, leaks(text))


def test_whoever_is_entitled_reads_what_was_written() -> None:
    """Were nothing shown to anybody, the search above would prove nothing: each row that shows text shows it here."""
    home = plant(in_refuge=False)
    tell_everywhere(home)
    client = builders.sign_in(Client(), builders.user("supervisor"))

    told = {name for name, text in answers(client, home) if leaks(text)}

    assert told >= {
        "api-registration", "api-convictions", "api-notifications", "api-breach", "api-order", "api-management",
        "api-visits", "api-transfers", "api-transfer", "api-retention", "api-near-alert", "api-alert",
        "api-tasks", "api-task", "api-card", "api-record", "api-case", "api-case-part", "api-victim",
        "api-victim-details", "api-children", "api-school-notice", "api-incident", "api-observation",
        "api-victim-update", "api-around",
        "api-referral", "api-meeting",
        "api-case-risk", "api-risk-sheet", "api-risk-lowering", "api-disclosure",
    }  # fmt: skip


def test_whoever_typed_the_address_sees_no_alert_of_the_move_check() -> None:
    home = plant(in_refuge=False)
    typist = builders.user("supervisor")
    moved(home.person, typist.actor(on=date(2026, 11, 25)))
    alert = NearAlert.objects.get(person=home.person, force__code="13", address__recorded_by=typist)
    client, other = (builders.sign_in(Client(), user) for user in (typist, builders.user("supervisor")))
    address, inbox = reverse("api-near-alert", args=[alert.reference]), reverse("api-near-alerts")

    assert (client.get(address).status_code, other.get(address).status_code) == (404, 200)
    assert alert.reference not in client.get(inbox).content.decode()
    assert alert.reference in other.get(inbox).content.decode()
