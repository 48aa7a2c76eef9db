"""Postcodes, addresses in one line, and the police force of a postcode."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import takewhile
from pathlib import Path

TABLE = Path(__file__).parent.parent / "reference" / "postcode_areas.csv"
_POSTCODE = re.compile(
    r"([A-PR-UWYZ](?:\d{1,2}|[A-HK-Y]\d{1,2}|\d[A-HJKPSTUW]|[A-HK-Y]\d[ABEHMNPRVWXY]))(\d)([ABD-HJLNP-UW-Z]{2})",
    re.ASCII,
)
_BFPO = re.compile(r"BFPO(\d{1,4})", re.ASCII)
_NO_FIXED_ABODE = frozenset(("ZZ993VZ", "NF11NF"))  # the NHS's and HMPPS's own stand-ins
_NOT_KNOWN = re.compile(r"ZZ99\d[A-Z]{2}", re.ASCII)  # the NHS's other stand-ins: refused, not known, abroad
_AT_THE_END = re.compile(r"(?:^|[\s,])([A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}|BFPO\s?\d{1,4})$", re.IGNORECASE | re.ASCII)


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
        doubt = "No fixed abode: find out where they sleep."
        return Postcode(f"{whole[:-3]} {whole[-3:]}", is_no_fixed_abode=True, doubt=doubt)
    if _NOT_KNOWN.fullmatch(whole):
        return Postcode(f"{whole[:-3]} {whole[-3:]}", doubt="This stands for an unknown address. Find it out.")
    if forces := _BFPO.fullmatch(whole):
        return Postcode(f"BFPO {forces[1]}", outward="BFPO", area="BFPO")
    if found := _POSTCODE.fullmatch(whole):
        return _postcode(found[1], found[2], found[3])
    return Postcode(text.strip().upper()[:10], doubt="This is not a whole postcode. Check it.")


def _postcode(outward: str, sector: str, unit: str) -> Postcode:
    area = "".join(takewhile(str.isalpha, outward))
    doubt = None if area in postcode_table() else f"No postcode begins with {area}. Check it."
    return Postcode(f"{outward} {sector}{unit}", outward, f"{outward} {sector}", area, doubt=doubt)


@cache
def postcode_table() -> Mapping[str, str]:
    """Beginning of a postcode → code of the police force, from register/reference/postcode_areas.csv.

    The code is empty for the Crown dependencies, whose postcodes are real and whose forces are not in the register.
    """
    with TABLE.open(encoding="utf-8", newline="") as rows:
        return {row["postcode_prefix"]: row["force_code"] for row in csv.DictReader(rows)}


def force_for_postcode(postcode: Postcode, table: Mapping[str, str] | None = None) -> str | None:
    """Code of the force in whose area the postcode lies, by the longest beginning that the table knows.

    Areas of postcodes and of forces do not coincide: this is a proposal that a person may change.
    """
    table = postcode_table() if table is None else table
    outward, shortest = postcode.outward, max(len(postcode.area), 1)
    beginnings = (outward[:end] for end in _ends(outward, shortest))
    return next((table[beginning] for beginning in beginnings if beginning in table), None) or None


def _ends(outward: str, shortest: int) -> Iterator[int]:
    """Where a beginning may end, longest first: the district, the district without its last letter, the area.

    `DN4` begins `DN41` as text and is another district: a cut between digits means nothing.
    """
    for end in range(len(outward), shortest - 1, -1):
        if not (outward[end - 1].isdigit() and outward[end : end + 1].isdigit()):
            yield end


def split_address(text: str) -> tuple[str, str, str]:
    """Line, town and postcode of an address in one line: "100 High Road, Bradford, BD22 5LB".

    The postcode is as `read_postcode` writes it, and empty where there is none; one part alone is a line, not a town.
    """
    parts = [part for piece in text.split(",") if (part := " ".join(piece.split()))]
    postcode = ""
    if parts and (found := _AT_THE_END.search(parts[-1])):
        postcode = read_postcode(found[1]).canonical
        parts[-1] = parts[-1][: found.start()].rstrip()
    parts = [part for part in parts if part]
    if len(parts) < 2:
        return "".join(parts), "", postcode
    return ", ".join(parts[:-1]), parts[-1], postcode
