"""Which files a case takes, how each is known by its first bytes, and the name under which one is kept."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

LONGEST_NAME = 120
HEAD_BYTES = 64
"""How many first bytes `type_of` looks at."""


class NotTaken(ValueError):
    """A file that a case does not take. `str` is the sentence for the screen, which says what to do."""


@dataclass(frozen=True, slots=True)
class FileType:
    """A kind of file: its extensions and, where it has one, the signature of its first bytes."""

    media_type: str
    title: str
    extensions: tuple[str, ...]
    begins: re.Pattern[bytes] | None = None

    @property
    def extension(self) -> str:
        """The one by which a copy is given out."""
        return self.extensions[0]


PDF = FileType("application/pdf", "PDF", ("pdf",), re.compile(rb"%PDF-\d"))
JPEG = FileType("image/jpeg", "JPEG", ("jpg", "jpeg"), re.compile(rb"\xff\xd8\xff"))
PNG = FileType("image/png", "PNG", ("png",), re.compile(rb"\x89PNG\r\n\x1a\n"))
HEIC = FileType(
    "image/heic", "HEIC", ("heic",), re.compile(rb".{4}ftyp(?:heic|heix|heim|heis|hevc|hevx|mif1|msf1)", re.DOTALL)
)
DOCX = FileType(
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "Word", ("docx",),
    re.compile(rb"PK\x03\x04"),
)  # fmt: skip
EML = FileType("message/rfc822", "E-mail", ("eml",))
TXT = FileType("text/plain", "Text", ("txt",))
FILE_TYPES = {each.media_type: each for each in (PDF, JPEG, PNG, HEIC, DOCX, EML, TXT)}
BY_EXTENSION = {extension: each for each in FILE_TYPES.values() for extension in each.extensions}
ARCHIVES = frozenset(["zip", "7z", "rar", "gz", "tgz", "tar", "bz2", "xz", "zst", "cab", "iso", "img", "jar", "lzh"])
TAKEN = "PDF, JPEG, PNG, HEIC, Word (DOCX), e-mail (EML) and plain text (TXT)"

# What an office or a telephone gives instead, and what to do about it.
_INSTEAD = {
    "doc": "This is an old Word file. Save it as DOCX or PDF, then choose that file.",
    "docm": "This Word file holds macros. Save it as DOCX or PDF, then choose that file.",
    "msg": "This is an Outlook message. Save it as EML or PDF, then choose that file.",
    "heif": "Save the photo as JPEG, then choose that file.",
}
_ARCHIVE = "This is an archive. Unpack it, and attach each document on its own."


def type_of(name: str, head: bytes) -> FileType:
    """What a file is, by its extension and its first bytes, which must agree.

    Raises:
        NotTaken: it is of another kind, or its bytes are not what its name says.
    """
    extension = extension_of(name)
    if extension in ARCHIVES:
        raise NotTaken(_ARCHIVE)
    found = BY_EXTENSION.get(extension)
    if found is None:
        raise NotTaken(_INSTEAD.get(extension, f"Files of this kind are not taken. Choose one of: {TAKEN}."))
    signed = next((each for each in FILE_TYPES.values() if each.begins and each.begins.match(head)), None)
    if signed is not (found if found.begins else None):
        raise NotTaken(
            f"The name of this file says {found.title}, and what is in it is not. Save it anew as {found.title}, "
            "then choose that file."
        )
    return found


def extension_of(name: str) -> str:
    """The part after the last full stop, in small letters; "" where there is none."""
    stem, dot, extension = named(name).rpartition(".")
    return extension.lower() if dot and stem else ""


def named(name: str) -> str:
    """The name of a file as it is kept: without folders, hidden or direction-turning characters, and not too long.

    `C:\\Scans\\Statement .pdf` becomes `Statement .pdf`. A name of which nothing is left becomes `document`.
    """
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1]
    seen = "".join(each if unicodedata.category(each)[0] not in "CZ" else _space_of(each) for each in last)
    kept = re.sub(r"\s+", " ", seen).strip(" .")
    if len(kept) > LONGEST_NAME:
        stem, dot, extension = kept.rpartition(".")
        kept = stem[: LONGEST_NAME - len(extension) - 1] + dot + extension if dot else kept[:LONGEST_NAME]
    return kept[:LONGEST_NAME] or "document"


def in_words(size: int) -> str:
    """A number of bytes as people say it: "900 bytes", "12 KB", "1.4 MB"."""
    if size < 1024:
        return f"{size} bytes"
    if size < 1024**2:
        return f"{round(size / 1024)} KB"
    return f"{size / 1024**2:.1f} MB"


def _space_of(character: str) -> str:
    """Spaces of any kind and line ends are a space; what nobody can see is nothing."""
    return " " if unicodedata.category(character).startswith("Z") or character in "\t\n\r" else ""
