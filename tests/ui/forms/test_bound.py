import pytest
from django import forms

from ui.forms import Form, OptionLabel
from ui.gallery.forms import EveryField
from ui.templatetags.ui import field, form_errors

HOSTILE = "\"'><script>alert(1)</script>\u202e"
ESCAPED = "&quot;&#x27;&gt;&lt;script&gt;alert(1)&lt;/script&gt;\u202e"
LEVELS = [("high", OptionLabel("High", hint="Likely at any time")), ("low", "Low")]


class Sample(Form):
    surname = forms.CharField(help_text="As written", max_length=5)
    level = forms.ChoiceField(choices=LEVELS, widget=forms.RadioSelect, help_text="Your judgement")
    routes = forms.MultipleChoiceField(choices=LEVELS, widget=forms.CheckboxSelectMultiple)
    place = forms.ChoiceField(choices=LEVELS)
    note = forms.CharField(widget=forms.Textarea(attrs={"class": "wide"}))
    document = forms.FileField()
    agreed = forms.BooleanField()
    version = forms.IntegerField(widget=forms.HiddenInput)


class Hostile(Form):
    text = forms.CharField(label=HOSTILE, help_text=HOSTILE)
    level = forms.ChoiceField(
        label=HOSTILE, choices=[(HOSTILE, OptionLabel(HOSTILE, hint=HOSTILE))], widget=forms.RadioSelect
    )
    place = forms.ChoiceField(choices=[(HOSTILE, [(HOSTILE, HOSTILE)])])
    note = forms.CharField(widget=forms.Textarea)
    agreed = forms.BooleanField(label=HOSTILE)

    def clean(self):
        raise forms.ValidationError(HOSTILE)


def test_a_field_prints_label_hint_and_control():
    html = str(Sample()["surname"])

    assert '<label class="govuk-label govuk-label--s" for="id_surname">Surname</label>' in html
    assert '<div class="govuk-hint" id="id_surname_helptext">As written</div>' in html
    assert 'class="govuk-input"' in html
    assert 'aria-describedby="id_surname_helptext"' in html


def test_a_wrong_field_is_marked_and_described_by_its_error():
    html = str(Sample({})["surname"])

    assert "govuk-form-group--error" in html
    assert 'class="govuk-input govuk-input--error"' in html
    assert 'aria-describedby="id_surname_helptext id_surname_error"' in html
    assert 'aria-invalid="true"' in html
    assert '<span class="govuk-visually-hidden">Error:</span> Enter surname' in html


@pytest.mark.parametrize(
    ("name", "classes"),
    [
        pytest.param("note", "govuk-textarea wide", id="textarea keeps its author's class"),
        pytest.param("place", "govuk-select", id="select"),
        pytest.param("document", "govuk-file-upload", id="file"),
        pytest.param("agreed", "govuk-checkboxes__input", id="checkbox"),
    ],
)
def test_a_control_carries_its_class(name, classes):
    assert f'class="{classes}"' in str(Sample()[name])


@pytest.mark.parametrize("attribute", ["required", "maxlength"])
def test_the_browser_neither_stops_nor_cuts(attribute):
    assert attribute not in str(Sample())


def test_browsers_do_not_remember_what_is_typed_about_people():
    assert 'autocomplete="off"' in str(Sample()["surname"])
    assert 'autocomplete="off"' in str(Sample()["note"])
    assert 'autocomplete="email"' in str(EveryField()["email"])


@pytest.mark.parametrize("name", ["level", "routes"], ids=["radios", "checkboxes"])
def test_a_group_of_options_is_a_described_fieldset(name):
    html = str(Sample({})[name])

    assert "<fieldset" in html
    assert f'id_{name}_error"' in html
    assert "govuk-fieldset__legend--s" in html
    assert html.count("<label") == 2
    assert "aria-invalid" not in html


def test_an_option_has_a_hint_of_its_own():
    html = str(Sample()["level"])

    assert 'id="id_level_0_hint">Likely at any time</div>' in html
    assert html.count('aria-describedby="id_level_0_hint"') == 1


def test_a_chosen_option_stays_chosen():
    html = str(Sample({"level": "low", "routes": ["high"]}))

    assert 'value="low" id="id_level_1" checked' in html
    assert 'value="high" id="id_routes_0" checked' in html


def test_a_hidden_field_is_only_its_control():
    assert (
        str(Sample(initial={"version": 3})["version"])
        == '<input type="hidden" name="version" value="3" id="id_version">'
    )


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("surname", "id_surname"),
        ("level", "id_level_0"),
        ("routes", "id_routes_0"),
        ("place", "id_place"),
        ("agreed", "id_agreed"),
        ("version", ""),
    ],
)
def test_the_error_summary_links_to_the_first_control(name, target):
    assert Sample({})[name].error_target == target


def test_the_error_summary_lists_each_error_and_links_it():
    html = form_errors(Sample({}))

    assert 'data-module="govuk-error-summary"' in html
    assert '<a href="#id_surname">Enter surname</a>' in html
    assert '<a href="#id_level_0">Select level</a>' in html
    assert html.count("<li>") == len(Sample.base_fields)


def test_a_form_without_errors_has_no_summary():
    assert form_errors(Sample()) == ""


def test_a_whole_form_shows_its_summary_once():
    assert str(Sample({})).count("There is a problem") == 1

    form = Sample({})
    form_errors(form)
    assert "There is a problem" not in str(form)


@pytest.mark.parametrize("how", ["as_p", "as_div"])
def test_a_librarys_way_of_printing_gives_the_same_form(how):
    assert getattr(Sample(), how)() == str(Sample())


def test_the_field_tag_changes_the_label():
    html = field(Sample()["surname"], label="Family name", hint="Only the last", label_size="l", is_heading=True)

    assert '<h1 class="govuk-label-wrapper"><label class="govuk-label govuk-label--l"' in html
    assert ">Family name</label></h1>" in html
    assert "Only the last" in html
    assert 'aria-describedby="id_surname_helptext"' in html


def test_the_field_tag_hides_a_label_from_sight_only():
    assert "govuk-visually-hidden" in field(Sample()["level"], is_label_hidden=True)


def test_hostile_text_is_inert_wherever_a_form_shows_it():
    data = {"text": HOSTILE, "note": HOSTILE, "level": HOSTILE, "place": HOSTILE}
    html = str(Hostile(data))

    assert "<script" not in html
    assert html.count(ESCAPED) + html.count(ESCAPED.replace("&#x27;", "&#39;")) >= 9


def test_a_textarea_gives_back_the_same_lines():
    typed = "\n first\r\n\tsecond  "
    assert f">\n{typed}</textarea>" in str(Sample({"note": typed})["note"])
