"""The log as its pages show it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.urls import reverse

from audit.models import Detail, Event, RowChange
from audit.models.event import WHO_AND_WHY
from audit.web import words as in_words
from audit.web.scope import Scope
from audit.web.words import OPERATIONS, OUTCOMES, Words
from ui.components import Action, SelectedFilter, SummaryRow
from ui.dates import day, local, moment

KEPT_APART = "Recorded, kept apart"
ERASED = "Erased; that it was recorded can still be proven"


@dataclass(frozen=True, slots=True)
class Line:
    """One entry in a list."""

    event: Event
    title: str
    who: str
    body: str
    why: str
    outcome: str
    record: str

    @classmethod
    def of(cls, event: Event, words: Words) -> Line:
        outcome = "" if event.outcome == "done" else OUTCOMES.get(event.outcome, event.outcome)
        record = event.subject_ref or event.object_ref
        return cls(
            event, in_words.title(event.code), words.who(event), words.body(event), words.why(event), outcome, record
        )


@dataclass(slots=True)
class Deed:
    """The same act done once or more: when first and last, and the newest of its entries."""

    title: str
    newest: Event
    oldest: Event
    count: int = 1
    is_aside: bool = False

    @property
    def times(self) -> str:
        """ "14:05", or "14:05 to 14:20, 3 times"."""
        first, last = f"{local(self.oldest.at):%H:%M}", f"{local(self.newest.at):%H:%M}"
        if self.count == 1:
            return last
        return f"{first if first == last else f'{first} to {last}'}, {self.count} times"


@dataclass(slots=True)
class Sitting:
    """What one actor did with one record on one day for one reason, newest first."""

    who: str
    reference: str
    body: str
    roles: str
    on: date
    why: str
    where_from: str
    deeds: dict[Any, Deed] = field(default_factory=dict)

    @property
    def heading(self) -> str:
        return f"{self.who}, {day(self.on)}"


def sittings(events: Iterable[Event], record: str, words: Words) -> list[Sitting]:
    """Entries of one record, gathered by actor, day, reason and channel; repeated acts are counted."""
    found: dict[Any, Sitting] = {}
    for event in events:
        on = local(event.at).date()
        key = (event.actor_ref, on, words.why(event), event.channel)
        if key not in found:
            found[key] = Sitting(
                words.who(event),
                event.actor_ref,
                words.body(event),
                words.roles_of(event),
                on,
                words.why(event),
                words.where_from(event),
            )
        _add_deed(found[key].deeds, event, record, words)
    return list(found.values())


def _add_deed(deeds: dict[Any, Deed], event: Event, record: str, words: Words) -> None:
    is_aside = record not in (event.subject_ref, event.object_ref)
    key = (event.code, event.outcome, is_aside, tuple(event.recipients))
    if key in deeds:
        deeds[key].oldest = event
        deeds[key].count += 1
        return
    deeds[key] = Deed(_deed_title(event, words), newest=event, oldest=event, is_aside=is_aside)


def _deed_title(event: Event, words: Words) -> str:
    title = in_words.title(event.code)
    if event.recipients:
        title = f"{title}, for {words.recipients_of(event)}"
    return title if event.outcome == "done" else f"{title} ({OUTCOMES.get(event.outcome, event.outcome).lower()})"


def entry_rows(event: Event, words: Words) -> list[SummaryRow]:
    """Who did what, to which record, when, why and from where."""
    return [
        SummaryRow("When", moment(event.at)),
        SummaryRow("Who", f"{words.who(event)} ({event.actor_ref})", [_all_by(event)]),
        SummaryRow("Force or body", words.body(event)),
        SummaryRow("Roles at the time", words.roles_of(event)),
        SummaryRow("On behalf of", event.on_behalf_of or "Nobody else"),
        SummaryRow("Why", words.why(event)),
        SummaryRow("Outcome", OUTCOMES.get(event.outcome, event.outcome)),
        SummaryRow("Kind of operation", OPERATIONS.get(event.operation, event.operation)),
        SummaryRow("Record", _record(event), _who_looked(event.object_ref)),
        SummaryRow("Person concerned", _subject(event), _who_looked(event.subject_ref)),
        SummaryRow("Passed on to", words.recipients_of(event) or "Nobody"),
        SummaryRow("From where", words.where_from(event)),
        SummaryRow("Session", event.session or "None"),
        SummaryRow("Request", event.request or "None"),
    ]


def _record(event: Event) -> str:
    kind = in_words.kind_of_record(event.object_type) if event.object_type else ""
    return f"{kind} {event.object_ref}".strip() or "None"


def _subject(event: Event) -> str:
    category = event.subject_category.replace("_", " ")
    return f"{event.subject_ref} ({category})" if category else event.subject_ref or "None"


def _who_looked(reference: str) -> list[Action]:
    if not reference:
        return []
    return [Action("Who looked", reverse("who-looked", args=[reference]), f"at {reference}")]


def _all_by(event: Event) -> Action:
    return Action("All entries", f"{reverse('log-search')}?by={event.actor_ref}", "by the same actor")


def recorded_rows(event: Event) -> list[SummaryRow]:
    """What the entry recorded. Personal values are not shown, only that they are there or were lawfully erased."""
    kept = set(Detail.objects.filter(event=event).values_list("field", flat=True))
    apart = event.commitments.keys() - set(WHO_AND_WHY)
    return [
        *(SummaryRow(in_words.label(name), in_words.value(value)) for name, value in sorted(event.fields.items())),
        *(SummaryRow(in_words.label(name), KEPT_APART if name in kept else ERASED) for name in sorted(apart)),
    ]


def change_rows(changes: Iterable[RowChange]) -> list[list[str]]:
    """PostgreSQL's own notes as rows of a table."""
    done = {"INSERT": "Added", "UPDATE": "Changed", "DELETE": "Removed"}
    return [
        [done.get(each.operation, each.operation), each.table_name, each.row_id, ", ".join(each.columns or [])]
        for each in changes
    ]


def selected(scope: Scope, words: Words) -> list[SelectedFilter]:
    """The filters in force, each with the address of the same search without it."""
    said = {
        "record": f"Record {scope.record}",
        "by": f"Who: {scope.by}",
        "operation": OPERATIONS.get(scope.operation, scope.operation),
        "force": words.force(scope.force),
        "since_on": f"From {day(scope.since_on)}" if scope.since_on else "",
        "until_on": f"Until {day(scope.until_on)}" if scope.until_on else "",
    }
    here = reverse("log-search")
    return [SelectedFilter(said[name], f"{here}?{scope.without(name).query()}") for name in scope.as_text()]
