"""The demonstration's feeds, and the truth about each row of them."""

from __future__ import annotations

import csv
import io
import json
from functools import cache
from pathlib import Path

from register.imports.feed import Feed, open_feed

FEEDS = Path(__file__).resolve().parents[3] / "demo" / "feeds"
FILES = {"10": "10-northumbria.csv", "13": "13-west-yorkshire.csv", "14": "14-south-yorkshire.ndjson"}
ENCODINGS = {"10": "utf-8", "13": "cp1252", "14": "utf-8"}
NOT_LOADED = ("no name", "impossible date of birth")
DOUBTFUL = ("PNC check letter", "placeholder date of birth", "no fixed abode")


def content_of(force_code: str) -> bytes:
    return (FEEDS / FILES[force_code]).read_bytes()


def feed_of(force_code: str) -> Feed:
    content = content_of(force_code)
    return open_feed(lambda: [content])


@cache
def faults(force_code: str) -> dict[str, str]:
    """Local reference → what is wrong with that row on purpose, or "" (truth.csv)."""
    with (FEEDS / "truth.csv").open(encoding="utf-8", newline="") as rows:
        return {row["local_ref"]: row["fault"] for row in csv.DictReader(rows) if row["force_code"] == force_code}


def reference_in(line: str, force_code: str) -> str:
    """The local reference in a line of a feed."""
    if force_code == "14":
        return str(json.loads(line)["reference"])
    return next(csv.reader(io.StringIO(line)))[0]


def with_lost_letters(force_code: str) -> set[str]:
    """References of rows whose name holds a "?": West Yorkshire's export lost letters that its encoding lacks."""
    lines = content_of(force_code).decode(ENCODINGS[force_code]).splitlines()
    names = {reference_in(line, force_code): line.split('"')[1] for line in lines[1:]} if force_code == "13" else {}
    return {reference for reference, name in names.items() if "?" in name}


def cut(force_code: str, *, good: int = 12) -> bytes:
    """The feed with every faulty row and only so many good ones, each line as it was."""
    lines = content_of(force_code).splitlines(keepends=True)
    header, rows = ([], lines) if force_code == "14" else (lines[:1], lines[1:])
    kept, left = [], good
    for line in rows:
        reference = reference_in(line.decode(ENCODINGS[force_code]), force_code)
        if faults(force_code)[reference] or left > 0:
            kept.append(line)
            left -= not faults(force_code)[reference]
    return b"".join([*header, *kept])
