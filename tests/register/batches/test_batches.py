from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from audit.core.errors import OutOfReach, PermissionDenied, Refused
from audit.models import Event
from register.actions import batch_items, received_many
from register.actions.batches import take_batch
from register.imports.items import BrokenLine, content_sha256
from register.models import CardRow, FeedSource, Identifier, LocalRecord, Person, ReceivedBatch, SequenceGap, Task
from tests.builders import CALL, actor, force
from tests.register.batches.sent import held, item, outcomes, person, sent, stranger
from tests.register.imports.loaded import imported

pytestmark = pytest.mark.django_db


def test_each_item_becomes_a_person_with_every_fact() -> None:
    taken = sent(item(), stranger("10DA/2", "Okafor"))

    assert outcomes(taken) == ["created", "created"]
    assert [each.reference for each in taken.results] == [person().reference, person("10DA/2").reference]
    marek = person()
    assert (marek.display_name, marek.sex, marek.date_of_birth) == ("Marek Kowalski", "M", date(1984, 3, 12))
    assert marek.personname_set.filter(kind="alias").get().full == "Mark Kowal"
    assert marek.phone_set.get().e164 == "+447700900101"
    assert marek.vehicle_set.get().registration_mark == "BM23JPF"
    assert marek.identifier_set.get().kind == "pnc"
    assert marek.address_set.get(ends_on=None).postcode == "NE27 3JU"
    assert marek.address_set.exclude(ends_on=None).get().town == "Leeds"
    record = held()
    assert (record.source.code, record.sequence, record.changed_on) == ("records", 1, date(2026, 11, 20))
    assert record.content_sha256 == content_sha256(item())
    assert record.remarks == "Works nights"


def test_each_person_is_found_compared_and_logged_as_if_they_had_come_alone() -> None:
    sent(item(), stranger("10DA/2", "Okafor"))

    assert CardRow.objects.filter(is_match_due=True).count() == 2
    entries = Event.objects.filter(code="person.record_imported")
    assert {each.subject_ref for each in entries} == {person().reference, person("10DA/2").reference}
    assert {each.actor_ref for each in entries} == {"system:importer"}
    batch = Event.objects.get(code="feed.batch_taken")
    assert batch.object_ref == ReceivedBatch.objects.get().reference
    assert batch.fields["counts"] == {"created": 2}


def test_by_a_batch_and_by_a_file_the_same_is_entered() -> None:
    import json

    sent(item())
    imported(json.dumps(item("10DA/9")).encode(), mapping="register")

    by_batch, by_file = held(), held("10DA/9")
    assert {**by_batch.facts, "local_reference": ""} == {**by_file.facts, "local_reference": ""}
    assert facts_of(by_batch.person) == facts_of(by_file.person)


def facts_of(of: Person) -> list[tuple[Any, ...]]:
    apart = {"id", "person_id", "recorded_at"}
    sets = (of.personname_set, of.address_set, of.phone_set, of.vehicle_set, of.identifier_set)
    rows = [row for each in sets for row in each.order_by("pk").values()]
    return [tuple(value for name, value in row.items() if name not in apart) for row in rows]


def test_one_bad_item_never_stops_the_others() -> None:
    taken = sent(
        item(),
        {"local_reference": "10DA/2", "forenames": "Ines"},
        "Kowalski",
        BrokenLine("Line 1, column 3: Expecting value."),
        stranger("10DA/5", "Okafor") | {"postcode": "LS1"},
        stranger("10DA/6", "Silva"),
    )

    assert outcomes(taken) == ["created", "refused", "refused", "refused", "refused", "created"]
    assert [each.code for each in taken.results] == ["", "invalid", "invalid", "malformed", "invalid", ""]
    assert [each.column for each in taken.results][1:5] == ["surname", "", "", "postcode"]
    assert Person.objects.count() == 2


def test_what_the_database_refuses_is_one_item_and_the_others_are_entered(monkeypatch: pytest.MonkeyPatch) -> None:
    """The statement for all of them fails, so each is entered for itself."""
    understood = batch_items.understand

    def too_long(*args: Any, **kwargs: Any) -> Any:
        from dataclasses import replace

        record = understood(*args, **kwargs)
        return replace(record, vehicles=("X" * 60,)) if record.local_reference == "10DA/2" else record

    monkeypatch.setattr(batch_items, "understand", too_long)

    taken = sent(item(), stranger("10DA/2", "Okafor"), stranger("10DA/3", "Silva"))

    assert outcomes(taken) == ["created", "refused", "created"]
    assert taken.results[1].problem == "The item could not be stored."
    assert sorted(LocalRecord.objects.values_list("local_reference", flat=True)) == ["10DA/1", "10DA/3"]
    assert Event.objects.filter(code="person.record_imported").count() == 2


def test_a_fault_of_the_database_itself_undoes_the_whole_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import OperationalError

    def lost(*args: Any, **kwargs: Any) -> Any:
        raise OperationalError("server closed the connection")

    monkeypatch.setattr(batch_items, "enter_all", lost)

    with pytest.raises(OperationalError), transaction.atomic():
        sent(item())
    assert not ReceivedBatch.objects.exists()
    assert not FeedSource.objects.exists()


def test_a_record_is_known_by_its_force_and_its_local_reference() -> None:
    sent(item())
    sent(item(), force_code="13")

    again = sent(item(surname="Nowak"), sequence=2)

    assert outcomes(again) == ["changed"]
    assert LocalRecord.objects.filter(local_reference="10DA/1").count() == 2
    changed = LocalRecord.objects.select_related("person").get(force=force("10"), local_reference="10DA/1")
    assert changed.person.display_name == "Marek Nowak"
    assert (changed.sequence, changed.content_sha256) == (2, content_sha256(item(surname="Nowak")))


def test_what_has_not_changed_is_said_to_be_the_same_and_its_number_is_noted() -> None:
    sent(item())

    taken = sent(item(), sequence=2)

    assert outcomes(taken) == ["unchanged"]
    assert taken.results[0].reference == person().reference
    assert held().sequence == 2
    assert Event.objects.filter(code="person.record_imported").count() == 1


def test_the_same_reference_twice_in_a_batch_is_one_record_and_the_last_word_counts() -> None:
    first = sent(item(), item(surname="Nowak"))
    second = sent(item(surname="Nowak"), item(surname="Kowal"), item(surname="Kowal"), sequence=2)

    assert (outcomes(first), outcomes(second)) == (["created", "changed"], ["unchanged", "changed", "unchanged"])
    assert person().display_name == "Marek Kowal"
    assert held().content_sha256 == content_sha256(item(surname="Kowal"))


def test_a_gap_is_told_and_kept_until_it_is_filled() -> None:
    ahead = sent(item("a"), sequence=5)
    filling = sent(item("b"), sequence=3)

    assert [(each.first, each.last) for each in ahead.missing] == [(1, 4)]
    assert [(each.first, each.last) for each in filling.missing] == [(1, 2), (4, 4)]
    for number in (1, 2, 4):
        filled = sent(item(f"n{number}"), sequence=number)
    assert filled.missing == ()
    assert not SequenceGap.objects.exists()
    assert FeedSource.objects.get().last_sequence == 5
    arrivals = Event.objects.filter(code="feed.batch_taken").order_by("at").values_list("fields__arrival", flat=True)
    assert list(arrivals) == ["ahead", "late", "late", "late", "late"]


def test_sources_of_a_force_are_numbered_for_themselves() -> None:
    sent(item("a"), sequence=1, source="records")

    other = sent(item("b"), sequence=1, source="custody")

    assert (other.is_replay, other.missing) == (False, ())


def test_a_batch_that_comes_again_is_answered_as_the_first_time_and_does_nothing() -> None:
    items = (item(), {"local_reference": "10DA/2"})
    first = sent(*items)
    people = Person.objects.count()

    again = sent(*items)

    assert (first.is_replay, again.is_replay) == (False, True)
    assert (again.reference, again.counts) == (first.reference, first.counts)
    said = [(each.outcome, each.reference, each.code, each.column) for each in again.results]
    assert said == [(each.outcome, each.reference, each.code, each.column) for each in first.results]
    assert Person.objects.count() == people
    replays = Event.objects.filter(code="feed.batch_taken").order_by("at").values_list("fields__is_replay", flat=True)
    assert list(replays) == [False, True]


def test_another_batch_under_the_same_number_is_refused() -> None:
    sent(item())

    with pytest.raises(Refused, match="Batch 1 of this source was another one") as refused:
        sent(item(surname="Nowak"))

    assert refused.value.field == "sequence"
    assert person().display_name == "Marek Kowalski"


def test_a_late_batch_says_nothing_over_a_later_one_of_its_source() -> None:
    sent(item(surname="Nowak"), sequence=2)

    late = sent(item(), stranger("10DA/2", "Okafor"), sequence=1)

    assert outcomes(late) == ["superseded", "created"]
    assert person().display_name == "Marek Nowak"
    assert held().sequence == 2


def test_what_another_source_says_counts_whatever_its_number() -> None:
    sent(item(), sequence=7)

    assert outcomes(sent(item(surname="Nowak"), sequence=1, source="custody")) == ["changed"]
    assert held().source.code == "custody"


def test_what_a_file_says_afterwards_is_of_no_batch() -> None:
    import json

    sent(item())

    imported(json.dumps(item(surname="Nowak")).encode(), mapping="register")

    record = held()
    assert (record.source, record.sequence, record.content_sha256) == (None, None, "")
    assert person().display_name == "Marek Nowak"


def test_an_item_that_came_by_file_before_is_known() -> None:
    import json

    imported(json.dumps(item()).encode(), mapping="register")

    assert outcomes(sent(item())) == ["unchanged"]
    assert held().content_sha256 == content_sha256(item())


def test_a_doubtful_value_is_taken_and_made_a_task() -> None:
    taken = sent(item(phones=["07700 9001"]))

    assert outcomes(taken) == ["created"]
    assert Task.objects.get(kind="data_quality").person == person()


def test_no_word_of_what_was_sent_is_kept_with_the_batch() -> None:
    sent(item(), {"local_reference": "10DA/2", "surname": "Okafor", "date_of_birth": "2199-01-01"})

    kept = str(ReceivedBatch.objects.values().get())
    assert [word for word in ("Kowalski", "Okafor", "2199", "10DA") if word in kept] == []


@pytest.mark.parametrize(
    ("role", "force_code"),
    [
        pytest.param("force-administrator", "10", id="an administrator, who imports files"),
        pytest.param("supervisor", "10", id="a supervisor"),
        pytest.param("force-system", "13", id="the system of another force"),
    ],
)
def test_nobody_but_the_forces_own_system_sends_batches(role: str, force_code: str) -> None:
    with pytest.raises((PermissionDenied, OutOfReach)):
        take_batch(
            force("10"), actor=actor(role, force_code=force_code), reason=CALL, source="records", sequence=1,
            items=[item()],
        )  # fmt: skip

    assert not Person.objects.exists()
    assert Event.objects.filter(code="access.denied").exists()


def test_an_identifier_twice_in_one_item_is_one_identifier() -> None:
    twice = [{"kind": "pnc", "value": "1979/0163001B"}, {"kind": "pnc", "value": "79/163001B"}]

    sent(item(identifiers=twice))

    assert Identifier.objects.get().value


def test_a_thousand_items_take_no_more_statements_than_ten(django_assert_max_num_queries: Any) -> None:
    """Statements of the many are counted; rows are sent by COPY, which is none."""
    sent(*[stranger(f"w{number}", f"Name{number}") for number in range(3)])

    with django_assert_max_num_queries(40):
        sent(*[stranger(f"x{number}", f"Name{number}") for number in range(200)], sequence=2)
    assert Person.objects.count() == 203


def test_the_bulk_is_refused_to_whoever_may_not_import() -> None:
    batch = ReceivedBatch(source=FeedSource(force=force("10"), code="x"), sequence=1)

    with pytest.raises((PermissionDenied, OutOfReach, DatabaseError)):
        received_many.enter_all(
            force("10"), actor=actor("supervisor", force_code="10"), reason=CALL, run=batch, new=[], areas={}
        )
