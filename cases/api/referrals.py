"""Cases that are referred to a meeting, through the API: what waits to be heard, minutes, actions, and what of it is
shared with which agency."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from accounts.actor import Actor
from accounts.api.bodies import day, needed, one_of, prose
from accounts.api.bodies import named as named_by
from accounts.api.lists import Paged, newest_first, soonest_first
from accounts.api.representations import Reading, named, shown
from accounts.api.rows import Asking, Place, Read, Row, Shown, Write
from accounts.web import get_or_404
from cases import policies
from cases.actions import meeting_actions, shares
from cases.actions import referrals as acts
from cases.api.case_targets import case_of
from cases.api.meetings import officers
from cases.meetings.page import is_open, with_who_closed
from cases.meetings.reached import attending, open_actions, partners, shared_of
from cases.models import Case, MeetingAction, MeetingMinutes, MeetingReferral, MeetingShare, ReferralStatusChange
from register.api.texts import TEXTS
from register.models import Person
from register.readable import reading_of

MOST = 100


@dataclass(frozen=True, slots=True)
class ReferralBrief:
    """A referral of a list. It names nobody."""

    reference: str
    version: int
    kind: str
    force: str
    case: str
    criterion: str
    is_repeat: bool
    status: str
    meeting: str
    hear_by_on: date
    heard_on: date | None
    flag_ends_on: date | None


@dataclass(frozen=True, slots=True)
class MinutesShown:
    """What was said and decided, by whom and when it was written."""

    said: str
    decided: str
    written_at: datetime
    written_by: str


@dataclass(frozen=True, slots=True)
class MeetingActionShown:
    """Who does what by when: an agency, or the police by a task. `is_open`: it is still to be done. `closed_by` said
    what came of it, for the agency `reported_by` where that reported it; what ended as a task says so there."""

    number: int
    measure: str
    agency: str
    task: str
    due_on: date
    status: str
    is_open: bool
    outcome: str
    closed_at: datetime | None
    closed_by: str
    reported_by: str


@dataclass(frozen=True, slots=True)
class ShareBrief:
    """What an agency is shown, from when until when."""

    reference: str
    agency: str
    words: str
    has_minutes: bool
    why: str
    starts_on: date
    ends_on: date
    shared_by: str
    ended_at: datetime | None
    why_ended: str


@dataclass(frozen=True, slots=True)
class ReferralChangeShown:
    """What a referral became, for which meeting, by whom and why."""

    to_status: str
    meeting: str
    changed_at: datetime
    changed_by: str
    why: str


@dataclass(frozen=True, slots=True)
class ReferralShown:
    """Everything of one referral. `victim` is empty where it is about the person alone."""

    reference: str
    kind: str
    force: str
    case: str
    person: str
    victim: str
    criterion: str
    why: str
    knows: str
    view: str
    referred_by: str
    referred_at: datetime
    is_repeat: bool
    last_heard_on: date | None
    hear_by_on: date
    status: str
    meeting: str
    heard_on: date | None
    flag_ends_on: date | None
    minutes: tuple[MinutesShown, ...]
    actions: tuple[MeetingActionShown, ...]
    shares: tuple[ShareBrief, ...]
    history: tuple[ReferralChangeShown, ...]


def _waiting(asking: Asking, after: Any = None) -> Shown:
    rows = MeetingReferral.objects.visible_to(asking.actor).open()
    page, then = soonest_first(rows.select_related("force", "case", "meeting"), "hear_by_on", after)
    return _listed(asking, page, then)


def _of_case(asking: Asking, case: Case, after: Any = None) -> Shown:
    rows = MeetingReferral.objects.visible_to(asking.actor).filter(case=case)
    page, then = newest_first(rows.select_related("force", "case", "meeting"), after)
    return _listed(asking, page, then)


def _listed(asking: Asking, page: list[MeetingReferral], then: str | None) -> Shown:
    acts.list_referrals(page, **asking.act)
    return Shown({"referrals": [shown(ReferralBrief, each, str, **_named(each)) for each in page], "next": then})


def _named(row: MeetingReferral) -> dict[str, str]:
    """The case, and the meeting that has it, by their references."""
    return {"case": row.case.reference, "meeting": _reference(row.meeting)}


def _referral(asking: Asking, referral: MeetingReferral) -> Shown:
    acts.read_referral(referral, **asking.act)
    people = [number for number in (referral.person_id, referral.victim_id) if number is not None]
    read = reading_of(asking.actor, people)
    found = shown(
        ReferralShown, referral, read, **_named(referral), person=referral.person.reference,
        victim=_reference(referral.victim), referred_by=_reference(referral.referred_by),
        minutes=tuple(_minutes(each, read) for each in referral.minutes.select_related("written_by")[:MOST]),
        actions=tuple(_action(each, read) for each in with_who_closed(referral)[:MOST]),
        shares=tuple(_share(each, read) for each in referral.shares.select_related("agency", "shared_by")[:MOST]),
        history=tuple(_change(each, read) for each in _changes(referral)),
    )  # fmt: skip
    return Shown(found, referral.version)


def _minutes(row: MeetingMinutes, read: Reading) -> MinutesShown:
    return shown(MinutesShown, row, read)


def _action(row: Any, read: Reading) -> MeetingActionShown:
    """What the police do stands in a task, which may have been put off or done by itself since."""
    task, last = row.task, row.closed[-1] if row.closed else None
    return shown(
        MeetingActionShown, row, read, agency=_reference(row.agency), task=_reference(task), is_open=is_open(row),
        due_on=task.due_on if task else row.due_on, outcome=read(row.outcome or (task.outcome if task else "")),
        closed_at=last.changed_at if last else None, closed_by=named(last.changed_by) if last else "",
        reported_by=_reference(last.agency) if last else "",
    )  # fmt: skip


def _share(row: MeetingShare, read: Reading) -> ShareBrief:
    return shown(ShareBrief, row, read, agency=row.agency.reference)


def _changes(referral: MeetingReferral) -> Any:
    return referral.status_changes.select_related("changed_by", "meeting").order_by("-pk")[:MOST]


def _change(row: ReferralStatusChange, read: Reading) -> ReferralChangeShown:
    return shown(ReferralChangeShown, row, read, meeting=_reference(row.meeting), changed_by=named(row.changed_by))


def _reference(row: Any) -> str:
    return str(row.reference) if row is not None else ""


def referral_of(actor: Actor, reference: str) -> MeetingReferral:
    """A referral that the actor may read."""
    related = ("force", "case", "person", "victim", "meeting", "referred_by")
    return get_or_404(MeetingReferral.objects.visible_to(actor).select_related(*related), reference=reference)


def _victims(actor: Actor, case: Case) -> Any:
    return Person.objects.visible_to(actor).filter(pairs_as_victim__case=case).distinct()


def _partners(actor: Actor, row: Any) -> Any:
    return partners(row.force_id)


def _attending(actor: Actor, row: Any) -> Any:
    return attending(row.force_id)


def _to_be_done(actor: Actor, referral: MeetingReferral) -> Any:
    return open_actions(referral)


def _shared(actor: Actor, referral: MeetingReferral) -> Any:
    return shared_of(referral)


def _action_closed(actor: Actor, referral: MeetingReferral, sent: dict[str, Any]) -> dict[str, Any]:
    """The action takes the row of what was decided under another name than the body has for it."""
    return {"row": sent.pop("meeting_action"), **sent}


ONE = "referrals/<str:reference>"
AT = Place("api-referral", lambda row: {"reference": getattr(row, "referral", row).reference})
CLOSED = {each.value: each for each in MeetingAction.Status if each is not MeetingAction.Status.OPEN}


def step(slug: str, name: str, act: Callable[..., Any], **more: Any) -> Write:
    """Something that happens to a referral."""
    return Write(f"{ONE}/{slug}", name, act, referral_of, AT, texts=TEXTS, **more)


ROWS: tuple[Row, ...] = (
    Read("referrals", "api-referrals", "The referrals that are to be heard, the most urgent first. It names nobody.",
         _waiting, policy=policies.SEE_REFERRALS, query=Paged, acts=(acts.list_referrals,)),
    Read("cases/<str:reference>/referrals", "api-case-referrals", "The referrals of a case, newest first.", _of_case,
         case_of, policy=policies.SEE_REFERRALS, query=Paged, acts=(acts.list_referrals,)),
    Write(
        "cases/<str:reference>/referrals", "api-refer-to-meeting", acts.refer_to_meeting, case_of, AT,
        makes=True, texts=TEXTS, points={"knows": "told/knows", "view": "told/view"},
        fields={
            "victim": named_by(_victims), "referred_by": named_by(_partners), "why": prose(4000),
            "told.view": prose(2000),
        },
        tells=("kind", "status", "is_repeat", "hear_by_on"),
    ),
    Read(ONE, "api-referral", "One referral with its minutes, its actions and what of it is shared.", _referral,
         referral_of, acts=(acts.read_referral,)),
    step("minutes", "api-write-minutes", acts.write_minutes, makes=True, has_version=True,
         fields={"said": prose(8000), "decided": prose(4000)}),
    step("defer", "api-defer-referral", acts.defer_referral, has_version=True, tells=("status",)),
    step("withdraw", "api-withdraw-referral", acts.withdraw_referral, has_version=True, tells=("status",)),
    step("actions", "api-add-meeting-action", meeting_actions.add_meeting_action, makes=True,
         fields={"what": prose(2000), "agency": named_by(_attending), "officer": named_by(officers), "due_on": day},
         points={"who": "agency"}, tells=("status", "due_on")),
    step("actions/close", "api-close-meeting-action", meeting_actions.close_meeting_action, leaves_out=("row",),
         fields={"status": one_of(CLOSED)}, more={"meeting_action": needed(named_by(_to_be_done, by="pk"))},
         fills=_action_closed, tells=("status",)),
    step("shares", "api-share-referral", shares.share_referral, makes=True,
         fields={"agency": named_by(_partners), "words": prose(4000), "why": prose(1000)}, tells=("ends_on",)),
    step("shares/end", "api-end-share", shares.end_share,
         fields={"share": named_by(_shared), "why": prose(1000)}, tells=("ended_at",)),
)  # fmt: skip
