"""The inbox of alerts between forces."""

from __future__ import annotations

import hashlib

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
from accounts.reasons import reason_of
from accounts.web import get_or_404
from audit.core.errors import Refused, Stale
from register import policies
from register.actions.alerts import act_on_alert, answer_alert, read_alert
from register.models import Alert, Match
from register.models.alert import AlertQuerySet
from register.readable import reading_of
from register.rules.alerts import ROUTES
from register.web.forms import ActOnAlertForm, AnswerAlertForm, AnswerDualAlertForm, AnswerNewsAlertForm
from ui.components import SummaryRow
from ui.layout import NavigationItem
from ui.templatetags.ui import moment

PAGE = 25
CHANGED_MEANWHILE = (
    "Somebody else changed this alert while you were working on it. Nothing of yours was saved. "
    "Read how it stands now. If it still waits for an answer, send yours again."
)


@never_cache
@require_safe
def inbox(request: ActingRequest) -> HttpResponse:
    """Alerts to the force, open ones first, and alerts it sent. htmx asks again every two seconds; an unchanged list is
    answered by 204, so that nothing moves under the reader's hands."""
    policies.SEE_ALERTS.require(request.actor)
    box = "sent" if request.GET.get("box") == "sent" else "received"
    page = Paginator(_in_box(request.actor, box), PAGE).get_page(request.GET.get("page"))
    seen = repr([(a.pk, a.version, a.is_named) for a in page])  # type: ignore[attr-defined]
    state = hashlib.sha256(seen.encode()).hexdigest()[:16]
    if request.htmx and request.GET.get("state") == state:
        return HttpResponse(status=204)
    template = "register/alerts_list.html" if request.htmx else "register/alerts.html"
    shown = {"page": page, "box": box, "state": state, "now": timezone.now(), "boxes": _boxes(box)}
    shown["is_live"] = bool(request.htmx)
    return render(request, template, shown)


def _in_box(actor: Actor, box: str) -> AlertQuerySet:
    """What was sent to the force, or by it; a national body, which has no force, sees all."""
    rows = Alert.objects.visible_to(actor).naming_for(actor).open_first()
    rows = rows.select_related("to_force", "from_force", "person", "answered_by", "address")
    mine = {"from_force": actor.force_id} if box == "sent" else {"to_force": actor.force_id}
    return rows.filter(**mine) if actor.force_id else rows


def _boxes(current: str) -> list[NavigationItem]:
    """The two lists of the inbox."""
    received, sent = reverse("alerts"), f"{reverse('alerts')}?box=sent"
    return [
        NavigationItem("To your force", received, is_current=current == "received"),
        NavigationItem("Sent by your force", sent, is_current=current == "sent"),
    ]


@never_cache
@require_http_methods(["GET", "POST"])
def alert(request: ActingRequest, reference: str) -> HttpResponse:
    """One alert: read by opening it, answered by the form."""
    rows = Alert.objects.visible_to(request.actor).select_related(
        "to_force", "from_force", "person", "answered_by", "actioned_by", "match__one", "match__other"
    )
    shown = get_or_404(rows, reference=reference)
    may_answer = policies.ANSWER_ALERT.allows(request.actor, shown)
    if may_answer and shown.status in (Alert.Status.RAISED, Alert.Status.DELIVERED):
        shown = read_alert(shown, actor=request.actor, reason=reason_of(request))
    form = _form_of(request, shown)(request.POST or None, initial={"version": shown.version})
    if request.method == "POST" and form.is_valid():
        try:
            answered = _do(request, shown, form)
        except Stale as stale:
            shown = get_or_404(rows, pk=stale.current.pk)
            form.data = {**form.data, "version": shown.version}
            form.add_error(None, CHANGED_MEANWHILE)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        else:
            messages.success(request, f"Alert {answered.reference} is {answered.get_status_display().lower()}.")
            return redirect("alert", answered.reference)
    context: dict[str, object] = {
        "alert": shown, "form": form, "may_answer": may_answer, "rows": _rows(shown), "route": ROUTES[shown.kind],
        "act_form": form if isinstance(form, ActOnAlertForm) else ActOnAlertForm(initial={"version": shown.version}),
        "may_act": may_answer and shown.status == Alert.Status.ACCEPTED and shown.transfer_id is None,
    }  # fmt: skip
    context |= _of_person(shown, request.actor) | _of_match(shown, request.actor)
    return render(request, "register/alert.html", context)


def _of_person(alert: Alert, actor: Actor) -> dict[str, object]:
    """Whether the person may be named, and the answer as this reader may read it: either force reads the other's."""
    is_named = policies.SEE_PERSON.allows(actor, alert.person)
    read = reading_of(actor, {alert.person_id, alert.receivers_record.pk})
    return {
        "is_named": is_named, "answer_reason": read(alert.answer_reason), "action_taken": read(alert.action_taken),
    }  # fmt: skip


def _of_match(alert: Alert, actor: Actor) -> dict[str, object]:
    """What an alert about two records shows of the receiver's own one, and of the match."""
    if alert.match is None:
        return {}
    return {
        "own": alert.receivers_record,
        "is_joined": alert.match.status == Match.Status.JOINED,
        "may_see_match": policies.SEE_MATCHES.allows(actor, alert.match),
    }


def _rows(alert: Alert) -> list[SummaryRow]:
    """The alert's life in words."""
    moments = [
        ("Raised", alert.raised_at), ("Delivered", alert.delivered_at), ("Read", alert.read_at),
        (_answer_of(alert), alert.answered_at),
        *([("Actioned", alert.actioned_at)] if alert.status in (Alert.Status.ACCEPTED, Alert.Status.ACTIONED) else []),
    ]  # fmt: skip
    return [
        SummaryRow("From", alert.from_force),
        SummaryRow("To", alert.to_force),
        *(SummaryRow(label, moment(at) if at else "Not yet") for label, at in moments),
    ]


def _answer_of(alert: Alert) -> str:
    if alert.answered_at is None:
        return "Answered"
    return "Rejected" if alert.status == Alert.Status.REJECTED else "Accepted"


def _form_of(request: ActingRequest, alert: Alert) -> type[ActOnAlertForm | AnswerAlertForm]:
    """What was sent: what was done about what was accepted, or an answer in the words of the kind."""
    if "done" in request.POST:
        return ActOnAlertForm
    if alert.match:
        return AnswerDualAlertForm
    return AnswerAlertForm if alert.kind == Alert.Kind.MOVED_IN else AnswerNewsAlertForm


def _do(request: ActingRequest, shown: Alert, form: ActOnAlertForm | AnswerAlertForm) -> Alert:
    if isinstance(form, ActOnAlertForm):
        return act_on_alert(
            shown, actor=request.actor, reason=reason_of(request), version=form.cleaned_data["version"],
            done=form.cleaned_data["done"],
        )  # fmt: skip
    return answer_alert(
        shown,
        actor=request.actor,
        reason=reason_of(request),
        version=form.cleaned_data["version"],
        is_accepted=form.cleaned_data["answer"] == "accept",
        why=form.cleaned_data["why"],
    )
