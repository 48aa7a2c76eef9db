"""The victims of a case through the API: joined to it, who they are to the person it is about, how they may be reached
safely, and what may be shown again after a refuge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Any

from django.utils import timezone
from rest_framework import serializers

from accounts.actor import Actor
from accounts.api.bodies import Maker, Makers, line, part_of, past_day, prose, several, whole
from accounts.api.bodies import named as named_by
from accounts.api.fields import Body
from accounts.api.representations import shown
from accounts.api.rows import Asking, Read, Row, Shown, Write
from audit.core.errors import Refused
from cases import policies
from cases.actions import pairs, protection
from cases.actions.cards import read_details, read_victim
from cases.actions.cases import NewVictim, add_victim
from cases.api.case_targets import AT_VICTIM, CASE, VICTIM, case_of, numbers, pair_of, people, version_read
from cases.api.casework import REASONING
from cases.api.page_words import as_said, labelled
from cases.api.targets import person_of
from cases.holdings import holdings_of
from cases.models import Case, Pair, SafeContactRule
from cases.victims import (
    WORDS_OF_RULE,
    details_to_choose,
    reading_of_rule,
    rule_as_corrected,
)
from register.api.texts import TEXTS
from register.models import Person

MOST_DETAILS = 50


@dataclass(frozen=True, slots=True)
class VictimShown:
    """One victim of a case. `rule_number` is that of the safe-contact rule in force, 0 for none. `safeguards` have the
    number and the version by which they are changed. Everything else is in the words of the page."""

    reference: str
    name: str
    case: str
    person: str
    is_case_open: bool
    relationship: str
    person_role: str
    victim_role: str
    starts_on: date | None
    ends_on: date | None
    history: tuple[str, ...]
    contacts: tuple[Any, ...]
    rule_number: int
    safe_contact: Any
    safe_contact_words: str
    past_rules: tuple[Any, ...]
    safeguards: tuple[Any, ...]
    signposted: tuple[str, ...]
    counter_allegations: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class RuleShown:
    """The safe-contact rule in force, as it is changed: codes, days of the week (1 is Monday), times."""

    channel: str
    days: tuple[int, ...]
    rings_from: time | None
    rings_until: time | None
    hours: str
    who_may_answer: str
    code_word: str
    what_to_say: str
    may_leave_voicemail: bool
    is_in_refuge: bool
    has_left_refuge: bool
    confirmed_on: date
    confirm_by_on: date


class OtherRoleAsked(Body):
    """As what somebody is to be entered."""

    entered_as = serializers.ChoiceField(("harmed", "having_abused"), default="harmed")


def pair_to_contact(actor: Actor, reference: str, victim: str) -> Pair:
    """A pair whose safe-contact rule the actor may read. Raises PermissionDenied."""
    pair = pair_of(actor, reference, victim)
    policies.SEE_SAFE_CONTACT.require(actor, pair)
    return pair


def pair_to_decide(actor: Actor, reference: str, victim: str) -> Pair:
    """A pair whose confidential details the actor may read. Raises PermissionDenied."""
    pair = pair_of(actor, reference, victim)
    policies.SEE_PROTECTED.require(actor, pair)
    return pair


def details_of(pair: Pair, actor: Actor) -> set[tuple[str, int]]:
    """Which addresses and numbers of the victim the actor may name: those that they may see."""
    held = holdings_of(pair.case.person, actor=actor, on=timezone.localdate(), case=pair.case)
    return {(each.kind, each.number) for each in details_to_choose(pair, held)}


def _victim(asking: Asking, pair: Pair) -> Shown:
    page = read_victim(pair.case, **asking.act, pair=pair)
    versions = dict(pair.safeguards.values_list("pk", "version"))
    measures = tuple(
        as_said(each) | {"rows": labelled(each.rows), "version": versions.get(each.number)} for each in page.safeguards
    )
    turned = tuple(as_said(each) | {"answers": labelled(each.answers)} for each in page.counter_allegations)
    found = shown(
        VictimShown, pair, str, reference=page.reference, name=page.name, is_case_open=page.is_case_open,
        history=page.pair_history, contacts=as_said(page.protected.contacts), rule_number=page.rule_number,
        safe_contact=as_said(page.protected.safe_contact), safe_contact_words=page.protected.safe_contact_words,
        past_rules=as_said(page.past_rules), safeguards=measures, signposted=page.signposted,
        counter_allegations=turned,
    )  # fmt: skip
    return Shown(found, pair.version)


def _rule(asking: Asking, pair: Pair) -> Shown:
    rule = protection.read_safe_contact(pair, **asking.act)
    read = reading_of_rule(pair, actor=asking.actor)
    found = shown(RuleShown, rule, read) if rule is not None else None
    return Shown({"reference": pair.victim.reference, "number": rule.pk if rule else 0, "rule": found})


def _details(asking: Asking, pair: Pair) -> Shown:
    details = read_details(pair.case, **asking.act, pair=pair)
    return Shown({"reference": pair.victim.reference, "details": as_said(details)})


def _other_role(asking: Asking, person: Person, entered_as: str) -> Shown:
    known = pairs.read_other_role(person, **asking.act, is_entered_as_harmed=entered_as == "harmed")
    return Shown({"reference": person.reference, "known": as_said(known)})


def _somebody(actor: Actor, case: Case, sent: dict[str, Any]) -> dict[str, Any]:
    """Whom the body names: somebody of the register, or what is known of somebody new."""
    known, new = sent.get("victim"), sent.get("new_victim")
    if (known is None) == (new is None):
        raise Refused(
            "Name somebody of the register, or say what is known of somebody new: one of them.", field="victim"
        )
    kept = {name: value for name, value in sent.items() if name != "new_victim"}
    return {**kept, "victim": known or new}


def _as_corrected(actor: Actor, pair: Pair, sent: dict[str, Any]) -> dict[str, Any]:
    """The rule as it is said. Words that the one in force has and the reader left as they were shown stay whole."""
    said = {**dict.fromkeys(WORDS_OF_RULE, ""), **sent}
    if "safe_time" in said:
        said["safe_time"] = replace(said["safe_time"], days=frozenset(said["safe_time"].days))
    return rule_as_corrected(pair, said, actor=actor)


def _of_the_victim(actor: Actor, pair: Pair, sent: dict[str, Any]) -> dict[str, Any]:
    """What is opened again is of the victim, and whoever decides may see it."""
    known = details_of(pair, actor)
    for name, kind in (("open_addresses", "address"), ("open_phones", "phone")):
        if any((kind, number) not in known for number in sent.get(name, ())):
            raise Refused("This is not a detail of this victim.", field=name)
    return sent


def _rule_said(rule: SafeContactRule) -> Mapping[str, Any]:
    return {"number": rule.pk, "is_in_refuge": rule.is_in_refuge, "has_left_refuge": rule.has_left_refuge}


NAMES: dict[str, Maker] = {"forenames": line(120), "surname": line(120)}
NEW = part_of(NewVictim, "new_victim", Makers(NAMES, {"new_victim.date_of_birth": past_day}))


def _new(**options: Any) -> Any:
    return NEW(**options)


SAID = {**TEXTS, **REASONING, "why": prose(2000)}
CONTACT: dict[str, Maker] = {
    "hours": line(120), "who_may_answer": line(200), "code_word": line(60), "what_to_say": line(300),
    "safe_time.days": several(whole(7, least=1), 7), "based_on": version_read,
}  # fmt: skip
IN_PAIR = {"starts_on": past_day, "ends_on": past_day}
ROWS: tuple[Row, ...] = (
    Read("people/<str:reference>/other-role", "api-other-role",
         "What is known of somebody in the other role than the one they are to be entered in.", _other_role, person_of,
         query=OtherRoleAsked, acts=(pairs.read_other_role,)),
    Write(f"{CASE}/victims", "api-add-victim", add_victim, case_of, AT_VICTIM, makes=True, texts=SAID,
          fields={"starts_on": past_day}, leaves_out=("victim",),
          more={"victim": named_by(people), "new_victim": _new}, fills=_somebody,
          tells=("relationship", "person_role", "victim_role")),
    Read(VICTIM, "api-victim", "One victim of a case and how they are protected.", _victim, pair_of,
         acts=(read_victim,)),
    Write(f"{VICTIM}/change", "api-change-pair", pairs.change_pair, pair_of, AT_VICTIM, has_version=True, texts=SAID,
          fields=IN_PAIR, tells=("relationship", "person_role", "victim_role", "ends_on")),
    Write(f"{VICTIM}/end", "api-end-pair", pairs.end_pair, pair_of, AT_VICTIM, has_version=True, texts=SAID,
          fields={"ends_on": past_day}, tells=("ends_on",)),
    Read(f"{VICTIM}/details", "api-victim-details",
         "The addresses and numbers of a victim that may be chosen, by their number.", _details, pair_of,
         acts=(read_details,)),
    Read(f"{VICTIM}/safe-contact", "api-safe-contact", "The safe-contact rule in force, as it is changed.", _rule,
         pair_to_contact, acts=(protection.read_safe_contact,)),
    Write(f"{VICTIM}/safe-contact", "api-set-safe-contact", protection.set_safe_contact, pair_to_contact, AT_VICTIM,
          fields=CONTACT, fills=_as_corrected, gives=_rule_said,
          points={"rings_from": "safe_time/begins", "rings_until": "safe_time/ends"}),
    Write(f"{VICTIM}/safe-contact/confirm", "api-confirm-safe-contact", protection.confirm_safe_contact,
          pair_to_contact, AT_VICTIM, fields={"based_on": version_read}, gives=_rule_said),
    Write(f"{VICTIM}/after-refuge", "api-decide-after-refuge", protection.decide_after_refuge, pair_to_decide,
          AT_VICTIM, texts=SAID, fields={"open_addresses": numbers(MOST_DETAILS), "open_phones": numbers(MOST_DETAILS)},
          fills=_of_the_victim, gives=_rule_said),
)  # fmt: skip
