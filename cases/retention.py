"""What casework tells retention: when somebody was last involved, with whom, and what stands against disposal."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import Max, Q

from cases.models import (
    Case,
    Disclosure,
    Incident,
    IncidentParty,
    MeetingReferral,
    Observation,
    Pair,
    RiskAssessment,
    SafeContactRule,
    Safeguard,
)
from register.models import Person
from register.retention.erasing import spared
from register.retention.facts import address_flag_sources, happening_sources, offender_sources, victim_sources
from register.retention.obstacles import obstacle_sources
from register.rules.time_limits import LONDON


def casework(person_ids: Collection[int]) -> Iterable[tuple[int, date, str]]:
    """(person, day, what it was) of cases about these people, and of cases in which they are the victim."""
    about = [(case.person_id, case) for case in Case.objects.filter(person__in=person_ids)]
    pairs = Pair.objects.filter(victim__in=person_ids).select_related("case")
    for person_id, case in [*about, *((pair.victim_id, pair.case) for pair in pairs)]:
        yield person_id, case.opened_at.astimezone(LONDON).date(), "a case that was opened"
        if case.closed_at:
            yield person_id, case.closed_at.astimezone(LONDON).date(), "a case that was closed"
    for pair in pairs:
        yield pair.victim_id, pair.recorded_at.astimezone(LONDON).date(), "being joined to a case"
    assessments = RiskAssessment.objects.filter(person__in=person_ids).values_list("person", "assessed_at")
    for person_id, assessed_at in assessments:
        yield person_id, assessed_at.astimezone(LONDON).date(), "an assessment of risk"
    yield from _disclosures(person_ids)
    yield from _incidents(person_ids)
    yield from _referrals(person_ids)
    safeguards = Safeguard.objects.filter(person__in=person_ids).values_list("person", "starts_on", "ends_on")
    for person_id, starts_on, ends_on in safeguards:
        yield person_id, starts_on, "a safeguard"
        if ends_on:
            yield person_id, ends_on, "the last day of a safeguard"


def _disclosures(person_ids: Collection[int]) -> Iterable[tuple[int, date, str]]:
    """Requests under the disclosure scheme about these people, or for their safety. Whoever may open a record reads
    this, and must not learn from it that somebody asked."""
    asked = Disclosure.objects.filter(Q(person__in=person_ids) | Q(at_risk__in=person_ids))
    for disclosure in asked.only("person", "at_risk", "received_at"):
        for person_id in (disclosure.person_id, disclosure.at_risk_id):
            if person_id is not None and person_id in person_ids:
                yield person_id, disclosure.received_at.astimezone(LONDON).date(), "work of a force"


def _incidents(person_ids: Collection[int]) -> Iterable[tuple[int, date, str]]:
    """The last incident that each of these people was in, unless it was found not to be so, and what was last observed
    of them."""
    stands = ~Q(status=Incident.Status.DISPROVED)
    about = Incident.objects.filter(stands, person__in=person_ids).order_by().values_list("person")
    parties = IncidentParty.objects.filter(person__in=person_ids).exclude(incident__status=Incident.Status.DISPROVED)
    in_it = parties.order_by().values_list("person").annotate(last=Max("incident__happened_at"))
    for person_id, last in [*about.annotate(last=Max("happened_at")), *in_it]:
        yield person_id, last.astimezone(LONDON).date(), "an incident"
    observed = Observation.objects.filter(person__in=person_ids).order_by().values_list("person")
    for person_id, last in observed.annotate(last=Max("observed_at")):
        yield person_id, last.astimezone(LONDON).date(), "an observation"


def _referrals(person_ids: Collection[int]) -> Iterable[tuple[int, date, str]]:
    """Referrals of these people to a meeting, and hearings there."""
    referred = MeetingReferral.objects.filter(Q(person__in=person_ids) | Q(victim__in=person_ids))
    for row in referred.only("person", "victim", "referred_at", "heard_on"):
        for person_id in (row.person_id, row.victim_id):
            if person_id is not None and person_id in person_ids:
                yield person_id, row.referred_at.astimezone(LONDON).date(), "work of a force"
                if row.heard_on:
                    yield person_id, row.heard_on, "work of a force"


def offenders(victim_ids: Collection[int]) -> Iterable[tuple[int, int]]:
    """(victim, the person a case is about in which they are the victim)."""
    return Pair.objects.filter(victim__in=victim_ids).values_list("victim", "person").distinct()


def victims(offender_id: int) -> Iterable[int]:
    """The victims in the cases about this person."""
    return Pair.objects.filter(person=offender_id).values_list("victim", flat=True).distinct()


def address_markers(person_ids: Collection[int], on: date) -> Iterable[tuple[int, date]]:
    """(victim, first day) of the address markers in force on the day."""
    markers = Safeguard.objects.in_force(on=on).filter(kind=Safeguard.Kind.ADDRESS_MARKER, person__in=person_ids)
    return markers.values_list("person", "starts_on")


def open_casework(person: Person, together: Collection[int], on: date) -> Iterable[str]:
    """Open cases, safeguards that run, and victims who are in refuge. An alert of the move check is none: whoever
    recorded the address reads this, and must not learn that it is near to anything."""
    if Case.objects.open().filter(person__in=together).exists():
        yield "A case about the person is open. Close it first."
    if Pair.objects.filter(victim=person, case__closed_at__isnull=True).exists():
        yield "The person is the victim in an open case. Close it first."
    around = Q(person=person) | Q(pair__person=person)
    if Safeguard.objects.filter(around).exclude(ends_on__lt=on).exists():
        yield "A safeguard runs. Give it its last day first."
    if SafeContactRule.objects.filter(person=person, is_in_refuge=True, ended_at__isnull=True).exists():
        yield "The person is held as being in refuge. Record that they have left first."
    if Disclosure.objects.open().filter(Q(person__in=together) | Q(at_risk=person)).exists():
        yield "Work of a force about the person is not finished. Ask its safeguarding team."
    if MeetingReferral.objects.open().filter(Q(person__in=together) | Q(victim=person)).exists():
        yield "Work of a force about the person is not finished. Ask its safeguarding team."


happening_sources.append(casework)
offender_sources.append(offenders)
victim_sources.append(victims)
address_flag_sources.append(address_markers)
obstacle_sources.append(open_casework)
# A case stays that of the person it is about; of a victim whose record is disposed of it keeps that there was one.
spared["cases.Pair.victim"] = {"relationship": Pair.Relationship.NOT_KNOWN, "starts_on": None, "ends_on": None}
# An incident stays that of whoever it is about; of an address that is disposed of it keeps nothing.
spared["cases.Incident.address"] = {"address": None}
