"""What people decide about two records: with a reason, a second person where it may hurt somebody, never for good."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from audit.core.errors import OutOfReach, PermissionDenied, Refused, Stale
from audit.models import Event
from cases.actions.cases import NewVictim, add_victim, open_case
from register.actions.decisions import confirm_join, join_records, keep_apart, undo_join
from register.actions.matching import match_person
from register.actions.orders import record_order
from register.actions.people import make_exception, restrict_person
from register.models import Alert, Match, Person, Task
from tests import builders
from tests.builders import CALL
from tests.cases.builders import officer
from tests.register.matched import joined, known_to, possible

pytestmark = pytest.mark.django_db
Status = Match.Status


def manager(force_code: str = "13"):
    return builders.actor("offender-manager", force_code=force_code)


def supervisor(force_code: str = "13"):
    return builders.actor("supervisor", force_code=force_code)


def lead_of(person: Person) -> int | None:
    return Person.objects.get(pk=person.pk).lead_id


def decide(deed: Callable[..., Match], match: Match, by, **more: Any) -> Match:
    return deed(match, actor=by, reason=CALL, **{"why": "The same scar and mother"} | more)


def under_an_order(**other: Any) -> Match:
    match = possible(**other)
    record_order(
        match.other, actor=manager("14"), reason=CALL, force=builders.force("14"), kind="DAPO",
        made_on=date(2026, 11, 1),
    )  # fmt: skip
    return match


def by_hand(one: Person, other: Person) -> Match:
    builders.allow_writes()
    return Match.objects.create(
        one=one, other=other, force_one=one.owner_force, force_other=other.owner_force, weight=4.0,
        outcome="possible", model_version="test", due_at=timezone.now(), limit_code="test",
    )  # fmt: skip


def everything(*but: str) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of the register and of casework."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename ~ '^(register|cases)_'"
        )
        tables = [table for (table,) in cursor.fetchall() if table not in but]
        rows = {}
        for table in tables:
            cursor.execute(f'SELECT t::text FROM "{table}" t ORDER BY 1')
            rows[table] = cursor.fetchall()
    return rows


def test_somebody_of_either_force_joins_records_that_may_be_one_person() -> None:
    match = possible()

    decided = decide(join_records, match, manager("14"))

    assert (decided.status, decided.is_by_person, decided.why) == (Status.JOINED, True, "The same scar and mother")
    assert lead_of(match.other) == match.one_id
    assert Alert.objects.filter(match=match).count() == 2
    assert Event.objects.get(code="match.decided").references == [match.one.reference, match.other.reference]


def test_a_decision_without_a_reason_is_refused() -> None:
    with pytest.raises(Refused, match="Give a reason"):
        decide(join_records, possible(), manager(), why=" ")


def test_a_decision_on_what_has_changed_since_is_stale() -> None:
    match = possible()
    version = match.version
    decide(keep_apart, match, manager())

    with pytest.raises(Stale):
        decide(join_records, match, manager(), version=version)


def test_under_an_order_in_force_a_second_person_must_confirm() -> None:
    match = under_an_order()
    asker = supervisor()

    assert decide(join_records, match, asker).status == Status.AWAITING_SECOND
    assert lead_of(match.other) is None
    assert not Alert.objects.exists()
    with pytest.raises(Refused, match="Somebody else"):
        decide(confirm_join, match, asker)

    assert decide(confirm_join, match, supervisor("14")).status == Status.JOINED
    assert lead_of(match.other) == match.one_id


def test_an_offender_manager_is_no_second_person() -> None:
    match = under_an_order()
    decide(join_records, match, manager())

    with pytest.raises(PermissionDenied):
        decide(confirm_join, match, manager())


def test_somebody_with_a_victim_in_a_case_takes_a_second_person() -> None:
    match = possible()
    user, by = officer()
    case = open_case(match.one, actor=by, reason=CALL, force=builders.force(), owner=user)
    add_victim(case, actor=by, reason=CALL, victim=NewVictim(forenames="Anna", surname="Nowak"))

    assert decide(join_records, match, manager()).status == Status.AWAITING_SECOND


def test_a_victim_of_anybody_already_standing_with_them_counts_too() -> None:
    match = possible()
    third = known_to("10")
    match_person(third.pk)
    user, by = officer("10")
    case = open_case(third, actor=by, reason=CALL, force=builders.force("10"), owner=user)
    add_victim(case, actor=by, reason=CALL, victim=NewVictim(forenames="Anna", surname="Nowak"))

    assert decide(join_records, match, manager()).status == Status.AWAITING_SECOND


def test_the_second_person_may_say_no() -> None:
    match = under_an_order()
    decide(join_records, match, manager())

    assert decide(keep_apart, match, supervisor()).status == Status.KEPT_APART
    with pytest.raises(Refused, match="Nobody waits"):
        decide(confirm_join, match, supervisor("14"))


def test_kept_apart_is_remembered_whatever_the_model_says() -> None:
    match = joined()
    decide(undo_join, match, manager())

    match_person(match.one_id)
    match_person(match.other_id)

    match.refresh_from_db()
    assert match.status == Status.KEPT_APART
    assert lead_of(match.other) is None


def test_joined_by_a_person_is_remembered_whatever_the_model_says() -> None:
    match = possible()
    decide(join_records, match, manager())

    match_person(match.other_id)

    match.refresh_from_db()
    assert (match.status, match.rule) == (Status.JOINED, "different_pnc")


@pytest.mark.parametrize("by_person", [pytest.param(True, id="by a person"), pytest.param(False, id="by the register")])
def test_undoing_puts_every_row_back_where_it_was(by_person: bool) -> None:
    own = ("register_match", "register_matchstatuschange", "register_alert", "register_alertstatuschange",
           "register_outbox", "register_cardrow", "register_task", "register_taskstatuschange")  # fmt: skip
    if by_person:
        match = possible()
        before = everything(*own)
        decide(join_records, match, manager())
    else:
        one, _ = known_to("13"), known_to("14")
        before = everything(*own)
        match_person(one.pk)
        match = Match.objects.get()
    assert everything(*own) != before

    decide(undo_join, match, manager("14"))

    assert everything(*own) == before


def test_the_other_force_is_asked_to_check_what_it_did_while_they_were_one() -> None:
    match = joined()

    decide(undo_join, match, manager())

    task = Task.objects.get(title__contains=match.reference)
    assert (task.force.code, task.person, task.team) == ("14", match.other, "offender-manager")
    assert "Kowalski" not in task.title + task.detail


def test_whoever_read_an_automatic_join_that_falls_with_another_is_told_too() -> None:
    people = [known_to(code) for code in ("13", "14", "10")]
    for person in people:
        match_person(person.pk)

    decide(undo_join, Match.objects.get(one=people[0], other=people[1]), manager("13"))

    beside = Match.objects.get(one=people[1], other=people[2])
    asked = Task.objects.filter(title__contains=beside.reference)
    assert {(task.force.code, task.person) for task in asked} == {("14", people[1]), ("10", people[2])}
    assert not any("They are different people" in task.detail for task in asked)


def supervisors_told(match: Match) -> list[str]:
    told = Task.objects.filter(team="supervisor", title__contains=match.reference)
    return sorted(told.values_list("force__code", flat=True))


def test_supervisors_of_both_forces_are_told_that_one_person_undid_what_takes_two() -> None:
    match = under_an_order()
    decide(join_records, match, manager())
    decide(confirm_join, match, supervisor("14"))

    decide(undo_join, match, manager())

    assert supervisors_told(match) == ["13", "14"]


def test_a_supervisor_is_told_inside_one_force_too_and_though_the_order_has_run_out() -> None:
    match = by_hand(known_to("13", line_1="", pnc=""), known_to("13", line_1="", pnc=""))
    record_order(match.other, actor=manager(), reason=CALL, force=builders.force(), kind="DAPO",
                 made_on=date(2026, 11, 1))  # fmt: skip
    decide(join_records, match, manager())
    decide(confirm_join, match, supervisor())
    builders.allow_writes()
    match.other.orders.update(ends_on=date(2026, 11, 2))

    decide(undo_join, match, manager())

    assert supervisors_told(match) == ["13"]


def test_no_supervisor_is_told_of_undoing_what_one_person_may_join() -> None:
    match = joined()

    decide(undo_join, match, manager())

    assert supervisors_told(match) == []


def test_joining_again_after_an_undo_alerts_nobody_twice() -> None:
    match = joined()
    decide(undo_join, match, manager())

    decide(join_records, Match.objects.get(), manager())

    assert Alert.objects.count() == 2
    assert lead_of(match.other) == match.one_id


def test_taking_two_of_three_apart_parts_them_and_asks_about_the_third() -> None:
    people = [known_to(code) for code in ("13", "14", "10")]
    for person in people:
        match_person(person.pk)
    wrong = Match.objects.get(one=people[0], other=people[1])

    decide(undo_join, wrong, manager())

    assert [lead_of(person) for person in people] == [None, None, None]
    assert sorted(Match.objects.values_list("status", flat=True)) == ["kept_apart", "open", "open"]
    for person in people:
        match_person(person.pk)
    assert Match.objects.filter(status=Status.OPEN).count() == 2


def test_what_goes_back_to_people_has_a_new_clock() -> None:
    people = [known_to(code) for code in ("13", "14", "10")]
    for person in people:
        match_person(person.pk)
    builders.allow_writes()
    Match.objects.update(due_at=timezone.now() - timedelta(days=90), limit_code="old")

    decide(undo_join, Match.objects.get(one=people[0], other=people[1]), manager())

    reopened = Match.objects.filter(status=Status.OPEN)
    assert {match.limit_code for match in reopened} == {"register.match_answer"}
    assert not reopened.overdue(at=timezone.now() + timedelta(days=4)).exists()


def test_what_people_joined_with_a_third_is_not_taken_back_behind_their_back() -> None:
    for code in ("13", "14", "10"):
        known_to(code, pnc="", line_1="", forenames="Marek" if code == "13" else f"Marek{code}")
    people = list(Person.objects.order_by("pk"))
    pairs = [by_hand(people[0], people[1]), by_hand(people[0], people[2]), by_hand(people[1], people[2])]
    for each, code in zip(pairs, ("13", "13", "14"), strict=True):
        decide(join_records, each, supervisor(code))

    with pytest.raises(Refused, match="People have joined both records with a third"):
        decide(undo_join, pairs[0], supervisor("13"))

    assert lead_of(people[1]) == people[0].pk
    assert Match.objects.filter(status=Status.JOINED).count() == 3


def test_people_too_may_not_join_what_a_person_kept_apart_through_a_third() -> None:
    match = possible()
    third = known_to("10", pnc="")
    decide(keep_apart, match, manager())
    match_person(third.pk)
    waiting = Match.objects.get(status=Status.OPEN)

    with pytest.raises(Refused, match="A person decided"):
        decide(join_records, waiting, supervisor("10"))


def test_what_was_kept_apart_stays_apart_until_a_second_person_confirms_that_it_is_one() -> None:
    match = under_an_order()
    decide(keep_apart, match, manager())
    match_person(known_to("10", pnc="").pk)
    through_a_third = Match.objects.get(status=Status.OPEN)
    assert decide(join_records, match, manager()).status == Status.AWAITING_SECOND

    with pytest.raises(Refused, match="A person decided"):
        decide(join_records, through_a_third, supervisor("10"))

    assert decide(confirm_join, match, supervisor("14")).status == Status.JOINED


@pytest.mark.parametrize("deed", [join_records, keep_apart, undo_join], ids=lambda deed: deed.__name__)
def test_another_force_may_not_decide_and_does_not_learn_of_the_match(deed: Callable[..., Match]) -> None:
    with pytest.raises(OutOfReach):
        decide(deed, possible(), supervisor("10"))


def test_a_control_room_specialist_may_not_decide() -> None:
    with pytest.raises(OutOfReach):
        decide(keep_apart, possible(), builders.actor())


def test_a_match_with_a_record_that_the_reader_may_not_see_is_not_there() -> None:
    match = possible()
    restrict_person(match.other, actor=builders.actor("professional-standards", force_code="14"), reason=CALL,
                    is_restricted=True)  # fmt: skip

    assert not Match.objects.visible_to(manager("13")).exists()
    assert Match.objects.visible_to(manager("14")).exists()
    with pytest.raises(OutOfReach):
        decide(keep_apart, match, manager("13"))


def test_whoever_is_barred_from_one_of_the_people_sees_no_match() -> None:
    match = possible()
    user = builders.user("supervisor")
    make_exception(
        match.other, actor=builders.actor("professional-standards", force_code="14"), reason=CALL, user=user,
        may_open=False, why="Related",
    )  # fmt: skip

    by = user.actor(on=date(2026, 11, 23))
    assert not Match.objects.visible_to(by).exists()
    with pytest.raises(OutOfReach):
        decide(keep_apart, match, by)


def test_whoever_is_barred_from_one_of_the_people_sees_no_alert_about_both() -> None:
    match = joined()
    user = builders.user("supervisor")
    make_exception(
        match.one, actor=builders.actor("professional-standards"), reason=CALL, user=user, may_open=False, why="Kin",
    )  # fmt: skip

    assert not Alert.objects.visible_to(user.actor(on=date(2026, 11, 23))).exists()
