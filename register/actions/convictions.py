"""Recording convictions, findings and cautions, what became of them on appeal, and the listing under MAPPA."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from accounts.actor import Actor, system_actor
from accounts.models import Force
from audit.core.action import action
from audit.core.entry import Entry, Reason
from audit.core.errors import Refused
from register import policies
from register.actions.registration_moves import Said, keep_period
from register.actions.requirements import end_requirement, vary_requirement
from register.actions.tasks import raise_task
from register.duties.wanted import regimes_of
from register.events import convictions as events
from register.gate_facts import period_of
from register.harm_changed import harm_changed
from register.models import (
    Conviction,
    MappaListing,
    NotificationRequirement,
    Person,
    Registration,
    SubjectCategory,
    Task,
)
from register.retention.keeping import keep_for
from register.rules.notification_periods import WITH_TERM, Disposal, was_under_18
from register.rules.time_limits import in_words
from register.rules.working_days import add_working_days

# What a court decides changes the requirement, whichever force manages the registration.
BY_ITSELF: dict[str, Any] = {
    "actor": system_actor("appeal_decided", {"registration.end_requirement": "national"}),
    "reason": Reason("system"),
}
TEAM = "offender-manager"
DECIDE_THERE = "It stands on the page of the registration, with what the law says."
# What a second report of the same conviction may fill in, where the first left it open.
_FILLED = ("sentenced_on", "court", "court_name", "term_months", "is_under_18")


@dataclass(frozen=True, slots=True)
class Sentence:
    """What the court or the police did, and how its term runs beside another."""

    disposal: Conviction.Disposal
    term_months: int | None = None
    term_days: int = 0
    follows: Conviction | None = None
    term_link: str = ""
    overlap_months: int = 0
    overlap_days: int = 0


@action(event=events.CONVICTION_RECORDED, policy=policies.RECORD_CONVICTION)
def record_conviction(
    person: Person, *, entry: Entry, actor: Actor, reason: Reason, force: Force, cjs_code: str, offence_title: str,
    convicted_on: date, sentence: Sentence, kind: Conviction.Kind = Conviction.Kind.CONVICTION,
    sentenced_on: date | None = None, court: str = "", court_name: str = "", is_under_18: bool | None = None,
    is_schedule_3_offence: bool = False, has_domestic_abuse_finding: bool = False,
) -> Conviction:  # fmt: skip
    """Record a conviction, finding or caution. The same offence on the same day is one, however often received: a
    second report fills in what the first left open, and never takes anything back.

    A court's finding of domestic abuse (Sentencing Code s.56A) makes a suspect a convicted person (DPA 2018 s.38(3)).
    """
    _require_order_of_days(convicted_on, sentenced_on)
    _require_sentence(person, kind, sentence)

    is_under_18 = was_under_18(person.date_of_birth, convicted_on) if person.date_of_birth else is_under_18
    told = {"sentenced_on": sentenced_on, "court": court, "court_name": court_name.strip(), "is_under_18": is_under_18}
    conviction, is_new = Conviction.objects.get_or_create(
        person=person, cjs_code=cjs_code, convicted_on=convicted_on,
        defaults={
            **told, **_of(sentence), "force": force, "kind": kind, "offence_title": offence_title,
            "is_schedule_3_offence": is_schedule_3_offence, "has_domestic_abuse_finding": has_domestic_abuse_finding,
        },
    )  # fmt: skip
    if is_new:
        _require_period(conviction)
    else:
        found = {
            "has_domestic_abuse_finding": has_domestic_abuse_finding, "is_schedule_3_offence": is_schedule_3_offence,
        }  # fmt: skip
        _fill_in(conviction, {**told, "term_months": sentence.term_months}, found)
    if has_domestic_abuse_finding:
        _stand_as(person, SubjectCategory.SUSPECT, SubjectCategory.CONVICTED)
    _ask_to_decide(conviction, actor, reason)
    harm_changed([person.pk])
    entry.about(conviction, subject=person)
    entry.record(
        kind=kind, cjs_code=cjs_code, convicted_on=convicted_on, disposal=sentence.disposal,
        has_domestic_abuse_finding=has_domestic_abuse_finding,
    )  # fmt: skip
    return conviction


@action(event=events.CONVICTION_QUASHED, policy=policies.CHANGE_CONVICTION)
def quash_conviction(
    conviction: Conviction, *, entry: Entry, actor: Actor, reason: Reason, quashed_on: date, court: str
) -> Conviction:
    """Record that a court quashed the conviction. From then on it opens no gate and requires nothing, and
    the record is kept as if there had been none."""
    _require_appeal(conviction, quashed_on, court, "quashed_on")

    conviction.quashed_on, conviction.appeal_court = quashed_on, court.strip()
    conviction.version += 1
    conviction.save()
    for requirement in _requirements(conviction):
        end_requirement(requirement, ended_on=quashed_on, why=f"Quashed by {court.strip()}", **BY_ITSELF)
        keep_period(requirement.registration, Said("The conviction was quashed.", quashed_on), actor=actor)
    keep_for(conviction.person, on=timezone.localdate())
    if not conviction.person.convictions.standing().exists():
        _stand_as(conviction.person, SubjectCategory.CONVICTED, SubjectCategory.SUSPECT)
    harm_changed([conviction.person_id])
    entry.about(conviction, subject=conviction.person)
    entry.record(cjs_code=conviction.cjs_code, quashed_on=quashed_on, court=court)
    return conviction


@action(event=events.CONVICTION_VARIED, policy=policies.CHANGE_CONVICTION)
def vary_conviction(
    conviction: Conviction, *, entry: Entry, actor: Actor, reason: Reason, varied_on: date, court: str,
    disposal: Conviction.Disposal, term_months: int | None = None, term_days: int = 0,
) -> Conviction:  # fmt: skip
    """Record another sentence that a court put in the place of the first."""
    _require_appeal(conviction, varied_on, court, "varied_on")
    if term_months is None and Disposal(disposal) in WITH_TERM:
        raise Refused("Give the length of the new sentence in months.", field="term_months")

    conviction.varied_on, conviction.appeal_court = varied_on, court.strip()
    conviction.disposal, conviction.term_months, conviction.term_days = disposal, term_months, term_days
    conviction.version += 1
    conviction.save()
    _require_period(conviction)
    for requirement in _requirements(conviction):
        vary_requirement(requirement, **BY_ITSELF)
    entry.about(conviction, subject=conviction.person)
    term = f"{term_months or 0} months, {term_days} days"
    entry.record(
        cjs_code=conviction.cjs_code, varied_on=varied_on, court=court, disposal=disposal, term=term
    )  # fmt: skip
    return conviction


@action(event=events.MAPPA_LISTED, policy=policies.RECORD_CONVICTION)
def record_mappa(
    person: Person, *, entry: Entry, actor: Actor, reason: Reason, force: Force, category: MappaListing.Category,
    level: MappaListing.Level, has_domestic_abuse_marker: bool, starts_on: date,
) -> MappaListing:  # fmt: skip
    """Record how somebody is managed under MAPPA from a day on. What was recorded before ends the day before."""
    if starts_on > timezone.localdate():
        raise Refused("The day lies ahead. Record the listing when it holds.", field="starts_on")
    current = MappaListing.objects.filter(person=person, ends_on__isnull=True).first()
    if current is not None and current.starts_on >= starts_on:
        raise Refused("A listing from that day or a later one is recorded already. Check the date.", field="starts_on")
    if current is not None:
        current.ends_on = starts_on - timedelta(days=1)
        current.save()

    listing = MappaListing.objects.create(
        person=person, force=force, category=category, level=level, starts_on=starts_on,
        has_domestic_abuse_marker=has_domestic_abuse_marker, recorded_by_id=actor.user_id,
    )  # fmt: skip
    entry.about(listing, subject=person)
    entry.record(
        category=category, level=level, has_domestic_abuse_marker=has_domestic_abuse_marker, starts_on=starts_on
    )
    return listing


@action(event=events.MAPPA_ENDED, policy=policies.CHANGE_CONVICTION)
def end_mappa(listing: MappaListing, *, entry: Entry, actor: Actor, reason: Reason, ends_on: date) -> MappaListing:
    """Record the last day on which somebody is managed under MAPPA."""
    if listing.ends_on is not None:
        raise Refused("This listing has ended already.")
    if not listing.starts_on <= ends_on <= timezone.localdate():
        raise Refused("The last day lies after the first, and not ahead.", field="ends_on")

    listing.ends_on = ends_on
    listing.save()
    entry.about(listing, subject=listing.person)
    entry.record(ends_on=ends_on)
    return listing


def _requirements(conviction: Conviction) -> list[NotificationRequirement]:
    """The requirements that rest on a conviction and run, under whichever force manages the registration."""
    rows = NotificationRequirement.objects.filter(conviction=conviction, ended_on__isnull=True)
    return list(rows.select_related("registration"))


def _of(sentence: Sentence) -> dict[str, Any]:
    return {name: getattr(sentence, name) for name in Sentence.__dataclass_fields__}


def _require_order_of_days(convicted_on: date, sentenced_on: date | None) -> None:
    if convicted_on > timezone.localdate():
        raise Refused("The day of the conviction lies ahead. Check the date.", field="convicted_on")
    if sentenced_on is not None and sentenced_on < convicted_on:
        raise Refused("The sentence would come before the conviction. Check both dates.", field="sentenced_on")


def _require_sentence(person: Person, kind: Conviction.Kind, sentence: Sentence) -> None:
    is_caution = kind == Conviction.Kind.CAUTION
    if is_caution != (sentence.disposal == Conviction.Disposal.CAUTION):
        raise Refused("A caution is recorded as a caution, and nothing else is.", field="disposal")
    if sentence.term_link != Conviction.TermLink.PARTLY_CONCURRENT and (
        sentence.overlap_months or sentence.overlap_days
    ):
        raise Refused("Only terms that run partly together have time in common.", field="overlap_months")
    if sentence.follows is None and sentence.term_link:
        raise Refused("Say which other term this one runs beside.", field="follows")
    if sentence.follows is None:
        return
    if sentence.follows.person.group_id != person.group_id:
        raise Refused("The other term must be one of the same person.", field="follows")
    if not sentence.term_link:
        raise Refused("Say how this term runs beside the other.", field="term_link")
    if sentence.term_months is None:
        raise Refused("Give the length of this term in months.", field="term_months")


def _require_period(conviction: Conviction) -> None:
    """Refuse terms that cannot be: an overlap longer than what it overlaps. A length that is not known may be."""
    if conviction.term_months is None:
        return
    try:
        period_of(conviction)
    except ValueError as error:
        raise Refused(str(error), field="term_months") from error


def _require_appeal(conviction: Conviction, on: date, court: str, field: str) -> None:
    if conviction.quashed_on is not None:
        raise Refused("This conviction was quashed already.")
    if not court.strip():
        raise Refused("Give the court that decided.", field="court")
    if not conviction.convicted_on <= on <= timezone.localdate():
        raise Refused("The decision lies after the conviction, and not ahead. Check the date.", field=field)


def _fill_in(conviction: Conviction, told: dict[str, Any], found: dict[str, bool]) -> None:
    changed = {name: told[name] for name in _FILLED if told[name] and not getattr(conviction, name)}
    changed |= {name: True for name, is_so in found.items() if is_so and not getattr(conviction, name)}
    for name, value in changed.items():
        setattr(conviction, name, value)
    if changed:
        conviction.version += 1
        conviction.save()


def _ask_to_decide(conviction: Conviction, actor: Actor, reason: Reason) -> None:
    """A conviction of somebody who is registered already may bring a requirement to notify: whoever manages them
    decides on it. The first notification is due within three days."""
    regimes = regimes_of(conviction)
    if not regimes:
        return
    people = Person.objects.joined_with(conviction.person)
    managed = Registration.objects.managed().filter(person__in=people).select_related("person", "managing_force")
    for registration in managed:
        if not all(_is_begun(registration, conviction, each) for each in regimes):
            raise_task(
                registration.managing_force, actor=actor, reason=reason, kind=Task.Kind.REVIEW, team=TEAM,
                title="Decide on a requirement to notify: a conviction was recorded", person=registration.person,
                due_on=add_working_days(timezone.localdate(), 1),
                detail=f"{conviction.offence_title}, {in_words(conviction.convicted_on)}. {DECIDE_THERE}",
            )  # fmt: skip


def _is_begun(registration: Registration, conviction: Conviction, regime: NotificationRequirement.Regime) -> bool:
    return NotificationRequirement.objects.filter(
        registration=registration, regime=regime, conviction__cjs_code=conviction.cjs_code,
        conviction__convicted_on=conviction.convicted_on,
    ).exists()  # fmt: skip


def _stand_as(person: Person, before: SubjectCategory, after: SubjectCategory) -> None:
    """A person stands in the register as what the courts have found (Data Protection Act 2018 s.38(3))."""
    if person.subject_category == before:
        person.subject_category = after
        person.version += 1
        person.save(update_fields=["subject_category", "version"])
