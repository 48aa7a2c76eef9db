from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from audit.models import Event
from register.imports.by_reference import Tally, import_convictions, import_orders
from register.imports.problems import Unreadable
from register.models import Conviction, OrderCondition, ProtectiveOrder
from register.rules.offences import offences
from tests.register.imports.demo import FEEDS
from tests.register.imports.loaded import imported, person_of, table_of

pytestmark = pytest.mark.django_db

CONVICTED = "force_code,local_ref,cjs_code,convicted_on,court_type,sentence,months,domestic_abuse_finding\n"
ORDERED = "force_code,local_ref,order_type,made_on,served_on,ends_on,court,condition\n"


@pytest.fixture(autouse=True)
def _someone() -> None:
    imported(table_of({}))


def convictions(tmp_path: Path, *lines: str) -> Tally:
    return _import(import_convictions, tmp_path, CONVICTED, lines)


def orders(tmp_path: Path, *lines: str) -> Tally:
    return _import(import_orders, tmp_path, ORDERED, lines)


def _import(work: Callable[[Path], Tally], tmp_path: Path, header: str, lines: tuple[str, ...]) -> Tally:
    file = tmp_path / "file.csv"
    file.write_text(header + "\n".join(lines), encoding="utf-8")
    return work(file)


def test_a_conviction_is_recorded_for_the_person_of_the_reference(tmp_path: Path) -> None:
    tally = convictions(tmp_path, "10,10DA/1/26,SC15004,2025-11-15,Magistrates,imprisonment,6,")

    assert (tally.read, tally.recorded, tally.same, tally.problems) == (1, 1, 0, [])
    conviction = Conviction.objects.get()
    assert (conviction.person, conviction.force.code, conviction.term_months) == (person_of(), "10", 6)
    assert (conviction.convicted_on, conviction.court, conviction.disposal) == (
        date(2025, 11, 15), "magistrates", "imprisonment",
    )  # fmt: skip
    assert conviction.offence_title == offences()["SC15004"].title
    assert Event.objects.filter(code="conviction.recorded", subject_ref=person_of().reference).exists()


@pytest.mark.parametrize(("finding", "category"), [("yes", "convicted"), ("", "suspect")], ids=["finding", "none"])
def test_a_domestic_abuse_finding_makes_a_suspect_convicted(tmp_path: Path, finding: str, category: str) -> None:
    convictions(tmp_path, f"10,10DA/1/26,SC15004,2025-11-15,Crown,fine,,{finding}")

    assert person_of().subject_category == category


def test_an_order_is_recorded_with_its_condition(tmp_path: Path) -> None:
    condition = "not to go within 200 metres of the protected address"
    tally = orders(tmp_path, f"10,10DA/1/26,DAPO,2025-07-19,2025-07-24,,Newcastle Crown,{condition}")

    assert (tally.recorded, tally.problems) == (1, [])
    order = ProtectiveOrder.objects.get()
    assert (order.person, order.kind, order.status) == (person_of(), "DAPO", "served")
    assert (order.made_on, order.served_on, order.ends_on) == (date(2025, 7, 19), date(2025, 7, 24), None)
    condition_row = OrderCondition.objects.get()
    assert (condition_row.type, condition_row.distance_metres) == ("exclusion_distance", 200)


@pytest.mark.parametrize(
    ("work", "line"),
    [
        pytest.param(convictions, "10,10DA/1/26,SC15004,2025-11-15,Crown,fine,,yes", id="conviction"),
        pytest.param(orders, "10,10DA/1/26,DAPO,2025-07-19,,,Newcastle Crown,no contact", id="order"),
        pytest.param(orders, "10,10DA/1/26,DAPO,2025-07-19,,,Newcastle Crown,", id="order without a condition"),
    ],
)
def test_the_same_row_again_changes_nothing(tmp_path: Path, work: Callable[..., Tally], line: str) -> None:
    work(tmp_path, line)
    events = Event.objects.count()

    again = work(tmp_path, line, line)

    assert (again.read, again.recorded, again.same) == (2, 0, 2)
    assert Event.objects.count() == events


def test_a_second_condition_of_an_order_is_added_to_it(tmp_path: Path) -> None:
    orders(tmp_path, "10,10DA/1/26,DAPO,2025-07-19,,,Newcastle Crown,no contact")
    orders(tmp_path, "10,10DA/1/26,DAPO,2025-07-19,,,Newcastle Crown,wear an electronic tag")

    assert ProtectiveOrder.objects.count() == 1
    assert OrderCondition.objects.count() == 2


@pytest.mark.parametrize(
    ("work", "line", "column", "problem"),
    [
        pytest.param(convictions, "10,nobody,SC15004,2025-11-15,Crown,fine,,", "local_ref", "no record",
                     id="reference"),
        pytest.param(convictions, "13,10DA/1/26,SC15004,2025-11-15,Crown,fine,,", "local_ref", "no record",
                     id="reference of another force"),
        pytest.param(convictions, "99X,10DA/1/26,SC15004,2025-11-15,Crown,fine,,", "force_code", "no force",
                     id="force"),
        pytest.param(convictions, "10,10DA/1/26,XX1,2025-11-15,Crown,fine,,", "cjs_code", "no offence", id="offence"),
        pytest.param(convictions, "10,10DA/1/26,SC15004,2025-02-31,Crown,fine,,", "convicted_on", "not a day",
                     id="day"),
        pytest.param(convictions, "10,10DA/1/26,SC15004,,Crown,fine,,", "convicted_on", "missing", id="no day"),
        pytest.param(convictions, "10,10DA/1/26,SC15004,2025-11-15,Crown,flogging,,", "sentence", "no sentence",
                     id="sentence"),
        pytest.param(convictions, "10,10DA/1/26,SC15004,2025-11-15,Crown,fine,-3,", "months", "not a number",
                     id="months"),
        pytest.param(convictions, "10,10DA/1/26", "", "2 columns", id="ragged"),
        pytest.param(orders, "10,10DA/1/26,XYZ,2025-07-19,,,,", "order_type", "no kind of order", id="kind of order"),
        pytest.param(orders, "10,10DA/1/26,DAPO,2025-07-19,,2024-01-01,,", "ends_on", "end before",
                     id="ends too early"),
        pytest.param(orders, "10,10DA/1/26,DAPO,2025-07-19,2024-01-01,,,", "served_on", "served before",
                     id="served too early"),
        pytest.param(orders, f"10,10DA/1/26,DAPO,2025-07-19,,,,{'x' * 501}", "condition", "500", id="a long condition"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_recorded_is_reported_and_the_next_is_recorded(
    tmp_path: Path, work: Callable[..., Tally], line: str, column: str, problem: str
) -> None:
    good = {
        convictions: "10,10DA/1/26,PH97011,2024-01-01,Crown,fine,,",
        orders: "10,10DA/1/26,RO,2024-01-01,,,Leeds,no contact",
    }[work]

    tally = work(tmp_path, line, good)

    ((at, found),) = tally.problems
    assert (at, found.column, tally.recorded) == (2, column, 1)
    assert problem in found.problem
    assert found.remedy


def test_a_file_without_the_columns_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="lacks the columns force_code"):
        _import(import_convictions, tmp_path, "a,b\n", ("1,2",))


@pytest.mark.parametrize(("work", "name"), [(import_convictions, "convictions"), (import_orders, "orders")])
def test_rows_of_people_who_are_not_there_are_all_reported(work: Callable[[Path], Tally], name: str) -> None:
    tally = work(FEEDS / f"{name}.csv")

    assert tally.read == len(tally.problems) == len((FEEDS / f"{name}.csv").read_text().splitlines()) - 1
    assert {problem.column for _, problem in tally.problems} == {"local_ref"}
