"""How much is late: by force, kind and step, and the references of what went up to oversight."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet

from accounts.actor import Actor
from accounts.models import Force
from register.models import Escalation, Watch
from register.models.watch import WatchQuerySet
from register.watched.sources import SOURCES

MOST_REFERENCES = 500


@dataclass(frozen=True, slots=True)
class Line:
    """What is late of one kind in one force. `since` is the earliest last day among it."""

    force: str
    title: str
    late: int
    with_supervisor: int
    with_lead: int
    before_oversight: int
    since: date


@dataclass(frozen=True, slots=True)
class Reference:
    """One thing that oversight must see. It names nobody: a kind, a number of ours, a force and a day."""

    force: str
    title: str
    reference: str
    due_on: date
    days_late: int


@dataclass(frozen=True, slots=True)
class Late:
    """What is late in the forces that were asked about."""

    on: date
    lines: tuple[Line, ...]
    total: int
    references: tuple[Reference, ...]


def late_in(forces: QuerySet[Force], *, actor: Actor, on: date) -> Late:
    """What the actor may know of it. Two queries, whatever is late: an index holds what is watched and not done."""
    open_late = Watch.objects.visible_to(actor).open().filter(due_on__lt=on, force__in=forces.values("pk"))
    lines = tuple(_line(row) for row in _counted(open_late))
    return Late(on, lines, sum(line.late for line in lines), tuple(_references(open_late, on)))


def _counted(rows: WatchQuerySet) -> Iterable[Any]:
    def reached(step: Escalation.Step) -> Count:
        return Count("pk", filter=Q(Exists(Escalation.objects.filter(watch=OuterRef("pk"), step=step))))

    steps = Escalation.Step
    return rows.values("force__name", "source").annotate(
        late=Count("pk"), supervisor=reached(steps.SUPERVISOR), lead=reached(steps.LEAD),
        oversight=reached(steps.OVERSIGHT), since=Min("due_on"),
    ).order_by("force__name", "source")  # fmt: skip


def _line(row: dict[str, Any]) -> Line:
    return Line(
        row["force__name"], _titles().get(row["source"], row["source"]), row["late"], row["supervisor"], row["lead"],
        row["oversight"], row["since"],
    )  # fmt: skip


def _references(rows: WatchQuerySet, on: date) -> list[Reference]:
    shown = rows.filter(Exists(Escalation.objects.filter(watch=OuterRef("pk"), step=Escalation.Step.OVERSIGHT)))
    titles = _titles()
    return [
        Reference(
            watch.force.name, titles.get(watch.source, watch.source), f"{watch.source}-{watch.number}", watch.due_on,
            (on - watch.due_on).days,
        )
        for watch in shown.select_related("force").order_by("due_on", "pk")[:MOST_REFERENCES]
    ]  # fmt: skip


def _titles() -> dict[str, str]:
    return {source.code: source.title for source in SOURCES}
