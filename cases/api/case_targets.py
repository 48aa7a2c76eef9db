"""What the addresses of casework name: a case, a victim in it, and whoever and whatever may be named with them."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from accounts.actor import Actor
from accounts.api.bodies import Maker, several, whole
from accounts.api.fields import LARGEST_NUMBER, Whole
from accounts.api.rows import Place
from accounts.models import User
from accounts.web import get_or_404
from cases.models import Case, Pair
from cases.owners import owners_in
from register.models import Person


def case_of(actor: Actor, reference: str) -> Case:
    """A case that the actor may read."""
    rows = Case.objects.visible_to(actor).select_related("person__owner_force", "force", "owner", "risk")
    return get_or_404(rows, reference=reference)


def pair_of(actor: Actor, reference: str, victim: str) -> Pair:
    """A pair in a case that the actor may read, of a victim whom they may see."""
    case = case_of(actor, reference)
    rows = case.pairs.filter(victim__in=Person.objects.visible_to(actor))
    related = ("victim", "force", "person", "case__person__owner_force", "case__force", "case__owner", "case__risk")
    return get_or_404(rows.select_related(*related), victim__reference=victim)


def people(actor: Actor, target: Any) -> QuerySet[Person]:
    """Whom the actor may name: everybody they may see."""
    return Person.objects.visible_to(actor)


def owners(actor: Actor, target: Any) -> QuerySet[User]:
    """Who may be named to own a case or a safeguard: whoever works on cases of its force, or of one's own."""
    return owners_in(getattr(target, "force_id", actor.force_id), on=timezone.localdate())


def version_read(**options: Any) -> Any:
    """What was read before it is changed, where that is not the record of the address."""
    return Whole(most=LARGEST_NUMBER, required=True)


def numbers(most: int) -> Maker:
    """Numbers of records, of which the row itself says which may be named."""
    return several(whole(LARGEST_NUMBER, least=1), most)


def _case(row: Any) -> dict[str, Any]:
    return {"reference": (row if isinstance(row, Case) else row.case).reference}


def _victim(row: Any) -> dict[str, Any]:
    pair = row if isinstance(row, Pair) else row.pair
    return {"reference": pair.case.reference, "victim": pair.victim.reference}


AT_CASE = Place("api-case", _case)
AT_VICTIM = Place("api-victim", _victim)
CASE = "cases/<str:reference>"
VICTIM = f"{CASE}/victims/<str:victim>"
