"""Forms of the people in a case: who they are to each other, and who is afraid of whom where the roles turn round."""

from __future__ import annotations

from typing import Any

from django import forms

from cases.actions.pairs import Reasoning
from cases.models import CounterAllegation, Pair
from cases.web.forms import OpenCaseForm, PastDateField
from register.models import Person, SubjectCategory
from ui.forms import Form, OptionLabel

_PRIMARY = CounterAllegation.Primary
ASKED = ("afraid", "injuries", "control", "history", "evidence", "primary")


def _words(label: str, hint: str) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint, max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class ReasoningForm(Form):
    """Who is the primary aggressor. The questions are shown only where somebody is known in the other role."""

    afraid = _words("Who is afraid of whom?", "What each of them says and shows: words, voice, body, who watches whom")
    injuries = _words("Who is hurt, and how?", "Could an injury come from defending oneself: bites, scratches, grabs?")
    control = _words("Who decides?", "Over money, telephone, work, friends, children, going out")
    history = _words(
        "What happened before?", "Who reported whom, orders, earlier partners; who rang first today and why"
    )
    evidence = _words("What shows it besides their words?", "Witnesses, children, video, messages, damage. No address")
    primary = forms.ChoiceField(
        label="Who do you think is the primary aggressor?",
        choices=[
            (_PRIMARY.PERSON, _PRIMARY.PERSON.label),
            (_PRIMARY.OTHER, _PRIMARY.OTHER.label),
            (_PRIMARY.UNCLEAR, OptionLabel(_PRIMARY.UNCLEAR.label, hint="Say what would make it clear")),
        ],
        initial=_PRIMARY.UNCLEAR,
        required=False,
        widget=forms.RadioSelect,
    )

    def reasoning(self) -> Reasoning | None:
        """What was said, or nothing where nobody asked."""
        typed = {name: self.cleaned_data.get(name, "") for name in ASKED}
        if not typed["afraid"]:
            return None
        return Reasoning(**typed | {"primary": _PRIMARY(typed["primary"] or _PRIMARY.UNCLEAR)})


def without_reasoning(typed: dict[str, Any]) -> dict[str, Any]:
    """What was typed besides the questions."""
    return {name: value for name, value in typed.items() if name not in ASKED}


class OpenCaseWithReasoningForm(ReasoningForm, OpenCaseForm):
    """Who owns a case, and, about somebody known as harmed, who is afraid of whom."""


class VictimForm(ReasoningForm):
    """Somebody who was harmed: in the register already, or new with a name."""

    reference = forms.CharField(
        label="Reference", max_length=13, required=False,
        help_text="If they are in the register already, such as DAR-7K3F-9QX2",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
    )  # fmt: skip
    forenames = forms.CharField(label="Forenames", max_length=120, required=False)
    surname = forms.CharField(label="Surname", max_length=120, required=False)
    date_of_birth = PastDateField(label="Date of birth", required=False)
    sex = forms.ChoiceField(
        label="Sex", choices=Person.Sex.choices, initial=Person.Sex.NOT_STATED, widget=forms.RadioSelect
    )
    relationship = forms.ChoiceField(
        label="What they are to the person who harmed them", choices=Pair.Relationship.choices,
        initial=Pair.Relationship.NOT_KNOWN,
    )  # fmt: skip
    starts_on = PastDateField(label="Since when", required=False, help_text="As far as it is known")


class PairForm(ReasoningForm):
    """What two people are to each other, in which roles, and from when until when."""

    relationship = forms.ChoiceField(
        label="What they are to the person the case is about", choices=Pair.Relationship.choices
    )
    person_role = forms.ChoiceField(
        label="Role of the person the case is about", choices=SubjectCategory.choices, widget=forms.RadioSelect
    )
    victim_role = forms.ChoiceField(label="Their own role", choices=SubjectCategory.choices, widget=forms.RadioSelect)
    starts_on = PastDateField(label="Relationship began", required=False)
    ends_on = PastDateField(label="Relationship ended", required=False, help_text="Leave empty if it goes on")
    why = forms.CharField(
        label="Why do you change it?", max_length=2000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="What is new, or what was wrong. No address",
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput)


class EndPairForm(Form):
    """Since when a relationship is over."""

    ends_on = PastDateField(label="When did it end?")
    why = forms.CharField(
        label="How do you know?", max_length=2000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Who told you, and what has changed for them. No address",
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput)
