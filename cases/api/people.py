"""The legal timeline and the register entry of a person for other systems: the very words of the pages, in parts."""

from __future__ import annotations

from dataclasses import asdict

from rest_framework import serializers

from accounts.api.fields import Body
from accounts.api.rows import Asking, Read, Row, Shown
from cases.actions.entries import open_entry
from cases.actions.timelines import open_timeline
from cases.api.targets import person_of
from cases.timeline import KINDS, Line
from register.models import Person

PAGE = 200


class TimelineAsked(Body):
    """Which kind of line, and how many lines to leave out from the newest on."""

    kind = serializers.ChoiceField(list(KINDS), required=False)
    offset = serializers.IntegerField(min_value=0, max_value=100_000, default=0)


def _timeline(asking: Asking, person: Person, offset: int, kind: str = "") -> Shown:
    chosen = [line for line in open_timeline(person, **asking.act) if kind in ("", line.kind)]
    end = offset + PAGE
    return Shown({
        "reference": person.reference,
        "lines": [_line(line) for line in chosen[offset:end]],
        "next_offset": end if len(chosen) > end else None,
    })  # fmt: skip


def _entry(asking: Asking, person: Person) -> Shown:
    entry = open_entry(person, **asking.act)
    return Shown({
        "reference": entry.reference,
        "identity": _rows(entry.identity),
        "registrations": [asdict(each) | {"rows": _rows(each.rows)} for each in entry.registrations],
        "orders": [asdict(each) | {"rows": _rows(each.rows)} for each in entry.orders],
    })  # fmt: skip


def _line(line: Line) -> dict[str, str]:
    return {
        "on": line.on.isoformat(), "kind": line.kind, "text": line.text, "authority": line.authority, "more": line.more
    }  # fmt: skip


def _rows(rows: tuple[tuple[str, str], ...]) -> list[dict[str, str]]:
    return [{"label": label, "value": value} for label, value in rows]


ROWS: tuple[Row, ...] = (
    Read(
        "people/<str:reference>/timeline", "api-timeline", "What the law has had to do with a person, newest first.",
        _timeline, person_of, query=TimelineAsked, acts=(open_timeline,),
    ),
    Read(
        "people/<str:reference>/entry", "api-entry", "What the register holds about a person, as printed for a court.",
        _entry, person_of, acts=(open_entry,),
    ),
)  # fmt: skip
