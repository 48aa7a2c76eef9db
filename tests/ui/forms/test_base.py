import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile

from ui.forms import DateField, Form

COLOURS = [("red", "Red")]


class Everything(Form):
    surname = forms.CharField(max_length=5)
    pnc_id = forms.CharField(label="PNC ID")
    email = forms.EmailField(label="E-mail address")
    colour = forms.ChoiceField(choices=COLOURS)
    known = forms.ChoiceField(label="Is the person known to you?", choices=COLOURS)
    agreed = forms.BooleanField(label="I agree")
    document = forms.FileField()
    seen_on = DateField()


@pytest.mark.parametrize(
    ("name", "message"),
    [
        pytest.param("surname", "Enter surname", id="label made from the name"),
        pytest.param("pnc_id", "Enter PNC ID", id="initials keep their capitals"),
        pytest.param("colour", "Select colour", id="choice"),
        pytest.param("seen_on", "Enter a date for “Seen on”", id="date"),
        pytest.param("known", "Answer this question: Is the person known to you?", id="question"),
        pytest.param("agreed", "Tick the box to confirm: I agree", id="checkbox"),
        pytest.param("document", "Choose a file for document", id="file"),
    ],
)
def test_an_empty_field_says_what_to_do(name, message):
    assert Everything({}).errors[name] == [message]


@pytest.mark.parametrize(
    ("name", "typed", "message"),
    [
        pytest.param("surname", "Kowalska", "Surname must be 5 characters or fewer. You have typed 8", id="too long"),
        pytest.param("colour", "blue", "Select one of the options shown for colour", id="not a choice"),
        pytest.param(
            "email",
            "asha",
            "Enter an e-mail address in the correct format, like name@example.org",
            id="not an e-mail address",
        ),
    ],
)
def test_a_wrong_value_says_what_to_do(name, typed, message):
    assert Everything({name: typed}).errors[name] == [message]


def test_an_authors_own_message_is_kept():
    class Own(Form):
        surname = forms.CharField(error_messages={"required": "Say who it is"})

    assert Own({}).errors["surname"] == ["Say who it is"]


def test_a_percent_sign_in_a_label_is_only_a_sign():
    class Share(Form):
        share = forms.CharField(label="Share in %", max_length=1)

    assert Share({"share": "50"}).errors["share"] == ["Share in % must be 1 characters or fewer. You have typed 2"]


def test_a_right_form_passes():
    data = {"surname": "Kaur", "pnc_id": "81/34U", "email": "a@example.org", "colour": "red", "known": "red"}
    data["seen_on"] = "2026-11-23"
    form = Everything(data | {"agreed": "on"}, {"document": SimpleUploadedFile("a.pdf", b"%PDF")})

    assert form.is_valid(), form.errors


def test_two_forms_do_not_share_their_messages():
    class Other(Form):
        surname = forms.CharField(label="Family name")

    assert Other({}).errors["surname"] == ["Enter family name"]
    assert Everything({}).errors["surname"] == ["Enter surname"]
