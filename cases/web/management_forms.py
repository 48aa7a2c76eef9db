"""Forms of how a registered person is managed."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import Force, User
from cases.web.forms import PastDateField
from register.managed.managers import managers_in, managing_in
from register.models import Registration, RiskPlan, Visit
from register.rules.visits import interval_in_words
from ui.forms import DateField, Form, OptionLabel

LONDON = ZoneInfo("Europe/London")
MEANINGS = {
    "low": "No sign that serious harm is likely",
    "medium": "Serious harm is unlikely unless circumstances change",
    "high": "Serious harm could happen at any time",
    "very_high": "Serious harm is imminent and more likely than not",
}
OUTCOMES = {
    "seen": "The clock of visits starts anew",
    "not_at_home": "A day to try again is set; the visit stays due",
    "refused": "A supervisor is asked what follows; the visit stays due",
    "address_doubtful": "A task asks to check the address; the visit stays due",
}


def text(label: str, *, rows: int = 3, longest: int = 2000, required: bool = True, hint: str = "") -> forms.CharField:
    return forms.CharField(
        label=label, max_length=longest, required=required, help_text=hint, widget=forms.Textarea(attrs={"rows": rows})
    )


def version() -> forms.IntegerField:
    return forms.IntegerField(widget=forms.HiddenInput)


class AssignForm(Form):
    """Who manages the registration from now on."""

    manager = forms.ModelChoiceField(
        queryset=User.objects.none(), label="Offender manager", empty_label="Nobody: the team’s queue holds it",
        required=False,
    )  # fmt: skip
    why = text("Why does the manager change?", hint="Such as leave, workload or a move of team")
    version = version()

    def __init__(self, *args: Any, force_id: int | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["manager"].queryset = managers_in(force_id, on=timezone.localdate())  # type: ignore[attr-defined]


class HandOverForm(Form):
    """Whose work goes to whom."""

    leaver = forms.ModelChoiceField(queryset=User.objects.none(), label="Whose registrations?", empty_label="Choose")
    to = forms.ModelChoiceField(
        queryset=User.objects.none(),
        label="To whom?",
        empty_label="Nobody: the team’s queue holds them",
        required=False,
    )
    why = text("Why?", hint="Such as leave or a move of team")

    def __init__(self, *args: Any, force_id: int | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["leaver"].queryset = managing_in(force_id)  # type: ignore[attr-defined]
        self.fields["to"].queryset = managers_in(force_id, on=timezone.localdate())  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or {}
        if typed.get("leaver") is not None and typed.get("leaver") == typed.get("to"):
            self.add_error("to", ValidationError("Choose somebody else than the one who hands over", code="same"))
        return typed


class LevelForm(Form):
    """The level of risk of serious harm, and the reasons for it."""

    why = text("Your reasons", rows=5, longest=4000, hint="What makes serious harm more or less likely, in your words")
    level = forms.ChoiceField(
        label="Level",
        choices=[
            (each.value, OptionLabel(each.label, hint=f"{MEANINGS[each]}. A visit every {interval_in_words(each)}"))
            for each in reversed(Registration.HarmRisk)
        ],
        widget=forms.RadioSelect,
    )
    version = version()


class LowerForm(LevelForm):
    """The lower level that a supervisor is asked to agree to."""

    is_reactive = forms.BooleanField(
        label="Without planned visits (reactive management)", required=False,
        help_text="After three years at low risk without a break. It is reviewed each year",
    )  # fmt: skip
    field_order = ("why", "level", "is_reactive")


class AnswerForm(Form):
    """Whether a second person agrees."""

    answer = forms.ChoiceField(
        label="Do you agree?",
        choices=[("yes", "Yes: the level is lowered now"), ("no", "No: it stays as it is")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether you agree."},
    )
    why = text("Why?")
    version = version()


class PlanVisitForm(Form):
    """When the next visit is made, and by whom."""

    planned_on = DateField(label="Day of the visit", help_text="For example, 27 11 2026")
    officer = forms.ModelChoiceField(
        queryset=User.objects.none(), label="Officer", empty_label="Not decided yet", required=False
    )
    note = text("What to look at", longest=1000, required=False, hint="No address: it stands in the record")
    version = version()

    def __init__(self, *args: Any, force_id: int | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["officer"].queryset = managers_in(force_id, on=timezone.localdate())  # type: ignore[attr-defined]


class RecordVisitForm(Form):
    """What a visit found. Only when, where and how it ended must be known."""

    visited_on = PastDateField(label="Day of the visit", help_text="For example, 27 11 2026")
    visited_time = forms.TimeField(
        label="Time", help_text="For example, 14:05", widget=forms.TextInput(attrs={"class": "govuk-input--width-5"}),
        error_messages={"invalid": "Enter the time with hours and minutes, such as 14:05."},
    )  # fmt: skip
    outcome = forms.ChoiceField(
        label="What came of it",
        choices=[(each.value, OptionLabel(each.label, hint=OUTCOMES[each])) for each in Visit.Outcome],
        widget=forms.RadioSelect,
    )
    place = forms.ChoiceField(label="Where", choices=Visit.Place.choices, widget=forms.RadioSelect)
    is_unannounced = forms.BooleanField(label="The visit was not announced", required=False)
    present = text("Who was there", rows=2, longest=1000, required=False, hint="Children too")
    circumstances = text("Living circumstances", rows=4, longest=4000, required=False,
                         hint="Household, work, relationships, devices, what has changed")  # fmt: skip
    concerns = text("Concerns", rows=3, longest=4000, required=False)
    asks_team = forms.ChoiceField(
        label="Who must act on the concerns?",
        choices=[
            ("", "Nobody"),
            ("supervisor", "Supervisors"),
            ("safeguarding-officer", "Safeguarding officers"),
            ("offender-manager", "Offender managers"),
        ],
        required=False,
        help_text="They get a task that is due on the next working day",
        widget=forms.RadioSelect,
    )
    follow_up = text("What follows", rows=3, required=False)
    version = version()

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or {}
        on, at = typed.get("visited_on"), typed.get("visited_time")
        if on and isinstance(at, time):
            moment = datetime.combine(on, at, LONDON)
            if moment > timezone.now():
                self.add_error("visited_time", ValidationError("The time must be in the past", code="future"))
            typed["visited_at"] = moment
        return typed


class PlanForm(Form):
    """A version of the risk management plan."""

    risks = text("What could happen", rows=4, longest=4000, hint="To whom, how, when it is most likely, how serious")
    protection = text("What protects", rows=3, longest=4000, required=False, hint="No address of anybody")
    strategy = text("How it is managed", rows=5, longest=4000,
                    hint="Supervision, treatment, monitoring, victim safety, what to do if the risk rises")  # fmt: skip
    mappa_level = forms.ChoiceField(
        label="Multi-agency management (MAPPA)", choices=RiskPlan.Mappa.choices, required=False,
        widget=forms.RadioSelect,
    )  # fmt: skip
    version = version()


class AnswerPlanForm(AnswerForm):
    """Whether a second person approves a plan."""

    answer = forms.ChoiceField(
        label="Do you approve it?",
        choices=[("yes", "Yes: it comes into force now"), ("no", "No: the plan in force stays")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether you approve the plan."},
    )
    field_order = ("answer", "why")


class PlanActionForm(Form):
    """Something to do under the plan."""

    measure = text("What must be done", longest=1000, hint="No address")
    owner = forms.ModelChoiceField(
        queryset=User.objects.none(), label="Who does it", empty_label="The team’s queue", required=False
    )
    due_on = DateField(label="By when", help_text="For example, 27 11 2026")
    version = version()

    def __init__(self, *args: Any, force_id: int | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = managers_in(force_id, on=timezone.localdate())  # type: ignore[attr-defined]


class ChangeActionForm(PlanActionForm):
    """Who does it now, and by when."""

    measure = None  # type: ignore[assignment]
    why = text("Why does it change?")
    field_order = ("owner", "due_on", "why")


class CloseActionForm(Form):
    """What came of an action."""

    answer = forms.ChoiceField(
        label="Was it done?", choices=[("yes", "Done"), ("no", "Not done, and not needed any more")],
        widget=forms.RadioSelect, error_messages={"required": "Choose whether it was done."},
    )  # fmt: skip
    came_of_it = text("What came of it, or why it is not done")
    version = version()


class OfferForm(Form):
    """To which force, why, and what it must know."""

    to_force = forms.ModelChoiceField(queryset=Force.objects.none(), label="To which force?", empty_label="Choose")
    why = text("Why?", hint="Such as a move of home that is confirmed")
    summary = text("What they must know", rows=6, longest=4000,
                   hint="Risk, plan, what works, what comes next. No address of a victim")  # fmt: skip
    version = version()

    def __init__(self, *args: Any, force_id: int | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to_force"].queryset = Force.objects.exclude(pk=force_id or 0).order_by("name")  # type: ignore[attr-defined]


class AnswerTransferForm(Form):
    """Whether the force takes a person over, and by whom they are managed then."""

    answer = forms.ChoiceField(
        label="Does your force take this person over?",
        choices=[("accept", "Accept: we are responsible from now on"), ("refuse", "Refuse: they stay responsible")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether your force accepts."},
    )
    manager = forms.ModelChoiceField(
        queryset=User.objects.none(), label="Offender manager", empty_label="Choose, if you accept", required=False
    )
    why = text("Reasons", hint="The other force reads this")
    version = version()

    def __init__(self, *args: Any, force_id: int | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["manager"].queryset = managers_in(force_id, on=timezone.localdate())  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or {}
        if typed.get("answer") == "accept" and not typed.get("manager"):
            self.add_error("manager", ValidationError("Name who manages this person from now on", code="required"))
        return typed


class WhyForm(Form):
    """Why something is undone."""

    why = text("Why?")
    version = version()
