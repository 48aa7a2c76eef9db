import pytest
from django import forms
from django.core.exceptions import ValidationError

from ui.forms import Form, refuse_control_characters, refuse_line_breaks


class Note(Form):
    surname = forms.CharField()
    note = forms.CharField(widget=forms.Textarea, required=False)


@pytest.mark.parametrize(
    ("typed", "position", "name"),
    [
        pytest.param("Kow\x00alska", 4, "U+0000", id="NUL"),
        pytest.param("a\x1bb", 2, "U+001B", id="escape"),
        pytest.param("a\x7f", 2, "U+007F", id="delete"),
        pytest.param("a\x9bb", 2, "U+009B", id="C1 control"),
        pytest.param("a\ud800b", 2, "U+D800", id="lone surrogate"),
    ],
)
def test_a_control_character_is_refused_with_its_place(typed, position, name):
    with pytest.raises(ValidationError) as refused:
        refuse_control_characters(typed)

    assert refused.value.messages == [
        f"Remove the hidden character at position {position} ({name}). It cannot be stored"
    ]


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("Zoë Núñez-O’Brien", id="letters with marks"),
        pytest.param("سمير \u202eabc\u202c", id="direction marks"),
        pytest.param("👩‍👧 ✅", id="emoji and joiners"),
        pytest.param("line one\r\nline two\tend", id="lines and tabs"),
        pytest.param("<script>alert(1)</script>", id="markup"),
    ],
)
def test_what_people_write_passes(typed):
    refuse_control_characters(typed)


@pytest.mark.parametrize("typed", ["a\nb", "a\rb", "a\u2028b"], ids=["line feed", "return", "line separator"])
def test_a_line_break_is_refused_on_one_line(typed):
    with pytest.raises(ValidationError):
        refuse_line_breaks(typed)


def test_a_form_refuses_and_keeps_what_was_typed():
    form = Note({"surname": "Kow\x00alska", "note": "one\ntwo\x00"})

    assert "position 4" in form.errors["surname"][0]
    assert "position 8" in form.errors["note"][0]
    assert len(form.errors["surname"]) == 1
    assert 'value="Kow\x00alska"' in str(form["surname"])


def test_a_textarea_takes_several_lines_and_a_text_box_does_not():
    form = Note({"surname": "Kow\nalska", "note": "one\ntwo"})

    assert set(form.errors) == {"surname"}
