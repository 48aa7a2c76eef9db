"""Forms about how long a record is kept."""

from __future__ import annotations

from typing import Any

from django import forms

from register.rules.retention_review import QUESTIONS
from ui.forms import DateField, Form, OptionLabel

YES_OR_NO = [("yes", "Yes"), ("no", "No")]


class ReviewForm(Form):
    """The questions, each yes or no; then the decision, its reasons, and the next review of what is kept."""

    KEEP, DISPOSE = "keep", "dispose"

    decision = forms.ChoiceField(
        label="What do you decide?",
        choices=[
            (KEEP, OptionLabel("Keep the record", hint="It is reviewed again on the day that you give.")),
            (DISPOSE, OptionLabel("Ask that it be disposed of", hint="A second person must approve it.")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether the record is kept or disposed of."},
    )
    next_review_on = DateField(
        label="Next review", required=False, help_text="When you keep the record. For example, 27 3 2032."
    )
    why = forms.CharField(
        label="Reasons",
        help_text="What you looked at, and why it is necessary and proportionate. Whoever reviews it next reads this.",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Give the reasons: whoever reviews the record next reads them."},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        questions = {question.code: _question(question.text) for question in QUESTIONS}
        self.fields = {**questions, **self.fields}

    def clean(self) -> dict[str, Any]:
        """What is kept has a next review."""
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        if (
            typed.get("decision") == self.KEEP
            and not typed.get("next_review_on")
            and "next_review_on" not in self.errors
        ):
            self.add_error("next_review_on", "Give the day of the next review.")
        return typed


def _question(text: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=text,
        choices=YES_OR_NO,
        widget=forms.RadioSelect(attrs={"class": "govuk-radios--inline govuk-radios--small"}),
        error_messages={"required": f"Answer this question: {text}"},
    )


class StopDisposalForm(Form):
    """Why a record is not disposed of after all."""

    why = forms.CharField(
        label="Reason",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why the record is not disposed of."},
    )


class ApproveDisposalForm(Form):
    """A second person is sure that the record is to be erased: the very one whose review they read."""

    is_sure = forms.BooleanField(
        label="I have read the review. I approve that this record is erased, and know that nothing brings it back.",
        error_messages={"required": "Say that you have read the review and approve the disposal."},
    )
    review = forms.CharField(max_length=20, widget=forms.HiddenInput)


class PlaceHoldForm(Form):
    """Why a record is held, who asks for it, and when somebody looks at it again."""

    why = forms.CharField(
        label="Why must the record be held?",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why the record must be held."},
    )
    authority = forms.CharField(
        label="Who asks for it",
        help_text="A court, an inquiry or a senior officer, with their reference.",
        max_length=200,
        error_messages={"required": "Say who asks for the hold: a court, an inquiry, a senior officer."},
    )
    review_on = DateField(
        label="Look at the hold again on", help_text="It does not end by itself. For example, 27 3 2027."
    )


class LiftHoldForm(Form):
    """Why a hold is no longer needed."""

    why = forms.CharField(
        label="Why is the hold no longer needed?",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why the hold is no longer needed."},
    )
