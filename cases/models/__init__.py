from cases.models.agency import Agency, AgencyAccount
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
from cases.models.figure import Figure
from cases.models.incident import Incident, IncidentChange, IncidentParty
from cases.models.meeting import Attendance, Meeting, MeetingKind, MeetingStatusChange
from cases.models.meeting_share import MeetingShare
from cases.models.near_alert import NearAlert, NearAlertStatusChange
from cases.models.observation import Observation
from cases.models.pair import Child, CounterAllegation, Pair, PairChange
from cases.models.priority import PriorityStanding
from cases.models.referral import (
    MeetingAction,
    MeetingActionChange,
    MeetingMinutes,
    MeetingReferral,
    ReferralStatusChange,
)
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
    "Agency",
    "AgencyAccount",
    "Attachment",
    "AttachmentChange",
    "Attendance",
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
    "Figure",
    "Incident",
    "IncidentChange",
    "IncidentParty",
    "InstrumentSheet",
    "ItemAnswer",
    "Lowering",
    "LoweringStatusChange",
    "Meeting",
    "MeetingAction",
    "MeetingActionChange",
    "MeetingKind",
    "MeetingMinutes",
    "MeetingReferral",
    "MeetingShare",
    "MeetingStatusChange",
    "NearAlert",
    "NearAlertStatusChange",
    "Need",
    "Observation",
    "Pair",
    "PairChange",
    "PriorityStanding",
    "ReferralStatusChange",
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
