"""The forms about the users of a force."""

from __future__ import annotations

from typing import Any

from django import forms

from accounts.models import Role
from ui.forms import DateField, Form, OptionLabel


class UserForm(Form):
    """A new user of the administrator's own force."""

    name = forms.CharField(
        max_length=120,
        help_text="As it should stand beside what they do",
        error_messages={"required": "Enter the person's name"},
    )
    email = forms.EmailField(
        label="E-mail address",
        max_length=254,
        help_text="They sign in with it",
        error_messages={"required": "Enter the person's e-mail address"},
    )
    collar_number = forms.CharField(
        max_length=20, required=False, widget=forms.TextInput(attrs={"class": "govuk-input--width-10"})
    )


class RoleForm(Form):
    """A role and the days on which it is held."""

    role = forms.ChoiceField(widget=forms.RadioSelect, error_messages={"required": "Select the role to give"})
    starts_on = DateField(label="First day", required=False, help_text="Leave empty for today")
    ends_on = DateField(
        label="Last day",
        required=False,
        help_text="Leave empty if there is none yet. A role on top of another ends within 90 days",
    )
    why = forms.CharField(
        label="Why do they need another role?",
        required=False,
        max_length=300,
        help_text="If they hold a role already",
    )

    def __init__(self, *args: Any, roles: list[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [  # type: ignore[attr-defined]
            (role.code, OptionLabel(role.title, hint=role.description)) for role in roles
        ]


class WhyForm(Form):
    """Why something is done to somebody's account; it is kept with the event."""

    why = forms.CharField(label="Why?", max_length=1000, widget=forms.Textarea)
