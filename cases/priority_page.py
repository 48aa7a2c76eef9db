"""The priority list as its page shows it: each component, and in words why somebody stands where they do."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from accounts.actor import Actor
from cases.models import Case, PriorityStanding
from register.models import Registration
from ui.dates import day

PAGE, MOST_PAGES = 25, 20
YES, NO = "yes", "no"


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Which people are asked for: with an open case of the force or not, registered or not, with so many victims."""

    case: str = ""
    registered: str = ""
    victims: str = ""


@dataclass(frozen=True, slots=True)
class Ranked:
    """One person of the list."""

    rank: int
    reference: str
    name: str
    total: str
    components: tuple[tuple[str, int], ...]
    why: str
    case: str
    is_registered: bool


def ranked(actor: Actor, asked: Narrowed, page: int) -> tuple[list[Ranked], bool]:
    """A page of the list, and whether another follows: one query, found by the index of the force."""
    start = (page - 1) * PAGE
    rows = list(_rows(actor, asked)[start : start + PAGE + 1])
    return [_ranked(start + n, row) for n, row in enumerate(rows[:PAGE], 1)], len(rows) > PAGE


def _rows(actor: Actor, asked: Narrowed) -> QuerySet[PriorityStanding]:
    """Of two records of one human being in the force, the one under which the other stands."""
    own = Case.objects.open().filter(person=OuterRef("person"), force=actor.force_id or 0)
    live = Registration.objects.live().filter(person=OuterRef("person"))
    rows = PriorityStanding.objects.visible_to(actor).exclude(person__lead__owner_force=F("force"))
    rows = rows.annotate(case_reference=Subquery(own.values("reference")[:1]), is_registered=Exists(live))
    narrowed = Q()
    if asked.case:
        narrowed &= Q(case_reference__isnull=asked.case == NO)
    if asked.registered:
        narrowed &= Q(is_registered=asked.registered == YES)
    if asked.victims:
        narrowed &= Q(victim_count__gte=int(asked.victims))
    return rows.filter(narrowed).select_related("person").highest_first()


def _ranked(rank: int, row: PriorityStanding) -> Ranked:
    return Ranked(
        rank=rank, reference=row.person.reference, name=row.person.display_name, total=f"{row.total / 100:.0f}",
        components=(("Recency", row.recency), ("Frequency", row.frequency), ("Gravity", row.gravity),
                    ("Victims", row.victims)),
        why=why(row), case=row.case_reference or "", is_registered=row.is_registered,  # type: ignore[attr-defined]
    )  # fmt: skip


def why(row: PriorityStanding) -> str:
    """What the points come from, in words."""
    last = f"The last crime was on {day(row.last_crime_on)}" if row.last_crime_on else "No crime is recorded"
    counted = f"{_many(row.crimes, 'crime')} and {_many(row.incidents, 'incident')} in two years"
    harm = f"they count {_many(row.harm_days, 'day')} of harm"
    return f"{last}. {counted}; {harm}. {_many(row.victim_count, 'person', 'people')} harmed in three years."


def _many(count: int, one: str, many: str = "") -> str:
    return f"{count:,} {one if count == 1 else many or one + 's'}"
