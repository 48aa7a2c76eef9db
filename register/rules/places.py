"""Postcodes, addresses in one line, and the police force of a postcode."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TABLE = Path(__file__).parent.parent / "reference" / "postcode_areas.csv"
_POSTCODE = re.compile(
    r"(GIR|BFPO|[A-PR-UWYZ](?:\d{1,2}|[A-HK-Y]\d{1,2}|\d[A-HJKPSTUW]|[A-HK-Y]\d[ABEHMNPRVWXY]))(\d)([ABD-HJLNP-UW-Z]{2})$"
)
_BFPO = re.compile(r"BFPO(\d{1,4})$")
_NO_FIXED_ABODE = frozenset(("ZZ993VZ", "ZZ993WZ", "NF11NF", "ZZ991ZZ"))
_AT_THE_END = re.compile(r"[\s,]+([A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}|BFPO\s*\d{1,4})\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Postcode:
    """A postcode as read. Text that is none keeps its capitals and carries a doubt."""

    canonical: str
    outward: str = ""
    sector: str = ""
    area: str = ""
    is_no_fixed_abode: bool = False
    doubt: str | None = None


def read_postcode(text: str) -> Postcode:
    """A postcode in any writing: `ls123bf` is `LS12 3BF`; `ZZ99 3VZ` and `NF1 1NF` stand for no fixed abode."""
    whole = re.sub(r"[^0-9A-Z]", "", text.upper())
    if not whole:
        return Postcode("")
    if whole in _NO_FIXED_ABODE:
        return Postcode(
            f"{whole[:-3]} {whole[-3:]}", is_no_fixed_abode=True, doubt="No fixed abode: find out where they sleep."
        )
    if forces := _BFPO.fullmatch(whole):
        return Postcode(f"BFPO {forces[1]}", outward="BFPO", area="BFPO")
    if found := _POSTCODE.fullmatch(whole):
        area = re.match(r"[A-Z]+", found[1])
        return Postcode(f"{found[1]} {found[2]}{found[3]}", found[1], f"{found[1]} {found[2]}", area[0] if area else "")
    return Postcode(text.strip().upper()[:10], doubt="This is not a whole postcode. Check it.")


@cache
def postcode_table() -> Mapping[str, str]:
    """Beginning of a postcode → code of the police force, from register/reference/postcode_areas.csv."""
    with TABLE.open(encoding="utf-8", newline="") as rows:
        return {row["postcode_prefix"]: row["force_code"] for row in csv.DictReader(rows)}


def force_for_postcode(postcode: Postcode, table: Mapping[str, str] | None = None) -> str | None:
    """Code of the force in whose area the postcode lies, by the longest beginning that the table knows.

    Areas of postcodes and of forces do not coincide: this is a proposal that a person may change.
    """
    table = postcode_table() if table is None else table
    outward, shortest = postcode.outward, max(len(postcode.area), 1)
    beginnings = (outward[:end] for end in range(len(outward), shortest - 1, -1))
    return next((table[beginning] for beginning in beginnings if beginning in table), None)


def split_address(text: str) -> tuple[str, str, str]:
    """Line, town and postcode of an address in one line: "100 High Road, Bradford, BD22 5LB"."""
    found = _AT_THE_END.search(f" {text}")
    postcode = found[1].upper() if found else ""
    parts = [part.strip() for part in (f" {text}"[: found.start()] if found else text).split(",") if part.strip()]
    if len(parts) < 2:
        return (parts[0] if parts else "", "", postcode)
    return ", ".join(parts[:-1]), parts[-1], postcode
