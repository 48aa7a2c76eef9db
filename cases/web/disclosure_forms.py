"""Forms of the disclosure scheme."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import User
from cases.models import Disclosure, DisclosureDecision, DisclosureDelivery, DisclosureMeeting
from cases.owners import owners_in
from cases.rules.disclosures import LONGEST_STOP
from cases.web.forms import PastDateField
from cases.web.management_forms import text, version
from cases.web.notification_forms import ClockField, moment_of
from ui.forms import DateField, Form, OptionLabel

YES_NO = [("yes", "Yes"), ("no", "No")]
TESTS = {
    "lawful": ("Lawful", "Which power or duty allows it, and what is not spent or sealed"),
    "necessary": ("Necessary", "Which pressing need there is, and why nothing less will do"),
    "proportionate": ("Proportionate", "What it does to both sides, and why the risk outweighs it"),
}


def yes_or_no(label: str, hint: str = "") -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label, choices=YES_NO, coerce=lambda value: value == "yes", widget=forms.RadioSelect, help_text=hint
    )


def reference(label: str) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=13, required=False, help_text="If they are in the register, such as DAR-7K3F-9QX2",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
    )  # fmt: skip


class PeopleForm(Form):
    """The records of those a request is about. Either may stay empty until they are found."""

    person = reference("Record of the person asked about")
    at_risk = reference("Record of the person who may be at risk")
    version = version()


class StartForm(Form):
    """The first word of a request. A name for each side and what gives concern are enough."""

    route = forms.ChoiceField(
        label="Which right?",
        choices=[
            (Disclosure.Route.ASK, OptionLabel("Right to ask", hint="Somebody asks about a partner or former partner")),
            (Disclosure.Route.KNOW, OptionLabel("Right to know", hint="The police or an agency learnt of a risk")),
        ],
        widget=forms.RadioSelect,
    )  # fmt: skip
    person = reference("Reference of the person asked about")
    person_words = forms.CharField(
        label="Who is asked about", max_length=300, required=False, help_text="Name, age, where they live, as said"
    )
    at_risk = reference("Reference of the person who may be at risk")
    at_risk_words = forms.CharField(
        label="Who may be at risk", max_length=300, required=False, help_text="Name, age, as said"
    )
    asked_by = forms.ChoiceField(label="Who asks", choices=Disclosure.AskedBy.choices, widget=forms.RadioSelect)
    asker_words = forms.CharField(
        label="If somebody else asks: their name, and what they are to them", max_length=300, required=False
    )
    safe_contact = forms.CharField(
        label="How whoever asks can be reached safely", max_length=500, required=False,
        help_text="When, by which way, and what must not be said. Never leave a message unless they say so",
    )  # fmt: skip
    concern = text("What gives concern", rows=4, longest=4000)
    channel = forms.ChoiceField(label="How it came", choices=Disclosure.Channel.choices)
    received_on = PastDateField(label="Day on which it came")
    received_time = ClockField(label="Time")

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or {}
        for name, sentence in (
            ("person", "Give the reference of the person asked about, or say in words who they are"),
            ("at_risk", "Give the reference of the person who may be at risk, or say in words who they are"),
        ):
            if not typed.get(name) and not typed.get(f"{name}_words"):
                self.add_error(f"{name}_words", ValidationError(sentence, code="required"))
        _set_moment(self, typed, "received")
        return typed


class OwnerForm(Form):
    """Who works on it."""

    owner = forms.ModelChoiceField(queryset=User.objects.none(), label="Who works on it?", empty_label="Choose")
    version = version()

    def __init__(self, *args: Any, force_id: int | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = owners_in(force_id, on=timezone.localdate())  # type: ignore[attr-defined]


class ChecksForm(Form):
    """What was searched, what was found, and whether anybody is in danger now."""

    is_in_danger = yes_or_no(
        "Is anybody in danger now?", "Then act at once, outside the scheme: officers, a safe place, an arrest"
    )
    what_was_done = text("What was done about it", rows=2, required=False)
    is_pnc_checked = forms.BooleanField(label="PNC was searched", required=False)
    is_pnd_checked = forms.BooleanField(label="PND was searched", required=False)
    is_visor_checked = forms.BooleanField(label="ViSOR was searched", required=False)
    is_local_checked = forms.BooleanField(label="The force’s own systems were searched", required=False)
    found = text("What was found", rows=5, longest=4000, hint="Convictions, and what else is known of their behaviour")
    version = version()


class MeetingForm(Form):
    """Meeting whoever asked, away from the person they ask about."""

    met_on = PastDateField(label="Day of the meeting")
    identity = forms.ChoiceField(
        label="How their identity was checked", choices=DisclosureMeeting.Identity.choices, widget=forms.RadioSelect
    )
    is_alone = yes_or_no("Were they alone?")
    said = text("What they said", rows=5, longest=4000)
    safety_advice = text("Safety advice that was given")
    version = version()


class ForumForm(Form):
    """Agencies that considered it together, such as a MARAC."""

    held_on = PastDateField(label="Day of the meeting")
    agencies = forms.CharField(label="Agencies that took part", max_length=500)
    view = text("How they see the risk", rows=5, longest=4000)
    version = version()


class TestsForm(Form):
    """The three tests of the guidance, and the words."""

    has_credible_risk = yes_or_no("Is there a credible risk of violence or abuse?")
    lawful = text(TESTS["lawful"][0], rows=2, hint=TESTS["lawful"][1])
    necessary = text(TESTS["necessary"][0], rows=2, hint=TESTS["necessary"][1])
    proportionate = text(TESTS["proportionate"][0], rows=2, hint=TESTS["proportionate"][1])
    recipient = forms.ChoiceField(
        label="Who is told", choices=DisclosureDecision.Recipient.choices, widget=forms.RadioSelect,
        initial=DisclosureDecision.Recipient.AT_RISK,
    )  # fmt: skip
    recipient_words = forms.CharField(
        label="If somebody else is told: who, and why them", max_length=300, required=False
    )
    wording = text(
        "The words in which it is said", rows=5, longest=4000, required=False,
        hint="Said aloud, with nothing left in writing. Leave it empty where nothing is disclosed: the words are set",
    )  # fmt: skip
    version = version()


class DecideForm(TestsForm):
    """Whether to disclose."""

    is_to_disclose = yes_or_no("Disclose?")
    field_order = ("has_credible_risk", "is_to_disclose")


class SecondReadForm(Form):
    """What the second reader says."""

    is_agreed = yes_or_no("Do you agree with the decision and its words?")
    why = text("Your reasons")
    version = version()


class TellForm(Form):
    """How somebody was told."""

    told_on = PastDateField(label="Day")
    told_time = ClockField(label="Time")
    place = forms.ChoiceField(label="Where", choices=DisclosureDelivery.Place.choices, widget=forms.RadioSelect)
    why_safe = text("Why it was safe to tell them there and then", rows=2, longest=1000)
    supported_by = forms.CharField(
        label="Who was with them", max_length=200, required=False, help_text="Such as their adviser (IDVA)"
    )
    safety_plan = text("Safety plan or advice that they were given", rows=3)
    version = version()

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or {}
        _set_moment(self, typed, "told")
        return typed


class DiscloseForm(TellForm):
    """How somebody was told what was agreed."""

    undertaking = forms.ChoiceField(
        label="Confidentiality undertaking", choices=DisclosureDelivery.Undertaking.choices, widget=forms.RadioSelect,
        help_text="Print it from the page of the request",
    )  # fmt: skip


class AtOnceForm(DiscloseForm, TestsForm):
    """Telling somebody in imminent danger without waiting: the tests in words, and how they were told."""

    field_order = (
        "recipient", "recipient_words", "wording", "told_on", "told_time", "place", "why_safe", "supported_by",
        "safety_plan", "undertaking", "lawful", "necessary", "proportionate",
    )  # fmt: skip
    has_credible_risk = None  # type: ignore[assignment]


class EndForm(Form):
    """Why a request ends before a decision."""

    status = forms.ChoiceField(
        label="What has happened?",
        choices=[
            (Disclosure.Status.WITHDRAWN, OptionLabel("Taken back", hint="Whoever asked does not go on with it")),
            (Disclosure.Status.OUTSIDE_SCHEME, OptionLabel("Outside the scheme", hint="It is no matter of the scheme")),
        ],
        widget=forms.RadioSelect,
    )  # fmt: skip
    why = text("Why?")
    version = version()


class StopForm(Form):
    """Until when the clock stands, and why."""

    ends_on = DateField(label="Last day on which it stands", help_text=f"At most {LONGEST_STOP.days} days from today")
    why = text("Why?", hint="Such as: whoever asked cannot be met safely before that day")
    version = version()


class RestartForm(Form):
    """Nothing but the wish."""

    version = version()


def _set_moment(form: Form, typed: dict[str, Any], name: str) -> None:
    on, at = typed.pop(f"{name}_on", None), typed.pop(f"{name}_time", None)
    if on is None or at is None:
        return
    moment = moment_of(on, at)
    if moment > timezone.now():
        form.add_error(f"{name}_time", ValidationError("The time must be in the past", code="future"))
    typed[f"{name}_at"] = moment
