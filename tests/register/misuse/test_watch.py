"""Looking for misuse in the log itself: what is raised, for whom, once; who is told, and who must not be."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.actor import Actor
from accounts.models import Force, Membership, Role, User
from audit.core.entry import Entry, Reason, write
from audit.core.errors import OutOfReach, PermissionDenied, Refused
from audit.core.events import OPERATIONAL, EventType, Operation
from audit.models import Event
from audit.web.policies import READ_LOG
from cases.actions.cards import open_card
from register.actions.escalation import watch_work
from register.actions.lookup import look_up
from register.actions.misuse import answer_misuse_alert, watch_hourly, watch_nightly
from register.actions.misuse_back_test import back_test_misuse
from register.misuse.readers import Reader
from register.misuse.reading import history_of
from register.models import Escalation, MisuseAlert, NameWord, Notice, Watch
from register.rules.misuse.seen import Kind, Shared
from register.rules.misuse.table import RULES
from tests import builders
from tests.builders import CALL
from tests.register.misuse.trawled import TRAWL, alert, now, trawl

pytestmark = pytest.mark.django_db
ENOUGH = TRAWL.settings["searches"]
BY: dict[str, Any] = {"reason": Reason("professional_standards")}
ADVICE = MisuseAlert.CameOfIt.ADVICE


def standards(force_code: str | None = "13") -> User:
    return builders.user("professional-standards", force_code=force_code)


def as_actor(user: User) -> Actor:
    return user.actor(on=timezone.localdate())


def test_somebody_who_looks_up_one_name_after_another_is_found_with_the_entries() -> None:
    user, head = builders.user(), standards()
    trawl(user, ENOUGH)

    raised = watch_hourly(now())

    found = MisuseAlert.objects.get()
    entries = Event.objects.filter(code="person.looked_up", actor_ref=user.reference).values_list("pk", flat=True)
    assert raised == 1
    assert (found.rule, found.user, found.force, found.measured) == ("name_trawl", user, user.force, ENOUGH)
    assert set(found.entries) == set(entries) and found.entry_count == ENOUGH
    assert found.due_on > timezone.localdate() and found.settings == {"searches": ENOUGH}
    assert list(Notice.objects.values_list("user", "argument")) == [(head.pk, found.reference)]


def test_one_search_too_few_is_nothing() -> None:
    trawl(builders.user(), ENOUGH - 1)

    assert watch_hourly(now()) == 0


def test_looking_again_doubles_nothing_and_what_goes_on_is_the_same_alert() -> None:
    user = builders.user()
    trawl(user, ENOUGH)
    runs = [watch_hourly(now()), watch_hourly(now()), watch_nightly(now())]
    trawl(user, 3)
    runs.append(watch_hourly(now()))

    assert runs == [1, 0, 0, 0]
    assert MisuseAlert.objects.count() == Event.objects.filter(code="misuse.raised").count() == 1


def test_what_one_user_does_is_not_counted_for_another() -> None:
    for user in (builders.user(), builders.user()):
        trawl(user, ENOUGH - 1)

    assert watch_nightly(now()) == 0


def test_an_entry_that_cannot_be_read_keeps_nobody_elses_from_being_looked_at() -> None:
    one, other = sorted([builders.user(), builders.user()], key=lambda each: each.reference)
    for user in (one, other):
        trawl(user, ENOUGH)
    broken = Entry(EventType("person.looked_up", "As no version wrote it.", Operation.CONSULTATION,
                             {"shape": OPERATIONAL}), as_actor(one), CALL)  # fmt: skip
    broken.record(shape=7)
    write(broken)

    assert watch_hourly(now()) == 1
    assert MisuseAlert.objects.get().user == other


# What is read of the log


def test_an_incident_that_was_named_is_seen_and_one_that_was_not_is_not() -> None:
    user = builders.user()
    person = builders.person(builders.actor())
    for reason in (CALL, Reason("live_call")):
        look_up("kowalski", actor=as_actor(user), reason=reason)

    read = history_of(Reader("13", user), now() - timedelta(hours=1), now(), peers={})

    assert [each.has_incident for each in read.entries] == [True, False]
    assert {each.people for each in read.entries} == {(person.reference,)}
    assert {each.kind for each in read.entries} == {Kind.SEARCH}


def test_a_surname_is_shared_whatever_its_spelling_and_counted_by_its_bearers() -> None:
    by, other = builders.actor(), builders.user(name="Ruth Adeyemi")
    user = builders.user(name="Marta O’Kowalski-Neill")
    him, her = builders.person(by, surname="Okowalski Neill"), builders.person(by, surname="Neill")
    NameWord.objects.update_or_create(word="neill", defaults={"people": 7, "sound": "N400"})
    for who in (user, other):
        for person in (him, her):
            open_card(person, actor=as_actor(who), reason=CALL)

    histories = [history_of(Reader("13", who), now() - timedelta(hours=1), now(), peers={}) for who in (user, other)]

    shared = [[each.people[0] for each in history.entries if each.shares is Shared.SURNAME] for history in histories]
    assert shared == [[him.reference, her.reference], []]
    assert histories[0].bearers == 7


# Who is told, and who must not be


def test_neither_the_user_nor_whoever_leads_them_learns_of_it_anywhere() -> None:
    user, lead, head = builders.user(), builders.user("supervisor"), builders.user("superintendent")
    found = alert(user=user)
    for days in range(25):
        watch_work(found.due_on + timedelta(days=days - 5))

    assert Watch.objects.filter(source="misuse").exists()
    for each in (user, lead, head):
        actor = as_actor(each)
        assert not Notice.objects.filter(user=each).exists()
        assert not MisuseAlert.objects.visible_to(actor).exists()
        assert not Watch.objects.visible_to(actor).exists()
        assert not Event.objects.visible_to(actor, by=READ_LOG).filter(code__startswith="misuse.").exists()


def test_silence_goes_from_professional_standards_up_to_oversight() -> None:
    head, elsewhere = standards(), standards("14")
    found = alert()
    for days in range(-5, 20):
        watch_work(found.due_on + timedelta(days=days))

    steps = list(Escalation.objects.order_by("pk").values_list("step", "told"))
    assert [step for step, _ in steps] == ["reminded", "due", "late", "supervisor", "lead", "oversight"]
    assert [told for _, told in steps] == [1, 1, 1, 1, 1, 0]
    assert Notice.objects.filter(user=head, source="misuse").exists()
    assert not Notice.objects.filter(user=elsewhere).exists()
    oversight = as_actor(builders.user("oversight-auditor", force_code=None))
    assert Watch.objects.visible_to(oversight).filter(source="misuse", number=found.pk).exists()


def test_professional_standards_do_not_learn_of_an_alert_about_themselves() -> None:
    one, other = standards(), standards()
    found = alert(user=one)

    assert not MisuseAlert.objects.visible_to(as_actor(one)).exists()
    assert MisuseAlert.objects.visible_to(as_actor(other)).get() == found
    assert set(Notice.objects.values_list("user", flat=True)) == {other.pk}
    of_log = Event.objects.visible_to(as_actor(one), by=READ_LOG).filter(object_ref=found.reference)
    assert not of_log.exists()
    with pytest.raises(OutOfReach):
        answer_misuse_alert(found, came_of_it=ADVICE, words="Nothing to it", actor=as_actor(one), **BY)


def test_somebody_of_professional_standards_who_leads_people_too_is_not_told() -> None:
    both = standards()
    builders.allow_writes()
    Membership.objects.create(user=both, role=Role.objects.get(code="supervisor"), starts_on=date(2020, 1, 1))
    alert()

    assert not MisuseAlert.objects.visible_to(as_actor(both)).exists()
    assert not Notice.objects.filter(user=both).exists()


def test_an_alert_about_a_record_that_somebody_is_barred_from_is_not_theirs_to_read() -> None:
    head, person = standards(), builders.person(builders.actor())
    alert(about=person.reference)
    before = MisuseAlert.objects.visible_to(as_actor(head)).count()
    builders.bar(head, person)

    assert (before, MisuseAlert.objects.visible_to(as_actor(head)).count()) == (1, 0)


def test_other_forces_learn_nothing_and_oversight_sees_what_belongs_to_none() -> None:
    national = alert(user=builders.user("oversight-auditor", force_code=None))

    assert not MisuseAlert.objects.visible_to(as_actor(standards())).exists()
    oversight = as_actor(builders.user("oversight-auditor", force_code=None))
    assert MisuseAlert.objects.visible_to(oversight).get() == national


# What came of it


def test_what_came_of_an_alert_is_said_once_with_words_and_leaves_the_inbox() -> None:
    head = standards()
    found = alert()
    with pytest.raises(Refused, match="Say what you found"):
        answer_misuse_alert(found, came_of_it=ADVICE, words=" ", actor=as_actor(head), **BY)

    answer_misuse_alert(found, came_of_it=ADVICE, words="Spoken to", actor=as_actor(head), **BY)

    found.refresh_from_db()
    assert (found.came_of_it, found.words, found.answered_by) == ("words_of_advice", "Spoken to", head)
    assert not Notice.objects.standing().filter(user=head).exists()
    event = Event.objects.get(code="misuse.answered")
    assert event.fields == {"came_of_it": "words_of_advice"} and "words" in event.commitments
    with pytest.raises(Refused, match="already"):
        answer_misuse_alert(found, came_of_it=ADVICE, words="Again", actor=as_actor(head), **BY)


def test_whoever_may_not_answer_learns_of_no_alert() -> None:
    with pytest.raises((OutOfReach, PermissionDenied)):
        answer_misuse_alert(alert(), came_of_it=ADVICE, words="x", actor=builders.actor("supervisor"), **BY)


# Back-test


def tried(actor: Actor, **changed: int) -> Any:
    today = now().date()
    return back_test_misuse(
        TRAWL, forces=Force.objects.filter(code="13"), since_on=today - timedelta(days=1),
        until_on=today + timedelta(days=1), changed=changed, actor=actor, **BY,
    )  # fmt: skip


def test_a_back_test_says_how_many_alerts_there_would_have_been_and_raises_none() -> None:
    head = as_actor(standards())
    trawl(builders.user(), 5)
    trawl(builders.user(force_code="14"), 5)

    found, same = tried(head, searches=5), tried(head)

    assert [(line.force, line.now, line.then) for line in found.lines] == [("13", 0, 1)]
    assert (same.lines, same.users) == ((), 1)
    assert not MisuseAlert.objects.exists()
    event = Event.objects.filter(code="misuse.back_tested").order_by("at")[0]
    assert (event.fields["rule"], event.fields["settings"]) == ("name_trawl", {"searches": 5})
    assert event.fields["forces"] == ["13"] and event.fields["count"] == 1


def test_a_back_test_agrees_with_what_the_watch_raises() -> None:
    head = as_actor(standards())
    for _ in range(2):
        trawl(builders.user(), ENOUGH)

    found = tried(head)

    assert found.now == found.then == watch_hourly(now()) == 2


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        pytest.param({"since_on": date(2026, 11, 2), "until_on": date(2026, 11, 1)}, "same as or after", id="order"),
        pytest.param({"since_on": date(2026, 1, 1), "until_on": date(2026, 11, 1)}, "at most 93 days", id="long"),
        pytest.param({"changed": {"pages": 2}}, "no threshold pages", id="unknown"),
        pytest.param({"changed": {"searches": 0}}, "a number from 1", id="out of bounds"),
        pytest.param({"most": 3}, "more than 3 entries", id="too much to read"),
    ],
)
def test_a_back_test_that_cannot_be_made_is_refused_in_words(more: dict[str, Any], sentence: str) -> None:
    trawl(builders.user(), 4)
    asked: dict[str, Any] = {"since_on": now().date(), "until_on": now().date(), "changed": {}}

    with pytest.raises(Refused, match=sentence):
        back_test_misuse(TRAWL, forces=Force.objects.all(), actor=as_actor(standards()), **BY, **asked | more)


def test_the_command_prints_a_line_for_each_force_and_month() -> None:
    trawl(builders.user(), 5)
    said, today = io.StringIO(), now().date()
    days = {"since_on": today - timedelta(days=1), "until_on": today + timedelta(days=1)}

    call_command("backtest_misuse", rule="name_trawl", threshold=["searches=5"], force=["13"], stdout=said, **days)

    lines = said.getvalue().splitlines()
    assert lines[-2].split()[0] == "13" and lines[-2].split()[2:] == ["0", "1"]
    assert lines[2].strip() == "then: searches=5"
    assert not MisuseAlert.objects.exists()
    with pytest.raises(CommandError, match="No rule nothing stands today"):
        call_command("backtest_misuse", rule="nothing", **days)
    with pytest.raises(CommandError, match="a name and a number"):
        call_command("backtest_misuse", rule="name_trawl", threshold=["searches"], **days)


def test_every_rule_can_be_tried_on_the_log() -> None:
    trawl(builders.user(), 2)
    today = now().date()
    for rule in RULES:
        found = back_test_misuse(
            rule, forces=Force.objects.all(), since_on=today, until_on=today, changed={}, actor=as_actor(standards()),
            **BY,
        )  # fmt: skip
        assert found.now == found.then == 0
