"""Dated facts about a person. A fact is never overwritten: it ends, and another begins."""

from __future__ import annotations

from datetime import date
from typing import TypeVar

from django.db import models
from django.db.models import F, Q

from accounts.models import Force, User
from register.models.person import Person


class Source(models.TextChoices):
    """Where a fact came from."""

    CALLER = "caller", "A caller"
    OFFICER = "officer", "An officer"
    OFFENDER = "offender", "The person themselves"
    FORCE_SYSTEM = "force_system", "A force's records system"
    COURT = "court", "A court"
    PARTNER = "partner", "A partner agency"


class Standing(models.TextChoices):
    """Fact or personal assessment (Data Protection Act 2018 s.38(2))."""

    FACT = "fact", "Fact"
    ASSESSMENT = "assessment", "Assessment"


Fact = TypeVar("Fact", bound="DatedFact", covariant=True)


class FactQuerySet(models.QuerySet[Fact]):
    def current(self, *, on: date) -> FactQuerySet[Fact]:
        """Facts that hold on the date, as far as is known."""
        return self.filter(Q(starts_on__isnull=True) | Q(starts_on__lte=on)).filter(
            Q(ends_on__isnull=True) | Q(ends_on__gt=on)
        )


class DatedFact(models.Model):
    """What every fact carries: its period, its source, whether it is confirmed, and any doubt about it."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="%(class)s_set")
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=20, choices=Source.choices)
    standing = models.CharField(max_length=10, choices=Standing.choices, default=Standing.FACT)
    is_confirmed = models.BooleanField(default=False)
    doubt = models.CharField(max_length=200, blank=True)
    force = models.ForeignKey(Force, models.PROTECT, related_name="+", help_text="The force that recorded it")
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = FactQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["-recorded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="%(class)s_ends_after_it_starts",
            )
        ]


class PersonName(DatedFact):
    """A name somebody uses or used."""

    class Kind(models.TextChoices):
        CURRENT = "current", "Name"
        ALIAS = "alias", "Alias"
        FORMER = "former", "Former name"

    forenames = models.CharField(max_length=120, blank=True)
    surname = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.CURRENT)

    class Meta(DatedFact.Meta):
        constraints = [
            *DatedFact.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(forenames="") | ~Q(surname=""), name="a_name_has_a_forename_or_a_surname"
            ),
        ]

    def __str__(self) -> str:
        return self.full

    @property
    def full(self) -> str:
        return f"{self.forenames} {self.surname}".strip()


class Protection(models.TextChoices):
    """Whether a contact detail may be shown; `cases.contact.may_show` decides for whom."""

    OPEN = "open", "Open"
    CONFIDENTIAL = "confidential", "Confidential"
    REFUGE = "refuge", "Refuge: never shown"


class Address(DatedFact):
    """Where somebody lives, stays or can regularly be found.

    `easting` and `northing` are metres of the British National Grid, where somebody gave them.
    `police_force` is the force whose area it lies in: proposed from the postcode, decided by whoever records it.
    """

    class Kind(models.TextChoices):
        HOME = "home", "Home address"
        STAYS = "stays", "Stays there"
        FOUND = "found", "Can be found there"
        WORK = "work", "Work"

    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.HOME)
    line_1 = models.CharField(max_length=200, blank=True)
    line_2 = models.CharField(max_length=200, blank=True)
    town = models.CharField(max_length=100, blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    uprn = models.CharField(max_length=12, blank=True)
    easting = models.PositiveIntegerField(null=True, blank=True)
    northing = models.PositiveIntegerField(null=True, blank=True)
    police_force = models.ForeignKey(Force, models.PROTECT, null=True, blank=True, related_name="+")
    protection = models.CharField(max_length=12, choices=Protection.choices, default=Protection.OPEN)

    class Meta(DatedFact.Meta):
        verbose_name_plural = "addresses"
        # Those that are protected are few: the move check finds what is near to somebody's address by these alone, and
        # who lives near to a protected one by the others.
        indexes = [
            models.Index(fields=["postcode"], condition=~Q(protection="open"), name="protected_by_postcode"),
            models.Index(fields=["easting", "northing"], condition=~Q(protection="open"), name="protected_by_point"),
            models.Index(fields=["uprn"], condition=~Q(protection="open"), name="protected_by_uprn"),
            models.Index(fields=["postcode"], condition=~Q(postcode=""), name="address_by_postcode"),
            models.Index(fields=["easting", "northing"], condition=Q(easting__isnull=False), name="address_by_point"),
            models.Index(fields=["uprn"], condition=~Q(uprn=""), name="address_by_uprn"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(easting__isnull=True, northing__isnull=True)
                | Q(easting__isnull=False, northing__isnull=False),
                name="a_point_of_an_address_has_two_coordinates",
            ),
            *DatedFact.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(line_1="") | ~Q(town="") | ~Q(postcode=""),
                name="an_address_has_a_line_a_town_or_a_postcode",
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(kind="home", ends_on__isnull=True),
                name="a_person_has_one_home_address_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"Address {self.pk}"

    @property
    def in_one_line(self) -> str:
        """The whole address. Only what `may_show` let through may call this."""
        return ", ".join(part for part in (self.line_1, self.line_2, self.town, self.postcode) if part)


class Phone(DatedFact):
    """A telephone number, as received and as E.164 where it could be read."""

    as_received = models.CharField(max_length=60)
    e164 = models.CharField(max_length=20, blank=True)
    digits = models.CharField(max_length=20, blank=True)
    protection = models.CharField(max_length=12, choices=Protection.choices, default=Protection.OPEN)

    class Meta(DatedFact.Meta):
        indexes = [models.Index(fields=["e164"], name="phone_by_number")]

    def __str__(self) -> str:
        return f"Phone {self.pk}"


class Vehicle(DatedFact):
    """A vehicle somebody uses, by registration mark without spaces."""

    registration_mark = models.CharField(max_length=12)
    description = models.CharField(max_length=120, blank=True)

    class Meta(DatedFact.Meta):
        indexes = [models.Index(fields=["registration_mark"], name="vehicle_by_mark")]

    def __str__(self) -> str:
        return f"Vehicle {self.pk}"


class OnlineHandle(DatedFact):
    """A name somebody uses online."""

    service = models.CharField(max_length=60)
    handle = models.CharField(max_length=200)

    class Meta(DatedFact.Meta):
        pass

    def __str__(self) -> str:
        return f"Online handle {self.pk}"


class Identifier(DatedFact):
    """An official number. A wrong check letter is kept, marked and made a task, never thrown away."""

    class Kind(models.TextChoices):
        PNC = "pnc", "PNC ID"
        CRO = "cro", "CRO number"
        NOMS = "noms", "Prison number"
        CRN = "crn", "Probation CRN"
        NINO = "nino", "National Insurance number"
        DRIVER = "driver", "Driver number"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    value = models.CharField(max_length=30)
    as_received = models.CharField(max_length=60)

    class Meta(DatedFact.Meta):
        constraints = [
            *DatedFact.Meta.constraints,
            models.UniqueConstraint(
                fields=["person", "kind", "value"],
                condition=Q(ends_on__isnull=True),
                name="a_person_has_each_identifier_once",
            ),
        ]
        indexes = [models.Index(fields=["kind", "value"], name="identifier_by_value")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"


class Sighting(DatedFact):
    """Somebody was seen or heard of: recorded in one step during a call, unverified until confirmed."""

    seen_at = models.DateTimeField()
    place = models.CharField(max_length=200, blank=True)
    note = models.TextField(max_length=2000, blank=True)
    incident_number = models.CharField(max_length=40, blank=True)

    class Meta(DatedFact.Meta):
        pass

    def __str__(self) -> str:
        return f"Sighting {self.pk}"


class WarningSignal(models.Model):
    """The kinds of danger marker (PNC warning signals): configured data, not code."""

    code = models.CharField(max_length=4, unique=True)
    title = models.CharField(max_length=80)
    meaning = models.CharField(max_length=200)
    rank = models.PositiveSmallIntegerField(help_text="Lower comes first on the card")

    class Meta:
        ordering = ["rank", "code"]

    def __str__(self) -> str:
        return self.title


class DangerMarker(DatedFact):
    """A warning about a person for whoever goes to the door. Must be reviewed by its review date."""

    signal = models.ForeignKey(WarningSignal, models.PROTECT, related_name="+")
    narrative = models.CharField(max_length=300, blank=True)
    review_on = models.DateField()

    class Meta(DatedFact.Meta):
        constraints = [
            *DatedFact.Meta.constraints,
            models.UniqueConstraint(
                fields=["person", "signal"],
                condition=Q(ends_on__isnull=True),
                name="a_person_has_each_danger_marker_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.signal} marker"
