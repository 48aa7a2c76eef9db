"""Forms of the register's own pages."""

from __future__ import annotations

from typing import Any

from django import forms

from accounts.models import Force
from register.models import Person, Source, SubjectCategory
from ui.forms import DateField, Form


class LookupForm(Form):
    """The one box."""

    q = forms.CharField(
        label="Look up a person",
        help_text="A name, phone, address, plate, date of birth, PNC ID or reference. Type what you have.",
        max_length=200,
        error_messages={
            "required": "Type what you know: part of a name, a number, an address, a plate or an identifier."
        },
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off", "spellcheck": "false"}),
    )


class RegisterPersonForm(Form):
    """A name is enough."""

    forenames = forms.CharField(label="Forenames", max_length=120, required=False)
    surname = forms.CharField(label="Surname", max_length=120, required=False)
    date_of_birth = DateField(
        label="Date of birth", required=False, help_text="For example, 27 3 1984. Leave empty if not known."
    )
    sex = forms.ChoiceField(
        label="Sex",
        choices=Person.Sex.choices,
        initial=Person.Sex.NOT_STATED,
        widget=forms.RadioSelect(attrs={"class": "govuk-radios--inline govuk-radios--small"}),
    )
    category = forms.ChoiceField(
        label="In what capacity",
        choices=[(c.value, c.label) for c in (SubjectCategory.SUSPECT, SubjectCategory.CONVICTED)],
        initial=SubjectCategory.SUSPECT,
        widget=forms.RadioSelect(attrs={"class": "govuk-radios--inline govuk-radios--small"}),
        error_messages={"required": "Select whether they are a suspect or convicted"},
    )
    source = forms.ChoiceField(label="Who says so", choices=Source.choices, initial=Source.CALLER)
    phone = forms.CharField(
        label="Telephone number",
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
    )
    line_1 = forms.CharField(label="Home address: house and street", max_length=200, required=False)
    town = forms.CharField(label="Town", max_length=100, required=False)
    postcode = forms.CharField(
        label="Postcode",
        max_length=10,
        required=False,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
    )
    plate = forms.CharField(
        label="Vehicle registration mark",
        max_length=12,
        required=False,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
    )
    pnc = forms.CharField(
        label="PNC ID", max_length=20, required=False, widget=forms.TextInput(attrs={"class": "govuk-input--width-20"})
    )


class AnswerAlertForm(Form):
    """Accept or reject, and why."""

    answer = forms.ChoiceField(
        label="Does your force take responsibility?",
        choices=[("accept", "Accept: we take responsibility"), ("reject", "Reject: this is not ours")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether your force accepts or rejects the alert."},
    )
    why = forms.CharField(
        label="Reason",
        help_text="The other force reads this.",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Give a reason: the other force reads it."},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class AnswerNewsAlertForm(AnswerAlertForm):
    """The same about something that happened to somebody whom the force knows, or in whose area they live."""

    answer = forms.ChoiceField(
        label="Does this concern your force?",
        choices=[
            ("accept", "Accept: we have read it, and do what it asks"),
            ("reject", "Reject: it does not concern us, and say why"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether your force accepts or rejects the alert."},
    )


class SettleUnroutedForm(Form):
    """What becomes of what reached nobody: sent on to a force, or closed; and why."""

    deed = forms.ChoiceField(
        label="What is to be done?",
        choices=[
            ("send", "Send it on to a force, which answers it"),
            ("close", "Close it: somebody was told otherwise, or nobody need be"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether to send it on or to close it."},
    )
    to_force = forms.ModelChoiceField(
        queryset=Force.objects.all(), required=False, label="Force", empty_label="Choose a force",
        help_text="Only where it is sent on.",
    )  # fmt: skip
    why = forms.CharField(
        label="Reason",
        help_text="The force that sent it reads this. Name no address.",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Give a reason: the force that sent it reads it."},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if typed.get("deed") == "send" and "to_force" in typed and typed["to_force"] is None:
            self.add_error("to_force", "Choose the force to send it to.")
        return typed


class ActOnAlertForm(Form):
    """What was done about an alert that was accepted."""

    done = forms.CharField(
        label="What was done",
        help_text="The other force reads this.",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say what was done: the other force reads it."},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class AnswerDualAlertForm(AnswerAlertForm):
    """The same about somebody whom both forces know: nobody takes the other's record over."""

    answer = forms.ChoiceField(
        label="Is this the person your force knows?",
        choices=[
            ("accept", "Accept: the same person, and we have read the other force’s record"),
            ("reject", "Reject: we do not think so, and say why"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether your force accepts or rejects the alert."},
    )


class DecideMatchForm(Form):
    """What somebody decides about two records, and why. The button that is pressed is the decision."""

    why = forms.CharField(
        label="Reason",
        help_text="What makes you sure. Whoever looks at this later, in either force, reads it.",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Give a reason: whoever looks at this later reads it."},
    )
    decision = forms.ChoiceField(
        choices=[("same", "Same"), ("apart", "Apart"), ("confirm", "Confirm"), ("undo", "Undo")],
        widget=forms.HiddenInput,
        error_messages={"required": "Press the button of your decision."},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class DoTaskForm(Form):
    """What came of a task."""

    outcome = forms.CharField(
        label="What came of it",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say what came of it."},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
