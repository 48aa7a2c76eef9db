"""A system of a force that asks by itself, and the officer it asks for.

It proves who it is with a token; what it may do follows from the token's scopes, and it reaches its own force. Whatever
it asks is asked for an officer, whom it names: the log of the register says who wanted to know, not only which server.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from ipaddress import ip_address, ip_network

from allauth.idp.oidc.models import Token
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from accounts.actor import Actor
from accounts.api.problems import OfficerNeeded
from accounts.api.scopes import every_scope, grants_of_scopes
from accounts.models import ForceClient, User
from accounts.reasons import INCIDENT_NUMBER
from audit.core.entry import Reason

OFFICER_HEADER = "On-Behalf-Of"
LONGEST_TOKEN = 512
REASON = "force_system"
_MEMBER = re.compile(r'\s*([a-z]+)=(?:"([^"\\]*)"|([A-Za-z0-9-]+))\s*', re.ASCII)
_COLLAR_NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,19}", re.ASCII)
_SHAPES = {"force": re.compile(r"\d\d", re.ASCII), "collar": _COLLAR_NUMBER, "incident": INCIDENT_NUMBER}


@dataclass(frozen=True, slots=True)
class Officer:
    """Whom a system asks for: force code, collar number, and the number of the incident that they work on. `user_ids`
    are the users of the register with that number, if any."""

    force: str
    collar: str
    incident: str
    user_ids: tuple[int, ...] = ()

    def __str__(self) -> str:
        return f"{self.force} {self.collar}"


@dataclass(frozen=True, slots=True)
class Machine:
    """A system that has proved who it is. `actor` acts for nobody yet."""

    client: ForceClient
    actor: Actor
    scopes: frozenset[str]

    def acting_for(self, officer: Officer) -> Actor:
        """The actor of the log: the system, on behalf of the officer."""
        return replace(self.actor, on_behalf_of=str(officer), asks_for=officer.user_ids)


def reason_for(officer: Officer) -> Reason:
    """Why a system asks: an officer's incident."""
    return Reason(REASON, f"Incident {officer.incident}, for {officer.collar} of force {officer.force}")


def machine_of(value: str, request: HttpRequest) -> Machine | None:
    """Whose token this is; None for one that is unknown, run out, ended, or shown without its certificate."""
    found = Token.objects.lookup(Token.Type.ACCESS_TOKEN, value) if len(value) <= LONGEST_TOKEN else None
    client = client_of(found.client_id) if found is not None and found.client_id else None
    if found is None or client is None or not shows_certificate(client, request):
        return None
    scopes = frozenset(found.get_scopes()) & _scopes_of(client)
    return Machine(client, _actor_with(client, scopes), scopes)


def actor_of(client: ForceClient) -> Actor:
    """The system as an actor with all its scopes: what it may be told without asking."""
    return _actor_with(client, _scopes_of(client))


def _scopes_of(client: ForceClient) -> frozenset[str]:
    return frozenset(client.credential.get_scopes()) & frozenset(every_scope())


def _actor_with(client: ForceClient, scopes: frozenset[str]) -> Actor:
    actor = client.user.actor(on=timezone.localdate())
    grants = {**actor.grants, **grants_of_scopes(scopes)}
    return replace(actor, label=f"{actor.label}: {client.name}", grants=grants, system=client.reference)


def client_of(credential: str) -> ForceClient | None:
    """The live client of this identifier."""
    rows = ForceClient.objects.live().select_related("force", "user__force", "credential")
    return rows.filter(credential=credential).first()


def shows_certificate(client: ForceClient, request: HttpRequest) -> bool:
    """Whether the gateway saw the certificate that this client is bound to; a client may be bound to none."""
    if not client.certificate_name:
        return True
    shown = request.headers.get(settings.CLIENT_CERTIFICATE_HEADER, "")
    return _is_gateway(request.META.get("REMOTE_ADDR", "")) and constant_time_compare(shown, client.certificate_name)


def officer_in(header: str, force_code: str) -> Officer:
    """The officer of `On-Behalf-Of: force=13, collar="4471", incident="WY-1234"`, a dictionary of RFC 9651.

    Raises:
        OfficerNeeded: there is none, a part is missing, or the officer is of another force than the system.
    """
    if not header.strip():
        raise OfficerNeeded("It is not said for which officer this is asked.")
    members = [_MEMBER.fullmatch(each) for each in header.split(",")]
    read = {found[1]: found[2] or found[3] or "" for found in members if found is not None}
    if None in members or len(members) != len(_SHAPES) or read.keys() != _SHAPES.keys():
        raise OfficerNeeded(f"{OFFICER_HEADER} must have force, collar and incident, each once.")
    unlike = [name for name, shape in _SHAPES.items() if not shape.fullmatch(read[name])]
    if unlike:
        raise OfficerNeeded(f"{OFFICER_HEADER}: {', '.join(unlike)} does not look as it must.")
    if read["force"] != force_code:
        raise OfficerNeeded("A system asks for the officers of its own force alone.")
    return Officer(read["force"], read["collar"], read["incident"])


def as_user(officer: Officer) -> Officer:
    """The officer with the users of the register who have this collar number: what is kept from them is kept from the
    system that asks for them. One query, whoever it is."""
    users = User.objects.filter(force__code=officer.force, collar_number__iexact=officer.collar)
    return replace(officer, user_ids=tuple(users.order_by("pk").values_list("pk", flat=True)))


def _is_gateway(address: str) -> bool:
    try:
        here = ip_address(address)
        return any(here in ip_network(each) for each in settings.TRUSTED_GATEWAYS)
    except ValueError:
        return False
