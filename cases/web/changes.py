"""Changes that must be notified, stays, and time away, on small pages of their own."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.middleware import ActingRequest
from accounts.reasons import reason_of
from accounts.web import get_or_404
from audit.core.errors import OutOfReach
from cases.web.card import person_or_404
from cases.web.notification_forms import (
    AbsenceForm,
    ChangeForm,
    EndAbsenceForm,
    SettleForm,
    StayForm,
    moment_of,
)
from cases.web.notifications import live_registration, way_back
from register.actions.absences import begin_absence, end_absence
from register.actions.changes import (
    Told,
    announce_change,
    change_came_about,
    change_did_not_happen,
    record_change,
    record_stay,
)
from register.duties.offers import orders_of
from register.models import Absence, NotifiableChange, Registration
from register.policies import RECORD_ABSENCE, RECORD_ABSENCE_END, RECORD_CHANGE, SETTLE_CHANGE
from register.rules.notifications.particulars import PARTICULARS
from register.rules.regimes.table import HAPPENINGS, KINDS, DutyKind
from register.web.form_page import Done, FormPage, answer
from ui.dates import day

GET_OR_POST = ["GET", "POST"]


@never_cache
@require_safe
def choose(request: ActingRequest, reference: str) -> HttpResponse:
    """Choose what has changed or is going to change."""
    person, _ = live_registration(request, reference, RECORD_CHANGE)
    kinds = [
        (KINDS[kind].title, KINDS[kind].authority, reverse("record-change", args=[person.reference, kind.value]))
        for kind in HAPPENINGS
    ]
    return render(request, "cases/choose_change.html", {"person": person, "kinds": kinds, "back_url": way_back(person)})


@never_cache
@require_http_methods(GET_OR_POST)
def record(request: ActingRequest, reference: str, kind: str) -> HttpResponse:
    """Record a change that happened, or announce one that is coming."""
    person, registration = live_registration(request, reference, RECORD_CHANGE)
    code = _kind(kind)
    form = ChangeForm(request.POST or None, kind=code, orders=orders_of(registration))

    def deed(typed: dict[str, Any]) -> Done:
        acts = announce_change if typed.get("has_happened") == "no" else record_change
        acts(registration, told=_told(code, typed), **_act(request))
        return Done(f"{KINDS[code].title}: recorded. What is due is shown below.", way_back(person))

    page = FormPage(KINDS[code].title, "Record", way_back(person), about=person.display_name)
    return answer(request, page, form, deed)


@never_cache
@require_http_methods(GET_OR_POST)
def settle(request: ActingRequest, reference: str, change: str) -> HttpResponse:
    """Say whether a change came about."""
    person = person_or_404(request, reference)
    SETTLE_CHANGE.require(request.actor)
    registrations = Registration.objects.visible_to(request.actor).of_human_being(person)
    rows = NotifiableChange.objects.visible_to(request.actor).filter(registration__in=registrations)
    told = get_or_404(rows, reference=change)
    form = SettleForm(request.POST or None, initial={"version": told.version})

    def deed(typed: dict[str, Any]) -> Done:
        said = {"version": typed["version"], **_act(request)}
        if typed["came_about"] == "no":
            change_did_not_happen(told, why=typed["why"], **said)
            return Done("It is recorded that this did not happen.", way_back(person))
        change_came_about(told, happened_on=typed["on"], **said)
        return Done(f"It came about on {day(typed['on'])}.", way_back(person))

    page = FormPage(
        "Did it come about?", "Save", way_back(person), about=person.display_name, intro=told.get_kind_display()
    )
    return answer(request, page, form, deed)


@never_cache
@require_http_methods(GET_OR_POST)
def stay(request: ActingRequest, reference: str) -> HttpResponse:
    """Record days at an address that is not home. The seventh in twelve months makes the duty."""
    person, registration = live_registration(request, reference, RECORD_CHANGE)
    form = StayForm(request.POST or None)

    def deed(typed: dict[str, Any]) -> Done:
        kept = record_stay(registration, **typed, **_act(request))
        kept.refresh_from_db()
        if kept.change is None or kept.change.happened_on is None:
            return Done("The stay is recorded. Seven days within twelve months are not complete yet.", way_back(person))
        sentence = f"Seven days were complete on {day(kept.change.happened_on)}: this address must be notified."
        return Done(sentence, way_back(person), is_warning=True)

    page = FormPage("Record a stay", "Record", way_back(person), about=person.display_name)
    return answer(request, page, form, deed)


@never_cache
@require_http_methods(GET_OR_POST)
def go_away(request: ActingRequest, reference: str) -> HttpResponse:
    """Record custody, hospital detention or time abroad."""
    person = person_or_404(request, reference)
    RECORD_ABSENCE.require(request.actor, person)
    form = AbsenceForm(request.POST or None)

    def deed(typed: dict[str, Any]) -> Done:
        begin_absence(person, **typed, **_act(request))
        return Done("The absence is recorded. Where the law says so, clocks stand still.", way_back(person))

    page = FormPage("Record custody, hospital or time abroad", "Record", way_back(person), about=person.display_name)
    return answer(request, page, form, deed)


@never_cache
@require_http_methods(GET_OR_POST)
def come_back(request: ActingRequest, reference: str, number: int) -> HttpResponse:
    """Record a release or a return. Clocks run again from that day."""
    person = person_or_404(request, reference)
    RECORD_ABSENCE_END.require(request.actor)
    away = get_or_404(Absence.objects.visible_to(request.actor).filter(person=person), pk=number)
    form = EndAbsenceForm(request.POST or None, initial={"version": away.version})

    def deed(typed: dict[str, Any]) -> Done:
        end_absence(away, **typed, **_act(request))
        return Done("The end is recorded. Clocks run again from that day.", way_back(person))

    intro = f"{away.get_kind_display()} since {day(away.starts_on)}"
    page = FormPage("Record release or return", "Save", way_back(person), about=person.display_name, intro=intro)
    return answer(request, page, form, deed)


def _kind(kind: str) -> DutyKind:
    """The kind that an address names. Raises OutOfReach where there is none of that name: a page that is not there."""
    if kind not in {each.value for each in HAPPENINGS}:
        raise OutOfReach("not-visible")
    return DutyKind(kind)


def _told(kind: DutyKind, typed: dict[str, Any]) -> Told:
    at = typed.get("at")
    return Told(
        kind, typed["on"], at=moment_of(typed["on"], at) if at else None, known_on=typed.get("known_on"),
        detail=typed["detail"], particulars={each.code: typed[each.code] for each in PARTICULARS[kind]},
        order=typed.get("order"),
    )  # fmt: skip


def _act(request: ActingRequest) -> dict[str, Any]:
    return {"actor": request.actor, "reason": reason_of(request)}
