"""Published statistics as files: CSV, and OpenDocument for a spreadsheet. The same table gives the same bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from xml.sax.saxutils import escape

from audit.web.export import csv_line
from cases.statistics.reading import Row, Table

HIDDEN = "[c]"
"""What stands for a figure that is not shown: the shorthand of official statistics for "confidential"."""
Cell = str | int
_MADE = (2000, 1, 1, 0, 0, 0)
_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_MANIFEST = f"""<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">
<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="{_TYPE}"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>
</manifest:manifest>
"""
_BEGINS = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.3">
<office:body><office:spreadsheet>
"""
_ENDS = "</office:spreadsheet></office:body></office:document-content>\n"


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of file: its title, its media type, and what writes it."""

    title: str
    media_type: str
    write: Callable[[Table], bytes]


def csv_of(table: Table) -> bytes:
    """RFC 4180, every cell quoted, with a byte order mark for spreadsheets."""
    lines = [csv_line([str(cell) for cell in cells]) for cells in _lines(table)]
    return "\N{BYTE ORDER MARK}".encode() + b"".join(lines)


def ods_of(table: Table) -> bytes:
    """OpenDocument 1.3: one sheet with the figures, one with what they mean. No cell holds a formula."""
    content = _BEGINS + _sheet("Figures", _lines(table)) + _sheet("What it means", _notes(table)) + _ENDS
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        # The type comes first and is not compressed, so that it is found without unpacking.
        archive.writestr(zipfile.ZipInfo("mimetype", _MADE), _TYPE)
        for name, text in (("META-INF/manifest.xml", _MANIFEST), ("content.xml", content)):
            archive.writestr(zipfile.ZipInfo(name, _MADE), text, zipfile.ZIP_DEFLATED)
    return file.getvalue()


FORMATS: Mapping[str, Format] = {
    "csv": Format("CSV", "text/csv; charset=utf-8", csv_of),
    "ods": Format("OpenDocument spreadsheet", _TYPE, ods_of),
}


def _lines(table: Table) -> Iterator[list[Cell]]:
    parts = [part.title for part in table.measure.parts]
    shares = [f"{title} (per cent)" for title in parts] if table.measure.has_shares else []
    yield ["Quarter", "Area", "Force code", *parts, *shares, "Definition", "Published", "Revised"]
    yield from (_line(row) for row in table.rows)


def _line(row: Row) -> list[Cell]:
    figures: list[Cell] = [HIDDEN if each is None else each for each in (*row.shown, *row.shares)]
    revised = "yes" if row.is_revised else "no"
    return [
        row.quarter.code, row.area, row.force_code, *figures, row.definition, row.published_on.isoformat(), revised
    ]  # fmt: skip


def _notes(table: Table) -> Iterator[list[Cell]]:
    measure = table.measure
    yield ["Measure", measure.title]
    yield ["Definition", measure.version]
    yield ["What is counted", measure.counts]
    yield ["Over which time", measure.window]
    yield ["What it must not reward", measure.harm_avoided]
    yield [HIDDEN, "Fewer than 5, or too near to such a figure to be shown"]
    yield ["Rounding", "Every figure is rounded to a multiple of 5; shares are of rounded figures"]


def _sheet(name: str, lines: Iterator[list[Cell]]) -> str:
    rows = "".join(f"<table:table-row>{''.join(_cell(cell) for cell in line)}</table:table-row>\n" for line in lines)
    return f'<table:table table:name="{escape(name)}">\n{rows}</table:table>\n'


def _cell(cell: Cell) -> str:
    kind = f'"float" office:value="{cell}"' if isinstance(cell, int) else '"string"'
    return f"<table:table-cell office:value-type={kind}><text:p>{escape(str(cell))}</text:p></table:table-cell>"
