"""Failures to notify through the API: suspected, explained, decided, referred, concluded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.actor import Actor
from accounts.api.bodies import named as named_by
from accounts.api.representations import named, shown
from accounts.api.rows import Asking, Place, Read, Row, Shown, Write
from accounts.web import get_or_404
from audit.core.errors import Refused
from cases.actions.notifications import open_breach
from cases.api.targets import live_registration_of
from cases.contact import guard_of
from register.actions import breaches as acts
from register.api.texts import TEXTS
from register.models import Breach, Notification, NotificationDuty, NotificationItem, Registration

RELATED = ("registration__person", "registration__managing_force", "duty", "item", "notification")
OF = ("duty", "item", "notification")


@dataclass(frozen=True, slots=True)
class StepShown:
    """What a failure became, when, by whom and why."""

    from_status: str
    to_status: str
    changed_at: datetime
    changed_by: str
    why: str


@dataclass(frozen=True, slots=True)
class BreachShown:
    """One failure with its history: of a duty, of an item, or of a refusal at a notification."""

    reference: str
    person: str
    kind: str
    regime: str
    status: str
    duty: int | None
    item: int | None
    notification: str
    offence_code: str
    offence_title: str
    offence_note: str
    excuse: str
    referred_to: str
    referral_number: str
    outcome: str
    opened_at: datetime
    steps: tuple[StepShown, ...]


def _breach(asking: Asking, breach: Breach) -> Shown:
    open_breach(breach, **asking.act)
    person = breach.registration.person
    read = guard_of({person.pk}, actor=asking.actor).free_text
    steps = tuple(
        shown(StepShown, each, read, changed_by=named(each.changed_by))
        for each in breach.status_changes.select_related("changed_by").order_by("changed_at", "pk")
    )
    found = shown(
        BreachShown, breach, read, person=person.reference, duty=breach.duty_id, item=breach.item_id,
        notification=named(breach.notification), steps=steps,
    )  # fmt: skip
    return Shown(found, breach.version)


def breach_of(actor: Actor, reference: str) -> Breach:
    """A failure by its reference."""
    return get_or_404(Breach.objects.visible_to(actor).select_related(*RELATED), reference=reference)


def _suspected(actor: Actor, registration: Registration, sent: dict[str, Any]) -> dict[str, Any]:
    """What failed: one of the three that a body may name."""
    found = [sent.pop(name) for name in OF if name in sent]
    if len(found) != 1:
        raise Refused("Name what failed: one duty, one item or one notification.")
    return {**sent, "of": found[0]}


def _duties(actor: Actor, registration: Registration) -> Any:
    return NotificationDuty.objects.visible_to(actor).filter(registration=registration)


def _items(actor: Actor, registration: Registration) -> Any:
    items = NotificationItem.objects.visible_to(actor).filter(notification__registration=registration)
    return items.select_related("notification")


def _notifications(actor: Actor, registration: Registration) -> Any:
    return Notification.objects.visible_to(actor).filter(registration=registration)


AT = Place("api-breach", lambda row: {"reference": row.reference})
ONE, STATUS = "breaches/<str:reference>", ("status",)


def step(slug: str, name: str, act: Any) -> Write:
    """A step in the life of a failure."""
    return Write(f"{ONE}/{slug}", name, act, breach_of, AT, has_version=True, texts=TEXTS, tells=STATUS)


ROWS: tuple[Row, ...] = (
    Write(
        "people/<str:reference>/failures", "api-suspect-breach", acts.suspect_breach, live_registration_of, AT,
        makes=True, texts=TEXTS, leaves_out=("of",), fills=_suspected, tells=("status", "kind", "offence_code"),
        more={
            "duty": named_by(_duties, by="pk"), "item": named_by(_items, by="pk"),
            "notification": named_by(_notifications),
        },
    ),
    Read(ONE, "api-breach", "One failure to notify with its history.", _breach, breach_of, acts=(open_breach,)),
    step("excuse", "api-record-excuse", acts.record_excuse),
    step("accept-excuse", "api-accept-excuse", acts.accept_excuse),
    step("no-breach", "api-find-no-breach", acts.find_no_breach),
    step("refer", "api-refer-breach", acts.refer_breach),
    step("conclude", "api-conclude-breach", acts.conclude_breach),
)  # fmt: skip
