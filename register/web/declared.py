"""What somebody who works in the register has declared: their own page, and that of professional standards."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.middleware import ActingRequest
from accounts.models import User
from accounts.reasons import reason_of
from accounts.web import account, get_or_404, users
from register import policies
from register.actions.own_records import declare_particular, end_particular
from register.actions.standards_reading import read_particulars
from register.models import Particular
from register.web.form_page import Done, FormPage, answer_reading
from ui.components import SummaryRow
from ui.dates import day
from ui.forms import DateField, Form

account.own_pages.append(("particular.declare", "declared", "What you have declared about yourself"))
users.pages_of_users.append(("particular.end", "declared-of", "What is declared about them"))
MOST_SHOWN = 200
PAGE = "register/declared.html"
IS_FOR = (
    "Records that are yours, or those of your household, are not there for you: no list shows them and nothing finds "
    "them. Only you and professional standards of your force read what you declare."
)
OF_SOMEBODY = (
    "Whatever record has what is declared is closed to them, whether there is one or not. Only they and professional "
    "standards of the force read what is declared, and nobody is told what it closes but by records open to them."
)


class DeclareForm(Form):
    """One particular. What a kind does not need is left empty."""

    kind = forms.ChoiceField(
        label="What is it?", choices=Particular.Kind.choices, widget=forms.RadioSelect,
        error_messages={"required": "Select what it is"},
    )  # fmt: skip
    forenames = forms.CharField(label="Forenames", max_length=120, required=False, help_text="Of a person")
    surname = forms.CharField(
        label="Surname", max_length=120, required=False, help_text="Of a person. Former names are each one of their own"
    )
    date_of_birth = DateField(label="Date of birth", required=False, help_text="Of a person")
    relationship = forms.CharField(
        label="Who they are", max_length=60, required=False, help_text="Of a relative, such as brother or former wife"
    )
    line_1 = forms.CharField(label="First line of the address", max_length=200, required=False)
    postcode = forms.CharField(label="Postcode", max_length=10, required=False)
    number = forms.CharField(
        label="Number", max_length=40, required=False, help_text="A telephone number, or a registration mark"
    )


class DeclareForSomebodyForm(DeclareForm):
    """The same, with the reason that somebody else needs."""

    why = forms.CharField(label="Why you enter it", max_length=300, error_messages={"required": "Say why you enter it"})


class EndForm(Form):
    """Why a line was a mistake."""

    why = forms.CharField(
        label="Why it is ended", max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say why it is ended"},
    )  # fmt: skip


@never_cache
@require_http_methods(["GET", "POST"])
def declared(request: ActingRequest) -> HttpResponse:
    """What one declared oneself, and the form that declares more. Nobody takes their own lines back."""
    policies.DECLARE_PARTICULAR.require(request.actor)
    user = get_or_404(User.objects.all(), pk=request.actor.user_id)
    page = FormPage("What you have declared", "Declare", reverse("mfa_index"), intro=IS_FOR, template=PAGE)
    form = DeclareForm(request.POST or None)

    def deed(typed: dict[str, Any]) -> Done:
        declare_particular(user, actor=request.actor, reason=reason_of(request), **typed)
        return Done("It is declared.", reverse("declared"))

    return answer_reading(request, page, form, deed, lambda: _read(request, user, may_end=False))


@never_cache
@require_http_methods(["GET", "POST"])
def declared_of(request: ActingRequest, reference: str) -> HttpResponse:
    """What was declared of somebody of the force, by themselves, the personnel system or professional standards."""
    user = _somebody(request, reference)
    here = reverse("declared-of", args=[user.reference])
    page = FormPage(
        "What is declared", "Enter", reverse("user", args=[user.reference]), user.name, OF_SOMEBODY, template=PAGE
    )
    form = DeclareForSomebodyForm(request.POST or None)

    def deed(typed: dict[str, Any]) -> Done:
        declare_particular(user, actor=request.actor, reason=reason_of(request), **typed)
        return Done("It is entered.", here)

    return answer_reading(request, page, form, deed, lambda: _read(request, user, may_end=True))


@never_cache
@require_http_methods(["GET", "POST"])
def end_declared(request: ActingRequest, reference: str, particular: str) -> HttpResponse:
    """End a line that was a mistake."""
    user = _somebody(request, reference)
    shown = get_or_404(Particular.objects.visible_to(request.actor).filter(user=user), reference=particular)
    here = reverse("declared-of", args=[user.reference])
    intro = "The bars that it brought stand until you lift each of them."
    page = FormPage("End what was declared", "End it", here, user.name, intro)

    def deed(typed: dict[str, Any]) -> Done:
        end_particular(shown, actor=request.actor, reason=reason_of(request), **typed)
        return Done("It is ended.", here)

    def read() -> dict[str, Any]:
        read_particulars([shown], user=user, actor=request.actor, reason=reason_of(request))
        return {}

    return answer_reading(request, page, EndForm(request.POST or None), deed, read)


def _somebody(request: ActingRequest, reference: str) -> User:
    """Somebody of the force whose lines professional standards keep; nobody keeps their own here."""
    policies.END_PARTICULAR.require(request.actor)
    people = User.objects.visible_to(request.actor).exclude(pk=request.actor.user_id)
    found: User = get_or_404(people.filter(force=request.actor.force_id), reference=reference)
    return found


def _read(request: ActingRequest, user: User, *, may_end: bool) -> dict[str, Any]:
    """What is declared of somebody, as the page shows it."""
    rows = Particular.objects.visible_to(request.actor).filter(user=user).live()
    found = list(rows.select_related("declared_by")[:MOST_SHOWN])
    read_particulars(found, user=user, actor=request.actor, reason=reason_of(request))
    lines = [{"particular": each, "rows": _rows(each)} for each in found]
    return {"lines": lines, "shown": user, "may_end": may_end}


def _rows(shown: Particular) -> list[SummaryRow]:
    """What a line says; what its kind does not have is left out."""
    name = f"{shown.forenames} {shown.surname}".strip()
    told = {
        "Name": name,
        "Date of birth": day(shown.date_of_birth) if shown.date_of_birth else "",
        "Who they are": shown.relationship,
        "Address": ", ".join(part for part in (shown.line_1, shown.postcode) if part),
        "Number": shown.number_or_mark,
        "Declared": f"{shown.get_source_display()}, {day(timezone.localdate(shown.declared_at))}",
        "Why": shown.why,
    }
    return [SummaryRow(label, value) for label, value in told.items() if value]
