"""What the signed-in person and their team must act on: overdue, today, in the next seven days, later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.middleware import ActingRequest
from accounts.models import Force
from accounts.reasons import reason_of
from accounts.web import get_or_404
from register import policies
from register.actions.calendars import download_calendar
from register.agenda.calendar import calendar_of
from register.agenda.items import Item, When, Whose
from register.agenda.listing import MOST_COUNTED, Agenda, Place
from ui.layout import NavigationItem

PARTS = {When.OVERDUE: "Overdue", When.TODAY: "Today", When.WEEK: "Next 7 days", When.LATER: "Later"}
SCOPES = {Whose.MINE: "Mine", Whose.TEAM: "My team’s", Whose.UNASSIGNED: "Nobody’s"}
NOTHING = {
    When.OVERDUE: "Nothing is overdue.",
    When.TODAY: "Nothing is due today.",
    When.WEEK: "Nothing is due in the next seven days.",
    When.LATER: "Nothing is due later.",
}
Choice = TypeVar("Choice", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Way:
    """A step that can be taken from a row, with the key that takes it."""

    key: str
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the list. `tag` says in a word how its day stands to today."""

    item: Item
    url: str
    ways: tuple[Way, ...]
    tag: str
    colour: str


@never_cache
@require_safe
def mine(request: ActingRequest) -> HttpResponse:
    """One part of the list, fifty things a page."""
    policies.SEE_DUTIES.require(request.actor)
    today = timezone.localdate()
    whose = _chosen(request, "whose", Whose.MINE)
    agenda = Agenda(request.actor, whose, today=today)
    counts = agenda.counts()
    when = _chosen(request, "when", When.OVERDUE if counts[When.OVERDUE] else When.TODAY)
    page = agenda.page(when, after=Place.read(request.GET.get("after", "")))
    shown = {
        "rows": [_row(item, today) for item in page.items],
        "parts": [_part(whose, each, when, counts.get(each)) for each in When],
        "scopes": [_scope(each, whose) for each in Whose],
        "calendar_url": f"{reverse('duties-calendar')}?{urlencode({'whose': whose.value})}",
        "title": f"{PARTS[when]}, {SCOPES[whose].lower()}",
        "nothing": NOTHING[when],
        "first_url": _address(whose, when) if "after" in request.GET else "",
        "next_url": _address(whose, when, page.next) if page.next else "",
    }
    return render(request, "register/duties.html", shown)


@never_cache
@require_safe
def calendar(request: ActingRequest) -> HttpResponse:
    """What is overdue and what is due in the next ninety days, as a calendar to be taken away. That is logged."""
    policies.SEE_DUTIES.require(request.actor)
    force = get_or_404(Force.objects.all(), pk=request.actor.force_id)
    whose = _chosen(request, "whose", Whose.MINE)
    items = download_calendar(
        force, actor=request.actor, reason=reason_of(request), whose=whose, today=timezone.localdate()
    )
    content = calendar_of(items, at=timezone.now())
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="duties.ics"'
    return answer


def _chosen(request: ActingRequest, name: str, otherwise: Choice) -> Choice:
    """What the address asks for, if there is such a thing."""
    kind = type(otherwise)
    asked = request.GET.get(name, "")
    return kind(asked) if asked in list(kind) else otherwise


def _row(item: Item, today: date) -> Row:
    ways = tuple(
        Way(step.key, step.label, reverse(step.page, args=list(step.arguments))) for step in item.steps
    )  # fmt: skip
    tag, colour = _tag(item.due_on, today)
    return Row(item, ways[0].url if ways else "", ways, tag, colour)


def _tag(due_on: date, today: date) -> tuple[str, str]:
    if due_on < today:
        return "Overdue", "red"
    return ("Today", "orange") if due_on == today else ("", "")


def _part(whose: Whose, when: When, current: When, count: int | None) -> NavigationItem:
    label = PARTS[when] if count is None else f"{PARTS[when]} ({_many(count)})"
    return NavigationItem(label, _address(whose, when), is_current=when is current)


def _many(count: int) -> str:
    return f"{MOST_COUNTED} or more" if count >= MOST_COUNTED else str(count)


def _scope(whose: Whose, current: Whose) -> NavigationItem:
    return NavigationItem(SCOPES[whose], _address(whose), is_current=whose is current)


def _address(whose: Whose, when: When | None = None, after: Place | None = None) -> str:
    wanted = {"whose": whose, "when": when, "after": after}
    return f"{reverse('duties')}?{urlencode({name: str(value) for name, value in wanted.items() if value is not None})}"
