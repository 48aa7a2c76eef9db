from __future__ import annotations

from typing import Any

import pytest

from audit.core.errors import OutOfReach, PermissionDenied, Refused, Stale
from audit.models import Event
from cases.actions.instruments import explain_difference, finish_sheet, record_answers
from cases.actions.lowering import ask_to_lower_risk
from cases.actions.risk import set_risk
from cases.models import InstrumentSheet, ItemAnswer
from cases.rules.instruments.dash import DASH_24
from register.models import Person
from tests import builders
from tests.cases.builders import Household, act, household

pytestmark = pytest.mark.django_db
FOURTEEN = {item.code: ("yes", "") for item in DASH_24.items[:14]}


@pytest.fixture
def home() -> Household:
    return household()


def sheet_of(home: Household, level: str = "medium", instrument: str = "dash_24") -> InstrumentSheet:
    set_risk(home.case, level=level, judgement="He follows her", instrument=instrument, **act(home.officer))
    return InstrumentSheet.objects.get()


def say(sheet: InstrumentSheet, home: Household, answers: dict[str, tuple[str, str]], **more: Any) -> InstrumentSheet:
    return record_answers(sheet, answers=answers, **act(home.officer), **more)


def test_an_instrument_is_begun_after_the_judgement(home: Household) -> None:
    sheet = sheet_of(home)

    assert (sheet.judged_level, sheet.instrument, sheet.instrument_version) == ("medium", "dash_24", "2026.1")
    assert sheet.finished_at is None
    assert sheet.points is None


def test_a_request_to_lower_has_its_instrument_too(home: Household) -> None:
    set_risk(home.case, level="high", judgement="Threats", **act(home.officer))
    asked = ask_to_lower_risk(home.case, level="medium", why="In custody", instrument="dara", **act(home.officer))

    assert InstrumentSheet.objects.get().lowering == asked


def test_no_instrument_is_needed(home: Household) -> None:
    set_risk(home.case, level="high", judgement="Threats", **act(home.officer))

    assert not InstrumentSheet.objects.exists()


def test_an_instrument_that_is_not_in_use_is_refused(home: Household) -> None:
    with pytest.raises(Refused, match="not in use") as refused:
        sheet_of(home, instrument="rfg")
    assert refused.value.field == "instrument"


def test_odara_is_refused_where_a_woman_harms(home: Household) -> None:
    builders.allow_writes()
    Person.objects.filter(pk=home.person.pk).update(sex=Person.Sex.FEMALE)

    with pytest.raises(Refused, match="by men on women only"):
        sheet_of(home, instrument="odara")


def test_an_incomplete_sheet_saves(home: Household) -> None:
    sheet = say(sheet_of(home), home, {"injury": ("yes", " A cut lip "), "frightened": ("not_known", "")})

    held = dict(ItemAnswer.objects.values_list("item", "answer"))
    assert held == {"injury": "yes", "frightened": "not_known"}
    assert ItemAnswer.objects.get(item="injury").note == "A cut lip"
    assert sheet.finished_at is None


def test_an_answer_can_be_changed_while_the_sheet_is_open(home: Household) -> None:
    sheet = say(sheet_of(home), home, {"injury": ("yes", "")})
    say(sheet, home, {"injury": ("no", "")})

    assert ItemAnswer.objects.get().answer == "no"


def test_the_figure_comes_once_the_sheet_is_finished(home: Household) -> None:
    sheet = finish_sheet(say(sheet_of(home), home, FOURTEEN), **act(home.officer))

    assert (sheet.said_yes, sheet.not_asked, sheet.points) == (14, 10, 14)
    assert (sheet.suggests, sheet.difference) == ("high", "tool_higher")
    assert Event.objects.filter(code="risk.instrument_finished").count() == 1


def test_the_tool_and_the_judgement_may_agree(home: Household) -> None:
    sheet = finish_sheet(say(sheet_of(home, "high"), home, FOURTEEN), **act(home.officer))

    assert sheet.difference == "agree"


def test_the_figure_changes_no_level(home: Household) -> None:
    finish_sheet(say(sheet_of(home), home, FOURTEEN), **act(home.officer))

    home.case.risk.refresh_from_db()
    assert home.case.risk.level == "medium"


def test_a_finished_sheet_stands_as_it_is(home: Household) -> None:
    sheet = finish_sheet(sheet_of(home), **act(home.officer))

    with pytest.raises(Refused, match="stand as they are"):
        say(sheet, home, {"injury": ("no", "")})
    with pytest.raises(Refused, match="stand as they are"):
        finish_sheet(sheet, **act(home.officer))


@pytest.mark.parametrize(
    ("item", "answer"),
    [pytest.param("weather", "yes", id="no such item"), pytest.param("injury", "often", id="not on this scale")],
)
def test_an_answer_that_the_instrument_does_not_take_is_refused(home: Household, item: str, answer: str) -> None:
    with pytest.raises(Refused, match="none that this instrument takes"):
        say(sheet_of(home), home, {item: (answer, "")})


def test_a_note_is_not_cut(home: Household) -> None:
    with pytest.raises(Refused) as refused:
        say(sheet_of(home), home, {"injury": ("yes", "x" * 501)})
    assert refused.value.field == "injury_note"


def test_answers_that_somebody_else_has_changed_meanwhile_are_stale(home: Household) -> None:
    sheet = sheet_of(home)
    say(sheet, home, {"injury": ("yes", "")})

    with pytest.raises(Stale):
        say(sheet, home, {"injury": ("no", "")}, version=sheet.version)


def test_what_differs_is_explained_once(home: Household) -> None:
    sheet = finish_sheet(say(sheet_of(home), home, FOURTEEN), **act(home.officer))

    said = explain_difference(sheet, words="He is in custody until March", **act(home.officer))

    assert said.why_different == "He is in custody until March"
    with pytest.raises(Refused, match="said why already"):
        explain_difference(sheet, words="Something else", **act(home.officer))


def test_there_is_nothing_to_explain_before_the_figure(home: Household) -> None:
    with pytest.raises(Refused, match="Finish the answers first"):
        explain_difference(sheet_of(home), words="No", **act(home.officer))


@pytest.mark.parametrize(
    ("role", "force_code", "error"),
    [
        pytest.param("offender-manager", "13", PermissionDenied, id="may read"),
        pytest.param("control-room-specialist", "13", OutOfReach, id="may not read"),
        pytest.param("safeguarding-officer", "14", OutOfReach, id="another force"),
    ],
)
def test_who_may_not_answer(home: Household, role: str, force_code: str, error: type[Exception]) -> None:
    sheet, by = sheet_of(home), act(builders.actor(role, force_code=force_code))

    with pytest.raises(error):
        record_answers(sheet, answers={"injury": ("yes", "")}, **by)
    with pytest.raises(error):
        finish_sheet(sheet, **by)
