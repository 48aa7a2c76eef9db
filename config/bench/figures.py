"""What is measured: the name, meaning, unit, ruler and target of every figure."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from config.bench.world import World

_COMPARISONS: Mapping[str, Callable[[float, float], bool]] = {"<": operator.lt, "≤": operator.le, "≥": operator.ge}


@dataclass(frozen=True, slots=True)
class Target:
    """A bound on a figure's value, such as `≤ 1.5`."""

    comparison: str
    bound: float

    def is_met(self, value: float) -> bool:
        return _COMPARISONS[self.comparison](value, self.bound)

    def __str__(self) -> str:
        return f"{self.comparison} {self.bound:g}"


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure. `ruler` is what its ratio divides by; without a target it is for information."""

    name: str
    unit: str
    meaning: str
    ruler: str = ""
    target: Target | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a measurement gave for one figure. `size` says how much of what was measured."""

    value: float
    size: str
    ratio: float | None = None


Measure = Callable[["World"], Mapping[str, Reading]]


@dataclass(frozen=True, slots=True)
class Measurement:
    """A function that gives one or more figures."""

    names: tuple[str, ...]
    measure: Measure


MEASUREMENTS: list[Measurement] = []


def gives(*names: str) -> Callable[[Measure], Measure]:
    """Say which figures a function measures.

    Raises:
        KeyError: no figure has such a name.
    """

    known = tuple(FIGURES[name].name for name in names)

    def register(measure: Measure) -> Measure:
        MEASUREMENTS.append(Measurement(known, measure))
        return measure

    return register


def _under(bound: float) -> Target:
    return Target("<", bound)


def _at_most(bound: float) -> Target:
    return Target("≤", bound)


FIGURES: Mapping[str, Figure] = {
    figure.name: figure
    for figure in (
        Figure(
            "import_rows_per_s", "rows/s",
            "The three feeds of the demonstration, from the files to committed people with facts, search keys and log "
            "entries, by the code behind `manage.py import_feed` and the upload. The goal after this one is 500.",
            target=Target("≥", 50),
        ),
        Figure(
            "lookup_http_p50_ms_1m", "ms",
            "A lookup among a million people as the page asks for it while somebody types: a POST over HTTP, logged, "
            "until the last byte. Eight signed-in specialists type at once and without end, over more than thirty "
            "kinds of terms in equal parts; the page asks after 350 ms without another letter. Half are faster.",
            ruler="GET /live by the same clients, alternating",
        ),
        Figure(
            "lookup_http_p95_ms_1m", "ms",
            "The same lookups: nineteen of twenty are faster.",
            ruler="GET /live by the same clients, alternating",
            target=_under(100),
        ),
        Figure(
            "lookup_http_flat_out_p50_ms_1m", "ms",
            "The same eight clients without any pause, each asking as soon as it is answered: how long a lookup takes "
            "when the machine does nothing else and has no moment to spare.",
            ruler="GET /live by the same clients, alternating",
        ),
        Figure(
            "lookup_http_flat_out_p95_ms_1m", "ms",
            "The same: nineteen of twenty are faster.",
            ruler="GET /live by the same clients, alternating",
        ),
        Figure(
            "lookup_db_p50_ms_1m", "ms",
            "What PostgreSQL takes for the queries of one lookup among a million people, over some eighty kinds of "
            "terms, vague ones and those with slips among them. Half are faster.",
            ruler="reading one person by primary key, alternating",
        ),
        Figure(
            "lookup_db_p95_ms_1m", "ms",
            "The same: nineteen of twenty are faster. The ratio should be below 100.",
            ruler="reading one person by primary key, alternating",
            target=_under(15),
        ),
        Figure(
            "lookup_recall10_one_slip", "share",
            "How often the person who was meant is among the first ten of a million when what was told has one slip: a "
            "letter left out, swapped, doubled, added or wrong, a wrong digit, a wrong character in a vehicle mark.",
            target=Target("≥", 0.995),
        ),
        Figure(
            "lookup_recall10_all", "share",
            "The same over all kinds of what is told of one particular person: exact, misheard, with slips, short "
            "names, swapped dates, parts of numbers and addresses.",
            target=Target("≥", 0.99),
        ),
        Figure("lookup_recall1_all", "share", "The same: how often that person comes first."),
        Figure(
            "match_p95_ms_1m", "ms",
            "One record's candidates found among a million people of all forces and compared, in process.",
            ruler="reading one person by primary key, alternating",
            target=_under(30),
        ),
        Figure(
            "lookup_growth_exponent", "exponent",
            "How the database's part of a lookup (p95) grows with the people there are, from one to five million: 0 "
            "would be not at all, 1 in proportion.",
            target=_at_most(0.35),
        ),
        Figure(
            "alert_visible_p50_s", "s",
            "From the commit of a home address in force 14, recorded by force 13, until the alert stands in the list "
            "that force 14's inbox asks for. An open inbox asks every two seconds; that wait is not counted.",
        ),
        Figure("alert_visible_p99_s", "s", "The same: one of a hundred takes longer.", target=_under(1)),
        Figure(
            "alert_delivered_p50_s", "s",
            "From the same commit until the list says that the worker has delivered the alert.",
        ),
        Figure("alert_delivered_p99_s", "s", "The same: one of a hundred takes longer.", target=_under(1)),
        Figure(
            "alert_visible_api_p50_s", "s",
            "From the commit of a home address in force 14, one of fifty in each second, until the alert stands among "
            "those that force 14's system asks the API for. It asks ten times a second.",
        ),
        Figure("alert_visible_api_p99_s", "s", "The same: one of a hundred takes longer.", target=_under(1)),
        Figure(
            "change_feed_events_per_s", "events/s",
            "The change feed over HTTP from its beginning to its end, by one client, page after page: what may be seen "
            "is decided anew for each event.",
            ruler="COPY of the same rows by PostgreSQL",
            target=Target("≥", 20_000),
        ),
        Figure(
            "audited_write_ratio", "×",
            "Adding a telephone number through its action, search keys included, with the log and its guard.",
            ruler="the same write, policy and lock included, without event and guard",
            target=_at_most(1.5),
        ),
        Figure(
            "audited_smallest_write_ratio", "×",
            "The worst case for the log: an action that updates one column of one row (confirming a fact).",
            ruler="the same update, policy and lock included, without event and guard",
        ),
        Figure(
            "audited_write_vs_pghistory", "×",
            "Adding a telephone number with the log and its guard, which record who and why, and with it denials and "
            "reads.",
            ruler="the same write under django-pghistory, which records the row and its context",
            target=_at_most(1.1),
        ),
        Figure(
            "audited_write_vs_auditlog", "×", "The same write with the log and its guard.",
            ruler="the same write under django-auditlog",
            target=_under(1),
        ),
        Figure(
            "audited_write_vs_simple_history", "×", "The same write with the log and its guard.",
            ruler="the same write under django-simple-history",
            target=_under(1),
        ),
        Figure(
            "audited_lookup_ratio", "×",
            "A lookup of the terms of all kinds, in process, with its log entry.",
            ruler="the same search, policy included, without the entry",
            target=_at_most(1.5),
        ),
        Figure(
            "seal_lag_p50_s", "s",
            "From the commit of an entry of the log until a signed checkpoint holds it, while four writers commit one "
            "entry after another as fast as they can and the sealer runs beside them. Half are faster.",
        ),
        Figure("seal_lag_p99_s", "s", "The same: one of a hundred takes longer.", target=_under(2)),
        Figure(
            "verify_entries_per_s", "entries/s",
            "The offline verifier over a download of the whole log: signature, tree, every entry, completeness. It "
            "takes as many processes as it does by itself.",
            ruler="SHA-256 of the same bytes",
            target=Target("≥", 50_000),
        ),
        Figure(
            "export_entries_per_s", "entries/s",
            "The download of the whole log with all that proves it, as a zip, for an auditor and narrowed to what they "
            "may see. Its speed against the ruler's should be at least a tenth.",
            ruler="COPY of the same entries",
        ),
        Figure(
            "export_peak_mb", "MB",
            "The most memory that the process held during that download, all of the register's code included.",
        ),
        Figure(
            "export_growth_mb", "MB",
            "How much of it came with the download: it must not grow with the entries.",
            target=_under(64),
        ),
        Figure(
            "key_upkeep_ratio", "×",
            "Adding a name and an address with the search keys that lookup needs.",
            ruler="the same writes without search keys",
            target=_at_most(1.5),
        ),
        Figure(
            "card_queries", "queries",
            "Database queries of one whole request for the card, the most among many people; writes of the session "
            "are not counted. Tests hold it to a fixed number.",
            target=_at_most(25),
        ),
        Figure(
            "lookup_queries", "queries",
            "Database queries of one whole lookup request, the most among all kinds of terms; writes of the session "
            "are not counted. Tests hold it to a fixed number.",
        ),
        Figure(
            "match_precision_feeds", "share",
            "Of the pairs of records that matching would join by itself in the three feeds, as the import understands "
            "them, the share that is one person. Twins and relatives are among them.",
            target=Target("≥", 0.999),
        ),
        Figure(
            "match_recall_feeds", "share",
            "Of the pairs of records in the feeds that are one person, the share that matching joins by itself. "
            "Training never read who is who in the feeds.",
            target=Target("≥", 0.95),
        ),
        Figure(
            "match_f1_febrl4", "F1",
            "Linking the two lists of the data set FEBRL 4 by our levels and search keys, at the best threshold. The "
            "chances of the levels are estimated on the data set itself, without its truth: it holds Australians.",
            ruler="Splink with its own comparisons, trained in the usual way, on the same data",
            target=Target("≥", 0.995),
        ),
        Figure(
            "match_f1_febrl3", "F1",
            "The same on FEBRL 3, one list with up to five wrong copies of a person. A ratio of 1 is Splink's own.",
            ruler="Splink with its own comparisons, trained in the usual way, on the same data",
        ),
        Figure(
            "match_f1_febrl3_to_splink", "×",
            "F1 on FEBRL 3 divided by that of Splink with its own comparisons on the same data in the same run.",
            ruler="Splink's F1 on the same data",
            target=Target("≥", 1),
        ),
        Figure(
            "duties_page_p50_ms", "ms",
            "The page of duties over HTTP, among 120,000 active registrations in all forces: one's own, the team's and "
            "nobody's; overdue, today, in seven days and later; in the largest force and in another. Half are faster.",
            ruler="GET /live by the same clients, alternating",
        ),
        Figure(
            "duties_page_p95_ms", "ms",
            "The same: nineteen of twenty are faster.",
            ruler="GET /live by the same clients, alternating",
            target=_under(200),
        ),
        Figure(
            "duties_page_queries", "queries",
            "Database queries of one whole request for the page of duties, the most among its kinds; writes of the "
            "session are not counted.",
        ),
        Figure(
            "sweep_ms_per_due", "ms",
            "The nightly sweep, for each duty that became overdue: it is noted and a task is raised, with their log "
            "entries. A thousand are due among 120,000 registrations.",
        ),
        Figure(
            "sweep_growth", "×",
            "How much longer the sweep takes when ten times as many registrations exist and the same number is due.",
            ruler="the same sweep among a tenth of the registrations, alternating",
            target=_at_most(1.2),
        ),
        Figure(
            "sweep_growth_due", "share",
            "How much longer the sweep takes when ten times as many duties are due, divided by ten: 1 is in exact "
            "proportion to what is due.",
        ),
        Figure(
            "batch_people_per_s", "people/s",
            "Batches of 1,000 new people, each with aliases, addresses, numbers, vehicles and identifiers, by the "
            "code behind `POST /api/v1/people/batch`, until all are committed with their search keys and an entry of "
            "the log for each, and wait to be matched.",
        ),
        Figure(
            "batch_ratio", "×",
            "The same, as a share of how many of these people, with the rows of their facts and without keys or log, "
            "plain SQL puts into tables that are alike: one INSERT of many rows for each table, written out before, "
            "without guards and foreign keys.",
            ruler="plain INSERT of the same rows, in turn",
            target=Target("≥", 0.1),
        ),
        Figure(
            "case_page_p50_ms", "ms",
            "The page of a case over HTTP, among 1,000,000 cases in all forces, for a safeguarding officer of the "
            "largest: half of the cases have dozens of incidents, observations, developments and tasks. Half are "
            "faster.",
            ruler="GET /live by the same client, alternating",
        ),
        Figure(
            "case_page_p95_ms", "ms",
            "The same: nineteen of twenty are faster.",
            ruler="GET /live by the same client, alternating",
            target=_under(150),
        ),
        Figure(
            "case_page_queries", "queries",
            "Database queries of one whole request for the page of a case, the same however much there is in it; those "
            "of the session are not counted.",
        ),
        Figure(
            "policy_overhead_ratio", "×",
            "How much longer it takes to read fifty cases of a list among 1,000,000 as the policy lets a reader see "
            "them, with 30 people barred from the reader and 30 restricted ones granted, than those of the force.",
            ruler="the same list by the force alone, alternating",
            target=_at_most(1.3),
        ),
        Figure(
            "demo_first_start_s", "s",
            "`make demo` in a fresh clone with empty caches, until the sign-in page is served with all the data of the "
            "demonstration behind it. Includes downloading every dependency.",
            target=_under(90),
        ),
        Figure(
            "demo_second_start_s", "s",
            "`make demo` again in the same clone, until the sign-in page is served.",
            target=_under(15),
        ),
    )
}  # fmt: skip
