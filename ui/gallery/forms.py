"""Every kind of field, for the gallery."""

from typing import ClassVar

from django import forms

from ui.forms import DateField, Form, OptionLabel

PLACES = [("", "Choose a place"), ("north", "North"), ("south", "South")]
LEVELS = [
    ("standard", OptionLabel("Standard", hint="Looked at again within 12 months")),
    ("medium", OptionLabel("Medium", hint="Looked at again within 3 months")),
    ("high", OptionLabel("High", hint="Looked at again within 28 days")),
]
YES_NO = [("yes", "Yes"), ("no", "No")]
ROUTES = [("phone", "Phone"), ("text", "Text message"), ("visit", "Visit in person")]


class EveryField(Form):
    """One of each control, all of them required so that an empty answer shows every error."""

    surname = forms.CharField(max_length=40, help_text="As the person writes it")
    reference = forms.CharField(
        label="PNC ID", widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}), help_text="Like 81/34U"
    )
    email = forms.EmailField(label="E-mail address", widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    born_on = DateField(label="Date of birth", help_text="Like 27 3 1984. You can also paste a whole date")
    place = forms.ChoiceField(choices=PLACES)
    is_known = forms.ChoiceField(
        label="Is the person known to you?",
        choices=YES_NO,
        widget=forms.RadioSelect(attrs={"class": "govuk-radios--inline"}),
    )
    level = forms.ChoiceField(label="Level", choices=LEVELS, widget=forms.RadioSelect)
    routes = forms.MultipleChoiceField(
        label="Ways to make contact",
        choices=ROUTES,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "govuk-checkboxes--small"}),
        help_text="Tick all that are safe",
    )
    note = forms.CharField(widget=forms.Textarea, help_text="What happened, in your own words")
    document = forms.FileField(help_text="A PDF of up to 10 MB")
    is_true = forms.BooleanField(label="I believe this is true")
    version = forms.IntegerField(widget=forms.HiddenInput, initial=1)


class SearchBox(Form):
    """One box and its button."""

    query = forms.CharField(label="Search for anything", widget=forms.SearchInput)


class ListFilter(Form):
    """Two filters of a list."""

    place = forms.ChoiceField(choices=PLACES, required=False)
    level = forms.MultipleChoiceField(
        choices=[("standard", "Standard"), ("high", "High")],
        widget=forms.CheckboxSelectMultiple(attrs={"class": "govuk-checkboxes--small"}),
        required=False,
    )


class WrongInEveryField(EveryField):
    """The same form as it comes back: what was typed is still there."""

    TYPED: ClassVar[dict[str, str]] = {
        "surname": "Kow\x00alska",
        "email": "asha at example.org",
        "born_on_day": "31",
        "born_on_month": "Feb",
        "born_on_year": "1984",
        "version": "1",
    }
