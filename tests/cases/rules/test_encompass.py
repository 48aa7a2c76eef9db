"""Before the next school day: over weekends, bank holidays and school holidays, and a text without a place."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from cases.models import ChildSchool
from cases.rules.encompass import Education, NoticeFacts, Whom, latest, notice_text, send_by, whom_to_tell
from cases.rules.school_calendar import HOLIDAYS, SchoolHoliday, closed_days

TODAY = date(2026, 11, 26)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_the_kinds_of_education_are_those_of_the_record() -> None:
    assert set(Education) == set(ChildSchool.Education.values)


@pytest.mark.parametrize(
    ("attended", "opens"),
    [
        pytest.param("2026-11-26T02:00", "2026-11-26T08:00", id="in the night before a school day"),
        pytest.param("2026-11-26T08:00", "2026-11-27T08:00", id="when school has begun"),
        pytest.param("2026-11-27T20:00", "2026-11-30T08:00", id="on a Friday evening"),
        pytest.param("2026-12-18T20:00", "2027-01-04T08:00", id="when the Christmas holidays begin"),
        pytest.param("2026-10-23T20:00", "2026-11-02T08:00", id="before half-term"),
        pytest.param("2026-07-25T10:00", "2026-09-01T07:00", id="in the summer, by the clock of London"),
        pytest.param("2027-03-25T20:00", "2027-04-12T07:00", id="before Easter"),
    ],
)
def test_the_last_moment_is_before_the_school_next_opens(attended: str, opens: str) -> None:
    assert latest(at(attended), "13").at == at(opens)


def test_in_the_holidays_it_is_asked_for_by_the_next_weekday_all_the_same() -> None:
    assert send_by(at("2026-07-25T10:00"), "13") == date(2026, 7, 27)
    assert send_by(at("2026-12-24T23:00"), "13") == date(2026, 12, 29)


def test_a_force_that_has_its_own_calendar_follows_it_alone() -> None:
    own = SchoolHoliday("Feast week", date(2026, 11, 30), date(2026, 12, 4), forces=frozenset({"60"}))

    assert closed_days("60", [*HOLIDAYS, own]) == frozenset(own.days())
    assert date(2026, 12, 1) not in closed_days("13", [*HOLIDAYS, own])
    assert len(frozenset(own.days())) == 5


def test_every_holiday_ends_after_it_begins_and_says_how_sure_it_is() -> None:
    assert all(each.first <= each.last and each.source and each.confidence for each in HOLIDAYS)


@pytest.mark.parametrize(
    ("born", "education", "whom"),
    [
        pytest.param(date(2022, 11, 26), "school", Whom.SCHOOL, id="four today"),
        pytest.param(date(2022, 11, 27), "school", Whom.NOBODY, id="four tomorrow"),
        pytest.param(date(2008, 11, 27), "school", Whom.SCHOOL, id="eighteen tomorrow"),
        pytest.param(date(2008, 11, 26), "school", Whom.NOBODY, id="eighteen today"),
        pytest.param(date(2015, 1, 1), "home", Whom.COUNCIL, id="educated at home"),
        pytest.param(date(2015, 1, 1), "none", Whom.NOBODY, id="nowhere"),
        pytest.param(date(2015, 1, 1), "not_known", Whom.SCHOOL, id="not known where"),
        pytest.param(None, "school", Whom.SCHOOL, id="not known how old"),
    ],
)
def test_whom_police_tell(born: date | None, education: str, whom: Whom) -> None:
    assert whom_to_tell(born, education, TODAY) is whom


def text(**more: object) -> str:
    facts: dict[str, object] = {
        "child": "Ravi Kaur", "born": date(2019, 5, 2), "attended_at": at("2026-07-01T21:40"),
        "police_reference": "13/4471", "is_present": True, "voice": "He hid", "force": "West Yorkshire Police",
        "telephone": "0113 496 0000",
    }  # fmt: skip
    return notice_text(NoticeFacts(**facts | more))  # type: ignore[arg-type]


def test_the_text_says_who_when_and_whom_to_ask_and_nothing_else() -> None:
    said = text()

    for part in ("Ravi Kaur, born 2 May 2019", "13/4471", "1 July 2026 at 22:40", "The child was there.", "He hid"):
        assert part in said
    assert "do not ask the child where they live" in said and "0113 496 0000" in said
    assert NoticeFacts.__slots__ == (
        "child", "born", "attended_at", "police_reference", "is_present", "voice", "force", "telephone"
    )  # fmt: skip


def test_the_text_of_a_child_of_whom_little_is_known_is_whole() -> None:
    said = text(born=None, police_reference="", is_present=False, voice="", telephone="")

    assert "date of birth not known" in said and "not given" in said and "was not there" in said
    assert "\n\n" not in said and "What the child said" not in said
