"""Forms of the risk in a case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils import timezone

from cases.actions.instruments import LONGEST_NOTE
from cases.models import ItemAnswer
from cases.models.risk import Level
from cases.reading import as_corrected
from cases.rules.instruments import askable
from cases.rules.instruments.terms import ANSWERS, WORDS, Answer, Instrument, Item
from register.readable import Reading
from ui.forms import DateField, Form, OptionLabel

MEANINGS = {
    Level.HIGH: "Serious harm could happen at any time",
    Level.MEDIUM: "Serious harm is possible if circumstances change",
    Level.STANDARD: "What is known does not point to serious harm at present",
}
NO_INSTRUMENT = "My judgement alone"


def level_choices(*levels: Level) -> list[tuple[str, str]]:
    return [(level.value, OptionLabel(level.label, hint=MEANINGS[level])) for level in levels or MEANINGS]


def _instruments() -> list[tuple[str, str]]:
    """Asked for each time a form is made: an instrument may be retired meanwhile."""
    listed = [(each.code, OptionLabel(each.title, hint=each.used_by)) for each in askable(timezone.localdate())]
    return [("", NO_INSTRUMENT), *listed]


class RiskForm(Form):
    """The officer's own judgement: the level and the words. The instrument comes after."""

    level = forms.ChoiceField(label="Your judgement of the risk", choices=level_choices, widget=forms.RadioSelect)
    judgement = forms.CharField(
        label="Why, in your own words", max_length=4000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text="What happened, what worries you, what is different from last time. No address",
    )  # fmt: skip
    instrument = forms.ChoiceField(
        label="Which questions do you go through next?", choices=_instruments, required=False, widget=forms.RadioSelect,
        help_text="Its figure is shown after your judgement. It does not decide",
    )  # fmt: skip
    review_on = DateField(label="Review on", required=False, help_text="Leave empty for the latest day of the level")


class RaiseForm(Form):
    """Raising the level at once. Words may be missing."""

    level = forms.ChoiceField(
        label="Raise it to", choices=lambda: level_choices(Level.HIGH, Level.MEDIUM), initial=Level.HIGH,
        widget=forms.RadioSelect,
    )  # fmt: skip
    words = forms.CharField(
        label="What was said, or what you saw", max_length=2000, required=False, help_text="It may stay empty",
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class RenewForm(Form):
    """Why a lowered level is to hold for its days once more."""

    why = forms.CharField(
        label="Why is the lower level still right?", max_length=4000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text="What you have checked since it was lowered. No address",
    )  # fmt: skip


class AnswerForm(Form):
    """The second person's answer."""

    is_agreed = forms.TypedChoiceField(
        label="Do you agree?", coerce=lambda value: value == "yes", empty_value=None, widget=forms.RadioSelect,
        choices=[("yes", OptionLabel("Yes", hint="You have looked at the case yourself")),
                 ("no", OptionLabel("No", hint="The level stays as it is"))],
    )  # fmt: skip
    answer = forms.CharField(
        label="Your reasons", max_length=4000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text="What you looked at, and what decides it for you. No address",
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput)


class DifferenceForm(Form):
    """Why the judgement and the figure differ."""

    words = forms.CharField(
        label="Why does your judgement differ from the figure?", max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class SheetForm(Form):
    """The items of an instrument. None must be answered: what is left as it is was not asked."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, instrument: Instrument, held: Iterable[ItemAnswer] = (), read: Reading = str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        said = self._said = {each.item: each for each in held}
        self._read = read
        for number, item in enumerate(instrument.items, 1):
            before = said.get(item.code)
            self.fields[item.code] = _item_field(number, item, instrument, before.answer if before else "")
            self.fields[f"{item.code}_note"] = forms.CharField(
                label=f"What was said about {number}", max_length=LONGEST_NOTE, required=False,
                initial=read(before.note) if before else "", widget=forms.TextInput(),
            )  # fmt: skip

    def answers(self, instrument: Instrument) -> Mapping[str, tuple[str, str]]:
        """What was typed, by the codes of the items. A note of which the reader may not see all stays where they left
        it."""
        typed = self.cleaned_data
        return {item.code: (typed[item.code] or Answer.NOT_ASKED.value, self._note(item)) for item in instrument.items}

    def _note(self, item: Item) -> str:
        field = f"{item.code}_note"
        before = self._said.get(item.code)
        typed: str = self.cleaned_data[field]
        return as_corrected(before.note, typed, self._read, field=field) if before else typed


def _item_field(number: int, item: Item, instrument: Instrument, held: str) -> forms.ChoiceField:
    hints = ["Critical." if item.is_critical else ""]
    if item.follow_ups:
        hints.append(f"If yes, find out: {'; '.join(each[0].lower() + each[1:] for each in item.follow_ups)}.")
    if item.leads_to:
        hints.append("If yes, go through the questions about stalking too.")
    return forms.ChoiceField(
        label=f"{number}. {item.topic}", required=False, initial=held or Answer.NOT_ASKED.value,
        choices=[(each.value, WORDS[each]) for each in ANSWERS[instrument.scale]],
        help_text=" ".join(filter(None, hints)),
        widget=forms.RadioSelect(attrs={"class": "govuk-radios--inline govuk-radios--small"}),
    )  # fmt: skip


class WithdrawForm(Form):
    """Taking a request back needs no words."""

    is_sure = forms.BooleanField(label="I take my request back")
