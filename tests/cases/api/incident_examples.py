"""Examples of the rows of incidents, observations and the Victims' Code."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from cases.actions import incidents, observations, victims_code
from cases.models import Development, Incident, VictimUpdate
from tests.cases.api.casework_examples import case
from tests.cases.api.example import Example, by
from tests.cases.builders import Household

AT = datetime(2026, 11, 24, 21, 10, tzinfo=UTC)


def nothing(home: Household) -> dict[str, Any]:
    return {}


def taken_down(home: Household, **more: Any) -> dict[str, Any]:
    told = incidents.Told(account="He shouted at the door", caller="A neighbour")
    given = {"person": home.person, "involved": [incidents.Involved(words="A woman of about 30")], **more}
    made = incidents.record_incident(home.owner.force, happened_at=AT, told=told, **given, **by())
    return {"reference": made.reference}


def in_no_case(home: Household) -> dict[str, Any]:
    """Somebody was added to it whose case is not the one it is in."""
    there = taken_down(home, person=None)
    add = {"somebody": incidents.Involved("suspect", home.person)}
    incidents.add_to_incident(Incident.objects.get(**there), **add, **by())
    return there


def seen(home: Household) -> dict[str, Any]:
    made = observations.record_observation(
        home.owner.force, person=home.person, words="Waits at the bus station", observed_at=AT, **by()
    )
    return {"reference": made.reference}


def happened(home: Household) -> dict[str, Any]:
    victims_code.record_development(
        home.case, kind=Development.Kind.ARREST, happened_on=date(2026, 11, 24), note="At his work", **by()
    )
    return case(home)


def update(home: Household) -> dict[str, Any]:
    happened(home)
    return {"reference": VictimUpdate.objects.get(case=home.case, development__kind="arrest").reference}


EXAMPLES = {
    "api-record-incident": Example(
        nothing,
        {
            "person": "{person}", "happened_at": "2026-11-24T21:10:00+00:00",
            "told": {"caller": "A neighbour", "account": "He shouted at the door", "has_children": True},
            "involved": [{"role": "victim", "person": "{victim}"}, {"words": "A woman of about 30"}],
        },
        "control-room-specialist",
    ),
    "api-correct-incident": Example(taken_down, {"account": "He kicked the door", "why": "The officers saw it"}),
    "api-confirm-incident": Example(taken_down, {"how": "Rang the caller back"}),
    "api-disprove-incident": Example(taken_down, {"how": "It was next door"}),
    "api-add-to-incident": Example(taken_down, {"somebody": {"role": "witness", "words": "The postman"}}),
    "api-identify-in-incident": Example(
        taken_down, {"party": "{party}", "person": "{victim}", "role": "victim"}
    ),
    "api-put-in-case": Example(in_no_case, {"case": "{case}"}),
    "api-record-incident-outcome": Example(taken_down, {"outcome": "16", "on": "2026-11-25", "why": "She is afraid"}),
    "api-record-observation": Example(
        nothing, {"person": "{person}", "words": "Waits at the bus station", "observed_at": "2026-11-24T21:10:00Z"}
    ),
    "api-grade-observation": Example(
        seen, {"source_grade": "1", "known": "A", "sharing": "C", "conditions": "Not to the person"}
    ),
    "api-record-development": Example(case, {"kind": "arrest", "happened_on": "2026-11-24", "note": "At his work"}),
    "api-withdraw-development": Example(happened, {"development": "{development}", "why": "It was his brother"}),
    "api-tell-victim": Example(
        update, {"means": "phone", "told_at": "2026-11-25T11:00:00+00:00", "note": "She is relieved"}
    ),
    "api-victim-not-reached": Example(update, {"note": "No answer, twice"}),
    "api-update-not-wanted": Example(update, {"note": "She told PC Adeyemi today"}),
}  # fmt: skip
MADE = {
    "{person}": lambda home: home.person.reference,
    "{case}": lambda home: home.case.reference,
    "{party}": lambda home: Incident.objects.get(person=home.person).parties.get(person=None).pk,
    "{development}": lambda home: Development.objects.get(case=home.case, kind="arrest").pk,
}
