"""The register entry of a person: each registration with its gate, its status and its history, and the convictions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import prefetch_related_objects

from accounts.models import User
from cases.holdings import Holdings
from cases.presenters import gate_in_words
from register.duties.facts import governing_on
from register.duties.wanted import Wanted
from register.gate_facts import gates_of, period_of
from register.models import (
    Conviction,
    IndefiniteReview,
    MappaListing,
    NotificationRequirement,
    Person,
    Registration,
    RegistrationAppeal,
    RegistrationReview,
    RegistrationStatusChange,
)
from register.models.registration import ENDED
from register.rules.gates import GATES
from register.rules.notification_periods import Term
from register.rules.regimes.spells import Spell
from register.rules.regimes.table import REGIMES, DutyKind
from register.rules.time_limits import limit_in_force
from ui.dates import day

MOST = 100


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One thing that happened to a registration."""

    title: str
    at: datetime
    by: str
    said: str


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One registration as the entry shows it. `rows` are pairs of what it is and what it says."""

    status: str
    is_live: bool
    is_of_this_record: bool
    is_designation: bool
    is_review_overdue: bool
    is_stayed: bool
    period: str
    rows: tuple[tuple[str, str], ...]
    duties: tuple[str, ...]
    history: tuple[HistoryLine, ...]


@dataclass(frozen=True, slots=True)
class ConvictionLine:
    """One conviction, finding or caution. `number` names it in addresses, where it stands in the opened record."""

    number: int
    is_of_this_record: bool
    title: str
    rows: tuple[tuple[str, str], ...]
    quashed: str


@dataclass(frozen=True, slots=True)
class MappaLine:
    """One listing under MAPPA. `number` names it in addresses, where it stands in the opened record and runs."""

    number: int
    is_of_this_record: bool
    is_running: bool
    said: str


@dataclass(frozen=True, slots=True)
class Law:
    """A requirement that a conviction brings: what it was, how long by law, by which authority, and its clock."""

    title: str
    regime: str
    regime_code: str
    number: int
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """Everything that the register decides about one person."""

    person: Person
    lines: tuple[EntryLine, ...]
    convictions: tuple[ConvictionLine, ...]
    mappa: tuple[MappaLine, ...]
    gates: tuple[tuple[str, str, str], ...]
    held: Holdings


def register_entry_of(held: Holdings) -> RegisterEntry:
    """The entry for the actor of the holdings: eleven more queries."""
    ids = held.record_ids
    reviews = list(RegistrationReview.objects.filter(registration__person__in=ids).select_related("reviewed_by"))
    appeals = list(RegistrationAppeal.objects.filter(registration__person__in=ids))
    changes = list(
        RegistrationStatusChange.objects.filter(registration__person__in=ids)
        .select_related("changed_by")
        .order_by("-changed_at", "-pk")[:MOST]
    )
    convictions = Conviction.objects.filter(person__in=ids).select_related("follows__follows", "force")[:MOST]
    listings = MappaListing.objects.filter(person__in=ids)[:MOST]
    followed = gates_of(held.person, actor=held.actor, on=held.on)
    prefetch_related_objects(held.registrations, "person", "requirements", "indefinite_reviews")
    governing = governing_on(held.registrations, on=held.on)
    return RegisterEntry(
        person=held.person,
        lines=tuple(
            _line(row, held, _Parts(reviews, appeals, changes, governing.get(row.pk))) for row in held.registrations
        ),
        convictions=tuple(_conviction(each, held) for each in convictions),
        mappa=tuple(_listing(each, held) for each in listings),
        gates=tuple((one.gate.title, one.why, one.gate.model) for one in followed),
        held=held,
    )


@dataclass(frozen=True, slots=True)
class _Parts:
    """What was read of the registrations, and the requirement that governs this one today."""

    reviews: list[RegistrationReview]
    appeals: list[RegistrationAppeal]
    changes: list[RegistrationStatusChange]
    governing: Spell | None


def _line(row: Registration, held: Holdings, parts: _Parts) -> EntryLine:
    mine = [each for each in parts.appeals if each.registration_id == row.pk]
    is_live = row.status not in ENDED
    history = [
        *(_change(each, held) for each in parts.changes if each.registration_id == row.pk),
        *(_review(each, held) for each in parts.reviews if each.registration_id == row.pk),
    ]
    return EntryLine(
        status=row.get_status_display(),
        is_live=is_live,
        is_of_this_record=row.person_id == held.person.pk,
        is_designation=row.is_designation,
        is_review_overdue=is_live and row.next_review_on < held.on,
        is_stayed=any(each.is_stayed and each.stay_ended_on is None and not each.outcome for each in mine),
        period=_period(row),
        rows=_readable(_rows(row, is_live, parts.governing), held),
        duties=tuple(
            f"{duty.get_kind_display()} due {day(duty.due_on)}"
            for duty in held.duties
            if duty.registration_id == row.pk and duty.due_on is not None and duty.is_open
        ),
        history=tuple(sorted(history, key=lambda line: line.at, reverse=True)),
    )


def _rows(row: Registration, is_live: bool, governing: Spell | None) -> Iterable[tuple[str, str]]:
    authority = next((each.model for each in GATES if each.code == row.gate), "")
    yield "Gate", gate_in_words(row.gate)
    yield "Authority", authority
    yield "Reason", row.gate_reason
    yield "Why proportionate", row.proportionality
    yield "What the register proposed", row.system_proposal or "No gate seemed to follow from what was recorded"
    yield "Decided", f"{day(row.decided_at)}, {_name(row.decided_by)}" if row.decided_at else "Not yet"
    yield "Told in writing", _notice(row)
    yield "Managed by", row.managing_force.name
    yield "Offender manager", row.offender_manager.name if row.offender_manager else "Not chosen"
    yield "Risk of serious harm", _risk(row)
    if is_live:
        yield "Next review", day(row.next_review_on)
        yield "Notification today", _governing(governing)
    for requirement in row.requirements.all():
        yield "Requirement to notify", _requirement(requirement)
    for each in row.indefinite_reviews.all():
        yield "Application to end it", _application(each)


def _readable(rows: Iterable[tuple[str, str]], held: Holdings) -> tuple[tuple[str, str], ...]:
    """The rows that say something, without what is protected from this reader."""
    return tuple((key, held.guard.free_text(value)) for key, value in rows if value)


def _risk(row: Registration) -> str:
    if not row.harm_risk:
        return "Not assessed: treat as unknown, not as low"
    return Registration.HarmRisk(row.harm_risk).label


def _governing(spell: Spell | None) -> str:
    """Which requirement governs today: of several the law lets one give way to another."""
    if spell is None:
        return "No requirement to notify"
    until = f", until {day(spell.last)}" if spell.last else ""
    return f"{spell.regime.title}, since {day(spell.first)}{until}. {spell.regime.authority}."


def _requirement(each: NotificationRequirement) -> str:
    until = f" Until {day(each.ends_on)}." if each.ends_on else ""
    ended = f" Ended on {day(each.ended_on)}: {each.ended_why}." if each.ended_on else ""
    return f"{each.get_regime_display()}. {each.explanation}{until}{ended}"


def _application(each: IndefiniteReview) -> str:
    if each.outcome:
        parts = [f"{each.get_outcome_display()}, {_known_day(each.decided_on)}.", each.reasons]
        if each.outcome == IndefiniteReview.Outcome.REFUSED:
            parts.append(f"Appeal by {_known_day(each.appeal_due_on)}.")
            parts.append(f"Next application from {_known_day(each.again_from_on)}.")
        if each.appeal_allowed_on:
            parts.append(f"Appeal allowed on {day(each.appeal_allowed_on)} by {each.appeal_court}.")
        return " ".join(part for part in parts if part)
    due = [f"Received {day(each.applied_on)}."]
    if each.acknowledged_on is None:
        due.append(f"Acknowledge by {day(each.acknowledgement_due_on)}.")
    if each.decision_due_on is not None:
        due.append(f"Information by {_known_day(each.information_due_on)}; decide by {day(each.decision_due_on)}.")
    return " ".join(due)


def _known_day(day_of_it: date | None) -> str:
    return day(day_of_it) if day_of_it else "a day that is not recorded"


def _notice(row: Registration) -> str:
    if row.notice_given_on is None:
        return "Not needed for a police designation" if row.is_designation else "Not yet"
    return f"{day(row.notice_given_on)}, by {row.notice_given_by}: {row.get_notice_means_display().lower()}"


def _name(user: User | None) -> str:
    return user.name if user else "the register itself"


def _period(row: Registration) -> str:
    if row.is_indefinite:
        return f"From {day(row.starts_on)}, indefinite"
    return f"{day(row.starts_on)} to {day(row.ends_on)}" if row.ends_on else f"From {day(row.starts_on)}"


def _change(each: RegistrationStatusChange, held: Holdings) -> HistoryLine:
    since = f"Of {day(each.effective_on)}." if each.effective_on else ""
    said = held.guard.free_text(" ".join(part for part in (each.why, since, each.authority) if part))
    return HistoryLine(each.get_to_status_display(), each.changed_at, _name(each.changed_by), said)


def _review(each: RegistrationReview, held: Holdings) -> HistoryLine:
    said = held.guard.free_text(f"{each.reasons} Next review by {day(each.next_review_on)}.")
    title = f"Reviewed: {each.get_outcome_display().lower()}"
    return HistoryLine(title, each.recorded_at, _name(each.reviewed_by), said)


def _conviction(each: Conviction, held: Holdings) -> ConvictionLine:
    term = Term(each.term_months or 0, each.term_days)
    length = f", {term.in_words}" if term != Term() else ""
    beside = f"{each.get_term_link_display()}: {each.follows.cjs_code}" if each.follows else ""
    rows = (
        (each.get_kind_display(), day(each.convicted_on)),
        ("Court", ", ".join(part for part in (each.court_name, each.get_court_display()) if part)),
        ("Sentence", f"{each.get_disposal_display()}{length}" + _on(each.sentenced_on)),
        ("Runs", beside),
        ("Age on that day", _age(each)),
        ("Domestic abuse", "Found by the court (Sentencing Code s.56A)" if each.has_domestic_abuse_finding else ""),
        ("Varied on appeal", f"{day(each.varied_on)}, {each.appeal_court}" if each.varied_on else ""),
        ("Notification", notification_in_words(each)),
    )
    return ConvictionLine(
        number=each.pk,
        is_of_this_record=each.person_id == held.person.pk,
        title=f"{each.cjs_code} {each.offence_title}",
        rows=_readable(rows, held),
        quashed=f"Quashed on {day(each.quashed_on)} by {each.appeal_court}" if each.quashed_on else "",
    )


def notification_in_words(conviction: Conviction) -> str:
    """How long an offence of Schedule 3 requires notification, or why that cannot be said yet."""
    if not conviction.is_schedule_3_offence or conviction.quashed_on:
        return ""
    try:
        period = period_of(conviction)
    except ValueError as error:
        return str(error)
    until = f" Until {day(period.ends_on)}." if period.ends_on else ""
    return f"{period.explanation}{until}"


def _on(on: date | None) -> str:
    return f", on {day(on)}" if on else ""


def _age(each: Conviction) -> str:
    return {True: "Under 18", False: "", None: "Not known whether under 18"}[each.is_under_18]


def law_of(each: Wanted) -> Law:
    """What the law says of a requirement that nobody has begun yet."""
    regime = REGIMES[each.regime]
    try:
        period = period_of(each.conviction)
        length = period.explanation + (f" Until {day(period.ends_on)}." if period.ends_on else "")
    except ValueError as error:
        length = str(error)
    initial = limit_in_force(regime.limits[DutyKind.INITIAL], each.conviction.convicted_on)
    rows = (
        ("Conviction", f"{each.conviction.offence_title}, {day(each.conviction.convicted_on)}"),
        ("Sentence", each.conviction.get_disposal_display()),
        ("Requirement", regime.title),
        ("Authority", each.authority),
        ("Period", length),
        ("First notification", f"{initial.length_in_words}, {initial.counting.value}. {initial.authority}"),
    )
    return Law(each.conviction.offence_title, regime.title, regime.code, each.conviction.pk, rows)


def _listing(each: MappaListing, held: Holdings) -> MappaLine:
    marker = ", with a domestic abuse marker" if each.has_domestic_abuse_marker else ""
    until = f" to {day(each.ends_on)}" if each.ends_on else ", still"
    level = each.get_level_display().lower()
    said = f"{each.get_category_display()}; {level}{marker}. {day(each.starts_on)}{until}."
    return MappaLine(each.pk, each.person_id == held.person.pk, each.ends_on is None, said)
