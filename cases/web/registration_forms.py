"""Forms of the life of a registration."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from accounts.models import User
from cases.owners import owners_in
from cases.web.forms import PastDateField
from register.models import IndefiniteReview, Registration, RegistrationAppeal, RegistrationReview
from register.rules.gates import open_gates
from ui.forms import DateField, Form, OptionLabel

YES_NO = [("yes", "Yes"), ("no", "No")]


def words_field(label: str, *, hint: str = "", is_required: bool = True) -> forms.CharField:
    """A box for reasons."""
    return forms.CharField(
        label=label, max_length=2000, required=is_required, help_text=hint, widget=forms.Textarea(attrs={"rows": 3})
    )


def risk_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label="Risk of serious harm", required=False, choices=[("", "Not assessed"), *Registration.HarmRisk.choices]
    )


class VersionedForm(Form):
    """A form that acts on a registration as it was when the form was opened."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class ProposeRegistrationForm(Form):
    """Through which gate, and why. The requirement to notify follows from the orders and convictions."""

    gate = forms.ChoiceField(
        label="Gate", widget=forms.RadioSelect, error_messages={"required": "Select the gate that opens registration"}
    )
    gate_reason = words_field("Reason", hint="What opens the gate, and why registration is necessary")
    proportionality = words_field(
        "Why it is proportionate", is_required=False,
        hint="Asked of a police designation: what else was considered, and why it is not enough",
    )  # fmt: skip
    afraid = words_field(
        "Who is afraid of whom?", is_required=False,
        hint="This person is held as harmed. Whoever abuses often accuses first: say what shows who holds the power",
    )  # fmt: skip
    risk_of_serious_harm = risk_field()
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


class ReviewForm(VersionedForm):
    """Whether a registration is still necessary, and why."""

    outcome = forms.ChoiceField(
        label="Is the registration still necessary and proportionate?", choices=RegistrationReview.Outcome.choices,
        widget=forms.RadioSelect, error_messages={"required": "Select whether to keep or to remove"},
    )  # fmt: skip
    reasons = words_field("Reasons")
    risk_of_serious_harm = risk_field()


class AppealForm(VersionedForm):
    """An appeal against what put somebody on the register."""

    court = forms.CharField(label="Court", max_length=120)
    lodged_on = PastDateField(label="Lodged on")
    is_stayed = forms.BooleanField(
        label="The court has suspended the requirements until it decides", required=False,
        help_text="Otherwise they go on",
    )  # fmt: skip
    stayed_on = PastDateField(
        label="Suspended from", required=False, help_text="Leave empty if from the day of the appeal"
    )


class StayForm(VersionedForm):
    """What the court did with the requirements while an appeal waits."""

    is_stayed = forms.TypedChoiceField(
        label="What did the court do?", coerce=lambda typed: typed == "yes", widget=forms.RadioSelect,
        choices=[("yes", "It suspended the requirements"), ("no", "It let them run again")],
        error_messages={"required": "Select what the court did"},
    )  # fmt: skip
    effective_on = PastDateField(label="From", help_text="A day on which they run counts")


class AppealDecidedForm(VersionedForm):
    """What came of an appeal."""

    outcome = forms.ChoiceField(
        label="What came of it?", choices=RegistrationAppeal.Outcome.choices, widget=forms.RadioSelect,
        error_messages={"required": "Select what came of it"},
    )  # fmt: skip
    decided_on = PastDateField(label="Decided on")
    why = words_field("What the court said")


class DischargeForm(VersionedForm):
    """The court that ended what the registration stands on."""

    court = forms.CharField(label="Court", max_length=120)
    decided_on = PastDateField(label="Decided on")
    why = words_field("What the court decided")


class TransferOutForm(VersionedForm):
    """Who outside England and Wales has accepted the registration."""

    accepted_by = forms.CharField(
        label="Who has accepted it?", max_length=200, help_text="Such as Police Scotland, and the name of the officer"
    )
    accepted_on = PastDateField(label="Accepted on")
    why = words_field("Why")


class WhyForm(VersionedForm):
    """Why."""

    why = words_field("Why")


class DeathForm(VersionedForm):
    """Who confirms that the person has died."""

    confirmed_by = forms.CharField(
        label="Who or what confirms the death?", max_length=200,
        help_text="Such as the death certificate, the coroner or the prison",
    )  # fmt: skip
    died_on = PastDateField(label="Died on", required=False, help_text="Leave empty if it is not known")
    why = words_field("How it became known")


class ApplicationForm(VersionedForm):
    """An application to end indefinite notification."""

    applied_on = PastDateField(label="Application received on", help_text="It must be in writing")
    first_notified_on = PastDateField(
        label="First notified after release on", help_text="The qualifying period runs from this day"
    )


class AcknowledgedForm(VersionedForm):
    """That the application was acknowledged."""

    acknowledged_on = PastDateField(label="Acknowledged in writing on")


class InformationForm(VersionedForm):
    """That the responsible bodies were asked."""

    asked_on = PastDateField(label="Information asked for on")


class ApplicationDecidedForm(VersionedForm):
    """The decision on the application."""

    outcome = forms.ChoiceField(
        label="What was decided?", choices=IndefiniteReview.Outcome.choices, widget=forms.RadioSelect,
        error_messages={"required": "Select what was decided"},
    )  # fmt: skip
    decided_on = PastDateField(label="Decided, and the person told, on")
    reasons = words_field("Reasons", hint="They are given to the person in writing", is_required=False)
    again_after_years = forms.IntegerField(
        label="If refused: years until the next application", required=False, min_value=8, max_value=15,
        help_text="8, unless the decision sets more, up to 15",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-2", "inputmode": "numeric"}),
    )  # fmt: skip


class ReviewAppealForm(VersionedForm):
    """That a court allowed the appeal against a refusal."""

    court = forms.CharField(label="Magistrates’ court", max_length=120)
    allowed_on = PastDateField(label="Allowed on")
