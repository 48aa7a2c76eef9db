"""Vehicle registration marks of the United Kingdom (DVLA leaflet INF104)."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Northern Ireland's marks (AXI 1234) are of the dateless form.
_STYLES = (
    ("current", re.compile(r"([A-Z]{2}\d{2})([A-Z]{3})", re.ASCII)),
    ("prefix", re.compile(r"([A-Z]\d{1,3})([A-Z]{3})", re.ASCII)),
    ("suffix", re.compile(r"([A-Z]{3})(\d{1,3}[A-Z])", re.ASCII)),
    ("dateless", re.compile(r"([A-Z]{1,3})(\d{1,4})", re.ASCII)),
    ("dateless", re.compile(r"(\d{1,4})([A-Z]{1,3})", re.ASCII)),
)
LOOK_ALIKE = str.maketrans("OIQSZBG", "0105286")
LONGEST = 12


@dataclass(frozen=True, slots=True)
class Plate:
    """A mark as read: capitals without spaces, its style (empty when it is none we know), and how to print it."""

    canonical: str
    style: str
    display: str


def read_plate(text: str) -> Plate:
    """A mark in any writing: `bm23 jpf` is `BM23JPF`. What fits no style, a foreign mark perhaps, is kept as typed in
    capitals, up to twelve characters."""
    canonical = re.sub(r"[^0-9A-Z]", "", text.upper())[:LONGEST]
    for style, form in _STYLES:
        if found := form.fullmatch(canonical):
            return Plate(canonical, style, f"{found[1]} {found[2]}")
    return Plate(canonical, "", canonical)


def folded(mark: str) -> str:
    """The mark with letters and digits that look alike made the same, for comparing what a witness read."""
    return mark.translate(LOOK_ALIKE)
