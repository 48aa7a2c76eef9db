"""What is counted, in words: each measure as dated data, with what it must never reward.

Changed words or a changed way of counting are a new version with its own first quarter; what was published under an
older one keeps it. The parts of a measure are apart from each other: one event is in one part. No two measures part the
same events in two ways, because the two tables together would tell more than either (ADR 23).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cases.rules.statistics.quarters import Quarter

FIRST = Quarter(2024, 1)


@dataclass(frozen=True, slots=True)
class Part:
    """One of the parts that a measure counts apart. `code` is a column of what is counted."""

    code: str
    title: str


@dataclass(frozen=True, slots=True)
class Measure:
    """One definition. `counts` says of what, `window` over which time; `harm_avoided` what it must not reward, and how
    under-recording gains nothing by it.

    With several parts the share of each among all of them is told; with one the count alone. `tells_shares` is False
    where the whole is what people chose to write down: leaving out what went badly would raise the share of the rest.
    """

    code: str
    version: int
    valid_from: Quarter
    title: str
    subject: str
    counts: str
    window: str
    parts: tuple[Part, ...]
    harm_avoided: str
    tells_shares: bool = True

    @property
    def has_shares(self) -> bool:
        return self.tells_shares and len(self.parts) > 1


QUARTER, YEAR, THREE_YEARS = (
    "The quarter", "The 12 months that end with the quarter", "The 3 years that end with the quarter"
)  # fmt: skip
PEOPLE, WORK, PROTECTION, ACCESS = "People", "Work in time", "Protection", "Use of the register"


def _one(code: str, title: str) -> tuple[Part, ...]:
    return (Part(code, title),)


def _two(first: str, rest: str) -> tuple[Part, ...]:
    return (Part("met", first), Part("rest", rest))


MEASURES: tuple[Measure, ...] = (
    Measure(
        "incidents", 1, FIRST, "Incidents recorded", PEOPLE,
        "Incidents of domestic abuse by the force that recorded them, without those found not to be so. One that is "
        "not confirmed yet counts.",
        QUARTER, _one("all", "Incidents"),
        "More is neither better nor worse: it is what the other measures are read beside. A force that records less "
        "is not shown as safer.",
    ),
    Measure(
        "repeat_victims", 1, FIRST, "Repeat victims", PEOPLE,
        "People recorded as victims of at least one incident, once each however many records stand for them.",
        YEAR, _two("Two or more incidents", "One incident"),
        "It is read beside the incidents recorded: leaving the second incident out would lower both.",
    ),
    Measure(
        "repeat_suspects", 1, FIRST, "Repeat offenders", PEOPLE,
        "People recorded as suspects in at least one incident, once each however many records stand for them.",
        YEAR, _two("Two or more incidents", "One incident"),
        "A rise may mean that a force recognises the same person sooner. It is read beside the incidents recorded.",
    ),
    Measure(
        "serial_suspects", 1, FIRST, "Serial offenders", PEOPLE,
        "People recorded as suspects in an incident with at least one known victim, once each.",
        THREE_YEARS, _two("Two or more different victims", "One victim"),
        "A rise may mean that records were joined and a pattern was seen. It sets nobody a target.",
    ),
    Measure(
        "outcomes", 1, FIRST, "Outcomes of incidents", PEOPLE,
        "Incidents whose outcome was recorded in the quarter, by that outcome.",
        QUARTER,
        (
            Part("charged", "Charged or summonsed (1, 1A)"),
            Part("unsupported", "The victim does not support further action (14, 16)"),
            Part("other", "Another outcome"),
        ),
        "All outcomes stand side by side, so calling one by another name only moves it to the next column. No share is "
        "told: leaving an outcome out would raise that of the others.",
        tells_shares=False,
    ),
    Measure(
        "notified_in_time", 1, FIRST, "Notifications made in time", WORK,
        "Duties to notify whose last day was in the quarter, without those that ended before they were met.",
        QUARTER, _two("Notified by the last day", "Late, or not notified"),
        "A duty follows from the law and the facts. It counts whether or not anybody writes anything down.",
    ),
    Measure(
        "disclosures_in_time", 1, FIRST, "Disclosures under Clare’s Law in time", WORK,
        "Requests whose 28th day, with the days of stops, was in the quarter, without those taken back or outside the "
        "scheme.",
        QUARTER, _two("Answered by that day", "Later, or not yet"),
        "Whether the answer was to disclose makes no difference, so nothing is gained by refusing quickly. A request "
        "that is open still counts as late.",
    ),
    Measure(
        "work_in_time", 1, FIRST, "Work done in time", WORK,
        "Everything with a day that the register watches over, whose day was in the quarter.",
        QUARTER, _two("Done by its day", "Late, or not done"),
        "What is due is worked out by the register from the records. Nobody can leave it out by not listing it.",
    ),
    Measure(
        "work_escalated", 1, FIRST, "Work that was sent up", WORK,
        "Things that were late and were sent to a supervisor, a force lead or oversight in the quarter, once each.",
        QUARTER, _one("all", "Sent up"),
        "The register sends it up by itself. To be told is the safeguard working; it is read beside work done in time.",
    ),
    Measure(
        "orders_made", 1, FIRST, "Protective orders made", PROTECTION,
        "Protective orders and notices made in the quarter, by the force that recorded them.",
        QUARTER, _one("all", "Orders made"),
        "A count without a target: an order is made because somebody needs it.",
    ),
    Measure(
        "order_breaches", 1, FIRST, "Breaches of protective orders", PROTECTION,
        "Breaches that happened in the quarter, by the force that recorded them.",
        QUARTER, _two("Arrested within 24 hours", "Arrested later, or not"),
        "The number of breaches is not judged, and no share of arrests is told: leaving out a breach that led to none "
        "would raise it.",
        tells_shares=False,
    ),
    Measure(
        "risk_raised", 1, FIRST, "Risk raised", PROTECTION,
        "Times that the level of risk in a case became higher in the quarter.",
        QUARTER, _one("all", "Raised"),
        "It may be done at once and by anybody, and is never counted against whoever does it.",
    ),
    Measure(
        "risk_lowered", 1, FIRST, "Risk lowered", PROTECTION,
        "Times that the level of risk in a case became lower in the quarter, agreed by two people or assessed anew.",
        QUARTER, _one("all", "Lowered"),
        "It stands beside risk raised, so that a force which only lowers is seen. Lower is not shown as success.",
    ),
    Measure(
        "match_disputes", 1, FIRST, "Matches disputed", ACCESS,
        "Decisions by people on whether two records are the same person, by the force of whoever decided.",
        QUARTER, _two("Kept apart", "Joined"),
        "It tells how often the matcher is contradicted, and judges no reviewer: either answer counts the same.",
    ),
    Measure(
        "lookups_explained", 1, FIRST, "Lookups with an incident number or words", ACCESS,
        "Lookups of people, by the force of whoever looked. Every lookup has a code for its reason.",
        QUARTER, _two("With an incident number or words", "With a code alone"),
        "Looking somebody up is never counted against a force; only the missing explanation is seen.",
    ),
    Measure(
        "glass_broken", 1, FIRST, "Closed records opened in an emergency", ACCESS,
        "Times that somebody broke the glass over a record that was closed to them in the quarter, by the force of "
        "whoever did, without those that only stayed longer.",
        QUARTER, _two("Reviewed within 72 hours", "Reviewed later, or not yet"),
        "To open is never counted against a force: the register itself writes it down, and without the act nothing "
        "opens. Only the review is timed, and one that nobody answered is late.",
    ),
    Measure(
        "glass_longer", 1, FIRST, "Closed records kept open for longer", ACCESS,
        "Times that somebody gave a new reason in the quarter to keep a record open that was open to them by breaking "
        "the glass, by the force of whoever did.",
        QUARTER, _two("Reviewed within 72 hours", "Reviewed later, or not yet"),
        "Letting the hour run out and breaking the glass anew gains nothing: it moves to the measure beside this one.",
    ),
)  # fmt: skip


def measures_in(quarter: Quarter) -> Mapping[str, Measure]:
    """By code, the version of each measure that holds for the quarter."""
    found: dict[str, Measure] = {}
    for measure in sorted(MEASURES, key=lambda each: (each.valid_from, each.version)):
        if measure.valid_from <= quarter:
            found[measure.code] = measure
    return {each.code: found[each.code] for each in MEASURES if each.code in found}
