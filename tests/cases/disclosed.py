"""Requests under the disclosure scheme, walked to where a test needs them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from accounts.actor import Actor
from cases.actions import disclosure_decisions as decisions
from cases.actions import disclosures as acts
from cases.models import Disclosure, DisclosureDecision, DisclosureDelivery, DisclosureMeeting
from cases.rules.disclosures import Status
from tests import builders
from tests.builders import CALL

GROUNDS = decisions.Grounds("Common law powers", "She moves in on Friday", "Two convictions; nothing less warns her")
WORDING = "He was convicted in 2021 and in 2024 of hurting partners."


def act(by: Actor) -> dict[str, Any]:
    return {"actor": by, "reason": CALL}


def started(by: Actor, route: Disclosure.Route = Disclosure.Route.ASK, **more: Any) -> Disclosure:
    """A request that came an hour ago."""
    asked_by = Disclosure.AskedBy.AT_RISK if route == Disclosure.Route.ASK else Disclosure.AskedBy.POLICE
    values: dict[str, Any] = {
        "route": route, "about": acts.Whom(words="Jonas Weber, about 40, Leeds"),
        "at_risk": acts.Whom(words="Mina Osei"),
        "asked_by": asked_by, "channel": Disclosure.Channel.PHONE, "concern": "He reads her messages",
        "received_at": timezone.now() - timedelta(hours=1), "safe_contact": "Text only, weekdays 9 to 3",
    }  # fmt: skip
    return acts.start_disclosure(builders.force(by.force_code or "13"), **{**values, **more}, **act(by))


def telling(told_at: datetime | None = None, **more: Any) -> decisions.Telling:
    return decisions.Telling(
        told_at=told_at or timezone.now(), place=DisclosureDelivery.Place.STATION, why_safe="He is at work until six",
        safety_plan="Alarm fitted; code word agreed", undertaking=DisclosureDelivery.Undertaking.SIGNED, **more,
    )  # fmt: skip


def checked(disclosure: Disclosure, by: Actor) -> Disclosure:
    return acts.record_checks(disclosure, is_in_danger=False, found="Two convictions", is_pnc_checked=True, **act(by))


def considered(by: Actor, route: Disclosure.Route = Disclosure.Route.ASK, **more: Any) -> Disclosure:
    """Checked, met where somebody asked, and considered."""
    disclosure = checked(started(by, route, **more), by)
    if route == Disclosure.Route.ASK:
        disclosure = acts.record_meeting(
            disclosure, met_on=timezone.localdate(), identity=DisclosureMeeting.Identity.DOCUMENT, is_alone=True,
            said="He took her keys", safety_advice="Ring 999; keep a bag ready", **act(by),
        )  # fmt: skip
    return acts.record_forum(
        disclosure, held_on=timezone.localdate(), agencies="Probation, IDVA", view="High risk", **act(by)
    )


def decided(by: Actor, *, is_to_disclose: bool = True, **more: Any) -> Disclosure:
    disclosure = considered(by, **more)
    decisions.decide_disclosure(
        disclosure, is_to_disclose=is_to_disclose, has_credible_risk=is_to_disclose, grounds=GROUNDS,
        recipient=DisclosureDecision.Recipient.AT_RISK, wording=WORDING, **act(by),
    )  # fmt: skip
    disclosure.refresh_from_db()
    return disclosure


def agreed(by: Actor, reader: Actor, **more: Any) -> Disclosure:
    return decisions.second_read(decided(by, **more), is_agreed=True, why="Sound", **act(reader))


def status_of(disclosure: Disclosure) -> Status:
    disclosure.refresh_from_db()
    return Status(disclosure.status)
