"""The clocks of the Victims' Code, started inside the act that starts them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.utils import timezone

from accounts.actor import Actor
from audit.core.errors import Refused
from cases.models import Case, Development, Incident, Pair, VictimUpdate, VictimUpdateStep
from cases.rules.incidents import Ends, ends_of
from cases.rules.victims_code import Happened, clock_of, has_enhanced_rights

OF_OUTCOMES = {
    Ends.CHARGE: Development.Kind.CHARGE,
    Ends.OUT_OF_COURT: Development.Kind.OUT_OF_COURT,
    Ends.NO_FURTHER_ACTION: Development.Kind.NO_FURTHER_ACTION,
}


def start_updates(
    case: Case, kind: Development.Kind, on: date, *, actor: Actor, incident: Incident | None = None,
    pairs: Iterable[Pair] | None = None, note: str = "",
) -> Development:  # fmt: skip
    """Write a development with one update for each of the pairs, which are all of the case unless some are given."""
    made = Development.objects.create(
        case=case, person=case.person, force=case.force, kind=kind, happened_on=on, incident=incident, note=note,
        recorded_by_id=actor.user_id,
    )  # fmt: skip
    for pair in case.pairs.all() if pairs is None else pairs:
        _start(made, pair)
    return made


def start_of_report(incident: Incident, *, actor: Actor) -> None:
    """Needs are assessed after each report: of the victims in the incident, or of all in the case if none is named."""
    if incident.case is None:
        return
    named = {incident.person_id, *incident.parties.values_list("person", flat=True)}
    pairs = list(incident.case.pairs.all())
    concerned = [pair for pair in pairs if pair.victim_id in named] or pairs
    on = timezone.localdate()
    start_updates(incident.case, Development.Kind.REPORT, on, actor=actor, incident=incident, pairs=concerned)


def start_of_outcome(incident: Incident, *, actor: Actor) -> None:
    """What came of an incident is news for the victims, if it is a charge, a disposal out of court or the end. Of one
    that was not so there is none."""
    if incident.status == Incident.Status.DISPROVED:
        return
    kind = OF_OUTCOMES.get(ends_of(incident.outcome))
    if kind is not None and incident.case is not None and incident.outcome_on is not None:
        start_updates(incident.case, kind, incident.outcome_on, actor=actor, incident=incident)


def withdraw_of_incident(incident: Incident, *, actor: Actor, why: str) -> None:
    """An incident was not so: what was to be told of it is withdrawn. Whoever was told already stays as told."""
    for development in incident.developments.select_for_update().filter(withdrawn_at=None):
        withdraw(development, actor=actor, why=why)


def withdraw(development: Development, *, actor: Actor, why: str) -> None:
    """Withdraw what happened, and with it each update that waits, inside the act that says why (300 characters)."""
    development.withdrawn_at, development.withdrawn_by_id = timezone.now(), actor.user_id
    development.why_withdrawn = why.strip()
    development.save()
    for update in development.updates.waiting().select_for_update():
        step(update, VictimUpdate.Status.WITHDRAWN, actor, note=why)


def step(
    update: VictimUpdate, status: VictimUpdate.Status, actor: Actor, *, note: str = "", means: str = "",
    at: datetime | None = None,
) -> None:  # fmt: skip
    """One step towards telling a victim, with the row of its history, inside the act that takes it."""
    taken_at = at or timezone.now()
    VictimUpdateStep.objects.create(
        update=update, to_status=status, means=means, note=note.strip(), taken_at=taken_at,
        recorded_by_id=actor.user_id,
    )  # fmt: skip
    update.status, update.told_at = status, taken_at if status == VictimUpdate.Status.TOLD else None
    update.version += 1
    update.save(update_fields=["status", "told_at", "version"])


def start_of_victim(pair: Pair, *, actor: Actor) -> None:
    """Somebody who has just become known as a victim has their needs assessed from that day on."""
    start_updates(pair.case, Development.Kind.REPORT, timezone.localdate(), actor=actor, pairs=[pair])


def _start(development: Development, pair: Pair) -> None:
    is_enhanced = has_enhanced_rights(pair.victim_role)
    try:
        clock = clock_of(Happened(development.kind), development.happened_on, is_enhanced=is_enhanced)
    except LookupError:
        words = "The Victims’ Code of today began on 1 April 2021. Record a later day."
        raise Refused(words, field="happened_on") from None
    VictimUpdate.objects.create(
        development=development, case=development.case, pair=pair, person=pair.victim, force=development.force,
        is_enhanced=is_enhanced, limit_code=clock.limit_code, due_on=clock.due_on, explanation=clock.explanation[:500],
    )  # fmt: skip
