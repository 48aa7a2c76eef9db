"""Adding dated facts to a person's record, one small page for each kind; confirming and ending them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.middleware import ActingRequest
from accounts.reasons import reason_of
from audit.core.errors import Refused
from cases.facts import fact_of
from cases.web import forms
from cases.web.card import person_or_404
from register.actions import facts
from register.models import Address, Alert, Person, Protection
from register.places import force_of_postcode
from register.policies import EDIT_PERSON
from register.web.form_page import Done, FormPage, answer
from ui.dates import day

GET_OR_POST = ["GET", "POST"]


@never_cache
@require_http_methods(GET_OR_POST)
def add_name(request: ActingRequest, reference: str) -> HttpResponse:
    """Add a name, an alias or a former name."""
    return _added(request, reference, forms.NameForm, facts.add_name, "Add a name")


@never_cache
@require_http_methods(GET_OR_POST)
def add_vehicle(request: ActingRequest, reference: str) -> HttpResponse:
    """Add a vehicle."""
    return _added(request, reference, forms.VehicleForm, facts.add_vehicle, "Add a vehicle")


@never_cache
@require_http_methods(GET_OR_POST)
def add_online_handle(request: ActingRequest, reference: str) -> HttpResponse:
    """Add a name somebody uses online."""
    return _added(request, reference, forms.OnlineHandleForm, facts.add_online_handle, "Add an online name")


@never_cache
@require_http_methods(GET_OR_POST)
def add_identifier(request: ActingRequest, reference: str) -> HttpResponse:
    """Add an official number."""
    return _added(request, reference, forms.IdentifierForm, facts.add_identifier, "Add a number", refused_at="text")


@never_cache
@require_http_methods(GET_OR_POST)
def add_danger_marker(request: ActingRequest, reference: str) -> HttpResponse:
    """Add a danger marker."""
    return _added(request, reference, forms.DangerMarkerForm, facts.add_danger_marker, "Add a danger marker")


@never_cache
@require_http_methods(GET_OR_POST)
def add_phone(request: ActingRequest, reference: str) -> HttpResponse:
    """Add a telephone number, no less protected than the person's circumstances ask."""
    return _added(request, reference, forms.PhoneForm, _protected(facts.add_phone), "Add a telephone number")


@never_cache
@require_http_methods(GET_OR_POST)
def add_address(request: ActingRequest, reference: str) -> HttpResponse:
    """Add an address. A new home address in another force's area alerts that force, and the page says so."""
    person = _editable(request, reference)
    page = _page(person, "Add an address")
    form = forms.AddressForm(request.POST or None, initial={"protection": _usual_protection(person)})

    def deed(typed: dict[str, Any]) -> Done:
        typed["police_force"] = typed["police_force"] or force_of_postcode(typed["postcode"])
        address = _protected(facts.add_address)(person, actor=request.actor, reason=reason_of(request), **typed)
        return _told(request, person, address)

    return answer(request, page, form, deed)


@never_cache
@require_POST
def confirm_fact(request: ActingRequest, reference: str, kind: str, number: int) -> HttpResponse:
    """Say that an unverified fact was checked."""
    person = _editable(request, reference)
    fact = fact_of(person, kind, number, actor=request.actor)
    try:
        facts.confirm_fact(person, actor=request.actor, reason=reason_of(request), fact=fact)
    except Refused as refusal:
        messages.warning(request, refusal.sentence)
    else:
        messages.success(request, "The fact is confirmed.")
    return redirect(_way_on(person))


@never_cache
@require_http_methods(GET_OR_POST)
def end_fact(request: ActingRequest, reference: str, kind: str, number: int) -> HttpResponse:
    """Say since when a fact no longer holds."""
    person = _editable(request, reference)
    fact = fact_of(person, kind, number, actor=request.actor)
    form = forms.EndFactForm(request.POST or None, initial={"on": timezone.localdate()})

    def deed(typed: dict[str, Any]) -> Done:
        facts.end_fact(person, actor=request.actor, reason=reason_of(request), fact=fact, on=typed["on"])
        return Done("The fact has ended. It stays in the record.", _way_on(person))

    intro = f"{capfirst(fact._meta.verbose_name)}, recorded on {day(fact.recorded_at)} by {fact.force.name}."
    page = FormPage("End a fact", "End", _way_on(person), about=person.display_name, intro=intro)
    return answer(request, page, form, deed)


def _told(request: ActingRequest, person: Person, address: Address) -> Done:
    """What came of a new address: who was alerted, or that nobody could be."""
    url = _way_on(person)
    alert = Alert.objects.visible_to(request.actor).filter(address=address).select_related("to_force").first()
    if alert is not None:
        return Done(f"The address is in the record. {alert.to_force.name} was sent alert {alert.reference}.", url)
    is_unplaced = address.police_force is None and address.kind == Address.Kind.HOME and person.is_perpetrator
    if is_unplaced:
        sentence = "The address is in the record. Nobody was alerted: its police force is not known."
        return Done(sentence, url, is_warning=True)
    return Done("The address is in the record.", url)


def _added(
    request: ActingRequest, reference: str, form_class: type[Form], add: Callable[..., Any], title: str,
    refused_at: str | None = None,
) -> HttpResponse:  # fmt: skip
    """The page of one kind of fact: whatever the form holds is what the action takes."""
    person = _editable(request, reference)
    form = form_class(request.POST or None, initial={"protection": _usual_protection(person)})

    def deed(typed: dict[str, Any]) -> Done:
        add(person, actor=request.actor, reason=reason_of(request), **typed)
        return Done("It is in the record.", _way_on(person))

    return answer(request, _page(person, title, refused_at), form, deed)


def _editable(request: ActingRequest, reference: str) -> Person:
    person = person_or_404(request, reference)
    EDIT_PERSON.require(request.actor, person)
    return person


def _page(person: Person, title: str, refused_at: str | None = None) -> FormPage:
    return FormPage(title, "Add", _way_on(person), about=person.display_name, refused_at=refused_at)


def _way_on(person: Person) -> str:
    return reverse("person-record", args=[person.reference])


def _usual_protection(person: Person) -> Protection:
    """Where a victim can be found is confidential unless somebody says otherwise."""
    return Protection.OPEN if person.is_perpetrator else Protection.CONFIDENTIAL


def _protected(add: Callable[..., Any]) -> Callable[..., Any]:
    """The same addition, with the protection that the person's circumstances ask."""

    def added(person: Person, *, protection: str, **typed: Any) -> Any:
        return add(person, protection=Protection(protection), **typed)

    return added
