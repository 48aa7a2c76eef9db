"""Requests under the disclosure scheme (Clare's Law): from the first word to telling somebody, or not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from accounts.actor import Actor
from accounts.models import Force, User
from audit.core.action import action
from audit.core.entry import Entry, Reason
from audit.core.errors import Refused
from cases import policies
from cases.actions.cases import require_live_owner
from cases.disclosures.clock import settle
from cases.events import disclosures as events
from cases.models import Disclosure, DisclosureCheck, DisclosureForum, DisclosureMeeting, DisclosureStatusChange
from cases.rules.disclosures import UNDECIDED, Route, Status, Step, after, has_clocks
from register.actions.tasks import raise_task
from register.models import Person, Task
from register.rules.working_days import add_working_days


@dataclass(frozen=True, slots=True)
class Whom:
    """Somebody a request is about: their record, or what was said of them, or both."""

    person: Person | None = None
    words: str = ""

    @property
    def is_said(self) -> bool:
        return self.person is not None or bool(self.words.strip())


@action(event=events.DISCLOSURE_STARTED, policy=policies.START_DISCLOSURE, lock=False)
def start_disclosure(
    force: Force, *, entry: Entry, actor: Actor, reason: Reason, route: Disclosure.Route, about: Whom, at_risk: Whom,
    asked_by: Disclosure.AskedBy, channel: Disclosure.Channel, concern: str, received_at: datetime,
    asker_words: str = "", safe_contact: str = "", renews: Disclosure | None = None,
) -> Disclosure:  # fmt: skip
    """Record a request. The clocks run from the moment at which it came, whoever enters it later."""
    _require_two_people(about, at_risk)
    if (asked_by == Disclosure.AskedBy.POLICE) != (route == Disclosure.Route.KNOW):
        raise Refused(
            "The right to ask begins with a member of the public, the right to know with the police or an agency.",
            field="asked_by",
        )
    if received_at > timezone.now():
        raise Refused("The request cannot have come after now.", field="received_at")
    if not has_clocks(received_at):
        raise Refused("No guidance with clocks was in force so early. Check when it came.", field="received_at")
    if not concern.strip():
        raise Refused("Say what gives concern.", field="concern")
    if renews is not None and not renews.is_ended:
        raise Refused("The earlier request is still open. Work on that one.")

    disclosure = Disclosure(
        route=route, force=force, person=about.person, person_words=about.words.strip(), at_risk=at_risk.person,
        at_risk_words=at_risk.words.strip(), asked_by=asked_by, asker_words=asker_words.strip(),
        safe_contact=safe_contact.strip(), concern=concern.strip(), channel=channel, received_at=received_at,
        recorded_by_id=actor.user_id, renews=renews,
    )  # fmt: skip
    settle(disclosure)
    disclosure.save()
    note(disclosure, actor)
    entry.about(disclosure, subject=about.person)
    entry.record(route=route, channel=channel, received_at=received_at, due_on=disclosure.due_on)
    return disclosure


@action(event=events.DISCLOSURE_READ, policy=policies.SEE_DISCLOSURES, lock=False)
def read_disclosure(disclosure: Disclosure, *, entry: Entry, actor: Actor, reason: Reason) -> Disclosure:
    """Open a request. Each time is logged."""
    entry.about(disclosure, subject=disclosure.person)
    return disclosure


@action(event=events.DISCLOSURE_ASSIGNED, policy=policies.WORK_DISCLOSURE)
def assign_disclosure(
    disclosure: Disclosure, *, entry: Entry, actor: Actor, reason: Reason, owner: User
) -> Disclosure:  # fmt: skip
    """Name who works on a request."""
    require_live_owner(owner, disclosure.force)
    if not policies.WORK_DISCLOSURE.allows(owner.actor(on=timezone.localdate()), disclosure):
        raise Refused(f"{owner.name} cannot be given this. Choose somebody else.", field="owner")
    disclosure.owner = owner
    save(disclosure)
    entry.about(disclosure, subject=disclosure.person)
    entry.record(owner=owner.reference)
    return disclosure


@action(event=events.DISCLOSURE_PEOPLE_FOUND, policy=policies.WORK_DISCLOSURE)
def identify_people(
    disclosure: Disclosure, *, entry: Entry, actor: Actor, reason: Reason, person: Person | None,
    at_risk: Person | None,
) -> Disclosure:  # fmt: skip
    """Link a request with the records of those it is about. What was said of them stays. Whom a decision was made about
    does not change after it."""
    about, other = Whom(person, disclosure.person_words), Whom(at_risk, disclosure.at_risk_words)
    _require_two_people(about, other)
    if disclosure.is_ended:
        raise Refused("This request has ended. Nothing was changed.")
    if Status(disclosure.status) not in UNDECIDED:
        raise Refused("It was decided about these people. If they are the wrong ones, the second reader sends it back.")

    disclosure.person, disclosure.at_risk = person, at_risk
    save(disclosure)
    entry.about(disclosure, subject=person)
    entry.record(has_person=person is not None, has_at_risk=at_risk is not None)
    return disclosure


@action(event=events.DISCLOSURE_STEPPED, policy=policies.WORK_DISCLOSURE)
def record_checks(
    disclosure: Disclosure, *, entry: Entry, actor: Actor, reason: Reason, is_in_danger: bool, found: str,
    what_was_done: str = "", is_pnc_checked: bool = False, is_pnd_checked: bool = False,
    is_visor_checked: bool = False, is_local_checked: bool = False,
) -> Disclosure:  # fmt: skip
    """Record the first checks: at least one place was searched. Danger now is answered now, outside the scheme; the
    request goes on beside it."""
    if not found.strip():
        raise Refused("Say what the checks found, or that they found nothing.", field="found")
    if is_in_danger and not what_was_done.strip():
        raise Refused("Say what was done about the danger: it does not wait for the scheme.", field="what_was_done")
    if not (is_pnc_checked or is_pnd_checked or is_visor_checked or is_local_checked):
        raise Refused("Tick what was searched: a request goes on after at least one search.", field="is_pnc_checked")

    become(disclosure, Step.CHECK, actor)
    DisclosureCheck.objects.create(
        disclosure=disclosure, is_pnc_checked=is_pnc_checked, is_pnd_checked=is_pnd_checked,
        is_visor_checked=is_visor_checked, is_local_checked=is_local_checked, is_in_danger=is_in_danger,
        found=found.strip(), what_was_done=what_was_done.strip(), checked_by_id=whoever_acts(actor),
    )  # fmt: skip
    return _stepped(disclosure, entry, is_in_danger=is_in_danger)


@action(event=events.DISCLOSURE_STEPPED, policy=policies.WORK_DISCLOSURE)
def record_meeting(
    disclosure: Disclosure, *, entry: Entry, actor: Actor, reason: Reason, met_on: datetime,
    identity: DisclosureMeeting.Identity, is_alone: bool, said: str, safety_advice: str,
) -> Disclosure:  # fmt: skip
    """Record that whoever asked was met face to face."""
    if met_on > timezone.localdate():
        raise Refused("The meeting cannot be in the future.", field="met_on")
    if not said.strip():
        raise Refused("Write what they said.", field="said")
    if not safety_advice.strip():
        raise Refused("Say which safety advice they were given.", field="safety_advice")

    become(disclosure, Step.MEET, actor)
    DisclosureMeeting.objects.create(
        disclosure=disclosure, met_on=met_on, identity=identity, is_alone=is_alone, said=said.strip(),
        safety_advice=safety_advice.strip(), met_by_id=whoever_acts(actor),
    )  # fmt: skip
    return _stepped(disclosure, entry)


@action(event=events.DISCLOSURE_STEPPED, policy=policies.WORK_DISCLOSURE)
def record_forum(
    disclosure: Disclosure, *, entry: Entry, actor: Actor, reason: Reason, held_on: datetime, agencies: str, view: str
) -> Disclosure:
    """Record which agencies considered the request, and how they see the risk."""
    if held_on > timezone.localdate():
        raise Refused("The meeting cannot be in the future.", field="held_on")
    if not agencies.strip():
        raise Refused("Name the agencies that took part.", field="agencies")
    if not view.strip():
        raise Refused("Write how they see the risk.", field="view")

    become(disclosure, Step.CONSIDER, actor)
    DisclosureForum.objects.create(
        disclosure=disclosure, held_on=held_on, agencies=agencies.strip(), view=view.strip(),
        recorded_by_id=whoever_acts(actor),
    )  # fmt: skip
    return _stepped(disclosure, entry)


@action(event=events.DISCLOSURE_ENDED, policy=policies.WORK_DISCLOSURE)
def end_disclosure(
    disclosure: Disclosure, *, entry: Entry, actor: Actor, reason: Reason, status: Disclosure.Status, why: str
) -> Disclosure:
    """Record that whoever asked takes it back, or that it is no matter of the scheme.

    A risk that is known by then does not end with it: a request taken back can be followed by one under the right to
    know, and where it was decided already that somebody at risk is to be told, a supervisor looks at that.
    """
    if not why.strip():
        raise Refused("Say why.", field="why")
    decision = disclosure.decisions.first() if Status(disclosure.status) not in UNDECIDED else None
    step = Step.WITHDRAW if status == Disclosure.Status.WITHDRAWN else Step.PUT_OUTSIDE
    become(disclosure, step, actor, why=why)
    if decision is not None and decision.is_to_disclose:
        _ask_for_right_to_know(disclosure, actor, reason)
    entry.about(disclosure, subject=disclosure.person)
    entry.record(status=disclosure.status, why=why)
    return disclosure


def _ask_for_right_to_know(disclosure: Disclosure, actor: Actor, reason: Reason) -> None:
    """No one person ends what was decided for somebody's safety: whoever asked may be pressed to take it back."""
    ask_a_supervisor(
        disclosure, actor, reason, f"Decide whether disclosure {disclosure.reference} goes on under the right to know",
        "It was decided to tell somebody at risk, and then the request was taken back. Find out whether whoever asked "
        "was pressed, and whether to tell under the right to know.",
    )  # fmt: skip


def ask_a_supervisor(disclosure: Disclosure, actor: Actor, reason: Reason, title: str, detail: str) -> None:
    """Something to decide by the next working day. Neither the title nor the detail names anybody."""
    raise_task(
        disclosure.force, actor=actor, reason=reason, kind=Task.Kind.REVIEW, team="supervisor", title=title,
        due_on=add_working_days(timezone.localdate(), 1), detail=detail,
    )  # fmt: skip


def become(
    disclosure: Disclosure, step: Step, actor: Actor, *, why: str = "", choose: Status | None = None
) -> None:  # fmt: skip
    """Take a step, with its row of history and the next day. `choose` says which where there are two.

    Raises:
        Refused: the step cannot be taken from where the request stands.
    """
    possible = after(Status(disclosure.status), step, Route(disclosure.route))
    chosen = choose if choose is not None else next(iter(possible), None)
    if chosen is None or chosen not in possible:
        raise Refused(
            f"The request stands at “{disclosure.get_status_display()}”. This step cannot be taken from there."
        )

    disclosure.status = chosen.value
    settle(disclosure)
    save(disclosure)
    note(disclosure, actor, why)


def save(disclosure: Disclosure) -> None:
    disclosure.version += 1
    disclosure.save()


def note(disclosure: Disclosure, actor: Actor, why: str = "") -> None:
    """The row of history of the status as it is now."""
    DisclosureStatusChange.objects.create(
        disclosure=disclosure, to_status=disclosure.status, changed_by_id=actor.user_id, why=why.strip()
    )


def whoever_acts(actor: Actor) -> int:
    """The key of the person who acts. Raises Refused for a system: it can judge nothing of this."""
    if actor.person_id is None:
        raise Refused("A person must do this; a system cannot.")
    return actor.person_id


def _stepped(disclosure: Disclosure, entry: Entry, *, is_in_danger: bool | None = None) -> Disclosure:
    entry.about(disclosure, subject=disclosure.person)
    entry.record(status=disclosure.status, next_due_on=disclosure.next_due_on)
    if is_in_danger is not None:
        entry.record(is_in_danger=is_in_danger)
    return disclosure


def _require_two_people(about: Whom, at_risk: Whom) -> None:
    if not about.is_said:
        raise Refused("Say about whom they ask: a name is enough.", field="person_words")
    if not at_risk.is_said:
        raise Refused("Say who may be at risk: a name is enough.", field="at_risk_words")
    if about.person is not None and at_risk.person is not None and about.person.group_id == at_risk.person.group_id:
        raise Refused("Both records are of the same person. Check the references.", field="at_risk")
