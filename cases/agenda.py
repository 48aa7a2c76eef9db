"""What casework adds to the list of what is due: safe contact to confirm, safeguards to look at and those that end."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from accounts.actor import Actor
from cases import policies
from cases.models import Case, Pair, SafeContactRule, Safeguard, SafetyPlanStep, SchoolNotice
from register.agenda.items import Item, Source, Step, Whose
from register.agenda.sources import SOURCES
from register.models import Person
from ui.dates import moment


def _rules(actor: Actor, whose: Whose, on: date) -> QuerySet[SafeContactRule]:
    """Rules in force of victims in open cases of the force. They are theirs who own the case."""
    pairs = Pair.objects.filter(victim=OuterRef("person"), case__closed_at__isnull=True, case__force=actor.force_id)
    if whose is Whose.MINE:
        pairs = pairs.filter(case__owner=actor.user_id)
    elif whose is Whose.UNASSIGNED:
        pairs = pairs.none()
    rows = policies.SEE_SAFE_CONTACT.rows(SafeContactRule.objects.in_force(), actor)
    seen = rows.filter(Exists(pairs), force=actor.force_id, person__in=Person.objects.visible_to(actor))
    return seen.select_related("person").annotate(
        case_reference=Subquery(pairs.order_by("pk").values("case__reference")[:1]),
        owner_name=Subquery(pairs.order_by("pk").values("case__owner__name")[:1]),
    )


def _rule(rule: SafeContactRule) -> Item:
    person, case = rule.person, rule.case_reference  # type: ignore[attr-defined]
    return Item(
        source="safe_contact", number=rule.pk, kind="Safe contact", title="Ask again whether contact is safe",
        why="From the next day on the register says: ask the case owner first.", due_on=rule.confirm_by_on,
        owner=rule.owner_name, person=person,  # type: ignore[attr-defined]
        steps=(
            Step(
                "c", "Confirm it again", "confirm-safe-contact", (case, person.reference), policies.WORK_CASE.permission
            ),
            Step("v", "How they are protected", "victim", (case, person.reference), policies.SEE_CASE.permission),
        ),
    )  # fmt: skip


def _safeguards(actor: Actor, whose: Whose, on: date) -> QuerySet[Safeguard]:
    """Measures that run, in the force's open cases. Each has its owner."""
    rows = Safeguard.objects.running(on=on).filter(
        force=actor.force_id, pair__case__in=Case.objects.visible_to(actor).open(),
        person__in=Person.objects.visible_to(actor),
    )  # fmt: skip
    if whose is Whose.MINE:
        rows = rows.filter(owner=actor.user_id)
    elif whose is Whose.UNASSIGNED:
        rows = rows.none()
    return rows.select_related("person", "owner", "pair__case")


def _ending(actor: Actor, whose: Whose, on: date) -> QuerySet[Safeguard]:
    """Those of which somebody has said when they end, and nobody has ended them."""
    return _safeguards(actor, whose, on).filter(ends_on__isnull=False, ended_at__isnull=True)


def _to_review(row: Safeguard) -> Item:
    return _safeguard(row, "safeguard", f"Look again at: {row.get_kind_display()}", "Its review.", row.review_on)


def _to_end(row: Safeguard) -> Item:
    title = f"Last day of: {row.get_kind_display()}"
    return _safeguard(row, "safeguard_end", title, "Renew it, or plan for the day after.", row.ends_on or row.review_on)


def _safeguard(row: Safeguard, source: str, title: str, why: str, due_on: date) -> Item:
    named = (row.pair.case.reference, row.person.reference)
    return Item(
        source=source, number=row.pk, kind="Safeguard", title=title, why=why, due_on=due_on, owner=row.owner.name,
        person=None,
        steps=(
            Step("r", "Renew it", "renew-safeguard", (*named, row.pk), policies.WORK_CASE.permission),
            Step("v", "How they are protected", "victim", named, policies.SEE_CASE.permission),
        ),
    )  # fmt: skip


def _plan_steps(actor: Actor, whose: Whose, on: date) -> QuerySet[SafetyPlanStep]:
    """Steps of safety plans that nobody has done. They are theirs who look after the plan."""
    plans = _safeguards(actor, whose, on).order_by().values("pk")
    rows = SafetyPlanStep.objects.waiting(on=on).filter(safeguard__in=plans)
    return rows.select_related("safeguard__person", "safeguard__owner", "safeguard__pair__case")


def _plan_step(step: SafetyPlanStep) -> Item:
    plan = step.safeguard
    named = (plan.pair.case.reference, plan.person.reference)
    return Item(
        source="plan_step", number=step.pk, kind="Safety plan", title="Do a step of a safety plan",
        why="What is to be done, and by whom, stands with the plan.", due_on=step.due_on, owner=plan.owner.name,
        person=None,
        steps=(
            Step("d", "Say what came of it", "do-plan-step", (*named, plan.pk, step.pk), policies.WORK_CASE.permission),
            Step("v", "How they are protected", "victim", named, policies.SEE_CASE.permission),
        ),
    )  # fmt: skip


def _notices(actor: Actor, whose: Whose, on: date) -> QuerySet[SchoolNotice]:
    """Notices that are to be sent. They are theirs who own the case."""
    rows = SchoolNotice.objects.visible_to(actor).open().filter(force=actor.force_id)
    if whose is Whose.MINE:
        rows = rows.filter(case__owner=actor.user_id)
    elif whose is Whose.UNASSIGNED:
        rows = rows.none()
    return rows.select_related("case__owner", "person")


def _notice(notice: SchoolNotice) -> Item:
    return Item(
        source="school_notice", number=notice.pk, kind="Notice to a school", title="Tell a child’s school",
        why=f"Before it next opens: at the latest before {moment(notice.due_at)}.", due_on=notice.due_on,
        owner=notice.case.owner.name, person=notice.person,
        steps=(
            Step(
                "n", "Read and send it", "school-notice", (notice.reference,), policies.SEE_SCHOOL_NOTICES.permission
            ),
        ),
    )  # fmt: skip


_WORK = policies.WORK_CASE.permission
SOURCES += [
    Source("safe_contact", "Safe contact", _WORK, "confirm_by_on", _rules, _rule),
    Source("safeguard", "Safeguards", _WORK, "review_on", _safeguards, _to_review),
    Source("safeguard_end", "Safeguards that end", _WORK, "ends_on", _ending, _to_end),
    Source("plan_step", "Steps of safety plans", _WORK, "due_on", _plan_steps, _plan_step),
    Source("school_notice", "Notices to schools", policies.SEE_SCHOOL_NOTICES.permission, "due_on", _notices, _notice),
]
