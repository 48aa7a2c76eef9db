"""What a person must notify and has notified, through the API: notifications taken, changes, stays, time away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from rest_framework import serializers

from accounts.actor import Actor
from accounts.api.bodies import line, one_of, past_day, prose, several
from accounts.api.bodies import named as named_by
from accounts.api.fields import Choice, Day, Line, Moment, Named, Part, Prose
from accounts.api.representations import named, shown
from accounts.api.rows import Asking, Place, Read, Row, Shown, Write
from accounts.web import get_or_404
from audit.core.errors import Refused
from cases.actions.notifications import open_notifications
from cases.api.targets import live_registration_of, person_named_by, person_of, registration_of
from cases.contact import guard_of, protection_of
from register.actions import absences, changes
from register.actions.acknowledgements import print_acknowledgement
from register.actions.changes import Told
from register.actions.notifications import Item, take_notification
from register.actions.told_facts import FromNotification
from register.api.texts import TEXTS
from register.models import (
    Absence,
    Breach,
    NotifiableChange,
    Notification,
    NotificationDuty,
    NotificationItem,
    Protection,
    ProtectiveOrder,
    Registration,
)
from register.places import force_of_postcode
from register.policies import SEE_NOTIFICATIONS
from register.rules.notifications.particulars import PARTICULARS, is_untold
from register.rules.regimes.table import HAPPENINGS, DutyKind

MOST, MOST_ITEMS, LONGEST = 100, 40, 300


@dataclass(frozen=True, slots=True)
class DutyShown:
    """One duty: open while neither `met_on` nor `ended_on` is given. `due_on` is null while its clock stands still."""

    number: int
    kind: str
    regime: str
    limit_code: str
    starts_on: date
    due_on: date | None
    explanation: str
    met_on: date | None
    met_by: str
    ended_on: date | None
    ended_why: str


@dataclass(frozen=True, slots=True)
class ChangeShown:
    """A change that happened (`happened_on`), is coming (`expected_on`), or came to nothing."""

    reference: str
    version: int
    kind: str
    happened_on: date | None
    happens_at: datetime | None
    expected_on: date | None
    known_on: date | None
    has_come_to_nothing: bool
    why_not: str
    detail: str
    particulars: dict[str, str]
    order: int | None


@dataclass(frozen=True, slots=True)
class ItemShown:
    """One thing that was said, and what the officer thought of it."""

    number: int
    kind: str
    change: str
    said: str
    particulars: dict[str, str]
    outcome: str
    doubt: str


@dataclass(frozen=True, slots=True)
class NotificationShown:
    """One notification that was given."""

    reference: str
    taken_at: datetime
    taken_by: str
    taken_by_name: str
    force: str
    method: str
    method_doubt: str
    police_station: str
    identity_check: str
    identity_detail: str
    refused: str
    has_fixed_abode: bool
    remarks: str
    items: tuple[ItemShown, ...]


@dataclass(frozen=True, slots=True)
class AbsenceShown:
    """Time in custody, in hospital or abroad; it runs while `ended_on` is null."""

    number: int
    version: int
    kind: str
    starts_on: date
    expected_end_on: date | None
    ended_on: date | None
    is_return_told: bool
    how_known: str


@dataclass(frozen=True, slots=True)
class FailureShown:
    """One failure to notify of a list."""

    reference: str
    version: int
    kind: str
    status: str
    offence_code: str


class NewPart(Part):
    """A change that is told now. Its kind is that of the item."""

    builds = dict
    on = Day()
    at = Moment(required=False)
    known_on = Day(required=False)
    detail = Prose(max_length=2000, required=False, allow_blank=True)


class ItemPart(Part):
    """One thing that was said: about a change that is recorded (`change`), one that is told now (`new`), or none."""

    builds = Item
    kind = Choice({each.value: each for each in DutyKind})
    said = Prose(max_length=2000, required=False, allow_blank=True)
    outcome = Choice(NotificationItem.Outcome, required=False)
    doubt = Prose(max_length=2000, required=False, allow_blank=True)
    particulars = serializers.DictField(child=Line(max_length=LONGEST, allow_blank=True), required=False)
    change = Named(lambda actor, registration: _changes(actor, registration), required=False)
    new = NewPart(required=False)

    def to_internal_value(self, data: Any) -> Item:
        read: dict[str, Any] = serializers.Serializer.to_internal_value(self, _known(self, data))
        kind: DutyKind = read.pop("kind")
        given, new = read.pop("particulars", {}), read.pop("new", None)
        _require_particulars(kind, given)
        if is_untold(kind, read.get("said", ""), given):
            raise serializers.ValidationError({"said": ["Write what they said, or leave the item out."]})
        told = Told(kind, particulars=given, **new) if new else None
        return Item(kind, particulars=given, new=told, **read)


def _known(part: ItemPart, data: Any) -> Any:
    unknown = [name for name in data if name not in part.fields] if isinstance(data, dict) else []
    if unknown:
        said = serializers.ErrorDetail("This field is not known here.", code="unknown_field")
        raise serializers.ValidationError({name: [said] for name in unknown})
    return data


def _require_particulars(kind: DutyKind, given: dict[str, str]) -> None:
    asked = {each.code for each in PARTICULARS.get(kind, ())}
    if given.keys() - asked:
        said = f"These are asked: {', '.join(sorted(asked)) or 'none'}."
        raise serializers.ValidationError({"particulars": [serializers.ErrorDetail(said, code="unknown_field")]})


def _changes(actor: Actor, registration: Registration) -> Any:
    return NotifiableChange.objects.visible_to(actor).filter(registration=registration)


def _taken(actor: Actor, registration: Registration) -> Any:
    return Notification.objects.visible_to(actor).filter(registration=registration)


def _orders(actor: Actor, registration: Registration) -> Any:
    return ProtectiveOrder.objects.visible_to(actor).filter(person=registration.person_id)


def _overview(asking: Asking, registration: Registration) -> Shown:
    """What the page shows of one registration, at most a hundred of each."""
    actor = asking.actor
    SEE_NOTIFICATIONS.require(actor)
    open_notifications(registration, **asking.act)
    read = guard_of({registration.person_id}, actor=actor).free_text
    duties = NotificationDuty.objects.visible_to(actor).filter(registration=registration).select_related("met_by")
    told = _changes(actor, registration).order_by("-recorded_at", "-pk")[:MOST]
    away = Absence.objects.visible_to(actor).filter(person=registration.person_id).order_by("-starts_on", "-pk")
    failures = Breach.objects.visible_to(actor).filter(registration=registration).order_by("-pk")
    return Shown({
        "reference": registration.person.reference,
        "status": registration.status,
        "duties": [shown(DutyShown, each, read) for each in duties[:MOST]],
        "changes": [shown(ChangeShown, each, read, order=each.order_id) for each in told],
        "notifications": [_notification(each, read) for each in _with_items(actor, registration)],
        "absences": [shown(AbsenceShown, each, read) for each in away[:MOST]],
        "failures": [shown(FailureShown, each, read) for each in failures[:MOST]],
    })  # fmt: skip


def _with_items(actor: Actor, registration: Registration) -> Any:
    rows = _taken(actor, registration).select_related("taken_by", "force").prefetch_related("items__change")
    return rows.order_by("-taken_at", "-pk")[:MOST]


def _notification(row: Notification, read: Any) -> NotificationShown:
    items = tuple(shown(ItemShown, each, read, change=named(each.change)) for each in row.items.all())
    return shown(
        NotificationShown, row, read, items=items, taken_by=named(row.taken_by), force=named(row.force)
    )  # fmt: skip


def _given(actor: Actor, registration: Registration, sent: dict[str, Any]) -> dict[str, Any]:
    """A notification: it is about this person's circumstances, and based on the newest one that was read."""
    newest = sent.pop("based_on", None)
    facts = FromNotification(protection_of(registration.person, Protection.OPEN), force_of_postcode)
    return {**sent, "based_on": newest.pk if newest else 0, "facts": facts}


def _told(actor: Actor, registration: Registration, sent: dict[str, Any]) -> dict[str, Any]:
    told: Told = sent["told"]
    asked = {each.code for each in PARTICULARS.get(told.kind, ())}
    if told.particulars.keys() - asked:
        raise Refused(f"These are asked: {', '.join(sorted(asked)) or 'none'}.", field="particulars")
    return sent


def change_of(actor: Actor, reference: str, change: str) -> NotifiableChange:
    """A change of this very record."""
    rows = NotifiableChange.objects.visible_to(actor).filter(registration__person=person_of(actor, reference))
    return get_or_404(rows.select_related("registration__person"), reference=change)


def absence_of(actor: Actor, reference: str, number: int) -> Absence:
    """Time away of this very record."""
    rows = Absence.objects.visible_to(actor).filter(person=person_of(actor, reference)).select_related("person")
    return get_or_404(rows, pk=number)


def notification_of(actor: Actor, reference: str) -> Notification:
    """A notification by its own reference."""
    return get_or_404(
        Notification.objects.visible_to(actor).select_related("registration__person"), reference=reference
    )


def _sheets(sheets: Any) -> dict[str, Any]:
    return {"printed_at": timezone.now(), "sheets": sheets}


AT = Place("api-notifications", lambda row: {"reference": person_named_by(row)})
PERSON = "people/<str:reference>"
TOLD = {
    "told.kind": one_of({each.value: each for each in HAPPENINGS}),
    "told.known_on": past_day,
    "told.order": named_by(_orders, by="pk"),
    "told.particulars": lambda **given: serializers.DictField(
        child=Line(max_length=LONGEST, allow_blank=True), required=False
    ),
}
ROWS: tuple[Row, ...] = (
    Read(
        f"{PERSON}/notifications", "api-notifications",
        "The duties, changes, notifications, time away and failures of a person.", _overview, registration_of,
        acts=(open_notifications,),
    ),
    Write(
        f"{PERSON}/notifications", "api-take-notification", take_notification, live_registration_of, AT, makes=True,
        texts=TEXTS, leaves_out=("facts",), fills=_given, tells=("method_doubt",),
        fields={
            "given.method": one_of(Notification.Method), "given.phone": line(60), "based_on": named_by(_taken),
            "items": several(lambda **given: ItemPart(), MOST_ITEMS),
        },
        points={"taken_on": "given/taken_at"},
    ),
    Write(
        "notifications/<str:reference>/acknowledgement", "api-print-acknowledgement", print_acknowledgement,
        notification_of, AT, gives=_sheets,
    ),
    Write(
        f"{PERSON}/changes", "api-record-change", changes.record_change, live_registration_of, AT, makes=True,
        texts=TEXTS, fields=TOLD, fills=_told, tells=("happened_on", "expected_on"),
    ),
    Write(
        f"{PERSON}/changes/announced", "api-announce-change", changes.announce_change, live_registration_of, AT,
        makes=True, texts=TEXTS, fields=TOLD, fills=_told, tells=("happened_on", "expected_on"),
    ),
    Write(
        f"{PERSON}/changes/<str:change>/came-about", "api-change-came-about", changes.change_came_about, change_of, AT,
        has_version=True, leaves_out=("happens_at",), fields={"happened_on": past_day}, points={"on": "happened_on"},
        tells=("happened_on",),
    ),
    Write(
        f"{PERSON}/changes/<str:change>/did-not-happen", "api-change-did-not-happen", changes.change_did_not_happen,
        change_of, AT, has_version=True, fields={"why": prose(500)}, tells=("has_come_to_nothing",),
    ),
    Write(
        f"{PERSON}/stays", "api-record-stay", changes.record_stay, live_registration_of, AT, makes=True, texts=TEXTS,
        fields={"starts_on": past_day, "ends_on": past_day},
    ),
    Write(
        f"{PERSON}/absences", "api-begin-absence", absences.begin_absence, person_of, AT, makes=True, texts=TEXTS,
        fields={"starts_on": past_day}, tells=("starts_on",),
    ),
    Write(
        f"{PERSON}/absences/<int:number>/end", "api-end-absence", absences.end_absence, absence_of, AT,
        has_version=True, fields={"ended_on": past_day}, tells=("ended_on",),
    ),
)  # fmt: skip
