"""Which encoding a file is in.

A byte order mark decides, then strict UTF-8, then UTF-8 with damaged bytes, then UTF-16 by its NULs. What is left is a
single-byte encoding, and nothing in a list of names tells Windows-1252 from its neighbours (detectors call the feeds of
British systems Windows-1250, which turns ñ into ń): Windows-1252 it is, unless the mapping says otherwise or the file
holds bytes that Windows-1252 does not have.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

from charset_normalizer import from_bytes

SAMPLE_BYTES = 64 * 1024
FALLBACK = "windows-1252"

# UTF-32 first: its little-endian mark begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_NOT_WINDOWS_1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")


@dataclass(frozen=True, slots=True)
class Encoding:
    """A codec by name. `is_certain` is false where only convention speaks for it."""

    name: str
    is_certain: bool = True


def detect(chunks: Iterable[bytes]) -> Encoding:
    """The encoding of a file read in chunks, with memory for one chunk."""
    chunks = iter(chunks)
    head = next(chunks, b"")
    for mark, name in _MARKS:
        if head.startswith(mark):
            return Encoding(name)
    if wide := _utf16_without_mark(head):
        return Encoding(wide)
    return _narrow(chain([head], chunks))


def _utf16_without_mark(head: bytes) -> str:
    even, odd = head[:4096:2].count(0), head[1:4096:2].count(0)
    if max(even, odd) * 4 < len(head[:4096]) or not head:
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def _narrow(chunks: Iterable[bytes]) -> Encoding:
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    letters = damaged = 0
    sample = bytearray()
    for chunk in chain(chunks, [b""]):
        if chunk and chunk.isascii() and not decoder.getstate()[0]:
            continue
        text = decoder.decode(chunk, final=not chunk)
        lost = max(text.count("\ufffd") - chunk.count(b"\xef\xbf\xbd"), 0)
        damaged += lost
        letters += len(_BEYOND_ASCII.findall(text)) - lost
        sample += chunk[: SAMPLE_BYTES - len(sample)]
    if damaged and letters <= damaged:
        return Encoding(_guess(bytes(sample)), is_certain=False)
    return Encoding("utf-8")


def _guess(sample: bytes) -> str:
    if not _NOT_WINDOWS_1252.search(sample):
        return FALLBACK
    best = from_bytes(sample).best()
    return best.encoding if best else FALLBACK
