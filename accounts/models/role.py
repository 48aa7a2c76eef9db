"""Roles are data: what each may do and how far it reaches (accounts/reference/roles.toml)."""

from __future__ import annotations

from django.db import models


class Role(models.Model):
    """A role a person or system can hold."""

    class Rank(models.IntegerChoices):
        """How far up somebody stands, for what takes a second person of at least the same rank."""

        NONE = 0, "None"
        OFFICER = 1, "Constable or staff"
        SERGEANT = 2, "Sergeant or staff supervisor"
        INSPECTOR = 3, "Inspector or staff manager"
        SUPERINTENDENT = 4, "Superintendent or above"

    code = models.SlugField(max_length=40, unique=True)
    title = models.CharField(max_length=80)
    description = models.TextField()
    rank = models.PositiveSmallIntegerField(choices=Rank.choices, default=Rank.NONE)
    idle_minutes = models.PositiveSmallIntegerField(help_text="Signed out after so many minutes without a request")
    session_hours = models.PositiveSmallIntegerField(help_text="Signed out after so many hours in any case")

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title


class RoleGrant(models.Model):
    """One permission a role gives, and how far it reaches."""

    class Breadth(models.TextChoices):
        NATIONAL = "national", "All forces"
        FORCE = "force", "Own force"
        SHARED = "shared", "What was shared with them"
        OWN = "own", "Their own"

    role = models.ForeignKey(Role, models.CASCADE, related_name="grants")
    permission = models.CharField(max_length=60)
    breadth = models.CharField(max_length=10, choices=Breadth.choices)

    class Meta:
        ordering = ["role", "permission"]
        constraints = [
            models.UniqueConstraint(
                fields=["role", "permission", "breadth"],
                name="a_role_gives_a_permission_once_at_each_breadth",
            )
        ]

    def __str__(self) -> str:
        return f"{self.permission} ({self.breadth})"
