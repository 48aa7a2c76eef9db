"""The children of a case through the API: where they learn, and the notices to their schools (Operation Encompass)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from accounts.actor import Actor
from accounts.api.bodies import line, past_day, prose
from accounts.api.bodies import named as named_by
from accounts.api.lists import Paged, soonest_first
from accounts.api.representations import shown
from accounts.api.rows import Asking, Place, Read, Row, Shown, Write
from accounts.web import get_or_404
from audit.core.errors import Refused
from cases import policies
from cases.actions import children as acts
from cases.actions.cases import add_child
from cases.api.case_targets import CASE, case_of
from cases.api.page_words import as_said
from cases.models import Case, ChildSchool, SchoolNotice
from cases.reading import without_protected_details
from cases.rules.encompass import Whom, whom_to_tell
from register.api.texts import TEXTS


@dataclass(frozen=True, slots=True)
class NoticeBrief:
    """A notice that is to be sent. It names nobody."""

    reference: str
    version: int
    case: str
    due_on: date
    due_at: datetime


@dataclass(frozen=True, slots=True)
class NoticeShown:
    """A notice to a school. `text` is as it was sent, or as it would be sent now; no place stands in it."""

    reference: str
    case: str
    status: str
    attended_at: datetime
    due_on: date
    due_at: datetime
    text: str
    means: str
    sent_at: datetime | None
    why_not: str


def notice_of(actor: Actor, reference: str) -> SchoolNotice:
    """A notice that the actor may read."""
    rows = SchoolNotice.objects.visible_to(actor).select_related("child", "case", "person", "force")
    return get_or_404(rows, reference=reference)


def _children(asking: Asking, case: Case) -> Shown:
    page = acts.read_children(case, **asking.act)
    found = {"reference": case.reference, "children": [as_said(each) for each in page.children]}
    return Shown(found)


def _notices(asking: Asking, after: Any = None) -> Shown:
    rows = SchoolNotice.objects.visible_to(asking.actor).open().select_related("case")
    page, then = soonest_first(rows, "due_on", after)
    return Shown({"notices": [shown(NoticeBrief, each, str) for each in page], "next": then})


def _notice(asking: Asking, notice: SchoolNotice) -> Shown:
    text = acts.read_notice(notice, **asking.act)
    read = without_protected_details(asking.actor, [notice.person_id])
    return Shown(shown(NoticeShown, notice, read, text=text), notice.version)


def _children_of(actor: Actor, case: Case) -> Any:
    return case.children.all()


def _of_school_age(actor: Actor, case: Case, sent: dict[str, Any]) -> dict[str, Any]:
    """A notice for a child of whom somebody is told at all."""
    child, on = sent["child"], timezone.localdate(sent["attended"].at)
    now_at = child.schools.filter(ended_at=None).first()
    education = now_at.education if now_at else ChildSchool.Education.NOT_KNOWN
    if whom_to_tell(child.date_of_birth, education, on) is Whom.NOBODY:
        raise Refused("Nobody need be told: this child is not of school age.", field="child")
    return sent


AT = Place("api-children", lambda row: {"reference": (row if isinstance(row, Case) else row.case).reference})
AT_SCHOOL = Place("api-children", lambda school: {"reference": school.child.case.reference})
AT_NOTICE = Place("api-school-notice", lambda notice: {"reference": notice.reference})
PATH, NOTICE = f"{CASE}/children", "school-notices/<str:reference>"
CHILD = {"child": named_by(_children_of, by="pk")}
ROWS: tuple[Row, ...] = (
    Read(PATH, "api-children", "The children of a case, where they learn, and the notices to their schools.",
         _children, case_of, acts=(acts.read_children,)),
    Write(PATH, "api-add-child", add_child, case_of, AT, makes=True,
          texts={"name": line(120), "note": line(300)}, fields={"date_of_birth": past_day}),
    Write(f"{PATH}/school", "api-set-school", acts.set_school, case_of, AT_SCHOOL, makes=True, fields=CHILD,
          texts={"name": line(160), "lead": line(120), "contact": line(160)}, tells=("education",)),
    Write(f"{PATH}/notices", "api-ask-for-notice", acts.ask_for_notice, case_of, AT_NOTICE, makes=True, fields=CHILD,
          texts={"police_reference": line(40), "voice": prose(500)}, fills=_of_school_age,
          points={"attended_on": "attended/at", "children": "child"}, tells=("status", "due_on", "due_at")),
    Read("school-notices", "api-school-notices", "The notices of the force that are to be sent, soonest due first.",
         _notices, policy=policies.SEE_SCHOOL_NOTICES, query=Paged),
    Read(NOTICE, "api-school-notice", "One notice to a school.", _notice, notice_of, acts=(acts.read_notice,)),
    Write(f"{NOTICE}/sent", "api-send-notice", acts.send_notice, notice_of, AT_NOTICE, has_version=True,
          tells=("status", "sent_at")),
    Write(f"{NOTICE}/excuse", "api-excuse-notice", acts.excuse_notice, notice_of, AT_NOTICE, has_version=True,
          texts={**TEXTS, "why_not": prose(500)}, tells=("status",)),
)  # fmt: skip
