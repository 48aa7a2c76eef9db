"""Opening a closed record in an emergency, and looking at it afterwards. These pages name nobody's record but by its
reference."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.middleware import ActingRequest
from accounts.models import Force
from accounts.reasons import incident_of, reason_of
from accounts.web import get_or_404
from audit.core.errors import PermissionDenied
from audit.web.words import title
from register import glass as broken
from register import policies
from register.actions import glass as acts
from register.models import BrokenGlass
from register.readable import reading_of
from register.web.form_page import Done, FormPage, answer_reading
from register.web.keyset import Keyset, Newest, links
from ui.components import SummaryRow
from ui.dates import moment
from ui.forms import Form

PAGE = 25
OPENED = "The record is open to you for an hour. The force that holds it and professional standards have been told."


class BreakGlassForm(Form):
    """Which record, and why now."""

    named = forms.CharField(
        label="Reference of the record",
        help_text="As a caller or another force gave it to you, for example, DAR-7K3F-9QX2. Names open nothing.",
        max_length=40,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20", "autocomplete": "off"}),
        error_messages={"required": "Enter the reference of the record."},
    )
    ground = forms.ChoiceField(
        label="Why must it be opened now?",
        choices=BrokenGlass.Ground.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose why the record must be opened now."},
    )
    incident_number = forms.CharField(
        label="Number of the incident, if there is one",
        help_text="During a live call it is enough.",
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
    )
    why = forms.CharField(
        label="In your words",
        help_text="Whoever reviews it reads this. Name no address and no number.",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ReviewGlassForm(Form):
    """What the reviewer found."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    outcome = forms.ChoiceField(
        label="Was there reason enough to open the record?",
        choices=[
            (BrokenGlass.Outcome.JUSTIFIED.value, "Yes, it was justified"),
            (BrokenGlass.Outcome.NOT_JUSTIFIED.value, "No: professional standards of the other force get a task"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether there was reason enough."},
    )
    why = forms.CharField(
        label="What you found",
        help_text="Whoever opened the record reads this.",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say what you found."},
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """How a broken glass stands, in words and a colour."""

    text: str
    colour: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list."""

    glass: BrokenGlass
    standing: Standing


@never_cache
@require_http_methods(["GET", "POST"])
def break_glass(request: ActingRequest) -> HttpResponse:
    """Ask for a record by its reference. Whether it is closed or does not exist, this page looks the same until the
    record opens, and that it does is told at once."""
    force = Force.objects.filter(code=request.actor.force_code).first()
    if force is None:
        raise PermissionDenied(policies.BREAK_GLASS.permission)
    policies.BREAK_GLASS.require(request.actor, force)
    form = BreakGlassForm(request.POST or None, initial={"incident_number": incident_of(request)})
    page = FormPage(
        "Open a closed record", "Open the record for an hour", reverse("lookup"), template="register/break_glass.html"
    )

    def deed(typed: dict[str, Any]) -> Done:
        glass = acts.break_glass(
            force, **typed | {"ground": BrokenGlass.Ground(typed["ground"])}, actor=request.actor,
            reason=reason_of(request),
        )  # fmt: skip
        return Done(OPENED, reverse("person-record", args=[glass.person.reference]), is_warning=True)

    def read() -> dict[str, Any]:
        mine = broken.open_now(request.actor)
        if mine:
            acts.list_glasses(mine, actor=request.actor, reason=reason_of(request))
        return {"open_now": [(each, each.minutes_left(at=timezone.now())) for each in mine]}

    return answer_reading(request, page, form, deed, read)


@never_cache
@require_safe
def glasses(request: ActingRequest) -> HttpResponse:
    """Records that were opened in an emergency, newest first: one's own, or those that one reviews."""
    policies.SEE_GLASS.require(request.actor)
    rows = BrokenGlass.objects.visible_to(request.actor).select_related("person", "user", "force", "owner_force")
    page = Keyset(Newest("opened_at"), PAGE).page(rows, request.GET.get("after", ""))
    acts.list_glasses(page.rows, actor=request.actor, reason=reason_of(request))
    shown = {
        "lines": [Line(each, _standing(each)) for each in page.rows],
        **links(request, page),
        "may_break": policies.BREAK_GLASS.allows(request.actor),
    }
    return render(request, "register/glasses.html", shown)


@never_cache
@require_safe
def glass(request: ActingRequest, reference: str) -> HttpResponse:
    """Who opened the record, why, what they read, and what somebody else found of it."""
    shown = _asked(request, reference)
    acts.read_glass(shown, actor=request.actor, reason=reason_of(request))
    read = reading_of(request.actor, {shown.person_id})
    context = {
        "glass": shown,
        "standing": _standing(shown),
        "rows": _rows(shown),
        "why": read(shown.why),
        "review_reason": read(shown.review_reason),
        "reads": [(each.at, title(each.code), each.sentence) for each in broken.reads_under(shown)],
        "may_review": not shown.outcome and policies.REVIEW_GLASS.allows(request.actor, shown),
    }
    return render(request, "register/glass.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def review(request: ActingRequest, reference: str) -> HttpResponse:
    """Say whether there was reason enough."""
    shown = _asked(request, reference)
    policies.REVIEW_GLASS.require(request.actor, shown)
    form = ReviewGlassForm(request.POST or None, initial={"version": shown.version})
    back = reverse("glass", args=[shown.reference])

    def deed(typed: dict[str, Any]) -> Done:
        acts.review_glass(
            shown, outcome=BrokenGlass.Outcome(typed["outcome"]), why=typed["why"], version=typed["version"],
            actor=request.actor, reason=reason_of(request),
        )  # fmt: skip
        return Done("Your review is recorded. Whoever opened the record is told.", back)

    def read() -> dict[str, Any]:
        acts.read_glass(shown, actor=request.actor, reason=reason_of(request))
        return {}

    page = FormPage("Review break-glass", "Save", back, about=shown.reference)
    return answer_reading(request, page, form, deed, read)


def _asked(request: ActingRequest, reference: str) -> BrokenGlass:
    rows = BrokenGlass.objects.visible_to(request.actor)
    people = ("person", "user", "force", "owner_force", "reviewed_by")
    return get_or_404(rows.select_related(*people), reference=reference)


def _standing(shown: BrokenGlass) -> Standing:
    if shown.outcome:
        is_justified = shown.outcome == BrokenGlass.Outcome.JUSTIFIED
        return Standing(shown.get_outcome_display(), "green" if is_justified else "red")
    now: datetime = timezone.now()
    if minutes := shown.minutes_left(at=now):
        return Standing("Open: 1 minute left" if minutes == 1 else f"Open: {minutes} minutes left", "orange")
    return Standing("Review is late", "red") if shown.review_due_at < now else Standing("To review", "blue")


def _rows(shown: BrokenGlass) -> list[SummaryRow]:
    reviewed = f"{shown.reviewed_by}, {moment(shown.reviewed_at)}" if shown.reviewed_at else ""
    return [
        SummaryRow("Record", shown.person.reference),
        SummaryRow("Held by", shown.owner_force),
        SummaryRow("Opened by", f"{shown.user}, {shown.force}"),
        SummaryRow("Open from", moment(shown.opened_at)),
        SummaryRow("Until", moment(shown.until_at)),
        SummaryRow("Reason", shown.get_ground_display()),
        SummaryRow("Incident", shown.incident_number or "None given"),
        SummaryRow("Review", reviewed or f"Due by {moment(shown.review_due_at)}"),
    ]
