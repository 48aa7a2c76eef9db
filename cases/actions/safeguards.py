"""What protects a victim: each measure with its owner, its review and its last day; tested, renewed, and ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from accounts.actor import Actor
from accounts.models import User
from audit.core.action import action
from audit.core.entry import Entry, Reason
from audit.core.errors import Refused
from cases import policies
from cases.actions.cases import require_fit_owner, require_open
from cases.contact import require_no_secret
from cases.events import safeguards as events
from cases.models import Pair, Safeguard, SafeguardChange, SafetyPlanStep, Signposting, SupportService
from register.actions.tasks import raise_task
from register.models import Address, Person, Phone, Task

FAILED_TEST = "A device that protects somebody failed its test"
_What = SafeguardChange.What


@dataclass(frozen=True, slots=True)
class Particulars:
    """What belongs to a measure of its kind: the keys of an address and a number of the victim, which device, from
    whom, whom to speak to. Each may stay open."""

    address: int | None = None
    phone: int | None = None
    device: str = ""
    supplier: str = ""
    adviser: str = ""
    service: SupportService | None = None
    tested_on: date | None = None


@action(event=events.SAFEGUARD_ADDED, policy=policies.WORK_CASE)
def add_safeguard(
    pair: Pair, *, entry: Entry, actor: Actor, reason: Reason, kind: Safeguard.Kind, instruction: str, owner: User,
    starts_on: date, review_on: date, ends_on: date | None = None, particulars: Particulars = Particulars(),
) -> Safeguard:  # fmt: skip
    """Put a measure in place, with its owner, what the control room must do, and the day it is looked at again."""
    require_open(pair.case)
    if not instruction.strip():
        raise Refused("Say what the control room must do.", field="instruction")
    _require_dates(starts_on, review_on, ends_on)
    require_fit_owner(owner, pair.case, victim=pair.victim)
    belongs = _belonging(pair.victim, particulars)
    texts = {name: value for name, value in belongs.items() if isinstance(value, str)}
    require_no_secret(pair.victim, instruction=instruction, **texts)

    safeguard = Safeguard.objects.create(
        pair=pair, person=pair.victim, force=pair.force, kind=kind, instruction=instruction.strip(), owner=owner,
        starts_on=starts_on, review_on=review_on, ends_on=ends_on, **belongs,
    )  # fmt: skip
    _note(safeguard, _What.ADDED, actor=actor)
    entry.about(safeguard, subject=pair.victim)
    entry.record(kind=kind, owner=owner.reference, review_on=review_on, ends_on=ends_on)
    return safeguard


@action(event=events.SAFEGUARD_RENEWED, policy=policies.WORK_CASE)
def renew_safeguard(
    pair: Pair, *, entry: Entry, actor: Actor, reason: Reason, safeguard: Safeguard, review_on: date,
    ends_on: date | None, owner: User, why: str, based_on: int | None = None,
) -> Safeguard:  # fmt: skip
    """Look at a measure again and let it go on: with the day of its next review, its last day and its owner.
    `based_on` is the version that was read."""
    require_open(pair.case)
    held, today = _running(pair, safeguard, based_on), timezone.localdate()
    if review_on <= today:
        raise Refused("The next review must be later than today.", field="review_on")
    _require_dates(held.starts_on, review_on, ends_on)
    if ends_on and ends_on < today:
        raise Refused("The last day must be today or later. To stop it, end the safeguard.", field="ends_on")
    if not why.strip():
        raise Refused("Say what you looked at, and why it goes on.", field="why")
    require_fit_owner(owner, pair.case, victim=pair.victim)

    held.review_on, held.ends_on, held.owner = review_on, ends_on, owner
    _keep(held, _What.RENEWED, actor=actor, why=why)
    entry.about(held, subject=pair.victim)
    entry.record(kind=held.kind, owner=owner.reference, review_on=review_on, ends_on=ends_on, why=why.strip())
    return held


@action(event=events.SAFEGUARD_TESTED, policy=policies.WORK_CASE)
def record_test(
    pair: Pair, *, entry: Entry, actor: Actor, reason: Reason, safeguard: Safeguard, tested_on: date, works: bool,
    why: str, based_on: int | None = None,
) -> Safeguard:  # fmt: skip
    """Record that a device was tested. One that failed is a task for its force, due today."""
    require_open(pair.case)
    held, today = _running(pair, safeguard, based_on), timezone.localdate()
    if tested_on > today:
        raise Refused("The day of the test is in the future.", field="tested_on")
    if not why.strip():
        raise Refused("Say what was tested and what happened.", field="why")

    held.tested_on = tested_on
    _keep(held, _What.TESTED, actor=actor, why=f"{'Works' if works else 'Failed'}. {why.strip()}")
    entry.about(held, subject=pair.victim)
    entry.record(kind=held.kind, works=works, why=why.strip())
    if not works:
        raise_task(
            pair.force, actor=actor, reason=reason, kind=Task.Kind.REVIEW, title=FAILED_TEST, team=OFFICERS,
            due_on=today, person=pair.victim, detail="Replace it, and protect them in another way until then.",
        )  # fmt: skip
    return held


@action(event=events.SAFEGUARD_ENDED, policy=policies.WORK_CASE)
def end_safeguard(
    pair: Pair, *, entry: Entry, actor: Actor, reason: Reason, safeguard: Safeguard, why: str,
) -> Safeguard:  # fmt: skip
    """End a measure: today is its last day, so that the control room still acts on it until midnight. One that has not
    begun ends on the day it would have begun."""
    held = Safeguard.objects.select_for_update(of=("self",)).filter(pk=safeguard.pk, pair=pair).first()
    today = timezone.localdate()
    if held is None or (held.ends_on and held.ends_on <= max(today, held.starts_on)):
        raise Refused("This safeguard has ended already.")
    if not why.strip():
        raise Refused("Say why it is no longer needed, or what takes its place.", field="why")

    held.ends_on = max(today, held.starts_on)
    held.ended_at, held.ended_by_id, held.ended_why = timezone.now(), actor.user_id, why.strip()
    _keep(held, _What.ENDED, actor=actor, why=why)
    entry.about(held, subject=pair.victim)
    entry.record(kind=held.kind, ends_on=held.ends_on, why=why.strip())
    return held


@action(event=events.STEP_ADDED, policy=policies.WORK_CASE)
def add_step(
    pair: Pair, *, entry: Entry, actor: Actor, reason: Reason, plan: Safeguard, what: str, who: str, due_on: date
) -> SafetyPlanStep:
    """Add a step to a safety plan: what is done, by whom, and by when."""
    require_open(pair.case)
    held = _running(pair, plan, None)
    if held.kind != Safeguard.Kind.SAFETY_PLAN:
        raise Refused("Only a safety plan has steps.")
    for field, text, sentence in (("what", what, "Say what is to be done."), ("who", who, "Say who does it.")):
        if not text.strip():
            raise Refused(sentence, field=field)
    if due_on < timezone.localdate():
        raise Refused("The day must be today or later.", field="due_on")
    require_no_secret(pair.victim, what=what, who=who)

    step = SafetyPlanStep.objects.create(safeguard=held, measure=what.strip(), who=who.strip(), due_on=due_on)
    entry.about(step, subject=pair.victim)
    entry.record(due_on=due_on, who=step.who)
    return step


@action(event=events.STEP_DONE, policy=policies.WORK_CASE)
def do_step(
    pair: Pair, *, entry: Entry, actor: Actor, reason: Reason, step: SafetyPlanStep, outcome: str
) -> SafetyPlanStep:
    """Close a step of a safety plan with what came of it."""
    require_open(pair.case)
    held = SafetyPlanStep.objects.select_for_update(of=("self",)).filter(pk=step.pk, safeguard__pair=pair).first()
    if held is None or held.done_on is not None:
        raise Refused("This step is closed already.")
    if not outcome.strip():
        raise Refused("Say what came of it.", field="outcome")
    require_no_secret(pair.victim, outcome=outcome)

    held.done_on, held.done_by_id, held.outcome = timezone.localdate(), actor.user_id, outcome.strip()
    held.version += 1
    held.save()
    entry.about(held, subject=pair.victim)
    entry.record(done_on=held.done_on, outcome=held.outcome)
    return held


@action(event=events.SIGNPOSTED, policy=policies.WORK_CASE)
def signpost(
    pair: Pair, *, entry: Entry, actor: Actor, reason: Reason, service: SupportService, way: Signposting.Way,
    note: str = "",
) -> Signposting:  # fmt: skip
    """Record that a victim was told of a support service, was referred to it, or declined it."""
    require_open(pair.case)
    if not service.is_listed:
        raise Refused("This service is no longer in the directory. Choose another.", field="service")
    require_no_secret(pair.victim, note=note)

    row = Signposting.objects.create(
        pair=pair, person=pair.victim, force=pair.force, service=service, way=way, note=note.strip(),
        signposted_by_id=actor.user_id,
    )  # fmt: skip
    entry.about(row, subject=pair.victim)
    entry.record(support_service=service.code, way=way, note=note.strip())
    return row


OFFICERS = "safeguarding-officer"


def _belonging(victim: Person, particulars: Particulars) -> dict[str, Any]:
    """The particulars by the names of the fields; texts without blanks around them.

    Raises:
        Refused: an address or number is somebody else's.
    """
    values = {name: getattr(particulars, name) for name in Particulars.__slots__}
    for name, model in (("address", Address), ("phone", Phone)):
        key = values[name]
        values[name] = model.objects.filter(person=victim, pk=key).first() if key else None
        if key and values[name] is None:
            raise Refused("This is not a detail of this victim.", field=name)
    return {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}


def _running(pair: Pair, safeguard: Safeguard, based_on: int | None) -> Safeguard:
    """The measure of the pair as it is now, locked.

    Raises:
        Refused: it has ended, or somebody else has changed it since it was read.
    """
    rows = Safeguard.objects.select_for_update(of=("self",)).filter(pk=safeguard.pk, pair=pair, ended_at__isnull=True)
    held = rows.running(on=timezone.localdate()).first()
    if held is None:
        raise Refused("This safeguard has ended. Put a new one in place.")
    if based_on is not None and held.version != based_on:
        raise Refused(
            "Somebody else changed this safeguard while you were working on it. Nothing of yours was saved. "
            "Open this page again to see it as it stands."
        )
    return held


def _keep(safeguard: Safeguard, what: SafeguardChange.What, *, actor: Actor, why: str = "") -> None:
    safeguard.version += 1
    safeguard.save()
    _note(safeguard, what, actor=actor, why=why)


def _note(safeguard: Safeguard, what: SafeguardChange.What, *, actor: Actor, why: str = "") -> None:
    """A row of the history: nothing that was said before is overwritten."""
    SafeguardChange.objects.create(
        safeguard=safeguard, what=what, owner_id=safeguard.owner_id, review_on=safeguard.review_on,
        ends_on=safeguard.ends_on, why=why.strip(), changed_by_id=actor.user_id,
    )  # fmt: skip


def _require_dates(starts_on: date, review_on: date, ends_on: date | None) -> None:
    if review_on < starts_on:
        raise Refused("The review would be before the safeguard starts. Check both dates.", field="review_on")
    if ends_on and ends_on < starts_on:
        raise Refused("The safeguard would end before it starts. Check both dates.", field="ends_on")
