"""The children in a case as their page shows them: where they learn, through the guard, and the notices to schools."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from cases.contact import Guard, may_show
from cases.models import Case, Child, ChildSchool, SchoolNotice
from cases.presenters import age_of
from cases.rules.encompass import whom_to_tell
from ui.dates import day, moment

SHOWN = 100


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """A notice to a school, how it stands, and by when."""

    reference: str
    attended: str
    status: str
    colour: str
    by_when: str


@dataclass(frozen=True, slots=True)
class ChildLine:
    """A child. `school` is the school, or the sentence in its place."""

    number: int
    name: str
    age: str
    lives: str
    note: str
    school: str
    is_school_withheld: bool
    whom: str
    notices: tuple[NoticeLine, ...]


@dataclass(frozen=True, slots=True)
class ChildrenPage:
    """Every child of a case."""

    case: str
    person_name: str
    is_case_open: bool
    children: tuple[ChildLine, ...]


def children_page(case: Case, *, guard: Guard, on: date) -> ChildrenPage:
    """The page of a case whose person the guard was made for: four queries."""
    children = list(Child.objects.filter(case=case)[:SHOWN])
    schools = {row.child_id: row for row in ChildSchool.objects.filter(child__in=children, ended_at__isnull=True)}
    notices = list(SchoolNotice.objects.filter(child__in=children).order_by("-attended_at", "-pk")[:SHOWN])
    return ChildrenPage(
        case=case.reference,
        person_name=case.person.display_name,
        is_case_open=case.closed_at is None,
        children=tuple(
            _line(child, schools.get(child.pk), [each for each in notices if each.child_id == child.pk], guard, on)
            for child in children
        ),
    )


def standing_of(notice: SchoolNotice) -> tuple[str, str]:
    """How a notice stands, in words and a colour."""
    if notice.status == SchoolNotice.Status.SENT:
        was_late = notice.sent_at is not None and notice.sent_at > notice.due_at
        return ("Sent late", "orange") if was_late else ("Sent", "green")
    if notice.status == SchoolNotice.Status.NOT_NEEDED:
        return "Not needed", "grey"
    return ("Overdue", "red") if notice.due_at < timezone.now() else ("To be sent", "blue")


def _line(child: Child, school: ChildSchool | None, notices: list[SchoolNotice], guard: Guard, on: date) -> ChildLine:
    decision = may_show(school, actor=guard.actor, guard=guard) if school else None
    education = school.education if school else ChildSchool.Education.NOT_KNOWN
    return ChildLine(
        number=child.pk,
        name=child.name,
        age=f"born {day(child.date_of_birth)}, aged {age_of(child.date_of_birth, on)}"
        if child.date_of_birth
        else "age not recorded",
        lives="Lives with the victim" if child.lives_with_victim else "Does not live with the victim",
        note=guard.free_text(child.note),
        school=decision.text if decision else "Not recorded",
        is_school_withheld=decision is not None and not decision.is_shown,
        whom=whom_to_tell(child.date_of_birth, education, on).value,
        notices=tuple(_notice(notice) for notice in notices),
    )


def _notice(notice: SchoolNotice) -> NoticeLine:
    status, colour = standing_of(notice)
    is_due = notice.status == SchoolNotice.Status.DUE
    by_when = f"send it by {day(notice.due_on)}, at the latest before {moment(notice.due_at)}" if is_due else ""
    return NoticeLine(notice.reference, moment(notice.attended_at), status, colour, by_when)
