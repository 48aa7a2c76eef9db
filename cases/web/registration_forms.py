"""Forms of the life of a registration."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from accounts.models import User
from cases.owners import owners_in
from cases.web.forms import PastDateField
from register.models import Registration
from register.rules.gates import open_gates
from ui.forms import DateField, Form, OptionLabel

YES_NO = [("yes", "Yes"), ("no", "No")]


def words_field(label: str, *, hint: str = "", is_required: bool = True) -> forms.CharField:
    """A box for reasons."""
    return forms.CharField(
        label=label, max_length=2000, required=is_required, help_text=hint, widget=forms.Textarea(attrs={"rows": 3})
    )


class VersionedForm(Form):
    """A form that acts on a registration as it was when the form was opened."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class ProposeRegistrationForm(Form):
    """Through which gate, why, and under which regime."""

    gate = forms.ChoiceField(
        label="Gate", widget=forms.RadioSelect, error_messages={"required": "Select the gate that opens registration"}
    )
    gate_reason = words_field("Reason", hint="What opens the gate, and why registration is necessary")
    proportionality = words_field(
        "Why it is proportionate", is_required=False,
        hint="Asked of a police designation: what else was considered, and why it is not enough",
    )  # fmt: skip
    risk_of_serious_harm = forms.ChoiceField(
        label="Risk of serious harm", required=False, choices=[("", "Not assessed"), *Registration.HarmRisk.choices]
    )
    regime = forms.ChoiceField(
        label="Notification requirement", choices=Registration.Regime.choices, widget=forms.RadioSelect
    )
    starts_on = PastDateField(label="Starts on")
    ends_on = DateField(label="Last day", required=False, help_text="Leave empty if it is indefinite, or not known yet")
    is_indefinite = forms.BooleanField(label="The law makes it indefinite", required=False)
    offender_manager = forms.ModelChoiceField(
        queryset=User.objects.none(), label="Offender manager", required=False, empty_label="Not chosen yet"
    )

    def __init__(self, *args: Any, force_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        managers = owners_in(force_id, on=timezone.localdate(), roles=("offender-manager",))
        self.fields["offender_manager"].queryset = managers  # type: ignore[attr-defined]
        gates = [(one.code, OptionLabel(one.title, hint=one.model)) for one in open_gates(timezone.localdate())]
        self.fields["gate"].choices = gates  # type: ignore[attr-defined]


class DecideRegistrationForm(VersionedForm):
    """Whether a proposed person is registered, and why."""

    is_approved = forms.ChoiceField(
        label="Should this person be registered?", choices=YES_NO, widget=forms.RadioSelect,
        error_messages={"required": "Select yes or no"},
    )  # fmt: skip
    why = words_field("Reason")


class NoticeForm(VersionedForm):
    """When, by whom and how the person was told."""

    given_on = PastDateField(label="Told in writing on")
    given_by = forms.CharField(label="Who gave the notice?", max_length=120, help_text="Name and role")
    means = forms.ChoiceField(
        label="How was it given?", choices=Registration.NoticeMeans.choices[:-1], widget=forms.RadioSelect,
        error_messages={"required": "Select how it was given"},
    )  # fmt: skip
