"""Documents of each type that a case takes, and a scanner that speaks ClamAV's INSTREAM on a real socket."""

from __future__ import annotations

import io
import socketserver
import struct
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from cases.actions.attachments import attach
from cases.models import Attachment
from tests.cases.builders import Household, act

TEXT = b"She rang at noon.\nHe was outside the school.\n"
PDF = b"%PDF-1.7\n1 0 obj << >> endobj\n%%EOF\n"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"
EML = b"From: Asha <asha@example.org>\nTo: case@example.org\nSubject: Messages\n\nHe writes every day.\n"
# The test file of the European institute for antivirus research, in halves, so that no scanner takes this file for it.
EICAR = (r"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-" + "ANTIVIRUS-TEST-FILE!$H+H*").encode()
UNSCANNABLE = b"The scanner chokes on this"
TOO_LONG = b"The scanner hangs up on this" * 100_000


def archive(*parts: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        for part in parts:
            file.writestr(part, "<x/>")
    return made.getvalue()


DOCX = archive("[Content_Types].xml", "word/document.xml")


def file(name: str = "Statement.txt", content: bytes = TEXT) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def attached(home: Household, name: str = "Statement.txt", content: bytes = TEXT, **more: Any) -> Attachment:
    """A document that the officer of the household attached to the case."""
    usual = {"kind": Attachment.Kind.STATEMENT, "file": file(name, content), **act(home.officer)}
    return attach(home.case, **{**usual, **more})


class _Clamd(socketserver.BaseRequestHandler):
    """One conversation: the command, chunks with their lengths, a length of nothing, the answer."""

    def handle(self) -> None:
        assert self._exactly(10) == b"zINSTREAM\0"
        content = b""
        while length := struct.unpack("!L", self._exactly(4))[0]:
            content += self._exactly(length)
            if content.startswith(TOO_LONG[:100]):
                return
        self.request.sendall(_said_of(content))

    def _exactly(self, count: int) -> bytes:
        found = b""
        while len(found) < count:
            more = self.request.recv(count - len(found))
            if not more:
                raise ConnectionError
            found += more
        return found


def _said_of(content: bytes) -> bytes:
    if EICAR in content:
        return b"stream: Eicar-Test-Signature FOUND\0"
    if UNSCANNABLE in content:
        return b"INSTREAM size limit exceeded. ERROR\0"
    return b"stream: OK\0"


@contextmanager
def clamd() -> Iterator[str]:
    """The address of a scanner that runs as long as the block."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Clamd) as server:
        listener = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        listener.start()
        try:
            yield f"tcp://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            listener.join()
