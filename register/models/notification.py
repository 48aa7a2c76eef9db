"""What notification rests on: the requirement, time away, changes that must be told, and what was told."""

from __future__ import annotations

import secrets

from django.db import models
from django.db.models import F, Q

from accounts.actor import Actor
from accounts.models import Force, User
from register.models.order import ProtectiveOrder
from register.models.person import Person
from register.models.registration import Conviction, Registration
from register.rules.regimes.facts import Detention
from register.rules.regimes.table import KINDS, REGIMES, DutyKind


class NotificationKind(models.TextChoices):
    """What is to be notified: the codes and titles of `register.rules.regimes.table.KINDS`."""

    INITIAL = "initial", KINDS[DutyKind.INITIAL].title
    NAME = "name", KINDS[DutyKind.NAME].title
    HOME_ADDRESS = "home_address", KINDS[DutyKind.HOME_ADDRESS].title
    NO_HOME_ADDRESS = "no_home_address", KINDS[DutyKind.NO_HOME_ADDRESS].title
    OTHER_ADDRESS = "other_address", KINDS[DutyKind.OTHER_ADDRESS].title
    CHILD_HOUSEHOLD = "child_household", KINDS[DutyKind.CHILD_HOUSEHOLD].title
    BANK = "bank", KINDS[DutyKind.BANK].title
    IDENTITY_DOCUMENT = "identity_document", KINDS[DutyKind.IDENTITY_DOCUMENT].title
    RELEASE = "release", KINDS[DutyKind.RELEASE].title
    TRAVEL = "travel", KINDS[DutyKind.TRAVEL].title
    RETURN = "return", KINDS[DutyKind.RETURN].title
    PERIODIC = "periodic", KINDS[DutyKind.PERIODIC].title
    WEEKLY = "weekly", KINDS[DutyKind.WEEKLY].title
    NON_EVENT = "non_event", KINDS[DutyKind.NON_EVENT].title
    INTENDED_NAME = "intended_name", KINDS[DutyKind.INTENDED_NAME].title
    ABSENCE = "absence", KINDS[DutyKind.ABSENCE].title
    COURT_ITEM = "court_item", KINDS[DutyKind.COURT_ITEM].title


class NotificationRegime(models.TextChoices):
    """The regimes of `register.rules.regimes.table.REGIMES`."""

    SOA = "soa", REGIMES["soa"].title
    SHPO = "shpo", REGIMES["shpo"].title
    SPO = "spo", REGIMES["spo"].title
    DAPO = "dapo", REGIMES["dapo"].title
    DA_REGISTER = "da_register", REGIMES["da_register"].title


class DisposalKind(models.TextChoices):
    """What the court or the police did: the codes of `register.rules.notification_periods.Disposal`."""

    LIFE = "life", "Life or an indeterminate sentence"
    IMPRISONMENT = "imprisonment", "Imprisonment"
    SUSPENDED_SENTENCE = "suspended_sentence", "Suspended sentence"
    HOSPITAL_RESTRICTED = "hospital_restricted", "Hospital order with a restriction order"
    HOSPITAL = "hospital", "Hospital order"
    CAUTION = "caution", "Caution"
    CONDITIONAL_DISCHARGE = "conditional_discharge", "Conditional discharge"
    COMMUNITY_ORDER = "community_order", "Community order"
    FINE = "fine", "Fine"
    OTHER = "other", "Other"


def _people_seen(actor: Actor) -> models.QuerySet[Person]:
    return Person.objects.visible_to(actor)


class NotificationRequirement(models.Model):
    """A requirement to notify that a conviction, finding or caution brought.

    One that an order brings stands in the order itself.

    `ends_on` is the last day of the period (`register.rules.notification_periods`), None where it is indefinite.
    `ended_on` is the last day where something else ended it: a quashed conviction, a review.
    """

    class Regime(models.TextChoices):
        SOA = "soa", REGIMES["soa"].title
        DA_REGISTER = "da_register", REGIMES["da_register"].title

    registration = models.ForeignKey(Registration, models.PROTECT, related_name="requirements")
    regime = models.CharField(max_length=12, choices=Regime.choices)
    conviction = models.ForeignKey(Conviction, models.PROTECT, null=True, blank=True, related_name="+")
    relevant_on = models.DateField(help_text="Day of the conviction, finding or caution")
    disposal = models.CharField(max_length=30, choices=DisposalKind.choices)
    term_months = models.PositiveSmallIntegerField(null=True, blank=True)
    term_days = models.SmallIntegerField(default=0, help_text="Upon the months; fewer than none where terms overlap")
    is_under_18 = models.BooleanField(default=False, help_text="Under 18 on the relevant date")
    ends_on = models.DateField(null=True, blank=True)
    explanation = models.TextField(max_length=1000)
    ended_on = models.DateField(null=True, blank=True)
    ended_why = models.CharField(max_length=500, blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["relevant_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "regime", "conviction"], name="a_conviction_brings_a_requirement_once"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("relevant_on")),
                name="a_requirement_ends_after_its_relevant_date",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, ended_why="") | (Q(ended_on__isnull=False) & ~Q(ended_why="")),
                name="an_ended_requirement_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"Requirement {self.pk}"


class AbsenceQuerySet(models.QuerySet["Absence"]):
    def visible_to(self, actor: Actor) -> AbsenceQuerySet:
        return self.filter(person__in=_people_seen(actor))


class Absence(models.Model):
    """Time in custody, in hospital detention or outside the United Kingdom. The day of release counts again."""

    class Kind(models.TextChoices):
        CUSTODY = Detention.CUSTODY.value, "In custody"
        HOSPITAL = Detention.HOSPITAL.value, "Detained in hospital"
        ABROAD = Detention.ABROAD.value, "Outside the United Kingdom"

    person = models.ForeignKey(Person, models.PROTECT, related_name="absences")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    starts_on = models.DateField()
    expected_end_on = models.DateField(null=True, blank=True, help_text="Release or return, as far as is known")
    ended_on = models.DateField(null=True, blank=True, help_text="Day of release or return")
    is_return_told = models.BooleanField(default=False, help_text="The day of return was notified before departure")
    how_known = models.CharField(max_length=200, blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("starts_on")),
                name="an_absence_ends_after_it_starts",
            ),
            models.UniqueConstraint(
                fields=["person"], condition=Q(ended_on__isnull=True), name="a_person_is_away_once_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"Absence {self.pk}"


def new_change_reference() -> str:
    return f"NC-{secrets.token_hex(5)}"


class ChangeQuerySet(models.QuerySet["NotifiableChange"]):
    def visible_to(self, actor: Actor) -> ChangeQuerySet:
        return self.filter(registration__person__in=_people_seen(actor))

    def announced(self) -> ChangeQuerySet:
        """Told or known to be coming, and neither come about nor given up."""
        return self.filter(happened_on__isnull=True, has_come_to_nothing=False)


class NotifiableChange(models.Model):
    """Something that happened, or is to happen, and must be notified.

    `happened_on` is its day (of an other address: the last day of the qualifying period; of a journey: the departure);
    None while it is only announced for `expected_on`. `particulars` are those that `register.rules.notifications` asks
    of its kind: of accounts, cards and documents the issuer and the last four characters alone.
    """

    reference = models.CharField(max_length=20, unique=True, default=new_change_reference, editable=False)
    registration = models.ForeignKey(Registration, models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=20, choices=NotificationKind.choices)
    happened_on = models.DateField(null=True, blank=True)
    happens_at = models.DateTimeField(null=True, blank=True, help_text="The moment, where a limit is in hours")
    expected_on = models.DateField(null=True, blank=True)
    known_on = models.DateField(null=True, blank=True, help_text="When a journey was known")
    has_come_to_nothing = models.BooleanField(default=False)
    why_not = models.CharField(max_length=500, blank=True, help_text="How it is known that it did not happen")
    detail = models.TextField(max_length=2000, blank=True)
    particulars = models.JSONField(default=dict, blank=True)
    order = models.ForeignKey(ProtectiveOrder, models.PROTECT, null=True, blank=True, related_name="+")
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        ordering = ["recorded_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(happened_on__isnull=False) | Q(expected_on__isnull=False), name="a_change_has_a_day"
            ),
            models.CheckConstraint(
                condition=Q(has_come_to_nothing=False) | Q(happened_on__isnull=True),
                name="what_has_come_to_nothing_has_no_day",
            ),
            models.CheckConstraint(
                condition=Q(has_come_to_nothing=False, why_not="") | Q(has_come_to_nothing=True) & ~Q(why_not=""),
                name="what_has_come_to_nothing_says_how_that_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"


class Stay(models.Model):
    """Days spent at one address that is not home. Seven within twelve months must be notified (s.84(6))."""

    registration = models.ForeignKey(Registration, models.PROTECT, related_name="stays")
    place = models.CharField(max_length=300)
    place_key = models.CharField(max_length=300, blank=True, help_text="The place as it is compared with others")
    starts_on = models.DateField()
    ends_on = models.DateField(help_text="Last day, which counts")
    change = models.ForeignKey(NotifiableChange, models.PROTECT, null=True, blank=True, related_name="stays")
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="a_stay_ends_after_it_starts")
        ]

    def __str__(self) -> str:
        return f"Stay {self.pk}"


def new_reference() -> str:
    return f"N-{secrets.token_hex(5)}"


class NotificationQuerySet(models.QuerySet["Notification"]):
    def visible_to(self, actor: Actor) -> NotificationQuerySet:
        return self.filter(registration__person__in=Person.objects.visible_to(actor))


class Notification(models.Model):
    """One notification that a person gave: when, where, how and to whom, and what was said, item by item."""

    class Method(models.TextChoices):
        IN_PERSON = "in_person", "In person at a police station"
        COUNTER = "counter", "At a front counter"
        VIDEO = "video", "By video"

    class Identity(models.TextChoices):
        DOCUMENT = "document", "Document seen"
        FINGERPRINTS = "fingerprints", "Fingerprints taken"
        PHOTOGRAPH = "photograph", "Photograph compared"
        KNOWN = "known", "Known to the officer"
        NOT_CHECKED = "not_checked", "Not checked"

    class Refusal(models.TextChoices):
        """What somebody would not allow (Sexual Offences Act 2003 s.87(4), Domestic Abuse Act 2021 s.42(5))."""

        NOTHING = "", "Nothing was refused, or nothing was asked for"
        FINGERPRINTS = "fingerprints", "Fingerprints were refused"
        PHOTOGRAPH = "photograph", "A photograph was refused"
        BOTH = "both", "Fingerprints and a photograph were refused"

    reference = models.CharField(max_length=20, unique=True, default=new_reference, editable=False)
    registration = models.ForeignKey(Registration, models.PROTECT, related_name="notifications")
    taken_at = models.DateTimeField()
    taken_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    taken_by_name = models.CharField(max_length=120, blank=True, help_text="Who took it, where that was another person")
    method = models.CharField(max_length=12, choices=Method.choices)
    police_station = models.CharField(max_length=200)
    identity_check = models.CharField(max_length=14, choices=Identity.choices)
    identity_detail = models.CharField(max_length=200, blank=True)
    refused = models.CharField(max_length=12, choices=Refusal.choices, blank=True)
    method_doubt = models.CharField(max_length=300, blank=True, help_text="Why this way of giving it may not count")
    phone_told = models.CharField(max_length=60, blank=True)
    force = models.ForeignKey(Force, models.PROTECT, null=True, related_name="+", help_text="The force that took it")
    has_fixed_abode = models.BooleanField(default=True)
    remarks = models.TextField(max_length=4000, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        ordering = ["taken_at", "pk"]
        indexes = [models.Index(fields=["registration", "taken_at"], name="notification_by_registration")]

    def __str__(self) -> str:
        return self.reference


class NotificationItemQuerySet(models.QuerySet["NotificationItem"]):
    def visible_to(self, actor: Actor) -> NotificationItemQuerySet:
        return self.filter(notification__registration__person__in=_people_seen(actor))


class NotificationItem(models.Model):
    """One thing that was said in a notification. What is incomplete or suspected to be false meets no duty."""

    class Outcome(models.TextChoices):
        COMPLETE = "complete", "Complete"
        INCOMPLETE = "incomplete", "Incomplete"
        FALSE = "false_suspected", "Suspected to be false"

    notification = models.ForeignKey(Notification, models.PROTECT, related_name="items")
    kind = models.CharField(max_length=20, choices=NotificationKind.choices)
    change = models.ForeignKey(NotifiableChange, models.PROTECT, null=True, blank=True, related_name="items")
    said = models.TextField(max_length=2000, blank=True)
    particulars = models.JSONField(default=dict, blank=True, help_text="As the person gave them")
    outcome = models.CharField(max_length=16, choices=Outcome.choices, default=Outcome.COMPLETE)
    doubt = models.TextField(
        max_length=2000, blank=True, help_text="What is missing, or why it may be false: never told to the person"
    )

    objects = NotificationItemQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(outcome="complete") | ~Q(doubt=""), name="a_doubted_item_says_why"),
            models.UniqueConstraint(
                fields=["notification", "kind", "change"],
                nulls_distinct=False,
                name="a_notification_has_each_item_once",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
