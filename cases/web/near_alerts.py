"""The inbox of the move check: who lives near to what is protected from them. It prints no address."""

from __future__ import annotations

import hashlib

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actor import Actor
from accounts.middleware import ActingRequest
from accounts.reasons import reason_of
from accounts.web import get_or_404
from audit.core.errors import Refused, Stale
from cases import policies
from cases.actions.near_alerts import answer_near_alert, read_near_alert
from cases.contact import may_show
from cases.models import Case, NearAlert
from cases.models.near_alert import NearAlertQuerySet
from cases.rules.proximity import Near, Nearness, near_in_words
from cases.web.forms import AnswerNearAlertForm
from register.models import Person
from register.policies import SEE_PERSON
from register.readable import reading_of
from register.web.keyset import Keyset, Newest, Soonest, links
from ui.components import SummaryRow
from ui.layout import NavigationItem
from ui.templatetags.ui import moment

PAGE = 25
ORDERS: dict[str, Newest | Soonest] = {"open": Soonest("due_at", is_moment=True), "answered": Newest("answered_at")}
CHANGED_MEANWHILE = (
    "Somebody else changed this alert while you were working on it. Nothing of yours was saved. "
    "Read how it stands now. If it still waits for an answer, send yours again."
)


@never_cache
@require_safe
def inbox(request: ActingRequest) -> HttpResponse:
    """Alerts of the move check to the force: those to answer, the most urgent first, or those that were answered. htmx
    asks again every two seconds; an unchanged list is answered by 204, so that nothing moves under the reader's
    hands."""
    policies.SEE_NEAR_ALERTS.require(request.actor)
    box = "answered" if request.GET.get("box") == "answered" else "open"
    rows = _naming(NearAlert.objects.visible_to(request.actor).in_box(box), request.actor)
    page = Keyset(ORDERS[box], PAGE).page(rows.select_related("person", "case"), request.GET.get("after", ""))
    seen = repr([(alert.pk, alert.version, alert.is_named) for alert in page.rows])  # type: ignore[attr-defined]
    state = hashlib.sha256(seen.encode()).hexdigest()[:16]
    if request.htmx and request.GET.get("state") == state:
        return HttpResponse(status=204)
    template = "cases/near_alerts_list.html" if request.htmx else "cases/near_alerts.html"
    shown = {
        "rows": page.rows, "box": box, "boxes": _boxes(box), "after": request.GET.get("after", ""), "state": state,
        "now": timezone.now(), "is_live": bool(request.htmx), **links(request, page),
    }  # fmt: skip
    return render(request, template, shown)


def _boxes(current: str) -> list[NavigationItem]:
    address = reverse("near-alerts")
    return [
        NavigationItem("To answer", address, is_current=current == "open"),
        NavigationItem("Answered", f"{address}?box=answered", is_current=current == "answered"),
    ]


def _naming(rows: NearAlertQuerySet, actor: Actor) -> NearAlertQuerySet:
    """Each with `is_named`: whether the reader may know who the person is. A restricted record goes by reference."""
    return rows.annotate(is_named=Exists(Person.objects.visible_to(actor).filter(pk=OuterRef("person"))))


@never_cache
@require_http_methods(["GET", "POST"])
def alert(request: ActingRequest, reference: str) -> HttpResponse:
    """One alert of the move check: read by opening it, answered by what was done."""
    rows = NearAlert.objects.visible_to(request.actor).select_related(
        "person__owner_force", "victim", "case", "force", "answered_by", "place", "condition__order"
    )
    shown = get_or_404(rows, reference=reference)
    if request.method == "GET":
        read_near_alert(shown, actor=request.actor, reason=reason_of(request))
        shown = get_or_404(rows, pk=shown.pk)
    form = AnswerNearAlertForm(request.POST or None, initial={"version": shown.version})
    if request.method == "POST" and form.is_valid():
        try:
            answer_near_alert(shown, actor=request.actor, reason=reason_of(request), **form.cleaned_data)
        except Stale:
            shown = get_or_404(rows, pk=shown.pk)
            form.data = {**form.data, "version": shown.version}
            form.add_error(None, CHANGED_MEANWHILE)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        else:
            messages.success(request, f"Alert {shown.reference} is answered.")
            return redirect("near-alert", shown.reference)
    return render(request, "cases/near_alert.html", {"form": form, **_shown(shown, request.actor)})


def _shown(alert: NearAlert, actor: Actor) -> dict[str, object]:
    """The alert as this reader may read it."""
    read = reading_of(actor, {alert.person_id, *([alert.victim_id] if alert.victim_id else [])})
    near = Near(Nearness(alert.nearness), alert.metres)
    return {
        "alert": alert,
        "near": near_in_words(near, is_secret=not _may_know(alert, actor)),
        "what": "the zone of an order" if alert.condition_id else "a protected address",
        "is_named": SEE_PERSON.allows(actor, alert.person),
        "is_victim_named": alert.victim is not None and SEE_PERSON.allows(actor, alert.victim),
        "may_see_case": alert.case is not None and Case.objects.visible_to(actor).filter(pk=alert.case.pk).exists(),
        "may_answer": alert.status != "answered" and policies.ANSWER_NEAR_ALERT.allows(actor, alert),
        "what_was_done": read(alert.what_was_done),
        "rows": _rows(alert),
    }


def _may_know(alert: NearAlert, actor: Actor) -> bool:
    """Whether this reader may know how near: the address of the person is known, so it says where the place is."""
    detail = alert.place or alert.condition
    return detail is not None and may_show(detail, actor=actor).is_shown


def _rows(alert: NearAlert) -> list[SummaryRow]:
    return [
        SummaryRow("To", alert.force),
        SummaryRow("Raised", moment(alert.raised_at)),
        SummaryRow("Answer by", moment(alert.due_at)),
        SummaryRow("Answered", moment(alert.answered_at) if alert.answered_at else "Not yet"),
    ]
