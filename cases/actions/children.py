"""Children in a case: where they learn, and the notice to their school (Operation Encompass)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from accounts.actor import NOBODY, Actor
from audit.core.action import action
from audit.core.entry import Entry, Reason
from audit.core.errors import Refused
from cases import policies
from cases.actions.cases import require_open
from cases.actions.school_asking import schools_are_asked_about
from cases.children import ChildrenPage, children_page
from cases.contact import guard_of, require_no_secret
from cases.events import children as events
from cases.models import Case, Child, ChildSchool, Pair, SchoolNotice, SchoolNoticeStatusChange
from cases.rules.encompass import LIMIT, NoticeFacts, Whom, is_told_of, latest, notice_text, send_by, whom_to_tell

_Education = ChildSchool.Education


@dataclass(frozen=True, slots=True)
class Attended:
    """That police attended: when, under which number, whether the children were there, and what they said."""

    at: datetime
    police_reference: str = ""
    is_present: bool = True
    voice: str = ""


@action(event=events.CHILDREN_READ, policy=policies.SEE_CASE, lock=False)
def read_children(case: Case, *, entry: Entry, actor: Actor, reason: Reason) -> ChildrenPage:
    """The children in a case, where they learn as far as this actor may see it, and the notices to their schools."""
    entry.showed([case.reference])
    return children_page(case, guard=guard_of([case.person_id], actor=actor), on=timezone.localdate())


@action(event=events.SCHOOL_SET, policy=policies.WORK_CASE)
def set_school(
    case: Case, *, entry: Entry, actor: Actor, reason: Reason, child: Child, education: ChildSchool.Education,
    name: str = "", lead: str = "", contact: str = "",
) -> ChildSchool:  # fmt: skip
    """Record where a child learns now; what was recorded before ends and stays."""
    require_open(case)
    _require_child(case, child)
    if education != _Education.SCHOOL and (name.strip() or lead.strip() or contact.strip()):
        raise Refused("You have named a school. Choose that the child learns at a school.", field="education")

    ChildSchool.objects.filter(child=child, ended_at__isnull=True).update(ended_at=timezone.now())
    school = ChildSchool.objects.create(
        child=child, person=case.person, force=case.force, education=education, name=name.strip(), lead=lead.strip(),
        contact=contact.strip(), recorded_by_id=actor.user_id,
    )  # fmt: skip
    entry.about(school, subject=case.person)
    entry.record(education=education, has_name=bool(school.name))
    return school


def ask_for_notices(
    case: Case, *, actor: Actor, reason: Reason, attended: Attended, children: Collection[Child]
) -> list[SchoolNotice]:
    """Ask for a notice for each of these children who is of school age; asking again for the same attendance adds
    nothing."""
    today = timezone.localdate(attended.at)
    now_at = {row.child_id: row.education for row in ChildSchool.objects.filter(child__in=children, ended_at=None)}
    told = [
        child
        for child in children
        if whom_to_tell(child.date_of_birth, now_at.get(child.pk, _Education.NOT_KNOWN), today) is not Whom.NOBODY
    ]
    return [ask_for_notice(case, actor=actor, reason=reason, attended=attended, child=child) for child in told]


@action(event=events.NOTICE_ASKED, policy=policies.WORK_CASE)
def ask_for_notice(
    case: Case, *, entry: Entry, actor: Actor, reason: Reason, attended: Attended, child: Child
) -> SchoolNotice:
    """A child's school is to be told that police attended, before it next opens."""
    require_open(case)
    _require_child(case, child)
    if attended.at > timezone.now():
        raise Refused("Police have not attended yet: the time is in the future.", field="attended_on")
    if not is_told_of(attended.at):
        raise Refused("That was before the duty to tell schools began. Check the day.", field="attended_on")
    _require_no_place(case, voice=attended.voice, police_reference=attended.police_reference)

    notice, is_new = SchoolNotice.objects.get_or_create(
        child=child, attended_at=attended.at,
        defaults={
            "case": case, "person": case.person, "force": case.force, "is_present": attended.is_present,
            "police_reference": attended.police_reference.strip(), "voice": attended.voice.strip(),
            "due_at": latest(attended.at, case.force.code).at, "due_on": send_by(attended.at, case.force.code),
            "limit_code": LIMIT,
        },
    )  # fmt: skip
    if is_new:
        _note(notice, actor)
    schools_are_asked_about(case, attended.at, actor=actor)
    entry.about(notice, subject=case.person)
    entry.record(due_at=notice.due_at, limit_code=notice.limit_code)
    return notice


@action(event=events.NOTICE_READ, policy=policies.SEE_SCHOOL_NOTICES, lock=False)
def read_notice(notice: SchoolNotice, *, entry: Entry, actor: Actor, reason: Reason) -> str:
    """The text of a notice: as it was sent, or as it would be sent now. No place stands in it."""
    entry.showed([notice.reference, notice.case.reference])
    return notice.text or _text_of(notice)


@action(event=events.NOTICE_RECORDED, policy=policies.WORK_SCHOOL_NOTICES)
def send_notice(
    notice: SchoolNotice, *, entry: Entry, actor: Actor, reason: Reason, means: SchoolNotice.Means
) -> SchoolNotice:
    """Record that the school was told, with the very text, by whom and by what means."""
    _require_due(notice)

    notice.text, notice.means, notice.sent_at = _text_of(notice), means, timezone.now()
    _move(notice, SchoolNotice.Status.SENT, actor)
    log_notice(notice, actor=actor, reason=reason)
    entry.about(notice, subject=notice.person)
    entry.record(means=means)
    return notice


@action(event=events.NOTICE_SENT, policy=policies.WORK_SCHOOL_NOTICES, lock=False)
def log_notice(notice: SchoolNotice, *, entry: Entry, actor: Actor, reason: Reason) -> None:
    """Log what left the register, beside the change of the notice (Data Protection Act 2018 s.62(1)(d))."""
    entry.about(notice, subject=notice.person)
    entry.record(means=notice.means, was_in_time=notice.sent_at is not None and notice.sent_at <= notice.due_at)


@action(event=events.NOTICE_NOT_NEEDED, policy=policies.WORK_SCHOOL_NOTICES)
def excuse_notice(notice: SchoolNotice, *, entry: Entry, actor: Actor, reason: Reason, why_not: str) -> SchoolNotice:
    """Decide that the school need not be told, and say why."""
    _require_due(notice)
    if not why_not.strip():
        raise Refused("Say why the school need not be told.", field="why_not")

    notice.why_not = why_not.strip()
    _move(notice, SchoolNotice.Status.NOT_NEEDED, actor)
    entry.about(notice, subject=notice.person)
    entry.record(why_not=notice.why_not)
    return notice


def _text_of(notice: SchoolNotice) -> str:
    """The notice in words. Every address, number and school that anybody of the case holds is taken out of it once
    more, as for a reader who may see none of them, whoever sends it."""
    text = notice_text(
        NoticeFacts(
            child=notice.child.name, born=notice.child.date_of_birth, attended_at=notice.attended_at,
            police_reference=notice.police_reference, is_present=notice.is_present, voice=notice.voice,
            force=notice.force.name, telephone=notice.force.control_room_phone,
        )
    )  # fmt: skip
    return guard_of([notice.person_id], actor=NOBODY).free_text(text)


def _require_due(notice: SchoolNotice) -> None:
    if notice.status != SchoolNotice.Status.DUE:
        raise Refused(f"This notice is settled already: {notice.get_status_display().lower()}. Nothing was changed.")


def _require_child(case: Case, child: Child) -> None:
    if child.case_id != case.pk:
        raise Refused("This child is not in the case.", field="children")


def _require_no_place(case: Case, **texts: str) -> None:
    for pair in Pair.objects.filter(case=case).select_related("victim"):
        require_no_secret(pair.victim, **texts)


def _move(notice: SchoolNotice, status: SchoolNotice.Status, actor: Actor) -> None:
    notice.status = status
    notice.version += 1
    notice.save()
    _note(notice, actor)


def _note(notice: SchoolNotice, actor: Actor) -> None:
    SchoolNoticeStatusChange.objects.create(notice=notice, to_status=notice.status, changed_by_id=actor.user_id)
