from cases.models.case import Case
from cases.models.case_change import CaseChange
from cases.models.disclosure import Disclosure, DisclosureStatusChange, DisclosureStop
from cases.models.disclosure_steps import (
    DisclosureCheck,
    DisclosureDecision,
    DisclosureDelivery,
    DisclosureForum,
    DisclosureMeeting,
    DisclosureReading,
)
from cases.models.near_alert import NearAlert, NearAlertStatusChange
from cases.models.pair import Child, CounterAllegation, Pair, PairChange
from cases.models.risk import RiskAssessment
from cases.models.safeguard import SafeContactRule, Safeguard

__all__ = [
    "Case",
    "CaseChange",
    "Child",
    "CounterAllegation",
    "Disclosure",
    "DisclosureCheck",
    "DisclosureDecision",
    "DisclosureDelivery",
    "DisclosureForum",
    "DisclosureMeeting",
    "DisclosureReading",
    "DisclosureStatusChange",
    "DisclosureStop",
    "NearAlert",
    "NearAlertStatusChange",
    "Pair",
    "PairChange",
    "RiskAssessment",
    "SafeContactRule",
    "Safeguard",
]
