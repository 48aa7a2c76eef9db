"""The menu: what the signed-in person's roles can use, with what waits for them. The first item is where they start."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from accounts.actor import NOBODY, Actor
from accounts.policy import registered
from accounts.together import counts_of
from cases.models import NearAlert
from register.models import Alert, Match, Notice, Task
from ui.layout import NavigationItem

DISCLOSURE_PAGES = (
    "disclosure",
    "start-disclosure",
    "start-disclosure-about",
    "renew-disclosure",
    "assign-disclosure",
    "identify-disclosure",
    "check-disclosure",
    "meet-disclosure",
    "consider-disclosure",
    "decide-disclosure",
    "second-read-disclosure",
    "tell-disclosure",
    "say-nothing-to-disclose",
    "disclose-at-once",
    "end-disclosure",
    "stop-disclosure-clock",
    "restart-disclosure-clock",
    "print-undertaking",
)
Item = tuple[str, str, str, tuple[str, ...]]
# Label, URL name, the permission that shows it, the other URL names that belong to it.
ITEMS = (
    (
        "Lookup",
        "lookup",
        "person.look_up",
        ("register-person", "person-card", "person-record", "person-timeline", "print-entry"),
    ),
    ("Duties", "duties", "duty.see", ("duties-calendar",)),
    (
        "Cases",
        "cases",
        "case.see",
        (
            "case",
            "case-section",
            "case-briefing",
            "add-victim",
            "add-child",
            "set-risk",
            "set-safe-contact",
            "add-safeguard",
            "end-safeguard",
            "close-case",
            "record-development",
            "withdraw-development",
            "tell-victim",
        ),
    ),
    (
        "Incidents",
        "incidents",
        "incident.see",
        (
            "incident",
            "record-incident",
            "record-unlinked-incident",
            "correct-incident",
            "check-incident",
            "add-to-incident",
            "identify-in-incident",
            "put-in-case",
            "incident-outcome",
        ),
    ),
    ("Alerts", "alerts", "alert.see", ("alert",)),
    ("Move check", "near-alerts", "near_alert.see", ("near-alert",)),
    ("Counter-allegations", "counter-allegations", "counter_allegation.see", ()),
    ("Schools", "school-notices", "school_notice.see", ("school-notice", "excuse-school-notice")),
    (
        "Tasks",
        "tasks",
        "task.see",
        (
            "task",
            "team-queue",
            "give-task",
            "return-task",
            "hold-task",
            "resume-task",
            "put-off-task",
            "countersign-task",
        ),
    ),
    ("Inbox", "inbox", "inbox.see", ()),
    (
        "Management",
        "managed-people",
        "management.see",
        (
            "management",
            "assign-manager",
            "set-level",
            "ask-to-lower",
            "answer-lowering",
            "record-visit",
            "plan-visit",
            "cancel-visit",
            "withdraw-visit",
            "write-plan",
            "answer-plan",
            "add-plan-action",
            "change-plan-action",
            "close-plan-action",
            "hand-over",
            "offer-transfer",
            "transfer",
        ),
    ),
    ("Disclosures", "disclosures", "disclosure.see", DISCLOSURE_PAGES),
    ("Priority", "priority", "priority.see", ("instruments", "instrument")),
    ("Matches", "matches", "match.see", ("match",)),
    (
        "Retention",
        "retention-queue",
        "retention.see",
        (
            "retention",
            "review-retention",
            "stop-disposal",
            "approve-disposal",
            "place-hold",
            "lift-hold",
            "disposals",
            "disposal",
            "readmit-reference",
        ),
    ),
    (
        "Users",
        "users",
        "user.see",
        ("user", "create-user", "give-role", "end-role", "disable-user", "enable-user", "reset-sign-in"),
    ),
    ("Imports", "feeds", "feed.see", ("upload-feed", "feed-run", "quarantined-row")),
    ("Log", "log-search", "audit.read", ("log-entry", "who-looked")),
    ("Overdue", "overdue", "overdue.see", ()),
    ("Integrity", "integrity", "integrity.see", ()),
    ("Disposals", "disposals", "disposal.see", ("disposal", "readmit-reference")),
)
# Items that stand under another one for whoever may use that, as a row of their own beneath the menu. Whoever may not
# has them in the menu itself.
STANDS_UNDER = {
    "incidents": "cases",
    "disclosures": "cases",
    "priority": "cases",
    "counter-allegations": "cases",
    "school-notices": "cases",
    "near-alerts": "alerts",
    "matches": "alerts",
    "inbox": "tasks",
    "overdue": "tasks",
    "integrity": "tasks",
    "disposals": "retention-queue",
}
# What waits for somebody, by the item that leads there.
COUNTED: dict[str, Callable[[Actor], QuerySet[Any]]] = {
    "alerts": lambda actor: Alert.objects.visible_to(actor).open().filter(to_force=actor.force_id),
    "near-alerts": lambda actor: NearAlert.objects.visible_to(actor).open(),
    "tasks": lambda actor: Task.objects.visible_to(actor).overdue(on=timezone.localdate()),
    "matches": lambda actor: Match.objects.visible_to(actor).waiting().of_force(actor.force_id),
    "inbox": lambda actor: Notice.objects.visible_to(actor).unread(),
}
COUNT_LABELS = {
    "alerts": "to answer",
    "near-alerts": "to answer",
    "tasks": "overdue",
    "matches": "to decide",
    "inbox": "unread",
}


def navigation(request: HttpRequest) -> list[NavigationItem]:
    """The items for this request: one query counts all that waits. What waits in an inner item is counted in the one it
    stands under too."""
    actor: Actor = getattr(request, "actor", NOBODY)
    here = (request.resolver_match.url_name or "") if request.resolver_match else ""
    usable = _usable(actor)
    waiting = counts_of(**{name: COUNTED[name](actor) for _, name, _, _ in usable if name in COUNTED})
    single = {item[1]: _single(item, here, waiting) for item in usable}
    under = {name: STANDS_UNDER[name] for name in single if STANDS_UNDER.get(name) in single}
    return [
        _with_inner(item, [single[name] for name, outer in under.items() if outer == code])
        for code, item in single.items() if code not in under
    ]  # fmt: skip


def _single(item: Item, here: str, waiting: Mapping[str, int]) -> NavigationItem:
    label, name, _, inner = item
    return NavigationItem(
        label, reverse(name), is_current=here == name or here in inner, count=waiting.get(name),
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
