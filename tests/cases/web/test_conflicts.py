from __future__ import annotations

from datetime import date

import pytest
from django.http import HttpResponse
from django.test import Client

from audit.models import Event
from register.actions.facts import add_address
from register.models import Address, RecordConflict, Source
from tests import builders
from tests.builders import CALL, actor
from tests.register.batches.conflicting import conflict
from tests.register.batches.sent import item, person, sent

pytestmark = pytest.mark.django_db


def reader(role: str = "supervisor", force_code: str = "10") -> Client:
    return builders.sign_in(Client(), builders.user(role, force_code=force_code))


def page(about: RecordConflict, by: Client | None = None) -> str:
    return (by or reader()).get(f"/conflicts/{about.reference}").content.decode()


def decide(about: RecordConflict, **form: object) -> HttpResponse:
    body = {"decision": "take", "why": "Read in the birth certificate", "version": about.version, **form}
    answer: HttpResponse = reader().post(f"/conflicts/{about.reference}", body)
    return answer


def test_both_words_stand_side_by_side_and_whoever_reads_them_is_logged() -> None:
    found = conflict()

    shown = page(found)

    assert "21 March 1984" in shown
    assert "12 March 1985" in shown
    assert Event.objects.get(code="record.conflict_opened").subject_ref == person().reference


def test_the_queue_shows_what_waits_and_what_was_decided() -> None:
    found = conflict()
    by = reader()

    assert found.reference in by.get("/conflicts").content.decode()
    decide(found)

    assert found.reference not in by.get("/conflicts").content.decode()
    assert found.reference in by.get("/conflicts?box=decided").content.decode()


def test_a_decision_is_recorded_and_told() -> None:
    found = conflict()

    answer = decide(found)

    assert (answer.status_code, answer["Location"]) == (302, f"/conflicts/{found.reference}")
    assert person().date_of_birth == date(1985, 3, 12)
    assert "Read in the birth certificate" in page(found)


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        pytest.param({"why": ""}, "Give a reason", id="no reason"),
        pytest.param({"decision": ""}, "Choose which of the two is right", id="no decision"),
        pytest.param({"version": 99}, "Nothing of yours was saved", id="a version that is not the one read"),
    ],
)
def test_what_cannot_be_taken_is_said_and_nothing_typed_is_lost(form: dict[str, object], sentence: str) -> None:
    found = conflict()

    answer = decide(found, **form)

    assert sentence in answer.content.decode()
    assert form.get("why") == "" or "Read in the birth certificate" in answer.content.decode()
    assert RecordConflict.objects.open().exists()


def test_a_protected_address_is_on_neither_side() -> None:
    sent(item())
    add_address(
        person(), actor=actor("offender-manager", force_code="10"), reason=CALL, source=Source.OFFENDER,
        line_1="3 Mill Lane", town="York", postcode="YO1 7HH",
    )  # fmt: skip
    builders.allow_writes()
    Address.objects.filter(person=person(), ends_on=None).update(protection="refuge")
    sent(item(addresses=[{"line_1": "5 Oak Way", "town": "Hull", "postcode": "HU1 1AA"}]), sequence=2)

    shown = page(RecordConflict.objects.get())

    assert [word for word in ("Mill Lane", "Oak Way", "HU1", "YO1") if word in shown] == []


def test_somebody_barred_from_the_person_finds_nothing() -> None:
    found = conflict()
    barred = builders.user("supervisor", force_code="10")
    builders.bar(barred, found.person)

    by = builders.sign_in(Client(), barred)

    assert by.get(f"/conflicts/{found.reference}").status_code == 404
    assert found.reference not in by.get("/conflicts").content.decode()


def test_the_queue_takes_the_same_statements_however_long_it_is(django_assert_max_num_queries: object) -> None:
    conflict()
    by = reader()
    by.get("/conflicts")

    with django_assert_max_num_queries(25):  # type: ignore[operator]
        by.get("/conflicts")
