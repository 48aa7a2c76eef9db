"""The forms of imports: a file to take in, and a quarantined row to put right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from register.imports.mappings import mappings
from register.models import QuarantinedRow
from ui.forms import Form

LONG = 60
LONGEST = 4000


class UploadFeedForm(Form):
    """A file, and which export it is."""

    file = forms.FileField(
        label="File",
        error_messages={
            "required": "Choose the file that your records system exported.",
            "empty": "The file is empty. Export it again and choose the new file.",
        },
    )
    mapping = forms.ChoiceField(label="Which export is it?", required=False, widget=forms.RadioSelect, initial="")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        megabytes = settings.LARGEST_FEED_BYTES // 1024**2
        self.fields["file"].help_text = f"CSV, NDJSON or JSON, at most {megabytes} MB."
        known = [(code, mapping.title) for code, mapping in mappings().items()]
        self.fields["mapping"].choices = [("", "Find out by its columns"), *known]  # type: ignore[attr-defined]

    def clean_file(self) -> UploadedFile[Any]:
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > settings.LARGEST_FEED_BYTES:
            most = settings.LARGEST_FEED_BYTES // 1024**2
            raise forms.ValidationError(f"The file is larger than {most} MB. Export it in several files.")
        return file


class CorrectRowForm(Form):
    """A quarantined row, one box a column; the column with the problem has the cursor."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, row: QuarantinedRow, *args: Any, **kwargs: Any) -> None:
        self.columns = columns_of(row)
        boxes = {name: _box(column, row) for name, column in self.columns.items()}
        self.base_fields = {**self.base_fields, **boxes}  # type: ignore[misc] # a form of its own for each row
        super().__init__(*args, initial={"version": row.version}, **kwargs)

    def record(self) -> dict[str, str]:
        """The row as corrected, column by column."""
        return {column: self.cleaned_data[name] for name, column in self.columns.items()}

    def name_of(self, column: str | None) -> str | None:
        """The box of a column; None for a problem of the whole row."""
        return next((name for name, each in self.columns.items() if each == column), None)


def columns_of(row: QuarantinedRow) -> Mapping[str, str]:
    """Name of the box → column: those of the row, and those of its mapping that it lacks."""
    held = list(row.columns)
    lacking = [each for each in _mapped(row.run.mapping) if not any(_is_within(column, each) for column in held)]
    return {f"column_{number}": column for number, column in enumerate([*held, *lacking])}


def _is_within(column: str, mapped: str) -> bool:
    return column == mapped or column.startswith(f"{mapped}.") or _list_of(column) == _list_of(mapped) != ""


def _list_of(column: str) -> str:
    """The list that a column like `addresses.0.line1` belongs to, or ""."""
    name, number, _ = (*column.split(".", 2), "", "")[:3]
    return name if number.isdecimal() else ""


def _mapped(code: str) -> Iterator[str]:
    """The columns that a mapping reads; of a list, those of its first element."""
    mapping = mappings().get(code)
    if mapping is None:
        return
    told = (
        mapping.local_reference, mapping.name, mapping.forenames, mapping.surname, mapping.sex, mapping.date_of_birth,
        mapping.aliases, mapping.phones, mapping.vehicles, mapping.remarks,
    )  # fmt: skip
    address, numbers = mapping.address, mapping.identifiers
    beginning = f"{address.each}.0." if address.each else ""
    lines = (address.whole, address.line_1, address.line_2, address.town, address.postcode)
    kinds = (numbers.pnc, numbers.cro, numbers.noms, numbers.crn, numbers.nino, numbers.driver)
    first = (f"{numbers.each}.0.{name}" for name in (numbers.kind, numbers.value) if numbers.each)
    yield from (name for name in (*told, *(line and beginning + line for line in lines), *kinds, *first) if name)


def _box(column: str, row: QuarantinedRow) -> forms.CharField:
    value = row.columns.get(column, "")
    is_long = len(value) > LONG or "\n" in value or "\r" in value
    widget = forms.Textarea(attrs={"rows": 3}) if is_long else forms.TextInput()
    is_wrong = column == row.column
    if is_wrong:
        widget.attrs["autofocus"] = True
    return forms.CharField(
        label=column,
        help_text=row.remedy if is_wrong else "",
        initial=value,
        required=False,
        max_length=max(LONGEST, len(value)),
        strip=False,
        widget=widget,
    )
