"""What became of a case and of its parts, on the timeline of the case's page: each history that is kept tells there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.text import Truncator

from accounts.actor import Actor
from accounts.shared_sql import Given, Rows, among
from cases.models import (
    CaseChange,
    Lowering,
    LoweringStatusChange,
    PairChange,
    SafeguardChange,
    SchoolNotice,
    SchoolNoticeStatusChange,
)
from cases.presenters import EventLine
from cases.sections import CaseView, timeline_sources


def happened_to(view: CaseView, most: int) -> Iterator[EventLine]:
    """What became of the case itself, of its safeguards and pairs, of requests to lower the risk, and of the notices to
    schools. Words through the guard; nothing of a victim whom the reader may not see."""
    told = view.held.guard.free_text
    found = _histories(view, most)
    for each in found["life"]:
        owner = f", {each.owner.name}" if each.step in ("reassigned", "reopened") else ""
        yield EventLine(each.changed_at, _said(f"Case: {each.get_step_display().lower()}{owner}", told(each.why)))
    for each in found["measures"]:
        what = f"Safeguard {each.get_what_display().lower()}: {each.safeguard.get_kind_display()}"
        yield EventLine(each.changed_at, _said(what, told(each.why)))
    for each in found["pairs"]:
        what = f"Roles or relationship corrected: {each.pair.victim.display_name}"
        yield EventLine(each.changed_at, _said(what, told(each.why)))
    for each in found["lowerings"]:
        level = each.lowering.get_level_display().lower()
        yield EventLine(each.changed_at, f"Request for {level} risk: {each.get_to_status_display().lower()}")
    for each in found["notices"]:
        yield EventLine(each.changed_at, f"Notice to a school: {each.get_to_status_display().lower()}")


def _histories(view: CaseView, most: int) -> Mapping[str, list[Any]]:
    """The rows of each history, newest first: one query. How a case began, and how its parts did, is told elsewhere."""

    def wanted(reader: Actor, given: Given) -> Rows:
        case, seen, newest = given["case"], among(given["seen"]), ("-changed_at", "-pk")
        life = CaseChange.objects.filter(case=case).exclude(step=CaseChange.Step.OPENED)
        measures = SafeguardChange.objects.filter(safeguard__pair__case=case, safeguard__person__in=seen)
        measures = measures.exclude(what=SafeguardChange.What.ADDED)
        pairs = PairChange.objects.filter(pair__case=case, pair__victim__in=seen).exclude(why="")
        lowerings = LoweringStatusChange.objects.filter(lowering__in=Lowering.objects.visible_to(reader))
        notices = SchoolNoticeStatusChange.objects.filter(notice__in=SchoolNotice.objects.visible_to(reader))
        return {
            "life": life.select_related("owner").order_by(*newest)[:most],
            "measures": measures.select_related("safeguard").order_by(*newest)[:most],
            "pairs": pairs.select_related("pair__victim").order_by(*newest)[:most],
            "lowerings": lowerings.filter(lowering__case=case).select_related("lowering").order_by(*newest)[:most],
            "notices": notices.filter(notice__case=case).order_by(*newest)[:most],
        }

    return view.lists("histories", most, wanted)


def _said(what: str, why: str) -> str:
    """What was done, and the first words of why."""
    return f"{what}. {Truncator(why).chars(240)}" if why else what


timeline_sources.append(happened_to)
