"""Why somebody works in the register: the reasons as data, and the one a session works under.

Every event carries a reason (Data Protection Act 2018 s.62(2)(a) asks for the justification of each consultation and
disclosure). It is chosen once a session, and most roles never have to: their one reason is set for them. Somebody who
holds roles with different reasons must say which it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from accounts.actor import Actor
from audit.core.entry import Reason

SESSION_KEY = "reason"
LONGEST_WORDS = 200
INCIDENT_NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9/ -]{0,29}", re.ASCII)


@dataclass(frozen=True, slots=True)
class ReasonKind:
    """One reason. `roles` may choose it, `preset_for` have it from the start; `needs_words` asks for more."""

    code: str
    title: str
    roles: frozenset[str] = frozenset()
    preset_for: frozenset[str] = frozenset()
    needs_words: bool = False
    has_incident: bool = False


def _kind(code: str, title: str, *, also: str = "", preset_for: str = "", **more: bool) -> ReasonKind:
    preset = frozenset(preset_for.split())
    return ReasonKind(code, title, frozenset(also.split()) | preset, preset, **more)


KINDS = {
    kind.code: kind
    for kind in (
        _kind("live_call", "Live call", preset_for="control-room-specialist", also="supervisor", has_incident=True),
        _kind("offender_management", "Offender management", preset_for="offender-manager", also="supervisor"),
        _kind(
            "safeguarding",
            "Safeguarding",
            preset_for="safeguarding-officer",
            also="control-room-specialist offender-manager supervisor",
        ),
        _kind(
            "investigation",
            "Investigation",
            also="control-room-specialist offender-manager safeguarding-officer supervisor professional-standards",
            needs_words=True,
        ),
        _kind("supervision", "Supervision", preset_for="supervisor superintendent"),
        _kind(
            "professional_standards",
            "Professional standards enquiry",
            preset_for="professional-standards sealed-records-reader",
        ),
        _kind("oversight", "Oversight", preset_for="oversight-auditor"),
        _kind("national_desk", "Sending alerts on for all forces", preset_for="national-desk"),
        _kind("shared_case", "Work on what was shared with my agency", preset_for="partner-agency"),
        _kind(
            "record_keeping",
            "Record keeping",
            preset_for="force-administrator force-system",
            also="control-room-specialist offender-manager safeguarding-officer supervisor",
        ),
        _kind("force_system", "Asked by a force's own system for one of its officers"),
        _kind("sign_in", "Signing in and looking after one's own account"),
        _kind("system", "The register itself"),
        _kind("not_given", "Not given"),
    )
}
NOT_GIVEN = Reason("not_given")


class ReasonNotChosen(Exception):
    """This session has no reason yet: the middleware sends the person to choose one."""


def title_of(code: str) -> str:
    """A reason's title; a code that is no longer known is its own title."""
    return KINDS[code].title if code in KINDS else code


def choices_of(actor: Actor) -> list[ReasonKind]:
    """The reasons the actor's roles may work under."""
    return [kind for kind in KINDS.values() if kind.roles & set(actor.roles)]


def preset_of(roles: Iterable[str]) -> ReasonKind | None:
    """The reason the roles agree upon, or None: then the person must choose."""
    held = set(roles)
    presets = [kind for kind in KINDS.values() if kind.preset_for & held]
    return presets[0] if len(presets) == 1 else None


def reason_of(request: HttpRequest) -> Reason:
    """The reason that this session works under.

    Raises:
        ReasonNotChosen: none is set and the roles do not settle it; `CurrentActor` answers with the page that asks.
    """
    actor: Actor = request.actor  # type: ignore[attr-defined]
    kind = kind_of(request)
    if kind is None:
        raise ReasonNotChosen
    return Reason(kind.code, _words(kind, chosen(request)) if kind.roles & set(actor.roles) else "")


def reason_if_any(request: HttpRequest) -> Reason:
    """The same for a request that may have no reason, such as one that is denied."""
    try:
        return reason_of(request)
    except ReasonNotChosen:
        return NOT_GIVEN


def kind_of(request: HttpRequest) -> ReasonKind | None:
    """The kind of reason in force: what was chosen, if the roles still allow it, or what they settle."""
    roles = set(request.actor.roles)  # type: ignore[attr-defined]
    kind = KINDS.get(chosen(request).get("code", ""))
    return kind if kind is not None and kind.roles & roles else preset_of(roles)


def chosen(request: HttpRequest) -> dict[str, str]:
    """What the session keeps: code, words, incident."""
    kept: Any = request.session.get(SESSION_KEY)
    return kept if isinstance(kept, dict) else {}


def incident_of(request: HttpRequest) -> str:
    """The incident number this session works on, or nothing."""
    kind = kind_of(request)
    return chosen(request).get("incident", "") if kind is not None and kind.has_incident else ""


def choose(request: HttpRequest, kind: ReasonKind, *, words: str = "", incident: str = "") -> None:
    """Work under this reason from now on."""
    request.session[SESSION_KEY] = {"code": kind.code, "words": words.strip(), "incident": incident.strip()}


def _words(kind: ReasonKind, kept: dict[str, str]) -> str:
    incident = kept.get("incident", "") if kind.has_incident else ""
    words = kept.get("words", "") if kept.get("code") == kind.code else ""
    return "; ".join(part for part in (f"Incident {incident}" if incident else "", words) if part)
