"""What the API shows of a row: a frozen dataclass whose fields are columns, filled in by their names.

Whatever somebody may have typed goes through the reading of whoever asks, so that no text tells what is protected from
them. Codes of closed lists, days, numbers and truths stand as they are; a record that is named stands by its code.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any, TypeVar

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model

from accounts.models import Force, User
from audit.core.entry import reference_of

Reading = Callable[[str], str]
Kind = TypeVar("Kind")


def shown(kind: type[Kind], row: Model, read: Reading, /, **more: Any) -> Kind:
    """The row as a `kind`: each field is the attribute of that name, or stands in `more`."""
    values = {
        each.name: more[each.name] if each.name in more else _value(row, each.name, read)
        for each in fields(kind)  # type: ignore[arg-type]
    }
    return kind(**values)


def _value(row: Model, name: str, read: Reading) -> Any:
    """`number` is the key by which addresses name a row that has no reference."""
    value = row.pk if name == "number" and not _is_column(row, name) else getattr(row, name)
    if isinstance(value, str):
        return value if _is_code(row, name) else read(value)
    if isinstance(value, Mapping):
        return {key: read(each) if isinstance(each, str) else each for key, each in value.items()}
    if isinstance(value, Model):
        return named(value)
    return value


def named(record: Model | None) -> str:
    """A record by what identifies it: a force by its code, somebody of the register by their name."""
    if record is None:
        return ""
    if isinstance(record, Force):
        return record.code
    return record.name if isinstance(record, User) else reference_of(record)


def _is_code(row: Model, name: str) -> bool:
    """Whether the column takes values of a closed list alone, or the register's own references."""
    try:
        column = row._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    return bool(getattr(column, "choices", None)) or name == "reference"


def _is_column(row: Model, name: str) -> bool:
    return any(each.name == name for each in row._meta.get_fields())
