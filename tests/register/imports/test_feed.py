from __future__ import annotations

import io
import json
import tracemalloc
import zipfile
from collections.abc import Iterator

import pytest

from register.imports.feed import open_feed
from register.imports.problems import Unreadable
from tests.register.imports.demo import FILES, content_of, faults, feed_of


def workbook() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return file.getvalue()


HEADER = b"local_ref,forenames,surname,sex,date_of_birth,pnc_id,cro_number,address_line_1,town,postcode,mobile\n"


@pytest.mark.parametrize(
    ("force_code", "encoding", "shape"),
    [pytest.param("10", "utf-8", "csv", id="UTF-8 CSV"), pytest.param("13", "windows-1252", "csv", id="Windows-1252"),
     pytest.param("14", "utf-8", "ndjson", id="NDJSON")],
)  # fmt: skip
def test_encoding_and_shape_of_the_feeds_are_found(force_code: str, encoding: str, shape: str) -> None:
    feed = feed_of(force_code)

    assert (feed.encoding, feed.shape) == (encoding, shape)
    assert feed.count() == len(faults(force_code))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_a_feed_reads_the_same_in_every_encoding(encoding: str) -> None:
    content = content_of("10").decode().encode(encoding)

    assert [row.record for row in open_feed(lambda: [content]).rows()] == [row.record for row in feed_of("10").rows()]


def test_documents_read_the_same_line_by_line_and_as_one_list() -> None:
    documents = [json.loads(line) for line in content_of("14").splitlines()]
    content = json.dumps(documents, indent=1).encode()

    feed = open_feed(lambda: [content])

    assert feed.shape == "json"
    assert [row.record for row in feed.rows()] == [row.record for row in feed_of("14").rows()]


def test_letters_beyond_ascii_come_through() -> None:
    names = {row.record["Name"] for row in feed_of("13").rows()}

    assert "D'ARCY-BROWN, Zoë" in names


def test_one_damaged_byte_does_not_change_the_encoding_of_the_others() -> None:
    content = HEADER + "1,Zoë,Müller,F,,,,,,,\n2,Jo,Sm".encode() + b"\xff" + b"th,F,,,,,,,\n"

    rows = list(open_feed(lambda: [content]).rows())

    assert rows[0].record["surname"] == "Müller"
    assert rows[1].record["surname"] == "Sm\ufffdth"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        pytest.param(b"", "The file is empty", id="empty"),
        pytest.param(b" \r\n\t\n", "The file is empty", id="blank"),
        pytest.param(b"\xef\xbb\xbf", "The file is empty", id="only a byte order mark"),
        pytest.param(workbook(), "save it as CSV UTF-8", id="Excel workbook"),
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Excel", id="old Excel workbook"),
        pytest.param(b"%PDF-1.7", "This is a PDF", id="PDF"),
        pytest.param(b"\x1f\x8b\x08\x00", "compressed", id="gzip"),
        pytest.param(b"\x89PNG\r\n\x1a\n", "picture", id="picture"),
        pytest.param(b"<?xml version='1.0'?><people/>", "XML or a web page", id="XML"),
        pytest.param(b"\n <!doctype html><script>alert(1)</script>", "XML or a web page", id="web page"),
        pytest.param(b"{\\rtf1}", "word-processor", id="RTF"),
        pytest.param(b"Dear colleague,\nplease find nothing.\n", "not those of any export", id="a letter"),
        pytest.param(bytes(range(256)) * 40, "not those of any export", id="any bytes"),
        pytest.param(HEADER, "no rows", id="no rows"),
        pytest.param(b'{\n  "people": [\n    {}\n  ]\n}\n', "one whole record", id="JSON over several lines"),
        pytest.param(b"[1, 2, 3]", "one whole record", id="a list of no records"),
        pytest.param(b"[]", "one whole record", id="an empty list"),
        pytest.param(b'{"colour": "red"}\n', "not those of any export", id="other documents"),
        pytest.param(b"[" * 5_000_000, "one whole record", id="nothing but brackets"),
    ],
)
def test_a_file_that_cannot_be_read_says_what_to_do(content: bytes, sentence: str) -> None:
    with pytest.raises(Unreadable, match=sentence):
        open_feed(lambda: [content]).count()


@pytest.mark.parametrize(
    ("begins", "repeated"),
    [
        pytest.param(HEADER, b"1,A,B,M,1980-01-01,,,,,,\n" * 500, id="rows"),
        pytest.param(HEADER, b"x" * 100_000, id="one line without an end"),
        pytest.param(HEADER + b'"', b"1,2,3,4,5,6,7,8,9,10,11\n" * 500, id="a quotation mark never closed"),
        pytest.param(
            b'{"reference": "1", "name": {"family": "A"}, "birthDate": ""}\n{"a": "', b"x" * 100_000, id="document"
        ),
        pytest.param(
            b'[{"reference": "1", "name": {"family": "A"}, "birthDate": ""}, {"a": "', b"x" * 99_999, id="list"
        ),
    ],
)
def test_memory_does_not_grow_with_the_file(begins: bytes, repeated: bytes) -> None:
    def chunks() -> Iterator[bytes]:
        yield begins
        for _ in range(30):
            yield repeated

    tracemalloc.start()
    open_feed(chunks).count()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 2_500_000


def test_a_feed_may_be_read_again_from_the_top() -> None:
    feed = feed_of("10")

    assert next(feed.rows()) == next(feed.rows())
    assert sorted(FILES) == ["10", "13", "14"]
