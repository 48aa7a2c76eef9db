"""What stands around a human being and decides which forces are told of them: each part read once, when it is first
asked for, however many alerts one act raises."""

from __future__ import annotations

from functools import cached_property

from django.utils import timezone

from accounts.models import Force
from register.models import Address, Person, Protection, Registration


class Around:
    """The facts around one record and those joined with it, as they are when they are first asked for."""

    def __init__(self, person: Person) -> None:
        self._person = person

    @cached_property
    def live(self) -> list[Registration]:
        """The live registrations of all the records, the latest first, each with its managing force."""
        return list(Registration.objects.live().of_human_being(self._person).select_related("managing_force"))

    @cached_property
    def owners(self) -> frozenset[int]:
        """The keys of the forces that hold the records."""
        records = Person.objects.joined_with(self._person).order_by()
        return frozenset(records.values_list("owner_force", flat=True))

    @cached_property
    def lives(self) -> frozenset[int]:
        """The keys of the forces in whose areas they live or stay. Where they stay under protection is nobody's to
        learn from an alert."""
        homes = Address.objects.filter(
            person__in=Person.objects.joined_with(self._person).order_by().values("pk"),
            kind__in=(Address.Kind.HOME, Address.Kind.STAYS), police_force__isnull=False, protection=Protection.OPEN,
        ).current(on=timezone.localdate())  # fmt: skip
        found = homes.order_by().values_list("police_force", flat=True)
        return frozenset(force for force in found if force is not None)

    @property
    def managers(self) -> frozenset[int]:
        """The keys of the forces that manage them."""
        return frozenset(each.managing_force_id for each in self.live)

    @property
    def responsible(self) -> Force:
        """The force that manages the live registration of the record itself, or the one that entered it."""
        own = (each.managing_force for each in self.live if each.person_id == self._person.pk)
        return next(own, None) or self._person.owner_force
