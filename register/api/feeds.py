"""Whole files of a force's records through the API: taken in at once, loaded by a worker, and followed at an address of
their own.

A file is no JSON object: it is sent as the bytes that it is, by an address of its own around the same act as the page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.urls import reverse
from rest_framework.exceptions import ParseError
from rest_framework.parsers import DataAndFiles, FileUploadParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actor import Actor
from accounts.api.fields import Body, Choice
from accounts.api.lists import Paged, newest_first
from accounts.api.openapi import (
    ALWAYS,
    EVERY_ANSWER,
    OF_BODIES,
    TEXT,
    Schema,
    headers_named,
    problems_of,
    schema_of,
    security_of,
)
from accounts.api.problems import RefusedAct, TooLarge
from accounts.api.representations import shown
from accounts.api.rows import Asking, Read, Row, Shown
from accounts.api.views import View
from accounts.models import Force
from accounts.web import get_or_404
from audit.core.errors import PermissionDenied, Refused
from register import policies
from register.actions.feeds import start_import
from register.imports.files import CHUNK_BYTES
from register.imports.mappings import mappings
from register.models import FeedRun, QuarantinedRow

LINES, TABLE = "application/x-ndjson", "text/csv"
UNNAMED = "file"
MEGABYTE = 1024**2
SCOPE = "people:write"
ON_BEHALF_OF: Schema = {"$ref": "#/components/parameters/OnBehalfOf"}


@dataclass(frozen=True, slots=True)
class FeedShown:
    """A file that was taken in: how far it is, and what became of its rows. `rows_total` is 0 until it was opened."""

    reference: str
    status: str
    problem: str
    mapping: str
    file_sha256: str
    rows_total: int
    rows_read: int
    rows_new: int
    rows_changed: int
    rows_same: int
    rows_doubtful: int
    rows_quarantined: int
    created_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that was not loaded: where it stands, what is wrong and what to do. `is_settled`: somebody has put it right
    since."""

    number: int
    line: int
    local_reference: str
    column: str
    problem: str
    remedy: str
    is_settled: bool


class UploadAsked(Body):
    """What stands after the question mark: which export it is, where its columns do not say so."""

    mapping = Choice({code: code for code in mappings()}, required=False)


class FileParser(FileUploadParser):
    """The bytes of one file of bounded size, as NDJSON: a document of the register each line, or another export."""

    media_type = LINES

    def parse(
        self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> DataAndFiles[Any, Any]:
        """Raises TooLarge before a byte is read, ParseError where it is not said how long it is."""
        length = stream.META.get("CONTENT_LENGTH") or ""
        if not (length.isascii() and length.isdigit()):
            raise ParseError("Say in `Content-Length` how long the file is.")
        if int(length) > settings.LARGEST_FEED_BYTES:
            raise TooLarge(f"At most {settings.LARGEST_FEED_BYTES // MEGABYTE} MB are read.")
        return super().parse(stream, media_type, parser_context)

    def get_filename(self, stream: Any, media_type: Any, parser_context: Any) -> str:
        """The name in `Content-Disposition`, if one is given."""
        return super().get_filename(stream, media_type, parser_context) or UNNAMED


class TableParser(FileParser):
    """The same of a CSV file."""

    media_type = TABLE


class Upload(View):
    """`POST ?mapping=`: take the file in the body in. It is loaded afterwards."""

    parser_classes = (FileParser, TableParser)
    takes = (LINES, TABLE)
    scopes = {"POST": SCOPE}

    def post(self, request: Request) -> Response:
        force = _force_of(self.actor)
        reason = self.reason
        asked = UploadAsked(data=request.query_params.dict())
        asked.is_valid(raise_exception=True)
        file: UploadedFile[Any] | None = request.FILES.get("file")
        if file is None:
            raise ParseError("Send the file, with its length in `Content-Length`.")
        try:
            run = start_import(
                force, actor=self.actor, reason=reason, file_name=file.name or UNNAMED,
                chunks=file.chunks(CHUNK_BYTES), in_background=True, **asked.validated_data,
            )  # fmt: skip
        except Refused as refusal:
            raise RefusedAct(refusal.sentence, "#") from refusal
        where = request.build_absolute_uri(reverse("api-feed", args=[run.reference]))
        said = {"reference": run.reference, "status": run.status, "links": {"self": where}}
        return Response(said, 202, headers={"Location": where})


def _force_of(actor: Actor) -> Force:
    """The force whose records the actor may send."""
    policies.IMPORT_FEED.require(actor)
    force = Force.objects.filter(pk=actor.force_id).first() if actor.force_id else None
    if force is None:
        raise PermissionDenied(policies.IMPORT_FEED.permission)
    policies.IMPORT_FEED.require(actor, force)
    return force


def feed_of(actor: Actor, reference: str) -> FeedRun:
    """A file of the actor's own force."""
    return get_or_404(FeedRun.objects.visible_to(actor), reference=reference)


def _feeds(asking: Asking, after: Any = None) -> Shown:
    page, then = newest_first(FeedRun.objects.visible_to(asking.actor), after)
    return Shown({"feeds": [shown(FeedShown, each, str) for each in page], "next": then})


def _feed(asking: Asking, run: FeedRun) -> Shown:
    return Shown(shown(FeedShown, run, str))


def _rows(asking: Asking, run: FeedRun, after: Any = None) -> Shown:
    page, then = newest_first(QuarantinedRow.objects.visible_to(asking.actor).filter(run=run), after)
    found = [shown(RefusedRow, each, str, is_settled=each.settled_at is not None) for each in page]
    return Shown({"reference": run.reference, "rows": found, "next": then})


DESCRIBED: dict[str, Schema] = {
    "/people/upload": {
        "post": {
            "operationId": "upload-people",
            "summary": "Take in a whole file of the force's records, to be loaded afterwards.",
            "security": security_of(SCOPE),
            "parameters": [
                {"name": "mapping", "in": "query", "schema": schema_of(UploadAsked().fields["mapping"])},
                {
                    "name": "Content-Disposition",
                    "in": "header",
                    "schema": TEXT,
                    "example": 'attachment; filename="people.ndjson"',
                },
                ON_BEHALF_OF,
            ],
            "requestBody": {"required": True, "content": {LINES: {}, TABLE: {}}},
            "responses": {
                "202": {
                    "description": "Taken in. How far it is, is read at `Location`.",
                    "headers": headers_named(*EVERY_ANSWER, "Location"),
                    "content": {"application/json": {"schema": {"type": "object"}}},
                },
                **problems_of([*ALWAYS, *OF_BODIES, "reason_not_chosen", "invalid", "refused"]),
            },
        }
    },
}
"""The address that is no row, as the document of the API has it."""

ROWS: tuple[Row, ...] = (
    Read("feeds", "api-feeds", "Whole files of the force's records that were taken in, newest first.", _feeds,
         policy=policies.SEE_FEEDS, query=Paged),
    Read("feeds/<str:reference>", "api-feed", "One file: how far it is, and what became of its rows.", _feed, feed_of,
         policy=policies.SEE_FEEDS),
    Read("feeds/<str:reference>/rows", "api-feed-rows", "The rows of a file that were not loaded, and why.", _rows,
         feed_of, policy=policies.SEE_FEEDS, query=Paged),
)  # fmt: skip
