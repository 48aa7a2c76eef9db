"""Forms of meetings, referrals, the directory of agencies and what is shared with them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import User
from cases.actions.meetings import Came, When
from cases.meetings.reached import attending, free_readers, partners, runners
from cases.models import Agency, Attendance, MeetingAction, MeetingKind, MeetingReferral
from cases.rules.meetings import CRITERIA, Kind
from cases.web.management_forms import text, version
from cases.web.notification_forms import ClockField, moment_of
from register.models import Person
from ui.dates import day
from ui.forms import DateField, Form, OptionLabel

USUAL_SHARE = timedelta(days=90)
KINDS = [
    (MeetingKind.MARAC, OptionLabel("MARAC", hint="About a victim at high risk, to make them safer")),
    (MeetingKind.MATAC, OptionLabel("MATAC", hint="About somebody who harms again and again, to stop them")),
    (MeetingKind.MAPPA, OptionLabel("MAPPA", hint="About a dangerous offender whom several agencies manage")),
]


class KindForm(Form):
    """Which meeting."""

    kind = forms.ChoiceField(label="Which meeting?", choices=KINDS, widget=forms.RadioSelect)


class WhenForm(Form):
    """When a meeting is, where, and whose it is."""

    starts_on = DateField(label="Day")
    starts_time = ClockField(label="Time")
    place = forms.CharField(label="Where", max_length=200, help_text="A room or a video link; nobody’s address")
    chair = forms.CharField(label="Who chairs it", max_length=120)
    owner = forms.ModelChoiceField(
        queryset=User.objects.none(), label="Who sees to it", empty_label="Choose",
        help_text="They are reminded of it, and of what agencies have promised",
    )  # fmt: skip

    def __init__(self, *args: Any, force_id: int | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = runners(force_id, on=timezone.localdate())
        self.fields["owner"].queryset = people  # type: ignore[attr-defined]

    def when(self) -> When:
        """What was typed, of a form that is valid."""
        typed = self.cleaned_data
        starts_at = moment_of(typed["starts_on"], typed["starts_time"])
        return When(starts_at, typed["place"], typed["chair"], typed["owner"])


class PlanForm(WhenForm):
    """A new meeting."""

    kind = forms.ChoiceField(label="Which meeting?", choices=KINDS, widget=forms.RadioSelect)
    field_order = ("kind", "starts_on", "starts_time", "place", "chair", "owner")


class ChangeForm(WhenForm):
    """A meeting that is planned already."""

    version = version()


class WhyForm(Form):
    """Why."""

    why = text("Why?")
    version = version()


class AgendaForm(Form):
    """Which of the referrals that wait are heard at a meeting."""

    referrals = forms.MultipleChoiceField(
        label="Which cases are heard?", widget=forms.CheckboxSelectMultiple, required=False
    )
    version = version()

    def __init__(self, *args: Any, waiting: Iterable[MeetingReferral], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["referrals"].choices = [(each.reference, _to_hear(each)) for each in waiting]  # type: ignore[attr-defined]


def _to_hear(referral: MeetingReferral) -> OptionLabel:
    names = [referral.victim.display_name if referral.victim else "", referral.person.display_name]
    repeat = "Repeat. " if referral.is_repeat else ""
    hint = f"{repeat}{referral.get_criterion_display()}. Hear it by {referral.hear_by_on:%-d %B %Y}"
    return OptionLabel(f"{', '.join(filter(None, names))} ({referral.reference})", hint=hint)


class HoldForm(Form):
    """Which agencies came, each with who came for it. Whoever was not asked stays empty."""

    version = version()

    def __init__(self, *args: Any, force_id: int | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agencies = list(attending(force_id))
        for agency in self.agencies:
            self.fields[f"presence_{agency.pk}"] = forms.ChoiceField(
                label=f"{agency.name}: attendance", choices=[("", "Not asked"), *Attendance.Presence.choices],
                required=False,
            )  # fmt: skip
            self.fields[f"who_{agency.pk}"] = forms.CharField(
                label=f"{agency.name}: who came", max_length=200, required=False
            )

    def rows(self) -> list[tuple[Agency, Any, Any]]:
        """Each agency with its two fields."""
        return [(each, self[f"presence_{each.pk}"], self[f"who_{each.pk}"]) for each in self.agencies]

    def came(self) -> list[Came]:
        """What was typed, of a form that is valid."""
        typed = self.cleaned_data
        return [
            Came(each, Attendance.Presence(typed[f"presence_{each.pk}"]), typed[f"who_{each.pk}"])
            for each in self.agencies
            if typed[f"presence_{each.pk}"]
        ]


class ReferForm(Form):
    """Why a case is referred to a meeting, for whom, and whether they know."""

    victim = forms.ChoiceField(label="For which victim?", widget=forms.RadioSelect, required=False)
    criterion = forms.ChoiceField(label="Reason", widget=forms.RadioSelect)
    why = text("What gives concern now", rows=5, longest=4000, hint="The meeting reads this. No address, no number")
    knows = forms.ChoiceField(
        label="Does the victim know of the referral?", widget=forms.RadioSelect, required=False,
        choices=[each for each in MeetingReferral.Knows.choices if each[0] != MeetingReferral.Knows.NOBODY],
        help_text="They need not agree. Do not ask where asking is not safe",
    )  # fmt: skip
    view = text("What the victim wants, or why they were not asked", rows=3, required=False)
    referred_by = forms.ModelChoiceField(
        queryset=Agency.objects.none(), label="Who asked for it", required=False, empty_label="The police"
    )

    def __init__(
        self, *args: Any, kind: MeetingKind, victims: list[Person], force_id: int | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.victims = kind, {str(each.pk): each for each in victims}
        people: list[tuple[str, str]] = [(number, each.display_name) for number, each in self.victims.items()]
        if kind != MeetingKind.MARAC:
            people.append(("", OptionLabel("Nobody", hint="It is about the person alone")))
        labels = dict(MeetingReferral.Criterion.choices)
        reasons = [(code.value, labels[code.value]) for code in CRITERIA[Kind(kind)]]
        self.fields["victim"].choices = people  # type: ignore[attr-defined]
        self.fields["criterion"].choices = reasons  # type: ignore[attr-defined]
        self.fields["referred_by"].queryset = partners(force_id)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or {}
        if not typed.get("victim") and self.kind == MeetingKind.MARAC and "victim" not in self.errors:
            self.add_error("victim", ValidationError("Choose for which victim MARAC is to hear it", code="required"))
        if typed.get("victim") and not typed.get("knows") and "knows" not in self.errors:
            self.add_error("knows", ValidationError("Say whether the victim knows of the referral", code="required"))
        return typed

    def chosen_victim(self) -> Person | None:
        return self.victims.get(self.cleaned_data["victim"])


class MinutesForm(Form):
    """What was said and decided about one case, and by when it is heard again. `by_level`: the day by which MAPPA hears
    it again by its level, unless it says that it hears it no more."""

    said = text("What was said", rows=8, longest=8000, hint="What each agency knows, and how they see the risk")
    decided = text("What was decided", rows=4, longest=4000, required=False, hint="Actions are added one by one after")
    hear_again_on = DateField(
        label="Hear it again by", required=False, help_text="Leave it empty where it is not heard again"
    )
    is_last = forms.BooleanField(label="It is heard no more: write above what was decided", required=False)
    version = version()

    def __init__(self, *args: Any, by_level: date | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if by_level is None:
            del self.fields["is_last"]
            return
        asked = self.fields["hear_again_on"]
        asked.help_text = f"Left empty, it is heard again by {day(by_level)}, as its level asks"


class ActionForm(Form):
    """Who does what by when."""

    what = text("What is to be done", rows=3)
    who = forms.ChoiceField(label="Who does it", help_text="What the police do becomes a task")
    due_on = DateField(label="By which day")

    def __init__(self, *args: Any, force_id: int | None, officers: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.officers = {f"officer-{each.pk}": each for each in officers}
        self.agencies = {f"agency-{each.pk}": each for each in partners(force_id)}
        self.fields["who"].choices = [  # type: ignore[attr-defined]
            ("", "Choose"),
            ("team", "Police: the team’s queue"),
            *((code, f"Police: {each.name}") for code, each in self.officers.items()),
            *((code, each.name) for code, each in self.agencies.items()),
        ]

    def owner(self) -> dict[str, Any]:
        """Who does it, of a form that is valid."""
        who = self.cleaned_data["who"]
        return {"agency": self.agencies.get(who), "officer": self.officers.get(who)}


class CloseActionForm(Form):
    """What came of an action."""

    status = forms.ChoiceField(
        label="Was it done?", widget=forms.RadioSelect,
        choices=[(MeetingAction.Status.DONE, "Yes"), (MeetingAction.Status.NOT_DONE, "No")],
    )  # fmt: skip
    outcome = text("What came of it, or why it was not done")


class ShareForm(Form):
    """What one agency is shown, until when, and why."""

    agency = forms.ModelChoiceField(queryset=Agency.objects.none(), label="With which agency?", empty_label="Choose")
    words = text(
        "What this agency is told", rows=6, longest=4000,
        hint="They see this, both names and their own actions. No address, no number: they are refused",
    )  # fmt: skip
    has_minutes = forms.BooleanField(label="Share the minutes of this case as well", required=False)
    why = text("Why they need it", rows=2, longest=1000, hint="For the log: necessary, and no more than needed")
    ends_on = DateField(label="Until which day", help_text="Afterwards they see nothing of it")

    def __init__(self, *args: Any, force_id: int | None, has_minutes: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = partners(force_id)  # type: ignore[attr-defined]
        if not has_minutes:
            del self.fields["has_minutes"]


class EndShareForm(Form):
    """Why something is shared no longer."""

    why = text("Why is it shared no longer?", rows=2, longest=1000)


class AgencyForm(Form):
    """An agency of the directory."""

    kind = forms.ChoiceField(label="What kind of agency", choices=Agency.Kind.choices)
    name = forms.CharField(label="Name", max_length=120, help_text="As people know it, such as Leeds IDVA service")


class AccountForm(Form):
    """Whose account reads for an agency."""

    user = forms.ModelChoiceField(
        queryset=User.objects.none(), label="Whose account?", empty_label="Choose",
        help_text="Accounts whose only role is partner agency, and that read for no agency yet",
    )  # fmt: skip

    def __init__(self, *args: Any, force_id: int | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = free_readers(force_id, on=timezone.localdate())  # type: ignore[attr-defined]


class SureForm(Form):
    """Nothing to type: the button says it."""
