"""The kinds of record that the feed speaks of: who may learn of one, and where it is read.

Closed by default: an event about a record of no kind is told to nobody. Casework adds its own kinds; a test finds the
table that is neither told of nor stands in `NOT_TOLD` with a reason.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, QuerySet

from accounts.actor import Actor
from register.models import (
    Absence,
    Alert,
    Breach,
    Conviction,
    ManagementTransfer,
    MappaListing,
    Match,
    NotifiableChange,
    Notification,
    NotificationDuty,
    NotificationRequirement,
    OrderBreach,
    Person,
    PlanAction,
    ProtectiveOrder,
    Registration,
    RetentionReview,
    Stay,
    Task,
    UnroutedAlert,
    Visit,
)
from register.policies import TABLES_OF_STANDARDS

Rows = Callable[[Actor], "QuerySet[Any]"]


@dataclass(frozen=True, slots=True)
class Now:
    """A record as it is now: how it is called, its version if it has one, and its address under `/api/v1/`."""

    reference: str
    version: int | None
    path: str


@dataclass(frozen=True, slots=True, eq=False)
class Kind:
    """Records of one kind. `rows` are those that an actor may see; `address` is where one is read.

    `key` is the column by which events name a row, and `columns` gives for each argument of the address the column
    that it is read from. `is_of_subject`: events name a part of the record, and the record itself as their subject.
    """

    name: str
    model: type[Model]
    rows: Rows
    address: str
    key: str = "reference"
    columns: Mapping[str, str] = field(default_factory=lambda: {"reference": "reference"})
    is_of_subject: bool = False

    def seen(self, actor: Actor, keys: Collection[str]) -> dict[str, Now]:
        """Key → the record as it is now, of those that the actor may see. One query."""
        wanted = [each for each in keys if self.key != "pk" or (each.isascii() and each.isdigit() and len(each) < 19)]
        version = ("version",) if any(each.name == "version" for each in self.model._meta.fields) else ()
        columns = (self.key, *self.columns.values(), *version)
        found = {}
        for key, *values in self.rows(actor).filter(**{f"{self.key}__in": wanted}).order_by().values_list(*columns):
            arguments = dict(zip(self.columns, values, strict=False))
            found[str(key)] = Now(
                arguments["reference"], values[-1] if version else None,
                self.address.format(**arguments),
            )  # fmt: skip
        return found


KINDS: dict[str, Kind] = {}
"""The kind of the records that events name, by the name of their table in events."""


def tell_of(
    model: type[Any], name: str, address: str, *, rows: Rows | None = None, key: str = "reference",
    columns: Mapping[str, str] | None = None,
) -> Kind:  # fmt: skip
    """Let the feed tell of changes to rows of `model`, to whoever may see them."""
    kind = Kind(name, model, rows or _visible(model), address, key, columns or {"reference": "reference"})
    KINDS[model._meta.label_lower] = kind
    return kind


def tell_of_parts(kind: Kind, *labels: str) -> None:
    """Let the feed tell of changes to parts of a record as changes to the record, their events' subject."""
    whole = Kind(kind.name, kind.model, kind.rows, kind.address, kind.key, kind.columns, is_of_subject=True)
    KINDS.update(dict.fromkeys(labels, whole))


def within(model: type[Any], path: str, owner: type[Any]) -> Rows:
    """The rows of whatever an actor may see: those that belong, along `path`, to such an `owner`."""
    return lambda actor: model._base_manager.filter(**{f"{path}__in": owner._default_manager.visible_to(actor)})


def _visible(model: type[Any]) -> Rows:
    return lambda actor: model._default_manager.visible_to(actor)  # type: ignore[no-any-return]


OF_PERSON = {"reference": "person__reference"}
OF_REGISTRATION = {"reference": "registration__person__reference"}

PEOPLE = tell_of(Person, "people", "people/{reference}/record")
tell_of_parts(
    PEOPLE, "register.personname", "register.address", "register.phone", "register.vehicle", "register.onlinehandle",
    "register.identifier", "register.sighting", "register.dangermarker", "register.localrecord",
)  # fmt: skip
tell_of(Registration, "registration", "people/{reference}/registration", key="pk", columns=OF_PERSON)
tell_of(Conviction, "convictions", "people/{reference}/convictions", key="pk", columns=OF_PERSON)
tell_of(MappaListing, "mappa", "people/{reference}/mappa", key="pk", columns=OF_PERSON)
tell_of(ProtectiveOrder, "orders", "people/{reference}/orders/{number}", key="pk", columns=OF_PERSON | {"number": "pk"})
tell_of(
    OrderBreach, "orders", "people/{reference}/orders/{number}", rows=within(OrderBreach, "order", ProtectiveOrder),
    key="pk", columns={"reference": "order__person__reference", "number": "order_id"},
)  # fmt: skip
NOTIFICATIONS = "people/{reference}/notifications"
tell_of(Absence, "notifications", NOTIFICATIONS, key="pk", columns=OF_PERSON)
tell_of(NotifiableChange, "notifications", NOTIFICATIONS, columns=OF_REGISTRATION)
tell_of(Notification, "notifications", NOTIFICATIONS, columns=OF_REGISTRATION)
tell_of(NotificationDuty, "notifications", NOTIFICATIONS, key="pk", columns=OF_REGISTRATION)
for _model in (NotificationRequirement, Stay):
    tell_of(
        _model,
        "notifications",
        NOTIFICATIONS,
        rows=within(_model, "registration", Registration),
        key="pk",
        columns=OF_REGISTRATION,
    )
tell_of(Breach, "breaches", "breaches/{reference}")
tell_of(Visit, "management", "people/{reference}/management/visits", columns=OF_PERSON)
tell_of(PlanAction, "management", "people/{reference}/management", columns=OF_PERSON)
tell_of(ManagementTransfer, "transfers", "transfers/{reference}")
tell_of(RetentionReview, "retention", "people/{reference}/retention", columns=OF_PERSON)
tell_of(Match, "matches", "matches/{reference}")
tell_of(Alert, "alerts", "alerts/{reference}")
tell_of(UnroutedAlert, "national-queue", "national-queue/{reference}")
tell_of(Task, "tasks", "tasks/{reference}")

NOT_TOLD: dict[str, str] = {
    "It is noted with the act that changes its record, and the feed tells of that.": (
        "register.orderstatuschange register.ordercondition register.registrationstatuschange register.notificationitem"
        " register.acknowledgement register.matchstatuschange register.alertstatuschange register.breachstatuschange"
        " register.taskstatuschange register.managerassignment register.managementrisk register.risklowering"
        " register.riskplan register.planstatuschange register.planactionchange register.registrationreview"
        " register.registrationappeal register.indefinitereview register.retentionreviewstatuschange"
        " register.transferstatuschange register.visitstatuschange register.compliancereport"
        " register.disposedreference register.countersignature register.feedpart"
    ),
    "The register works it out from what the feed tells of.": (
        "register.cardrow register.searchkey register.nameword register.nameslip register.retentionclock"
        " register.matchrun register.heartbeat register.watch register.escalation register.integrityrun"
        " register.integrityfinding"
    ),
    "It is for the people who work in the register, not for a system.": (
        "register.persongrant register.brokenglass register.reasonsample register.handover register.notice"
        " register.digest register.legalhold register.feedrun register.quarantinedrow register.recordconflict"
    ),
    "Professional standards alone know of it.": " ".join(sorted(TABLES_OF_STANDARDS)),
    "The person is told of as gone.": "register.disposal",
    "Work that leaves the database.": (
        "register.outbox register.webhook register.webhookprogress register.webhookdelivery"
    ),
    "It is answered to the system that sent it.": "register.feedsource register.sequencegap register.receivedbatch",
    "The same for every force; loaded with the register.": "register.warningsignal",
}
"""Why the feed does not speak of a table."""
