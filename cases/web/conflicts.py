"""Words of the force's system that stand against what somebody else has settled: the queue, and both side by side."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actor import Actor
from accounts.middleware import ActingRequest
from accounts.reasons import reason_of
from accounts.web import get_or_404
from audit.core.errors import Refused, Stale
from cases.conflicts import two_words
from cases.web.forms import DecideConflictForm
from register import policies
from register.actions.conflicts import decide_conflict, open_conflict
from register.models import RecordConflict
from register.models.conflict import RecordConflictQuerySet
from register.readable import reading_of
from ui.layout import NavigationItem

PAGE = 25
CHANGED_MEANWHILE = (
    "The force’s system said something new, or somebody else decided, while you were working on it. Nothing of yours "
    "was saved. Read how it stands now. If it still waits for a decision, send yours again."
)


@never_cache
@require_safe
def queue(request: ActingRequest) -> HttpResponse:
    """Conflicts of the force that wait, the oldest first; and those that were decided, the newest first."""
    policies.SEE_CONFLICTS.require(request.actor)
    box = "decided" if request.GET.get("box") == "decided" else "open"
    page = Paginator(_in_box(request.actor, box), PAGE).get_page(request.GET.get("page"))
    return render(request, "cases/conflicts.html", {"page": page, "box": box, "boxes": _boxes(box)})


def _in_box(actor: Actor, box: str) -> RecordConflictQuerySet:
    rows = RecordConflict.objects.visible_to(actor).select_related("person")
    if box == "open":
        return rows.open().order_by("found_at", "pk")
    return rows.filter(decided_at__isnull=False).order_by("-decided_at", "-pk")


def _boxes(current: str) -> list[NavigationItem]:
    address = reverse("conflicts")
    return [
        NavigationItem("To decide", address, is_current=current == "open"),
        NavigationItem("Decided", f"{address}?box=decided", is_current=current == "decided"),
    ]


@never_cache
@require_http_methods(["GET", "POST"])
def conflict(request: ActingRequest, reference: str) -> HttpResponse:
    """One conflict: both words side by side, and the form of whoever may decide."""
    rows = RecordConflict.objects.visible_to(request.actor).select_related("person", "record__force", "decided_by")
    shown = get_or_404(rows, reference=reference)
    form = DecideConflictForm(request.POST or None, initial={"version": shown.version})
    if request.method == "POST":
        policies.DECIDE_CONFLICT.require(request.actor, shown)
        if form.is_valid() and _is_decided(request, shown, form):
            messages.success(request, "Your decision is recorded.")
            return redirect("conflict", reference)
        shown = get_or_404(rows, pk=shown.pk)
    open_conflict(shown, actor=request.actor, reason=reason_of(request))
    return render(request, "cases/conflict.html", {"form": form, **_shown(shown, request.actor)})


def _is_decided(request: ActingRequest, shown: RecordConflict, form: DecideConflictForm) -> bool:
    try:
        decide_conflict(
            shown,
            actor=request.actor,
            reason=reason_of(request),
            version=form.cleaned_data["version"],
            is_taken=form.cleaned_data["decision"] == "take",
            why=form.cleaned_data["why"],
        )
    except Stale as stale:
        form.data = {**form.data, "version": stale.current.version}
        form.add_error(None, CHANGED_MEANWHILE)
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
    else:
        return True
    return False


def _shown(conflict: RecordConflict, actor: Actor) -> dict[str, object]:
    return {
        "conflict": conflict,
        "words": two_words(conflict, actor),
        "why": reading_of(actor, [conflict.person_id])(conflict.why),
        "may_decide": conflict.decided_at is None and policies.DECIDE_CONFLICT.allows(actor, conflict),
    }
