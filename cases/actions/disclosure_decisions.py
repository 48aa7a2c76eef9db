"""Deciding whether to disclose, the second reading, and telling somebody safely."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from accounts.actor import Actor
from audit.core.action import action
from audit.core.entry import Entry, Reason
from audit.core.errors import Refused
from cases import policies
from cases.actions.disclosures import ask_a_supervisor, become, save, whoever_acts
from cases.disclosures.clock import settle, waiting_decision
from cases.events import disclosures as events
from cases.models import Disclosure, DisclosureDecision, DisclosureDelivery, DisclosureReading
from cases.rules.disclosures import NOTHING_TO_DISCLOSE, Status, Step


@dataclass(frozen=True, slots=True)
class Grounds:
    """The three tests of the guidance, each answered in words."""

    lawful: str
    necessary: str
    proportionate: str


@dataclass(frozen=True, slots=True)
class Telling:
    """How somebody was told."""

    told_at: datetime
    place: DisclosureDelivery.Place
    why_safe: str
    safety_plan: str
    supported_by: str = ""
    undertaking: DisclosureDelivery.Undertaking = DisclosureDelivery.Undertaking.NOT_ASKED


@action(event=events.DISCLOSURE_DECIDED, policy=policies.WORK_DISCLOSURE)
def decide_disclosure(
    disclosure: Disclosure, *, entry: Entry, actor: Actor, reason: Reason, is_to_disclose: bool,
    has_credible_risk: bool, grounds: Grounds,
    recipient: DisclosureDecision.Recipient = DisclosureDecision.Recipient.NOBODY, recipient_words: str = "",
    wording: str = "",
) -> DisclosureDecision:  # fmt: skip
    """Decide whether to disclose, with the grounds and the words. Nobody is told before a second person has agreed.

    Where nothing is disclosed the words are the same for everybody: nobody can read from them whether there is more.
    """
    become(disclosure, Step.DECIDE, actor)
    decision = _decide(
        disclosure, actor, is_to_disclose=is_to_disclose, has_credible_risk=has_credible_risk, grounds=grounds,
        recipient=recipient, recipient_words=recipient_words, wording=wording,
    )  # fmt: skip
    entry.about(disclosure, subject=disclosure.person)
    entry.record(
        is_to_disclose=is_to_disclose, recipient=decision.recipient, lawful=grounds.lawful,
        necessary=grounds.necessary, proportionate=grounds.proportionate,
    )  # fmt: skip
    return decision


@action(event=events.DISCLOSURE_SECOND_READ, policy=policies.SECOND_READ_DISCLOSURE)
def second_read(
    disclosure: Disclosure, *, entry: Entry, actor: Actor, reason: Reason, is_agreed: bool, why: str
) -> Disclosure:
    """Agree with a decision as a second person, or send it back. What could not wait is read afterwards."""
    decision = waiting_decision(disclosure)
    if decision is None:
        raise Refused("No decision waits for a second reader.")
    reader = whoever_acts(actor)
    if decision.decided_by_id == reader:
        raise Refused("You decided this yourself. Somebody else must read it.")
    if not why.strip():
        raise Refused("Give your reasons.", field="why")

    DisclosureReading.objects.create(decision=decision, is_agreed=is_agreed, why=why.strip(), read_by_id=reader)
    if decision.is_emergency:
        settle(disclosure)
        save(disclosure)
        if not is_agreed:
            _ask_to_put_right(disclosure, actor, reason)
    elif is_agreed:
        become(disclosure, Step.AGREE, actor, why=why, choose=_agreed(disclosure, decision))
    else:
        become(disclosure, Step.SEND_BACK, actor, why=why)
    entry.about(disclosure, subject=disclosure.person)
    entry.record(is_agreed=is_agreed, is_afterwards=decision.is_emergency, status=disclosure.status, why=why)
    return disclosure


def _ask_to_put_right(disclosure: Disclosure, actor: Actor, reason: Reason) -> None:
    """Somebody was told at once, and the second reader would not have told them: it cannot be unsaid, so that a
    supervisor sees on the next working day to what follows for both sides."""
    ask_a_supervisor(
        disclosure, actor, reason, f"Put right what follows from disclosure {disclosure.reference}",
        "Somebody was told at once, and the second reader does not agree. The reasons stand with the request. See to "
        "the safety of both sides, and to what is owed to the person who was spoken of.",
    )  # fmt: skip


@action(event=events.DISCLOSURE_TOLD, policy=policies.WORK_DISCLOSURE)
def disclose(
    disclosure: Disclosure, *, entry: Entry, actor: Actor, reason: Reason, telling: Telling
) -> Disclosure:  # fmt: skip
    """Record that somebody was told what was agreed."""
    decision = _newest(disclosure)
    become(disclosure, Step.DISCLOSE, actor)
    _deliver(disclosure, decision, telling, actor)
    log_disclosure(disclosure, actor=actor, reason=reason, decision=decision, telling=telling)
    entry.about(disclosure, subject=disclosure.person)
    entry.record(status=disclosure.status)
    return disclosure


@action(event=events.NOTHING_TO_DISCLOSE_SAID, policy=policies.WORK_DISCLOSURE)
def say_nothing_to_disclose(
    disclosure: Disclosure, *, entry: Entry, actor: Actor, reason: Reason, telling: Telling
) -> Disclosure:
    """Record that whoever asked was told, in the set words, that nothing is disclosed."""
    decision = _newest(disclosure)
    become(disclosure, Step.SAY_NOTHING_TO_DISCLOSE, actor)
    _deliver(disclosure, decision, telling, actor)
    entry.about(disclosure, subject=disclosure.person)
    entry.record(kind_of_place=telling.place, told_at=telling.told_at)
    return disclosure


@action(event=events.DISCLOSURE_TOLD, policy=policies.WORK_DISCLOSURE)
def disclose_at_once(
    disclosure: Disclosure, *, entry: Entry, actor: Actor, reason: Reason, grounds: Grounds,
    recipient: DisclosureDecision.Recipient, wording: str, telling: Telling, recipient_words: str = "",
) -> Disclosure:  # fmt: skip
    """Record that somebody in imminent danger was told without waiting for the steps. It is logged like any other, and
    a second person reads it on the next working day."""
    become(disclosure, Step.DISCLOSE_AT_ONCE, actor, why="Somebody was in imminent danger.")
    decision = _decide(
        disclosure, actor, is_to_disclose=True, has_credible_risk=True, grounds=grounds, recipient=recipient,
        recipient_words=recipient_words, wording=wording, is_emergency=True,
    )  # fmt: skip
    settle(disclosure)
    disclosure.save(update_fields=["next_due_on"])
    _deliver(disclosure, decision, telling, actor)
    log_disclosure(disclosure, actor=actor, reason=reason, decision=decision, telling=telling)
    entry.about(disclosure, subject=disclosure.person)
    entry.record(status=disclosure.status)
    return disclosure


@action(event=events.DISCLOSURE_MADE, policy=policies.WORK_DISCLOSURE, lock=False)
def log_disclosure(
    disclosure: Disclosure, *, entry: Entry, actor: Actor, reason: Reason, decision: DisclosureDecision,
    telling: Telling,
) -> None:  # fmt: skip
    """Log that something was disclosed, beside the change of the request (Data Protection Act 2018 s.62(1)(d))."""
    entry.about(disclosure, subject=disclosure.person)
    entry.record(
        recipient=decision.recipient, kind_of_place=telling.place, undertaking=telling.undertaking,
        told_at=telling.told_at, is_emergency=decision.is_emergency,
    )  # fmt: skip


@action(event=events.UNDERTAKING_PRINTED, policy=policies.WORK_DISCLOSURE, lock=False)
def print_undertaking(disclosure: Disclosure, *, entry: Entry, actor: Actor, reason: Reason) -> Disclosure:
    """Print what whoever is told signs. It names nobody."""
    entry.about(disclosure, subject=disclosure.person)
    return disclosure


def _newest(disclosure: Disclosure) -> DisclosureDecision:
    decision = disclosure.decisions.first()
    if decision is None:
        raise Refused("Nobody has decided on this request yet.")
    return decision


def _agreed(disclosure: Disclosure, decision: DisclosureDecision) -> Status:
    if decision.is_to_disclose:
        return Status.TO_DISCLOSE
    return Status.NOT_TO_DISCLOSE if disclosure.route == Disclosure.Route.ASK else Status.NOT_DISCLOSED


def _decide(
    disclosure: Disclosure, actor: Actor, *, grounds: Grounds, wording: str, is_to_disclose: bool, **more: Any
) -> DisclosureDecision:
    for name in ("lawful", "necessary", "proportionate"):
        if not getattr(grounds, name).strip():
            raise Refused("Answer each of the three tests in words.", field=name)
    if not is_to_disclose:
        more |= {"recipient": DisclosureDecision.Recipient.NOBODY, "recipient_words": ""}
        wording = NOTHING_TO_DISCLOSE
    _require_words(wording, is_to_disclose=is_to_disclose, **more)
    return DisclosureDecision.objects.create(
        disclosure=disclosure, decided_by_id=whoever_acts(actor), is_to_disclose=is_to_disclose,
        wording=wording.strip(), lawful=grounds.lawful.strip(), necessary=grounds.necessary.strip(),
        proportionate=grounds.proportionate.strip(), **more,
    )  # fmt: skip


def _require_words(
    wording: str, *, is_to_disclose: bool, has_credible_risk: bool, recipient: str, recipient_words: str,
    is_emergency: bool = False,
) -> None:  # fmt: skip
    if is_to_disclose and not has_credible_risk:
        raise Refused("Disclose only where there is a credible risk of abuse.", field="has_credible_risk")
    if is_to_disclose and recipient == DisclosureDecision.Recipient.NOBODY:
        raise Refused("Say who is told.", field="recipient")
    if recipient == DisclosureDecision.Recipient.BEST_PLACED and not recipient_words.strip():
        raise Refused("Say who is best placed to protect them.", field="recipient_words")
    if not wording.strip():
        raise Refused("Write the words in which it is said.", field="wording")


def _deliver(disclosure: Disclosure, decision: DisclosureDecision, telling: Telling, actor: Actor) -> None:
    if telling.told_at > timezone.now():
        raise Refused("They cannot have been told after now.", field="told_at")
    if not telling.why_safe.strip():
        raise Refused("Say why it was safe to tell them there and then.", field="why_safe")
    if not telling.safety_plan.strip():
        raise Refused("Say which safety plan or advice they were given.", field="safety_plan")
    DisclosureDelivery.objects.create(
        disclosure=disclosure, decision=decision, told_at=telling.told_at, place=telling.place,
        why_safe=telling.why_safe.strip(), safety_plan=telling.safety_plan.strip(),
        supported_by=telling.supported_by.strip(), undertaking=telling.undertaking, told_by_id=whoever_acts(actor),
    )  # fmt: skip
