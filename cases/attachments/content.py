"""Whether a file is what its name says: by its first bytes, and as a whole where those do not settle it.

Tables of signatures such as puremagic's take any ZIP archive for a Word file and a text that begins with "BM" for a
picture: with seven types to know, each is looked at for itself.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from email import message_from_bytes
from email.errors import MessageError
from typing import Any

from django.core.files.base import File

from cases.rules.attachments import BY_EXTENSION, DOCX, EML, HEAD_BYTES, TXT, FileType, NotTaken, extension_of, type_of

# What no text holds: NUL and the other control characters, but tab, line ends and form feed.
_NEVER_IN_TEXT = bytes(set(range(32)) - set(b"\t\n\r\f") | {127})
_HEADERS = ("From", "Date", "Subject", "To", "Message-ID")


def checked(file: File[Any]) -> FileType:
    """What the file is.

    Raises:
        NotTaken: a case does not take it; the sentence says why and what to do.
    """
    if not file.size:
        raise NotTaken("The file is empty. Choose the document itself.")
    file.seek(0)
    found = type_of(file.name or "", file.read(HEAD_BYTES))
    file.seek(0)
    _AS_A_WHOLE.get(found, _no_archive)(file)
    file.seek(0)
    return found


def _no_archive(file: File[Any]) -> None:
    """A file that is a picture or a PDF from its front may be an archive from its back."""
    if zipfile.is_zipfile(file):
        raise NotTaken("This file has an archive hidden in it. Save the document anew, then choose that file.")


def _is_word(file: File[Any]) -> None:
    """A Word file is an archive with certain parts, and one that takes over a computer has macros."""
    try:
        with zipfile.ZipFile(file) as archive:
            parts = set(archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise NotTaken("This Word file is damaged. Save it anew, then choose that file.") from error
    if not {"[Content_Types].xml", "word/document.xml"} <= parts:
        raise NotTaken("This is an archive and no Word file. Unpack it, and attach each document on its own.")
    if any(part.lower().endswith("vbaproject.bin") for part in parts):
        raise NotTaken("This Word file holds macros. Save it without them or as PDF, then choose that file.")


def _is_text(file: File[Any]) -> None:
    for chunk in file.chunks():
        if len(chunk.translate(None, _NEVER_IN_TEXT)) < len(chunk):
            raise NotTaken("This is no plain text. Save it as text in UTF-8, then choose that file.")


def _is_mail(file: File[Any]) -> None:
    """An e-mail says whom it is from, and carries nothing that would not be taken by itself."""
    _no_archive(file)
    file.seek(0)
    try:
        mail = message_from_bytes(file.read())
        carried = [part.get_filename() for part in mail.walk() if part.get_filename()]
    except (MessageError, ValueError, LookupError) as error:
        raise NotTaken("This e-mail cannot be read. Save it anew or as PDF, then choose that file.") from error
    if sum(mail[header] is not None for header in _HEADERS) < 2:
        raise NotTaken("This is no e-mail. Save the message as EML or PDF, then choose that file.")
    if any(extension_of(str(name)) not in BY_EXTENSION for name in carried):
        raise NotTaken(
            "This e-mail carries a file of a kind that is not taken. Save the message without it, then choose that "
            "file; attach what else is needed on its own."
        )


_AS_A_WHOLE: Mapping[FileType, Callable[[File[Any]], None]] = {DOCX: _is_word, EML: _is_mail, TXT: _is_text}
