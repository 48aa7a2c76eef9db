"""Who may open one record by an exception, and who must not: named people, for a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.middleware import ActingRequest
from accounts.models import User
from accounts.reasons import reason_of
from accounts.web import get_or_404
from register import policies
from register.actions.exceptions import end_exception, keep_exception, list_exceptions, read_exceptions
from register.actions.people import make_exception
from register.exceptions import people_to_name
from register.models import Person, PersonGrant
from register.readable import reading_of
from register.rules.time_limits import LONDON
from register.web.form_page import Done, FormPage, answer, answer_reading
from register.web.keyset import Keyset, Soonest, links
from ui.forms import DateField, Form

PAGE = 25
RELATED = ("user__force", "permission", "given_by", "content_object")
MAY, MUST_NOT = "may", "must_not"


class ExceptionForm(Form):
    """Whom it is for, what it is, from when to when, and why."""

    user = forms.CharField(
        label="Who",
        help_text="Their work e-mail address",
        max_length=254,
        error_messages={"required": "Enter the person's work e-mail address."},
    )
    kind = forms.ChoiceField(
        label="What holds for them",
        choices=[(MAY, "They may open this record"), (MUST_NOT, "They must not open this record")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what holds for them."},
    )
    starts_on = DateField(label="First day", required=False, help_text="Leave empty for now")
    ends_on = DateField(label="Last day", required=False, help_text="Whoever may open it needs one")
    why = forms.CharField(
        label="Why",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why."},
    )

    def clean_user(self) -> User:
        """Somebody who works in the register, by the address they sign in with."""
        found = people_to_name().filter(email__iexact=self.cleaned_data["user"].strip()).first()
        if found is None:
            raise forms.ValidationError("Nobody signs in with this address. Check it, and enter it in full.")
        return found

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        if typed.get("kind") == MAY and not typed.get("ends_on"):
            self.add_error("ends_on", "Enter the last day on which they may open the record.")
        return typed


class WhyForm(Form):
    """Why an exception ends, or is kept."""

    why = forms.CharField(
        label="Why",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why."},
    )


@dataclass(frozen=True, slots=True)
class Line:
    """One exception in words."""

    grant: PersonGrant
    what: str
    why: str
    standing: str
    colour: str
    is_running: bool


@never_cache
@require_safe
def exceptions(request: ActingRequest) -> HttpResponse:
    """Exceptions to the force's records that somebody must look at again, soonest first."""
    policies.SEE_EXCEPTIONS.require(request.actor)
    rows = PersonGrant.objects.visible_to(request.actor).to_look_at().select_related(*RELATED)
    page = Keyset(Soonest("review_on"), PAGE).page(rows, request.GET.get("after", ""))
    list_exceptions(page.rows, actor=request.actor, reason=reason_of(request))
    shown = {"lines": _lines(request, page.rows), **links(request, page), "today": timezone.localdate()}
    return render(request, "register/exceptions.html", shown)


@never_cache
@require_safe
def of_person(request: ActingRequest, reference: str) -> HttpResponse:
    """Every exception to one record, those that have ended too."""
    person = _person(request, reference)
    policies.SEE_EXCEPTIONS.require(request.actor)
    rows = PersonGrant.objects.visible_to(request.actor).filter(content_object=person).select_related(*RELATED)
    found = list(rows.order_by("-given_at", "-pk")[:PAGE])
    read_exceptions(found, person=person, actor=request.actor, reason=reason_of(request))
    shown = {
        "lines": _lines(request, found),
        "person": person,
        "may_add": policies.RESTRICT_PERSON.allows(request.actor, person),
        "today": timezone.localdate(),
    }
    return render(request, "register/exceptions.html", shown)


@never_cache
@require_http_methods(["GET", "POST"])
def add(request: ActingRequest, reference: str) -> HttpResponse:
    """Let somebody open the record for a time, or bar them from it."""
    person = _person(request, reference)
    policies.RESTRICT_PERSON.require(request.actor, person)
    back = reverse("person-exceptions", args=[person.reference])

    def deed(typed: dict[str, Any]) -> Done:
        ends_on = typed["ends_on"]
        make_exception(
            person, user=typed["user"], may_open=typed["kind"] == MAY, why=typed["why"],
            starts_at=_midnight(typed["starts_on"]),
            expires_at=_midnight(ends_on + timedelta(days=1)) if ends_on else None,
            actor=request.actor, reason=reason_of(request),
        )  # fmt: skip
        return Done("The exception holds from now on, or from its first day.", back)

    page = FormPage("Add an exception", "Save", back, about=person.reference, refused_at="ends_on")
    return answer(request, page, ExceptionForm(request.POST or None), deed)


@never_cache
@require_http_methods(["GET", "POST"])
def end(request: ActingRequest, reference: str, number: int) -> HttpResponse:
    """End an exception at once."""
    page = FormPage("End the exception", "End it", "")
    return _settle(request, reference, number, page, end_exception, "It has ended.")


@never_cache
@require_http_methods(["GET", "POST"])
def keep(request: ActingRequest, reference: str, number: int) -> HttpResponse:
    """Look at an exception again, and keep it."""
    page = FormPage("Keep the exception", "Keep it", "")
    return _settle(request, reference, number, page, keep_exception, "It is kept until it is looked at again.")


def _settle(
    request: ActingRequest, reference: str, number: int, page: FormPage, act: Any, said: str
) -> HttpResponse:  # fmt: skip
    person = _person(request, reference)
    rows = PersonGrant.objects.visible_to(request.actor).filter(content_object=person).select_related(*RELATED)
    grant = get_or_404(rows, pk=number)
    policies.END_EXCEPTION.require(request.actor, grant)
    back = reverse("person-exceptions", args=[person.reference])

    def deed(typed: dict[str, Any]) -> Done:
        act(grant, why=typed["why"], actor=request.actor, reason=reason_of(request))
        return Done(said, back)

    def read() -> dict[str, Any]:
        read_exceptions([grant], person=person, actor=request.actor, reason=reason_of(request))
        return {}

    shown = FormPage(page.title, page.button, back, about=f"{person.reference}: {grant.user}")
    return answer_reading(request, shown, WhyForm(request.POST or None), deed, read)


def _person(request: ActingRequest, reference: str) -> Person:
    return get_or_404(Person.objects.visible_to(request.actor), reference=reference)


def _lines(request: ActingRequest, grants: list[PersonGrant]) -> list[Line]:
    read = reading_of(request.actor, {each.content_object_id for each in grants})
    return [_line(each, read(each.why)) for each in grants]


def _line(grant: PersonGrant, why: str) -> Line:
    now = timezone.now()
    what = "May open it" if grant.permission.codename == "open_person" else "Must not open it"
    if grant.expires_at is not None and grant.expires_at <= now:
        return Line(grant, what, why, "Ended", "grey", is_running=False)
    if grant.starts_at is not None and grant.starts_at > now:
        return Line(grant, what, why, "To come", "blue", is_running=True)
    return Line(grant, what, why, "Holds", "green", is_running=True)


def _midnight(day: date | None) -> datetime | None:
    return datetime.combine(day, time.min, tzinfo=LONDON) if day else None
