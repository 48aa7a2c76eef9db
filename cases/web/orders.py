"""Recording an order."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.middleware import ActingRequest
from accounts.models import Force
from accounts.reasons import reason_of
from audit.core.errors import PermissionDenied
from cases.web.card import person_or_404
from cases.web.order_forms import ApplyForm, ConsiderForm, OrderForm, moment_of
from cases.web.order_pages import url_of
from register.actions.order_life import apply_for_order, consider_order
from register.actions.orders import record_order
from register.models import Person
from register.policies import RECORD_ORDER
from register.web.form_page import Done, FormPage, answer


@never_cache
@require_http_methods(["GET", "POST"])
def order(request: ActingRequest, reference: str) -> HttpResponse:
    """Record an order as it was made. Its conditions follow on the next page, one by one."""
    person = person_or_404(request, reference)
    RECORD_ORDER.require(request.actor, person)
    force = own_force(request, RECORD_ORDER.permission)
    form = OrderForm(request.POST or None)

    def deed(typed: dict[str, Any]) -> Done:
        made = record_order(person, actor=request.actor, reason=reason_of(request), force=force, **typed)
        doubt = f" {made.doubt}" if made.doubt else ""
        next_page = reverse("add-condition", args=[person.reference, made.pk])
        return Done(f"The order is in the record. Now add its conditions.{doubt}", next_page, is_warning=bool(doubt))

    page = FormPage(
        "Record an order", "Record", _back(person), about=person.display_name,
        intro="An order or notice that was made. Its conditions follow on the next page.",
    )  # fmt: skip
    return answer(request, page, form, deed)


@never_cache
@require_http_methods(["GET", "POST"])
def consider(request: ActingRequest, reference: str) -> HttpResponse:
    """Begin to decide whether to apply for an order: the clock of the decision runs from here."""
    person = person_or_404(request, reference)
    RECORD_ORDER.require(request.actor, person)
    force = own_force(request, RECORD_ORDER.permission)
    form = ConsiderForm(request.POST or None)

    def deed(typed: dict[str, Any]) -> Done:
        considered = consider_order(
            person, actor=request.actor, reason=reason_of(request), force=force, kind=typed["kind"],
            considered_at=moment_of(typed["day"], typed["time"]),
        )  # fmt: skip
        return Done("It is in the record. A task says by when to decide.", url_of(considered))

    page = FormPage("Consider an order", "Record", _back(person), about=person.display_name)
    return answer(request, page, form, deed)


@never_cache
@require_http_methods(["GET", "POST"])
def apply(request: ActingRequest, reference: str) -> HttpResponse:
    """Record an application for an order."""
    person = person_or_404(request, reference)
    RECORD_ORDER.require(request.actor, person)
    force = own_force(request, RECORD_ORDER.permission)
    form = ApplyForm(request.POST or None)

    def deed(typed: dict[str, Any]) -> Done:
        applied = apply_for_order(person, actor=request.actor, reason=reason_of(request), force=force, **typed)
        return Done("The application is in the record.", url_of(applied))

    page = FormPage("Record an application for an order", "Record", _back(person), about=person.display_name)
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


def _back(person: Person) -> str:
    return reverse("person-record", args=[person.reference])
