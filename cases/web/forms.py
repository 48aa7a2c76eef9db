"""Forms of the card and of casework."""

from __future__ import annotations

from typing import Any

from django import forms

from ui.forms import Form


class SightingForm(Form):
    """What a caller says, in one step. Each box may stay empty, but not all of them."""

    place = forms.CharField(label="Where", max_length=200, required=False)
    phone = forms.CharField(label="Number given", max_length=60, required=False)
    incident_number = forms.CharField(label="Incident number", max_length=40, required=False)
    note = forms.CharField(
        label="What they say", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 1})
    )

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if not self.errors and not any(typed.get(name) for name in ("place", "phone", "note")):
            self.add_error("place", "Type a place, a number or what the caller says")
        return typed
