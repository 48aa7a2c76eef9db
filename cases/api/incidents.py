"""Incidents and observations through the API: taken down, corrected, checked, put into a case; read as their reader
may read them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from rest_framework import serializers

from accounts.actor import Actor
from accounts.api.bodies import Maker, Makers, line, moment, one_of, part_of, past_day, prose, several, truth, whole
from accounts.api.bodies import named as named_by
from accounts.api.fields import LARGEST_NUMBER
from accounts.api.lists import Paged, newest_first
from accounts.api.representations import named, shown
from accounts.api.rows import Asking, Place, Read, Row, Shown, Write
from accounts.models import Force
from accounts.web import get_or_404
from audit.core.errors import Refused
from cases import policies
from cases.actions import incidents as acts
from cases.actions import observations
from cases.actions.incident_reading import begin_incident, list_incidents, open_incident
from cases.api.case_targets import numbers, people
from cases.api.casework import REASONING
from cases.api.page_words import as_said, labelled
from cases.api.targets import own_force, person_of
from cases.holdings import holdings_of
from cases.incidents import Around, around, incident_page_of
from cases.models import Case, Incident, Observation
from cases.models.incident import Role
from register.api.texts import TEXTS
from register.models import Person, Source

MOST_INVOLVED, MOST_ORDERS = 20, 20
NOTHING_KNOWN = Around((), (), ())
TICKED = ("has_weapons", "has_children", "has_strangulation", "has_injuries")


@dataclass(frozen=True, slots=True)
class IncidentBrief:
    """One incident of a list. `person` is empty where nobody is known yet."""

    reference: str
    version: int
    person: str
    case: str
    happened_at: datetime
    status: str


@dataclass(frozen=True, slots=True)
class PartyShown:
    """Somebody in an incident; number 0 is whom it is about. `person` is empty for somebody in words alone, and where
    whoever asks may not know who it is."""

    number: int
    role: str
    person: str
    name: str
    words: str
    may_be_identified: bool


@dataclass(frozen=True, slots=True)
class IncidentShown:
    """One incident. `rows` are the words of its page; `withheld` names the fields of which not all is told. A box that
    is false says that nothing was said of it, never that it was not so."""

    reference: str
    case: str
    force: str
    status: str
    happened_at: datetime
    source: str
    has_weapons: bool
    has_children: bool
    has_strangulation: bool
    has_injuries: bool
    outcome: str
    outcome_on: date | None
    account: str
    rows: tuple[Any, ...]
    withheld: tuple[str, ...]
    parties: tuple[PartyShown, ...]
    orders: tuple[Any, ...]
    history: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class ObservationShown:
    """What was seen, said or heard of somebody, with its grade."""

    reference: str
    person: str
    case: str
    force: str
    kind: str
    observed_at: datetime
    words: str
    source: str
    source_grade: str
    known: str
    sharing: str
    conditions: str
    graded_at: datetime | None


class IncidentsAsked(Paged):
    """All of them, or those that nobody has confirmed."""

    state = serializers.ChoiceField(("all", "unverified"), default="all")


def incident_of(actor: Actor, reference: str) -> Incident:
    """An incident that the actor may read."""
    related = ("person__owner_force", "force", "case__person", "address", "recorded_by", "checked_by")
    return get_or_404(Incident.objects.visible_to(actor).select_related(*related), reference=reference)


def observation_of(actor: Actor, reference: str) -> Observation:
    """An observation that the actor may read."""
    rows = Observation.objects.visible_to(actor).select_related("person", "case", "force")
    return get_or_404(rows, reference=reference)


def taking_down(actor: Actor) -> Force:
    """The force for which the actor takes incidents down."""
    return own_force(actor, policies.RECORD_INCIDENT.permission)


def _incidents(asking: Asking, state: str, after: Any = None) -> Shown:
    rows = Incident.objects.visible_to(asking.actor).select_related("person", "case")
    page, then = newest_first(rows.unverified() if state == "unverified" else rows, after)
    found = [
        shown(IncidentBrief, each, str, person=named(each.person), case=named(each.case))
        for each in list_incidents(page, **asking.act)
    ]
    return Shown({"incidents": found, "next": then})


def _incident(asking: Asking, incident: Incident) -> Shown:
    page = open_incident(incident, **asking.act)
    people_in = {0: incident.person} | {each.pk: each.person for each in incident.parties.select_related("person")}
    named_in = set(page.references)
    parties = tuple(
        PartyShown(
            each.number, each.role, _reference(people_in.get(each.number), named_in), each.name, each.words,
            each.may_be_identified,
        )
        for each in page.parties
    )  # fmt: skip
    found = shown(
        IncidentShown, incident, str, case=named(incident.case), account=page.account, rows=labelled(page.rows),
        withheld=tuple(sorted(page.withheld)), parties=parties, orders=as_said(page.orders),
        history=as_said(page.history),
    )  # fmt: skip
    return Shown(found, incident.version)


def _reference(person: Person | None, known: set[str]) -> str:
    """Whoever it is, where the page names them."""
    return person.reference if person is not None and person.reference in known else ""


def _around(asking: Asking, person: Person) -> Shown:
    known = begin_incident(person, **asking.act)
    found = {
        "reference": person.reference,
        "people": [{"person": one.person.reference, "role": one.role, "words": one.label} for one in known.people],
        "addresses": [{"number": one.pk, "words": words} for one, words in known.addresses],
        "orders": [{"number": one.pk, "words": words} for one, words in known.orders],
    }
    return Shown(found)


def _observation(asking: Asking, observation: Observation) -> Shown:
    told = observations.open_observation(observation, **asking.act)
    found = shown(
        ObservationShown, observation, str, words=told.words, conditions=told.conditions, case=named(observation.case)
    )
    return Shown(found, observation.version)


def _taken_down(actor: Actor, force: Force, sent: dict[str, Any]) -> dict[str, Any]:
    """What was said, with the address and the orders that are known around the person it is about."""
    person, told = sent.get("person"), sent.get("told") or acts.Told()
    asked = bool(told.address or sent.get("orders"))
    held = holdings_of(person, actor=actor, on=timezone.localdate()) if asked and person else None
    known = around(held) if held else NOTHING_KNOWN
    address = _among([one for one, _ in known.addresses], told.address, "address") if told.address else None
    orders = [_among([one for one, _ in known.orders], number, "orders") for number in sent.get("orders", ())]
    role = Role.SUSPECT if person is None or person.is_perpetrator else Role.VICTIM
    return {**sent, "told": replace(told, address=address), "orders": orders, "person_role": role}


def _among(rows: list[Any], number: Any, field: str) -> Any:
    found = next((each for each in rows if each.pk == number), None)
    if found is None:
        raise Refused("This is not known around the person whom the incident is about.", field=field)
    return found


def _corrected(actor: Actor, incident: Incident, sent: dict[str, Any]) -> dict[str, Any]:
    """The fields that are sent are changed, and none of which the actor may not read all."""
    changes = {name: value for name, value in sent.items() if name != "why"}
    withheld = incident_page_of(incident, actor=actor).withheld & changes.keys()
    if withheld:
        raise Refused("Part of this is kept from you. Leave it as it is.", field=sorted(withheld)[0])
    return {"why": sent["why"], "changes": changes}


def _unnamed(actor: Actor, incident: Incident) -> Any:
    return incident.parties.filter(person=None)


def _cases(actor: Actor, incident: Incident) -> Any:
    return Case.objects.visible_to(actor).open().filter(force=incident.force_id)


INVOLVED = part_of(
    acts.Involved, "involved", Makers({"words": line(300)}, {"involved.person": named_by(people)})
)  # fmt: skip


def _involved(**options: Any) -> Any:
    return INVOLVED(**options)


WORDS: dict[str, Maker] = {
    "caller": line(200), "caller_phone": line(60), "place": line(200), "account": prose(4000),
    "officers_told": line(300), "incident_number": line(40),
}  # fmt: skip
SAID = {**TEXTS, **WORDS, **REASONING, "words": line(300), "how": prose(2000)}
CORRECTED: dict[str, Maker] = {
    "happened_at": moment, "source": one_of(Source), **WORDS, **dict.fromkeys(TICKED, truth),
}  # fmt: skip
AT = Place("api-incident", lambda row: {"reference": getattr(row, "incident", row).reference})
AT_OBSERVATION = Place("api-observation", lambda row: {"reference": row.reference})
ONE = "incidents/<str:reference>"


def step(slug: str, name: str, act: Callable[..., Any], **more: Any) -> Write:
    """Something that is done with an incident after it was taken down."""
    return Write(f"{ONE}/{slug}", name, act, incident_of, AT, has_version=True, texts=SAID, **more)


ROWS: tuple[Row, ...] = (
    Read("incidents", "api-incidents", "The incidents of the force, newest first.", _incidents,
         policy=policies.SEE_INCIDENT, query=IncidentsAsked, acts=(list_incidents,)),
    Read("people/<str:reference>/around", "api-around",
         "What an incident about somebody may be linked to: people around them, addresses, orders in force.", _around,
         person_of, policy=policies.RECORD_INCIDENT, acts=(begin_incident,)),
    Write(
        "incidents", "api-record-incident", acts.record_incident, taking_down, AT, makes=True, texts=SAID,
        leaves_out=("person_role",), fills=_taken_down, tells=("status",), points={"time": "happened_at"},
        fields={
            "person": named_by(people), "told.address": whole(LARGEST_NUMBER, least=1),
            "involved": several(_involved, MOST_INVOLVED), "orders": numbers(MOST_ORDERS),
        },
    ),
    Read(ONE, "api-incident", "One incident, as whoever asks may read it.", _incident, incident_of,
         acts=(open_incident,)),
    step("correct", "api-correct-incident", acts.correct_incident, leaves_out=("changes",), more=CORRECTED,
         fills=_corrected, points={"time": "happened_at"}, tells=("status",)),
    step("confirm", "api-confirm-incident", acts.confirm_incident, tells=("status", "checked_at")),
    step("disprove", "api-disprove-incident", acts.disprove_incident, tells=("status", "checked_at")),
    step("parties", "api-add-to-incident", acts.add_to_incident, makes=True,
         fields={"somebody.person": named_by(people)}, points={"reference": "somebody/person"}, tells=("role",)),
    step("identify", "api-identify-in-incident", acts.identify_in_incident, points={"reference": "person"},
         fields={"party": named_by(_unnamed, by="pk"), "person": named_by(people)}),
    step("case", "api-put-in-case", acts.put_in_case, fields={"case": named_by(_cases)}),
    step("outcome", "api-record-incident-outcome", acts.record_incident_outcome, fields={"on": past_day},
         tells=("outcome", "outcome_on")),
    Write("observations", "api-record-observation", observations.record_observation, taking_down, AT_OBSERVATION,
          makes=True, texts={"words": prose(2000)}, fields={"person": named_by(people)},
          points={"time": "observed_at"}, tells=("grade",)),
    Read("observations/<str:reference>", "api-observation", "One observation, as whoever asks may read it.",
         _observation, observation_of, acts=(observations.open_observation,)),
    Write("observations/<str:reference>/grade", "api-grade-observation", observations.grade_observation,
          observation_of, AT_OBSERVATION, has_version=True, texts={"conditions": line(300), "why": line(300)},
          tells=("grade",)),
)  # fmt: skip
