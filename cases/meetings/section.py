"""Meetings as a part of a case's page: the 12-month flag, what waits to be heard, what was heard."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import F
from django.urls import reverse

from accounts.actor import Actor
from accounts.shared_sql import Given, Rows
from cases.meetings.page import COLOURS
from cases.models import MeetingAction, MeetingReferral
from cases.presenters import EventLine
from cases.rules.meetings import Status
from cases.sections import SECTIONS, CaseView, DueLine, Section, due_sources, timeline_sources
from register.models import Task
from register.task_places import PLACES, Place
from ui.dates import day

_REFERRAL = re.compile(r"\bMR-[0-9a-f]{10}\b")


@dataclass(frozen=True, slots=True)
class MeetingLine:
    """One referral of this case. It names nobody: the case says whom it is about."""

    url: str
    title: str
    status: str
    colour: str
    note: str
    flag: str


def _referrals(view: CaseView, most: int) -> Iterator[MeetingLine]:
    """Those that the reader may see: what is to be heard first, then the newest."""

    def wanted(reader: Actor, given: Given) -> Rows:
        rows = MeetingReferral.objects.visible_to(reader).filter(case=given["case"]).select_related("meeting")
        return {"rows": rows.order_by(F("heard_on").desc(nulls_first=True), "-pk")[:most]}

    for row in view.lists("referrals", most, wanted)["rows"]:
        status = Status(row.status)
        is_flagged = row.flag_ends_on is not None and row.flag_ends_on >= view.on
        yield MeetingLine(
            reverse("referral", args=[row.reference]),
            f"{row.get_kind_display()}, {row.reference}",
            row.get_status_display(),
            COLOURS[status],
            _note(row, status),
            f"Flagged until {day(row.flag_ends_on)}" if is_flagged and row.flag_ends_on else "",
        )


def _note(row: MeetingReferral, status: Status) -> str:
    if status is Status.HEARD and row.heard_on:
        return f"Heard on {day(row.heard_on)}"
    if status is Status.ON_AGENDA and row.meeting is not None:
        return f"To be heard on {day(row.meeting.held_on)}"
    return f"To be heard by {day(row.hear_by_on)}" if status is Status.WAITING else ""


def _due(view: CaseView, most: int) -> Iterator[DueLine]:
    """What is to be heard, and what agencies are to do."""

    def wanted(reader: Actor, given: Given) -> Rows:
        seen = MeetingReferral.objects.visible_to(reader).filter(case=given["case"])
        actions = MeetingAction.objects.open().filter(agency__isnull=False, referral__in=seen)
        return {
            "rows": seen.open().select_related("meeting")[:most],
            "actions": actions.select_related("referral", "agency")[:most],
        }

    found = view.lists("due at meetings", most, wanted)
    for row in found["rows"]:
        on = row.meeting.held_on if row.meeting is not None else row.hear_by_on
        url = reverse("referral", args=[row.reference])
        yield DueLine(on, f"{row.get_kind_display()}: to be heard", view.case.owner.name, url, on < view.on, "referral")
    for each in found["actions"]:
        url, agency = reverse("referral", args=[each.referral.reference]), each.agency
        what = f"{each.referral.get_kind_display()}: an action of an agency"
        yield DueLine(each.due_on, what, agency.name if agency else "", url, each.due_on < view.on, "meeting_action")


def _heard(view: CaseView, most: int) -> Iterator[EventLine]:
    def wanted(reader: Actor, given: Given) -> Rows:
        return {"rows": MeetingReferral.objects.visible_to(reader).filter(case=given["case"])[:most]}

    for row in view.lists("heard", most, wanted)["rows"]:
        yield EventLine(row.referred_at, f"Referred to {row.get_kind_display()}")
        if row.heard_on is not None:
            yield EventLine.of_day(row.heard_on, f"Heard at {row.get_kind_display()}")


SECTIONS.append(
    Section(
        "meetings", "Meetings", "cases/sections/meetings.html", _referrals,
        "Not referred to MARAC, MATAC or MAPPA, or nothing that you may see.", is_aside=True,
    )
)  # fmt: skip
due_sources.append(_due)
timeline_sources.append(_heard)


def _place(task: Task, actor: Actor) -> Place | None:
    """The referral that the title of a task of a meeting names: there stands what it is about."""
    named = _REFERRAL.search(task.title) if task.kind == Task.Kind.MEETING else None
    if named is None or not MeetingReferral.objects.visible_to(actor).filter(reference=named[0]).exists():
        return None
    return Place(f"Open referral {named[0]}", reverse("referral", args=[named[0]]))


PLACES.append(_place)
