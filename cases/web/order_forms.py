"""Forms of a protective order: each is one thing that happened to it."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from cases.web.forms import PastDateField
from register.models import ComplianceReport, ProtectiveOrder
from register.rules.orders import ORDER_KINDS, ConditionType, missing_in_condition
from register.rules.zones import NotAnArea, read_area, read_point
from ui.forms import DateField, Form, OptionLabel

KINDS = [("", "Choose"), *((kind.code, f"{kind.title} ({kind.code})") for kind in ORDER_KINDS.values())]
CONDITION_LABELS = {
    ConditionType.NO_CONTACT: "No contact",
    ConditionType.NO_VIOLENCE: "No violence or threats",
    ConditionType.EXCLUSION_DISTANCE: "Keep a distance away",
    ConditionType.EXCLUSION_PLACE: "Stay out of a place",
    ConditionType.EXCLUSION_AREA: "Stay out of an area",
    ConditionType.LEAVE_HOME: "Leave the home",
    ConditionType.RESIDENCE: "Live at an address",
    ConditionType.CURFEW: "Curfew",
    ConditionType.ELECTRONIC_MONITORING: "Electronic tag",
    ConditionType.PROGRAMME: "Attend a programme",
    ConditionType.TREATMENT: "Attend treatment",
    ConditionType.POLYGRAPH: "Polygraph tests",
    ConditionType.DEVICES: "Limits on phones and computers",
    ConditionType.TRAVEL: "No travel abroad",
    ConditionType.SURRENDER: "Hand something over",
    ConditionType.NOTIFY: "Notify the police",
    ConditionType.OTHER: "Another condition",
}
_SHORT = {"class": "govuk-input--width-5", "inputmode": "numeric"}
_TIME = re.compile(r"([01]?\d|2[0-3])[:.]?([0-5]\d)", re.ASCII)


class TimeField(forms.CharField):
    """A time of day on a 24-hour clock, such as 14:05."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs=_SHORT)
        super().__init__(max_length=5, widget=widget, **{"help_text": "On the 24-hour clock, such as 14:05", **options})

    def clean(self, value: Any) -> time | None:
        typed = super().clean(value)
        if not typed:
            return None
        found = _TIME.fullmatch(typed)
        if found is None:
            raise ValidationError(f"{self.label} must be a time such as 14:05", code="invalid")
        return time(int(found[1]), int(found[2]))


def moment_of(day: date | None, at: time | None) -> datetime | None:
    """The moment in England and Wales; None where the day or the time is missing."""
    return timezone.make_aware(datetime.combine(day, at)) if day and at else None


def why_field(label: str, hint: str = "") -> forms.CharField:
    return forms.CharField(label=label, max_length=2000, help_text=hint, widget=forms.Textarea(attrs={"rows": 3}))


class VersionedForm(Form):
    """A form about an order as it stood when the page was opened."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class OrderForm(Form):
    """An order or notice as it was made."""

    kind = forms.ChoiceField(label="What kind of order", choices=KINDS)
    court = forms.CharField(label="Court or issuing force", max_length=120, required=False)
    reference_number = forms.CharField(label="Reference number", max_length=60, required=False)
    made_on = PastDateField(label="Made on")
    is_without_notice = forms.BooleanField(label="It was made without notice to the person", required=False)
    served_on = PastDateField(label="Served on", required=False, help_text="Leave empty if it was not served yet")
    ends_on = DateField(label="Last day", required=False, help_text="Leave empty if it lasts until further order")
    ends_when = forms.CharField(
        label="Event that ends it", max_length=200, required=False,
        help_text="Only if it lasts until an event and not until a day, such as “the final hearing”",
    )  # fmt: skip
    arrest_power = forms.ChoiceField(
        label="Power of arrest", choices=ProtectiveOrder.ArrestPower.choices, required=False, widget=forms.RadioSelect,
        help_text="Only for occupation orders, injunctions and undertakings: other kinds need none",
    )  # fmt: skip
    certificate_sha256 = forms.RegexField(
        label="SHA-256 of the sealed order", regex=r"^[0-9a-fA-F]{64}$", required=False,
        help_text="If the force keeps the file: 64 letters and digits that prove which file it is",
        error_messages={"invalid": "The SHA-256 must be 64 letters and digits, from 0 to 9 and from a to f"},
    )  # fmt: skip

    def clean_certificate_sha256(self) -> str:
        return str(self.cleaned_data["certificate_sha256"]).lower()


class ConsiderForm(Form):
    """An order is being considered."""

    kind = forms.ChoiceField(label="What kind of order", choices=KINDS)
    day = PastDateField(label="Considered since: day")
    time = TimeField(label="Considered since: time")


class ApplicationForm(Form):
    """An application to a court."""

    applied_on = PastDateField(label="Applied on")
    applicant = forms.CharField(label="Who applied", max_length=120, required=False)
    court = forms.CharField(label="Court", max_length=120, required=False)
    hearing_on = DateField(label="Day of the hearing", required=False)


class ApplyForm(ApplicationForm):
    """An order was applied for that was not in the register before."""

    field_order = ("kind",)

    kind = forms.ChoiceField(label="What kind of order", choices=KINDS)


class ApplyConsideredForm(ApplicationForm):
    """The order that was considered was applied for: its kind is known."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class AdjournForm(VersionedForm):
    """The hearing was put off."""

    on = PastDateField(label="Adjourned on")
    hearing_on = DateField(label="Next hearing", required=False, help_text="Leave empty if no day is set")
    why = why_field("Why?")


class EndApplicationForm(VersionedForm):
    """There will be no order."""

    on = PastDateField(label="Decided on")
    why = why_field("Why will there be no order?", "Who decided, and on what grounds")


class MakeForm(VersionedForm):
    """A court made the order."""

    is_interim = forms.ChoiceField(
        label="What did the court make?", widget=forms.RadioSelect,
        choices=[
            ("", OptionLabel("The order")),
            ("yes", OptionLabel("An interim order", hint="Until the full hearing")),
        ],
        required=False,
    )  # fmt: skip
    made_on = PastDateField(label="Made on")
    court = forms.CharField(
        label="Court", max_length=120, required=False, help_text="Leave empty to keep what is there"
    )
    reference_number = forms.CharField(label="Reference number", max_length=60, required=False)
    is_without_notice = forms.BooleanField(label="It was made without notice to the person", required=False)
    ends_on = DateField(label="Last day", required=False, help_text="Leave empty if it lasts until further order")
    ends_when = forms.CharField(label="Event that ends it", max_length=200, required=False)


class ServeForm(VersionedForm):
    """The order was served."""

    served_on = PastDateField(label="Served on")
    time = TimeField(label="Time", required=False)
    served_by = forms.CharField(label="By whom", max_length=120, help_text="Name and collar number, or the firm")
    means = forms.ChoiceField(label="By what means", choices=ProtectiveOrder.Means.choices, widget=forms.RadioSelect)


class AwareForm(VersionedForm):
    """The person knows of the order."""

    aware_on = PastDateField(label="Aware since", help_text="The day on which they were told, and can be shown to know")


class VaryForm(VersionedForm):
    """The court varied the order."""

    on = PastDateField(label="Varied on")
    ended = forms.MultipleChoiceField(
        label="Which conditions did the court take away?", required=False, widget=forms.CheckboxSelectMultiple
    )
    ends_on = DateField(label="New last day", required=False, help_text="Leave empty if the court did not change it")
    why = why_field("What did the court decide?")

    def __init__(self, *args: Any, conditions: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ended"].choices = conditions  # type: ignore[attr-defined]


class DischargeForm(VersionedForm):
    """The court discharged the order."""

    on = PastDateField(label="Discharged on")
    why = why_field("Which court discharged it, and why?")


class BreachForm(VersionedForm):
    """The order was broken."""

    day = PastDateField(label="Day of the breach")
    time = TimeField(label="Time of the breach")
    account = forms.CharField(label="What happened", max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))
    incident_number = forms.CharField(label="Incident or crime number", max_length=40, required=False)
    arrested_day = PastDateField(label="Arrested on", required=False)
    arrested_time = TimeField(label="Time of the arrest", required=False)

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        has_day, has_time = bool(typed.get("arrested_day")), typed.get("arrested_time") is not None
        if has_day != has_time and not self.errors:
            missing = "arrested_time" if has_day else "arrested_day"
            self.add_error(missing, "Give both the day and the time of the arrest: a court must see them in time")
        return typed


class AppealForm(VersionedForm):
    """An appeal was made."""

    appealed_on = PastDateField(label="Appealed on")


class EndAppealForm(VersionedForm):
    """The appeal was decided or withdrawn."""

    ended_on = PastDateField(label="Decided or withdrawn on")


class ResponsiblePersonForm(VersionedForm):
    """Who supervises the requirements."""

    name = forms.CharField(label="Name and organisation", max_length=200)


class ReportForm(VersionedForm):
    """What the responsible person told the force."""

    outcome = forms.ChoiceField(
        label="What they reported", choices=ComplianceReport.Outcome.choices, widget=forms.RadioSelect
    )
    reported_on = PastDateField(label="Reported on")
    reported_by = forms.CharField(label="Who reported it", max_length=200)
    note = forms.CharField(
        label="What they said", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class ExtendMonitoringForm(VersionedForm):
    """A court let the tag run on."""

    until = DateField(label="New last day of the tag")


class ConditionForm(VersionedForm):
    """One condition, with its place, whom it protects, its time and its tag."""

    type = forms.ChoiceField(
        label="What kind of condition",
        choices=[("", "Choose"), *((kind.value, label) for kind, label in CONDITION_LABELS.items())],
    )
    text = forms.CharField(
        label="Words of the order", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Shown only to those who may see the place",
    )  # fmt: skip
    protected_people = forms.MultipleChoiceField(
        label="Whom it protects", required=False, widget=forms.CheckboxSelectMultiple
    )
    distance_metres = forms.IntegerField(
        label="Distance in metres", required=False, min_value=1, max_value=100_000, widget=forms.TextInput(attrs=_SHORT)
    )
    place = forms.CharField(
        label="Place", max_length=300, required=False, help_text="Shown as “a protected address” to most readers"
    )
    postcode = forms.CharField(
        label="Postcode",
        max_length=10,
        required=False,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
    )
    uprn = forms.RegexField(
        label="Unique property reference number (UPRN)", regex=r"^[0-9]{1,12}$", required=False,
        error_messages={"invalid": "The UPRN must be a number of up to 12 digits"},
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10", "inputmode": "numeric"}),
    )  # fmt: skip
    easting = forms.IntegerField(label="Easting in metres", required=False, widget=forms.TextInput(attrs=_SHORT))
    northing = forms.IntegerField(label="Northing in metres", required=False, widget=forms.TextInput(attrs=_SHORT))
    area = forms.CharField(
        label="Area", max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Corners on the British National Grid, one a line: easting, a space, northing",
    )  # fmt: skip
    starts_on = DateField(label="First day", required=False, help_text="Only if it differs from the order’s")
    ends_on = DateField(label="Last day", required=False, help_text="Only if it differs from the order’s")
    is_monitored = forms.BooleanField(label="An electronic tag watches over it", required=False)
    monitoring_starts_on = DateField(label="Tag from", required=False)
    monitoring_ends_on = DateField(label="Tag until", required=False)

    def __init__(self, *args: Any, victims: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["protected_people"].choices = victims  # type: ignore[attr-defined]

    def clean_area(self) -> tuple[tuple[int, int], ...] | None:
        typed: str = self.cleaned_data["area"]
        try:
            return read_area(typed) if typed else None
        except NotAnArea as problem:
            raise ValidationError(str(problem)) from problem

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        gap = missing_in_condition(
            typed.get("type", ""), distance_metres=typed.get("distance_metres"), has_area=bool(typed.get("area")),
            place=typed.get("place", ""), easting=typed.get("easting"), northing=typed.get("northing"),
        )  # fmt: skip
        if gap and gap[0] not in self.errors:
            self.add_error(*gap)
        self._check_point(typed)
        return typed

    def _check_point(self, typed: dict[str, Any]) -> None:
        easting, northing = typed.get("easting"), typed.get("northing")
        if easting is not None and northing is not None:
            try:
                read_point(easting, northing)
            except NotAnArea as problem:
                self.add_error("easting", str(problem))
