"""The forms that applications derive from."""

from typing import Any

from django import forms
from django.core.validators import ProhibitNullCharactersValidator
from django.forms.utils import pretty_name

from ui.forms.dates import DateField
from ui.forms.text import refuse_control_characters, refuse_line_breaks


class FormMixin:
    """Messages that name the field and say what to do; no hidden characters; no browser validation.

    Use before a Django form class. A message given to a field by its author is kept.
    """

    fields: dict[str, forms.Field]
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if field.label is None:
                field.label = pretty_name(name)
            _say_what_to_do(field)
            if isinstance(field, forms.CharField):
                _refuse_hidden_characters(field)


class Form(FormMixin, forms.Form):
    """A form of the register's pages."""


def _say_what_to_do(field: forms.Field) -> None:
    label = str(field.label)
    defaults = {
        "required": _request(field, label),
        "max_length": f"{label.replace('%', '%%')} must be %(limit_value)d characters or fewer. "
        "You have typed %(show_value)d",
        "invalid_choice": f"Select one of the options shown for {_in_sentence(label)}",
    }
    if isinstance(field, forms.EmailField):
        defaults["invalid"] = "Enter an e-mail address in the correct format, like name@example.org"
    for code, message in defaults.items():
        if field.error_messages.get(code) == _djangos_message(field, code):
            field.error_messages[code] = message


def _djangos_message(field: forms.Field, code: str) -> Any:
    found = (getattr(cls, "default_error_messages", {}).get(code) for cls in type(field).__mro__)
    return next((message for message in found if message is not None), None)


def _request(field: forms.Field, label: str) -> str:
    if label.endswith("?"):
        return f"Answer this question: {label}"
    if isinstance(field, forms.FileField):
        return f"Choose a file for {_in_sentence(label)}"
    if isinstance(field, forms.BooleanField):
        return f"Tick the box to confirm: {_in_sentence(label)}"
    if isinstance(field, DateField):
        return f"Enter a date for “{label}”"
    chosen = isinstance(field, forms.ChoiceField | forms.ModelChoiceField)
    return f"{'Select' if chosen else 'Enter'} {_in_sentence(label)}"


def _in_sentence(label: str) -> str:
    """ "Surname" reads "surname" inside a sentence; "PNC ID" stays as it is."""
    return label[0].lower() + label[1:] if label[1:2].islower() else label


def _refuse_hidden_characters(field: forms.CharField) -> None:
    kept = [each for each in field.validators if not isinstance(each, ProhibitNullCharactersValidator)]
    refusals: list[Any] = [refuse_control_characters]
    if not isinstance(field.widget, forms.Textarea):
        refusals.append(refuse_line_breaks)
    field.validators = [*refusals, *kept]
