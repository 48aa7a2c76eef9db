"""A date in three boxes, which also understands a date written out or pasted into the first one.

Pattern: GOV.UK Design System, Date input. Every message says what to do, and what was typed stays.
"""

import datetime
import re
from collections.abc import Mapping
from dataclasses import astuple, dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from ui.dates import MONTHS
from ui.forms.bound import BoundField

PARTS = ("day", "month", "year")
WIDTHS = {"day": 2, "month": 3, "year": 4}
EARLIEST_YEAR = 1850
_SHORTEST_MONTH_NAME = 3
_DAY_FIRST = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)?[\s./,-]+([^\W_]+)[\s./,-]+([0-9]{2,4})", re.IGNORECASE)
_YEAR_FIRST = re.compile(r"([0-9]{4})[./-]([0-9]{1,2})[./-]([0-9]{1,2})")
_EIGHT_DIGITS = re.compile(r"([0-9]{2})([0-9]{2})([0-9]{4})")


@dataclass(frozen=True)
class DateParts:
    """What stands in the three boxes, as typed."""

    day: str = ""
    month: str = ""
    year: str = ""

    @classmethod
    def of(cls, value: object) -> "DateParts":
        """The boxes for a date, for text in one of the written forms, or for nothing."""
        if isinstance(value, DateParts):
            return value
        if isinstance(value, datetime.date):
            return cls(str(value.day), str(value.month), f"{value.year:04d}")
        return _split(str(value)) if value else cls()

    def __str__(self) -> str:
        return " ".join(part for part in astuple(self) if part)

    @property
    def is_empty(self) -> bool:
        return not str(self).strip()

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(name for name, part in zip(PARTS, astuple(self), strict=True) if not part.strip())

    def spread(self) -> "DateParts":
        """A whole date in the first box becomes three parts; anything else is returned as it is."""
        return _split(self.day) if self.missing == ("month", "year") else self


class DateInput(forms.Widget):
    """Three text boxes named ``<name>_day``, ``<name>_month``, ``<name>_year``; reads a plain ``<name>`` as well."""

    template_name = "ui/forms/date_input.html"
    use_fieldset = True

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> DateParts:
        if any(f"{name}_{part}" in data for part in PARTS):
            return DateParts(*(data.get(f"{name}_{part}", "") for part in PARTS))
        return DateParts.of(data.get(name))

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return name not in data and not any(f"{name}_{part}" in data for part in PARTS)

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_day" if id_ else ""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        attrs = dict(attrs or {})
        errors = attrs.pop("error_parts", ())
        context = super().get_context(name, value, attrs)
        typed = DateParts.of(value)
        context["widget"]["parts"] = [
            {
                "name": part,
                "label": part.capitalize(),
                "value": getattr(typed, part),
                "width": WIDTHS[part],
                "has_error": part in errors,
            }
            for part in PARTS
        ]
        return context


class DateBoundField(BoundField):
    """Marks the boxes that are wrong, and links the error summary to the first of them."""

    is_group = True

    @property
    def error_parts(self) -> tuple[str, ...]:
        if not self.errors:
            return ()
        first = self.errors.as_data()[0]
        parts: tuple[str, ...] = (first.params or {}).get("parts", PARTS)
        return parts

    @property
    def error_target(self) -> str:
        first = next(iter(self.error_parts), "day")
        return f"{self._control_id}_{first}" if self.auto_id else ""

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        built = super().build_widget_attrs(attrs, widget)
        if isinstance(widget or self.field.widget, DateInput):
            built.pop("aria-invalid", None)
            built["error_parts"] = self.error_parts
        return built


class DateField(forms.Field):
    """Gives a ``datetime.date``, or None when left empty and not required.

    Takes "23" "11" "2026", month names ("Nov"), and a whole date in the first box ("23/11/2026",
    "23 November 2026", "2026-11-23", "23112026"). Refuses with the part to correct.
    """

    widget = DateInput
    bound_field_class = DateBoundField

    def to_python(self, value: Any) -> datetime.date | None:
        if isinstance(value, datetime.date):
            return value
        parts = DateParts.of(value).spread()
        if parts.is_empty:
            return None
        if parts.missing:
            raise self._error(f"must include a {' and '.join(parts.missing)}", *parts.missing)
        return self._date(parts)

    def _date(self, parts: DateParts) -> datetime.date:
        if not re.fullmatch(r"[0-9]{4}", parts.year.strip()):
            raise self._error("must have a year with 4 numbers, like 1984", "year")
        month = _month(parts.month)
        if month is None:
            raise self._error("must have a month as a number or a name, like 11 or November", "month")
        if not re.fullmatch(r"[0-9]{1,2}", parts.day.strip()):
            raise self._error("must have a day as a number, like 23", "day")
        return self._real(int(parts.year), month, int(parts.day))

    def _real(self, year: int, month: int, day: int) -> datetime.date:
        try:
            found = datetime.date(year, month, day)
        except ValueError:
            raise self._error("must be a real date", *PARTS) from None
        if year < EARLIEST_YEAR:
            raise self._error(f"must have a year after {EARLIEST_YEAR - 1}", "year")
        return found

    def _error(self, what: str, *parts: str) -> ValidationError:
        return ValidationError(f"{self.label or 'The date'} {what}", code="invalid_date", params={"parts": parts})


def _split(text: str) -> DateParts:
    text = text.strip()
    if found := _DAY_FIRST.fullmatch(text) or _EIGHT_DIGITS.fullmatch(text):
        return DateParts(*found.groups())
    if found := _YEAR_FIRST.fullmatch(text):
        year, month, day = found.groups()
        return DateParts(day, month, year)
    return DateParts(day=text)


def _month(text: str) -> int | None:
    text = text.strip().lower().rstrip(".")
    if re.fullmatch(r"[0-9]{1,2}", text):
        return int(text)
    if len(text) < _SHORTEST_MONTH_NAME:
        return None
    return next((number for number, name in enumerate(MONTHS, start=1) if name.lower().startswith(text)), None)
