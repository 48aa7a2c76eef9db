"""Services that support victims: the directory, and which of them a victim was told of."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from accounts.actor import Actor
from accounts.models import Force, User
from cases import policies
from cases.models.pair import Pair
from register.models import Person


class Need(models.TextChoices):
    """What somebody may need help with."""

    ADVICE = "advice", "Advice and emotional support"
    REFUGE = "refuge", "Refuge and housing"
    LEGAL = "legal", "Law: orders, children, immigration"
    MONEY = "money", "Money and economic abuse"
    STALKING = "stalking", "Stalking"
    SEXUAL_VIOLENCE = "sexual_violence", "Rape and sexual abuse"
    HONOUR = "honour", "So-called honour, forced marriage"
    MEN = "men", "Men who are harmed"
    LGBT = "lgbt", "LGBT+ people"
    MINORITIES = "minorities", "Black and minoritised people"
    OLDER = "older", "Older people"
    DISABLED = "disabled", "Deaf and disabled people"
    CHILDREN = "children", "Children and young people"
    IMAGES = "images", "Intimate images shared or threatened"
    ABUSERS = "abusers", "Those who abuse and want to stop"


class SupportServiceQuerySet(models.QuerySet["SupportService"]):
    def visible_to(self, actor: Actor) -> SupportServiceQuerySet:
        return policies.SEE_SERVICES.rows(self, actor)  # type: ignore[return-value]

    def listed(self) -> SupportServiceQuerySet:
        return self.filter(is_listed=True)


class SupportService(models.Model):
    """One service of the directory: configured data with its source, loaded with the reference data.

    `areas` are codes of police forces; none means all of England and Wales. `languages` are names of languages besides
    English.
    """

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=160)
    telephone = models.CharField(max_length=40, blank=True)
    hours = models.CharField(max_length=160, blank=True)
    what_it_does = models.CharField(max_length=300)
    areas = ArrayField(models.CharField(max_length=4), default=list, blank=True)
    needs = ArrayField(models.CharField(max_length=20, choices=Need.choices), default=list)
    languages = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    source = models.CharField(max_length=200, help_text="Who says so")
    checked_on = models.DateField(
        null=True, blank=True, help_text="Day on which somebody last compared it with the service; none if nobody has"
    )
    is_listed = models.BooleanField(default=True)

    objects = SupportServiceQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        indexes = [GinIndex(fields=["needs"], name="support_service_by_need")]
        constraints = [
            models.CheckConstraint(condition=~Q(source=""), name="a_support_service_says_where_it_is_known_from"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def needs_in_words(self) -> list[str]:
        return [Need(code).label for code in self.needs if code in Need.values]


class Signposting(models.Model):
    """A victim was told of a service, or referred to it with their consent. It is written once and never changed."""

    class Way(models.TextChoices):
        TOLD = "told", "Told of it"
        REFERRED = "referred", "Referred, with their consent"
        DECLINED = "declined", "Offered, and declined"

    pair = models.ForeignKey(Pair, models.PROTECT, related_name="signpostings")
    person = models.ForeignKey(Person, models.PROTECT, related_name="signpostings", help_text="The victim")
    force = models.ForeignKey(Force, models.PROTECT, related_name="+")
    service = models.ForeignKey(SupportService, models.PROTECT, related_name="+")
    way = models.CharField(max_length=10, choices=Way.choices)
    note = models.CharField(max_length=500, blank=True)
    signposted_at = models.DateTimeField(auto_now_add=True)
    signposted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-signposted_at", "-pk"]

    def __str__(self) -> str:
        return f"Signposting {self.pk}"
