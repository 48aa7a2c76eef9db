"""Why a record is still here, reviewing it, and holding it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.middleware import ActingRequest
from accounts.reasons import reason_of
from accounts.sessions import must_confirm
from accounts.web import get_or_404
from accounts.web.step_up import confirm_address
from audit.core.errors import Refused
from cases.web.buttons import Button
from cases.web.card import person_or_404
from cases.web.retention_forms import ApproveDisposalForm, LiftHoldForm, PlaceHoldForm, ReviewForm, StopDisposalForm
from register.actions.disposal import approve_disposal
from register.actions.holds import lift_legal_hold, place_legal_hold
from register.actions.retention import ask_for_disposal, keep_record, open_retention, stop_disposal
from register.models import LegalHold, Person, RetentionReview
from register.policies import APPROVE_DISPOSAL, LIFT_HOLD, PLACE_HOLD, REVIEW_RETENTION
from register.readable import Reading, reading_of
from register.retention.obstacles import obstacles
from register.rules.retention import Retention
from register.rules.retention_review import QUESTIONS
from register.web.form_page import Done, FormPage, answer
from ui.components import SummaryRow, TimelineItem
from ui.dates import day

MOST_HOLDS = 50
CONFIRM_FIRST = "Confirm who you are, then approve it again."


@dataclass(frozen=True, slots=True)
class HoldLine:
    """A hold that stands, as its own force reads it; an address only for whoever may lift it."""

    reference: str
    authority: str
    why: str
    placed: str
    review: str
    is_review_due: bool
    lift_url: str


@never_cache
@require_safe
def why_here(request: ActingRequest, reference: str) -> HttpResponse:
    """Why the record of a person is still here, and when somebody reviews it. Opening it is logged."""
    person, today = person_or_404(request, reference), timezone.localdate()
    kept = open_retention(person, actor=request.actor, reason=reason_of(request))
    read = reading_of(request.actor, [person.pk])
    reviews = _reviews(request, person)
    waiting = next((each for each in reviews if each.status == RetentionReview.Status.AWAITING_APPROVAL), None)
    may_review = REVIEW_RETENTION.allows(request.actor, person)
    shown = {
        "person": person,
        "kept": kept,
        "rows": _rows(kept),
        "is_due": kept.is_due(today),
        "holds": _holds(request, person, read),
        "history": [_item(review, read) for review in reviews],
        "waiting": waiting,
        "waiting_why": read(waiting.why) if waiting else "",
        "obstacles": obstacles(person, on=today) if may_review else [],
        "buttons": _buttons(request, person, may_review=may_review and waiting is None),
        "approve_url": _approve_url(request, person, waiting),
        "stop_url": reverse("stop-disposal", args=[person.reference]) if may_review and waiting else "",
    }
    return render(request, "cases/retention.html", shown)


@never_cache
@require_http_methods(["GET", "POST"])
def review(request: ActingRequest, reference: str) -> HttpResponse:
    """Review a record: answer the questions, then keep it or ask that it be disposed of."""
    person = person_or_404(request, reference)
    REVIEW_RETENTION.require(request.actor, person)
    form, back = ReviewForm(request.POST or None, initial={"version": person.version}), _back(person)

    def deed(typed: dict[str, Any]) -> Done:
        answers = {question.code: typed[question.code] == "yes" for question in QUESTIONS}
        act = {"actor": request.actor, "reason": reason_of(request), "version": typed["version"]}
        if typed["decision"] == ReviewForm.DISPOSE:
            ask_for_disposal(person, answers=answers, why=typed["why"], **act)
            return Done("A second person must approve it. Nothing has been disposed of yet.", back)
        until = typed["next_review_on"]
        keep_record(person, answers=answers, why=typed["why"], next_review_on=until, **act)
        return Done(f"The record is kept. Its next review is due on {day(until)}.", back)

    page = FormPage(
        "Review this record",
        "Save the decision",
        back,
        about=person.display_name,
        template="cases/retention_review.html",
    )
    return answer(request, page, form, deed, obstacles=obstacles(person, on=timezone.localdate()))


@never_cache
@require_http_methods(["GET", "POST"])
def stop(request: ActingRequest, reference: str) -> HttpResponse:
    """Stop a disposal that waits for a second person."""
    person = person_or_404(request, reference)
    REVIEW_RETENTION.require(request.actor, person)
    form, back = StopDisposalForm(request.POST or None), _back(person)

    def deed(typed: dict[str, Any]) -> Done:
        stop_disposal(person, why=typed["why"], actor=request.actor, reason=reason_of(request))
        return Done("The disposal is stopped. The record stays, and its review stays due.", back)

    page = FormPage("Stop the disposal", "Stop the disposal", back, about=person.display_name, refused_at="why")
    return answer(request, page, form, deed)


@never_cache
@require_http_methods(["GET", "POST"])
def approve(request: ActingRequest, reference: str) -> HttpResponse:
    """Approve, as a second person, that a record is disposed of. It asks again who is there."""
    person = person_or_404(request, reference)
    APPROVE_DISPOSAL.require(request.actor, person)
    waiting = _waiting(request, person)
    form, back = ApproveDisposalForm(request.POST or None, initial={"review": waiting.reference}), _back(person)

    def deed(typed: dict[str, Any]) -> Done:
        if must_confirm(request):
            raise Refused(CONFIRM_FIRST)
        read_one = _waiting(request, person, reference=typed["review"])
        disposal = approve_disposal(person, review=read_one, actor=request.actor, reason=reason_of(request))
        return Done("The record is disposed of. This is the proof.", reverse("disposal", args=[disposal.reference]))

    read = reading_of(request.actor, [person.pk])
    page = FormPage(
        "Approve the disposal", "Erase this record for ever", back, about=person.display_name, refused_at="is_sure",
        template="cases/retention_approve.html",
    )  # fmt: skip
    shown = {"waiting": waiting, "why": read(waiting.why), "obstacles": obstacles(person, on=timezone.localdate())}
    confirm_url = confirm_address(request) if must_confirm(request) else ""
    return answer(request, page, form, deed, **shown, confirm_url=confirm_url)


@never_cache
@require_http_methods(["GET", "POST"])
def place_hold(request: ActingRequest, reference: str) -> HttpResponse:
    """Place a legal hold on a record."""
    person = person_or_404(request, reference)
    PLACE_HOLD.require(request.actor, person)
    form, back = PlaceHoldForm(request.POST or None), _back(person)

    def deed(typed: dict[str, Any]) -> Done:
        place_legal_hold(person, **typed, actor=request.actor, reason=reason_of(request))
        return Done("The record is held. Nothing of it is disposed of until another person lifts the hold.", back)

    page = FormPage("Hold this record", "Place the hold", back, about=person.display_name)
    return answer(request, page, form, deed)


@never_cache
@require_http_methods(["GET", "POST"])
def lift_hold(request: ActingRequest, reference: str, hold: str) -> HttpResponse:
    """Lift a legal hold that another person placed."""
    person = person_or_404(request, reference)
    LIFT_HOLD.require(request.actor, person)
    held = get_or_404(LegalHold.objects.visible_to(request.actor).filter(person=person), reference=hold)
    form, back = LiftHoldForm(request.POST or None), _back(person)

    def deed(typed: dict[str, Any]) -> Done:
        lift_legal_hold(person, hold=held, why=typed["why"], actor=request.actor, reason=reason_of(request))
        return Done("The hold is lifted.", back)

    read = reading_of(request.actor, [person.pk])
    intro = f"Placed by {held.placed_by} on the authority of {read(held.authority)}: {read(held.why)}"
    page = FormPage("Lift the hold", "Lift the hold", back, about=person.display_name, intro=intro, refused_at="why")
    return answer(request, page, form, deed)


def _waiting(request: ActingRequest, person: Person, **which: str) -> RetentionReview:
    """The disposal that waits, or the answer of a page that is not there."""
    waiting = RetentionReview.objects.visible_to(request.actor).awaiting().filter(person=person, **which)
    return get_or_404(waiting.select_related("reviewed_by"), person__reference=person.reference)


def _rows(kept: Retention) -> list[SummaryRow]:
    return [
        SummaryRow("Review group", f"{kept.group.number}, {kept.group.title}"),
        SummaryRow("Last event", f"{day(kept.last.on)}: {kept.last.words}"),
        SummaryRow("Next review", day(kept.review_on)),
    ]


def _holds(request: ActingRequest, person: Person, read: Reading) -> list[HoldLine]:
    holds = LegalHold.objects.visible_to(request.actor).standing().filter(person=person).select_related("placed_by")
    may_lift = LIFT_HOLD.allows(request.actor, person)
    return [
        HoldLine(
            reference=hold.reference,
            authority=read(hold.authority),
            why=read(hold.why),
            placed=f"{day(hold.placed_at)} by {hold.placed_by}",
            review=day(hold.review_on),
            is_review_due=hold.review_on <= timezone.localdate(),
            lift_url=reverse("lift-hold", args=[person.reference, hold.reference])
            if may_lift and hold.placed_by_id != request.actor.user_id
            else "",
        )
        for hold in holds[:MOST_HOLDS]
    ]


def _reviews(request: ActingRequest, person: Person) -> Sequence[RetentionReview]:
    reviews = RetentionReview.objects.visible_to(request.actor).filter(person=person)
    return list(reviews.select_related("reviewed_by")[:20])


def _item(review: RetentionReview, read: Reading) -> TimelineItem:
    until = f" until {day(review.next_review_on)}" if review.next_review_on else ""
    return TimelineItem(
        title=f"{review.get_status_display()}{until}",
        at=review.reviewed_at,
        byline=str(review.reviewed_by),
        content=read(review.why),
    )


def _approve_url(request: ActingRequest, person: Person, waiting: RetentionReview | None) -> str:
    """Where a second person approves the disposal that waits; nothing for whoever asked for it."""
    if waiting is None or waiting.reviewed_by_id == request.actor.user_id:
        return ""
    is_theirs = APPROVE_DISPOSAL.allows(request.actor, person)
    return reverse("approve-disposal", args=[person.reference]) if is_theirs else ""


def _buttons(request: ActingRequest, person: Person, *, may_review: bool) -> list[Button]:
    offered = [
        ("Review this record", "review-retention", may_review),
        ("Hold this record", "place-hold", PLACE_HOLD.allows(request.actor, person)),
    ]
    return [Button(label, reverse(name, args=[person.reference])) for label, name, is_offered in offered if is_offered]


def _back(person: Person) -> str:
    return reverse("retention", args=[person.reference])
