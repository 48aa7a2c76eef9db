"""Telling: the updates of the Victims' Code, and the notices to the schools of children."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from accounts.actor import Actor
from cases.actions import cases as casework
from cases.actions import children as schools
from cases.actions import victims_code as deeds
from cases.models import Case, Child, ChildSchool, Development, SchoolNotice, VictimUpdate, VictimUpdateStep
from tests.cases.builders import Household, act
from tests.transitions.machine import NOT_THERE, Machine, Page, Step
from tests.transitions.protection import CLOSED

HAPPENED_ON, TOLD_AT = date(2026, 11, 24), datetime(2026, 11, 25, 11, tzinfo=UTC)
ATTENDED = schools.Attended(datetime(2026, 11, 24, 22, 40, tzinfo=UTC), "4471")


@dataclass(frozen=True, slots=True)
class News:
    """What happened in a case and its victim is to be told; or nothing yet."""

    case: Case
    development: Development | None = None

    @property
    def happened(self) -> Development:
        assert self.development is not None
        self.development.refresh_from_db()
        return self.development

    @property
    def update(self) -> VictimUpdate:
        related = VictimUpdate.objects.select_related("development", "case__person", "pair", "person")
        return related.get(development=self.happened)


def _waiting(home: Household) -> News:
    made = deeds.record_development(home.case, kind=KIND, happened_on=HAPPENED_ON, **act(home.officer))
    return News(home.case, made)


KIND = Development.Kind.CHARGE


def _after(step: Any) -> Any:
    def state(home: Household) -> News:
        news = _waiting(home)
        step(news, home.officer)
        return news

    return state


def _in_closed(home: Household) -> News:
    news = _waiting(home)
    casework.close_case(home.case, why="She has moved", **act(home.officer))
    return news


def _tell(news: News, by: Actor) -> VictimUpdate:
    return deeds.tell_victim(news.update, means=VictimUpdateStep.Means.PHONE, told_at=TOLD_AT, **act(by))


def _not_reached(news: News, by: Actor) -> VictimUpdate:
    return deeds.note_victim_not_reached(news.update, note="No answer", **act(by))


def _not_wanted(news: News, by: Actor) -> VictimUpdate:
    return deeds.note_update_not_wanted(news.update, note="She rang us", **act(by))


def _withdraw(news: News, by: Actor) -> Development:
    return deeds.withdraw_development(news.case, development=news.happened, why="Another case", **act(by))


def _record(news: News, by: Actor) -> Development:
    return deeds.record_development(news.case, kind=KIND, happened_on=HAPPENED_ON, **act(by))


def _state(news: News) -> str:
    if news.development is None:
        return "waiting" if Development.objects.filter(case=news.case, kind=KIND).exists() else "none"
    status = str(news.update.status)
    news.case.refresh_from_db()
    return f"{status}, in a closed case" if news.case.closed_at else status


def _telling(deed: Any, call: Any, result: str, **typed: str) -> Step:
    page = Page(
        "tell-victim", lambda news: [news.update.reference],
        lambda news, by: {
            "version": news.update.version, "result": result, "day": "2026-11-25", "time": "11:00", **typed
        },
    )  # fmt: skip
    return Step(deed, call, "victim_update.tell", "victim_update.see", page=page)


def _stands(status: str) -> dict[str, str]:
    sentence = f"This stands as “{status}” already."
    return {"tell": sentence, "not reached": sentence, "not wanted": sentence}


SAME_AGAIN = "This is in the record already, for the same day."
UPDATES = Machine(
    states={
        "none": lambda home: News(home.case), "waiting": _waiting, "told": _after(_tell),
        "not_wanted": _after(_not_wanted), "withdrawn": _after(_withdraw), "waiting, in a closed case": _in_closed,
    },
    steps={
        "record what happened": Step(
            deeds.record_development, _record, "case.work", "case.see",
            page=Page(
                "record-development", lambda news: [news.case.reference],
                lambda news, by: {"kind": KIND.value, "happened_on": "2026-11-24"},
            ),
        ),
        "tell": _telling(deeds.tell_victim, _tell, "told", means="phone"),
        "not reached": _telling(deeds.note_victim_not_reached, _not_reached, "not_reached", note="No answer"),
        "not wanted": _telling(deeds.note_update_not_wanted, _not_wanted, "not_wanted", note="She rang us"),
        "withdraw": Step(
            deeds.withdraw_development, _withdraw, "case.work", "case.see",
            page=Page(
                "withdraw-development", lambda news: [news.case.reference, news.happened.pk],
                lambda news, by: {"why": "Another case"},
            ),
        ),
    },
    table={
        "none": {
            "record what happened": "waiting", "tell": NOT_THERE, "not reached": NOT_THERE, "not wanted": NOT_THERE,
            "withdraw": NOT_THERE,
        },
        "waiting": {
            "record what happened": SAME_AGAIN, "tell": "told", "not reached": "waiting", "not wanted": "not_wanted",
            "withdraw": "withdrawn",
        },
        "told": {"record what happened": SAME_AGAIN, **_stands("Told"), "withdraw": "told"},
        "not_wanted": {
            "record what happened": SAME_AGAIN, **_stands("Asked not to be told"), "withdraw": "not_wanted"
        },
        "withdrawn": {
            "record what happened": "withdrawn", **_stands("Not needed: recorded by mistake"),
            "withdraw": "This was withdrawn already.",
        },
        "waiting, in a closed case": {
            "record what happened": CLOSED, "tell": "told, in a closed case",
            "not reached": "waiting, in a closed case", "not wanted": "not_wanted, in a closed case",
            "withdraw": "withdrawn, in a closed case",
        },
    },
    state_of=_state,
)  # fmt: skip


# Notices to schools


@dataclass(frozen=True, slots=True)
class Learning:
    """A child of a case, and the notice to their school; or none yet."""

    case: Case
    child: Child
    notice: SchoolNotice | None = None

    @property
    def asked(self) -> SchoolNotice:
        assert self.notice is not None
        self.notice.refresh_from_db()
        return self.notice


def _child(home: Household) -> Learning:
    child = casework.add_child(home.case, name="Ravi Kaur", date_of_birth=date(2015, 5, 2), **act(home.officer))
    return Learning(home.case, child)


def _due(home: Household) -> Learning:
    learning = _child(home)
    return Learning(home.case, learning.child, _ask(learning, home.officer))


def _ask(learning: Learning, by: Actor) -> SchoolNotice:
    return schools.ask_for_notice(learning.case, attended=ATTENDED, child=learning.child, **act(by))


def _send(learning: Learning, by: Actor) -> SchoolNotice:
    return schools.send_notice(learning.asked, means=SchoolNotice.Means.TELEPHONE, **act(by))


def _excuse(learning: Learning, by: Actor) -> SchoolNotice:
    return schools.excuse_notice(learning.asked, why_not="The school knows", **act(by))


def _sent(home: Household) -> Learning:
    learning = _due(home)
    _send(learning, home.officer)
    return learning


def _not_needed(home: Household) -> Learning:
    learning = _due(home)
    _excuse(learning, home.officer)
    return learning


def _due_in_closed(home: Household) -> Learning:
    learning = _due(home)
    casework.close_case(home.case, why="She has moved", **act(home.officer))
    return learning


def _state_of_notice(learning: Learning) -> str:
    learning.case.refresh_from_db()
    if learning.notice is None:
        return "due" if SchoolNotice.objects.filter(child=learning.child).exists() else "none"
    status = str(learning.asked.status)
    return f"{status}, in a closed case" if learning.case.closed_at else status


def _of_case(deed: Any, call: Any, name: str, typed: Any, *, of_child: bool = False) -> Step:
    page = Page(
        name, lambda learning: [learning.case.reference, *([learning.child.pk] if of_child else [])], typed
    )  # fmt: skip
    return Step(deed, call, "case.work", "case.see", page=page)


def _of_notice(deed: Any, call: Any, name: str, **typed: str) -> Step:
    page = Page(
        name, lambda learning: [learning.asked.reference],
        lambda learning, by: {"version": learning.asked.version, **typed},
    )  # fmt: skip
    return Step(deed, call, "school_notice.work", "school_notice.see", page=page)


def _settled(how: str) -> dict[str, str]:
    sentence = f"This notice is settled already: {how}. Nothing was changed."
    return {"send": sentence, "need not": sentence}


NOTICES = Machine(
    states={
        "none": _child, "due": _due, "sent": _sent, "not_needed": _not_needed, "due, in a closed case": _due_in_closed
    },
    steps={
        "add a child": _of_case(
            casework.add_child,
            lambda learning, by: casework.add_child(learning.case, name="A boy of about 4", **act(by)), "add-child",
            lambda learning, by: {"name": "A boy of about 4"},
        ),
        "say where they learn": _of_case(
            schools.set_school,
            lambda learning, by: schools.set_school(
                learning.case, child=learning.child, education=ChildSchool.Education.SCHOOL, name="Hill School",
                **act(by),
            ),
            "set-school", lambda learning, by: {"education": "school", "name": "Hill School"}, of_child=True,
        ),
        "ask": _of_case(
            schools.ask_for_notice, _ask, "ask-school-notices",
            lambda learning, by: {
                "attended_on": "2026-11-24", "attended_at": "22:40", "children": [learning.child.pk],
                "is_present": "on", "police_reference": "4471",
            },
        ),
        "send": _of_notice(schools.send_notice, _send, "school-notice", means="telephone"),
        "need not": _of_notice(schools.excuse_notice, _excuse, "excuse-school-notice", why_not="The school knows"),
    },
    table={
        "none": {
            "add a child": "none", "say where they learn": "none", "ask": "due", "send": NOT_THERE,
            "need not": NOT_THERE,
        },
        "due": {
            "add a child": "due", "say where they learn": "due", "ask": "due", "send": "sent",
            "need not": "not_needed",
        },
        "sent": {"add a child": "sent", "say where they learn": "sent", "ask": "sent", **_settled("sent")},
        "not_needed": {
            "add a child": "not_needed", "say where they learn": "not_needed", "ask": "not_needed",
            **_settled("not needed"),
        },
        "due, in a closed case": {
            "add a child": CLOSED, "say where they learn": CLOSED, "ask": CLOSED,
            "send": "sent, in a closed case", "need not": "not_needed, in a closed case",
        },
    },
    state_of=_state_of_notice,
)  # fmt: skip
