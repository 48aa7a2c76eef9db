"""Incidents: unverified until somebody checks; and observations, ungraded until somebody grades them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from accounts.actor import Actor
from cases.actions import incidents as deeds
from cases.actions import observations
from cases.models import Case, Incident, IncidentParty, Observation
from cases.models.incident import Role
from cases.policies import RECORD_INCIDENT
from register.models import Person
from tests import builders
from tests.cases.builders import Household, act
from tests.transitions.cast import Relation
from tests.transitions.machine import NOT_THERE, Machine, Page, Step
from tests.transitions.other_people import case_about, force_of

SO = "Rang the caller back"
YESTERDAY = date(2026, 11, 24)


@dataclass(frozen=True, slots=True)
class Taken:
    """An incident about the person, with somebody in words; somebody else is in it, about whom there is a case too."""

    person: Person
    stranger: Person
    incident: Incident | None = None

    @property
    def made(self) -> Incident:
        assert self.incident is not None
        self.incident.refresh_from_db()
        return self.incident

    @property
    def other(self) -> Case:
        """An open case about somebody in it, that it is not in."""
        cases = Case.objects.filter(person__in=[self.person, *self.made.parties.values_list("person", flat=True)])
        return cases.select_related("person", "force").exclude(pk=self.made.case_id).get()

    @property
    def party(self) -> IncidentParty:
        return self.made.parties.get(person=None)


def _nothing(home: Household) -> Taken:
    return Taken(home.person, builders.person(home.officer, surname="Nowak"))


def _unverified(home: Household) -> Taken:
    stranger, aside = (builders.person(home.officer, surname=name) for name in ("Nowak", "Zielinski"))
    case_about(aside, home)
    incident = deeds.record_incident(
        builders.force(), person=home.person, happened_at=timezone.now() - timedelta(days=2),
        involved=(deeds.Involved(Role.SUSPECT, aside), deeds.Involved(words="A man of about 40")), **act(home.officer),
    )  # fmt: skip
    return Taken(home.person, stranger, incident)


def _confirmed(home: Household) -> Taken:
    taken = _unverified(home)
    deeds.confirm_incident(taken.made, how=SO, **act(home.officer))
    return taken


def _disproved(home: Household) -> Taken:
    taken = _unverified(home)
    deeds.disprove_incident(taken.made, how=SO, **act(home.officer))
    return taken


def _state(taken: Taken) -> str:
    if taken.incident is not None:
        return str(taken.made.status)
    is_there = Incident.objects.filter(person=taken.person).exists()
    return "unverified" if is_there else "nothing"


def _page(name: str, **typed: Any) -> Page:
    return Page(name, lambda taken: [taken.made.reference], lambda taken, by: {"version": taken.made.version, **typed})


def _working(deed: Any, call: Any, page: Page, *, also: tuple[str, ...] = ()) -> Step:
    return Step(deed, call, "incident.work", "incident.see", also=also, page=page)


def _checking(deed: Any, finding: str) -> Step:
    page = _page("check-incident", finding=finding, how=SO)
    return Step(
        deed, lambda taken, by: deed(taken.made, how=SO, **act(by)), "incident.confirm", "incident.see", page=page
    )  # fmt: skip


_WHEN = {"day": "2026-11-25", "time": "11:00", "source": "caller"}
_CORRECTED = {**_WHEN, "place": "The yard", "why": "The caller says so"}
INCIDENTS = Machine(
    states={"nothing": _nothing, "unverified": _unverified, "confirmed": _confirmed, "disproved": _disproved},
    steps={
        "record": Step(
            deeds.record_incident,
            lambda taken, by: deeds.record_incident(force_of(by), person=taken.person, **act(by)),
            RECORD_INCIDENT.permission, also=("person.see",), is_of_ones_own_force=True,
            hidden=frozenset({Relation.BARRED, Relation.BARRED_FROM_JOINED}),
            page=Page("record-incident", lambda taken: [taken.person.reference], lambda taken, by: _WHEN),
        ),
        "correct": _working(
            deeds.correct_incident,
            lambda taken, by: deeds.correct_incident(taken.made, changes={"place": "The yard"}, why="So", **act(by)),
            _page("correct-incident", **_CORRECTED),
        ),
        "confirm": _checking(deeds.confirm_incident, "confirmed"),
        "find not so": _checking(deeds.disprove_incident, "disproved"),
        "add somebody": _working(
            deeds.add_to_incident,
            lambda taken, by: deeds.add_to_incident(
                taken.made, somebody=deeds.Involved(words="A neighbour"), **act(by)
            ),
            _page("add-to-incident", words="A neighbour", role="witness"),
        ),
        "say who it was": _working(
            deeds.identify_in_incident,
            lambda taken, by: deeds.identify_in_incident(
                taken.made, party=taken.party, person=taken.stranger, **act(by)
            ),
            Page(
                "identify-in-incident", lambda taken: [taken.made.reference, taken.party.pk],
                lambda taken, by: {"reference": taken.stranger.reference, "role": "suspect"},
            ),
        ),
        "put into a case": _working(
            deeds.put_in_case, lambda taken, by: deeds.put_in_case(taken.made, case=taken.other, **act(by)),
            Page(
                "put-in-case", lambda taken: [taken.made.reference],
                lambda taken, by: {"case": taken.other.reference},
            ),
            also=("case.see",),
        ),
        "record the outcome": _working(
            deeds.record_incident_outcome,
            lambda taken, by: deeds.record_incident_outcome(
                taken.made, outcome=Incident.Outcome.CHARGED, on=YESTERDAY, **act(by)
            ),
            _page("incident-outcome", outcome="1", on="2026-11-24"),
        ),
    },
    table={
        "nothing": {
            "record": "unverified", "correct": NOT_THERE, "confirm": NOT_THERE, "find not so": NOT_THERE,
            "add somebody": NOT_THERE, "say who it was": NOT_THERE, "put into a case": NOT_THERE,
            "record the outcome": NOT_THERE,
        },
        "unverified": {
            "record": "unverified", "correct": "unverified", "confirm": "confirmed", "find not so": "disproved",
            "add somebody": "unverified", "say who it was": "unverified", "put into a case": "unverified",
            "record the outcome": "unverified",
        },
        "confirmed": {
            "record": "confirmed", "correct": "confirmed",
            "confirm": "The incident stands as “Confirmed” already.", "find not so": "disproved",
            "add somebody": "confirmed", "say who it was": "confirmed", "put into a case": "confirmed",
            "record the outcome": "confirmed",
        },
        "disproved": {
            "record": "disproved", "correct": "disproved", "confirm": "confirmed",
            "find not so": "The incident stands as “Found not to be so” already.", "add somebody": "disproved",
            "say who it was": "disproved", "put into a case": "disproved", "record the outcome": "disproved",
        },
    },
    state_of=_state,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Seen:
    """An observation of the person, or none yet."""

    person: Person
    observation: Observation | None = None

    @property
    def made(self) -> Observation:
        assert self.observation is not None
        self.observation.refresh_from_db()
        return self.observation


def _ungraded(home: Household) -> Seen:
    made = observations.record_observation(
        builders.force(), person=home.person, words="Seen at the yard", **act(home.officer)
    )  # fmt: skip
    return Seen(home.person, made)


def _graded(home: Household) -> Seen:
    seen = _ungraded(home)
    _grade(seen, home.officer)
    return seen


def _grade(seen: Seen, by: Actor, why: str = "") -> None:
    observations.grade_observation(
        seen.made, source_grade=Observation.SourceGrade.RELIABLE, known=Observation.Known.DIRECTLY,
        sharing=Observation.Sharing.PERMITTED, why=why, **act(by),
    )  # fmt: skip


def _state_of_observation(seen: Seen) -> str:
    if seen.observation is None:
        return "ungraded" if Observation.objects.filter(person=seen.person).exists() else "nothing"
    return "graded" if seen.made.graded_at else "ungraded"


def _grading(call: Any, **typed: str) -> Step:
    page = Page(
        "grade-observation", lambda seen: [seen.made.reference],
        lambda seen, by: {"source_grade": "1", "known": "A", "sharing": "P", "version": seen.made.version, **typed},
    )  # fmt: skip
    return Step(observations.grade_observation, call, "observation.grade", "observation.see", page=page)


OBSERVATIONS = Machine(
    states={"nothing": lambda home: Seen(home.person), "ungraded": _ungraded, "graded": _graded},
    steps={
        "record": Step(
            observations.record_observation,
            lambda seen, by: observations.record_observation(
                force_of(by), person=seen.person, words="Seen at the yard", **act(by)
            ),
            RECORD_INCIDENT.permission, also=("person.see",), is_of_ones_own_force=True,
            hidden=frozenset({Relation.BARRED, Relation.BARRED_FROM_JOINED}),
            page=Page(
                "record-observation", lambda seen: [seen.person.reference],
                lambda seen, by: {
                    "day": "2026-11-25", "time": "11:00", "kind": "seen", "words": "Seen at the yard",
                    "source": "officer",
                },
            ),
        ),
        "grade": _grading(_grade),
        "grade anew": _grading(lambda seen, by: _grade(seen, by, "A second source"), why="A second source"),
    },
    table={
        "nothing": {"record": "ungraded", "grade": NOT_THERE, "grade anew": NOT_THERE},
        "ungraded": {"record": "ungraded", "grade": "graded", "grade anew": "graded"},
        "graded": {
            "record": "graded", "grade": "It is graded 1A P already. Say why it is graded anew.",
            "grade anew": "graded",
        },
    },
    state_of=_state_of_observation,
)  # fmt: skip
