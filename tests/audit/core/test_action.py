"""The frame of every act: what is written when it is done, denied, refused or broken off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from accounts.actor import Actor
from accounts.models import Force
from audit.core.action import action, record_denial
from audit.core.context import Origin, acting_from
from audit.core.entry import Entry, Reason
from audit.core.errors import OutOfReach, PermissionDenied, Refused, Stale
from audit.core.events import FREE_TEXT, OPERATIONAL, EventType, Operation
from audit.models import Detail, Event
from register.models import Person
from tests import builders

pytestmark = pytest.mark.django_db

RENAMED = EventType("test.renamed", "A force was renamed.", Operation.ALTERATION, {"short_name": OPERATIONAL})
MOVED = EventType("test.moved", "A force moved.", Operation.ALTERATION, {"why": FREE_TEXT})
READ = EventType("test.read", "A force was read.", Operation.CONSULTATION)
ACTOR = Actor(ref="U-1", label="Priya Shah", force_code="13", roles=("supervisor",))
WHY = Reason("supervision", "Sampling")


@dataclass(frozen=True)
class Answering:
    """A policy that always gives the same answer."""

    answer: Exception | None = None
    permission: str = "test.do"

    def require(self, actor: Any, thing: Any) -> None:
        if self.answer is not None:
            raise self.answer


ALLOWED = Answering()


@action(event=RENAMED, policy=ALLOWED)
def rename(force: Force, *, entry: Entry, actor: Actor, reason: Reason, short_name: str) -> Force:
    if short_name == "":
        raise Refused("Give the force a name.", field="short_name")
    entry.changed(short_name=(force.short_name, short_name))
    force.short_name = short_name
    force.save()
    if short_name == "broken":
        raise RuntimeError("a bug")
    return force


@action(event=MOVED, policy=ALLOWED)
def move(force: Force, *, entry: Entry, actor: Actor, reason: Reason, short_name: str) -> None:
    entry.record(why="because")
    rename(force, actor=actor, reason=reason, short_name=short_name)


@pytest.fixture
def force() -> Force:
    return Force.objects.get(code="13")


def codes() -> list[str]:
    """What this test's transaction has written, oldest first."""
    return list(Event.objects.filter(actor_ref=ACTOR.ref).order_by("at").values_list("code", flat=True))


def only() -> Event:
    return Event.objects.with_details().get(actor_ref=ACTOR.ref)


def test_an_act_writes_who_what_when_why_and_from_where(force: Force) -> None:
    with acting_from(Origin("web", "0a1b", "r-1")):
        rename(force, actor=ACTOR, reason=WHY, short_name="New")

    event = only()
    assert (event.code, event.operation, event.outcome) == ("test.renamed", "alteration", "done")
    assert (event.actor_ref, event.actor_kind, event.actor_force, event.actor_roles) == (
        "U-1",
        "person",
        "13",
        ["supervisor"],
    )
    assert (event.object_type, event.object_ref) == ("accounts.force", "force-13")
    assert (event.channel, event.session, event.request) == ("web", "0a1b", "r-1")
    assert (event.reason, event.told("reason_text"), event.told("actor_label")) == (
        "supervision",
        "Sampling",
        "Priya Shah",
    )
    assert event.fields == {"short_name": {"old": "WYP", "new": "New"}}


def test_an_act_about_a_person_names_the_person_and_the_category() -> None:
    person = builders.person()

    @action(event=READ, policy=ALLOWED, lock=False)
    def read(person: Person, *, entry: Entry, actor: Actor, reason: Reason) -> None:
        entry.showed(["DAR-1", "DAR-2"])

    read(person, actor=ACTOR, reason=WHY)

    event = only()
    assert (event.subject_ref, event.subject_category) == (person.reference, "suspect")
    assert event.references == ["DAR-1", "DAR-2"]


def test_nested_acts_write_one_event_each_in_one_transaction(force: Force) -> None:
    move(force, actor=ACTOR, reason=WHY, short_name="New")

    assert codes() == ["test.renamed", "test.moved"]
    assert len(set(Event.objects.filter(actor_ref=ACTOR.ref).values_list("xid", flat=True))) == 1


def test_a_refusal_changes_nothing_and_is_recorded(force: Force) -> None:
    with pytest.raises(Refused, match="Give the force a name"):
        rename(force, actor=ACTOR, reason=WHY, short_name="")

    event = only()
    assert (event.code, event.outcome, event.object_ref) == ("act.refused", "refused", "force-13")
    assert event.fields == {"event": "test.renamed"}
    assert Detail.objects.get(event=event, field="sentence").value == '"Give the force a name."'


def test_a_refusal_inside_another_act_is_recorded_once_and_undoes_both(force: Force) -> None:
    with pytest.raises(Refused):
        move(force, actor=ACTOR, reason=WHY, short_name="")

    assert codes() == ["act.refused"]
    assert only().fields == {"event": "test.moved"}


def test_an_error_undoes_everything_and_leaves_no_event(force: Force) -> None:
    with pytest.raises(RuntimeError):
        move(force, actor=ACTOR, reason=WHY, short_name="broken")

    force.refresh_from_db()
    assert force.short_name == "WYP"
    assert codes() == []


@pytest.mark.parametrize(
    ("denial", "answer"),
    [
        (PermissionDenied("test.do", object_ref="force-13"), "403"),
        (OutOfReach("test.do", object_ref="force-13"), "404"),
    ],
    ids=["not permitted", "out of reach"],
)
def test_a_denial_does_nothing_and_is_recorded(force: Force, denial: Exception, answer: str) -> None:
    @action(event=RENAMED, policy=Answering(denial))
    def denied(force: Force, *, entry: Entry, actor: Actor, reason: Reason) -> None:
        raise AssertionError("the policy said no")

    with pytest.raises(type(denial)):
        denied(force, actor=ACTOR, reason=WHY)

    event = only()
    assert (event.code, event.outcome, event.object_ref) == ("access.denied", "denied", "force-13")
    assert event.fields == {"policy": "test.do", "answer": answer}


def test_a_denial_that_passes_several_layers_is_recorded_once() -> None:
    denial = PermissionDenied("test.do")
    record_denial(denial, actor=ACTOR, reason=WHY)
    record_denial(denial, actor=ACTOR, reason=WHY)

    assert codes() == ["access.denied"]


@pytest.mark.django_db(transaction=True)
def test_a_denial_outlives_the_rollback_of_what_was_begun() -> None:
    """On a real commit: the write before the denial is gone, the denial stays."""

    @action(event=RENAMED, policy=Answering(PermissionDenied("test.do")))
    def denied(force: Force, *, entry: Entry, actor: Actor, reason: Reason) -> None: ...

    @action(event=MOVED, policy=ALLOWED)
    def begin(force: Force, *, entry: Entry, actor: Actor, reason: Reason) -> None:
        Force.objects.filter(pk=force.pk).update(short_name="Begun")
        denied(force, actor=actor, reason=reason)

    with pytest.raises(PermissionDenied):
        begin(Force.objects.get(code="13"), actor=ACTOR, reason=WHY)

    assert Force.objects.get(code="13").short_name == "WYP"
    assert codes() == ["access.denied"]


def test_whoever_saves_an_old_version_is_shown_the_new_one() -> None:
    person = builders.person()

    @action(event=READ, policy=ALLOWED)
    def touch(person: Person, *, entry: Entry, actor: Actor, reason: Reason) -> None: ...

    with pytest.raises(Stale) as stale:
        touch(person, actor=ACTOR, reason=WHY, version=person.version + 1)

    assert stale.value.current == person
    assert codes() == ["act.refused"]


def test_the_thing_is_the_row_as_it_is_now(force: Force) -> None:
    builders.allow_writes()
    Force.objects.filter(pk=force.pk).update(name="West Riding")

    rename(force, actor=ACTOR, reason=WHY, short_name="New")

    assert Force.objects.get(pk=force.pk).name == "West Riding"


def test_a_deleted_thing_is_out_of_reach(force: Force) -> None:
    force.pk = 0

    with pytest.raises(OutOfReach):
        rename(force, actor=ACTOR, reason=WHY, short_name="New")

    assert codes() == ["access.denied"]


def test_a_field_that_the_event_does_not_declare_is_a_bug(force: Force) -> None:
    @action(event=READ, policy=ALLOWED)
    def read(force: Force, *, entry: Entry, actor: Actor, reason: Reason) -> None:
        entry.record(colour="blue")

    with pytest.raises(ValueError, match="does not declare colour"):
        read(force, actor=ACTOR, reason=WHY)
