"""One victim in a case, as those see them who work on it: roles, safe contact, what protects them, what was before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from accounts.actor import Actor
from cases import policies
from cases.contact import may_show
from cases.holdings import Holdings
from cases.models import CounterAllegation, Pair, PairChange, SafeContactRule
from cases.presenters import (
    Protected,
    current,
    may_read,
    protected_person,
    window_of,
)
from cases.reading import as_corrected, without_protected_details
from cases.rules.safe_contact import in_plain_words
from cases.safeguards import SafeguardLine, safeguard_lines, signposted
from register.readable import Reading
from ui.dates import day, moment

RULES_SHOWN = 20
WORDS_OF_RULE = ("hours", "who_may_answer", "what_to_say")


@dataclass(frozen=True, slots=True)
class PastRule:
    """A safe-contact rule that was in force before: what it said, and from when until when."""

    period: str
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChosenDetail:
    """A current address or number of a victim that the reader may see, to choose it. `number` is its primary key."""

    kind: str
    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Turned:
    """A counter-allegation: what was turned round, who said so, and each answer with its question."""

    title: str
    said: str
    answers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class VictimPage:
    """Everything about one victim of a case that its page shows. Each contact detail has been through the guard."""

    reference: str
    name: str
    case: str
    force: str
    is_case_open: bool
    person_name: str
    person_reference: str
    protected: Protected
    rule_number: int
    past_rules: tuple[PastRule, ...]
    is_ended: bool
    pair_rows: tuple[tuple[str, str], ...]
    pair_history: tuple[str, ...]
    counter_allegations: tuple[Turned, ...]
    safeguards: tuple[SafeguardLine, ...]
    signposted: tuple[str, ...]


def victim_page(pair: Pair, held: Holdings) -> VictimPage | None:
    """The page of a pair out of the holdings of the person its case is about; nothing where the victim is withheld."""
    if not may_read(pair, held):
        return None
    rule = next((each for each in held.rules if each.person_id == pair.victim_id), None)
    changes = list(pair.changes.select_related("changed_by")[:RULES_SHOWN])
    turned = CounterAllegation.objects.filter(Q(pair=pair) | Q(pair__isnull=True), case=pair.case_id)
    return VictimPage(
        reference=pair.victim.reference,
        name=pair.victim.display_name,
        case=pair.case.reference,
        force=pair.force.name,
        is_case_open=pair.case.closed_at is None,
        person_name=held.person.display_name,
        person_reference=held.person.reference,
        protected=protected_person(pair, held),
        rule_number=rule.pk if rule else 0,
        past_rules=tuple(_past_rules(pair, held)),
        is_ended=pair.ends_on is not None,
        pair_rows=_pair_rows(pair),
        pair_history=tuple(_changed(change, held) for change in changes[1:]),
        safeguards=safeguard_lines(pair, held),
        signposted=signposted(pair, held),
        counter_allegations=tuple(_turned(row, held) for row in turned.select_related("recorded_by")),
    )


def details_to_choose(pair: Pair, held: Holdings) -> tuple[ChosenDetail, ...]:
    """The current details of the victim's own record that this reader may see."""
    addresses = [each for each in current(held.addresses, held) if each.person_id == pair.victim_id]
    phones = [each for each in current(held.phones, held) if each.person_id == pair.victim_id]
    decided = [
        *(("address", each.pk, may_show(each, actor=held.actor, guard=held.guard)) for each in addresses),
        *(("phone", each.pk, may_show(each, actor=held.actor, guard=held.guard)) for each in phones),
    ]
    return tuple(ChosenDetail(kind, pk, decision.text) for kind, pk, decision in decided if decision.is_shown)


QUESTIONS = (
    ("afraid", "Who is afraid of whom?"),
    ("injuries", "Who is hurt, and how?"),
    ("control", "Who decides?"),
    ("history", "What happened before?"),
    ("evidence", "What shows it besides their words?"),
)


def _turned(row: CounterAllegation, held: Holdings) -> Turned:
    said = ((label, held.guard.free_text(getattr(row, name))) for name, label in QUESTIONS)
    by = f" by {row.recorded_by.name}" if row.recorded_by else ""
    return Turned(
        title=f"Counter-allegation: {row.get_direction_display().lower()}.",
        said=f"Primary aggressor: {row.get_primary_display().lower()}. Recorded {moment(row.recorded_at)}{by}.",
        answers=tuple((label, words) for label, words in said if words),
    )


def _pair_rows(pair: Pair) -> tuple[tuple[str, str], ...]:
    return (
        ("What they are to the person", pair.get_relationship_display()),
        ("Role of the person the case is about", pair.get_person_role_display()),
        ("Their own role", pair.get_victim_role_display()),
        ("When", period_in_words(pair.starts_on, pair.ends_on)),
    )


def period_in_words(starts_on: date | None, ends_on: date | None) -> str:
    """ "From 2 March 2020 to 1 May 2026", or what of it is known; nothing where nothing is."""
    starts = f"From {day(starts_on)}" if starts_on else ""
    if ends_on:
        return f"{starts} to {day(ends_on)}" if starts else f"Until {day(ends_on)}"
    return f"{starts}, goes on as far as is known" if starts else ""


def _changed(change: PairChange, held: Holdings) -> str:
    """What a pair said from a moment on."""
    said = (
        change.get_relationship_display(), f"{change.get_person_role_display().lower()} and "
        f"{change.get_victim_role_display().lower()}", period_in_words(change.starts_on, change.ends_on),
        held.guard.free_text(change.why),
    )  # fmt: skip
    by = f" by {change.changed_by.name}" if change.changed_by else ""
    return f"{moment(change.changed_at)}{by}: {'. '.join(part for part in said if part)}"


def reading_of_rule(pair: Pair, *, actor: Actor) -> Reading:
    """How this reader reads the words of a victim's safe-contact rule."""
    return without_protected_details(actor, [pair.person_id, pair.victim_id])


def rule_as_corrected(pair: Pair, said: Mapping[str, Any], *, actor: Actor) -> dict[str, Any]:
    """What is said of a rule, with the words of the one in force where its reader left them as they were shown."""
    rule = SafeContactRule.objects.filter(pk=said["based_on"], person=pair.victim_id).first()
    if rule is None:
        return dict(said)
    read = reading_of_rule(pair, actor=actor)
    words = {name: as_corrected(getattr(rule, name), said[name], read, field=name) for name in WORDS_OF_RULE}
    return {**said, **words}


def _past_rules(pair: Pair, held: Holdings) -> Iterable[PastRule]:
    """Newest first, for whoever may read the rule in force; a code word that no longer holds is not shown again."""
    if not policies.reaches_force(policies.SEE_SAFE_CONTACT, held.actor, pair.force_id):
        return
    rules = SafeContactRule.objects.filter(person=pair.victim, ended_at__isnull=False).select_related("confirmed_by")
    for rule in rules[:RULES_SHOWN]:
        hidden = held.guard.free_text
        by = f" by {rule.confirmed_by.name}" if rule.confirmed_by else ""
        said = (
            rule.get_channel_display(),
            in_plain_words(window_of(rule)),
            hidden(rule.hours),
            "In refuge" if rule.is_in_refuge else "Left refuge, not decided yet" if rule.has_left_refuge else "",
            f"Confirmed {day(rule.confirmed_on)}{by}",
        )
        until = f" to {moment(rule.ended_at)}" if rule.ended_at else ""
        yield PastRule(f"{moment(rule.recorded_at)}{until}", tuple(part for part in said if part))
