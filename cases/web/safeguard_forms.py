"""Forms of safeguards: each kind asks for what belongs to it and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils import timezone

from accounts.actor import Actor
from cases.actions.safeguards import Particulars
from cases.models import Need, Safeguard, Signposting, SupportService
from cases.rules.safeguards import INSTRUCTIONS, ends_on, review_on
from cases.victims import ChosenDetail
from cases.web.forms import OwnedForm, PastDateField
from ui.forms import DateField, Form, OptionLabel

_KIND = Safeguard.Kind
HINTS: Mapping[str, str] = {
    _KIND.ADDRESS_MARKER: "Calls to an address are answered at once",
    _KIND.PHONE_MARKER: "Calls from a number are answered at once",
    _KIND.TECSOS: "An adapted phone: one press opens the line and gives the location",
    _KIND.SILENT_CALL: "What to do when nobody speaks",
    _KIND.ALARM: "Of a sanctuary scheme, worn or in the home",
    _KIND.SAFETY_PLAN: "Steps agreed with the victim, each with who and by when",
    _KIND.IDVA: "The adviser who works with them",
    _KIND.SUPPORT: "A service that works with them now",
}
# What belongs to each kind, in the order in which it is asked.
PARTICULARS: Mapping[str, tuple[str, ...]] = {
    _KIND.ADDRESS_MARKER: ("address",),
    _KIND.PHONE_MARKER: ("phone",),
    _KIND.TECSOS: ("phone", "device", "supplier", "tested_on"),
    _KIND.SILENT_CALL: ("phone",),
    _KIND.ALARM: ("address", "device", "supplier", "tested_on"),
    _KIND.SAFETY_PLAN: (),
    _KIND.IDVA: ("service", "adviser"),
    _KIND.SUPPORT: ("service", "adviser"),
}


class ChooseSafeguardForm(Form):
    """Which kind of measure."""

    kind = forms.ChoiceField(
        label="What will protect them?",
        choices=[(kind.value, OptionLabel(str(kind.label), hint=HINTS[kind])) for kind in _KIND],
        widget=forms.RadioSelect,
    )


class SafeguardForm(OwnedForm):
    """One measure for one victim. `details` are the addresses and numbers that the reader may see."""

    address = forms.ChoiceField(label="Which address?", required=False, widget=forms.RadioSelect)
    phone = forms.ChoiceField(label="Which number?", required=False, widget=forms.RadioSelect)
    device = forms.CharField(
        label="Device", max_length=60, required=False, help_text="What is written on it, no telephone number",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
    )  # fmt: skip
    supplier = forms.CharField(label="Supplier", max_length=120, required=False)
    service = forms.ModelChoiceField(
        queryset=SupportService.objects.none(), label="Service", required=False, empty_label="None of the directory"
    )
    adviser = forms.CharField(label="Whom to speak to there", max_length=120, required=False)
    tested_on = PastDateField(label="Last tested on", required=False)
    instruction = forms.CharField(
        label="What must the control room do?", max_length=500, help_text="No address",
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    starts_on = DateField(label="Starts on")
    review_on = DateField(label="Review on")
    ends_on = DateField(label="Last day", required=False)
    field_order = (
        "address", "phone", "device", "supplier", "service", "adviser", "tested_on", "instruction", "owner",
        "starts_on", "review_on", "ends_on",
    )  # fmt: skip

    def __init__(self, *args: Any, kind: str, details: Iterable[ChosenDetail], actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = PARTICULARS[kind]
        for name in {"address", "phone", "device", "supplier", "service", "adviser", "tested_on"} - set(asked):
            del self.fields[name]
        fields: Any = self.fields
        for name in {"address", "phone"} & set(asked):
            choices = [(each.number, each.text) for each in details if each.kind == name]
            fields[name].choices = [*choices, ("", "Not known, or not shown to me")]
        if "service" in asked:
            fields["service"].queryset = SupportService.objects.visible_to(actor).listed()

    def said(self) -> dict[str, Any]:
        """What was typed, as the action takes it."""
        typed = dict(self.cleaned_data)
        values = {name: typed.pop(name) for name in Particulars.__slots__ if name in typed}
        for name in {"address", "phone"} & values.keys():
            values[name] = int(values[name]) if values[name] else None
        return typed | {"particulars": Particulars(**values)}


def offered(kind: str, owner: int | None) -> dict[str, Any]:
    """What stands in the form before anybody types."""
    today = timezone.localdate()
    return {
        "instruction": INSTRUCTIONS[kind], "owner": owner, "starts_on": today, "review_on": review_on(today),
        "ends_on": ends_on(kind, today), "address": "", "phone": "",
    }  # fmt: skip


class RenewSafeguardForm(OwnedForm):
    """That a measure was looked at and goes on."""

    why = forms.CharField(
        label="What did you look at, and why does it go on?", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="No address",
    )  # fmt: skip
    review_on = DateField(label="Next review on")
    ends_on = DateField(label="Last day", required=False, help_text="Leave empty if it runs until somebody ends it")
    based_on = forms.IntegerField(widget=forms.HiddenInput)
    field_order = ("why", "review_on", "ends_on", "owner")


class TestSafeguardForm(Form):
    """That a device was tested."""

    __test__ = False

    tested_on = PastDateField(label="When was it tested?")
    works = forms.ChoiceField(
        label="Does it work?",
        choices=[("yes", "Yes"), ("no", OptionLabel("No", hint="Somebody is asked today to replace it"))],
        widget=forms.RadioSelect,
    )
    why = forms.CharField(
        label="What was tested, and what happened?", max_length=2000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="No address",
    )  # fmt: skip
    based_on = forms.IntegerField(widget=forms.HiddenInput)

    def said(self) -> dict[str, Any]:
        return self.cleaned_data | {"works": self.cleaned_data["works"] == "yes"}


class StepForm(Form):
    """A step of a safety plan."""

    what = forms.CharField(
        label="What is to be done?", max_length=500, widget=forms.Textarea(attrs={"rows": 2}), help_text="No address"
    )
    who = forms.CharField(label="Who does it?", max_length=120, help_text="The victim, an officer, the adviser …")
    due_on = DateField(label="By when?")


class StepDoneForm(Form):
    """What came of a step."""

    outcome = forms.CharField(
        label="What came of it?", max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Also if it was given up, and why. No address",
    )  # fmt: skip


class SearchServicesForm(Form):
    """What kind of help, where, in which language."""

    need = forms.ChoiceField(label="Help with", choices=[("", "Anything"), *Need.choices], required=False)
    words = forms.CharField(label="Name or word", max_length=60, required=False)
    language = forms.CharField(label="Language", max_length=40, required=False, help_text="Besides English")


class SignpostForm(Form):
    """That a victim was told of a service."""

    way = forms.ChoiceField(label="What was done?", choices=Signposting.Way.choices, widget=forms.RadioSelect)
    note = forms.CharField(
        label="Note", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2}), help_text="No address"
    )
