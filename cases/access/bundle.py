"""The bundle: a ZIP of the data as JSON and as a page to read. The same facts give the same bytes."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Model
from django.template.loader import render_to_string
from django.utils import timezone

from cases.access.allowed import SECTIONS, TOLD, WORDS, Section
from register.models import Person

MADE = (1980, 1, 1, 0, 0, 0)
ABOUT: tuple[tuple[str, str], ...] = (
    ("Why it is held", "For law-enforcement purposes: to prevent, detect and prosecute domestic abuse, to carry out "
     "penalties and court orders, and to protect the public (Data Protection Act 2018 s.31)."),
    ("Who may receive it", "Police forces, courts, the prosecution, prison and probation services, and agencies that "
     "work with them to protect people, as far as the law allows."),
    ("How long it is held", "Until a review finds that it is no longer necessary, under the Police Information and "
     "Records Management Code of Practice."),
    ("Where it comes from", "From you, from courts, and from police records."),
    ("What is not here", "Some information may be held and not given, as s.45(4) of the Data Protection Act 2018 "
     "allows. Nothing follows from its absence: this page says the same to everybody. Records of other forces are "
     "asked for there."),
    ("Your rights", "You may ask for wrong data to be put right (s.46), or to be erased or restricted (s.47). You may "
     "complain to the Information Commissioner, ask the Commissioner to check what was withheld (s.51), or apply to a "
     "court (s.167)."),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bundle:
    """The bytes of the ZIP, and how many rows of data are in it."""

    content: bytes
    rows: int


def bundle_of(person: Person, *, requested_on: date, made_on: date) -> Bundle:
    """What this record holds that may go to the person it is about. Of records joined with it nothing is looked at."""
    sections = [(section.title, _rows(section, person)) for section in SECTIONS]
    data = {
        "requested_on": requested_on.isoformat(), "made_on": made_on.isoformat(), "about": dict(ABOUT),
        "data": dict(sections),
    }  # fmt: skip
    page = render_to_string(
        "cases/access_bundle.html",
        {"requested_on": requested_on, "made_on": made_on, "about": ABOUT, "sections": sections},
    )
    files = {"record.html": page, "record.json": json.dumps(data, ensure_ascii=False, indent=2) + "\n"}
    return Bundle(_zip(files), sum(len(rows) for _, rows in sections))


def is_known_to(person: Person) -> bool:
    """Whether the person knows of the record: something in it was told to them, served on them or decided in court."""
    return any(section.rows(person).exists() for section in SECTIONS if section.model in TOLD)


def _rows(section: Section, person: Person) -> list[dict[str, str]]:
    """In an order that follows from what is shown alone: not from keys, which count other rows too."""
    rows = [_row(section, row) for row in section.rows(person).order_by()]
    return sorted(rows, key=lambda row: list(row.values()))


def _row(section: Section, row: Model) -> dict[str, str]:
    return {words: _said(section, row, name) for name, words in section.given.items()}


def _said(section: Section, row: Model, name: str) -> str:
    value: Any = getattr(row, name)
    say = WORDS.get(f"{section.label}.{name}")
    if value in (None, ""):
        return ""
    if say is not None:
        return say(value)
    if hasattr(row, f"get_{name}_display"):
        return str(getattr(row, f"get_{name}_display")())
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, datetime):
        return timezone.localdate(value).isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)


def _zip(files: Mapping[str, str]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name, MADE), text, zipfile.ZIP_DEFLATED, 9)
    return file.getvalue()
