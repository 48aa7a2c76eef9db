"""Recording an order."""

from __future__ import annotations

from typing import Any

from django.forms import formset_factory
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.middleware import ActingRequest
from accounts.models import Force
from accounts.reasons import reason_of
from audit.core.errors import PermissionDenied
from cases.models import Case
from cases.web.card import person_or_404
from cases.web.form_page import Done, FormPage, answer
from cases.web.forms import (
    CONDITION_LABELS,
    CONDITION_ROWS,
    ConditionForm,
    OrderForm,
)
from register.actions.orders import record_order
from register.models import Person
from register.policies import RECORD_ORDER
from register.rules.orders import ConditionType

ConditionRows = formset_factory(
    ConditionForm, extra=CONDITION_ROWS, max_num=CONDITION_ROWS, absolute_max=CONDITION_ROWS
)


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
