from register.models.access import PersonGrant
from register.models.acknowledgement import Acknowledgement
from register.models.alert import Alert, AlertStatusChange
from register.models.batch import FeedSource, ReceivedBatch, SequenceGap
from register.models.breach import Breach, BreachStatusChange
from register.models.canary import CanaryRecord
from register.models.conflict import RecordConflict
from register.models.countersignature import Countersignature
from register.models.disposal import Disposal, DisposedReference
from register.models.duty import NotificationDuty
from register.models.facts import (
    Address,
    DangerMarker,
    DatedFact,
    Identifier,
    OnlineHandle,
    PersonName,
    Phone,
    Protection,
    Sighting,
    Source,
    Standing,
    Vehicle,
    WarningSignal,
)
from register.models.feed import FeedPart, FeedRun, QuarantinedRow
from register.models.glass import BrokenGlass
from register.models.handover import Handover
from register.models.heartbeat import Heartbeat
from register.models.indefinite_review import IndefiniteReview
from register.models.integrity import IntegrityFinding, IntegrityRun
from register.models.management import ManagementRisk, ManagerAssignment, RiskLowering
from register.models.match import Match, MatchRun, MatchStatusChange
from register.models.misuse import MisuseAlert
from register.models.notice import Digest, Notice
from register.models.notification import (
    Absence,
    NotifiableChange,
    Notification,
    NotificationItem,
    NotificationRequirement,
    Stay,
)
from register.models.order import (
    ComplianceReport,
    OrderBreach,
    OrderCondition,
    OrderStatusChange,
    ProtectiveOrder,
)
from register.models.outbox import Outbox
from register.models.own_record import OwnRecordBar, Particular
from register.models.person import LocalRecord, Person, SubjectCategory
from register.models.plan import PlanAction, PlanActionChange, PlanStatusChange, RiskPlan
from register.models.reason_sample import ReasonSample
from register.models.registration import (
    Conviction,
    MappaListing,
    Registration,
    RegistrationStatusChange,
)
from register.models.registration_life import RegistrationAppeal, RegistrationReview
from register.models.retention import LegalHold, RetentionClock, RetentionReview, RetentionReviewStatusChange
from register.models.sealed import SealedRecord
from register.models.search import CardRow, NameSlip, NameWord, SearchKey
from register.models.task import Task, TaskStatusChange
from register.models.touch import LogReading, Touch
from register.models.transfer import ManagementTransfer, TransferStatusChange
from register.models.unrouted import UnroutedAlert
from register.models.visit import Visit, VisitStatusChange
from register.models.watch import Escalation, Watch
from register.models.webhook import Webhook, WebhookDelivery, WebhookProgress

__all__ = [
    "Absence",
    "Acknowledgement",
    "Address",
    "Alert",
    "AlertStatusChange",
    "Breach",
    "BreachStatusChange",
    "BrokenGlass",
    "CanaryRecord",
    "CardRow",
    "ComplianceReport",
    "Conviction",
    "Countersignature",
    "DangerMarker",
    "DatedFact",
    "Digest",
    "Disposal",
    "DisposedReference",
    "Escalation",
    "FeedPart",
    "FeedRun",
    "FeedSource",
    "Handover",
    "Heartbeat",
    "Identifier",
    "IndefiniteReview",
    "IntegrityFinding",
    "IntegrityRun",
    "LegalHold",
    "LocalRecord",
    "LogReading",
    "ManagementRisk",
    "ManagementTransfer",
    "ManagerAssignment",
    "MappaListing",
    "Match",
    "MatchRun",
    "MatchStatusChange",
    "MisuseAlert",
    "NameSlip",
    "NameWord",
    "Notice",
    "NotifiableChange",
    "Notification",
    "NotificationDuty",
    "NotificationItem",
    "NotificationRequirement",
    "OnlineHandle",
    "OrderBreach",
    "OrderCondition",
    "OrderStatusChange",
    "Outbox",
    "OwnRecordBar",
    "Particular",
    "Person",
    "PersonGrant",
    "PersonName",
    "Phone",
    "PlanAction",
    "PlanActionChange",
    "PlanStatusChange",
    "Protection",
    "ProtectiveOrder",
    "QuarantinedRow",
    "ReasonSample",
    "ReceivedBatch",
    "RecordConflict",
    "Registration",
    "RegistrationAppeal",
    "RegistrationReview",
    "RegistrationStatusChange",
    "RetentionClock",
    "RetentionReview",
    "RetentionReviewStatusChange",
    "RiskLowering",
    "RiskPlan",
    "SealedRecord",
    "SearchKey",
    "SequenceGap",
    "Sighting",
    "Source",
    "Standing",
    "Stay",
    "SubjectCategory",
    "Task",
    "TaskStatusChange",
    "Touch",
    "TransferStatusChange",
    "UnroutedAlert",
    "Vehicle",
    "Visit",
    "VisitStatusChange",
    "WarningSignal",
    "Watch",
    "Webhook",
    "WebhookDelivery",
    "WebhookProgress",
]
