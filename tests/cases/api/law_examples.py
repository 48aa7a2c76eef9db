"""Examples of the rows of registration and convictions."""

from __future__ import annotations

from datetime import date
from typing import Any

from register.actions import convictions, indefinite_reviews, registration_ends, registrations, requirements
from register.actions.registration_reviews import review_registration
from register.models import Conviction, NotificationRequirement, Registration, RegistrationReview
from register.rules.notification_periods import Disposal
from tests import builders
from tests.cases.api.example import WHY, Example, by, lead, live, person, registered
from tests.cases.builders import Household


def convicted(home: Household, **more: Any) -> Conviction:
    sentence = convictions.Sentence(**{"disposal": Conviction.Disposal.IMPRISONMENT, "term_months": 18} | more)
    recorded: Conviction = convictions.record_conviction(
        home.person, force=home.owner.force, cjs_code="SX03037", offence_title="Sexual assault",
        convicted_on=date(2026, 5, 1), sentence=sentence, is_schedule_3_offence=True, is_under_18=False, **by(),
    )  # fmt: skip
    return recorded


def conviction(home: Household) -> dict[str, Any]:
    return person(home) | {"number": convicted(home).pk}


def listing(home: Household) -> dict[str, Any]:
    made = convictions.record_mappa(
        home.person, force=home.owner.force, category=2, level=1, has_domestic_abuse_marker=True,
        starts_on=date(2026, 3, 1), **by(),
    )  # fmt: skip
    return person(home) | {"number": made.pk}


def proposed(home: Household, **more: Any) -> dict[str, Any]:
    builders.proposed(home.person, lead(), **more)
    return person(home)


def designation(home: Household) -> dict[str, Any]:
    return proposed(home, gate="police_designation", proportionality="Two victims; a lesser means did not hold")


def approved(home: Household) -> dict[str, Any]:
    proposed(home)
    registrations.approve_registration(live(home), why=WHY, **by())
    return person(home)


def appealed(home: Household) -> dict[str, Any]:
    registered(home)
    registration_ends.note_appeal(live(home), court="Leeds Crown Court", lodged_on=date(2026, 11, 21), **by())
    return person(home)


def over(home: Household) -> dict[str, Any]:
    return registered(home, starts_on=date(2026, 11, 1), ends_on=date(2026, 11, 22), regime=Registration.Regime.NONE)


def to_remove(home: Household) -> dict[str, Any]:
    registered(home)
    review_registration(live(home), outcome=RegistrationReview.Outcome.REMOVE, reasons=WHY, **by())
    return person(home)


def indefinite(home: Household) -> dict[str, Any]:
    """Under a requirement without an end."""
    registered(home)
    requirements.begin_requirement(
        live(home), regime=NotificationRequirement.Regime.SOA, relevant_on=date(2008, 1, 10), disposal=Disposal.LIFE,
        **by(),
    )  # fmt: skip
    return person(home)


def applied(home: Household) -> dict[str, Any]:
    indefinite(home)
    indefinite_reviews.receive_application(
        live(home), applied_on=date(2026, 11, 2), first_notified_on=date(2009, 1, 12), **by()
    )
    return person(home)


def ready(home: Household) -> dict[str, Any]:
    applied(home)
    indefinite_reviews.acknowledge_application(live(home), acknowledged_on=date(2026, 11, 4), **by())
    indefinite_reviews.ask_for_information(live(home), asked_on=date(2026, 11, 5), **by())
    return person(home)


def refused(home: Household) -> dict[str, Any]:
    ready(home)
    indefinite_reviews.decide_application(
        live(home), outcome="refused", decided_on=date(2026, 11, 20), reasons=WHY, **by()
    )
    return person(home)


def with_requirement(home: Household) -> dict[str, Any]:
    indefinite(home)
    return person(home) | {"number": live(home).requirements.get().pk}


def convicted_and_registered(home: Household) -> dict[str, Any]:
    registered(home)
    convicted(home)
    return person(home)


def last_conviction() -> int:
    return Conviction.objects.latest("pk").pk


CONVICTION = {
    "cjs_code": "SC15004",
    "convicted_on": "2026-05-01",
    "court": "crown",
    "court_name": "Leeds",
    "sentenced_on": "2026-06-01",
    "sentence": {"disposal": "imprisonment", "term_months": 18},
    "has_domestic_abuse_finding": True,
}
APPLICATION = {"applied_on": "2026-11-02", "first_notified_on": "2009-01-12"}
EXAMPLES: dict[str, Example] = {
    "api-record-conviction": Example(person, CONVICTION),
    "api-quash-conviction": Example(conviction, {"quashed_on": "2026-09-01", "court": "Court of Appeal"}),
    "api-vary-conviction": Example(
        conviction,
        {"varied_on": "2026-09-01", "court": "Court of Appeal", "disposal": "imprisonment", "term_months": 6},
    ),
    "api-record-mappa": Example(
        person, {"category": 2, "level": 1, "has_domestic_abuse_marker": True, "starts_on": "2026-03-01"}
    ),
    "api-end-mappa": Example(listing, {"ends_on": "2026-10-31"}),
    "api-propose-registration": Example(
        person, {"gate": "order", "gate_reason": "DAPO made on 20 November", "starts_on": "2026-11-20"}
    ),
    "api-approve-registration": Example(proposed, {"why": "The order is in force"}),
    "api-refuse-registration": Example(proposed, {"why": "The order was discharged"}),
    "api-approve-designation": Example(designation, {"why": "Necessary and proportionate"}, "superintendent"),
    "api-refuse-designation": Example(designation, {"why": "A lesser means will do"}, "superintendent"),
    "api-record-notice": Example(
        approved, {"given_on": "2026-11-20", "given_by": "PC Ruth Adeyemi", "means": "handed_over"}
    ),
    "api-review-registration": Example(
        registered, {"outcome": "keep", "reasons": "Two calls this autumn", "risk_of_serious_harm": "high"}
    ),
    "api-note-appeal": Example(registered, {"court": "Leeds Crown Court", "lodged_on": "2026-11-21"}),
    "api-decide-appeal": Example(
        appealed, {"outcome": "dismissed", "decided_on": "2026-11-24", "why": "The order stands"}
    ),
    "api-record-appeal-stay": Example(appealed, {"is_stayed": True, "effective_on": "2026-11-23"}),
    "api-discharge-registration": Example(
        registered, {"court": "Leeds Magistrates", "decided_on": "2026-11-24", "why": "The order was discharged"}
    ),
    "api-transfer-out": Example(
        registered, {"accepted_by": "Police Scotland, DS Fraser", "accepted_on": "2026-11-24", "why": "Moved for good"}
    ),
    "api-expire-registration": Example(over, {"why": "The last day has passed"}),
    "api-remove-registration": Example(to_remove, {"why": "The review recommends it"}),
    "api-record-death": Example(
        registered, {"confirmed_by": "The coroner", "died_on": "2026-11-22", "why": "Told by the hospital"}
    ),
    "api-receive-application": Example(indefinite, APPLICATION),
    "api-acknowledge-application": Example(applied, {"acknowledged_on": "2026-11-04"}),
    "api-ask-for-information": Example(applied, {"asked_on": "2026-11-05"}),
    "api-decide-application": Example(
        ready, {"outcome": "refused", "decided_on": "2026-11-20", "reasons": "The risk has not fallen"}
    ),
    "api-review-appeal-allowed": Example(refused, {"court": "Leeds Magistrates", "allowed_on": "2026-11-24"}),
    "api-begin-requirement": Example(
        registered, {"regime": "soa", "relevant_on": "2026-11-20", "disposal": "fine", "is_under_18": False}
    ),
    "api-require-notification": Example(convicted_and_registered, {"conviction": "{conviction}"}),
    "api-find-no-requirement": Example(
        convicted_and_registered, {"conviction": "{conviction}", "why": "Below the conditions of age"}
    ),
    "api-end-requirement": Example(with_requirement, {"ended_on": "2026-11-24", "why": "Quashed on appeal"}),
}
