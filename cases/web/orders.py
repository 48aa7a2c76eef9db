"""Recording an order, proposing a registration and making it active."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.forms import formset_factory
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.middleware import ActingRequest
from accounts.models import Force
from accounts.reasons import reason_of
from accounts.web import get_or_404
from audit.core.errors import PermissionDenied
from cases.models import Case
from cases.web.card import person_or_404
from cases.web.form_page import Done, FormPage, answer
from cases.web.forms import (
    CONDITION_LABELS,
    CONDITION_ROWS,
    ActivateRegistrationForm,
    ConditionForm,
    OrderForm,
    ProposeRegistrationForm,
)
from register.actions.orders import record_order
from register.actions.registrations import move_registration, propose_registration, start_initial_duty
from register.models import Person, Registration
from register.policies import DECIDE_REGISTRATION, PROPOSE_REGISTRATION, RECORD_ORDER
from register.rules.orders import ConditionType
from ui.dates import day

ConditionRows = formset_factory(
    ConditionForm, extra=CONDITION_ROWS, max_num=CONDITION_ROWS, absolute_max=CONDITION_ROWS
)
STARTS = ("convicted_on", "order_made_on", "order_served_on")


@never_cache
@require_http_methods(["GET", "POST"])
def order(request: ActingRequest, reference: str) -> HttpResponse:
    """Record a protective order with its conditions."""
    person = person_or_404(request, reference)
    RECORD_ORDER.require(request.actor, person)
    force = own_force(request, RECORD_ORDER.permission)
    victims = _victims(request, person)
    rows = ConditionRows(
        request.POST or None, form_kwargs={"victims": [(v.reference, v.display_name) for v in victims]}
    )
    form = OrderForm(request.POST or None)
    are_rows_right = request.method == "POST" and rows.is_valid()
    if request.method == "POST" and not are_rows_right:
        form.add_error(None, "Correct the conditions that are marked below")

    def deed(typed: dict[str, Any]) -> Done:
        conditions = [_condition(row, victims) for row in rows.cleaned_data if row.get("type")]
        record_order(
            person, actor=request.actor, reason=reason_of(request), force=force, conditions=conditions, **typed
        )
        return Done("The order is in the record.", _back(person))

    page = FormPage("Record an order", "Record", _back(person), about=person.display_name, template="cases/order.html")
    return answer(request, page, form, deed, rows=rows)


@never_cache
@require_http_methods(["GET", "POST"])
def propose(request: ActingRequest, reference: str) -> HttpResponse:
    """Propose that a person be registered, managed by one's own force."""
    person = person_or_404(request, reference)
    PROPOSE_REGISTRATION.require(request.actor, person)
    force = own_force(request, PROPOSE_REGISTRATION.permission)
    form = ProposeRegistrationForm(request.POST or None, force_id=force.pk, initial={"starts_on": timezone.localdate()})

    def deed(typed: dict[str, Any]) -> Done:
        propose_registration(person, actor=request.actor, reason=reason_of(request), managing_force=force, **typed)
        return Done("The registration is proposed. It starts when somebody activates it.", _back(person))

    page = FormPage("Propose a registration", "Propose", _back(person), about=person.display_name)
    return answer(request, page, form, deed)


@never_cache
@require_http_methods(["GET", "POST"])
def activate(request: ActingRequest, reference: str) -> HttpResponse:
    """Make a registration active and start the first notification duty from the date given."""
    person = person_or_404(request, reference)
    registration = get_or_404(Registration.objects.visible_to(request.actor).live(), person=person)
    DECIDE_REGISTRATION.require(request.actor, registration)
    form = ActivateRegistrationForm(request.POST or None, initial={"version": registration.version})

    def deed(typed: dict[str, Any]) -> Done:
        act = {"actor": request.actor, "reason": reason_of(request)}
        with transaction.atomic():
            active = move_registration(
                registration, to=Registration.Status.ACTIVE, why=typed["why"], version=typed["version"], **act
            )
            if active.regime == Registration.Regime.NONE:
                return Done("The registration is active. It carries no notification requirement.", _back(person))
            duty = start_initial_duty(active, **{name: typed[name] for name in STARTS}, **act)
        return Done(f"The registration is active. The first notification is due by {day(duty.due_on)}.", _back(person))

    intro = f"{registration.get_status_display()}. {registration.get_regime_display()}."
    page = FormPage("Activate the registration", "Activate", _back(person), about=person.display_name, intro=intro)
    return answer(request, page, form, deed)


def own_force(request: ActingRequest, permission: str) -> Force:
    """The force for which the actor records.

    Raises:
        PermissionDenied: they belong to none.
    """
    force = Force.objects.filter(pk=request.actor.force_id or 0).first()
    if force is None:
        raise PermissionDenied(permission)
    return force


def _victims(request: ActingRequest, person: Person) -> list[Person]:
    """The victims whom the actor may name: those of cases they may see."""
    cases = Case.objects.visible_to(request.actor).filter(person=person)
    return list(Person.objects.visible_to(request.actor).filter(pairs_as_victim__case__in=cases).distinct())


def _condition(row: dict[str, Any], victims: list[Person]) -> dict[str, Any]:
    protected = next((victim for victim in victims if victim.reference == row["protected_person"]), None)
    return {
        "type": row["type"],
        "text": CONDITION_LABELS[ConditionType(row["type"])],
        "distance_metres": row["distance_metres"],
        "place": row["place"],
        "protected_person": protected,
    }


def _back(person: Person) -> str:
    return reverse("person-record", args=[person.reference])
