"""The police forces and the other bodies that sign in."""

from __future__ import annotations

from django.db import models


class Force(models.Model):
    """A police force or other body, by its two-digit Home Office code."""

    class Kind(models.TextChoices):
        TERRITORIAL = "territorial", "Territorial police force"
        SPECIAL = "special", "Special police force or agency"
        NORTHERN_IRELAND = "northern_ireland", "Northern Ireland"
        SCOTLAND = "scotland", "Scotland"

    code = models.CharField(max_length=2, unique=True)
    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(unique=True)
    short_name = models.CharField(max_length=8, unique=True)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    control_room_phone = models.CharField(max_length=30, blank=True)
    alert_email = models.EmailField(blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def reference(self) -> str:
        return f"force-{self.code}"
