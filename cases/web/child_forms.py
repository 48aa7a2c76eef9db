"""Forms of the children in a case and of the notices to their schools."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone

from cases.actions.children import Attended
from cases.models import ChildSchool, SchoolNotice
from cases.web.forms import PastDateField
from cases.web.safe_contact_forms import BAD_TIME, TIMES
from register.rules.time_limits import LONDON
from ui.forms import Form


class SchoolForm(Form):
    """Where a child learns."""

    education = forms.ChoiceField(
        label="Where does the child learn?", choices=ChildSchool.Education.choices, widget=forms.RadioSelect
    )
    name = forms.CharField(label="Name of the school", max_length=160, required=False)
    lead = forms.CharField(label="Designated safeguarding lead", max_length=120, required=False)
    contact = forms.CharField(
        label="How the lead is told in confidence", max_length=160, required=False,
        help_text="A secure address or a direct number, never the school’s office",
    )  # fmt: skip


class AskForNoticesForm(Form):
    """That police attended where children may be victims."""

    attended_on = PastDateField(label="On which day did police attend?")
    attended_at = forms.TimeField(
        label="At what time?", input_formats=TIMES, help_text="24 hours, such as 22:40",
        error_messages={"invalid": BAD_TIME},
        widget=forms.TimeInput(format="%H:%M", attrs={"class": "govuk-input--width-5", "inputmode": "numeric"}),
    )  # fmt: skip
    children = forms.TypedMultipleChoiceField(
        label="Which children may be victims?", coerce=int, widget=forms.CheckboxSelectMultiple
    )
    is_present = forms.BooleanField(label="They were there", required=False, initial=True)
    police_reference = forms.CharField(
        label="Police reference", max_length=40, required=False,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
    )  # fmt: skip
    voice = forms.CharField(
        label="What did they say or show?", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="In their own words, and only what helps the school to look after them. No address",
    )  # fmt: skip

    def __init__(self, *args: Any, choices: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["children"]
        chosen.choices = list(choices)

    def attended(self) -> Attended:
        """What was typed, as the action takes it."""
        typed = self.cleaned_data
        at = datetime.combine(typed["attended_on"], typed["attended_at"], LONDON)
        return Attended(at, typed["police_reference"], typed["is_present"], typed["voice"])


def typed_at(moment: datetime | None = None) -> dict[str, Any]:
    """A moment as the form shows it: that of an incident, or this minute, as most notices are asked for at once."""
    at = timezone.localtime(moment)
    return {"attended_on": at.date(), "attended_at": at.time().replace(second=0, microsecond=0)}


class SendNoticeForm(Form):
    """By what means the school was told."""

    means = forms.ChoiceField(
        label="How was the school told?", choices=SchoolNotice.Means.choices, widget=forms.RadioSelect
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class ExcuseNoticeForm(Form):
    """Why the school need not be told."""

    why_not = forms.CharField(
        label="Why need the school not be told?", max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Who decided, and on what. No address",
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput)
