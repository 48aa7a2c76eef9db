"""Who tried to reach what is closed to them: read from the log, after the fact and apart from what they asked.

Nothing of it is done while somebody waits for an answer: whoever is barred gets the same work, and so the same time, as
whoever asks for what is not there. Everything that shows a record is logged, so nothing escapes this.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from audit.models import Detail
from register.events import LOOKED_UP
from register.lookup.narrowed import Narrowed
from register.lookup.search import find
from register.models import Person, SealedRecord, Touch
from register.models.person import in_groups
from register.policies import groups_barred
from register.rules.lookup.score import WEAK

DENIED = ("access.denied", "act.refused")
"""What somebody is not let near is denied; whoever breaks the glass on it is refused, in the words of nothing there."""
# As a system names the officer that it asks for (`accounts.api.machines.Officer`).
_OFFICER = "lower(force.code || ' ' || someone.collar_number)"
# Whose attempts are looked at: whoever is barred from anything, by name or as from their own record.
_BARRED = """
    SELECT {named} FROM accounts_user someone LEFT JOIN accounts_force force ON force.id = someone.force_id
    WHERE someone.id IN (
        SELECT user_id FROM register_ownrecordbar WHERE lifted_at IS NULL
        UNION SELECT user_id FROM register_persongrant given JOIN auth_permission allowed
            ON allowed.id = given.permission_id WHERE allowed.codename = 'never_open_person'
    )
"""
# Planted records that stand. One that is shown in a list among others was not touched; reading the log is no touch.
_CANARIES = """
    SELECT reference::text FROM register_person WHERE id IN (
        SELECT person_id FROM register_canaryrecord WHERE retired_at IS NULL
    )
"""
_SEALED = """
    SELECT reference::text FROM register_person WHERE id IN (
        SELECT person_id FROM register_sealedrecord WHERE opened_at IS NULL
    )
"""
_EVENTS = f"""
SELECT e.xid::text, e.id, e.at, e.code, e.actor_ref, e.on_behalf_of, e.object_type, e.object_ref,
    e.subject_ref, e."references"
FROM audit_event e
WHERE e.xid >= %(xid)s::xid8 AND (e.xid, e.id) > (%(xid)s::xid8, %(event)s::uuid) AND e.xid < %(below)s::xid8
    AND e.actor_ref LIKE 'U-%%' AND (
        (e.code = ANY(%(denied)s) OR e.code = %(looked_up)s) AND (
            e.actor_ref IN ({_BARRED.format(named="someone.reference")})
            OR e.on_behalf_of <> '' AND lower(e.on_behalf_of) IN ({_BARRED.format(named=_OFFICER)})
        )
        OR e.code = ANY(%(denied)s) AND e.object_ref IN ({_SEALED})
        OR e.code <> %(looked_up)s AND e.code NOT LIKE 'standards.%%' AND e.code NOT LIKE 'audit.%%' AND (
            e.subject_ref IN ({_CANARIES}) OR e.object_ref IN ({_CANARIES}) OR e."references" && ARRAY({_CANARIES})
        )
    )
ORDER BY e.xid, e.id LIMIT %(most)s
"""  # noqa: S608 - constants of this module


@dataclass(frozen=True, slots=True)
class Noticed:
    """An entry of the log by somebody who is barred from something, or about a sealed or a planted record."""

    xid: int
    id: UUID
    at: datetime
    code: str
    actor_ref: str
    on_behalf_of: str
    object_type: str
    object_ref: str
    subject_ref: str
    references: list[str]


def entries_after(xid: int, event: UUID, *, below: int, most: int) -> list[Noticed]:
    """The next entries to look at, in an order in which nothing is skipped (`register.change_feed.log`)."""
    values: dict[str, Any] = {"xid": str(xid), "event": event, "below": str(below), "most": most}
    with connection.cursor() as cursor:
        cursor.execute(_EVENTS, values | {"denied": [*DENIED], "looked_up": LOOKED_UP.code})
        return [Noticed(int(number), *rest) for number, *rest in cursor.fetchall()]


def touched_in(entry: Noticed) -> Iterator[tuple[Touch.Kind, User, Person]]:
    """What an entry touched, and who did it."""
    user = _whoever_did(entry)
    if user is None:
        return
    if entry.code in (*DENIED, LOOKED_UP.code):
        barred = {group for (group,) in groups_barred(user.actor(on=timezone.localdate(entry.at)))}
        people = _looked_for(entry, barred) if entry.code == LOOKED_UP.code else _asked_for(entry, barred)
        yield from ((Touch.Kind.OWN, user, person) for person in people)
    if entry.code in DENIED:
        sealed = SealedRecord.objects.live().filter(person__reference=entry.object_ref).values("person")
        yield from ((Touch.Kind.SEALED, user, person) for person in Person.objects.filter(pk__in=sealed))
    if entry.code != LOOKED_UP.code:
        named = {entry.subject_ref, entry.object_ref, *entry.references}
        planted = Person.objects.filter(reference__in=named, canary__isnull=False, canary__retired_at__isnull=True)
        yield from ((Touch.Kind.CANARY, user, person) for person in planted)


def _whoever_did(entry: Noticed) -> User | None:
    """The officer for whom a system asked, if they use the register; else whoever asked."""
    force, _, collar = entry.on_behalf_of.partition(" ")
    officers = User.objects.filter(force__code=force, collar_number__iexact=collar) if collar else User.objects.none()
    found: User | None = officers.order_by("pk").first() or User.objects.filter(reference=entry.actor_ref).first()
    return found


def _asked_for(entry: Noticed, groups: Collection[int]) -> list[Person]:
    """Of the people whom the record that was refused is about, those of these groups."""
    return list(Person.objects.of_groups(groups).filter(pk__in=_about(entry.object_type, entry.object_ref)))


def _about(label: str, reference: str) -> set[int]:
    """The keys of the people whom a record is about, whatever its table."""
    try:
        model: Any = apps.get_model(label)
    except (LookupError, ValueError):
        return set()
    names = {each.name for each in model._meta.fields}
    by_key = reference.isascii() and reference.isdigit() and len(reference) < 19
    if not reference or ("reference" not in names and not by_key):
        return set()
    row = model._base_manager.filter(Q(reference=reference) if "reference" in names else Q(pk=reference)).first()
    if row is None:
        return set()
    keys = {getattr(row, each.attname) for each in model._meta.fields if each.related_model is Person}
    return {each for each in keys | ({row.pk} if model is Person else set()) if each is not None}


def _looked_for(entry: Noticed, groups: Collection[int]) -> list[Person]:
    """Whom of these groups the words would have found, had nobody been barred: more than a surname must agree."""
    typed = Detail.objects.filter(event=entry.id, field="terms").values_list("value", flat=True).first()
    if not typed or not groups:
        return []
    among = Narrowed.to(Person.objects.filter(in_groups(groups), disposed_at__isnull=True))
    answer = find(str(json.loads(typed)), among=among, today=timezone.localdate(entry.at))
    return [found.person for found in answer.found if found.match.strength != WEAK]
