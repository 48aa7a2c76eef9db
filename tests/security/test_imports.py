"""Files that are built to do harm: refused or kept aside, quickly, in little memory."""

from __future__ import annotations

import gzip
import io
import json
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from register.imports.loading import load
from register.models import FeedRun, Person, QuarantinedRow
from tests import builders

pytestmark = pytest.mark.django_db


def zipped() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("feed.csv", b"0" * 20_000_000)
    return held.getvalue()


HARMFUL = {
    "zip-bomb": ("feed.csv", zipped()),
    "gzip-bomb": ("feed.csv", gzip.compress(b"0" * 20_000_000)),
    "deep-JSON": ("feed.json", b"[" * 200_000),
    "deep-JSON-closed": ("feed.json", b"[" * 50_000 + b"]" * 50_000),
    "deep-NDJSON": ("feed.ndjson", b'{"a":' * 50_000 + b"1" + b"}" * 50_000 + b"\n"),
    "huge-number": ("feed.json", b"[" + b"9" * 100_000 + b"]"),
    "huge-exponent": ("feed.ndjson", b'{"id": 1e999999999}\n'),
    "surrogate": ("feed.ndjson", b'{"id": "\\ud800", "name": "\\udfff"}\n'),
    "NUL": ("feed.csv", b"id,name\n1,Ko\x00walski\n"),
    "bad-UTF-8": ("feed.csv", b"id,name\n1,\xff\xfe\xfa\n"),
    "million-columns": ("feed.csv", b",".join(b"c%d" % n for n in range(1_000_000)) + b"\n"),
    "one-endless-line": ("feed.csv", b"x" * 5_000_000),
    "one-endless-quote": ("feed.csv", b'id,name\n1,"' + b"x\n" * 200),
    "nothing-but-newlines": ("feed.csv", b"\n" * 2_000_000),
    "same-key-twice": ("feed.ndjson", b'{"id": "1", "id": "2"}\n'),
    "not-an-object": ("feed.ndjson", b'1\n"x"\nnull\n[]\n'),
    "NaN": ("feed.ndjson", b'{"id": NaN, "name": Infinity}\n'),
    "XML": ("feed.csv", b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "a">]><x>&a;</x>'),
    "prototype": ("feed.ndjson", json.dumps({"__class__": "x", "__proto__": {"is_restricted": False}}).encode()),
}


@pytest.mark.parametrize(("name", "content"), HARMFUL.values(), ids=HARMFUL)
@pytest.mark.parametrize("mapping", ["", "west-yorkshire"], ids=["found-out", "chosen"])
def test_a_harmful_file_is_refused_or_kept_aside(name: str, content: bytes, mapping: str) -> None:
    here = builders.sign_in(Client(), builders.user("force-administrator"))

    answer = here.post(
        reverse("upload-feed"), {"file": SimpleUploadedFile(name, content), "mapping": mapping}, follow=True
    )

    assert answer.status_code in (200, 400)
    for run in FeedRun.objects.all():
        while not load(run, seconds=5):
            run.refresh_from_db()
        run.refresh_from_db()
        assert run.status in (FeedRun.Status.FAILED, FeedRun.Status.DONE)
        assert here.get(reverse("feed-run", args=[run.reference])).status_code == 200
        for row in QuarantinedRow.objects.filter(run=run)[:5]:
            assert here.get(reverse("quarantined-row", args=[run.reference, row.number])).status_code == 200
    assert not Person.objects.exists()


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "=cmd|'/C calc'!A0.csv", "a\u202evsc.exe", "x" * 5_000 + ".csv", ".csv"]
)
def test_a_files_name_is_only_a_name(name: str) -> None:
    here = builders.sign_in(Client(), builders.user("force-administrator"))

    answer = here.post(
        reverse("upload-feed"), {"file": SimpleUploadedFile(name, b"id,name\n1,x\n"), "mapping": ""}, follow=True
    )

    assert answer.status_code == 200
    for run in FeedRun.objects.all():
        assert "/" not in run.file_name
        assert here.get(reverse("feeds")).status_code == 200
