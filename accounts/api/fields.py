"""What a body may hold: named fields only, and values that are what they say: text is text, a day is a day.

No message repeats what was sent.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from enum import Enum
from typing import Any

from django.core.validators import ProhibitNullCharactersValidator
from django.db.models import Model, QuerySet
from django.utils import timezone
from rest_framework import serializers
from rest_framework.validators import ProhibitSurrogateCharactersValidator

from ui.forms.text import refuse_control_characters, refuse_line_breaks

EARLIEST_YEAR, LATEST_YEAR = 1850, 2200
LARGEST_NUMBER = 2_147_483_647
# Allowed values are listed where they are few enough to read.
MOST_LISTED = 60
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})", re.ASCII)
_TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])", re.ASCII)
_REFERENCE = re.compile(r"[A-Za-z0-9-]{1,40}", re.ASCII)

Rows = Callable[[Any, Any], "QuerySet[Any]"]
"""The rows that an actor may name in a body about a target: given the actor and the target."""


class Body(serializers.Serializer[Any]):
    """A JSON object of which every field is known: a misspelt one is refused, never quietly dropped."""

    default_error_messages = {"invalid": "This is not an object."}

    def to_internal_value(self, data: Any) -> Any:
        unknown = [name for name in data if name not in self.fields] if isinstance(data, Mapping) else []
        if unknown:
            said = serializers.ErrorDetail("This field is not known here.", code="unknown_field")
            raise serializers.ValidationError({name: [said] for name in unknown})
        return super().to_internal_value(data)


class Part(Body):
    """An object inside a body. It is given on as what `builds` makes of its fields."""

    builds: type[Any]

    def to_internal_value(self, data: Any) -> Any:
        return self.builds(**super().to_internal_value(data))


class Line(serializers.CharField):
    """One line of text without hidden characters, as the pages take it. A number is not text."""

    default_error_messages = {"not_text": "This is not text."}

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        said_twice = (ProhibitNullCharactersValidator, ProhibitSurrogateCharactersValidator)
        kept = [each for each in self.validators if not isinstance(each, said_twice)]
        self.validators = [*self.refused(), *kept]

    def refused(self) -> list[Callable[[object], None]]:
        return [refuse_control_characters, refuse_line_breaks]

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("not_text")
        return str(super().to_internal_value(data))


class Prose(Line):
    """Text of one or more lines."""

    def refused(self) -> list[Callable[[object], None]]:
        return [refuse_control_characters]


class Truth(serializers.Field[Any, Any, Any, Any]):
    """True or false; neither 1 nor "yes"."""

    default_error_messages = {"not_true_or_false": "This is neither true nor false."}

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("not_true_or_false")
        return bool(data)


class Whole(serializers.Field[Any, Any, Any, Any]):
    """A whole number within its bounds; no text and no fraction."""

    default_error_messages = {
        "not_a_number": "This is not a whole number.",
        "out_of_bounds": "This must be from {least} to {most}.",
    }

    def __init__(self, *, least: int = 0, most: int = LARGEST_NUMBER, **options: Any) -> None:
        super().__init__(**options)
        self.least, self.most = least, most

    def to_internal_value(self, data: Any) -> int:
        if isinstance(data, bool) or not isinstance(data, int):
            self.fail("not_a_number")
        if not self.least <= data <= self.most:
            self.fail("out_of_bounds", least=self.least, most=self.most)
        return int(data)


class Day(serializers.Field[Any, Any, Any, Any]):
    """A day, YYYY-MM-DD. `is_past`: today or before, as the pages take it."""

    default_error_messages = {
        "not_a_day": "This is not a day such as 2026-11-23.",
        "ahead": "That day lies ahead. Give today or a day before.",
    }

    def __init__(self, *, is_past: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.is_past = is_past

    def to_internal_value(self, data: Any) -> date:
        found: date | None = _read(date.fromisoformat, _DAY, data)
        if found is None:
            self.fail("not_a_day")
        if self.is_past and found > timezone.localdate():
            self.fail("ahead")
        return found


class Moment(serializers.Field[Any, Any, Any, Any]):
    """A moment with its offset from UTC, such as 2026-11-23T21:40:00+00:00: without one, an hour in October is two."""

    default_error_messages = {"not_a_moment": "This is not a moment with its offset, such as 2026-11-23T21:40:00Z."}

    def to_internal_value(self, data: Any) -> datetime:
        found: datetime | None = _read(datetime.fromisoformat, _MOMENT, data)
        if found is None:
            self.fail("not_a_moment")
        return found


class TimeOfDay(serializers.Field[Any, Any, Any, Any]):
    """A time of the day as the clock in London shows it, 24 hours, such as 21:40."""

    default_error_messages = {"not_a_time": "This is not a time such as 21:40."}

    def to_internal_value(self, data: Any) -> time:
        found = _TIME.fullmatch(data) if isinstance(data, str) else None
        if found is None:
            self.fail("not_a_time")
        return time(int(found[1]), int(found[2]))


class Choice(serializers.Field[Any, Any, Any, Any]):
    """One value of a closed list. It is given on as the member of the enumeration, where there is one."""

    default_error_messages = {"not_a_choice": "This must be one of: {values}."}

    def __init__(self, values: Mapping[Any, Any] | type[Enum], **options: Any) -> None:
        super().__init__(**options)
        members = {each.value: each for each in values} if isinstance(values, type) else dict(values)
        self.members = {value: member for value, member in members.items() if value != ""}

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, bool) or not isinstance(data, str | int) or data not in self.members:
            named = [str(value) for value in self.members]
            self.fail("not_a_choice", values=", ".join(named[:MOST_LISTED]))
        return self.members[data]


class Named(serializers.Field[Any, Any, Any, Any]):
    """A record that is named by its reference or number, out of those that the actor may name. What is out of reach is
    refused in the words of what does not exist."""

    default_error_messages = {"names_nothing": "This names nothing that is known here."}

    def __init__(self, rows: Rows, *, by: str = "reference", **options: Any) -> None:
        super().__init__(**options)
        self.rows, self.by = rows, by

    def to_internal_value(self, data: Any) -> Model:
        is_number = self.by == "pk"
        fits = isinstance(data, int) and not isinstance(data, bool) and 0 < data <= LARGEST_NUMBER
        if not is_number:
            fits = isinstance(data, str) and _REFERENCE.fullmatch(data) is not None
        rows = self.rows(self.context["actor"], self.context["target"])
        found: Model | None = rows.filter(**{self.by: data}).first() if fits else None
        if found is None:
            self.fail("names_nothing")
        return found


class Several(serializers.ListField):
    """A list of at most `most`."""

    default_error_messages = {"not_a_list": "This is not a list.", "max_length": "At most {max_length} of these."}

    def __init__(self, *, child: serializers.Field[Any, Any, Any, Any], most: int, **options: Any) -> None:
        super().__init__(child=child, max_length=most, **options)


def _read(parse: Callable[[str], Any], shape: re.Pattern[str], data: Any) -> Any:
    """What the text says, if it has the shape and is a time that the register can count with."""
    try:
        found = parse(data) if isinstance(data, str) and shape.fullmatch(data) else None
    except ValueError:
        return None
    return found if found is not None and EARLIEST_YEAR <= found.year <= LATEST_YEAR else None
