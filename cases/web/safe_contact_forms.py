"""Forms of safe contact: typed as a victim says it, on the telephone, in one go."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from cases.actions.protection import SafeTime
from cases.models import SafeContactRule
from cases.rules.safe_contact import WEEKDAYS
from cases.victims import ChosenDetail
from ui.forms import Form, OptionLabel

_CHANNEL = SafeContactRule.Channel
TIMES = ("%H:%M", "%H.%M", "%H%M", "%H")
BAD_TIME = "Enter a time in 24 hours, such as 09:00 or 15:30"


def time_field(label: str) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        required=False,
        input_formats=TIMES,
        help_text="24 hours, such as 09:00",
        error_messages={"invalid": BAD_TIME},
        widget=forms.TimeInput(format="%H:%M", attrs={"class": "govuk-input--width-5", "inputmode": "numeric"}),
    )


class SafeContactForm(Form):
    """How the victim may be contacted: what they said today."""

    channel = forms.ChoiceField(
        label="How may we reach them?",
        choices=[
            (_CHANNEL.ASK_FIRST, OptionLabel(_CHANNEL.ASK_FIRST.label, hint="Nothing else is agreed yet")),
            (_CHANNEL.PHONE, OptionLabel(_CHANNEL.PHONE.label, hint="On the days and at the times below")),
            (_CHANNEL.TEXT, _CHANNEL.TEXT.label),
            (_CHANNEL.EMAIL, _CHANNEL.EMAIL.label),
            (_CHANNEL.THROUGH_IDVA, _CHANNEL.THROUGH_IDVA.label),
            (_CHANNEL.NO_CONTACT, OptionLabel(_CHANNEL.NO_CONTACT.label, hint="Whatever happens, nobody rings")),
        ],
        widget=forms.RadioSelect,
    )
    days = forms.TypedMultipleChoiceField(
        label="On which days is it safe?", choices=list(enumerate(WEEKDAYS, 1)), coerce=int, required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "govuk-checkboxes--small"}),
    )  # fmt: skip
    rings_from = time_field("Safe from")
    rings_until = time_field("Safe until")
    hours = forms.CharField(
        label="What else about the time?", max_length=120, required=False, help_text="Such as “not in school holidays”"
    )
    who_may_answer = forms.CharField(
        label="Who else may answer, and who must not?", max_length=200, required=False
    )  # fmt: skip
    code_word = forms.CharField(
        label="Code word", max_length=60, required=False,
        help_text="Asked for before anything is said",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
    )  # fmt: skip
    what_to_say = forms.CharField(
        label="What to say if somebody else answers", max_length=300, required=False,
        help_text="Such as “It is the library about your book”. No address",
    )  # fmt: skip
    may_leave_voicemail = forms.BooleanField(label="A voicemail may be left", required=False)
    is_in_refuge = forms.BooleanField(
        label="They are in refuge: show no address, number, school or workplace of theirs to anybody", required=False
    )
    based_on = forms.IntegerField(widget=forms.HiddenInput, initial=0)

    def said(self) -> dict[str, Any]:
        """What was typed, as the action takes it."""
        typed = dict(self.cleaned_data)
        safe_time = SafeTime(frozenset(typed.pop("days")), typed.pop("rings_from"), typed.pop("rings_until"))
        return typed | {"safe_time": safe_time}


class ConfirmSafeContactForm(Form):
    """That all of it still holds. `based_on` is the rule that was read out."""

    based_on = forms.IntegerField(widget=forms.HiddenInput)


class AfterRefugeForm(Form):
    """Which details may be shown again after a refuge."""

    open = forms.MultipleChoiceField(
        label="Which may be shown again to every force and role that may see the record?", required=False,
        help_text="Tick none to keep all of them confidential",
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    why = forms.CharField(
        label="On what do you decide?", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What the victim wants, and what you know of the risk. No address",
    )  # fmt: skip

    def __init__(self, *args: Any, details: Iterable[ChosenDetail], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["open"]
        chosen.choices = [(f"{each.kind}-{each.number}", each.text) for each in details]

    def said(self) -> dict[str, Any]:
        """What was ticked, as the action takes it."""
        ticked = [key.split("-") for key in self.cleaned_data["open"]]
        return {
            "open_addresses": [int(number) for kind, number in ticked if kind == "address"],
            "open_phones": [int(number) for kind, number in ticked if kind == "phone"],
            "why": self.cleaned_data["why"],
        }
