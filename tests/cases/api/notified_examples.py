"""Examples of the rows of notification and of failures to notify."""

from __future__ import annotations

from datetime import date
from typing import Any

from register.actions import absences, breaches, changes
from register.actions.changes import Told
from register.actions.requirements import begin_requirement
from register.models import Absence, Breach, NotificationDuty, NotificationRequirement, Registration
from register.rules.notification_periods import Disposal
from register.rules.regimes.table import DutyKind
from tests import builders
from tests.cases.api.example import WHY, Example, by, live, person, registered
from tests.cases.builders import Household
from tests.register.notified import take


def notifying(home: Household, *, relevant_on: date = date(2026, 11, 24)) -> dict[str, Any]:
    """Under a notification requirement that a conviction brought."""
    registered(home, regime=Registration.Regime.SOA)
    begin_requirement(
        live(home), regime=NotificationRequirement.Regime.SOA, relevant_on=relevant_on, disposal=Disposal.FINE, **by()
    )
    return person(home)


def late(home: Household) -> dict[str, Any]:
    return notifying(home, relevant_on=date(2026, 11, 2))


def notified(home: Household) -> dict[str, Any]:
    notifying(home)
    return {"reference": take(live(home), builders.actor("offender-manager")).reference}


def announced(home: Household) -> dict[str, Any]:
    notifying(home)
    told = Told(DutyKind.HOME_ADDRESS, date(2026, 11, 25), particulars={"line_1": "5 Elm Street"})
    change = changes.announce_change(live(home), told=told, **by())
    return person(home) | {"change": change.reference}


def away(home: Household) -> dict[str, Any]:
    notifying(home)
    absence = absences.begin_absence(home.person, kind=Absence.Kind.CUSTODY, starts_on=date(2026, 11, 24), **by())
    return person(home) | {"number": absence.pk}


def failed(home: Household) -> dict[str, Any]:
    late(home)
    duty = NotificationDuty.objects.filter(registration=live(home)).open().earliest("due_on")
    breach = breaches.suspect_breach(live(home), of=duty, why="Not seen at any station", **by())
    return {"reference": breach.reference}


def explained(home: Household) -> dict[str, Any]:
    there = failed(home)
    breaches.record_excuse(Breach.objects.get(**there), excuse="In hospital", **by())
    return there


def referred(home: Household) -> dict[str, Any]:
    there = failed(home)
    breaches.refer_breach(Breach.objects.get(**there), referred_to="CPS Yorkshire", why=WHY, **by())
    return there


def first_duty(home: Household) -> int:
    return NotificationDuty.objects.filter(registration=live(home)).open().earliest("due_on").pk


MANAGER = "offender-manager"
GIVEN = {
    "taken_at": "2026-11-25T11:30:00+00:00", "method": "counter", "police_station": "Elland Road",
    "identity_check": "document",
}  # fmt: skip
MOVED = {"line_1": "5 Elm Street", "town": "Leeds", "postcode": "LS6 3AA"}
EXAMPLES = {
    "api-take-notification": Example(
        notifying,
        {
            "given": GIVEN,
            "items": [
                {"kind": "initial", "said": "Same as in court"},
                {"kind": "home_address", "particulars": MOVED, "new": {"on": "2026-11-25"}},
            ],
        },
        MANAGER,
    ),
    "api-print-acknowledgement": Example(notified, {"language": "both"}, MANAGER),
    "api-record-change": Example(
        notifying, {"told": {"kind": "bank", "on": "2026-11-24", "detail": "A new account"}}, MANAGER
    ),
    "api-announce-change": Example(
        notifying, {"told": {"kind": "home_address", "on": "2026-12-10", "particulars": MOVED}}, MANAGER
    ),
    "api-change-came-about": Example(announced, {"happened_on": "2026-11-25"}, MANAGER),
    "api-change-did-not-happen": Example(announced, {"why": "The landlord drew back"}, MANAGER),
    "api-record-stay": Example(
        notifying, {"place": "9 Oak Road, Leeds", "starts_on": "2026-11-10", "ends_on": "2026-11-24"}, MANAGER
    ),
    "api-begin-absence": Example(
        notifying, {"kind": "custody", "starts_on": "2026-11-24", "how_known": "HMP Leeds"}, MANAGER
    ),
    "api-end-absence": Example(away, {"ended_on": "2026-11-25"}, MANAGER),
    "api-suspect-breach": Example(late, {"duty": "{duty}", "why": "Not seen at any station"}, MANAGER),
    "api-record-excuse": Example(failed, {"excuse": "In hospital since Monday"}, MANAGER),
    "api-accept-excuse": Example(explained, {"why": "The ward confirms it"}),
    "api-find-no-breach": Example(failed, {"why": "The day rested on a wrong fact"}),
    "api-refer-breach": Example(failed, {"referred_to": "CPS Yorkshire", "why": "Seen at home all week"}, MANAGER),
    "api-conclude-breach": Example(referred, {"outcome": "convicted", "why": "Fined"}, MANAGER),
}  # fmt: skip
MADE = {"{duty}": first_duty}
