"""What must be true before a registration moves: named conditions over plain facts, each with its sentence.

`register.rules.transitions` says which move needs which of them. A condition decides nothing by itself: a person moves
the registration and says why.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Appeal(StrEnum):
    """Where the newest appeal stands."""

    NONE = ""
    OPEN = "open"
    LOST = "lost"
    WON = "won"


@dataclass(frozen=True, slots=True)
class RegistrationFacts:
    """What the conditions look at, as it stands on the day `on`.

    `absence` is custody, hospital or abroad, or empty. `open_failures` counts duties that are overdue and breaches that
    nobody has decided on yet; `running_requirements` the notification requirements that the law still imposes.
    """

    on: date
    why: str = ""
    is_gate_open: bool = False
    is_designation: bool = False
    is_proportionality_stated: bool = False
    is_decided_by_second_person: bool = False
    is_notice_given: bool = False
    is_indefinite: bool = False
    ends_on: date | None = None
    absence: str = ""
    appeal: Appeal = Appeal.NONE
    court_decided_on: date | None = None
    accepted_by: str = ""
    death_confirmed_by: str = ""
    is_removal_recommended: bool = False
    is_removed_by_second_person: bool = False
    open_failures: int = 0
    running_requirements: int = 0


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that must be true: `needs` completes "needs …", `refusal` is the sentence where it is not."""

    code: str
    needs: str
    refusal: str
    holds: Callable[[RegistrationFacts], bool]


REASON = Condition(
    "reason", "a reason", "Say why.", lambda facts: bool(facts.why.strip())
)  # fmt: skip
GATE_OPEN = Condition(
    "gate_open", "a gate that is open on the day",
    "This gate is closed: it lets nobody into the register today. Choose a gate that is open.",
    lambda facts: facts.is_gate_open,
)  # fmt: skip
IS_STATUTORY = Condition(
    "is_statutory", "a gate of the statutory tier",
    "A police designation is approved by a superintendent, and not in this way.",
    lambda facts: not facts.is_designation,
)  # fmt: skip
IS_DESIGNATION = Condition(
    "is_designation", "a police designation",
    "Only a police designation starts without notice. Tell the person of the requirements first, in writing.",
    lambda facts: facts.is_designation,
)  # fmt: skip
IS_PROPORTIONATE = Condition(
    "is_proportionate", "reasons why it is necessary and proportionate",
    "Say why the designation is necessary and proportionate, and what else was considered.",
    lambda facts: facts.is_proportionality_stated,
)  # fmt: skip
SECOND_PERSON_APPROVES = Condition(
    "second_person_approves", "the approval of a superintendent who did not propose it",
    "Whoever proposed the designation cannot approve it. A second person, a superintendent, must.",
    lambda facts: facts.is_decided_by_second_person,
)  # fmt: skip
NOTICE_GIVEN = Condition(
    "notice_given", "the day, the giver and the means of the written notice",
    "Record first when, by whom and how the person was told of the requirements in writing.",
    lambda facts: facts.is_notice_given,
)  # fmt: skip
HAS_AN_END = Condition(
    "has_an_end", "a requirement that is not indefinite",
    "The notification requirement is indefinite.", lambda facts: not facts.is_indefinite,
)  # fmt: skip
IS_INDEFINITE = Condition(
    "is_indefinite", "a requirement that is indefinite",
    "The notification requirement is not indefinite.", lambda facts: facts.is_indefinite,
)  # fmt: skip
IN_CUSTODY = Condition(
    "in_custody", "the person in custody", "The person is not recorded as being in custody.",
    lambda facts: facts.absence == "custody",
)  # fmt: skip
IN_HOSPITAL = Condition(
    "in_hospital", "the person detained in hospital", "The person is not recorded as being detained in hospital.",
    lambda facts: facts.absence == "hospital",
)  # fmt: skip
ABROAD = Condition(
    "abroad", "the person outside the United Kingdom",
    "The person is not recorded as being outside the United Kingdom.",
    lambda facts: facts.absence == "abroad",
)  # fmt: skip
PRESENT = Condition(
    "present", "the end of what suspended the clocks",
    "The person is still recorded as in custody, in hospital or abroad. Record first that this has ended.",
    lambda facts: not facts.absence,
)  # fmt: skip
APPEAL_OPEN = Condition(
    "appeal_open", "an appeal that was lodged and is not decided",
    "Record first the court and the day on which the appeal was lodged.",
    lambda facts: facts.appeal is Appeal.OPEN,
)  # fmt: skip
APPEAL_LOST = Condition(
    "appeal_lost", "the appeal dismissed or abandoned",
    "The appeal is not recorded as dismissed or abandoned.", lambda facts: facts.appeal is Appeal.LOST,
)  # fmt: skip
APPEAL_WON = Condition(
    "appeal_won", "the appeal allowed", "The appeal is not recorded as allowed.",
    lambda facts: facts.appeal is Appeal.WON,
)  # fmt: skip
COURT_DECIDED = Condition(
    "court_decided", "the court and the day of its decision",
    "Give the court and the day on which it ended the requirement; the day cannot lie ahead.",
    lambda facts: facts.court_decided_on is not None and facts.court_decided_on <= facts.on,
)  # fmt: skip
ACCEPTED = Condition(
    "accepted", "the acceptance of the other jurisdiction",
    "Say who in the other jurisdiction has accepted the registration.", lambda facts: bool(facts.accepted_by.strip()),
)  # fmt: skip
LAST_DAY_PASSED = Condition(
    "last_day_passed", "a last day that has passed",
    "The registration runs still: it expires after its last day, not before.",
    lambda facts: facts.ends_on is not None and facts.ends_on < facts.on,
)  # fmt: skip
NO_OPEN_FAILURE = Condition(
    "no_open_failure", "no overdue duty and no breach to decide on",
    "A notification is overdue, or a breach waits for a decision. Decide on it first: nothing closes by itself.",
    lambda facts: facts.open_failures == 0,
)  # fmt: skip
NO_REQUIREMENT_RUNS = Condition(
    "no_requirement_runs", "no notification requirement that still runs",
    "A notification requirement still runs by law. The register cannot end it: only a court, a review of an indefinite "
    "requirement or its last day can.",
    lambda facts: facts.running_requirements == 0,
)  # fmt: skip
REMOVAL_RECOMMENDED = Condition(
    "removal_recommended", "a review that recommends removal",
    "No review recommends removal. Review the registration first.", lambda facts: facts.is_removal_recommended,
)  # fmt: skip
SECOND_PERSON_REMOVES = Condition(
    "second_person_removes", "a second person, who did not do that review",
    "Whoever recommended the removal cannot carry it out. Ask a second person.",
    lambda facts: facts.is_removed_by_second_person,
)  # fmt: skip
DEATH_CONFIRMED = Condition(
    "death_confirmed", "a source that confirms the death",
    "Say who or what confirms the death. A report that nobody has checked is not enough.",
    lambda facts: bool(facts.death_confirmed_by.strip()),
)  # fmt: skip

CONDITIONS: tuple[Condition, ...] = (
    REASON, GATE_OPEN, IS_STATUTORY, IS_DESIGNATION, IS_PROPORTIONATE, SECOND_PERSON_APPROVES, NOTICE_GIVEN, HAS_AN_END,
    IS_INDEFINITE, IN_CUSTODY, IN_HOSPITAL, ABROAD, PRESENT, APPEAL_OPEN, APPEAL_LOST, APPEAL_WON, COURT_DECIDED,
    ACCEPTED, LAST_DAY_PASSED, NO_OPEN_FAILURE, NO_REQUIREMENT_RUNS, REMOVAL_RECOMMENDED, SECOND_PERSON_REMOVES,
    DEATH_CONFIRMED,
)  # fmt: skip


def in_words(conditions: Iterable[Condition]) -> str:
    """ "a gate that is open on the day; a reason"."""
    return "; ".join(condition.needs for condition in conditions)


def first_unmet(conditions: Iterable[Condition], facts: RegistrationFacts) -> Condition | None:
    """The first of these conditions that the facts do not meet, or None."""
    return next((condition for condition in conditions if not condition.holds(facts)), None)
