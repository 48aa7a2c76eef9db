"""Documents of a case through the API: which there are, taking one in, giving one out, withdrawing one.

A document is no JSON: it is sent and given as the bytes that it is, by addresses of their own around the same acts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse
from django.urls import reverse
from rest_framework.exceptions import ParseError
from rest_framework.parsers import DataAndFiles, FileUploadParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actor import Actor
from accounts.api.fields import Body, Choice, Named
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
from accounts.api.problems import RefusedAct, TooLarge, tag_of
from accounts.api.representations import named, shown
from accounts.api.rows import Asking, Place, Read, Row, Shown, Write
from accounts.api.views import View
from accounts.web import get_or_404
from audit.core.errors import Refused
from cases import policies
from cases.actions import attachments as acts
from cases.actions.case_pages import MANY, open_case_page
from cases.api.case_targets import case_of
from cases.attachments.section import DocumentLine
from cases.models import Attachment, Case, Incident
from register.api.texts import TEXTS

MEDIA_TYPE = "application/octet-stream"
REFERENCE: Schema = {"name": "reference", "in": "path", "required": True, "schema": TEXT}
ON_BEHALF_OF: Schema = {"$ref": "#/components/parameters/OnBehalfOf"}


@dataclass(frozen=True, slots=True)
class DocumentShown:
    """A document of a case, never what is in it. `why_not` says why it is not given out; `name`, which may tell what is
    in it, is empty where the document is withheld. `size` is in bytes."""

    reference: str
    version: int
    kind: str
    name: str
    media_type: str
    size: int
    sha256: str
    incident: str
    status: str
    scan: str
    why_not: str
    uploaded_at: datetime
    uploaded_by: str


class AttachAsked(Body):
    """What stands after the question mark: what kind of document it is and, where it belongs to one, the incident."""

    kind = Choice(Attachment.Kind)
    incident = Named(lambda actor, case: Incident.objects.visible_to(actor).filter(case=case), required=False)


class DocumentParser(FileUploadParser):
    """The bytes of one document of bounded size. `Content-Disposition` has the name of the file: no address does, for
    a name may tell what is in it."""

    media_type = MEDIA_TYPE

    def parse(
        self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> DataAndFiles[Any, Any]:
        """Raises TooLarge before a byte is read, ParseError where it is not said how long it is or what its name is."""
        length = stream.META.get("CONTENT_LENGTH") or ""
        if not (length.isascii() and length.isdigit()):
            raise ParseError("Say in `Content-Length` how long the document is.")
        if int(length) > settings.LARGEST_ATTACHMENT_BYTES:
            raise TooLarge(f"At most {settings.LARGEST_ATTACHMENT_BYTES // acts.MEGABYTE} MB are read.")
        return super().parse(stream, media_type, parser_context)


class Attach(View):
    """`POST ?kind=&incident=`: attach the document in the body to a case."""

    parser_classes = (DocumentParser,)
    takes = (MEDIA_TYPE,)
    scopes = {"POST": "cases:write"}

    def post(self, request: Request, reference: str) -> Response:
        case = case_of(self.actor, reference)
        policies.WORK_CASE.require(self.actor, case)
        reason = self.reason
        asked = AttachAsked(data=request.query_params.dict(), context={"actor": self.actor, "target": case})
        asked.is_valid(raise_exception=True)
        file: UploadedFile[Any] | None = request.FILES.get("file")
        if file is None:
            raise ParseError("Send the document, with its length in `Content-Length`.")
        try:
            made = acts.attach(case, actor=self.actor, reason=reason, file=file, **asked.validated_data)
        except Refused as refusal:
            raise RefusedAct(refusal.sentence, f"#/{refusal.field}" if refusal.field else "#") from refusal
        where = request.build_absolute_uri(reverse("api-documents", args=[case.reference]))
        said = {
            "reference": made.reference, "version": made.version, "kind": made.kind, "media_type": made.media_type,
            "size": made.size, "sha256": made.sha256, "scan": made.scan, "links": {"self": where},
        }  # fmt: skip
        return Response(said, 201, headers={"Location": where, "ETag": tag_of(made.version)})


class DocumentFile(View):
    """`GET`: the bytes of a document, as they were received. Each time is logged before a byte of it."""

    scopes = {"GET": "cases:read"}

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        """What is given is the document itself, whatever is asked for; only a refusal is JSON."""
        return super().perform_content_negotiation(request, force=True)

    def get(self, request: Request, reference: str) -> FileResponse:
        found = document_of(self.actor, reference)
        policies.READ_ATTACHMENT.require(self.actor, found)
        try:
            opened = acts.open_document(found, actor=self.actor, reason=self.reason)
        except Refused as refusal:
            raise RefusedAct(refusal.sentence, "#") from refusal
        given = FileResponse(opened.file, as_attachment=True, filename=opened.name, content_type=opened.media_type)
        given["Content-Security-Policy"] = "default-src 'none'; sandbox"
        given["X-Content-Type-Options"] = "nosniff"
        given["Cross-Origin-Resource-Policy"] = "same-origin"
        return given


def _documents(asking: Asking, case: Case) -> Shown:
    """By the page of the case itself: what is withheld there is withheld here. `has_more`: there are older ones."""
    (section,) = open_case_page(case, may_work=False, only="documents", **asking.act).sections
    rows = Attachment.objects.visible_to(asking.actor).filter(case=case).select_related("uploaded_by")
    by_reference = {each.reference: each for each in rows[:MANY]}
    found = [_document(by_reference[each.reference], each) for each in section.lines if each.reference in by_reference]
    return Shown({"reference": case.reference, "documents": found, "has_more": section.has_more})


def _document(row: Attachment, line: DocumentLine) -> DocumentShown:
    return shown(
        DocumentShown, row, str, name=line.name, why_not=line.why_not, incident=line.incident,
        uploaded_by=named(row.uploaded_by),
    )  # fmt: skip


def document_of(actor: Actor, reference: str) -> Attachment:
    """A document of which the actor may know."""
    rows = Attachment.objects.visible_to(actor).select_related("case__person", "case__force", "person", "force")
    return get_or_404(rows, reference=reference)


DESCRIBED: dict[str, Schema] = {
    "/cases/{reference}/documents/attach": {
        "post": {
            "operationId": "attach-document",
            "summary": "Attach the document in the body to a case.",
            "security": security_of("cases:write"),
            "parameters": [
                REFERENCE,
                {"name": "kind", "in": "query", "required": True, "schema": schema_of(AttachAsked().fields["kind"])},
                {"name": "incident", "in": "query", "schema": schema_of(AttachAsked().fields["incident"])},
                {
                    "name": "Content-Disposition",
                    "in": "header",
                    "required": True,
                    "schema": TEXT,
                    "example": 'attachment; filename="statement.pdf"',
                },
                ON_BEHALF_OF,
            ],
            "requestBody": {"required": True, "content": {MEDIA_TYPE: {}}},
            "responses": {
                "201": {
                    "description": "Done.",
                    "headers": headers_named(*EVERY_ANSWER, "ETag", "Location"),
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Receipt"}}},
                },
                **problems_of([*ALWAYS, *OF_BODIES, "reason_not_chosen", "invalid", "refused"]),
            },
        }
    },
    "/documents/{reference}/file": {
        "get": {
            "operationId": "document-file",
            "summary": "The bytes of a document, as they were received.",
            "security": security_of("cases:read"),
            "parameters": [REFERENCE, ON_BEHALF_OF],
            "responses": {
                "200": {
                    "description": "The document, of its own type.",
                    "headers": headers_named(*EVERY_ANSWER),
                    "content": {"*/*": {}},
                },
                **problems_of([*ALWAYS, "reason_not_chosen", "refused"]),
            },
        }
    },
}
"""The two addresses that are no rows, as the document of the API has them."""

AT = Place("api-documents", lambda row: {"reference": row.case.reference})
ROWS: tuple[Row, ...] = (
    Read("cases/<str:reference>/documents", "api-documents", "The documents of a case, newest first, at most "
         f"{MANY}: never what is in them.", _documents, case_of, policy=policies.READ_ATTACHMENT,
         acts=(open_case_page,)),
    Write("documents/<str:reference>/withdraw", "api-withdraw-document", acts.withdraw_attachment, document_of, AT,
          has_version=True, texts=TEXTS, tells=("status",)),
)  # fmt: skip
