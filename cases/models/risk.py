"""Risk: the level that counts in a case, each judgement that set it, the tools used, and requests to lower it."""

from __future__ import annotations

import secrets
from datetime import date, datetime

from django.db import models
from django.db.models import F, Q

from accounts.actor import Actor
from accounts.models import Force, User
from cases import policies
from cases.models.case import Case
from cases.rules.instruments.terms import WORDS, Answer
from register.models import Person


def new_sheet_reference() -> str:
    return f"S-{secrets.token_hex(5)}"


def new_lowering_reference() -> str:
    return f"L-{secrets.token_hex(5)}"


class RiskAssessment(models.Model):
    """One setting of the level in a case: who judged it, when and why.

    Never changed; the newest is the one that counts. A lowered or renewed level has a second person; one that fell
    back or was carried over from an earlier case was set by nobody.
    """

    class Level(models.TextChoices):
        """No level says "no risk"."""

        STANDARD = "standard", "Standard"
        MEDIUM = "medium", "Medium"
        HIGH = "high", "High"

    class Origin(models.TextChoices):
        JUDGED = "judged", "Assessed"
        RAISED = "raised", "Raised at once"
        LOWERED = "lowered", "Lowered by two people"
        RENEWED = "renewed", "Kept lower by two people"
        FELL_BACK = "fell_back", "Fell back by itself"
        CARRIED = "carried", "Carried over from the case before"

    case = models.ForeignKey(Case, models.PROTECT, related_name="assessments")
    person = models.ForeignKey(Person, models.PROTECT, related_name="assessments")
    force = models.ForeignKey(Force, models.PROTECT, related_name="+")
    level = models.CharField(max_length=10, choices=Level.choices)
    level_before = models.CharField(max_length=10, choices=Level.choices, blank=True)
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.JUDGED)
    instrument = models.CharField(max_length=40, blank=True, help_text="Code of the instrument that was used with it")
    judgement = models.TextField(max_length=4000, blank=True)
    assessed_at = models.DateTimeField()
    assessed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    agreed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    review_on = models.DateField()

    class Meta:
        ordering = ["-assessed_at", "-pk"]
        indexes = [models.Index(fields=["person", "-assessed_at"], name="assessment_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(origin__in=("fell_back", "carried")) | Q(assessed_by__isnull=False),
                name="a_level_of_risk_is_set_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(origin__in=("lowered", "renewed"), agreed_by__isnull=False) & ~Q(agreed_by=F("assessed_by"))
                | ~Q(origin__in=("lowered", "renewed")) & Q(agreed_by__isnull=True),
                name="a_lowered_level_of_risk_has_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(origin__in=("judged", "lowered", "renewed")) | ~Q(judgement=""),
                name="a_judgement_of_risk_has_its_words",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_level_display()} risk"


Level = RiskAssessment.Level


class CaseRiskQuerySet(models.QuerySet["CaseRisk"]):
    def visible_to(self, actor: Actor) -> CaseRiskQuerySet:
        return policies.SEE_CASE.rows(self, actor)  # type: ignore[return-value]

    def due_to_fall_back(self, *, on: date) -> CaseRiskQuerySet:
        """Lowered levels whose last day has passed."""
        return self.filter(lowered_until_on__lt=on).order_by("lowered_until_on", "pk")

    def overdue(self, *, at: datetime, on: date) -> CaseRiskQuerySet:
        """Assessments that should have been made and of which nobody has been told."""
        return self.filter(Q(due_on__lt=on) | Q(reassess_at__lt=at), told_at__isnull=True).order_by("pk")


class CaseRisk(models.Model):
    """The level of risk in a case as it stands now, with its clocks.

    `due_on` is the day by which the risk is assessed again, the earlier of the review and of what an incident asks for
    (`reassess_at`); a closed case has none. `told_at` is when its lateness was told. A lowered level holds to
    `lowered_until_on` and then becomes `falls_back_to`.
    """

    case = models.OneToOneField(Case, models.PROTECT, related_name="risk")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    force = models.ForeignKey(Force, models.PROTECT, related_name="+")
    level = models.CharField(max_length=10, choices=Level.choices)
    assessment = models.ForeignKey(RiskAssessment, models.PROTECT, related_name="+")
    review_on = models.DateField()
    reassess_at = models.DateTimeField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    lowered_until_on = models.DateField(null=True, blank=True)
    falls_back_to = models.CharField(max_length=10, choices=Level.choices, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = CaseRiskQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        indexes = [
            models.Index(fields=["force", "due_on"], condition=Q(due_on__isnull=False), name="risk_by_due_day"),
            models.Index(fields=["due_on"], condition=Q(told_at__isnull=True), name="risk_review_not_told"),
            models.Index(fields=["due_on"], condition=Q(due_on__isnull=False), name="risk_by_day"),
            models.Index(fields=["reassess_at"], condition=Q(told_at__isnull=True), name="risk_incident_not_told"),
            models.Index(
                fields=["lowered_until_on"], condition=Q(lowered_until_on__isnull=False), name="risk_to_fall_back"
            ),
            models.Index(
                fields=["force", "lowered_until_on"],
                condition=Q(lowered_until_on__isnull=False),
                name="risk_lowered_of_force",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(lowered_until_on__isnull=True, falls_back_to="")
                | Q(lowered_until_on__isnull=False) & ~Q(falls_back_to=""),
                name="a_lowered_level_of_risk_has_its_last_day_and_what_follows",
            ),
            models.CheckConstraint(
                condition=Q(falls_back_to="")
                | Q(level="standard", falls_back_to__in=("medium", "high"))
                | Q(level="medium", falls_back_to="high"),
                name="a_level_of_risk_falls_back_to_a_higher_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_level_display()} risk"


class LoweringQuerySet(models.QuerySet["Lowering"]):
    def visible_to(self, actor: Actor) -> LoweringQuerySet:
        return policies.SEE_CASE.rows(self, actor)  # type: ignore[return-value]

    def answerable_by(self, actor: Actor) -> LoweringQuerySet:
        """Those that wait and to which this very person may be the second."""
        return policies.ANSWER_LOWERING.rows(self.waiting(), actor)  # type: ignore[return-value]

    def waiting(self) -> LoweringQuerySet:
        return self.filter(status="asked")


class Lowering(models.Model):
    """A request to lower the risk in a case, or to keep it lowered.

    One person asks, another of at least the same rank answers. The level stays as it is until then.
    """

    class Status(models.TextChoices):
        ASKED = "asked", "Waiting"
        AGREED = "agreed", "Agreed"
        REFUSED = "refused", "Refused"
        WITHDRAWN = "withdrawn", "Taken back"
        OVERTAKEN = "overtaken", "Overtaken"

    reference = models.CharField(max_length=20, unique=True, default=new_lowering_reference, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="lowerings")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    force = models.ForeignKey(Force, models.PROTECT, related_name="+")
    level_before = models.CharField(max_length=10, choices=Level.choices)
    level = models.CharField(max_length=10, choices=Level.choices)
    is_renewal = models.BooleanField(default=False)
    why = models.TextField(max_length=4000)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.ASKED)
    asked_at = models.DateTimeField(auto_now_add=True)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_rank = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    answered_rank = models.PositiveSmallIntegerField(null=True, blank=True)
    answer = models.TextField(max_length=4000, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = LoweringQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        indexes = [models.Index(fields=["force", "due_on"], condition=Q(status="asked"), name="lowering_waiting")]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(status="asked"), name="a_case_has_one_open_request_to_lower_its_risk"
            ),
            models.CheckConstraint(condition=~Q(why=""), name="a_request_to_lower_the_risk_has_its_reasons"),
            models.CheckConstraint(
                condition=Q(is_renewal=True, level=F("level_before"))
                | Q(is_renewal=False, level="standard", level_before__in=("medium", "high"))
                | Q(is_renewal=False, level="medium", level_before="high"),
                name="a_request_to_lower_the_risk_lowers_or_renews_it",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=("agreed", "refused"))
                | Q(answered_at__isnull=False, answered_by__isnull=False, answered_rank__isnull=False) & ~Q(answer=""),
                name="an_answer_to_a_request_to_lower_the_risk_has_all_its_parts",
            ),
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True)
                | ~Q(answered_by=F("asked_by")) & Q(answered_rank__gte=F("asked_rank")),
                name="the_second_person_is_another_of_at_least_the_same_rank",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class LoweringStatusChange(models.Model):
    """What a request to lower the risk became, when and by whom. Never changed afterwards."""

    lowering = models.ForeignKey(Lowering, models.PROTECT, related_name="status_changes")
    to_status = models.CharField(max_length=10, choices=Lowering.Status.choices)
    changed_at = models.DateTimeField(auto_now_add=True)
    changed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["changed_at", "pk"]

    def __str__(self) -> str:
        return self.to_status


class SheetQuerySet(models.QuerySet["InstrumentSheet"]):
    def visible_to(self, actor: Actor) -> SheetQuerySet:
        return policies.SEE_CASE.rows(self, actor)  # type: ignore[return-value]

    def open(self) -> SheetQuerySet:
        return self.filter(finished_at__isnull=True)


class InstrumentSheet(models.Model):
    """One use of an instrument beside a judgement that was made before.

    It has its answers and, once it is finished, its figure and what differs. `judged_level` is the
    officer's own level, which came first.
    """

    class Difference(models.TextChoices):
        TOOL_HIGHER = "tool_higher", "The tool points higher than the judgement"
        AGREE = "agree", "The tool and the judgement agree"
        NO_LEVEL = "no_level", "The tool points to no level"

    reference = models.CharField(max_length=20, unique=True, default=new_sheet_reference, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="sheets")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    force = models.ForeignKey(Force, models.PROTECT, related_name="+")
    assessment = models.ForeignKey(RiskAssessment, models.PROTECT, null=True, blank=True, related_name="sheets")
    lowering = models.ForeignKey(Lowering, models.PROTECT, null=True, blank=True, related_name="sheets")
    judged_level = models.CharField(max_length=10, choices=Level.choices)
    instrument = models.CharField(max_length=40)
    instrument_version = models.CharField(max_length=20)
    started_at = models.DateTimeField(auto_now_add=True)
    started_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    finished_at = models.DateTimeField(null=True, blank=True)
    finished_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    said_yes = models.PositiveSmallIntegerField(null=True, blank=True)
    not_asked = models.PositiveSmallIntegerField(null=True, blank=True)
    points = models.PositiveSmallIntegerField(null=True, blank=True)
    suggests = models.CharField(max_length=10, choices=Level.choices, blank=True)
    difference = models.CharField(max_length=15, choices=Difference.choices, blank=True)
    why_different = models.TextField(max_length=2000, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = SheetQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(assessment__isnull=False, lowering__isnull=True)
                | Q(assessment__isnull=True, lowering__isnull=False),
                name="an_instrument_is_used_beside_one_judgement",
            ),
            models.CheckConstraint(
                condition=Q(
                    finished_at__isnull=True, finished_by__isnull=True, said_yes__isnull=True, not_asked__isnull=True,
                    points__isnull=True, suggests="", difference="",
                )
                | Q(
                    finished_at__isnull=False, finished_by__isnull=False, said_yes__isnull=False,
                    not_asked__isnull=False,
                )
                & ~Q(difference=""),
                name="an_instrument_has_its_figure_once_it_is_finished",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.reference


class ItemAnswer(models.Model):
    """The answer to one item. Items without a row were not asked."""

    class Answer(models.TextChoices):
        YES = Answer.YES.value, WORDS[Answer.YES]
        NO = Answer.NO.value, WORDS[Answer.NO]
        NEVER = Answer.NEVER.value, WORDS[Answer.NEVER]
        OCCASIONALLY = Answer.OCCASIONALLY.value, WORDS[Answer.OCCASIONALLY]
        OFTEN = Answer.OFTEN.value, WORDS[Answer.OFTEN]
        ALL_THE_TIME = Answer.ALL_THE_TIME.value, WORDS[Answer.ALL_THE_TIME]
        NOT_KNOWN = Answer.NOT_KNOWN.value, WORDS[Answer.NOT_KNOWN]
        NOT_ASKED = Answer.NOT_ASKED.value, WORDS[Answer.NOT_ASKED]
        DECLINED = Answer.DECLINED.value, WORDS[Answer.DECLINED]

    sheet = models.ForeignKey(InstrumentSheet, models.PROTECT, related_name="answers")
    item = models.CharField(max_length=40)
    answer = models.CharField(max_length=15, choices=Answer.choices)
    note = models.CharField(max_length=500, blank=True)
    answered_at = models.DateTimeField()
    answered_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "item"], name="an_item_is_answered_once_on_a_sheet"),
            models.CheckConstraint(
                condition=Q(answer__in=[each.value for each in Answer]), name="an_item_has_an_answer_of_the_instruments"
            ),
        ]

    def __str__(self) -> str:
        return self.item
