from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
import time_machine
from django.db import models

from audit.models import Event
from register.actions import facts, people
from register.imports import loading
from register.imports.loading import load
from register.lookup.narrowed import Narrowed
from register.lookup.search import find
from register.models import (
    Address,
    Alert,
    FeedPart,
    FeedRun,
    Identifier,
    LocalRecord,
    OnlineHandle,
    Person,
    PersonName,
    Phone,
    QuarantinedRow,
    Source,
    Task,
    Vehicle,
)
from tests.builders import CALL, actor
from tests.register.imports.demo import DOUBTFUL, FILES, NOT_LOADED, cut, faults, with_lost_letters
from tests.register.imports.loaded import imported, person_of, started, table_of

pytestmark = pytest.mark.django_db

WRITTEN: tuple[type[models.Model], ...] = (
    Person, LocalRecord, PersonName, Address, Phone, Vehicle, Identifier, OnlineHandle, QuarantinedRow, Task, Alert,
)  # fmt: skip


def rows_there() -> Counter[str]:
    return Counter({model.__name__: model._default_manager.count() for model in WRITTEN})


def counts(run: FeedRun) -> tuple[int, int, int, int, int]:
    return run.rows_read, run.rows_new, run.rows_changed, run.rows_same, run.rows_quarantined


def in_cut(force_code: str) -> list[str]:
    """The faults of the rows in the cut feed, "" for each good one, "lost letter" for those that lost one."""
    text = cut(force_code).decode("utf-8" if force_code != "13" else "cp1252")
    lost = with_lost_letters(force_code)
    return [
        fault or ("lost letter" if reference in lost else "")
        for reference, fault in faults(force_code).items()
        if reference in text
    ]


@pytest.mark.parametrize("force_code", sorted(FILES))
def test_the_faults_of_a_feed_are_counted_kept_aside_and_made_tasks(force_code: str) -> None:
    kinds = Counter(in_cut(force_code))
    not_loaded = sum(kinds[fault] for fault in NOT_LOADED)
    doubtful = sum(kinds[fault] for fault in (*DOUBTFUL, "lost letter"))

    run = imported(cut(force_code), force_code=force_code)

    assert run.status == FeedRun.Status.DONE
    assert counts(run) == (kinds.total(), kinds.total() - not_loaded, 0, 0, not_loaded)
    assert run.rows_doubtful == doubtful
    assert Counter(
        "impossible date of birth" if "date of birth" in row.problem else "no name" for row in run.quarantine.all()
    ) == {fault: kinds[fault] for fault in NOT_LOADED}
    tasks = Task.objects.filter(kind=Task.Kind.DATA_QUALITY, force__code=force_code)
    assert tasks.count() == tasks.values("person").distinct().count() == doubtful


@pytest.mark.parametrize("force_code", sorted(FILES))
def test_the_same_file_again_changes_nothing(force_code: str) -> None:
    first = imported(cut(force_code), force_code=force_code)
    there = rows_there()

    second = imported(cut(force_code), force_code=force_code)

    assert rows_there() == there
    assert second.pk != first.pk
    assert counts(second) == (first.rows_read, 0, 0, first.rows_new, first.rows_quarantined)
    assert second.quarantine.count() == 0


def test_a_row_becomes_a_person_with_every_fact() -> None:
    imported(table_of({}))

    person = person_of()
    assert (person.display_name, person.sex, person.date_of_birth) == ("Marek Kowalski", "M", date(1984, 3, 12))
    assert (person.owner_force.code, person.subject_category) == ("10", "suspect")
    names = person.personname_set.values_list("forenames", "surname", "kind")
    assert set(names) == {("Marek", "Kowalski", "current"), ("Mark", "Kowal", "alias")}
    home = person.address_set.get()
    assert (home.line_1, home.postcode, home.police_force.code) == ("12 Elm Road", "NE27 3JU", "10")  # type: ignore[union-attr]
    assert person.phone_set.get().e164 == "+447700900101"
    assert person.vehicle_set.get().registration_mark == "BM23JPF"
    assert person.identifier_set.get().value == "1979/0163001B"
    stated = {(fact.source, fact.force.code, fact.is_confirmed, fact.starts_on) for fact in person.phone_set.all()}
    assert stated == {("force_system", "10", True, None)}


def test_each_row_is_an_event_of_its_own_by_the_importer() -> None:
    run = imported(table_of({}, {"local_ref": "2", "surname": ""}))

    assert list(Event.objects.filter(actor_ref="system:importer").order_by("at").values_list("code", flat=True)) == [
        "feed.started", "person.record_imported", "feed.row_quarantined", "feed.ended",
    ]  # fmt: skip
    loaded = Event.objects.get(code="person.record_imported")
    assert (loaded.subject_ref, loaded.actor_ref, loaded.actor_force) == (
        person_of().reference, "system:importer", "10",
    )  # fmt: skip
    assert loaded.fields == {"local_reference": "10DA/1/26", "run": run.reference, "line": 2, "outcome": "new"}


def test_an_imported_person_is_found_at_once() -> None:
    imported(table_of({}))

    answer = find("kowalsk newcastle", among=Narrowed.to(Person.objects.all()), today=date(2026, 11, 23))

    assert [found.person for found in answer.found] == [person_of()]


@time_machine.travel("2026-11-23T12:00:00Z", tick=True)
def test_what_changed_ends_and_what_is_new_begins() -> None:
    imported(table_of({}))
    person, today = person_of(), date(2026, 11, 23)

    run = imported(
        table_of({
            "surname": "Nowak", "mobile": "07700900102", "vehicle_registration": "", "pnc_id": "",
            "cro_number": "065656/91H", "aliases": "Mark Kowal; Mareczek", "address_line_1": "3 Oak Lane",
        })
    )  # fmt: skip

    assert counts(run) == (1, 0, 1, 0, 0)
    person.refresh_from_db()
    assert person.display_name == "Marek Nowak"
    assert _periods(person.personname_set) == {
        ("Marek Kowalski", None, today), ("Marek Nowak", today, None), ("Mark Kowal", None, None),
        ("Mareczek", today, None),
    }  # fmt: skip
    assert {(each.line_1, each.starts_on, each.ends_on) for each in person.address_set.all()} == {
        ("12 Elm Road", None, today), ("3 Oak Lane", today, None),
    }  # fmt: skip
    assert {(each.e164, each.starts_on, each.ends_on) for each in person.phone_set.all()} == {
        ("+447700900101", None, today), ("+447700900102", today, None),
    }  # fmt: skip
    assert {(each.registration_mark, each.ends_on) for each in person.vehicle_set.all()} == {("BM23JPF", today)}
    assert {(each.kind, each.starts_on, each.ends_on) for each in person.identifier_set.all()} == {
        ("pnc", None, today), ("cro", today, None),
    }  # fmt: skip


def _periods(names: models.Manager[PersonName]) -> set[tuple[str, date | None, date | None]]:
    return {(name.full, name.starts_on, name.ends_on) for name in names.all()}


@pytest.mark.parametrize(
    ("change", "column", "value"),
    [
        pytest.param({"date_of_birth": "1985-03-12"}, "date_of_birth", date(1985, 3, 12), id="date of birth"),
        pytest.param({"sex": "F"}, "sex", "F", id="sex"),
    ],
)
def test_a_correction_by_the_force_is_taken_over(change: dict[str, str], column: str, value: object) -> None:
    imported(table_of({}))
    before = person_of().version

    imported(table_of(change))

    assert getattr(person_of(), column) == value
    assert person_of().version == before + 1


def test_a_correction_by_an_officer_stays_while_the_force_says_the_same_as_before() -> None:
    imported(table_of({}))
    officer = actor("offender-manager", force_code="10")
    people.correct_person(
        person_of(), actor=officer, reason=CALL, source=Source.OFFICER, date_of_birth=date(1990, 1, 2)
    )

    imported(table_of({"mobile": "07700900102"}))

    assert person_of().date_of_birth == date(1990, 1, 2)


def test_what_others_recorded_stays() -> None:
    imported(table_of({}))
    facts.add_phone(person_of(), actor=actor(), reason=CALL, source=Source.CALLER, number="07700 900999")

    imported(table_of({"mobile": ""}))

    assert [phone.e164 for phone in person_of().phone_set.filter(ends_on=None)] == ["+447700900999"]


def test_an_officers_home_address_stays_while_the_force_says_the_same_as_before() -> None:
    imported(table_of({}))
    facts.add_address(person_of(), actor=actor(), reason=CALL, source=Source.OFFICER, line_1="9 New Street")

    imported(table_of({"mobile": "07700900102"}))

    assert [home.line_1 for home in person_of().address_set.filter(ends_on=None)] == ["9 New Street"]


def test_an_identifier_that_an_officer_recorded_first_is_not_doubled() -> None:
    imported(table_of({"pnc_id": ""}))
    facts.add_identifier(
        person_of(), actor=actor(), reason=CALL, source=Source.OFFICER, kind=Identifier.Kind.PNC, text="79/163001B"
    )

    run = imported(table_of({}))

    assert counts(run) == (1, 0, 1, 0, 0)
    assert person_of().identifier_set.count() == 1


def test_a_move_into_another_force_raises_an_alert_and_a_first_import_does_not() -> None:
    imported(table_of({"postcode": "LS12 3BF", "town": "Leeds"}))
    assert not Alert.objects.exists()

    imported(table_of({"postcode": "S25 8GW", "town": "Sheffield"}))
    imported(table_of({"postcode": "S25 8GW", "town": "Sheffield", "mobile": ""}))

    alert = Alert.objects.get()
    assert (alert.from_force.code, alert.to_force.code, alert.person) == ("10", "14", person_of())


def test_a_move_within_the_force_raises_none() -> None:
    imported(table_of({}))

    imported(table_of({"address_line_1": "3 Oak Lane"}))

    assert not Alert.objects.exists()
    assert not Event.objects.filter(code="alert.raised").exists()


def test_a_move_that_an_officer_recorded_already_raises_no_second_alert() -> None:
    imported(table_of({}))
    moved = {"line_1": "5 Mill Lane", "town": "Sheffield", "postcode": "S25 8GW"}
    by = actor("offender-manager", force_code="10")
    facts.add_address(person_of(), actor=by, reason=CALL, source=Source.OFFICER, police_force=None, **moved)

    imported(table_of({"address_line_1": "5 Mill Lane", "town": "Sheffield", "postcode": "S25 8GW"}))

    assert not Alert.objects.exists()
    assert person_of().address_set.filter(ends_on=None).count() == 1


def test_a_restricted_record_goes_on_being_fed() -> None:
    imported(table_of({}))
    people.restrict_person(
        person_of(), actor=actor("professional-standards", force_code="10"), reason=CALL, is_restricted=True
    )

    run = imported(table_of({"postcode": "S25 8GW", "town": "Sheffield"}))

    assert counts(run) == (1, 0, 1, 0, 0)
    assert Alert.objects.count() == 1


def test_the_same_reference_twice_in_one_file_is_one_record() -> None:
    run = imported(table_of({}, {"mobile": "07700900102"}))

    assert counts(run) == (2, 1, 1, 0, 0)
    assert Person.objects.count() == 1


def test_forces_may_use_the_same_reference_for_different_people() -> None:
    imported(table_of({}))
    imported(table_of({"forenames": "Jan"}), force_code="14")

    assert sorted(Person.objects.values_list("display_name", flat=True)) == ["Jan Kowalski", "Marek Kowalski"]


def test_a_row_that_the_database_refuses_is_kept_aside_and_the_others_are_loaded() -> None:
    too_long = {"local_ref": "2", "forenames": "x" * 120, "surname": "y" * 120}

    run = imported(table_of({}, too_long, {"local_ref": "3"}))

    assert counts(run) == (3, 2, 0, 0, 1)
    (row,) = run.quarantine.all()
    assert (row.line, row.problem) == (3, "The row could not be stored.")
    assert "x" not in row.problem + row.remedy.replace("unexpected", "")


@pytest.mark.parametrize(
    "hostile",
    [
        '=HYPERLINK("http://example.invalid")', "<script>alert(1)</script>", "+44 see file", "@SUM(A1)",
        "a\u202eb", "👩‍👧", "'; DROP TABLE register_person; --", "{{ 7 * 7 }}", "%s %(x)s",
    ],
)  # fmt: skip
def test_hostile_text_is_stored_as_it_is_everywhere(hostile: str) -> None:
    fields = ("surname", "forenames", "address_line_1", "town", "aliases")
    row = dict.fromkeys(fields, hostile)

    run = imported(table_of(row))

    assert counts(run) == (1, 1, 0, 0, 0)
    assert person_of().display_name == f"{hostile} {hostile}"
    assert person_of().address_set.get().line_1 == hostile


@pytest.mark.parametrize("hostile", ["a\x00b", "a\x1b[31mb"], ids=["NUL", "escape"])
def test_what_cannot_be_stored_is_replaced_and_the_name_is_in_doubt(hostile: str) -> None:
    run = imported(table_of({"surname": hostile}))

    assert run.rows_doubtful == 1
    assert "\ufffd" in person_of().display_name


def test_remarks_are_kept_on_the_forces_own_record() -> None:
    run = imported(cut("13"), force_code="13")

    kept = set(LocalRecord.objects.filter(force=run.force).values_list("remarks", flat=True))
    assert {'=HYPERLINK("http://example.invalid")', "<script>alert(1)</script>"} <= kept


def test_the_files_bytes_are_kept_until_the_run_has_ended() -> None:
    run = started(table_of({}))
    assert FeedPart.objects.filter(run=run).exists()

    assert load(run)

    assert not FeedPart.objects.exists()
    run.refresh_from_db()
    assert (run.status, run.mapping, run.encoding, run.rows_total) == ("done", "northumbria", "utf-8", 1)
    assert run.finished_at is not None
    assert load(run)


def test_a_file_that_cannot_be_read_ends_its_run_with_the_sentence() -> None:
    run = imported(b"Surname,Colour\nSmith,red\n")

    assert run.status == FeedRun.Status.FAILED
    assert "not those of any export" in run.problem
    assert not FeedPart.objects.exists()


def many(count: int) -> bytes:
    return table_of(*({"local_ref": str(number)} for number in range(count)))


def test_a_run_that_was_stopped_goes_on_where_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "ROWS_OF_A_BATCH", 4)
    run = started(many(10))

    assert load(run, seconds=1e-9) is False
    assert FeedRun.objects.get().rows_read == Person.objects.count() == 4
    resumed = started(many(10))
    assert load(resumed)

    assert resumed == run
    run.refresh_from_db()
    assert counts(run) == (10, 10, 0, 0, 0)
    assert Person.objects.count() == 10


def test_a_batch_that_was_cut_off_is_done_again_and_nothing_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever ends the worker inside a batch takes the whole batch with it."""
    monkeypatch.setattr(loading, "ROWS_OF_A_BATCH", 4)
    real, calls = loading.refresh, []

    def dies(people: list[int]) -> None:
        calls.append(people)
        if len(calls) == 2:
            raise KeyboardInterrupt
        real(people)

    monkeypatch.setattr(loading, "refresh", dies)
    run = started(many(10))
    with pytest.raises(KeyboardInterrupt):
        load(run)
    assert FeedRun.objects.get().rows_read == Person.objects.count() == 4

    assert load(FeedRun.objects.get())

    run.refresh_from_db()
    assert counts(run) == (10, 10, 0, 0, 0)
    assert Person.objects.count() == 10


def test_a_worker_that_was_overtaken_does_nothing() -> None:
    run, late = started(many(3)), FeedRun.objects.get()
    assert load(run)

    assert load(late)

    assert Person.objects.count() == 3
    assert FeedRun.objects.get().status == FeedRun.Status.DONE
    assert Event.objects.filter(code="feed.ended").count() == 1


def test_a_worker_overtaken_between_two_batches_leaves_the_rest_to_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "ROWS_OF_A_BATCH", 4)
    run = started(many(10))
    assert load(run, seconds=1e-9) is False
    late = FeedRun.objects.get()
    assert load(run, seconds=1e-9) is False

    assert load(late)

    assert FeedRun.objects.get().rows_read == Person.objects.count() == 8


def test_a_row_is_understood_anew_when_its_mapping_has_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    imported(table_of({}))
    monkeypatch.setattr(loading.Batch, "_digest", lambda self, row: f"another mapping{row.digest}"[:64])

    run = imported(table_of({}))

    assert counts(run) == (1, 0, 0, 1, 0)
    assert LocalRecord.objects.get().digest.startswith("another mapping")


def test_the_watcher_is_told_counts_and_problems() -> None:
    told: list[tuple[int, int, list[int]]] = []
    run = started(table_of({}, {"local_ref": "2", "surname": ""}))

    load(run, watch=lambda counts, problems: told.append((counts.read, counts.new, [line for line, _ in problems])))

    assert told == [(2, 1, [3])]
