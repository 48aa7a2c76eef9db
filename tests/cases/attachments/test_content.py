"""A file is looked at as a whole where its first bytes do not say what it is."""

from __future__ import annotations

import pytest

from cases.attachments.content import checked
from cases.rules.attachments import NotTaken
from tests.cases import documents
from tests.cases.documents import archive, file

MAIL_WITH = (
    "From: a@example.org\nSubject: Papers\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n"
    '--x\nContent-Type: application/octet-stream\nContent-Disposition: attachment; filename="{name}"\n'
    "Content-Transfer-Encoding: base64\n\nAAAA\n--x--\n"
)


@pytest.mark.parametrize(
    ("name", "content", "title"),
    [
        pytest.param("a.pdf", documents.PDF, "PDF", id="PDF"),
        pytest.param("a.jpg", documents.JPEG, "JPEG", id="JPEG"),
        pytest.param("a.png", documents.PNG, "PNG", id="PNG"),
        pytest.param("a.heic", documents.HEIC, "HEIC", id="HEIC"),
        pytest.param("a.docx", documents.DOCX, "Word", id="Word"),
        pytest.param("a.txt", documents.TEXT, "Text", id="text"),
        pytest.param("a.txt", b"BM23 JPF was outside", "Text", id="text that begins like a bitmap"),
        pytest.param("a.txt", "Zofia\u2019s caf\u00e9".encode("cp1252"), "Text", id="text of an older Windows"),
        pytest.param("a.eml", documents.EML, "E-mail", id="e-mail"),
        pytest.param("a.eml", MAIL_WITH.format(name="scan.pdf").encode(), "E-mail", id="e-mail with a PDF"),
    ],
)
def test_a_document_of_each_type_is_taken(name: str, content: bytes, title: str) -> None:
    taken = file(name, content)

    assert checked(taken).title == title
    assert taken.tell() == 0


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        pytest.param("a.pdf", b"", "empty", id="empty"),
        pytest.param("a.docx", archive("a.exe"), "no Word file", id="an archive called Word"),
        pytest.param("a.docx", documents.DOCX[:40], "damaged", id="a damaged Word file"),
        pytest.param(
            "a.docx", archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "macros", id="macros"
        ),
        pytest.param("a.pdf", documents.PDF + archive("a.exe"), "archive hidden", id="a PDF that is an archive too"),
        pytest.param("a.jpg", documents.JPEG + archive("a.exe"), "archive hidden", id="a picture that is an archive"),
        pytest.param("a.eml", documents.EML + archive("a.exe"), "archive hidden", id="an e-mail that is an archive"),
        pytest.param("a.txt", b"MZ\x90\x00\x03", "no plain text", id="a program called text"),
        pytest.param("a.txt", "Text".encode("utf-16"), "no plain text", id="text in UTF-16"),
        pytest.param("a.eml", documents.TEXT, "no e-mail", id="a text called e-mail"),
        pytest.param("a.eml", MAIL_WITH.format(name="papers.zip").encode(), "carries a file", id="e-mail with a ZIP"),
        pytest.param("a.eml", MAIL_WITH.format(name="run.exe").encode(), "carries a file", id="e-mail with a program"),
    ],
)
def test_what_only_passes_for_a_document_is_refused(name: str, content: bytes, says: str) -> None:
    with pytest.raises(NotTaken, match=says):
        checked(file(name, content))
