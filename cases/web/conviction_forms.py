"""Forms of convictions, of what became of them on appeal, and of the listing under MAPPA."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from cases.web.forms import PastDateField
from register.models import Conviction, MappaListing
from register.rules.notification_periods import missing_term
from register.rules.offences import Offence, which_offence
from ui.forms import Form

LONGEST_TERM = 1200
UNDER_18 = [("", "Not known"), ("yes", "Yes"), ("no", "No")]


class OffenceField(forms.CharField):
    """An offence by its CJS code or words of its title. The list of suggestions is the browser's own: no script."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"list": "offences", "autocomplete": "off"})
        super().__init__(max_length=320, widget=widget, **kwargs)

    def clean(self, value: Any) -> Offence:
        typed = super().clean(value)
        try:
            return which_offence(typed)
        except ValueError as error:
            raise ValidationError(str(error), code="invalid") from error


def length_field(label: str, *, most: int, hint: str = "") -> forms.IntegerField:
    """A whole number of months or days."""
    return forms.IntegerField(
        label=label, required=False, min_value=0, max_value=most, help_text=hint,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-4", "inputmode": "numeric"}),
    )  # fmt: skip


class ConvictionForm(Form):
    """One conviction, finding or caution with its sentence."""

    offence = OffenceField(label="Offence", help_text="The CJS code, or words of the title: SC15004, or coercive")
    kind = forms.ChoiceField(
        label="What was it?", choices=Conviction.Kind.choices, initial=Conviction.Kind.CONVICTION,
        widget=forms.RadioSelect,
    )  # fmt: skip
    convicted_on = PastDateField(
        label="Day of the conviction, finding or caution", help_text="The relevant date: not the day of sentence"
    )
    court = forms.ChoiceField(
        label="Kind of court", required=False, choices=[("", "None, or not known"), *Conviction.Court.choices]
    )
    court_name = forms.CharField(label="Court", max_length=120, required=False, help_text="Such as Leeds")
    sentenced_on = PastDateField(label="Day of sentence", required=False)
    disposal = forms.ChoiceField(label="Sentence or disposal", choices=[("", "Choose"), *Conviction.Disposal.choices])
    term_months = length_field("Length in months", most=LONGEST_TERM, hint="Of imprisonment or a conditional discharge")
    term_days = length_field("And days", most=366)
    follows = forms.ChoiceField(
        label="Does the term run beside another?", required=False,
        help_text="Terms of one sentence count as one: consecutive ones are added up",
    )  # fmt: skip
    term_link = forms.ChoiceField(
        label="How it runs beside that one", required=False, choices=[("", "Choose"), *Conviction.TermLink.choices]
    )
    overlap_months = length_field("Time in common, in months", most=LONGEST_TERM, hint="Where they run partly together")
    overlap_days = length_field("And days in common", most=366)
    has_domestic_abuse_finding = forms.BooleanField(
        label="The court stated that the offence involved domestic abuse (Sentencing Code s.56A)", required=False
    )
    is_schedule_3_offence = forms.BooleanField(
        label="I have checked: this is an offence in Schedule 3 to the Sexual Offences Act 2003", required=False
    )

    def __init__(self, *args: Any, others: Iterable[tuple[int, str]], is_birth_known: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["follows"].choices = [("", "No"), *others]  # type: ignore[attr-defined]
        if not is_birth_known:
            self.fields["is_under_18"] = forms.ChoiceField(
                label="Were they under 18 on that day?", choices=UNDER_18, required=False,
                help_text="The date of birth is not recorded",
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if problem := missing_term(typed.get("disposal", ""), typed.get("term_months")):
            self.add_error("term_months", problem)
        if typed.get("follows") and not typed.get("term_link"):
            self.add_error("term_link", "Choose how the term runs beside the other")
        return typed


class QuashForm(Form):
    """That a court quashed a conviction."""

    court = forms.CharField(label="Court that decided", max_length=120)
    quashed_on = PastDateField(label="Quashed on")
    version = forms.IntegerField(widget=forms.HiddenInput)


class VaryForm(Form):
    """The sentence that a court put in the place of the first."""

    court = forms.CharField(label="Court that decided", max_length=120)
    varied_on = PastDateField(label="Varied on")
    disposal = forms.ChoiceField(label="New sentence", choices=[("", "Choose"), *Conviction.Disposal.choices])
    term_months = length_field("Length in months", most=LONGEST_TERM)
    term_days = length_field("And days", most=366)
    version = forms.IntegerField(widget=forms.HiddenInput)


class RequirementForm(Form):
    """Whether a conviction brings its requirement to notify, and why not."""

    is_required = forms.ChoiceField(
        label="Does this conviction require notification?", widget=forms.RadioSelect,
        error_messages={"required": "Select whether it requires notification"},
    )  # fmt: skip
    why = forms.CharField(
        label="If not: why not?", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Such as a condition of age or sentence in Schedule 3 that is not met",
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, may_be_none: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        yes, no = ("yes", "Yes: the requirement begins"), ("no", "No: the offence is not one of Schedule 3")
        self.fields["is_required"].choices = [yes, no] if may_be_none else [yes]  # type: ignore[attr-defined]
        if not may_be_none:
            del self.fields["why"]


class EndMappaForm(Form):
    """The last day of a listing under MAPPA."""

    ends_on = PastDateField(label="Last day under MAPPA")


class MappaForm(Form):
    """How somebody is managed under MAPPA."""

    category = forms.TypedChoiceField(
        label="Category", coerce=int, choices=MappaListing.Category.choices, widget=forms.RadioSelect,
        error_messages={"required": "Select the category"},
    )  # fmt: skip
    level = forms.TypedChoiceField(
        label="Level", coerce=int, choices=MappaListing.Level.choices, widget=forms.RadioSelect,
        error_messages={"required": "Select the level"},
    )  # fmt: skip
    has_domestic_abuse_marker = forms.BooleanField(label="With a domestic abuse marker", required=False)
    starts_on = PastDateField(label="From")
