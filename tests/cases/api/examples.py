"""One example of each row that writes: a state that the real actions reach, the arguments of the address, a body.

The documents print these bodies, and tests send them, spoil them and compare what comes of them with the pages.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.actor import Actor
from accounts.api.rows import Row, Write
from accounts.models import User
from cases.api.table import ROWS
from register.actions import convictions, indefinite_reviews, registration_ends, registrations, requirements
from register.actions.registration_reviews import review_registration
from register.models import Conviction, NotificationRequirement, Registration, RegistrationReview
from register.rules.notification_periods import Disposal
from tests import builders
from tests.builders import CALL
from tests.cases.builders import Household

NOW, TODAY = "2026-11-25T12:00:00Z", date(2026, 11, 25)
WHY = "As the file says"
Begin = Callable[[Household], dict[str, Any]]
WRITES: dict[str, Write] = {row.name: row for row in ROWS if isinstance(row, Write)}
READS: dict[str, Row] = {row.name: row for row in ROWS if not isinstance(row, Write)}


@dataclass(frozen=True, slots=True)
class Example:
    """`begin` brings the household to where the act may happen, and gives the arguments of the address."""

    begin: Begin
    body: dict[str, Any] = field(default_factory=dict)
    role: str = "supervisor"


def lead() -> Actor:
    """Another supervisor than the one who acts."""
    return builders.actor("supervisor")


def by(actor: Actor | None = None) -> dict[str, Any]:
    return {"actor": actor or lead(), "reason": CALL}


def person(home: Household) -> dict[str, Any]:
    return {"reference": home.person.reference}


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


def live(home: Household) -> Registration:
    return Registration.objects.live().select_related("person").get(person=home.person)


def approved(home: Household) -> dict[str, Any]:
    proposed(home)
    registrations.approve_registration(live(home), why=WHY, **by())
    return person(home)


def registered(home: Household, **more: Any) -> dict[str, Any]:
    builders.registered(home.person, lead(), **more)
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


def made(example: Example, home: Household) -> tuple[dict[str, Any], dict[str, Any]]:
    """The arguments of the address and the body, once the state is reached. A number that the state made stands in the
    body as a name in braces."""
    arguments = example.begin(home)
    return arguments, {name: filled(value, home) for name, value in example.body.items()}


def filled(value: Any, home: Household) -> Any:
    """The body with what the state made in the place of its names."""
    if isinstance(value, dict):
        return {name: filled(each, home) for name, each in value.items()}
    if isinstance(value, list):
        return [filled(each, home) for each in value]
    return MADE[value](home) if isinstance(value, str) and value in MADE else value


MADE: dict[str, Callable[[Household], Any]] = {"{conviction}": lambda home: last_conviction()}


def client_of(role: str, force_code: str | None = "13") -> Client:
    return builders.sign_in(Client(), builders.user(role, force_code=force_code))


def version_of(name: str, arguments: dict[str, Any], user: User) -> int:
    """The version of the target, as whoever acts reads it."""
    target = WRITES[name].of(user.actor(on=TODAY), **arguments)
    return int(target.version)


def send(
    name: str, arguments: dict[str, Any], body: Any, *, role: str = "supervisor", user: User | None = None,
    version: int | None = None,
) -> HttpResponse:  # fmt: skip
    """The answer to a body that is sent to a row, with the version that it was decided on."""
    user = user or builders.user(role)
    client = builders.sign_in(Client(), user)
    headers = {}
    if WRITES[name].has_version:
        headers["If-Match"] = f'"{version_of(name, arguments, user) if version is None else version}"'
    return client.post(reverse(name, kwargs=arguments), body, content_type="application/json", headers=headers)
