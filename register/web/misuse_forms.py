"""Forms about alerts of possible misuse."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from register.models import MisuseAlert
from register.rules.misuse.rule import Rule
from ui.forms import DateField, Form

PREFIX = "threshold_"


class AnswerMisuseForm(Form):
    """What came of an alert, and in words."""

    came_of_it = forms.ChoiceField(
        label="What came of it?",
        choices=MisuseAlert.CameOfIt.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Select what came of it"},
    )
    words = forms.CharField(
        label="What you found, and what was done",
        help_text="Oversight reads this. The user’s own line does not.",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Say what you found, and what was done"},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class ChooseRuleForm(Form):
    """Which rule is tried."""

    rule = forms.ChoiceField(
        label="Which rule?", widget=forms.RadioSelect, error_messages={"required": "Select a rule"}
    )

    def __init__(self, *args: Any, rules: Iterable[Rule], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rule"].choices = [(rule.code, rule.title) for rule in rules]  # type: ignore[attr-defined]


class BackTestForm(Form):
    """The days to look at, and a number for each threshold of the rule."""

    since_on = DateField(label="From")
    until_on = DateField(label="Until", help_text="The last day to look at. At most 93 days at a time.")

    def __init__(self, *args: Any, rule: Rule, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for each in rule.thresholds:
            self.fields[f"{PREFIX}{each.code}"] = forms.IntegerField(
                label=each.title, help_text=f"Now {each.value:,}", min_value=each.lowest, max_value=each.highest,
                initial=each.value, widget=forms.NumberInput(attrs={"class": "govuk-input--width-5"}),
            )  # fmt: skip

    @property
    def changed(self) -> dict[str, int]:
        """Threshold → its number, of a valid form."""
        cleaned = self.cleaned_data
        return {
            name.removeprefix(PREFIX): value for name, value in cleaned.items()
            if name.startswith(PREFIX) and value is not None
        }  # fmt: skip
