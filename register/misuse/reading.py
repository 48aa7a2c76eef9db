"""Reading the log for the rules of misuse: who was active in a time, and what one of them did, by themselves or through
a system of their force.

Each query is bounded by a stretch of time, and by the user where it is about one: `audit_event_at`,
`audit_event_actor` and `audit_event_officer` answer them. Nothing is decided by what is read here but that somebody is
asked to look.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Case, Count, Prefetch, TextField, When
from django.db.models.functions import TruncDate, Upper

from accounts.models import User
from audit.models import Detail, Event
from audit.models.event import EventQuerySet
from register.lookup.held_facts import facts_of
from register.misuse import own_work
from register.misuse.readers import IS_OF_SOMEBODY, SYSTEM, Reader, Said, readers_of, users_named
from register.models import NameWord, Person, PersonName
from register.own_records import own_records
from register.rules.lookup.shape import Shape
from register.rules.lookup.words import join_particles, split_parts
from register.rules.misuse.peers import Count as DayCount
from register.rules.misuse.peers import PeersOf, peers_of
from register.rules.misuse.seen import KIND_OF, OPENED, History, Kind, Peers, Seen, Shared

LONDON = ZoneInfo("Europe/London")
MOST_ENTRIES = 20_000
"""Of one user in one reading, the newest: more than that is found far above peers whatever came before."""
INCIDENT = "incident "
_WHO = Case(When(actor_kind=SYSTEM, then=Upper("on_behalf_of")), default="actor_ref", output_field=TextField())
_READ = (
    "id", "at", "code", "reason", "session", "subject_ref", "references", "fields", "payload", "actor_kind"
)  # fmt: skip


def active_readers(since: datetime, until: datetime, *, forces: Collection[str] | None = None) -> list[Reader]:
    """Everybody who did anything that the rules read, at or after `since` and before `until`. Somebody who worked for
    two forces stands there twice."""
    found = _between(since, until)
    if forces is not None:
        found = found.filter(actor_force__in=forces)
    said = found.order_by().values_list("actor_kind", "actor_ref", "actor_force", "on_behalf_of").distinct()
    readers = set(readers_of(Said(*each) for each in said).values())
    return sorted(readers, key=lambda each: (each.key, each.force))


def count_between(since: datetime, until: datetime, *, forces: Collection[str], most: int) -> int:
    """How many entries there are to read; at most one more than `most` is counted."""
    return _between(since, until).filter(actor_force__in=forces).order_by().values("pk")[: most + 1].count()


def peers_between(since: datetime, until: datetime) -> PeersOf:
    """What everybody opened on each day of the time, compared with others of the same roles: those for whom systems
    asked with each other. Two queries."""
    opened = _between(since, until).filter(code__in=OPENED).exclude(subject_ref="")
    counted = opened.annotate(on=TruncDate("at", tzinfo=LONDON), who=_WHO).order_by()
    rows = list(
        counted.values("on", "who", "actor_force", "actor_roles").annotate(people=Count("subject_ref", distinct=True))
    )
    users = users_named({str(row["who"]) for row in rows})
    return peers_of(
        DayCount(
            row["on"], _key_of(str(row["who"]), users), row["actor_force"], tuple(row["actor_roles"]), row["people"]
        )
        for row in rows
    )  # fmt: skip


def _key_of(who: str, users: Mapping[str, User]) -> str:
    """What the reader is known by of whom the log says `who`: a reference, or an officer."""
    return users[who].reference if who in users else who


def history_of(reader: Reader, since: datetime, until: datetime, *, peers: Mapping[date, Peers]) -> History:
    """What somebody did in the time. A fixed number of queries."""
    rows = _between(since, until).filter(reader.entries)
    words = Prefetch("details", Detail.objects.filter(field="reason_text"))
    events = list(rows.only(*_READ).order_by("-at", "-id").prefetch_related(words)[:MOST_ENTRIES])
    opened = {event.subject_ref for event in events if event.code in OPENED and event.subject_ref}
    known = _known_of(reader.user, opened)
    seen = tuple(_seen(event, known) for event in reversed(events))
    return History(reader.key, reader.force, seen, known.bearers, peers)


@dataclass(frozen=True, slots=True)
class _Known:
    """What the register knows of a user, to which what they opened is held: references of people of their surname and
    of their household, those whom they look after, and how many bear the surname."""

    alike: Collection[str] = ()
    near: Collection[str] = ()
    own: Collection[str] = ()
    bearers: int = 0


def _known_of(user: User | None, opened: Collection[str]) -> _Known:
    """Of an officer who does not use the register nothing is known."""
    if user is None:
        return _Known()
    surname = _surname(user.name)
    return _Known(
        _of_surname(surname, opened), _of_household(user, opened), own_work.people_of(user.pk), _bearers(surname)
    )


def _between(since: datetime, until: datetime) -> EventQuerySet:
    return Event.objects.filter(IS_OF_SOMEBODY, outcome="done", code__in=list(KIND_OF), at__gte=since, at__lt=until)


def _seen(event: Event, known: _Known) -> Seen:
    people = tuple(event.references) if KIND_OF[event.code] is Kind.SEARCH else tuple(filter(None, [event.subject_ref]))
    return Seen(
        str(event.pk), event.at.astimezone(LONDON), event.code, event.reason, event.session, people,
        has_incident=_has_incident(event),
        shape=tuple(_shapes(event)),
        shares=_shared(event.subject_ref, known.alike, known.near),
        is_own_work=event.subject_ref in known.own,
        is_by_system=event.actor_kind == SYSTEM,
    )  # fmt: skip


def _has_incident(event: Event) -> bool:
    """Whether an incident was named. Where the words were lawfully erased nothing is held against anybody."""
    words = event.told("reason_text")
    return words.casefold().startswith(INCIDENT) if words else "reason_text" in event.commitments


def _shared(reference: str, alike: Collection[str], near: Collection[str]) -> Shared:
    if reference in near:
        return Shared.HOUSEHOLD
    return Shared.SURNAME if reference in alike else Shared.NOTHING


def _shapes(event: Event) -> Iterator[Shape]:
    known = {shape.value for shape in Shape}
    return (Shape(each) for each in event.fields.get("shape", []) if each in known)


def _surname(name: str) -> str:
    """The last word of a name, as the register's own words are written; "" of somebody with one name alone."""
    parts = join_particles(split_parts(name))
    return parts[-1] if len(parts) > 1 else ""


def _of_surname(surname: str, references: Collection[str]) -> frozenset[str]:
    """Those of the people who bear the surname, or bore it."""
    if not surname:
        return frozenset()
    held = PersonName.objects.filter(person__reference__in=[each for each in references if each])
    found: dict[str, set[str]] = defaultdict(set)
    for reference, name in held.values_list("person__reference", "surname"):
        found[reference] |= set(join_particles(split_parts(name)))
    return frozenset(reference for reference, words in found.items() if surname in words)


def _of_household(user: User, references: Collection[str]) -> frozenset[str]:
    """Those of the people whom what the user declared names, or somebody of their household, by what anybody may find
    them by: an alert by a protected detail would tell of it."""
    keys = dict(Person.objects.filter(reference__in=references).values_list("pk", "reference"))
    found = own_records(list(facts_of(list(keys))), [user.pk]) if keys else []
    return frozenset(keys[each.person_id] for each in found if each.person_id in keys and each.open_hits)


def _bearers(surname: str) -> int:
    """How many people of the register bear the surname, as the words were last counted."""
    return NameWord.objects.filter(word=surname).values_list("people", flat=True).first() or 0
