"""What was published of a count, and what it was based on."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from accounts.actor import Actor
from accounts.models import Force
from cases import policies
from cases.rules.statistics.control import SMALLEST


class FigureQuerySet(models.QuerySet["Figure"]):
    def visible_to(self, actor: Actor) -> FigureQuerySet:
        return policies.SEE_STATISTICS.rows(self, actor)  # type: ignore[return-value]

    def standing(self) -> FigureQuerySet:
        """Those that no revision has replaced."""
        return self.filter(replaced_on__isnull=True)


class Figure(models.Model):
    """One figure of one part of a measure in one quarter: of a force, or of all together.

    `shown` is what everybody who may read it is told, None where it is hidden. `basis` is the count of a force behind
    it, and of all together the remainder that is told of the hidden: only what publishes the next revision reads it.
    What was published is never changed; a revision replaces it.
    """

    measure = models.CharField(max_length=40)
    definition = models.PositiveSmallIntegerField(help_text="Version of the measure's definition")
    part = models.CharField(max_length=20)
    quarter = models.CharField(max_length=7)
    force = models.ForeignKey(Force, models.PROTECT, null=True, blank=True, related_name="+")
    basis = models.PositiveIntegerField()
    shown = models.PositiveIntegerField(null=True, blank=True)
    revision = models.PositiveSmallIntegerField(default=0)
    published_on = models.DateField()
    replaced_on = models.DateField(null=True, blank=True)

    objects = FigureQuerySet.as_manager()

    class Meta:
        ordering = ["measure", "quarter", "part", "force"]
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "quarter", "part", "force"],
                condition=Q(replaced_on__isnull=True),
                nulls_distinct=False,
                name="one_figure_stands_for_a_count",
            ),
            models.CheckConstraint(
                condition=Q(shown__isnull=True) | Q(shown__gte=SMALLEST), name="no_small_figure_is_published"
            ),
            models.CheckConstraint(
                condition=Q(shown__isnull=True) | Q(shown=F("shown") / 5 * 5), name="a_published_figure_is_rounded"
            ),
            models.CheckConstraint(
                condition=Q(force__isnull=True) | Q(shown__isnull=True) | Q(basis__gte=SMALLEST),
                name="no_figure_is_published_of_a_small_count",
            ),
            models.CheckConstraint(
                condition=Q(replaced_on__isnull=True) | Q(replaced_on__gte=F("published_on")),
                name="a_figure_is_replaced_after_it_was_published",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.quarter}"
