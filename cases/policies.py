"""Who may do what in casework, and how far it reaches."""

from __future__ import annotations

from accounts.actor import Breadth
from accounts.policy import Policy, Reach, everywhere, force_reach, within_force
from register.policies import PERSON_REACH, SEE_PERSON

CASE_REACH: Reach = {Breadth.NATIONAL: everywhere, Breadth.FORCE: within_force("force")}

OPEN_CARD = Policy("card.open", "Open the control-room card of a person", PERSON_REACH, seen_by=SEE_PERSON)
SEE_CASE = Policy("case.see", "Read a case: victims, safeguards, assessments", CASE_REACH)
OPEN_CASE = Policy("case.open", "Open a case for a registered person", PERSON_REACH, seen_by=SEE_PERSON)
WORK_CASE = Policy(
    "case.work", "Add victims, safeguards, children and assessments to a case", CASE_REACH, seen_by=SEE_CASE
)
SEE_SAFE_CONTACT = Policy("safe_contact.see", "Read a victim's safe-contact rule and code word", force_reach("force"))
SEE_PROTECTED = Policy(
    "protected_detail.see",
    "Read a confidential address or number of a victim in the force's own cases",
    force_reach("force"),
)
