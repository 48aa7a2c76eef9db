"""The systems of a force that ask by themselves: each has credentials of its own and acts as its force's account."""

from __future__ import annotations

import secrets

from allauth.idp.oidc.models import Client
from django.db import models
from django.db.models import Q

from accounts.models.force import Force
from accounts.models.user import User


def new_reference() -> str:
    return f"FC-{secrets.token_hex(5)}"


class ForceClientQuerySet(models.QuerySet["ForceClient"]):
    def live(self) -> ForceClientQuerySet:
        """Clients that may ask: not ended, and their force's account is not switched off."""
        return self.filter(ended_at__isnull=True, user__is_active=True)


class ForceClient(models.Model):
    """One system of one force, such as its records system: OAuth 2.0 client credentials (RFC 6749 s.4.4).

    `credential` holds the identifier, the hash of the secret and the scopes. With a `certificate_name` it is believed
    only when a trusted gateway says that this certificate was shown to it.
    """

    reference = models.CharField(max_length=20, unique=True, default=new_reference, editable=False)
    force = models.ForeignKey(Force, models.PROTECT, related_name="clients")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    credential = models.OneToOneField(Client, models.PROTECT, related_name="force_client")
    name = models.CharField(max_length=60)
    certificate_name = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ForceClientQuerySet.as_manager()

    class Meta:
        ordering = ["force", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["force", "name"],
                condition=Q(ended_at__isnull=True),
                name="a_force_has_one_live_client_of_a_name",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} of force {self.force.code}"
