from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from audit.core.errors import OutOfReach, PermissionDenied, Refused, Stale
from audit.models import Event
from register.actions.conflicts import decide_conflict
from register.actions.facts import add_address
from register.models import Address, CardRow, PersonName, RecordConflict, Source, Task
from tests.builders import CALL, actor
from tests.register.batches.conflicting import conflict, corrected
from tests.register.batches.sent import held, item, outcomes, person, sent

pytestmark = pytest.mark.django_db


def decide(
    about: RecordConflict, *, is_taken: bool, role: str = "supervisor", force_code: str = "10", **more: Any
) -> None:
    decide_conflict(
        about, actor=actor(role, force_code=force_code), reason=CALL, is_taken=is_taken,
        **{"why": "Read in the birth certificate", **more},
    )  # fmt: skip


def test_a_new_word_against_a_correction_waits_and_what_was_corrected_stays() -> None:
    found = conflict()

    assert person().date_of_birth == date(1984, 3, 21)
    assert (found.field, found.said["date_of_birth"], found.force.code) == ("date_of_birth", "1985-03-12", "10")
    assert Task.objects.get(title="Decide which of two records is right").person == person()
    assert Event.objects.get(code="record.conflict_found").subject_ref == person().reference


@pytest.mark.parametrize(
    ("correction", "word", "column", "stays"),
    [
        pytest.param({"sex": "F"}, {"sex": "NS"}, "sex", "F", id="nothing is said of the sex any more"),
        pytest.param(
            {"date_of_birth": date(1984, 3, 21)}, {"date_of_birth": None}, "date_of_birth", date(1984, 3, 21),
            id="nothing is said of the birth any more",
        ),
        pytest.param(
            {"date_of_birth": date(1984, 3, 21)}, {"date_of_birth": "1984-03-21"}, "date_of_birth", date(1984, 3, 21),
            id="the correction is taken over",
        ),
        pytest.param({"surname": "Nowak"}, {"surname": "Nowak"}, "display_name", "Marek Nowak", id="the same name"),
    ],
)  # fmt: skip
def test_what_disputes_nothing_waits_for_nobody(
    correction: dict[str, Any], word: dict[str, Any], column: str, stays: object
) -> None:
    sent(item())
    corrected(**correction)

    sent(item(**word), sequence=2)

    assert not RecordConflict.objects.exists()
    assert getattr(person(), column) == stays


def test_a_name_and_a_sex_that_somebody_corrected_wait_too_and_the_rest_is_taken() -> None:
    sent(item())
    corrected(surname="Nowak", sex="F")

    taken = sent(item(surname="Kowal", sex="NS", phones=["07700 900202"]), sequence=2)
    sent(item(surname="Kowal", sex="M", phones=["07700 900202"]), sequence=3)

    assert outcomes(taken) == ["changed"]
    assert (person().display_name, person().sex) == ("Marek Nowak", "F")
    assert person().phone_set.get(ends_on=None).e164 == "+447700900202"
    assert set(RecordConflict.objects.open().values_list("field", flat=True)) == {"name", "sex"}


def test_a_home_that_was_notified_is_not_ended_by_a_system() -> None:
    sent(item())
    add_address(
        person(), actor=actor("offender-manager", force_code="10"), reason=CALL, source=Source.OFFENDER,
        line_1="3 Mill Lane", town="York", postcode="YO1 7HH",
    )  # fmt: skip

    sent(item(addresses=[{"line_1": "5 Oak Way", "town": "Hull", "postcode": "HU1 1AA"}]), sequence=2)

    assert Address.objects.get(person=person(), kind="home", ends_on=None).town == "York"
    decide(RecordConflict.objects.get(), is_taken=True)
    assert Address.objects.get(person=person(), kind="home", ends_on=None).town == "Hull"


def test_the_system_is_right_and_lookup_knows_it_at_once() -> None:
    found = conflict()

    decide(found, is_taken=True)

    found.refresh_from_db()
    assert (found.outcome, found.decided_by.force.code) == ("taken", "10")
    assert person().date_of_birth == date(1985, 3, 12)
    assert "1985-03-12" in str(CardRow.objects.get(person=person()).facts)
    assert Event.objects.get(code="record.conflict_decided").fields["outcome"] == "taken"


def test_the_register_stays_and_the_same_word_again_asks_nobody() -> None:
    found = conflict()

    decide(found, is_taken=False)
    sent(item(date_of_birth="1985-03-12"), sequence=3)
    sent(item(date_of_birth="1985-03-12", remarks="Days"), sequence=4)

    assert person().date_of_birth == date(1984, 3, 21)
    assert RecordConflict.objects.get().outcome == "kept"


def test_a_further_word_moves_the_conflict_on_and_overtakes_whoever_has_read_it() -> None:
    found = conflict()
    sent(item(date_of_birth="1986-03-12"), sequence=3)

    with pytest.raises(Stale):
        decide(found, is_taken=True, version=found.version)

    waiting = RecordConflict.objects.get()
    assert (waiting.said["date_of_birth"], waiting.version) == ("1986-03-12", 2)


def test_a_system_that_comes_round_ends_the_conflict_by_itself() -> None:
    conflict()

    sent(item(date_of_birth="1984-03-21"), sequence=3)

    ended = RecordConflict.objects.get()
    assert (ended.outcome, ended.decided_by, ended.decided_at is None) == ("agreed", None, False)
    assert person().date_of_birth == date(1984, 3, 21)


def test_a_decision_is_made_once_and_with_a_reason() -> None:
    found = conflict()

    with pytest.raises(Refused, match="Say why"):
        decide(found, is_taken=True, why=" ")
    decide(found, is_taken=False)
    with pytest.raises(Refused, match="decided already"):
        decide(RecordConflict.objects.get(), is_taken=True)


@pytest.mark.parametrize(
    ("role", "force_code"),
    [
        pytest.param("control-room-specialist", "10", id="a role that does not decide"),
        pytest.param("force-system", "10", id="the system itself"),
        pytest.param("supervisor", "13", id="another force"),
    ],
)
def test_nobody_else_decides(role: str, force_code: str) -> None:
    with pytest.raises((PermissionDenied, OutOfReach)):
        decide(conflict(), is_taken=True, role=role, force_code=force_code)

    assert RecordConflict.objects.open().exists()


def test_the_name_that_is_taken_is_the_only_one_that_is_current() -> None:
    sent(item())
    corrected(surname="Nowak")
    sent(item(surname="Kowal"), sequence=2)

    decide(RecordConflict.objects.get(), is_taken=True)

    assert PersonName.objects.get(person=person(), kind="current", ends_on=None).surname == "Kowal"
    assert person().display_name == "Marek Kowal"
    assert held().facts["name"]["surname"] == "Kowal"
