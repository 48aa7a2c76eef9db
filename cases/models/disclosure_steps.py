"""What was done at each step of a request under the disclosure scheme. No row is changed afterwards."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from accounts.models import User
from cases.models.disclosure import Disclosure


class DisclosureCheck(models.Model):
    """The first checks: what was searched, what was found, and whether somebody is in danger now."""

    disclosure = models.OneToOneField(Disclosure, models.PROTECT, related_name="check_made")
    is_pnc_checked = models.BooleanField(default=False)
    is_pnd_checked = models.BooleanField(default=False)
    is_visor_checked = models.BooleanField(default=False)
    is_local_checked = models.BooleanField(default=False)
    is_in_danger = models.BooleanField()
    found = models.TextField(max_length=4000)
    what_was_done = models.TextField(max_length=2000, blank=True)
    checked_at = models.DateTimeField(auto_now_add=True)
    checked_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(is_in_danger=False) | ~Q(what_was_done=""), name="danger_found_by_a_check_is_answered"
            ),
            models.CheckConstraint(
                condition=Q(is_pnc_checked=True)
                | Q(is_pnd_checked=True)
                | Q(is_visor_checked=True)
                | Q(is_local_checked=True),
                name="the_first_checks_searched_somewhere",
            ),
        ]

    def __str__(self) -> str:
        return f"Checks of {self.disclosure_id}"


class DisclosureMeeting(models.Model):
    """Meeting whoever asked: who they are, whether they were alone, and what more they say."""

    class Identity(models.TextChoices):
        DOCUMENT = "document", "A document with a photograph"
        KNOWN = "known", "Known to the officer"
        OTHER = "other", "In another way, as noted"

    disclosure = models.OneToOneField(Disclosure, models.PROTECT, related_name="meeting")
    met_on = models.DateField()
    identity = models.CharField(max_length=10, choices=Identity.choices)
    is_alone = models.BooleanField()
    said = models.TextField(max_length=4000)
    safety_advice = models.TextField(max_length=2000)
    met_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(safety_advice=""), name="whoever_asks_is_given_safety_advice")
        ]

    def __str__(self) -> str:
        return f"Meeting of {self.disclosure_id}"


class DisclosureForum(models.Model):
    """The agencies that considered the request together, and how they see the risk."""

    disclosure = models.OneToOneField(Disclosure, models.PROTECT, related_name="forum")
    held_on = models.DateField()
    agencies = models.CharField(max_length=500)
    view = models.TextField(max_length=4000)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"Forum of {self.disclosure_id}"


class DisclosureDecision(models.Model):
    """One decision: whether, why, to whom, in which words. A second reader agrees or sends it back."""

    class Recipient(models.TextChoices):
        AT_RISK = "at_risk", "The person at risk"
        BEST_PLACED = "best_placed", "Somebody best placed to protect them"
        NOBODY = "nobody", "Nobody"

    disclosure = models.ForeignKey(Disclosure, models.PROTECT, related_name="decisions")
    is_to_disclose = models.BooleanField()
    is_emergency = models.BooleanField(default=False)
    has_credible_risk = models.BooleanField()
    lawful = models.TextField(max_length=2000)
    necessary = models.TextField(max_length=2000)
    proportionate = models.TextField(max_length=2000)
    recipient = models.CharField(max_length=12, choices=Recipient.choices)
    recipient_words = models.CharField(max_length=300, blank=True)
    wording = models.TextField(max_length=4000)
    decided_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-decided_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(lawful="") & ~Q(necessary="") & ~Q(proportionate=""),
                name="a_decision_answers_the_three_tests",
            ),
            models.CheckConstraint(
                condition=Q(is_to_disclose=False) | Q(has_credible_risk=True), name="a_disclosure_rests_on_a_risk"
            ),
            models.CheckConstraint(
                condition=Q(is_to_disclose=False) | ~Q(recipient="nobody"), name="a_disclosure_is_made_to_somebody"
            ),
            models.CheckConstraint(
                condition=~Q(recipient="best_placed") | ~Q(recipient_words=""), name="whoever_is_told_is_named"
            ),
            models.CheckConstraint(condition=~Q(wording=""), name="a_decision_says_in_which_words"),
            models.CheckConstraint(
                condition=Q(is_emergency=False) | Q(is_to_disclose=True), name="only_telling_cannot_wait"
            ),
        ]

    def __str__(self) -> str:
        return f"Decision {self.pk}"


class DisclosureReading(models.Model):
    """What a second person says of a decision."""

    decision = models.OneToOneField(DisclosureDecision, models.PROTECT, related_name="reading")
    is_agreed = models.BooleanField()
    why = models.TextField(max_length=2000)
    read_at = models.DateTimeField(auto_now_add=True)
    read_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(why=""), name="a_second_reader_says_why")]

    def __str__(self) -> str:
        return "Agreed" if self.is_agreed else "Sent back"


class DisclosureDelivery(models.Model):
    """How somebody was told: in person, where it was safe, by whom, in which words. No papers are left."""

    class Place(models.TextChoices):
        STATION = "station", "A police station"
        SUPPORT_SERVICE = "support_service", "A support service"
        OTHER_SAFE = "other_safe", "Another safe place"
        HOME = "home", "Their home"
        NOT_IN_PERSON = "not_in_person", "Not in person"

    class Undertaking(models.TextChoices):
        SIGNED = "signed", "Signed"
        REFUSED = "refused", "Refused to sign"
        NOT_ASKED = "not_asked", "Not asked for"

    disclosure = models.OneToOneField(Disclosure, models.PROTECT, related_name="delivery")
    decision = models.OneToOneField(DisclosureDecision, models.PROTECT, related_name="delivery")
    told_at = models.DateTimeField()
    place = models.CharField(max_length=16, choices=Place.choices)
    why_safe = models.TextField(max_length=1000)
    supported_by = models.CharField(max_length=200, blank=True)
    undertaking = models.CharField(max_length=10, choices=Undertaking.choices)
    safety_plan = models.TextField(max_length=2000)
    told_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "disclosure deliveries"
        constraints = [
            models.CheckConstraint(condition=~Q(why_safe=""), name="telling_somebody_is_safe_for_a_reason"),
            models.CheckConstraint(condition=~Q(safety_plan=""), name="whoever_is_told_gets_a_safety_plan"),
        ]

    def __str__(self) -> str:
        return f"Delivery of {self.disclosure_id}"
