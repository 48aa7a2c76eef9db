"""The national queue: what a force must learn and no force could be told, for whoever sends alerts on for the nation.

No address and nobody's name is shown to the desk: it asks the force that sent it, which stays responsible."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actor import Actor
from accounts.middleware import ActingRequest
from accounts.models import Force
from accounts.reasons import reason_of
from accounts.web import get_or_404
from audit.core.errors import Refused, Stale
from register import policies
from register.actions.national_queue import close_unrouted, open_unrouted, send_on
from register.models import UnroutedAlert
from register.models.unrouted import UnroutedAlertQuerySet
from register.readable import reading_of
from register.web.forms import SettleUnroutedForm
from ui.components import SummaryRow
from ui.layout import NavigationItem
from ui.templatetags.ui import moment

PAGE = 25
CHANGED_MEANWHILE = (
    "Somebody else settled this, or it changed, while you were working on it. Nothing of yours was saved. Read how it "
    "stands now."
)


@never_cache
@require_safe
def queue(request: ActingRequest) -> HttpResponse:
    """What waits, the most urgent first; and what was settled, the newest first."""
    policies.SEE_UNROUTED.require(request.actor)
    box = "settled" if request.GET.get("box") == "settled" else "open"
    page = Paginator(_in_box(request.actor, box), PAGE).get_page(request.GET.get("page"))
    shown = {"page": page, "box": box, "boxes": _boxes(box), "now": timezone.now()}
    return render(request, "register/national_queue.html", shown)


def _in_box(actor: Actor, box: str) -> UnroutedAlertQuerySet:
    rows = UnroutedAlert.objects.visible_to(actor).select_related("from_force", "alert__to_force")
    if box == "open":
        return rows.open().order_by("due_at", "pk")
    return rows.filter(settled_at__isnull=False).order_by("-settled_at", "-pk")


def _boxes(current: str) -> list[NavigationItem]:
    address = reverse("national-queue")
    return [
        NavigationItem("To send on", address, is_current=current == "open"),
        NavigationItem("Settled", f"{address}?box=settled", is_current=current == "settled"),
    ]


@never_cache
@require_http_methods(["GET", "POST"])
def one(request: ActingRequest, reference: str) -> HttpResponse:
    """One thing of the queue, and the form of whoever may settle it."""
    rows = UnroutedAlert.objects.visible_to(request.actor).select_related(
        "from_force", "alert__to_force", "person", "settled_by", "sent_on_as__to_force"
    )
    shown = get_or_404(rows, reference=reference)
    form = SettleUnroutedForm(request.POST or None, initial={"version": shown.version})
    if request.method == "POST":
        policies.ROUTE_ALERT.require(request.actor, shown)
        if form.is_valid() and _is_settled(request, shown, form):
            messages.success(request, "It is settled, and the force that sent it is told.")
            return redirect("national-alert", reference)
        shown = get_or_404(rows, pk=shown.pk)
    open_unrouted(shown, actor=request.actor, reason=reason_of(request))
    return render(request, "register/national_alert.html", {"form": form, **_shown(shown, request.actor)})


def _is_settled(request: ActingRequest, shown: UnroutedAlert, form: SettleUnroutedForm) -> bool:
    try:
        _settle(request, shown, form)
    except Stale as stale:
        form.data = {**form.data, "version": stale.current.version}
        form.add_error(None, CHANGED_MEANWHILE)
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
    else:
        return True
    return False


def _settle(request: ActingRequest, shown: UnroutedAlert, form: SettleUnroutedForm) -> None:
    typed, act = form.cleaned_data, {"actor": request.actor, "reason": reason_of(request)}
    if typed["deed"] == "send":
        send_on(shown, **act, version=typed["version"], to_force=typed["to_force"], why=typed["why"])
    else:
        close_unrouted(shown, **act, version=typed["version"], why=typed["why"])


def _shown(waiting: UnroutedAlert, actor: Actor) -> dict[str, object]:
    return {
        "waiting": waiting,
        "rows": _rows(waiting),
        "is_named": policies.SEE_PERSON.allows(actor, waiting.person),
        "settle_reason": reading_of(actor, [waiting.person_id])(waiting.settle_reason),
        "may_settle": waiting.settled_at is None and policies.ROUTE_ALERT.allows(actor, waiting),
    }


def _rows(waiting: UnroutedAlert) -> list[SummaryRow]:
    """Where it came from, why it reached nobody, and by when."""
    meant_for = waiting.meant_for
    return [
        SummaryRow("From", _with_phone(waiting.from_force)),
        *([SummaryRow("Meant for", _with_phone(meant_for))] if meant_for else []),
        SummaryRow("Why it is here", waiting.get_cause_display()),
        SummaryRow("Raised", moment(waiting.raised_at)),
        SummaryRow("Settle by", moment(waiting.due_at)),
    ]


def _with_phone(force: Force) -> str:
    return f"{force}, control room {force.control_room_phone}" if force.control_room_phone else str(force)
