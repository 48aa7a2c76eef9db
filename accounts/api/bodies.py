"""The body of a write, derived from the signature of the action behind it: what an action takes is what is sent.

A parameter is required where the action has no value of its own for it, and may be null where the action takes None.
Each text has a length: one that nobody has given a length fails when the table is made.
"""

from __future__ import annotations

import inspect
import types
import typing
from collections.abc import Callable, Collection, Mapping
from dataclasses import MISSING, dataclass, is_dataclass
from dataclasses import Field as DataclassField
from dataclasses import fields as fields_of
from datetime import date, datetime, time
from enum import Enum
from typing import Any

from django.core.validators import RegexValidator
from django.db.models import Model
from rest_framework import serializers

from accounts.api.fields import (
    Body,
    Choice,
    Day,
    Line,
    Moment,
    Named,
    Part,
    Prose,
    Rows,
    Several,
    TimeOfDay,
    Truth,
    Whole,
)

AnyField = serializers.Field[Any, Any, Any, Any]
Maker = Callable[..., AnyField]
"""Makes a field, given `required`, `allow_null`, and for text `allow_blank`."""

FRAME = ("entry", "actor", "reason", "version")
PLAIN: dict[Any, type[AnyField]] = {bool: Truth, int: Whole, datetime: Moment, date: Day, time: TimeOfDay}


def line(length: int) -> Maker:
    """One line of text of at most this many characters."""
    return lambda **options: Line(max_length=length, **options)


def prose(length: int) -> Maker:
    """Text of several lines, of at most this many characters altogether."""
    return lambda **options: Prose(max_length=length, **options)


def matching(pattern: str, length: int) -> Maker:
    """One line that looks like this."""
    like = RegexValidator(pattern, "This does not look as it must.", code="unlike")
    return lambda **options: Line(max_length=length, validators=[like], **options)


def named(rows: Rows, *, by: str = "reference") -> Maker:
    """A record out of these."""
    return lambda **options: Named(rows, by=by, **without_blank(options))


def several(make: Maker, most: int) -> Maker:
    """A list of these."""
    return lambda **options: Several(child=make(), most=most, **without_blank(options))


def truth(**options: Any) -> AnyField:
    """True or false."""
    return Truth(**without_blank(options))


def day(**options: Any) -> AnyField:
    """A day."""
    return Day(**without_blank(options))


def whole(most: int, *, least: int = 0) -> Maker:
    """A whole number within these bounds."""
    return lambda **options: Whole(least=least, most=most, **without_blank(options))


def past_day(**options: Any) -> AnyField:
    """A day that has come."""
    return Day(is_past=True, **without_blank(options))


def moment(**options: Any) -> AnyField:
    """A moment with its offset."""
    return Moment(**without_blank(options))


def needed(make: Maker) -> Maker:
    """The same field, which must be sent."""
    return lambda **options: make(**{**options, "required": True})


def one_of(values: Mapping[Any, Any] | type[Enum]) -> Maker:
    """One value of a closed list."""
    return lambda **options: Choice(values, **without_blank(options))


@dataclass(frozen=True, slots=True)
class Makers:
    """How fields are made where the signature does not settle it: texts by the name of the parameter, and others by
    the way to them, a dotted name for a field inside a part."""

    texts: Mapping[str, Maker]
    fields: Mapping[str, Maker]


def body_of(
    act: Callable[..., Any], makers: Makers, *, leave_out: Collection[str] = (), more: Mapping[str, Maker]
) -> type[Body]:
    """The body of the action. `leave_out` are parameters that the row fills in by itself, `more` fields that are no
    parameters.

    Raises:
        TypeError: a parameter is of a type that no body can hold, or a text without a length.
    """
    deed = inspect.unwrap(act)
    hints = typing.get_type_hints(deed)
    taken = [each for each in inspect.signature(deed).parameters.values() if each.kind is each.KEYWORD_ONLY]
    fields = {
        each.name: field_of(each.name, hints[each.name], makers, is_required=each.default is each.empty)
        for each in taken
        if each.name not in (*FRAME, *leave_out)
    }
    further = {name: make(required=False) for name, make in more.items()}
    return type(f"{deed.__name__}_body", (Body,), fields | further)


def part_of(kind: type[Any], path: str, makers: Makers) -> type[Part]:
    """The object inside a body that becomes this dataclass."""
    hints = typing.get_type_hints(kind)
    fields = {
        each.name: field_of(f"{path}.{each.name}", hints[each.name], makers, is_required=_is_required(each))
        for each in fields_of(kind)
    }
    return type(f"{kind.__name__}_part", (Part,), {"builds": kind, "__doc__": kind.__doc__, **fields})


def field_of(path: str, hint: Any, makers: Makers, *, is_required: bool) -> AnyField:
    """The field for one parameter."""
    hint, is_nullable = _without_none(hint)
    options: dict[str, Any] = {"required": is_required, "allow_null": is_nullable}
    make = makers.fields.get(path)
    if make is None and hint is str:
        make = makers.texts.get(path.rpartition(".")[2])
    if make is not None:
        return make(**options, **({"allow_blank": not is_required} if hint is str else {}))
    if isinstance(hint, type) and issubclass(hint, Enum):
        return Choice(hint, **options)
    if isinstance(hint, type) and is_dataclass(hint):
        return part_of(hint, path, makers)(**options)
    if hint in PLAIN:
        return PLAIN[hint](**options)
    is_record = isinstance(hint, type) and issubclass(hint, Model)
    asked = "say which records may be named" if is_record else "say how long it is, or how it is read"
    raise TypeError(f"{path}: {hint}: {asked}")


def without_blank(options: dict[str, Any]) -> dict[str, Any]:
    """The options of a field that is no text."""
    return {name: value for name, value in options.items() if name != "allow_blank"}


def _without_none(hint: Any) -> tuple[Any, bool]:
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        kinds = [each for each in typing.get_args(hint) if each is not type(None)]
        if len(kinds) == 1:
            return kinds[0], True
    return hint, False


def _is_required(each: DataclassField[Any]) -> bool:
    return each.default is MISSING and each.default_factory is MISSING
