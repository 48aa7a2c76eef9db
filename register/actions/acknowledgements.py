"""The written acknowledgement that a person is given: printing it is a disclosure, and is logged with its digest."""

from __future__ import annotations

from collections.abc import Iterable

from accounts.actor import Actor
from audit.core.action import action
from audit.core.entry import Entry, Reason
from register import policies
from register.duties.offers import change_of
from register.events import breaches as events
from register.models import Acknowledgement, Notification, NotificationDuty, NotificationItem
from register.rules.notifications.acknowledgement import (
    Acknowledged,
    Language,
    NextDuty,
    SaidItem,
    Sheet,
    digest_of,
    sheet_of,
)
from register.rules.regimes.table import DutyKind

LANGUAGES = {
    Acknowledgement.Language.ENGLISH: (Language.ENGLISH,),
    Acknowledgement.Language.WELSH: (Language.WELSH,),
    Acknowledgement.Language.BOTH: (Language.ENGLISH, Language.WELSH),
}
MOST = 40


@action(event=events.ACKNOWLEDGEMENT_PRINTED, policy=policies.PRINT_ACKNOWLEDGEMENT)
def print_acknowledgement(
    notification: Notification, *, entry: Entry, actor: Actor, reason: Reason, language: Acknowledgement.Language
) -> tuple[Sheet, ...]:
    """The acknowledgement in one language or both, as it is handed over now. Each printing is kept with its digest."""
    told = _acknowledged(notification)
    sheets = tuple(sheet_of(told, each) for each in LANGUAGES[language])
    digest = digest_of(sheets)
    keep_acknowledgement(notification, actor=actor, reason=reason, language=language, digest=digest)
    entry.about(notification, subject=notification.registration.person)
    entry.record(language=language, digest=digest)
    return sheets


@action(event=events.ACKNOWLEDGEMENT_KEPT, policy=policies.PRINT_ACKNOWLEDGEMENT)
def keep_acknowledgement(
    notification: Notification, *, entry: Entry, actor: Actor, reason: Reason, language: Acknowledgement.Language,
    digest: str,
) -> Acknowledgement:  # fmt: skip
    """Keep that an acknowledgement was handed over, and exactly which text."""
    entry.about(notification, subject=notification.registration.person)
    entry.record(language=language, digest=digest)
    return Acknowledgement.objects.create(
        notification=notification, language=language, digest=digest, printed_by_id=actor.user_id
    )


def _acknowledged(notification: Notification) -> Acknowledged:
    """What stands on the paper. Of false information that is only suspected the person learns nothing here."""
    items = list(notification.items.all())
    by = notification.taken_by_name or (notification.taken_by.name if notification.taken_by else "")
    return Acknowledged(
        reference=notification.reference, name=notification.registration.person.display_name,
        taken_at=notification.taken_at, method=notification.method, police_station=notification.police_station,
        force=notification.force.name if notification.force else notification.registration.managing_force.name,
        taken_by=by, has_fixed_abode=notification.has_fixed_abode, phone=notification.phone_told,
        items=tuple(_said(each) for each in items), due=tuple(_due(notification)),
    )  # fmt: skip


def _said(item: NotificationItem) -> SaidItem:
    is_complete = item.outcome != NotificationItem.Outcome.INCOMPLETE
    return SaidItem(DutyKind(item.kind), item.said, item.particulars, is_complete)


def _due(notification: Notification) -> Iterable[NextDuty]:
    """What is due next. A change that the person never spoke of is left out: the paper must not tell them what the
    police know, and from whom."""
    duties = NotificationDuty.objects.filter(registration=notification.registration).open().order_by("due_on", "pk")
    spoken = NotificationItem.objects.filter(
        notification__registration=notification.registration_id, change__isnull=False
    )
    told = set(spoken.values_list("change_id", flat=True))
    for each in duties[:MOST]:
        change = change_of(each)
        if change is None or change in told:
            yield NextDuty(DutyKind(each.kind), each.due_on)
