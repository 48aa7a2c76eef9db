"""The life of a registration on pages: proposed, decided, told of."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.middleware import ActingRequest
from accounts.policy import Policy
from accounts.reasons import reason_of
from accounts.web import get_or_404
from cases.web.card import person_or_404
from cases.web.form_page import Done, FormPage, answer
from cases.web.orders import own_force
from cases.web.registration_forms import DecideRegistrationForm, NoticeForm, ProposeRegistrationForm
from register.actions.registrations import (
    approve_designation,
    approve_registration,
    propose_registration,
    record_notice_given,
    refuse_designation,
    refuse_registration,
)
from register.models import NotificationDuty, Person, Registration
from register.policies import APPROVE_DESIGNATION, DECIDE_REGISTRATION, PROPOSE_REGISTRATION
from ui.dates import day


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
        return Done("The registration is proposed. Somebody decides on it next.", _back(person))

    page = FormPage("Propose a registration", "Propose", _back(person), about=person.display_name)
    return answer(request, page, form, deed)


@never_cache
@require_http_methods(["GET", "POST"])
def decide(request: ActingRequest, reference: str) -> HttpResponse:
    """Decide on a proposal: the person is registered, or is not."""
    person, registration = _live(request, reference, DECIDE_REGISTRATION)
    form = DecideRegistrationForm(request.POST or None, initial={"version": registration.version})

    def deed(typed: dict[str, Any]) -> Done:
        said = {"why": typed["why"], "version": typed["version"], **_act(request)}
        if typed["is_approved"] == "no":
            refuse_registration(registration, **said)
            return Done("The person is not registered. The proposal and the reason stay on the record.", _back(person))
        approve_registration(registration, **said)
        return Done("Approved. The person must now be told in writing.", _back(person))

    page = FormPage("Decide on the proposal", "Save the decision", _back(person), about=person.display_name)
    return answer(request, page, form, deed)


@never_cache
@require_http_methods(["GET", "POST"])
def designate(request: ActingRequest, reference: str) -> HttpResponse:
    """Approve a police designation as the second person, or turn it down."""
    person, registration = _live(request, reference, APPROVE_DESIGNATION)
    form = DecideRegistrationForm(request.POST or None, initial={"version": registration.version})

    def deed(typed: dict[str, Any]) -> Done:
        said = {"why": typed["why"], "version": typed["version"], **_act(request)}
        if typed["is_approved"] == "no":
            refuse_designation(registration, **said)
            return Done("The designation is turned down.", _back(person))
        approve_designation(registration, **said)
        return Done("The designation is approved. It is reviewed sooner than other registrations.", _back(person))

    page = FormPage("Approve a police designation", "Save the decision", _back(person), about=person.display_name)
    return answer(request, page, form, deed)


@never_cache
@require_http_methods(["GET", "POST"])
def notice(request: ActingRequest, reference: str) -> HttpResponse:
    """Record that the person was told in writing. Their duties follow from what the register knows."""
    person, registration = _live(request, reference, DECIDE_REGISTRATION)
    form = NoticeForm(request.POST or None, initial={"version": registration.version})

    def deed(typed: dict[str, Any]) -> Done:
        means = Registration.NoticeMeans(typed.pop("means"))
        told = record_notice_given(registration, means=means, **typed, **_act(request))
        status = told.get_status_display().lower()
        return Done(f"The registration is {status}. {_first_duty(request, told)}", _back(person))

    intro = f"{registration.get_status_display()}. {registration.get_regime_display()}."
    page = FormPage("Record the notice", "Save", _back(person), about=person.display_name, intro=intro)
    return answer(request, page, form, deed)


def _first_duty(request: ActingRequest, registration: Registration) -> str:
    duty = NotificationDuty.objects.visible_to(request.actor).filter(registration=registration).open().first()
    if duty is None or duty.due_on is None:
        return "No notification is due."
    return f"The first notification is due by {day(duty.due_on)}."


def _live(request: ActingRequest, reference: str, policy: Policy) -> tuple[Person, Registration]:
    """The person and the live registration of this record, for somebody whom the policy lets act on it."""
    person = person_or_404(request, reference)
    registration = get_or_404(Registration.objects.visible_to(request.actor).live(), person=person)
    policy.require(request.actor, registration)
    return person, registration


def _act(request: ActingRequest) -> dict[str, Any]:
    return {"actor": request.actor, "reason": reason_of(request)}


def _back(person: Person) -> str:
    return reverse("person-record", args=[person.reference])
