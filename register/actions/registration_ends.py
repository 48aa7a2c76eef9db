"""How a registration ends, and what may come before: an appeal, a court, another jurisdiction, its last day, a death, a
removal on review."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from accounts.actor import Actor
from audit.core.action import action
from audit.core.entry import Entry, Reason
from audit.core.errors import Refused
from register import policies
from register.actions.registration_moves import Said, Status, absence_now, move, resting_status
from register.duties.recompute import recompute
from register.events import registrations as events
from register.models import Registration, RegistrationAppeal
from register.rules.registration_conditions import APPEAL_OPEN, COURT_DECIDED
from register.rules.time_limits import in_words

Outcome = RegistrationAppeal.Outcome


@action(event=events.APPEAL_NOTED, policy=policies.DECIDE_REGISTRATION)
def note_appeal(
    registration: Registration, *, entry: Entry, actor: Actor, reason: Reason, court: str, lodged_on: date,
    is_stayed: bool = False, stayed_on: date | None = None, why: str = "",
) -> Registration:  # fmt: skip
    """Note an appeal against what put the person on the register. The clocks go on, unless the court stays them: then
    from `stayed_on`, or from the day of the appeal where no other is given."""
    if not court.strip():
        raise Refused("Give the court to which the appeal went.", field="court")
    if lodged_on > timezone.localdate():
        raise Refused("The appeal cannot have been lodged on a day that lies ahead.", field="lodged_on")
    if stayed_on is not None and not is_stayed:
        raise Refused("Say that the court has suspended the requirements, or leave the day empty.", field="stayed_on")
    if is_stayed:
        stayed_on = _stay_day(stayed_on or lodged_on, lodged_on, "stayed_on")
    if RegistrationAppeal.objects.filter(registration=registration, outcome="").exists():
        raise Refused("An appeal is open already. Record its outcome first.")

    RegistrationAppeal.objects.create(
        registration=registration, court=court.strip(), lodged_on=lodged_on, is_stayed=is_stayed, stayed_on=stayed_on
    )
    stayed = "the court has stayed the requirements" if is_stayed else "the requirements go on"
    move(registration, Status.UNDER_APPEAL, Said(why or f"Appeal lodged; {stayed}.", lodged_on, court), actor=actor)
    entry.record(lodged_on=lodged_on, court=court, is_stayed=is_stayed)
    return registration


@action(event=events.STAY_RECORDED, policy=policies.DECIDE_REGISTRATION)
def record_stay(
    registration: Registration, *, entry: Entry, actor: Actor, reason: Reason, is_stayed: bool, effective_on: date
) -> Registration:
    """Record that the court suspended the requirements while the appeal waits, or that it lets them run again.

    While they are suspended no clock of a duty runs; what was overdue before stays overdue. The day on which they run
    again counts. A court that decides the appeal ends the suspension with it.
    """
    appeal = RegistrationAppeal.objects.select_for_update().filter(registration=registration, outcome="").first()
    if appeal is None:
        raise Refused("No appeal is open. Note the appeal first.")
    if is_stayed and appeal.is_stayed:
        raise Refused("The requirements were suspended in this appeal already.")
    if not is_stayed and (appeal.stayed_on is None or appeal.stay_ended_on is not None):
        raise Refused("The requirements run: there is no suspension to end.")

    if is_stayed:
        appeal.is_stayed = True
        appeal.stayed_on = _stay_day(effective_on, appeal.lodged_on, "effective_on")
    else:
        appeal.stay_ended_on = _stay_day(effective_on, appeal.stayed_on or appeal.lodged_on, "effective_on")
    appeal.save()
    registration.version += 1
    registration.save()
    recompute(registration)
    entry.record(is_stayed=is_stayed, effective_on=effective_on)
    return registration


@action(event=events.APPEAL_DECIDED, policy=policies.DECIDE_REGISTRATION)
def decide_appeal(
    registration: Registration, *, entry: Entry, actor: Actor, reason: Reason, outcome: RegistrationAppeal.Outcome,
    decided_on: date, why: str, absence: str | None = None,
) -> Registration:  # fmt: skip
    """Record what came of the appeal. One that is allowed discharges the registration; after any other it goes on."""
    appeal = RegistrationAppeal.objects.select_for_update().filter(registration=registration, outcome="").first()
    if appeal is None:
        raise Refused(APPEAL_OPEN.refusal)
    if not _earliest_decision(appeal) <= decided_on <= timezone.localdate():
        raise Refused("An appeal is decided after it was lodged, and not on a day that lies ahead.", field="decided_on")

    absence = absence_now(registration) if absence is None else absence
    appeal.outcome, appeal.decided_on = outcome, decided_on
    appeal.save()
    to = Status.DISCHARGED if outcome == Outcome.ALLOWED else resting_status(registration, absence)
    move(registration, to, Said(why, decided_on, appeal.court), actor=actor, absence=absence)
    entry.record(status=registration.status, result=outcome, decided_on=decided_on)
    return registration


def _stay_day(on: date, earliest: date, field: str) -> date:
    if not earliest <= on <= timezone.localdate():
        raise Refused(
            f"A court decides on this after {in_words(earliest)} and not on a day that lies ahead.", field=field
        )
    return on


def _earliest_decision(appeal: RegistrationAppeal) -> date:
    """An appeal is decided after it was lodged, and after the court suspended the requirements or let them run."""
    return max(day for day in (appeal.lodged_on, appeal.stayed_on, appeal.stay_ended_on) if day is not None)


@action(event=events.REGISTRATION_MOVED, policy=policies.DECIDE_REGISTRATION)
def discharge_registration(
    registration: Registration, *, entry: Entry, actor: Actor, reason: Reason, court: str, decided_on: date, why: str
) -> Registration:
    """End a registration because a court has ended what it stands on."""
    if not court.strip():
        raise Refused(COURT_DECIDED.refusal, field="court")

    said = Said(why, decided_on, court)
    move(registration, Status.DISCHARGED, said, actor=actor, court_decided_on=decided_on)
    entry.record(status=registration.status, why=why, effective_on=decided_on, authority=court)
    return registration


@action(event=events.REGISTRATION_MOVED, policy=policies.DECIDE_REGISTRATION)
def transfer_registration_out(
    registration: Registration, *, entry: Entry, actor: Actor, reason: Reason, accepted_by: str, accepted_on: date,
    why: str,
) -> Registration:  # fmt: skip
    """End a registration here because another jurisdiction, such as Scotland, has accepted it."""
    said = Said(why, accepted_on, accepted_by)
    move(registration, Status.TRANSFERRED_OUT, said, actor=actor, accepted_by=accepted_by)
    entry.record(status=registration.status, why=why, effective_on=accepted_on, authority=accepted_by)
    return registration


@action(event=events.REGISTRATION_MOVED, policy=policies.DECIDE_REGISTRATION)
def expire_registration(
    registration: Registration, *, entry: Entry, actor: Actor, reason: Reason, why: str
) -> Registration:
    """End a registration whose last day has passed. Nothing expires by itself, and nothing while a failure is open."""
    move(registration, Status.EXPIRED, Said(why, registration.ends_on), actor=actor)
    entry.record(status=registration.status, why=why, effective_on=registration.ends_on)
    return registration


@action(event=events.REGISTRATION_MOVED, policy=policies.DECIDE_REGISTRATION)
def record_death(
    registration: Registration, *, entry: Entry, actor: Actor, reason: Reason, confirmed_by: str, died_on: date | None,
    why: str,
) -> Registration:  # fmt: skip
    """End a registration because the person has died, as a source confirms. The day may be unknown."""
    if died_on is not None and died_on > timezone.localdate():
        raise Refused("The day of death lies ahead. Check the date.", field="died_on")

    move(registration, Status.DECEASED, Said(why, died_on, confirmed_by), actor=actor, death_confirmed_by=confirmed_by)
    entry.record(status=registration.status, why=why, effective_on=died_on, authority=confirmed_by)
    return registration


@action(event=events.REGISTRATION_MOVED, policy=policies.DECIDE_REGISTRATION)
def remove_registration(
    registration: Registration, *, entry: Entry, actor: Actor, reason: Reason, why: str
) -> Registration:
    """Remove somebody from the register, as the second person, after a review that recommends it."""
    if registration.status == Status.PROPOSED:
        raise Refused("This is a proposal still. Turn it down instead.")

    move(registration, Status.REMOVED, Said(why), actor=actor)
    entry.record(status=registration.status, why=why)
    return registration
