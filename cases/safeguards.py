"""The safeguards of a victim as their page shows them: what is in force, what is late or ends soon, what was before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from cases.contact import may_show
from cases.holdings import Holdings
from cases.models import Pair, Safeguard, SafeguardChange, SafetyPlanStep, Signposting
from ui.dates import day, moment

SHOWN = 50
ENDS_SOON = timedelta(days=14)
TESTED_KINDS = frozenset({Safeguard.Kind.ALARM, Safeguard.Kind.TECSOS})


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step of a safety plan."""

    number: int
    what: str
    who: str
    due: str
    is_late: bool
    outcome: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class SafeguardLine:
    """One measure. `state` and `colour` say in a word how it stands; `rows` what belongs to it."""

    number: int
    title: str
    instruction: str
    state: str
    colour: str
    rows: tuple[tuple[str, str], ...]
    steps: tuple[StepLine, ...]
    history: tuple[str, ...]
    is_running: bool
    is_changeable: bool
    is_plan: bool
    is_tested: bool


def safeguard_lines(pair: Pair, held: Holdings) -> tuple[SafeguardLine, ...]:
    """The measures of a pair, those that run first: three queries."""
    rows = Safeguard.objects.filter(pair=pair).select_related("owner", "address", "phone", "service", "ended_by")
    rows = rows.prefetch_related("steps", "changes__changed_by", "changes__owner")[:SHOWN]
    lines = [_line(row, held) for row in rows]
    return tuple(sorted(lines, key=lambda line: not line.is_running))


def signposted(pair: Pair, held: Holdings) -> tuple[str, ...]:
    """Which services the victim was told of, newest first."""
    rows = Signposting.objects.filter(pair=pair).select_related("service", "signposted_by")[:SHOWN]
    return tuple(_signposting(row, held) for row in rows)


def state_of(row: Safeguard, on: date) -> tuple[str, str]:
    """How a measure stands on the day, in a word and a colour."""
    if row.ends_on and row.ends_on < on:
        return "Ended", "grey"
    if row.ends_on == on:
        return "Last day", "orange"
    if row.review_on < on:
        return "Review overdue", "red"
    if row.starts_on > on:
        return f"From {day(row.starts_on)}", "blue"
    if row.ends_on and row.ends_on - on <= ENDS_SOON:
        return "Ends soon", "orange"
    return "In force", "green"


def _line(row: Safeguard, held: Holdings) -> SafeguardLine:
    state, colour = state_of(row, held.on)
    is_running = row.ends_on is None or row.ends_on >= held.on
    return SafeguardLine(
        number=row.pk,
        title=row.get_kind_display(),
        instruction=held.guard.free_text(row.instruction),
        state=state,
        colour=colour,
        rows=tuple((key, value) for key, value in _rows(row, held) if value),
        steps=tuple(_step(step, held) for step in row.steps.all()),
        history=tuple(_change(change, held) for change in row.changes.all()),
        is_running=is_running,
        is_changeable=is_running and row.ended_at is None,
        is_plan=row.kind == Safeguard.Kind.SAFETY_PLAN,
        is_tested=row.kind in TESTED_KINDS,
    )


def _rows(row: Safeguard, held: Holdings) -> Iterable[tuple[str, str]]:
    hidden = held.guard.free_text
    yield "Owner", row.owner.name
    yield "Review by", day(row.review_on)
    yield "Last day", day(row.ends_on) if row.ends_on else "Not set: it runs until somebody ends it"
    if row.address is not None:
        yield "Address", may_show(row.address, actor=held.actor, guard=held.guard).text
    if row.phone is not None:
        yield "Number", may_show(row.phone, actor=held.actor, guard=held.guard).text
    yield "Device", hidden(row.device)
    yield "Supplier", hidden(row.supplier)
    yield "Service", row.service.name if row.service else ""
    yield "Whom to speak to", hidden(row.adviser)
    if row.kind in TESTED_KINDS:
        yield "Last test", day(row.tested_on) if row.tested_on else "Never tested"
    yield "Why it ended", hidden(row.ended_why)


def _step(step: SafetyPlanStep, held: Holdings) -> StepLine:
    hidden = held.guard.free_text
    by = f" by {step.done_by.name}" if step.done_by else ""
    return StepLine(
        number=step.pk,
        what=hidden(step.measure),
        who=hidden(step.who),
        due=day(step.due_on),
        is_late=step.done_on is None and step.due_on < held.on,
        outcome=f"{day(step.done_on)}{by}: {hidden(step.outcome)}" if step.done_on else "",
        is_open=step.done_on is None,
    )


def _change(change: SafeguardChange, held: Holdings) -> str:
    by = f" by {change.changed_by.name}" if change.changed_by else ""
    last = f", last day {day(change.ends_on)}" if change.ends_on else ""
    why = f". {held.guard.free_text(change.why)}" if change.why else ""
    dates = f"review by {day(change.review_on)}{last}, owner {change.owner.name}"
    return f"{moment(change.changed_at)}: {change.get_what_display().lower()}{by}; {dates}{why}"


def _signposting(row: Signposting, held: Holdings) -> str:
    by = f" by {row.signposted_by.name}" if row.signposted_by else ""
    note = f". {held.guard.free_text(row.note)}" if row.note else ""
    return f"{row.service.name}: {row.get_way_display().lower()}{by}, {moment(row.signposted_at)}{note}"
