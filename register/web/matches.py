"""Records that may be the same person: the force's queue, and the page where somebody decides."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actor import Actor
from accounts.middleware import ActingRequest
from accounts.reasons import reason_of
from accounts.sessions import must_confirm
from accounts.web import get_or_404
from accounts.web.step_up import confirm_address
from audit.core.errors import Refused, Stale
from register import policies
from register.actions.decisions import confirm_join, join_records, keep_apart, open_match, undo_join
from register.models import Match
from register.models.match import MatchQuerySet
from register.readable import Reading, reading_of
from register.web.forms import DecideMatchForm
from register.web.match_page import page_of
from ui.components import TimelineItem
from ui.layout import NavigationItem

PAGE = 25
CHANGED_MEANWHILE = (
    "Somebody else changed this match while you were working on it. Nothing of yours was saved. "
    "Read how it stands now. If it still waits for a decision, send yours again."
)
CONFIRM_FIRST = "Confirm who you are, then send this again. Your reason is still here."
DONE = {
    Match.Status.JOINED: "The records are joined.",
    Match.Status.KEPT_APART: "The records are kept apart.",
    Match.Status.AWAITING_SECOND: "A second person must confirm it. The records are not joined yet.",
}
# What each button of the page does. What brings records together, or takes them apart, asks again who is there.
DECISIONS = {"same": join_records, "apart": keep_apart, "confirm": confirm_join, "undo": undo_join}
WEIGHTY = ("same", "confirm", "undo")


@never_cache
@require_safe
def queue(request: ActingRequest) -> HttpResponse:
    """Matches of the force that wait for a decision, soonest due first; and those that have been decided."""
    policies.SEE_MATCHES.require(request.actor)
    box = "decided" if request.GET.get("box") == "decided" else "open"
    page = Paginator(_in_box(request.actor, box), PAGE).get_page(request.GET.get("page"))
    shown = {"page": page, "box": box, "boxes": _boxes(box), "now": timezone.now()}
    return render(request, "register/matches.html", shown)


def _in_box(actor: Actor, box: str) -> MatchQuerySet:
    rows = Match.objects.visible_to(actor).select_related("one", "other", "force_one", "force_other")
    rows = rows.of_force(actor.force_id) if actor.force_id else rows
    if box == "open":
        return rows.waiting().order_by("due_at", "pk")
    return rows.filter(decided_at__isnull=False).order_by(F("decided_at").desc(), "-pk")


def _boxes(current: str) -> list[NavigationItem]:
    address = reverse("matches")
    return [
        NavigationItem("To decide", address, is_current=current == "open"),
        NavigationItem("Decided", f"{address}?box=decided", is_current=current == "decided"),
    ]


@never_cache
@require_http_methods(["GET", "POST"])
def match(request: ActingRequest, reference: str) -> HttpResponse:
    """One match: the two records side by side, and the form of whoever may decide."""
    rows = Match.objects.visible_to(request.actor).select_related(
        "one__owner_force", "other__owner_force", "force_one", "force_other", "asked_by", "decided_by"
    )
    shown = get_or_404(rows, reference=reference)
    form = DecideMatchForm(request.POST or None, initial={"version": shown.version})
    if request.method == "POST" and form.is_valid():
        try:
            return _decided(request, shown, form)
        except Stale as stale:
            shown = get_or_404(rows, pk=stale.current.pk)
            form.data = {**form.data, "version": shown.version}
            form.add_error(None, CHANGED_MEANWHILE)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
    open_match(shown, actor=request.actor, reason=reason_of(request))
    return render(request, "register/match.html", _context(request, shown, form))


def _decided(request: ActingRequest, shown: Match, form: DecideMatchForm) -> HttpResponse:
    decision = form.cleaned_data["decision"]
    if decision in WEIGHTY and must_confirm(request):
        raise Refused(CONFIRM_FIRST)
    settled = DECISIONS[decision](
        shown,
        actor=request.actor,
        reason=reason_of(request),
        version=form.cleaned_data["version"],
        why=form.cleaned_data["why"],
    )
    messages.success(request, DONE[Match.Status(settled.status)])
    return redirect("match", settled.reference)


def _context(request: ActingRequest, shown: Match, form: DecideMatchForm) -> dict[str, object]:
    read = reading_of(request.actor, [shown.one_id, shown.other_id])
    return {
        "match": shown,
        "page": page_of(shown, request.actor),
        "form": form,
        "buttons": _buttons(shown, request.actor),
        "why": read(shown.why),
        "asked_why": read(shown.asked_why),
        "history": _history(shown, read),
        "confirm_url": confirm_address(request) if must_confirm(request) else "",
        "now": timezone.now(),
    }


def _buttons(match: Match, actor: Actor) -> list[tuple[str, str]]:
    """Value and label of each decision that this reader may take now."""
    may_decide = policies.DECIDE_MATCH.allows(actor, match)
    if match.status == Match.Status.JOINED:
        return [("undo", "Take the records apart")] if policies.UNDO_MATCH.allows(actor, match) else []
    if match.status == Match.Status.AWAITING_SECOND:
        may_confirm = match.asked_by_id != actor.user_id and policies.CONFIRM_MATCH.allows(actor, match)
        confirm = [("confirm", "Same person")] if may_confirm else []
        return [*confirm, ("apart", "Not the same person")] if may_decide or may_confirm else []
    if not may_decide:
        return []
    if match.status == Match.Status.KEPT_APART:
        return [("same", "Same person after all")]
    return [("same", "Same person"), ("apart", "Not the same person")]


def _history(match: Match, read: Reading) -> list[TimelineItem]:
    changes = match.status_changes.select_related("changed_by")
    return [
        TimelineItem(
            title=change.get_to_status_display(),
            at=change.changed_at,
            byline=str(change.changed_by or "the register"),
            content=read(change.why),
        )
        for change in changes
    ]
