"""Statistics from the acts that make them to what leaves the register: pages, the API and files."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from audit.models import Event
from cases.actions.incidents import Involved, Told, disprove_incident, record_incident, record_incident_outcome
from cases.actions.risk import set_risk
from cases.actions.statistics import publish_due
from cases.models import Figure, Incident
from cases.models.incident import Role
from cases.rules.statistics.control import Cell, Column
from cases.rules.statistics.measures import MEASURES, measures_in
from cases.rules.statistics.quarters import Quarter, quarter_of
from cases.statistics.counting import count
from cases.statistics.files import FORMATS
from register.actions.canaries import plant_canary
from register.actions.glass import review_glass
from register.actions.people import restrict_person
from register.imports.planting import write_planted
from register.models import BrokenGlass, Person
from tests import builders
from tests.architecture.source import APPS, modules, text_of
from tests.cases.builders import Household, act, household, officer, stand_as_one
from tests.cases.conftest import Visit
from tests.cases.differencing import intervals
from tests.cases.web.pages import get, words
from tests.register.glass import closed_record, opened

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")
SUMMER, SETTLED = datetime(2026, 8, 15, 12, tzinfo=LONDON), datetime(2026, 10, 30, 12, tzinfo=LONDON)
QUARTER = Quarter(2026, 3)


@pytest.fixture
def summer() -> Iterator[time_machine.Coordinates]:
    """The clock stands in the quarter that is counted; `shift` to `SETTLED` before it is published."""
    with time_machine.travel(SUMMER, tick=False) as clock:
        yield clock


def incidents(many: int, force: str = "13", **more: Any) -> list[Incident]:
    given = {"told": Told(account="Shouting"), **more, **act(officer(force)[1])}
    return [record_incident(builders.force(force), **given) for _ in range(many)]


def counted(code: str, force: str = "13", quarter: Quarter = QUARTER) -> tuple[int, ...]:
    """The count of each part, in order."""
    measure = measures_in(quarter)[code]
    counts = count(measure, quarter)
    return tuple(counts[part.code].get(builders.force(force).pk, 0) for part in measure.parts)


def publish(clock: time_machine.Coordinates) -> int:
    clock.move_to(SETTLED)
    return publish_due(SETTLED.date())


def shown(code: str, force: str | None, part: str = "all") -> int | None:
    return Figure.objects.standing().get(measure=code, quarter="2026-Q3", force__code=force, part=part).shown


@pytest.mark.parametrize("measure", MEASURES, ids=lambda each: each.code)
def test_every_measure_can_be_counted_where_there_is_nothing(measure: Any) -> None:
    assert set(count(measure, QUARTER)) == {part.code for part in measure.parts}


def test_incidents_are_counted_by_the_quarter_in_which_they_happened_without_those_disproved(
    summer: time_machine.Coordinates,
) -> None:
    summer.move_to(datetime(2026, 5, 1, 12, tzinfo=LONDON))
    builders.person(builders.actor())
    summer.move_to(SUMMER)
    made = incidents(3)
    incidents(1, happened_at=datetime(2026, 6, 30, 23, 59, tzinfo=LONDON))
    incidents(1, happened_at=datetime(2026, 7, 1, 0, 0, tzinfo=LONDON))
    disprove_incident(made[0], how="Another flat", **act(officer()[1]))

    assert counted("incidents") == (3,)
    assert counted("incidents", quarter=Quarter(2026, 2)) == (1,)


def test_a_person_is_counted_once_whatever_records_stand_for_them(summer: time_machine.Coordinates) -> None:
    _, by = officer()
    one, other, once = (builders.person(by) for _ in range(3))
    stand_as_one(one, other)
    for person in (one, other, once):
        incidents(1, person=person)

    assert counted("repeat_suspects") == (1, 1)


def test_victims_and_the_number_of_different_victims_come_from_the_same_incidents(
    summer: time_machine.Coordinates,
) -> None:
    home, other = household(), household()
    for victim in (home.victim, other.victim, other.victim):
        incidents(1, person=home.person, involved=[Involved(Role.VICTIM, victim)])
    incidents(2, person=other.person, involved=[Involved(Role.VICTIM, other.victim)])

    assert counted("repeat_victims") == (1, 1)
    assert counted("serial_suspects") == (1, 1)


def test_outcomes_stand_side_by_side(summer: time_machine.Coordinates) -> None:
    _, by = officer()
    builders.person(by)
    for outcome, made in zip(("1", "16", "15", "14"), incidents(4), strict=True):
        record_incident_outcome(made, outcome=Incident.Outcome(outcome), on=SUMMER.date(), **act(by))

    assert counted("outcomes") == (1, 2, 1)


def planted_by(standards: dict[str, Any]) -> Person:
    """Somebody who is nobody."""
    canary = plant_canary(
        builders.force(), forenames="Adam", surname="Nobody", date_of_birth=date(1980, 1, 1), why="Watched",
        local_reference="13DA/1/26", **standards,
    )  # fmt: skip
    write_planted(canary.reference)
    return Person.objects.get(canary=canary)


def test_a_planted_record_counts_nowhere(summer: time_machine.Coordinates) -> None:
    standards = act(builders.actor("professional-standards"))
    planted = planted_by(standards)
    for person in (builders.person(officer()[1]), planted):
        incidents(2, person=person)

    assert counted("repeat_suspects") == (1, 0)
    assert counted("incidents") == (2,)


def test_lookups_are_explained_by_a_number_or_words() -> None:
    builders.person(builders.actor())
    browser = builders.sign_in(Client(), builders.user("control-room-specialist"))
    browser.post("/lookup", {"q": "Marek Kowalski"}, follow=True)

    (event,) = Event.objects.filter(code="person.looked_up")
    assert counted("lookups_explained", quarter=quarter_of(event.at.astimezone(LONDON).date())) == (0, 1)


def test_risk_is_counted_as_it_goes_up_and_not_when_it_is_first_assessed(
    summer: time_machine.Coordinates, home: Household
) -> None:
    assert counted("risk_raised") == (0,)

    set_risk(home.case, level="medium", judgement="He was seen nearby", **act(home.officer))
    assert counted("risk_raised") == (0,)
    set_risk(home.case, level="high", judgement="He has a knife", **act(home.officer))

    assert counted("risk_raised") == (1,)
    assert counted("risk_lowered") == (0,)


@pytest.fixture
def with_records(summer: time_machine.Coordinates) -> None:
    """Force 14, whose people break the glass, holds a record of its own, and so has a row."""
    builders.person(builders.actor(force_code="14"))


@pytest.mark.usefixtures("with_records")
def test_breaking_the_glass_counts_apart_from_staying_longer_and_by_the_force_of_whoever_did(
    summer: time_machine.Coordinates,
) -> None:
    person, user = closed_record(), builders.user(force_code="14")
    opened(person, user)
    summer.shift(timedelta(minutes=50))
    opened(person, user, why="They are at the hospital now")
    summer.shift(timedelta(hours=2))
    opened(person, user, why="He was seen at her door again")
    opened(person, builders.user(force_code="14"))

    assert counted("glass_broken", "14") == (0, 3)
    assert counted("glass_longer", "14") == (0, 1)
    assert counted("glass_broken", "13") == (0, 0)


@pytest.mark.usefixtures("with_records")
@pytest.mark.parametrize(
    ("after", "parts"),
    [
        pytest.param(timedelta(hours=72), (1, 0), id="at the end of the 72 hours"),
        pytest.param(timedelta(hours=72, seconds=1), (0, 1), id="a second later"),
        pytest.param(None, (0, 1), id="never"),
    ],
)
def test_a_review_after_72_hours_or_none_at_all_counts_as_late(
    summer: time_machine.Coordinates, after: timedelta | None, parts: tuple[int, int]
) -> None:
    glass = opened(closed_record())
    if after is not None:
        summer.shift(after)
        standards = act(builders.actor("professional-standards", force_code="13"))
        review_glass(glass, outcome=BrokenGlass.Outcome.NOT_JUSTIFIED, why="No call was live", **standards)

    assert counted("glass_broken", "14") == parts


@pytest.mark.usefixtures("with_records")
def test_breaking_the_glass_over_a_planted_record_counts_nowhere(summer: time_machine.Coordinates) -> None:
    standards = act(builders.actor("professional-standards"))
    planted = planted_by(standards)
    restrict_person(planted, is_restricted=True, **standards)

    opened(planted)
    opened(closed_record())

    assert counted("glass_broken", "14") == (0, 1)


# Publishing


def test_a_quarter_is_published_once_rounded_with_small_counts_hidden(summer: time_machine.Coordinates) -> None:
    for force, many in (("13", 7), ("14", 3)):
        builders.person(builders.actor(force_code=force))
        incidents(many, force)

    assert publish(summer) > 0

    assert (shown("incidents", "13"), shown("incidents", "14"), shown("incidents", None)) == (5, None, 5)
    assert publish_due(SETTLED.date()) == 0
    event = Event.objects.filter(code="statistics.published").order_by("at").first()
    assert event is not None
    assert event.actor_ref == "system:statistics"


def test_a_quarter_is_not_published_before_it_has_settled(summer: time_machine.Coordinates) -> None:
    incidents(7)
    summer.move_to(datetime(2026, 10, 28, 12, tzinfo=LONDON))

    publish_due(date(2026, 10, 28))

    assert not Figure.objects.filter(quarter="2026-Q3").exists()


def test_what_becomes_known_later_is_a_marked_revision_with_the_next_quarter(
    summer: time_machine.Coordinates, visit: Visit
) -> None:
    builders.person(builders.actor())
    incidents(7)
    publish(summer)
    incidents(9, happened_at=SUMMER)
    assert publish_due(date(2026, 11, 23)) == 0
    assert shown("incidents", "13") == 5

    summer.move_to(datetime(2027, 2, 1, 12, tzinfo=LONDON))
    publish_due(date(2027, 2, 1))

    figure = Figure.objects.standing().get(measure="incidents", quarter="2026-Q3", force__code="13")
    assert (figure.shown, figure.revision) == (15, 1)
    assert Figure.objects.get(measure="incidents", quarter="2026-Q3", force__code="13", revision=0).shown == 5
    assert "Revised" in words(get(visit("supervisor"), "statistic", "incidents"))


def test_a_small_change_is_never_published(summer: time_machine.Coordinates) -> None:
    builders.person(builders.actor())
    incidents(7)
    publish(summer)
    incidents(4, happened_at=SUMMER)

    summer.move_to(datetime(2027, 2, 1, 12, tzinfo=LONDON))
    publish_due(date(2027, 2, 1))

    assert (shown("incidents", "13"), shown("incidents", None)) == (5, 5)


def test_no_count_leaves_by_another_way_than_its_publication() -> None:
    """What a figure is based on is read where the next revision is published, and nowhere else."""
    readers = {path for path in modules(*APPS) if re.search(r"\bbasis\b", text_of(path))}
    counters = {path for path in modules(*APPS) if "statistics.counting import count" in text_of(path)}

    assert {path for path in readers if "statistics" in path or "figure" in path} == {
        "cases/actions/statistics.py", "cases/models/figure.py", "cases/rules/statistics/control.py",
    }  # fmt: skip
    assert counters == {"cases/actions/statistics.py"}


# Reading


def test_what_people_may_leave_out_is_told_without_a_share(summer: time_machine.Coordinates, visit: Visit) -> None:
    _, by = officer()
    builders.person(by)
    for made in incidents(7):
        record_incident_outcome(made, outcome=Incident.Outcome("1"), on=SUMMER.date(), **act(by))
    publish(summer)
    browser = visit("supervisor")

    page, first = words(browser.get("/statistics/outcomes")), words(browser.get("/statistics?quarter=2026-Q3"))
    answer = browser.get("/api/v1/statistics/outcomes").json()
    (table, *_) = browser.get("/statistics/outcomes/csv").content.decode("utf-8-sig").splitlines()

    assert {part["share"] for figure in answer["figures"] for part in figure["parts"]} == {None}
    assert "5: Charged or summonsed" in first
    assert "The bars are the number of the first part" in page
    assert "per cent" not in page + table


def test_a_page_says_for_which_quarters_its_definition_holds(visit: Visit) -> None:
    page = words(get(visit("supervisor"), "statistic", "glass_broken"))

    assert "Version 1, for quarters from January to March 2024 on" in page


@pytest.fixture
def two_forces(summer: time_machine.Coordinates) -> None:
    """Force 13 has 8 incidents, force 14 has 3, force 10 has 12; it is the day on which they are published."""
    for force, many in (("13", 8), ("14", 3), ("10", 12)):
        builders.person(builders.actor(force_code=force))
        incidents(many, force)
    publish(summer)


def everything(browser: Client) -> list[str]:
    """What a reader gets of incidents by every way there is."""
    answers = [
        browser.get("/statistics"), browser.get("/statistics/incidents"), browser.get("/statistics/incidents/csv"),
        browser.get("/api/v1/statistics"), browser.get("/api/v1/statistics/incidents"),
    ]  # fmt: skip
    return [each.content.decode() for each in answers]


def test_whoever_leads_a_force_reads_their_own_and_all_together(two_forces: None, visit: Visit) -> None:
    browser = visit("supervisor", "13")

    page, answer = words(browser.get("/statistics/incidents")), browser.get("/api/v1/statistics/incidents").json()

    assert "West Yorkshire" in page
    newest = [each for each in answer["figures"] if each["quarter"] == "2026-Q3"]
    assert [(each["force"], each["parts"][0]["figure"]) for each in newest] == [("", 20), ("13", 10)]
    assert not any("Northumbria" in each or "South Yorkshire" in each for each in everything(browser))


def test_oversight_reads_every_force_and_no_small_count(two_forces: None, visit: Visit) -> None:
    answer = visit("oversight-auditor", None).get("/api/v1/statistics/incidents").json()

    newest = {each["force"]: each["parts"][0]["figure"] for each in answer["figures"] if each["quarter"] == "2026-Q3"}
    assert newest == {"": 20, "10": 10, "13": 10, "14": None}


def test_no_way_tells_a_count_that_was_not_published(two_forces: None, visit: Visit) -> None:
    """Every number of every row of the API and of a file is a multiple of five, a share, or nothing."""
    browser = visit("oversight-auditor", None)
    found = {
        part["figure"]
        for measure in browser.get("/api/v1/statistics").json()["measures"]
        for figure in measure["figures"]
        for part in figure["parts"]
    }
    rows = list(csv.DictReader(io.StringIO(browser.get("/statistics/incidents/csv").content.decode("utf-8-sig"))))

    assert found <= {None, 5, 10, 20}
    assert {row["Incidents"] for row in rows} == {"[c]", "10", "20"}
    assert not any(re.search(r">\s*(8|12|23|3)\s*<", page) for page in everything(browser)[:2])


def test_no_small_count_is_recovered_from_all_that_was_ever_published(
    two_forces: None, summer: time_machine.Coordinates
) -> None:
    """Every column of every measure, quarter and version, as each force attacks it with its own count."""
    incidents(9, "14", happened_at=SUMMER)
    summer.move_to(datetime(2027, 2, 1, 12, tzinfo=LONDON))
    publish_due(date(2027, 2, 1))
    columns: dict[tuple[Any, ...], dict[str, Figure]] = defaultdict(dict)
    for figure in Figure.objects.select_related("force").order_by("revision"):
        for revision in range(figure.revision, 2):
            key = (figure.measure, figure.quarter, figure.part, revision)
            columns[key][figure.force.code if figure.force else ""] = figure

    attacked = 0
    for figures in columns.values():
        cells = {code: Cell(0, figure.shown) for code, figure in figures.items() if code}
        column = Column(cells, (figures[""].shown or 0) - sum(cell.shown or 0 for cell in cells.values()))
        for insider in cells:
            found = intervals(column, {insider: figures[insider].basis})
            hidden = [code for code, cell in cells.items() if cell.shown is None and code != insider]
            assert {found[code] for code in hidden} <= {(0, 4)}
            attacked += len(hidden)
    assert attacked > 100


def test_the_first_page_has_every_measure_and_the_files_open(two_forces: None, visit: Visit) -> None:
    browser = visit("supervisor")

    page = words(browser.get("/statistics?quarter=2026-Q3"))
    content = browser.get("/statistics/incidents/ods").content

    assert all(measure.title in page for measure in MEASURES)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.infolist()[0].filename == "mimetype"
        assert archive.infolist()[0].compress_type == zipfile.ZIP_STORED
        sheets = ElementTree.fromstring(archive.read("content.xml"))  # noqa: S314 - our own
    cells = ["".join(cell.itertext()) for cell in sheets.iter() if cell.tag.endswith("}table-cell")]
    assert {"2026-Q3", "West Yorkshire Police", "10"} <= set(cells)
    assert browser.get("/statistics/incidents/ods").content == content


@pytest.mark.parametrize("file_format", FORMATS)
def test_a_download_is_in_the_log_with_its_hash(two_forces: None, visit: Visit, file_format: str) -> None:
    visit("oversight-auditor", None).get(f"/statistics/incidents/{file_format}")

    event = Event.objects.get(code="statistics.downloaded")
    assert event.fields["statistic"] == "incidents"
    assert re.fullmatch(r"[0-9a-f]{64}", event.fields["sha256"])


def test_a_chart_says_in_words_what_it_draws(two_forces: None, visit: Visit) -> None:
    page = get(visit("oversight-auditor", None), "statistic", "incidents").content.decode()

    says = re.findall(r"<desc[^>]*>(.*?)</desc>", page)
    assert len(says) == 1
    assert "July to September 2026: 20" in says[0]
    assert 'role="img"' in page


def test_a_measure_or_a_quarter_that_is_not_shown_is_answered_so(visit: Visit) -> None:
    browser = visit("supervisor")

    assert browser.get("/statistics/none").status_code == 404
    assert browser.get("/statistics/incidents/pdf").status_code == 404
    assert browser.get("/api/v1/statistics/none").status_code == 404
    assert browser.get("/api/v1/statistics?quarter=1999-Q1").status_code in (400, 422)
    assert browser.get("/statistics?quarter=1999-Q1").status_code == 200


def test_how_many_forces_there_are_costs_no_query(two_forces: None, visit: Visit) -> None:
    browser = visit("oversight-auditor", None)
    browser.get("/statistics/incidents")

    with CaptureQueriesContext(
        connection,
    ) as few:
        browser.get("/statistics/incidents")
    builders.allow_writes()
    Figure.objects.filter(force__code="10").delete()
    with CaptureQueriesContext(connection) as fewer:
        browser.get("/statistics/incidents")

    assert len(few) == len(fewer)


def test_joined_records_and_restricted_ones_count_like_others(summer: time_machine.Coordinates) -> None:
    _, by = officer()
    person = builders.person(by)
    incidents(2, person=person)
    builders.allow_writes()
    Person.objects.filter(pk=person.pk).update(is_restricted=True)

    assert counted("repeat_suspects") == (1, 0)
