"""What people who work in the register declare of themselves, and the bars from their own records that follow."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from django.utils import timezone

from accounts.actor import Actor, system_actor
from accounts.models import User
from audit.core.action import action
from audit.core.entry import Entry, Reason, plain
from audit.core.errors import Refused
from register import policies
from register.actions.outbox import enqueue
from register.events import standards as events
from register.lookup.held_facts import facts_of
from register.models import OwnRecordBar, Particular, Person
from register.own_records import Own, declared, own_records, people_perhaps
from register.rules.lookup.facts import PersonFacts
from register.rules.own_record import Declared, Declares, keys_of_declared, problem_of
from register.rules.places import read_postcode

BARRER = system_actor("own-records", {"own_record.bar": "national"})
BY_ITSELF = Reason("system")
MOST_DECLARED = 60
"""Of one person: a family, the homes and the vehicles of many years. More would be trying out what is held."""
LONGEST = {
    "forenames": 120,
    "surname": 120,
    "relationship": 60,
    "line_1": 200,
    "postcode": 10,
    "number_or_mark": 40,
    "why": 300,
}


@action(event=events.PARTICULAR_DECLARED, policy=policies.DECLARE_PARTICULAR)
def declare_particular(
    user: User, *, entry: Entry, actor: Actor, reason: Reason, kind: Particular.Kind, forenames: str = "",
    surname: str = "", date_of_birth: date | None = None, relationship: str = "", line_1: str = "", postcode: str = "",
    number: str = "", why: str = "",
) -> Particular:  # fmt: skip
    """Declare a name, an address, a number, a vehicle or a relative, one's own or that of somebody of the force.
    Records that are theirs by it are closed to them at once."""
    source = _source(user, actor)
    given = particular_of(
        kind, forenames=forenames, surname=surname, date_of_birth=date_of_birth, line_1=line_1, postcode=postcode,
        number_or_mark=number,
    )  # fmt: skip
    why, relationship = why.strip(), relationship.strip()
    _require(given, {"why": why, "relationship": relationship})
    if source == Particular.Source.STANDARDS and not why:
        raise Refused("Say why you enter this for somebody else.", field="why")
    live = Particular.objects.live().filter(user=user, source=source)
    if live.filter(content_digest=digest_of(given)).exists():
        raise Refused("This is declared already. Nothing was changed.", field="kind")
    if source != Particular.Source.HR and live.count() >= MOST_DECLARED:
        raise Refused("This is more than anybody declares. Ask professional standards to enter the rest.")

    particular = Particular.objects.create(
        user=user, source=source, relationship=relationship, why=why, declared_by_id=actor.person_id,
        content_digest=digest_of(given), **asdict(given),
    )  # fmt: skip
    _bar_anew(user)
    entry.record(kind=given.kind, source=source, value=_told(given, relationship), why=why)
    return particular


@action(event=events.PARTICULAR_ENDED, policy=policies.END_PARTICULAR)
def end_particular(particular: Particular, *, entry: Entry, actor: Actor, reason: Reason, why: str) -> Particular:
    """End what was declared by mistake. A bar that it brought stands until it is lifted: nobody is let in to a record
    because a line was taken away."""
    if particular.ended_at is not None:
        raise Refused("This was ended already. Nothing was changed.")
    if not why.strip():
        raise Refused("Say why it is ended.", field="why")
    if actor.person_id is None:
        raise Refused("Somebody must say that it is ended.")

    particular.ended_at, particular.ended_by_id, particular.ended_why = (
        timezone.now(),
        actor.person_id,
        why.strip()[:300],
    )
    particular.save(update_fields=["ended_at", "ended_by", "ended_why"])
    entry.about(particular.user)
    entry.record(particular=particular.reference, why=why.strip())
    return particular


@action(event=events.RECORD_BARRED, policy=policies.BAR_OWN_RECORD, lock=False)
def bar_own_record(
    person: Person, *, entry: Entry, actor: Actor, reason: Reason, user: User, hits: Sequence[str],
    open_hits: Sequence[str] = (),
) -> None:  # fmt: skip
    """Close a record to somebody whose own it is, or that of their household. Their work on it goes to others."""
    bar = OwnRecordBar(user=user, person=person, hits=list(hits), open_hits=list(open_hits))
    OwnRecordBar.objects.bulk_create([bar], ignore_conflicts=True)
    enqueue("hand_over", {"user": user.reference})
    entry.record(user=user.reference, hits=sorted({hit.partition(":")[0] for hit in hits}))


@action(event=events.BAR_LIFTED, policy=policies.LIFT_BAR)
def lift_bar(bar: OwnRecordBar, *, entry: Entry, actor: Actor, reason: Reason, why: str) -> OwnRecordBar:
    """Lift a bar that was a mistake, such as a namesake born on the same day. What hit stays lifted; anything else that
    hits the same record bars again."""
    if bar.lifted_at is not None:
        raise Refused("This bar was lifted already. Nothing was changed.")
    if not why.strip():
        raise Refused("Say how you know that the record is of somebody else.", field="why")
    if actor.person_id is None or actor.person_id == bar.user_id:
        raise Refused("Somebody else must lift a bar from one’s own record.")

    bar.lifted_at, bar.lifted_by_id, bar.lifted_why = timezone.now(), actor.person_id, why.strip()[:1000]
    bar.version += 1
    bar.save(update_fields=["lifted_at", "lifted_by", "lifted_why", "version"])
    entry.record(user=bar.user.reference, why=why.strip())
    return bar


def look_again(people: Sequence[PersonFacts], users: Collection[int] | None = None) -> None:
    """Bar whoever these records belong to, in the transaction that changed their facts or what was declared."""
    found = own_records(people, users)
    if not found:
        return
    rows = OwnRecordBar.objects.filter(user__in={each.user_id for each in found})
    before = list(rows.filter(person__in={each.person_id for each in found}))
    known = _known(found, before)
    for own in found:
        if set(own.hits) - known.get((own.user_id, own.person_id), set()):
            _bar(own)
    _note_openly(found, before)


def particular_of(kind: str, **given: Any) -> Declared:
    """A particular as it is kept: without blanks around, and the postcode as it is written."""
    told: dict[str, Any] = {name: value.strip() if isinstance(value, str) else value for name, value in given.items()}
    told["postcode"] = read_postcode(told.get("postcode", "")).canonical
    is_of_somebody = kind in (Declares.OWN, Declares.RELATIVE)
    names = ("forenames", "surname", "date_of_birth") if is_of_somebody else ("line_1", "postcode")
    wanted = ("number_or_mark",) if kind in (Declares.PHONE, Declares.VEHICLE) else names
    return Declared(Declares(kind), **{name: told[name] for name in wanted if name in told})


def digest_of(given: Declared) -> str:
    """The same for whatever says the same."""
    said = {name: str(value).casefold() for name, value in asdict(given).items()}
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _source(user: User, actor: Actor) -> Particular.Source:
    if actor.person_id is None:
        return Particular.Source.HR
    return Particular.Source.SELF if actor.person_id == user.pk else Particular.Source.STANDARDS


def _require(given: Declared, more: dict[str, str]) -> None:
    for name, value in {**asdict(given), **more}.items():
        if isinstance(value, str) and name in LONGEST:
            field = "number" if name == "number_or_mark" else name
            if len(value) > LONGEST[name]:
                raise Refused(f"This is longer than {LONGEST[name]} characters.", field=field)
            if not value.isprintable():
                raise Refused("Remove the characters that cannot be seen.", field=field)
    if problem := problem_of(given):
        raise Refused(problem[1], field=problem[0])


def _told(given: Declared, relationship: str) -> dict[str, Any]:
    """What was declared, for the part of the log that is kept apart."""
    told = {name: plain(value) for name, value in asdict(given).items() if value and name != "kind"}
    return {**told, **({"relationship": relationship} if relationship else {})}


def _bar_anew(user: User) -> None:
    """Work out the keys of all that somebody declared, and bar them from whatever is theirs."""
    particulars = list(Particular.objects.live().filter(user=user).order_by("pk"))
    given = [declared(each) for each in particulars]
    for particular, keys in zip(particulars, keys_of_declared(given), strict=True):
        particular.keys = sorted(keys)
    Particular.objects.bulk_update(particulars, ["keys"])
    if perhaps := people_perhaps(given):
        look_again(list(facts_of(perhaps)), users=[user.pk])


def _known(found: Sequence[Own], bars: Sequence[OwnRecordBar]) -> dict[tuple[int, int], set[str]]:
    """What hit already, of bars that stand and of those that were lifted; a bar that stands knows all."""
    hits = {(each.user_id, each.person_id): set(each.hits) for each in found}
    known: dict[tuple[int, int], set[str]] = {}
    for bar in bars:
        both = bar.user_id, bar.person_id
        stands = hits.get(both, set()) if bar.lifted_at is None else set()
        known.setdefault(both, set()).update(bar.hits, stands)
    return known


def _note_openly(found: Sequence[Own], bars: Sequence[OwnRecordBar]) -> None:
    """Note on bars that stand what hits by now that anybody may find the record by."""
    openly = {(each.user_id, each.person_id): set(each.open_hits) for each in found}
    changed = []
    for bar in bars:
        more = openly.get((bar.user_id, bar.person_id), set()) - set(bar.open_hits)
        if bar.lifted_at is None and more:
            bar.open_hits = sorted({*bar.open_hits, *more})
            changed.append(bar)
    if changed:
        OwnRecordBar.objects.bulk_update(changed, ["open_hits"])


def _bar(own: Own) -> None:
    bar_own_record(
        Person.objects.get(pk=own.person_id), actor=BARRER, reason=BY_ITSELF,
        user=User.objects.get(pk=own.user_id), hits=own.hits, open_hits=own.open_hits,
    )  # fmt: skip
