"""The full record of a person, correcting it, and restricting it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.middleware import ActingRequest
from accounts.reasons import reason_of
from audit.core.errors import Refused, Stale
from cases.actions.cards import open_person
from cases.presenters import EventLine
from cases.record import Record
from cases.web.buttons import allowed, record_ways
from cases.web.card import person_or_404
from cases.web.forms import CorrectPersonForm, RestrictForm
from register.actions.people import correct_person, restrict_person
from register.glass import banner_over
from register.models import Person, PersonName, SubjectCategory
from register.policies import EDIT_PERSON, RESTRICT_PERSON
from register.web.form_page import Done, FormPage, answer
from ui.components import SummaryRow, TimelineItem
from ui.dates import day

SALT = "cases.correct-person"


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of which there are two versions."""

    label: str
    opened: str
    now: str
    typed: str


@never_cache
@require_safe
def record(request: ActingRequest, reference: str) -> HttpResponse:
    """Everything known of one person, with its history. Opening it is logged."""
    person = person_or_404(request, reference)
    opened = open_person(person, actor=request.actor, reason=reason_of(request))
    may = allowed(person, request.actor)
    is_registered = any(each.is_live for each in opened.card.standings)
    shown = {
        "record": opened,
        "card": opened.card,
        "ways": record_ways(person, request.actor, may, is_registered=is_registered),
        "banner": banner_over(person, request.actor),
        "may_edit": EDIT_PERSON.permission in may,
        "person_rows": _person_rows(opened),
        "timeline": [_item(each) for each in opened.events],
    }
    return render(request, "cases/record.html", shown)


@never_cache
@require_http_methods(["GET", "POST"])
def correct(request: ActingRequest, reference: str) -> HttpResponse:
    """Correct what the record says of the person itself. Whoever comes second is shown both versions."""
    person = person_or_404(request, reference)
    EDIT_PERSON.require(request.actor, person)
    values = _values(person)
    start = {**values, "version": person.version, "seen": signing.dumps(_as_words(values), salt=SALT)}
    form = CorrectPersonForm(request.POST or None, initial=start)
    differences: list[Difference] = []
    if request.method == "POST" and form.is_valid():
        try:
            _correct(request, person, form.cleaned_data)
        except Stale as stale:
            differences = _differences(form, stale.current)
            form = _based_on_now(form, stale.current)
            form.add_error(None, stale.sentence)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        else:
            messages.success(request, "The record is corrected.")
            return redirect("person-record", person.reference)
    page = FormPage("Edit person", "Save", reverse("person-record", args=[person.reference]), about=person.display_name)
    shown = {"page": page, "form": form, "differences": differences}
    return render(request, "cases/correct_person.html", shown)


@never_cache
@require_http_methods(["GET", "POST"])
def restrict(request: ActingRequest, reference: str) -> HttpResponse:
    """Restrict a record, or open it again."""
    person = person_or_404(request, reference)
    RESTRICT_PERSON.require(request.actor, person)
    start = {"is_restricted": "yes" if person.is_restricted else "", "version": person.version}
    form = RestrictForm(request.POST or None, initial=start)
    back = reverse("person-record", args=[person.reference])

    def deed(typed: dict[str, Any]) -> Done:
        act = {"actor": request.actor, "reason": reason_of(request), "version": typed["version"]}
        changed = restrict_person(person, is_restricted=typed["is_restricted"] == "yes", **act)
        return Done("The record is restricted." if changed.is_restricted else "The record is open again.", back)

    return answer(request, FormPage("Restrict record", "Save", back, about=person.reference), form, deed)


def _item(event: EventLine) -> TimelineItem:
    said = (*event.remarks, event.source)
    return TimelineItem(event.text, event.at, content=". ".join(part for part in said if part))


def _person_rows(opened: Record) -> list[SummaryRow]:
    card = opened.card
    return [
        SummaryRow("Born", card.born),
        SummaryRow("Sex", card.sex),
        SummaryRow("Held by", f"{card.force}, {card.reference}"),
        SummaryRow("References of forces", ", ".join(opened.local_references)),
    ]


def _correct(request: ActingRequest, person: Person, typed: dict[str, Any]) -> Person:
    corrections = {name: typed[name] for name in CorrectPersonForm.COMPARED}
    return correct_person(
        person,
        actor=request.actor,
        reason=reason_of(request),
        version=typed["version"],
        source=typed["source"],
        **corrections,
    )


def _values(person: Person) -> dict[str, Any]:
    name = person.personname_set.filter(kind=PersonName.Kind.CURRENT, ends_on__isnull=True).first()
    return {
        "forenames": name.forenames if name else "",
        "surname": name.surname if name else person.display_name,
        "date_of_birth": person.date_of_birth,
        "sex": person.sex,
        "subject_category": person.subject_category,
    }


def _as_words(values: dict[str, Any]) -> dict[str, str]:
    return {name: _in_words(name, value) for name, value in values.items()}


def _in_words(name: str, value: Any) -> str:
    if isinstance(value, date):
        return day(value)
    choices = {"sex": Person.Sex, "subject_category": SubjectCategory}
    if name in choices and value in choices[name].values:
        return str(choices[name](value).label)
    return str(value or "Not recorded")


def _differences(form: CorrectPersonForm, current: Person) -> list[Difference]:
    """Where the record has moved on, or what was typed differs from it."""
    now, typed = _as_words(_values(current)), _as_words(form.cleaned_data)
    try:
        opened = signing.loads(form.cleaned_data["seen"], salt=SALT)
    except signing.BadSignature:
        opened = {}
    return [
        Difference(str(form.fields[name].label), opened.get(name, "Not known"), now[name], typed[name])
        for name in CorrectPersonForm.COMPARED
        if not (opened.get(name) == now[name] == typed[name])
    ]


def _based_on_now(form: CorrectPersonForm, current: Person) -> CorrectPersonForm:
    """The same form with everything typed, upon the record as it stands now: saving again is a decision."""
    seen = signing.dumps(_as_words(_values(current)), salt=SALT)
    again = CorrectPersonForm({**form.data.dict(), "version": str(current.version), "seen": seen})  # type: ignore[attr-defined]
    again.is_valid()
    return again
