from cases.models.attachment import Attachment, AttachmentChange
from cases.models.case import Case
from cases.models.case_change import CaseChange
from cases.models.child import ChildSchool, SchoolNotice, SchoolNoticeStatusChange
from cases.models.disclosure import Disclosure, DisclosureStatusChange, DisclosureStop
from cases.models.disclosure_steps import (
    DisclosureCheck,
    DisclosureDecision,
    DisclosureDelivery,
    DisclosureForum,
    DisclosureMeeting,
    DisclosureReading,
)
from cases.models.incident import Incident, IncidentChange, IncidentParty
from cases.models.near_alert import NearAlert, NearAlertStatusChange
from cases.models.observation import Observation
from cases.models.pair import Child, CounterAllegation, Pair, PairChange
from cases.models.priority import PriorityStanding
from cases.models.risk import (
    CaseRisk,
    InstrumentSheet,
    ItemAnswer,
    Lowering,
    LoweringStatusChange,
    RiskAssessment,
)
from cases.models.safeguard import SafeContactRule, Safeguard, SafeguardChange, SafetyPlanStep
from cases.models.service import Need, Signposting, SupportService
from cases.models.victims_code import Development, VictimUpdate, VictimUpdateStep

__all__ = [
    "Attachment",
    "AttachmentChange",
    "Case",
    "CaseChange",
    "CaseRisk",
    "Child",
    "ChildSchool",
    "CounterAllegation",
    "Development",
    "Disclosure",
    "DisclosureCheck",
    "DisclosureDecision",
    "DisclosureDelivery",
    "DisclosureForum",
    "DisclosureMeeting",
    "DisclosureReading",
    "DisclosureStatusChange",
    "DisclosureStop",
    "Incident",
    "IncidentChange",
    "IncidentParty",
    "InstrumentSheet",
    "ItemAnswer",
    "Lowering",
    "LoweringStatusChange",
    "NearAlert",
    "NearAlertStatusChange",
    "Need",
    "Observation",
    "Pair",
    "PairChange",
    "PriorityStanding",
    "RiskAssessment",
    "SafeContactRule",
    "Safeguard",
    "SafeguardChange",
    "SafetyPlanStep",
    "SchoolNotice",
    "SchoolNoticeStatusChange",
    "Signposting",
    "SupportService",
    "VictimUpdate",
    "VictimUpdateStep",
]
