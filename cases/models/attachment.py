"""A document of a case: what is known of it. Its bytes lie outside the database, in the store of files."""

from __future__ import annotations

import secrets
import uuid

from django.db import models
from django.db.models import Q

from accounts.actor import Actor
from accounts.models import Force, User
from cases import policies
from cases.models.case import Case
from cases.models.incident import Incident
from cases.rules import attachments as rules
from register.models import Person


def new_reference() -> str:
    return f"AT-{secrets.token_hex(5)}"


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def visible_to(self, actor: Actor) -> AttachmentQuerySet:
        """Those whose existence the actor may know. Whether one may be opened is `cases.attachments.reading`'s."""
        return policies.READ_ATTACHMENT.rows(self, actor)  # type: ignore[return-value]

    def unscanned(self) -> AttachmentQuerySet:
        """Those that no scanner has looked at, oldest first."""
        waiting = (Attachment.Scan.WAITING, Attachment.Scan.NOT_CONFIGURED)
        return self.filter(scan__in=waiting).order_by("pk")


class Attachment(models.Model):
    """One document of a case. `key` names its file and nothing else; `sha256` and `size` are what the file must be."""

    class Kind(models.TextChoices):
        STATEMENT = "statement", "Statement"
        PHOTO = "photo", "Photo"
        ORDER = "order", "Order of a court"
        RISK_FORM = "risk_form", "Risk form"
        OTHER = "other", "Other document"

    class MediaType(models.TextChoices):
        PDF = rules.PDF.media_type, rules.PDF.title
        JPEG = rules.JPEG.media_type, rules.JPEG.title
        PNG = rules.PNG.media_type, rules.PNG.title
        HEIC = rules.HEIC.media_type, rules.HEIC.title
        DOCX = rules.DOCX.media_type, rules.DOCX.title
        EML = rules.EML.media_type, rules.EML.title
        TXT = rules.TXT.media_type, rules.TXT.title

    class Scan(models.TextChoices):
        NOT_CONFIGURED = "not_configured", "Not scanned: no virus scanner is set up"
        WAITING = "waiting", "Waiting for the virus scanner"
        CLEAN = "clean", "No virus found"
        INFECTED = "infected", "Virus found"

    class Status(models.TextChoices):
        KEPT = "kept", "Kept"
        WITHDRAWN = "withdrawn", "Withdrawn"

    reference = models.CharField(max_length=20, unique=True, default=new_reference, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="attachments")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", help_text="The person the case is about")
    force = models.ForeignKey(Force, models.PROTECT, related_name="+")
    incident = models.ForeignKey(Incident, models.PROTECT, null=True, blank=True, related_name="attachments")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(max_length=rules.LONGEST_NAME, help_text="As whoever attached it named the file")
    media_type = models.CharField(max_length=80, choices=MediaType.choices)
    size = models.PositiveBigIntegerField(help_text="In bytes")
    sha256 = models.CharField(max_length=64, help_text="In hex")
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False, help_text="Names the file in the store")
    scan = models.CharField(max_length=14, choices=Scan.choices)
    scanned_at = models.DateTimeField(null=True, blank=True)
    status = models.CharField(max_length=9, choices=Status.choices, default=Status.KEPT)
    uploaded_at = models.DateTimeField(auto_now_add=True)
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        indexes = [
            models.Index(fields=["case", "-uploaded_at"], name="attachment_of_case"),
            models.Index(
                fields=["id"], condition=Q(scan__in=["waiting", "not_configured"]), name="attachment_unscanned"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "sha256"], condition=Q(status="kept"), name="a_case_keeps_one_document_once"
            ),
            models.CheckConstraint(condition=Q(size__gt=0), name="an_attached_document_is_not_empty"),
            models.CheckConstraint(condition=~Q(name=""), name="an_attached_document_has_a_name"),
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="an_attached_document_has_its_digest"
            ),
            models.CheckConstraint(
                condition=Q(media_type__in=sorted(rules.FILE_TYPES)), name="an_attached_document_is_of_a_type_taken"
            ),
            models.CheckConstraint(
                condition=Q(scan__in=["clean", "infected"], scanned_at__isnull=False)
                | Q(scan__in=["waiting", "not_configured"], scanned_at__isnull=True),
                name="a_document_is_clean_or_infected_once_it_was_scanned",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class AttachmentChange(models.Model):
    """What became of a document: attached, scanned, withdrawn. It is never changed."""

    class Step(models.TextChoices):
        ATTACHED = "attached", "Attached"
        FOUND_CLEAN = "clean", "No virus found"
        FOUND_INFECTED = "infected", "Virus found"
        WITHDRAWN = "withdrawn", "Withdrawn"

    attachment = models.ForeignKey(Attachment, models.PROTECT, related_name="changes")
    step = models.CharField(max_length=9, choices=Step.choices)
    why = models.TextField(max_length=2000, blank=True, help_text="Why it was withdrawn, or the name of the virus")
    changed_at = models.DateTimeField(auto_now_add=True)
    changed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["changed_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(step__in=["withdrawn", "infected"]) | ~Q(why=""),
                name="a_withdrawn_or_infected_document_says_why",
            )
        ]

    def __str__(self) -> str:
        return self.get_step_display()
