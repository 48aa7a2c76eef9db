"""How much work is late, for whoever watches over a force or over all of them: counts and references, nobody's name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.middleware import ActingRequest
from accounts.models import Force
from accounts.reasons import reason_of
from register import policies
from register.actions.integrity import Standing, read_integrity
from register.actions.oversight import count_overdue
from register.models import IntegrityFinding

PAGE = 50
SEVERITIES = {"safety": ("Safety", "red"), "law": ("Law", "orange"), "work": ("Work", "yellow")}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a check fails: its reference, and the page where it is put right as far as the reader may go there."""

    reference: str
    force: str
    since: date
    days: int
    url: str


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One check on the page."""

    standing: Standing
    severity: str
    colour: str
    places: tuple[Place, ...]
    rest: int


@never_cache
@require_safe
def overdue(request: ActingRequest) -> HttpResponse:
    """What is late by force and kind, how far it went up the chain, and the references of what oversight must see."""
    policies.SEE_OVERDUE.require(request.actor)
    forces = policies.SEE_OVERDUE.rows(Force.objects.all(), request.actor)
    late = count_overdue(forces, actor=request.actor, reason=reason_of(request))
    page = Paginator(late.references, PAGE).get_page(request.GET.get("page"))
    return render(request, "register/overdue.html", {"late": late, "page": page})


@never_cache
@require_safe
def integrity(request: ActingRequest) -> HttpResponse:
    """What the last night's checks found: how often, since when, the first places of each, and that they ran at all."""
    policies.SEE_INTEGRITY.require(request.actor)
    report = read_integrity(None, actor=request.actor, reason=reason_of(request))
    today = timezone.localdate()
    rows = [_row(request, standing, today) for standing in report.standing]
    failing = [row for row in rows if row.standing.count or row.standing.problem]
    rest = [row for row in rows if row not in failing]
    shown = {
        "report": report, "failing": failing, "waiting": [row for row in rest if not row.standing.run],
        "passing": [row for row in rest if row.standing.run],
    }  # fmt: skip
    return render(request, "register/integrity.html", shown)


def _row(request: ActingRequest, standing: Standing, today: date) -> CheckRow:
    severity, colour = SEVERITIES[standing.check.severity]
    places = tuple(_place(request, standing, each, today) for each in standing.first)
    return CheckRow(standing, severity, colour, places, standing.count - len(places))


def _place(request: ActingRequest, standing: Standing, found: IntegrityFinding, today: date) -> Place:
    check = standing.check
    may_go = bool(check.page and found.argument) and request.actor.may(check.permission)
    is_near = found.force_id is None or found.force_id == request.actor.force_id
    url = reverse(check.page, args=[found.argument]) if may_go and is_near else ""
    force = found.force.name if found.force else ""
    return Place(found.reference, force, found.first_found_on, found.days(on=today), url)
