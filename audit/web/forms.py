"""Forms of the log's pages."""

from __future__ import annotations

from typing import Any

from django import forms

from accounts.models import Force
from audit.web.export import FileFormat
from audit.web.scope import REFERENCE, Scope, tidied
from audit.web.words import OPERATIONS
from ui.forms import DateField, Form


class ReferenceField(forms.CharField):
    """A reference of the register. A name typed here is refused before it gets into an address or the log."""

    def clean(self, value: Any) -> str:
        reference = tidied(super().clean(value))
        if reference and not REFERENCE.fullmatch(reference):
            raise forms.ValidationError(self.error_messages["invalid"])
        return reference


class ScopeForm(Form):
    """The filters of a search or a download; all of them optional."""

    record = ReferenceField(
        label="Record reference",
        help_text="For example, DAR-7K3F-9QX2. Finds what was done to a record and where it was shown.",
        max_length=60,
        required=False,
        error_messages={"invalid": "Enter the record's reference, such as DAR-7K3F-9QX2, not a name"},
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20", "autocomplete": "off", "spellcheck": "false"}),
    )
    by = ReferenceField(
        label="Who",
        help_text="The reference of a user, such as U-1f0c2a9b3d4e. It stands in each of their entries.",
        max_length=60,
        required=False,
        error_messages={"invalid": "Enter the user's reference, such as U-1f0c2a9b3d4e, not a name"},
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20", "autocomplete": "off", "spellcheck": "false"}),
    )
    operation = forms.ChoiceField(
        label="What was done",
        required=False,
        choices=[("", "Anything"), *((str(each), words) for each, words in OPERATIONS.items())],
    )
    force = forms.ChoiceField(label="Whose people", required=False)
    since_on = DateField(label="From", required=False)
    until_on = DateField(label="Until", help_text="The last day to show", required=False)

    def __init__(self, *args: Any, is_national: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_national:
            del self.fields["force"]
            return
        forces = Force._default_manager.values_list("code", "name")
        self.fields["force"].choices = [("", "All forces"), *forces]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        since, until = cleaned.get("since_on"), cleaned.get("until_on")
        if since and until and until < since:
            self.add_error("until_on", "The last day must be the same as or after the first day")
        return cleaned

    @property
    def scope(self) -> Scope:
        """What a valid form asks for."""
        return Scope.of(self.cleaned_data)


class DownloadForm(Form):
    """How the file is written; and of a long range, which part of it, and where the range ended."""

    file_format = forms.ChoiceField(
        label="Kind of file", choices=FileFormat.choices, initial=FileFormat.CSV, widget=forms.RadioSelect
    )
    part = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    size = forms.IntegerField(required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput)
