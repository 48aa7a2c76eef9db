"""What the addresses of casework and of the register name: each row out of those that the actor may see, or the 404 of
something that does not exist."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from accounts.actor import Actor
from accounts.models import Force, User
from accounts.web import get_or_404
from audit.core.errors import PermissionDenied
from register.managed.managers import managers_in
from register.models import Conviction, MappaListing, Person, ProtectiveOrder, Registration
from register.policies import SEE_MANAGEMENT


def person_of(actor: Actor, reference: str, **more: Any) -> Person:
    """The person of the address."""
    return get_or_404(Person.objects.visible_to(actor).select_related("owner_force"), reference=reference)


def live_registration_of(actor: Actor, reference: str, **more: Any) -> Registration:
    """The registration of this very record that has not ended."""
    person = person_of(actor, reference)
    rows = Registration.objects.visible_to(actor).live().select_related("person", "managing_force")
    return get_or_404(rows, person=person)


def conviction_of(actor: Actor, reference: str, number: int) -> Conviction:
    """A conviction of this very record."""
    person = person_of(actor, reference)
    return get_or_404(Conviction.objects.visible_to(actor).select_related("person"), person=person, pk=number)


def listing_of(actor: Actor, reference: str, number: int) -> MappaListing:
    """A listing under MAPPA of this very record."""
    person = person_of(actor, reference)
    return get_or_404(MappaListing.objects.visible_to(actor).select_related("person"), person=person, pk=number)


def order_of(actor: Actor, reference: str, number: int) -> ProtectiveOrder:
    """An order upon this very record."""
    person = person_of(actor, reference)
    rows = ProtectiveOrder.objects.visible_to(actor).select_related("person", "force")
    return get_or_404(rows, pk=number, person=person)


def registration_of(actor: Actor, reference: str) -> Registration:
    """The live registration of this very record, or the last one that ended."""
    person = person_of(actor, reference)
    rows = Registration.objects.visible_to(actor).filter(person=person).select_related("person", "managing_force")
    live = Registration.objects.visible_to(actor).live().filter(person=person).values("pk")
    return get_or_404(rows.filter(pk__in=live) if live.exists() else rows.order_by("-starts_on", "-pk"), person=person)


def managed_registration_of(actor: Actor, reference: str, **more: Any) -> Registration:
    """The same, where the actor's force manages it."""
    person = person_of(actor, reference)
    rows = SEE_MANAGEMENT.rows(Registration.objects.visible_to(actor), actor).filter(person=person)
    rows = rows.select_related("person", "managing_force", "offender_manager").order_by("-pk")
    live = Registration.objects.visible_to(actor).live().filter(person=person).values("pk")
    found: Registration = get_or_404(rows.filter(pk__in=live) if live.exists() else rows, person=person)
    return found


def own_force(actor: Actor, permission: str) -> Force:
    """The force for which the actor records.

    Raises:
        PermissionDenied: they belong to none.
    """
    force = Force.objects.filter(pk=actor.force_id or 0).first()
    if force is None:
        raise PermissionDenied(permission)
    return force


def managers(actor: Actor, target: Any) -> QuerySet[User]:
    """Whom the actor may name to manage a registered person: people of their own force with such a role."""
    return managers_in(actor.force_id, on=timezone.localdate())


def person_named_by(row: Any) -> str:
    """The reference of the person whom a row is about."""
    person = getattr(row, "person", None) or row.registration.person
    return str(person.reference)
