"""Forms of notification: changes, stays, absences, and taking a notification."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any, ClassVar

from django import forms

from cases.web.forms import PastDateField
from register.models import Absence, Acknowledgement, Breach, Notification, NotificationItem, ProtectiveOrder
from register.rules.notifications.particulars import PARTICULARS, Particular, is_untold, titles_of
from register.rules.regimes.table import BEFOREHAND, HAPPENINGS, DutyKind
from register.rules.time_limits import LONDON
from ui.forms import DateField, Form, OptionLabel

TOLD_APART = (DutyKind.NAME, DutyKind.HOME_ADDRESS)
TIMED = (DutyKind.TRAVEL, DutyKind.ABSENCE)
SHORT, TEXT = {"rows": 1}, {"rows": 2}
WHEN = {
    DutyKind.OTHER_ADDRESS: "The day on which 7 days within 12 months were complete",
    DutyKind.CHILD_HOUSEHOLD: "The day on which they had stayed there for 12 hours",
    DutyKind.TRAVEL: "The day of departure",
    DutyKind.ABSENCE: "The day of leaving home",
    DutyKind.INTENDED_NAME: "The day from which they mean to use it",
}


class ClockField(forms.TimeField):
    """A time of day as people write it: 14:05, 14.05 or 1405."""

    widget = forms.TextInput(attrs={"class": "govuk-input--width-5"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=["%H:%M", "%H.%M", "%H%M"], **kwargs)
        self.error_messages["invalid"] = f"{self.label} must be a time like 14:05"


def moment_of(on: date, at: time) -> datetime:
    """The moment of a wall clock in England and Wales."""
    return datetime.combine(on, at, tzinfo=LONDON)


def particular_fields(kind: DutyKind) -> dict[str, forms.CharField]:
    """A field for each particular of the kind. All may stay empty: what is missing is shown and asked for later."""
    return {each.code: _particular(each) for each in PARTICULARS.get(kind, ())}


def _particular(each: Particular) -> forms.CharField:
    hint = "Only the last four characters are kept" if each.is_number else ""
    return forms.CharField(label=each.title, max_length=300, required=False, help_text=hint)


class ChangeForm(Form):
    """A change of one kind: whether it has happened, on which day, and what the law asks of it."""

    has_happened = forms.ChoiceField(
        label="Has it happened?",
        choices=[
            ("yes", "Yes"),
            ("no", OptionLabel("Not yet", hint="It is announced for a day that lies ahead")),
        ],
        widget=forms.RadioSelect,
    )
    on = DateField(label="On which day")
    at = ClockField(label="At what time, if known", required=False)
    known_on = PastDateField(label="When did they know of it", required=False)
    detail = forms.CharField(label="What else is known", max_length=2000, required=False, widget=forms.Textarea(TEXT))
    order = forms.ModelChoiceField(
        queryset=ProtectiveOrder.objects.none(), label="Which order asks for it", empty_label="Choose", required=False
    )

    def __init__(self, *args: Any, kind: DutyKind, orders: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind in BEFOREHAND:
            del self.fields["has_happened"]
        if kind not in TIMED:
            del self.fields["at"]
        if kind is not DutyKind.TRAVEL:
            del self.fields["known_on"]
        if kind is DutyKind.COURT_ITEM:
            self.fields["order"].queryset = orders  # type: ignore[attr-defined]
        else:
            del self.fields["order"]
        self.fields["on"].help_text = WHEN.get(kind, "")
        self.fields |= particular_fields(kind)
        last = [name for name in ("detail", "order") if name in self.fields]
        self.order_fields([*(name for name in self.fields if name not in last), *last])


class SettleForm(Form):
    """Whether a change came about."""

    came_about = forms.ChoiceField(
        label="Has it come about?",
        choices=[
            ("yes", "Yes"),
            ("no", OptionLabel("It did not happen", hint="Or it was recorded in error")),
        ],
        widget=forms.RadioSelect,
    )
    on = PastDateField(label="On which day, if it came about", required=False)
    why = forms.CharField(
        label="If it did not: how is that known?", max_length=500, required=False, widget=forms.Textarea(TEXT)
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if typed.get("came_about") == "yes" and not typed.get("on") and "on" not in self.errors:
            self.add_error("on", "Enter the day on which it came about")
        return typed


class StayForm(Form):
    """Days at an address that is not home."""

    place = forms.CharField(label="Address", max_length=300, help_text="As it was given before, if they stayed there")
    starts_on = PastDateField(label="First day")
    ends_on = PastDateField(label="Last day", help_text="Both days count")


class AbsenceForm(Form):
    """Custody, hospital detention, or time abroad."""

    kind = forms.ChoiceField(label="Where are they?", choices=Absence.Kind.choices, widget=forms.RadioSelect)
    starts_on = PastDateField(label="Since when")
    expected_end_on = DateField(label="Release or return, as far as is known", required=False)
    is_return_told = forms.BooleanField(
        label="Abroad: the day and place of return were notified before departure", required=False
    )
    how_known = forms.CharField(label="How this is known", max_length=200, required=False)


class EndAbsenceForm(Form):
    """The day of release or return."""

    ended_on = PastDateField(label="Day of release or return", help_text="That day counts again")
    version = forms.IntegerField(widget=forms.HiddenInput)


class GivenForm(Form):
    """When, where, how and to whom a notification was given."""

    taken_on = PastDateField(label="Day")
    taken_time = ClockField(label="Time")
    method = forms.ChoiceField(
        label="How was it given?",
        choices=[
            (Notification.Method.COUNTER.value, "At a front counter"),
            (Notification.Method.IN_PERSON.value, "In person elsewhere in a police station"),
            (
                Notification.Method.VIDEO.value,
                OptionLabel("By video", hint="No law in force allows this yet: it is kept, and may not count"),
            ),
        ],
        widget=forms.RadioSelect,
    )
    police_station = forms.CharField(label="Police station", max_length=200)
    taken_by_name = forms.CharField(
        label="Who took it, if not you", max_length=120, required=False, help_text="Name, rank and number"
    )
    identity_check = forms.ChoiceField(
        label="How do you know who they are?", choices=Notification.Identity.choices, widget=forms.RadioSelect
    )
    identity_detail = forms.CharField(
        label="What was seen or done", max_length=200, required=False, help_text="Not the number of a document"
    )
    refused = forms.ChoiceField(
        label="Did they refuse fingerprints or a photograph?",
        choices=[
            ("", OptionLabel("No", hint="Or they were not asked")),
            *[(value, label) for value, label in Notification.Refusal.choices if value],
        ],
        required=False,
        widget=forms.RadioSelect,
    )
    has_fixed_abode = forms.ChoiceField(
        label="Have they a home address?",
        choices=[
            ("yes", "Yes"),
            ("no", OptionLabel("No fixed abode", hint="Where the law asks, they must then notify every week")),
        ],
        initial="yes",
        widget=forms.RadioSelect,
    )
    remarks = forms.CharField(
        label="Remarks", max_length=4000, required=False, widget=forms.Textarea(TEXT),
        help_text="For the police only: not on the acknowledgement",
    )  # fmt: skip
    based_on = forms.IntegerField(widget=forms.HiddenInput)
    offered = forms.CharField(widget=forms.HiddenInput, required=False)


def said_field() -> forms.CharField:
    return forms.CharField(label="What they said", max_length=2000, required=False, widget=forms.Textarea(TEXT))


class JudgedForm(Form):
    """What was said of one thing, and what the officer thinks of it."""

    said = said_field()
    outcome = forms.ChoiceField(
        label="Is it complete?", choices=NotificationItem.Outcome.choices, initial=NotificationItem.Outcome.COMPLETE,
    )  # fmt: skip
    doubt = forms.CharField(
        label="If not: what is missing, or why may it be false?", max_length=2000, required=False,
        widget=forms.Textarea(SHORT),
    )  # fmt: skip

    @property
    def is_open(self) -> bool:
        """Whether the page shows it unfolded: something was typed into it."""
        return self.is_bound and self.has_changed()

    def is_told(self) -> bool:
        """Whether anything of it was told."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        is_doubted = typed.get("outcome") not in (None, NotificationItem.Outcome.COMPLETE)
        if self.is_told() and is_doubted and not typed.get("doubt"):
            self.add_error("doubt", "Say what is missing, or why it may be false")
        return typed


class OfferForm(JudgedForm):
    """One open duty or announced change, ticked where the person told it."""

    is_told_now = forms.BooleanField(label="Notified now", required=False)

    def __init__(self, *args: Any, kind: DutyKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given = particular_fields(kind)
        self.kind, self.asked = kind, tuple(given)
        self.fields |= given
        self.order_fields(["is_told_now", *given, "said", "outcome", "doubt"])

    def is_told(self) -> bool:
        return bool(self.cleaned_data.get("is_told_now"))

    def clean(self) -> dict[str, Any]:
        typed = super().clean()
        given = {name: typed.get(name) or "" for name in self.asked}
        if self.is_told() and is_untold(self.kind, typed.get("said") or "", given):
            self.add_error("said", "Write what they said, or untick “Notified now”")
        return typed


class NewForm(JudgedForm):
    """A change that is told now. Its row counts as soon as anything of `NAMED` is typed; then it needs its day."""

    NAMED: ClassVar[tuple[str, ...]] = ()
    on = DateField(label="Since when", required=False, help_text="A day that lies ahead announces it")

    def is_told(self) -> bool:
        return any(self.cleaned_data.get(name) for name in self.NAMED)

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if self.is_told() and not typed.get("on") and "on" not in self.errors:
            self.add_error("on", "Enter the day on which it happened, or for which it is planned")
        return typed


class NewNameForm(NewForm):
    """A name that was not notified before."""

    NAMED: ClassVar[tuple[str, ...]] = ("forenames", "surname")
    forenames = forms.CharField(label="Forenames", max_length=120, required=False)
    surname = forms.CharField(label="Surname", max_length=120, required=False)
    field_order = ("forenames", "surname", "on", "said", "outcome", "doubt")


class NewHomeForm(NewForm):
    """A home address that was not notified before."""

    NAMED: ClassVar[tuple[str, ...]] = ("line_1", "town", "postcode")
    line_1 = forms.CharField(label="House and street", max_length=200, required=False)
    line_2 = forms.CharField(label="Second line", max_length=200, required=False)
    town = forms.CharField(label="Town", max_length=100, required=False)
    postcode = forms.CharField(
        label="Postcode", max_length=10, required=False,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
    )  # fmt: skip
    field_order = ("line_1", "line_2", "town", "postcode", "on", "said", "outcome", "doubt")


class OtherChangeForm(NewForm):
    """Another change that is told now, of a kind that is chosen."""

    NAMED: ClassVar[tuple[str, ...]] = ("kind",)
    kind = forms.ChoiceField(
        label="What has changed",
        choices=[("", "Nothing more"), *titles_of(kind for kind in HAPPENINGS if kind not in TOLD_APART)],
        required=False,
    )
    field_order = ("kind", "on", "said", "outcome", "doubt")

    def clean(self) -> dict[str, Any]:
        typed = super().clean()
        if typed.get("said") and not typed.get("kind"):
            self.add_error("kind", "Choose what has changed, or clear what was said")
        return typed


class ToldPhoneForm(Form):
    """A telephone number that was told."""

    number = forms.CharField(label="Telephone number", max_length=60, required=False)


class LanguageForm(Form):
    """The language of an acknowledgement."""

    language = forms.ChoiceField(
        label="In which language?", choices=Acknowledgement.Language.choices, widget=forms.RadioSelect
    )


class SuspectForm(Form):
    """What makes somebody suspect a failure."""

    why = forms.CharField(label="What makes you suspect it?", max_length=2000, widget=forms.Textarea(TEXT))


class ExcuseForm(Form):
    """What the person gives as the reason of a failure."""

    excuse = forms.CharField(
        label="What do they say?", max_length=2000, widget=forms.Textarea({"rows": 4}),
        help_text="In their words, with what was seen or shown to prove it",
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput)


class DecideBreachForm(Form):
    """Whether there was a failure without reasonable excuse."""

    decision = forms.ChoiceField(
        label="What do you decide?",
        choices=[
            (Breach.Status.EXCUSED.value, OptionLabel("Reasonable excuse", hint="What they say explains the failure")),
            (
                Breach.Status.NO_BREACH.value,
                OptionLabel("No breach", hint="Such as where the day rested on a wrong fact"),
            ),
        ],
        widget=forms.RadioSelect,
    )
    why = forms.CharField(label="Why?", max_length=2000, widget=forms.Textarea({"rows": 4}))
    version = forms.IntegerField(widget=forms.HiddenInput)


class ReferForm(Form):
    """To whom a failure is referred."""

    referred_to = forms.CharField(label="To whom is it referred?", max_length=200)
    referral_number = forms.CharField(label="Crime or file number", max_length=60, required=False)
    why = forms.CharField(
        label="Why?", max_length=2000, widget=forms.Textarea({"rows": 4}),
        help_text="What shows the failure, and why an excuse that was given does not explain it",
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput)


class ConcludeForm(Form):
    """What came of a referral."""

    outcome = forms.ChoiceField(label="What came of it?", choices=Breach.Outcome.choices, widget=forms.RadioSelect)
    why = forms.CharField(label="In more words", max_length=2000, widget=forms.Textarea({"rows": 3}))
    version = forms.IntegerField(widget=forms.HiddenInput)
