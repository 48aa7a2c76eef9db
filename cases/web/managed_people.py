"""The list of a team: whose visit is due or overdue, who has no manager, and what waits for a supervisor."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actor import Actor
from accounts.middleware import ActingRequest
from accounts.reasons import reason_of
from cases.managed import LEVEL_COLOURS, level_in_words
from cases.web.management_forms import HandOverForm
from register import policies
from register.actions.management import hand_over as hand_over_from
from register.managed import due
from register.models import Registration
from register.web.form_page import Done, FormPage, answer
from ui.layout import NavigationItem

PAGE = 25
LISTS = {
    "overdue": "Visits overdue",
    "due": "Visits in 28 days",
    "plans": "Plans in 28 days",
    "actions": "Plan actions overdue",
    "unowned": "Without a manager",
    "everybody": "Everybody",
}


@never_cache
@require_safe
def managed_people(request: ActingRequest) -> HttpResponse:
    """The people whom the force manages, by what is due."""
    policies.SEE_MANAGEMENT.require(request.actor)
    today = timezone.localdate()
    until = today + timedelta(days=due.LOOK_AHEAD_DAYS)
    chosen = _chosen(request)
    rows = _narrowed(_rows(request.actor, chosen["list"], today, until), chosen, request.actor)
    page = Paginator(rows.select_related("person", "offender_manager"), PAGE).get_page(request.GET.get("page"))
    counts = due.counts_for(request.actor, on=today, until=until)
    shown = {
        "page": page,
        "rows": [(each, level_in_words(each.management_level), LEVEL_COLOURS[each.management_level]) for each in page],
        "today": today,
        "title": LISTS[chosen["list"]],
        "lists": [_item(chosen, "list", code, label, counts[code]) for code, label in LISTS.items()],
        "levels": [_item(chosen, "level", code, label) for code, label in _levels()],
        "whose": [_item(chosen, "whose", code, label) for code, label in (("", "The whole force"), ("mine", "Mine"))],
        "plans": list(due.plans_waiting_for(request.actor).select_related("registration__person", "written_by")[:PAGE]),
        "transfers": list(due.transfers_for(request.actor).select_related("person", "from_force", "to_force")[:PAGE]),
        "now": timezone.now(),
        "may_lead": policies.LEAD_MANAGEMENT.allows(request.actor),
        "requests": list(due.lowerings_for(request.actor).select_related("registration__person", "asked_by")[:PAGE]),
    }
    return render(request, "cases/managed_people.html", shown)


@never_cache
@require_http_methods(["GET", "POST"])
def hand_over(request: ActingRequest) -> HttpResponse:
    """Give all registrations of somebody on leave to somebody else of the force."""
    policies.LEAD_MANAGEMENT.require(request.actor)
    form = HandOverForm(request.POST or None, force_id=request.actor.force_id)
    here = reverse("managed-people")

    def deed(typed: dict[str, Any]) -> Done:
        leaver = typed.pop("leaver")
        named, queued = hand_over_from(leaver, actor=request.actor, reason=reason_of(request), **typed)
        to = typed["to"].name if typed["to"] else "nobody"
        return Done(f"Handed over to {to}: {named}. Left to the team’s queue: {queued}.", f"{here}?list=unowned")

    page = FormPage(
        "Hand over the work of an offender manager", "Hand over", here,
        intro="Up to 200 registrations at a time. Where the person you choose may not open a record, the team’s queue "
        "holds it.",
    )  # fmt: skip
    return answer(request, page, form, deed)


def _rows(actor: Actor, chosen: str, today: date, until: date) -> QuerySet[Registration]:
    if chosen == "unowned":
        return due.unowned_for(actor, on=today)
    if chosen == "actions":
        return due.with_overdue_actions_for(actor, on=today)
    if chosen == "plans":
        return due.by_plan(due.managed_for(actor).filter(plan_due_on__lte=until))
    rows = due.by_next_visit(due.managed_for(actor))
    if chosen == "overdue":
        return rows.filter(next_visit_on__lt=today)
    return rows.filter(next_visit_on__gte=today, next_visit_on__lte=until) if chosen == "due" else rows


def _narrowed(rows: QuerySet[Registration], chosen: dict[str, str], actor: Actor) -> QuerySet[Registration]:
    if chosen["level"]:
        rows = rows.filter(management_level="" if chosen["level"] == "not_set" else chosen["level"])
    return rows.filter(offender_manager=actor.user_id) if chosen["whose"] == "mine" else rows


def _chosen(request: ActingRequest) -> dict[str, str]:
    """The list, the level and whose, as far as there are such."""
    asked = request.GET
    return {
        "list": asked.get("list", "") if asked.get("list") in LISTS else "overdue",
        "level": asked.get("level", "") if asked.get("level") in dict(_levels()) else "",
        "whose": "mine" if asked.get("whose") == "mine" else "",
    }


def _levels() -> list[tuple[str, str]]:
    names = [(each.value, each.label) for each in reversed(Registration.HarmRisk)]
    return [("", "Every level"), *names, ("not_set", "Not set")]


def _item(chosen: dict[str, str], name: str, code: str, label: str, count: int | None = None) -> NavigationItem:
    """The way to the same list with one choice changed."""
    wanted: dict[str, Any] = {key: value for key, value in {**chosen, name: code}.items() if value}
    words = label if count is None else f"{label} ({count})"
    return NavigationItem(words, f"{reverse('managed-people')}?{urlencode(wanted)}", is_current=chosen[name] == code)
