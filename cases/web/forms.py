"""Forms of the card, the record and casework."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import Force, User
from cases.owners import owners_in
from register.models import (
    Address,
    Identifier,
    Person,
    PersonName,
    Protection,
    Source,
    SubjectCategory,
    WarningSignal,
)
from register.rules.zones import NotAnArea, read_point
from ui.forms import DateField, Form, OptionLabel


class PastDateField(DateField):
    """A day that has come: today or before."""

    def to_python(self, value: Any) -> date | None:
        found = super().to_python(value)
        if found is not None and found > timezone.localdate():
            raise ValidationError(f"{self.label} must be today or in the past", code="future")
        return found


def source_field() -> forms.ChoiceField:
    return forms.ChoiceField(label="Who says so", choices=Source.choices, initial=Source.OFFICER)


def confirmed_field() -> forms.BooleanField:
    return forms.BooleanField(label="This was checked", required=False)


class SightingForm(Form):
    """What a caller says, in one step. Each box may stay empty, but not all of them."""

    place = forms.CharField(label="Where", max_length=200, required=False)
    phone = forms.CharField(label="Number given", max_length=60, required=False)
    incident_number = forms.CharField(label="Incident number", max_length=40, required=False)
    note = forms.CharField(
        label="What they say", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 1})
    )

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if not self.errors and not any(typed.get(name) for name in ("place", "phone", "note")):
            self.add_error("place", "Type a place, a number or what the caller says")
        return typed


class NameForm(Form):
    """A name, an alias or a former name."""

    forenames = forms.CharField(label="Forenames", max_length=120, required=False)
    surname = forms.CharField(label="Surname", max_length=120, required=False)
    kind = forms.ChoiceField(
        label="What kind of name", choices=PersonName.Kind.choices, initial=PersonName.Kind.ALIAS,
        widget=forms.RadioSelect,
    )  # fmt: skip
    source = source_field()
    is_confirmed = confirmed_field()


class AddressForm(Form):
    """An address. The police force follows from the postcode where it is left open."""

    kind = forms.ChoiceField(
        label="What kind of address", choices=Address.Kind.choices, initial=Address.Kind.HOME, widget=forms.RadioSelect
    )
    line_1 = forms.CharField(label="House and street", max_length=200, required=False)
    line_2 = forms.CharField(label="Second line", max_length=200, required=False)
    town = forms.CharField(label="Town", max_length=100, required=False)
    postcode = forms.CharField(
        label="Postcode",
        max_length=10,
        required=False,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
    )
    police_force = forms.ModelChoiceField(
        queryset=Force.objects.all(),
        required=False,
        label="Police force of the area",
        empty_label="Work it out from the postcode",
        help_text="If it is a new home in another force’s area, that force is alerted at once.",
    )
    protection = forms.ChoiceField(label="Who may see it", choices=Protection.choices, widget=forms.RadioSelect)
    starts_on = PastDateField(label="Since when", required=False)
    source = source_field()
    is_confirmed = confirmed_field()
    uprn = forms.RegexField(
        label="Unique property reference number (UPRN)", regex=r"^[0-9]{1,12}$", required=False,
        help_text="If the force’s address finder gives it",
        error_messages={"invalid": "The UPRN must be a number of up to 12 digits"},
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10", "inputmode": "numeric"}),
    )  # fmt: skip
    easting = forms.IntegerField(
        label="Easting in metres", required=False, help_text="On the British National Grid, if it is known",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-5", "inputmode": "numeric"}),
    )  # fmt: skip
    northing = forms.IntegerField(
        label="Northing in metres", required=False,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-5", "inputmode": "numeric"}),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        easting, northing = typed.get("easting"), typed.get("northing")
        if (easting is None) != (northing is None):
            self.add_error("northing" if northing is None else "easting", "Give both the easting and the northing")
        elif easting is not None and northing is not None:
            try:
                read_point(easting, northing)
            except NotAnArea as problem:
                self.add_error("easting", str(problem))
        return typed


class PhoneForm(Form):
    """A telephone number."""

    number = forms.CharField(label="Number", max_length=60, help_text="As you heard it")
    protection = forms.ChoiceField(label="Who may see it", choices=Protection.choices, widget=forms.RadioSelect)
    source = source_field()
    is_confirmed = confirmed_field()


class VehicleForm(Form):
    """A vehicle by its mark."""

    mark = forms.CharField(label="Registration mark", max_length=12, help_text="The part that is known is enough")
    description = forms.CharField(label="Make, model, colour", max_length=120, required=False)
    source = source_field()
    is_confirmed = confirmed_field()


class OnlineHandleForm(Form):
    """A name somebody uses online."""

    service = forms.CharField(label="Service", max_length=60, help_text="Such as the name of the site, app or game")
    handle = forms.CharField(label="Name they use there", max_length=200)
    source = source_field()


class EndFactForm(Form):
    """Since when a fact no longer holds."""

    on = PastDateField(label="Ended on", help_text="The first day on which it no longer holds, as far as is known")


class IdentifierForm(Form):
    """An official number."""

    kind = forms.ChoiceField(label="What kind of number", choices=[("", "Choose"), *Identifier.Kind.choices])
    text = forms.CharField(label="Number", max_length=60)
    source = source_field()
    is_confirmed = confirmed_field()


class DangerMarkerForm(Form):
    """A warning to whoever goes to the door."""

    signal = forms.ModelChoiceField(queryset=WarningSignal.objects.all(), label="Danger", empty_label="Choose")
    narrative = forms.CharField(label="What is known", max_length=300, required=False, help_text="No address")
    review_on = DateField(label="Review on")
    source = source_field()


class CorrectPersonForm(Form):
    """What the record says of the person itself. `version` and `seen` are what it said when the form was opened."""

    COMPARED: ClassVar[tuple[str, ...]] = ("forenames", "surname", "date_of_birth", "sex", "subject_category")

    forenames = forms.CharField(label="Forenames", max_length=120, required=False)
    surname = forms.CharField(label="Surname", max_length=120, required=False)
    date_of_birth = PastDateField(label="Date of birth", required=False)
    sex = forms.ChoiceField(label="Sex", choices=Person.Sex.choices, widget=forms.RadioSelect)
    subject_category = forms.ChoiceField(
        label="In what capacity", choices=SubjectCategory.choices, widget=forms.RadioSelect
    )
    source = source_field()
    version = forms.IntegerField(widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput)


class RestrictForm(Form):
    """Closing a record, or opening it again."""

    is_restricted = forms.ChoiceField(
        label="Who may see this record",
        choices=[
            ("", OptionLabel("Everybody whose role may", hint="The record is open as others are")),
            ("yes", OptionLabel("Named roles of its own force only", hint="And those who have an exception")),
        ],
        required=False,
        widget=forms.RadioSelect,
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class AnswerNearAlertForm(Form):
    """What was done to keep somebody safe."""

    what_was_done = forms.CharField(
        label="What was done to keep them safe?", max_length=2000, help_text="No address",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say what was done to keep them safe"},
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput)


class OwnedForm(Form):
    """A form that names an owner from the force."""

    owner = forms.ModelChoiceField(queryset=User.objects.none(), label="Owner", empty_label="Choose")

    def __init__(self, *args: Any, force_id: int | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = owners_in(force_id, on=timezone.localdate())  # type: ignore[attr-defined]


class OpenCaseForm(OwnedForm):
    """Who owns the case and when it is looked at again."""

    next_review_on = DateField(label="Review on", required=False, help_text="Leave empty for four weeks from today")

    def clean_next_review_on(self) -> date | None:
        chosen: date | None = self.cleaned_data["next_review_on"]
        if chosen is not None and chosen < timezone.localdate():
            raise ValidationError("Review on must be today or later")
        return chosen


class EndSafeguardForm(Form):
    """Why a measure ends."""

    why = forms.CharField(
        label="Why does it end?", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Why it is no longer needed, or what takes its place",
    )  # fmt: skip


class CloseCaseForm(Form):
    """Why a case is closed."""

    why = forms.CharField(
        label="Why is the case closed?", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What has changed, and who agreed",
    )  # fmt: skip


class ChildForm(Form):
    """A child who sees, hears or lives with the abuse."""

    name = forms.CharField(label="Name", max_length=120, help_text="Or what is known, such as “a boy of about 4”")
    date_of_birth = PastDateField(label="Date of birth", required=False)
    lives_with_victim = forms.BooleanField(label="Lives with the victim", required=False, initial=True)
    note = forms.CharField(label="Note", max_length=300, required=False, help_text="No address")


class DecideConflictForm(Form):
    """Which of two words counts, and why."""

    decision = forms.ChoiceField(
        label="Which is right?",
        choices=[("keep", "What is in the register stays"), ("take", "The force’s system is right: take what it says")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose which of the two is right."},
    )
    why = forms.CharField(
        label="Reason",
        help_text="How you know. Whoever reads the record next must be able to follow it.",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Give a reason: whoever reads the record next must be able to follow it."},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
