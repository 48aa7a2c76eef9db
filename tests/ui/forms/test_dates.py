from datetime import date

import pytest
from django import forms
from django.http import QueryDict

from ui.forms import DateField, Form


class Birth(Form):
    born_on = DateField(label="Date of birth", required=False)


def bound(**typed):
    data = QueryDict(mutable=True)
    data.update(typed)
    return Birth(data)


def boxes(day, month, year):
    return bound(born_on_day=day, born_on_month=month, born_on_year=year)


@pytest.mark.parametrize(
    "form",
    [
        pytest.param(boxes("23", "11", "2026"), id="numbers"),
        pytest.param(boxes("23", "Nov", "2026"), id="short month name"),
        pytest.param(boxes("23", "november", "2026"), id="month name"),
        pytest.param(boxes(" 23 ", " NOV. ", " 2026 "), id="spaces and a full stop"),
        pytest.param(boxes("23 11 2026", "", ""), id="spaces in the first box"),
        pytest.param(boxes("23/11/2026", "", ""), id="slashes in the first box"),
        pytest.param(boxes("23rd November 2026", "", ""), id="written out"),
        pytest.param(boxes("23112026", "", ""), id="eight digits"),
        pytest.param(boxes("2026-11-23", "", ""), id="year first"),
        pytest.param(bound(born_on="2026-11-23"), id="one value"),
        pytest.param(bound(born_on="23 11 2026"), id="one value, day first"),
    ],
)
def test_takes_a_date_as_people_write_it(form):
    assert form.is_valid(), form.errors
    assert form.cleaned_data["born_on"] == date(2026, 11, 23)


@pytest.mark.parametrize(
    ("typed", "message", "target"),
    [
        pytest.param(("", "11", "2026"), "Date of birth must include a day", "day", id="no day"),
        pytest.param(("23", "", "2026"), "Date of birth must include a month", "month", id="no month"),
        pytest.param(("23", "11", ""), "Date of birth must include a year", "year", id="no year"),
        pytest.param(("", "11", ""), "Date of birth must include a day and year", "day", id="only a month"),
        pytest.param(("23", "11", "84"), "Date of birth must have a year with 4 numbers, like 1984", "year", id="84"),
        pytest.param(
            ("23", "Brumaire", "1984"),
            "Date of birth must have a month as a number or a name, like 11 or November",
            "month",
            id="unknown month",
        ),
        pytest.param(
            ("23", "J", "1984"),
            "Date of birth must have a month as a number or a name, like 11 or November",
            "month",
            id="a letter that could be two months",
        ),
        pytest.param(("xx", "11", "1984"), "Date of birth must have a day as a number, like 23", "day", id="no number"),
        pytest.param(("31", "2", "1984"), "Date of birth must be a real date", "day", id="31 February"),
        pytest.param(("0", "13", "1984"), "Date of birth must be a real date", "day", id="month 13"),
        pytest.param(("1", "1", "0199"), "Date of birth must have a year after 1849", "year", id="slipped year"),
        pytest.param(
            ("٢٣", "11", "1984"),
            "Date of birth must have a day as a number, like 23",
            "day",
            id="digits of another script",
        ),
        pytest.param(("23\x00", "11", "1984"), "Date of birth must have a day as a number, like 23", "day", id="NUL"),
        pytest.param(("someday soon", "", ""), "Date of birth must include a month and year", "month", id="words"),
    ],
)
def test_says_which_part_to_correct(typed, message, target):
    form = boxes(*typed)

    assert form.errors["born_on"] == [message]
    assert form["born_on"].error_target == f"id_born_on_{target}"


def test_keeps_what_was_typed_and_marks_only_the_wrong_box():
    html = str(boxes("31", "Brumaire", "1984")["born_on"])

    for typed in ("31", "Brumaire", "1984"):
        assert f'value="{typed}"' in html
    assert html.count("govuk-input--error") == 1
    assert html.count('aria-invalid="true"') == 1


def test_marks_every_box_when_a_required_date_is_missing():
    class Required(forms.Form):
        born_on = DateField(label="Date of birth")

    assert str(Required({})["born_on"]).count("govuk-input--error") == 3


def test_nothing_typed_is_none():
    form = boxes("", " ", "")
    assert form.is_valid()
    assert form.cleaned_data["born_on"] is None


def test_shows_an_initial_date_in_its_boxes():
    html = str(Birth(initial={"born_on": date(1984, 3, 7)})["born_on"])
    assert 'value="7"' in html
    assert 'value="3"' in html
    assert 'value="1984"' in html


@pytest.mark.parametrize(
    ("form", "changed"),
    [
        pytest.param(boxes("7", "3", "1984"), False, id="same"),
        pytest.param(boxes("07", "March", "1984"), False, id="same, written otherwise"),
        pytest.param(boxes("8", "3", "1984"), True, id="another day"),
        pytest.param(boxes("", "", ""), True, id="emptied"),
        pytest.param(boxes("x", "3", "1984"), True, id="not a date"),
    ],
)
def test_knows_whether_it_changed(form, changed):
    form.initial = {"born_on": date(1984, 3, 7)}
    assert form.has_changed() is changed
