"""Credentials for the systems of a force: given, and taken away."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from allauth.idp.oidc.models import Client, Token
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from accounts import events, policies
from accounts.actions.roles import give_role
from accounts.actions.users import create_user
from accounts.actor import Actor
from accounts.models import Force, ForceClient, Role, User
from audit.core.action import action
from audit.core.entry import Entry, Reason
from audit.core.errors import Refused

ROLE = "force-system"
LONGEST_NAME, LONGEST_CERTIFICATE_NAME = 60, 200


@dataclass(frozen=True, slots=True)
class Issued:
    """A new client, and its secret: kept nowhere, shown once."""

    client: ForceClient
    secret: str


@action(event=events.CLIENT_CREATED, policy=policies.CREATE_CLIENT)
def create_client(
    force: Force, *, entry: Entry, actor: Actor, reason: Reason, name: str, scopes: Sequence[str],
    certificate_name: str = "",
) -> Issued:  # fmt: skip
    """Give a system of the force credentials for these scopes. All systems of a force act as its one account."""
    name, certificate_name = name.strip(), certificate_name.strip()
    _refuse_bad(name, certificate_name, scopes)
    if ForceClient.objects.filter(force=force, name=name, ended_at__isnull=True).exists():
        raise Refused("This force has a system of that name already. End it first, or use another name.", field="name")

    secret = secrets.token_urlsafe(32)
    client = ForceClient.objects.create(
        force=force, user=_account_of(force, actor, reason), credential=_credential(name, scopes, secret), name=name,
        certificate_name=certificate_name,
    )  # fmt: skip
    entry.about(client)
    entry.record(force=force.code, client=client.credential_id, scopes=list(scopes), certificate=certificate_name)
    return Issued(client, secret)


@action(event=events.CLIENT_ENDED, policy=policies.END_CLIENT)
def end_client(client: ForceClient, *, entry: Entry, actor: Actor, reason: Reason, why: str) -> ForceClient:
    """Take the credentials away. Every token that was given for them is worth nothing from now on."""
    if client.ended_at is not None:
        raise Refused("These credentials have been ended already. Nothing was changed.")
    if not why.strip():
        raise Refused("Say why.", field="why")

    client.ended_at = timezone.now()
    client.save(update_fields=["ended_at"])
    Token.objects.filter(client=client.credential_id).delete()
    Client.objects.filter(pk=client.credential_id).update(secret=make_password(None), scopes="", default_scopes="")
    entry.record(why=why.strip())
    return client


def _refuse_bad(name: str, certificate_name: str, scopes: Sequence[str]) -> None:
    if not name or not name.isprintable() or len(name) > LONGEST_NAME:
        raise Refused(f"Name the system in at most {LONGEST_NAME} letters.", field="name")
    if not certificate_name.isprintable() or len(certificate_name) > LONGEST_CERTIFICATE_NAME:
        raise Refused("Give the certificate's name as the gateway says it.", field="certificate_name")
    if not scopes:
        raise Refused("Name at least one scope.", field="scopes")


def _credential(name: str, scopes: Sequence[str], secret: str) -> Client:
    """What allauth asks of whoever wants a token. It has no address to send a browser to: there is no such way in."""
    made = Client(name=name, type=Client.Type.CONFIDENTIAL, secret="", response_types="", redirect_uris="")
    made.grant_types = Client.GrantType.CLIENT_CREDENTIALS.value
    made.set_scopes(list(scopes))
    made.set_default_scopes(list(scopes))
    made.set_secret(secret)
    made.save()
    return made


def _account_of(force: Force, actor: Actor, reason: Reason) -> User:
    """The one account as which the force's systems act; made with the first of them. The force is locked."""
    address = f"system-{force.code}@force.invalid"
    found: User | None = User.objects.filter(email=address).first()
    if found is not None:
        return found
    made: User = create_user(
        force, actor=actor, reason=reason, email=address, name=f"System of {force.name}", kind=User.Kind.SYSTEM
    )
    give_role(made, actor=actor, reason=reason, role=Role.objects.get(code=ROLE))
    return made
