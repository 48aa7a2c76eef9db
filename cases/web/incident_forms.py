"""Forms of incidents and observations. Of an incident nothing but its time must be filled in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone

from cases.incidents import Around
from cases.models import Case, Incident, Observation
from cases.models.incident import Role
from cases.web.forms import PastDateField
from cases.web.order_forms import TimeField, moment_of, why_field
from cases.web.pair_forms import ReasoningForm
from register.models import Source
from ui.forms import Form

NOBODY_KNOWN = Around((), (), ())
_LONG = {"rows": 5}
_LINES = {"rows": 3}
_BOXES = {"class": "govuk-checkboxes--small"}


def now_as_typed() -> dict[str, Any]:
    """This minute, as the boxes of a form hold it."""
    now = timezone.localtime()
    return {"day": now.date(), "time": f"{now:%H:%M}"}


class WhenForm(Form):
    """Something that happened at a time, which is now unless somebody says otherwise."""

    day = PastDateField(label="Day")
    time = TimeField(label="Time")

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        typed["happened_at"] = moment_of(typed.pop("day", None), typed.pop("time", None))
        return typed


class ToldForm(WhenForm):
    """What is taken down of an incident, in the order in which it is asked."""

    account = forms.CharField(
        label="What happened", max_length=4000, required=False, widget=forms.Textarea(attrs=_LONG),
        help_text="In the caller’s own words, as far as they have come",
    )  # fmt: skip
    has_weapons = forms.BooleanField(label="Weapons", required=False)
    has_children = forms.BooleanField(label="Children there", required=False)
    has_strangulation = forms.BooleanField(label="Strangulation or suffocation", required=False)
    has_injuries = forms.BooleanField(label="Injuries", required=False)
    place = forms.CharField(label="Where, in words", max_length=200, required=False)
    caller = forms.CharField(label="Who is calling", max_length=200, required=False)
    caller_phone = forms.CharField(
        label="Caller’s number", max_length=60, required=False,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20", "inputmode": "tel"}),
    )  # fmt: skip
    source = forms.ChoiceField(label="Who says so", choices=Source.choices, initial=Source.CALLER)
    officers_told = forms.CharField(label="Officers told", max_length=300, required=False)
    incident_number = forms.CharField(
        label="Command and control incident number", max_length=40, required=False,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
    )  # fmt: skip


class IncidentForm(ToldForm):
    """An incident with the people, addresses and orders that are known around the person it is about. Whoever opens it
    can type at once."""

    address = forms.ChoiceField(label="At an address that is known", required=False)
    people = forms.MultipleChoiceField(
        label="Who else was in it", required=False, widget=forms.CheckboxSelectMultiple(attrs=_BOXES)
    )
    others = forms.CharField(
        label="Others, in words", max_length=1500, required=False, widget=forms.Textarea(attrs=_LINES),
        help_text="One on each line, such as “neighbour, a woman of about 60”",
    )  # fmt: skip
    orders = forms.MultipleChoiceField(
        label="Orders in force that this may break", required=False,
        widget=forms.CheckboxSelectMultiple(attrs=_BOXES), help_text="Tick an order if what happened may break it",
    )  # fmt: skip

    def __init__(self, *args: Any, known: Around = NOBODY_KNOWN, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["account"].widget.attrs["autofocus"] = True
        self.known = known
        offered: dict[str, list[tuple[str, str]]] = {
            "address": [("", "None of these"), *((str(one.pk), label) for one, label in known.addresses)],
            "people": [(one.person.reference, one.label) for one in known.people],
            "orders": [(str(one.pk), label) for one, label in known.orders],
        }
        for name, choices in offered.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        for name in ("people", "orders"):
            if not offered[name]:
                del self.fields[name]
        if not known.addresses:
            del self.fields["address"]


class CorrectIncidentForm(ToldForm):
    """The incident as it stood when the page was opened, and why it is changed."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    why = why_field("Why it is corrected", "Who says otherwise, or what shows it. What stood there before is kept.")


class CheckIncidentForm(Form):
    """Whether it happened, and how that is known."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    finding = forms.ChoiceField(
        label="What did you find?",
        choices=[("confirmed", "It happened: confirm it"), ("disproved", "It was not so")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether it happened or was not so"},
    )
    how = why_field("How it was checked", "With whom, by what: “Rang the caller back; the officers at the door saw it”")


class SomebodyForm(ReasoningForm):
    """Somebody who was in an incident: of the register by reference, or in words."""

    reference = forms.CharField(
        label="Reference in the register", max_length=20, required=False, help_text="Such as DAR-K7M2-9QXP",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
    )  # fmt: skip
    words = forms.CharField(label="Or in words", max_length=300, required=False)
    role = forms.ChoiceField(
        label="As what", choices=Role.choices, initial=Role.NOT_KNOWN,
        widget=forms.RadioSelect(attrs={"class": "govuk-radios--small"}),
    )  # fmt: skip


class IdentifyForm(ReasoningForm):
    """Which person of the register somebody is."""

    reference = forms.CharField(
        label="Reference in the register", max_length=20, help_text="Such as DAR-K7M2-9QXP",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
    )  # fmt: skip
    role = forms.ChoiceField(
        label="As what", choices=Role.choices, widget=forms.RadioSelect(attrs={"class": "govuk-radios--small"})
    )


class PutInCaseForm(Form):
    """Which open case of the force an incident belongs to."""

    case = forms.ChoiceField(
        label="Case", widget=forms.RadioSelect, error_messages={"required": "Choose the case that it belongs to"}
    )

    def __init__(self, *args: Any, cases: Iterable[Case] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["case"].choices = [  # type: ignore[attr-defined]
            (each.reference, f"{each.reference}: {each.person.display_name}") for each in cases
        ]


class OutcomeForm(Form):
    """What came of an incident."""

    outcome = forms.ChoiceField(label="Outcome", choices=[("", "Choose"), *Incident.Outcome.choices])
    on = PastDateField(label="On what day")
    why = forms.CharField(label="Note", max_length=2000, required=False, widget=forms.Textarea(attrs=_LINES))


class ObservationForm(WhenForm):
    """What was seen, said or heard, in a sentence."""

    kind = forms.ChoiceField(
        label="What kind", choices=Observation.Kind.choices, initial=Observation.Kind.SEEN,
        widget=forms.RadioSelect(attrs={"class": "govuk-radios--inline govuk-radios--small"}),
    )  # fmt: skip
    words = forms.CharField(
        label="What was seen, said or heard", max_length=2000, widget=forms.Textarea(attrs=_LINES)
    )  # fmt: skip
    source = forms.ChoiceField(label="Who says so", choices=Source.choices, initial=Source.OFFICER)

    def clean(self) -> dict[str, Any]:
        typed = super().clean()
        at: datetime | None = typed.pop("happened_at", None)
        return typed | {"observed_at": at}


class GradeForm(Form):
    """The 3x5x2 grading of an observation."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    source_grade = forms.ChoiceField(
        label="How good is the source?", choices=Observation.SourceGrade.choices, widget=forms.RadioSelect
    )
    known = forms.ChoiceField(label="How is it known?", choices=Observation.Known.choices, widget=forms.RadioSelect)
    sharing = forms.ChoiceField(
        label="How may it be shared?", choices=Observation.Sharing.choices, widget=forms.RadioSelect
    )
    conditions = forms.CharField(label="On what conditions", max_length=300, required=False)
    why = forms.CharField(
        label="Why it is graded anew", max_length=300, required=False, help_text="Only if it was graded before"
    )
