"""The page of one order, and the forms of everything that can happen to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actor import Actor
from accounts.middleware import ActingRequest
from accounts.models import Force
from accounts.policy import Policy
from accounts.reasons import reason_of
from accounts.web import get_or_404
from cases.actions.orders import open_order
from cases.holdings import holdings_of
from cases.models import Case
from cases.presenters import EventLine, condition_line
from cases.web import order_forms as forms
from cases.web.card import person_or_404
from register.actions import order_breaches, order_life, orders
from register.models import OrderCondition, Person, ProtectiveOrder
from register.policies import DECIDE_ORDER, WORK_ORDER
from register.rules.orders import ORDER_KINDS, SUPERVISED, ConditionType
from register.rules.transitions import ORDER, ORDER_IN_FORCE, may_move
from register.web.form_page import Done, FormPage, answer
from ui.components import SummaryRow, TimelineItem
from ui.forms import Form
from ui.layout import NavigationItem

MOST_VICTIMS = 100

Deed = Callable[[ProtectiveOrder, dict[str, Any], dict[str, Any]], str]


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that can happen to an order: its form, who may, what is done, and whether it is offered now.

    `deed` takes the order, what was typed, and actor, reason and version; it gives the sentence that says what was
    done.
    """

    title: str
    button: str
    form: type[Form]
    policy: Policy
    deed: Deed
    is_offered: Callable[[ProtectiveOrder], bool]
    intro: str = ""


@never_cache
@require_safe
def order(request: ActingRequest, reference: str, number: int) -> HttpResponse:
    """One order with its conditions, its history and the ways on. Opening it is logged."""
    held = order_or_404(request, reference, number)
    opened = open_order(held, actor=request.actor, reason=reason_of(request))
    shown = {
        "order": opened,
        "person": held.person,
        "rows": [SummaryRow(label, value) for label, value in opened.facts],
        "timeline": [_item(event) for event in opened.history],
        "ways": _ways(held, request.actor),
        "may_extend": WORK_ORDER.allows(request.actor, held),
    }
    return render(request, "cases/order_page.html", shown)


def order_or_404(request: ActingRequest, reference: str, number: int) -> ProtectiveOrder:
    """The order of this person, if the actor may see it."""
    person = person_or_404(request, reference)
    rows = ProtectiveOrder.objects.visible_to(request.actor).select_related("person", "force")
    return get_or_404(rows, pk=number, person=person)


def url_of(order: ProtectiveOrder) -> str:
    return reverse("order", args=[order.person.reference, order.pk])


def _item(event: EventLine) -> TimelineItem:
    return TimelineItem(event.text, event.at, content=". ".join(part.rstrip(".") for part in event.remarks))


def _ways(order: ProtectiveOrder, actor: Actor) -> list[NavigationItem]:
    """What can be done with the order now, by this actor."""
    may = {policy.permission: policy.allows(actor, order) for policy in (WORK_ORDER, DECIDE_ORDER)}
    place = [order.person.reference, order.pk]
    offered = [
        NavigationItem(act.button, reverse(f"order-{slug}", args=place))
        for slug, act in ACTS.items()
        if may[act.policy.permission] and act.is_offered(order)
    ]
    if may[WORK_ORDER.permission] and order.status in ORDER_IN_FORCE:
        offered.insert(0, NavigationItem("Add a condition", reverse("add-condition", args=place)))
    if may[DECIDE_ORDER.permission] and may_move(ORDER, order.status, "varied"):
        offered.append(NavigationItem("Vary", reverse("vary-order", args=place)))
    return offered


def view_of(act: Act) -> Callable[..., HttpResponse]:
    """The page of one act."""

    @never_cache
    @require_http_methods(["GET", "POST"])
    def view(request: ActingRequest, reference: str, number: int) -> HttpResponse:
        order = order_or_404(request, reference, number)
        act.policy.require(request.actor, order)
        form = act.form(request.POST or None, initial={"version": order.version})

        def deed(typed: dict[str, Any]) -> Done:
            version = typed.pop("version")
            by = {"actor": request.actor, "reason": reason_of(request), "version": version}
            return Done(act.deed(order, typed, by), url_of(order))

        page = FormPage(act.title, act.button, url_of(order), about=_about(order), intro=act.intro)
        return answer(request, page, form, deed)

    return view


def _about(order: ProtectiveOrder) -> str:
    kind = ORDER_KINDS.get(order.kind)
    return f"{order.person.display_name}: {kind.title if kind else order.kind}"


@never_cache
@require_http_methods(["GET", "POST"])
def add_condition(request: ActingRequest, reference: str, number: int) -> HttpResponse:
    """Add one condition, and another if there is one."""
    order = order_or_404(request, reference, number)
    WORK_ORDER.require(request.actor, order)
    victims = victims_of(request, order.person)
    choices = [(victim.reference, victim.display_name) for victim in victims]
    form = forms.ConditionForm(request.POST or None, victims=choices, initial={"version": order.version})

    def deed(typed: dict[str, Any]) -> Done:
        fields = _condition(typed, victims)
        orders.add_condition(
            order, actor=request.actor, reason=reason_of(request), version=fields.pop("version"), **fields
        )
        if "again" in request.POST:
            return Done("The condition is in the record. Add the next one.", request.path)
        return Done("The condition is in the record.", url_of(order))

    page = FormPage(
        "Add a condition", "Save", url_of(order), about=_about(order), template="cases/condition_form.html",
        refused_at="type",
    )  # fmt: skip
    return answer(request, page, form, deed)


def victims_of(request: ActingRequest, person: Person) -> list[Person]:
    """The victims whom the actor may name: those of cases they may see."""
    cases = Case.objects.visible_to(request.actor).filter(person=person)
    victims = Person.objects.visible_to(request.actor).filter(pairs_as_victim__case__in=cases)
    return list(victims.distinct()[:MOST_VICTIMS])


def _condition(typed: dict[str, Any], victims: list[Person]) -> dict[str, Any]:
    named = set(typed.pop("protected_people"))
    label = forms.CONDITION_LABELS[ConditionType(typed["type"])]
    return {
        **typed,
        "text": typed["text"] or label,
        "protected_people": [victim for victim in victims if victim.reference in named],
    }


@never_cache
@require_http_methods(["GET", "POST"])
def vary(request: ActingRequest, reference: str, number: int) -> HttpResponse:
    """The court varied the order: which conditions ended; those that it added follow on the next page."""
    order = order_or_404(request, reference, number)
    DECIDE_ORDER.require(request.actor, order)
    running = (
        OrderCondition.objects.visible_to(request.actor)
        .filter(order=order)
        .holding(on=timezone.localdate())
        .with_protected()
    )
    conditions = {str(each.pk): each for each in running.select_related("order")}
    held = holdings_of(order.person, actor=request.actor, on=timezone.localdate())
    choices = [(number, condition_line(each, held)) for number, each in conditions.items()]
    form = forms.VaryForm(request.POST or None, conditions=choices, initial={"version": order.version})

    def deed(typed: dict[str, Any]) -> Done:
        ended = [conditions[number] for number in typed.pop("ended")]
        order_life.vary_order(order, actor=request.actor, reason=reason_of(request), ended=ended, **typed)
        return Done("The order is varied. Add what the court added, and record its service.", url_of(order))

    page = FormPage("Vary the order", "Vary", url_of(order), about=_about(order))
    return answer(request, page, form, deed)


@never_cache
@require_http_methods(["GET", "POST"])
def extend_monitoring(request: ActingRequest, reference: str, number: int, condition: int) -> HttpResponse:
    """The court let a tag run on."""
    order = order_or_404(request, reference, number)
    WORK_ORDER.require(request.actor, order)
    rows = OrderCondition.objects.visible_to(request.actor).filter(order=order, is_monitored=True)
    held = get_or_404(rows, pk=condition)
    form = forms.ExtendMonitoringForm(request.POST or None, initial={"version": order.version})

    def deed(typed: dict[str, Any]) -> Done:
        orders.extend_monitoring(order, actor=request.actor, reason=reason_of(request), condition=held, **typed)
        return Done("The tag runs on.", url_of(order))

    page = FormPage("Extend the electronic monitoring", "Extend", url_of(order), about=_about(order))
    return answer(request, page, form, deed)


# What each form does with what was typed


def _apply(order: ProtectiveOrder, typed: dict[str, Any], by: dict[str, Any]) -> str:
    order_life.apply_as_considered(order, **typed, **by)
    return "The application is in the record."


def _adjourn(order: ProtectiveOrder, typed: dict[str, Any], by: dict[str, Any]) -> str:
    order_life.adjourn(order, **typed, **by)
    return "The adjournment is in the record."


def _end_application(order: ProtectiveOrder, typed: dict[str, Any], by: dict[str, Any]) -> str:
    order_life.end_application(order, **typed, **by)
    return "It is in the record that there is no order."


def _make(order: ProtectiveOrder, typed: dict[str, Any], by: dict[str, Any]) -> str:
    is_interim = typed.pop("is_interim") == "yes"
    kept = {name for name in ("court", "reference_number") if not typed[name]}
    terms = {name: value for name, value in typed.items() if name not in kept}
    deed = order_life.make_interim if is_interim else order_life.make_order
    deed(order, **terms, **by)
    return "The interim order is in the record." if is_interim else "The order is in the record."


def _serve(order: ProtectiveOrder, typed: dict[str, Any], by: dict[str, Any]) -> str:
    at = forms.moment_of(typed["served_on"], typed.pop("time"))
    served = order_life.serve_order(order, served_at=at, **typed, **by)
    if served.hearing_due_at:
        return "The service is in the record. A task says by when the application must be heard."
    return "The service is in the record."


def _aware(order: ProtectiveOrder, typed: dict[str, Any], by: dict[str, Any]) -> str:
    order_life.note_awareness(order, **typed, **by)
    return "It is in the record since when they know of the order."


def _discharge(order: ProtectiveOrder, typed: dict[str, Any], by: dict[str, Any]) -> str:
    order_life.discharge_order(order, **typed, **by)
    return "The order is discharged. A task asks to look at the safeguards."


def _breach(order: ProtectiveOrder, typed: dict[str, Any], by: dict[str, Any]) -> str:
    own = Force.objects.filter(pk=by["actor"].force_id or 0).first() or order.force
    occurred_at = forms.moment_of(typed["day"], typed["time"])
    arrested_at = forms.moment_of(typed["arrested_day"], typed["arrested_time"])
    told = {"account": typed["account"], "incident_number": typed["incident_number"]}
    breach = order_breaches.record_order_breach(
        order, force=own, occurred_at=occurred_at, arrested_at=arrested_at, **told, **by
    )
    clock = " The page says by when a court must see them." if breach.court_due_at else ""
    return f"The breach is in the record.{clock}"


def _appeal(order: ProtectiveOrder, typed: dict[str, Any], by: dict[str, Any]) -> str:
    order_breaches.note_appeal(order, **typed, **by)
    return "The appeal is noted. The order stays in force."


def _end_appeal(order: ProtectiveOrder, typed: dict[str, Any], by: dict[str, Any]) -> str:
    order_breaches.end_appeal(order, **typed, **by)
    return "The end of the appeal is noted. If the court changed the order, record that too."


def _name_responsible(order: ProtectiveOrder, typed: dict[str, Any], by: dict[str, Any]) -> str:
    order_breaches.name_responsible_person(order, **typed, **by)
    return "The responsible person is in the record."


def _report(order: ProtectiveOrder, typed: dict[str, Any], by: dict[str, Any]) -> str:
    order_breaches.report_compliance(order, **typed, **by)
    return "The report is in the record."


def _can_become(status: str) -> Callable[[ProtectiveOrder], bool]:
    return lambda order: may_move(ORDER, order.status, status)


def _is_in_force(order: ProtectiveOrder) -> bool:
    return order.status in ORDER_IN_FORCE


ACTS = {
    "apply": Act("Record the application", "Apply", forms.ApplyConsideredForm, WORK_ORDER, _apply,
                 lambda order: order.status == "considered"),
    "adjourn": Act("Adjourn the application", "Adjourn", forms.AdjournForm, WORK_ORDER, _adjourn,
                   lambda order: order.status in ("applied", "adjourned")),
    "make": Act("Record what the court made", "Record the order", forms.MakeForm, WORK_ORDER, _make,
                _can_become("made")),
    "end-application": Act("End without an order", "No order", forms.EndApplicationForm, DECIDE_ORDER,
                           _end_application, _can_become("not_made")),
    "serve": Act("Record the service", "Record service", forms.ServeForm, WORK_ORDER, _serve,
                 lambda order: order.status in ("made", "interim", "varied")),
    "aware": Act("Record that they know of the order", "Record awareness", forms.AwareForm, WORK_ORDER, _aware,
                 lambda order: _is_in_force(order) and order.is_without_notice and order.served_on is None,
                 intro="Breach of an order made without notice is a crime only once the person is aware of it."),
    "breach": Act("Record a breach", "Record a breach", forms.BreachForm, WORK_ORDER, _breach,
                  lambda order: order.made_on is not None),
    "appeal": Act("Note an appeal", "Note an appeal", forms.AppealForm, WORK_ORDER, _appeal,
                  lambda order: _is_in_force(order) and not order.is_under_appeal),
    "end-appeal": Act("Note the end of the appeal", "End the appeal", forms.EndAppealForm, WORK_ORDER, _end_appeal,
                      lambda order: order.is_under_appeal),
    "responsible": Act("Name the responsible person", "Name the responsible person", forms.ResponsiblePersonForm,
                       WORK_ORDER, _name_responsible,
                       lambda order: _is_in_force(order) and order.kind in SUPERVISED,
                       intro="Whoever supervises the requirements tells the chief officer whether they are complied "
                       "with."),
    "report": Act("Record a report of compliance", "Record a report", forms.ReportForm, WORK_ORDER, _report,
                  lambda order: _is_in_force(order) and bool(order.responsible_person)),
    "discharge": Act("Discharge the order", "Discharge", forms.DischargeForm, DECIDE_ORDER, _discharge,
                     _can_become("discharged"),
                     intro="From the day of discharge the order protects nobody. Tell whoever it protected first."),
}  # fmt: skip
"""What is after the number of an order in its address → what happens there."""
