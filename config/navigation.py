"""The menu: what the signed-in person's roles can use, with what waits for them. The first item is where they start."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from accounts.actor import NOBODY, Actor
from accounts.policy import registered
from accounts.shared_sql import counts_for
from cases.models import NearAlert
from register.models import Alert, Match, MisuseAlert, Notice, RecordConflict, Task, UnroutedAlert
from ui.layout import NavigationItem

OF_A_PERSON = "people/<str:reference>/"
Item = tuple[str, str, str, tuple[str, ...]]
# Label, URL name, the permission that shows it, and where its pages are: a page belongs to the item with the longest of
# these beginnings.
ITEMS: tuple[Item, ...] = (
    ("Lookup", "lookup", "person.look_up", ("lookup", "people", "notifications", "breaches")),
    ("Duties", "duties", "duty.see", ("duties", "duties.ics")),
    ("Cases", "cases", "case.see", ("cases", "documents", "victim-updates", "services", f"{OF_A_PERSON}cases")),
    (
        "Incidents",
        "incidents",
        "incident.see",
        ("incidents", "observations", f"{OF_A_PERSON}incidents", f"{OF_A_PERSON}observations"),
    ),
    ("Alerts", "alerts", "alert.see", ("alerts",)),
    ("National queue", "national-queue", "alert.route", ("national-queue",)),
    ("Move check", "near-alerts", "near_alert.see", ("move-check",)),
    ("Counter-allegations", "counter-allegations", "counter_allegation.see", ("counter-allegations",)),
    ("Schools", "school-notices", "school_notice.see", ("school-notices",)),
    ("Tasks", "tasks", "task.see", ("tasks",)),
    ("Inbox", "inbox", "inbox.see", ("inbox",)),
    (
        "Management",
        "managed-people",
        "management.see",
        ("management", "transfers", f"{OF_A_PERSON}management", f"{OF_A_PERSON}plan", f"{OF_A_PERSON}visits"),
    ),
    ("Meetings", "meetings", "meeting.see", ("meetings", "referrals")),
    ("Disclosures", "disclosures", "disclosure.see", ("disclosures", f"{OF_A_PERSON}disclosures")),
    ("Priority", "priority", "priority.see", ("priority", "instruments")),
    ("Matches", "matches", "match.see", ("matches",)),
    ("Conflicts", "conflicts", "conflict.see", ("conflicts",)),
    ("Retention", "retention-queue", "retention.see", ("retention", f"{OF_A_PERSON}retention", f"{OF_A_PERSON}holds")),
    ("Users", "users", "user.see", ("users",)),
    ("Agencies", "agencies", "agency.see", ("agencies",)),
    ("Shared with us", "shares", "share.see", ("shared",)),
    ("Imports", "feeds", "feed.see", ("feeds",)),
    ("Standards", "touches", "touch.see", ("standards",)),
    ("Sealed", "sealed-records", "sealed.see", ("standards/sealed",)),
    ("Log", "log-search", "audit.read", ("log",)),
    ("Second person", "bulk-requests", "bulk.see", ("log/second-person",)),
    ("Misuse", "misuse-alerts", "misuse.see", ("misuse",)),
    ("Overdue", "overdue", "overdue.see", ("oversight/overdue",)),
    ("Integrity", "integrity", "integrity.see", ("oversight/integrity",)),
    ("Disposals", "disposals", "disposal.see", ("disposals",)),
    ("Reasons", "reason-samples", "reason_sample.see", ("reasons",)),
    ("Exceptions", "exceptions", "exception.see", ("exceptions", f"{OF_A_PERSON}exceptions")),
    ("Break-glass", "glasses", "glass.see", ("break-glass",)),
    ("Statistics", "statistics", "statistics.see", ("statistics",)),
)
# Items that stand under another one for whoever may use that, as a row of their own beneath the menu. Whoever may not
# has them in the menu itself.
STANDS_UNDER = {
    "incidents": "cases",
    "meetings": "cases",
    "agencies": "cases",
    "disclosures": "cases",
    "priority": "cases",
    "counter-allegations": "cases",
    "school-notices": "cases",
    "near-alerts": "alerts",
    "matches": "alerts",
    "conflicts": "alerts",
    "glasses": "alerts",
    "reason-samples": "tasks",
    "exceptions": "log-search",
    "inbox": "tasks",
    "overdue": "tasks",
    "bulk-requests": "log-search",
    "integrity": "tasks",
    "disposals": "retention-queue",
    "sealed-records": "touches",
    "statistics": "tasks",
}
# What waits for somebody, by the item that leads there.
COUNTED: dict[str, Callable[[Actor], QuerySet[Any]]] = {
    "alerts": lambda actor: Alert.objects.visible_to(actor).open().filter(to_force=actor.force_id),
    "national-queue": lambda actor: UnroutedAlert.objects.visible_to(actor).open(),
    "near-alerts": lambda actor: NearAlert.objects.visible_to(actor).open(),
    "tasks": lambda actor: Task.objects.visible_to(actor).overdue(on=timezone.localdate()),
    "matches": lambda actor: Match.objects.visible_to(actor).waiting().of_force(actor.force_id),
    "conflicts": lambda actor: RecordConflict.objects.visible_to(actor).open(),
    "misuse-alerts": lambda actor: MisuseAlert.objects.visible_to(actor).open(),
    "inbox": lambda actor: Notice.objects.visible_to(actor).unread().as_lines(),
}
COUNT_LABELS = {
    "alerts": "to answer",
    "national-queue": "to send on",
    "near-alerts": "to answer",
    "tasks": "overdue",
    "matches": "to decide",
    "conflicts": "to decide",
    "misuse-alerts": "to answer",
    "inbox": "unread",
}


def navigation(request: HttpRequest) -> list[NavigationItem]:
    """The items for this request: one query counts all that waits. What waits in an inner item is counted in the one it
    stands under too."""
    actor: Actor = getattr(request, "actor", NOBODY)
    usable = _usable(actor)
    here = item_of(request.resolver_match.route if request.resolver_match else "", usable)
    waiting = _waiting(actor, tuple(name for _, name, _, _ in usable if name in COUNTED))
    single = {item[1]: _single(item, here, waiting) for item in usable}
    under = {name: STANDS_UNDER[name] for name in single if STANDS_UNDER.get(name) in single}
    return [
        _with_inner(item, [single[name] for name, outer in under.items() if outer == code])
        for code, item in single.items() if code not in under
    ]  # fmt: skip


def _waiting(actor: Actor, names: tuple[str, ...]) -> dict[str, int]:
    found = counts_for(("navigation", names), actor, lambda reader: {name: COUNTED[name](reader) for name in names})
    return {name: found.get(name, 0) for name in names}


def item_of(route: str, items: Iterable[Item]) -> str | None:
    """The URL name of the item to which the page at this route belongs; None where it belongs to none of them."""
    path = route.removeprefix("^")
    found = [
        (len(start), name) for _, name, _, starts in items for start in starts
        if path == start or path.startswith(f"{start}/")
    ]  # fmt: skip
    return max(found)[1] if found else None


def _single(item: Item, here: str | None, waiting: Mapping[str, int]) -> NavigationItem:
    label, name, _, _ = item
    return NavigationItem(
        label, reverse(name), is_current=here == name, count=waiting.get(name),
        count_label=COUNT_LABELS.get(name, ""),
    )  # fmt: skip


def _with_inner(item: NavigationItem, inner: list[NavigationItem]) -> NavigationItem:
    """An item with those that stand under it, itself first."""
    if not inner:
        return item
    row = (item, *inner)
    counts = [each.count for each in row if each.count is not None]
    is_counted_alone = len(counts) == 1 and item.count is not None
    return replace(
        item, is_current=any(each.is_current for each in row), count=sum(counts) if counts else None, inner=row,
        count_label=item.count_label if is_counted_alone else "waiting",
    )  # fmt: skip


def _usable(actor: Actor) -> list[Item]:
    """The items in which this actor can reach anything."""
    return [item for item in ITEMS if registered[item[2]].reaches_anything(actor)]


def home(request: HttpRequest) -> HttpResponse:
    """The first page of whoever signed in: the first item of their menu."""
    items = [name for _, name, _, _ in _usable(request.actor)]  # type: ignore[attr-defined]
    return redirect(items[0]) if items else render(request, "accounts/no_role.html")
