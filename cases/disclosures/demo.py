"""Two requests under the disclosure scheme for the demonstration: one new, one that waits for a second reader."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import Force, User
from audit.core.entry import Reason
from cases.actions.disclosure_decisions import Grounds, decide_disclosure
from cases.actions.disclosures import (
    Whom,
    assign_disclosure,
    record_checks,
    record_forum,
    record_meeting,
    start_disclosure,
)
from cases.models import Disclosure, DisclosureDecision, DisclosureMeeting
from register.models import Person

REASON = Reason("system", "demonstration")
GROUNDS = Grounds(
    lawful="Common law power to prevent crime; nothing in it is spent.",
    necessary="She moves in with him within a week and does not know of the two before her.",
    proportionate="Grave harm is likely; only what she needs to protect herself is said.",
)


@transaction.atomic
def disclosures(officer: User, control_room: User, about: Person | None) -> bool:
    """Record both, unless there are some already. `about` is the person of whom the second is asked."""
    if officer.force is None or Disclosure.objects.filter(force=officer.force).exists():
        return False
    now = timezone.now()
    start_disclosure(
        officer.force, route=Disclosure.Route.ASK, about=Whom(words="Rhys Lloyd, about 30, works at the market"),
        at_risk=Whom(words="Amira Shah, 27"), asked_by=Disclosure.AskedBy.THIRD_PARTY,
        asker_words="Her mother, Noor Shah", channel=Disclosure.Channel.PHONE, received_at=now - timedelta(hours=3),
        safe_contact="Ring the mother after six. Leave no message.", concern="He takes her telephone and her wages.",
        **_act(control_room),
    )  # fmt: skip
    _decided(officer.force, officer, about)
    return True


def _decided(force: Force, officer: User, about: Person | None) -> None:
    """A request that was checked, met, considered and decided."""
    today, by = timezone.localdate(), _act(officer)
    disclosure = start_disclosure(
        force, route=Disclosure.Route.ASK, about=Whom(about, "Marek, she says, from Otley"),
        at_risk=Whom(words="Hanna Ellis, 34"), asked_by=Disclosure.AskedBy.AT_RISK, channel=Disclosure.Channel.ONLINE,
        received_at=timezone.now() - timedelta(days=12), safe_contact="Text, weekdays from nine to three.",
        concern="He broke a door and says that everybody lies about him.", **by,
    )  # fmt: skip
    assign_disclosure(disclosure, owner=officer, **by)
    record_checks(
        disclosure, is_in_danger=False, found="Two partners harmed; a protective order is in force.",
        is_pnc_checked=True, is_pnd_checked=True, is_local_checked=True, **by,
    )  # fmt: skip
    record_meeting(
        disclosure, met_on=today - timedelta(days=6), identity=DisclosureMeeting.Identity.DOCUMENT, is_alone=True,
        said="She is afraid of his temper.", safety_advice="999 and Silent Solution; a bag at her sister’s.", **by,
    )  # fmt: skip
    record_forum(
        disclosure, held_on=today - timedelta(days=2), agencies="IDVA service, probation, housing",
        view="High risk; she should be told.", **by,
    )  # fmt: skip
    decide_disclosure(
        disclosure, is_to_disclose=True, has_credible_risk=True, grounds=GROUNDS,
        recipient=DisclosureDecision.Recipient.AT_RISK,
        wording="He has harmed partners before, and a court has forbidden him to go near one of them.", **by,
    )  # fmt: skip


def _act(user: User) -> dict[str, Any]:
    return {"actor": user.actor(on=timezone.localdate()), "reason": REASON}
