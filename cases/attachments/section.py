"""Documents as a part of a case's page and of its timeline: what they are, whether they may be opened, never what is in
them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from accounts.actor import Actor
from accounts.shared_sql import Given, Rows
from cases import policies
from cases.attachments.reading import INFECTED, WAITING, WITHDRAWN, WITHHELD, is_withheld, refusal
from cases.models import Attachment, AttachmentChange
from cases.presenters import EventLine
from cases.rules.attachments import in_words
from cases.sections import SECTIONS, CaseView, Section, timeline_sources

_TAGS = {WITHHELD: ("Withheld", "grey"), WITHDRAWN: ("Withdrawn", "grey"), INFECTED: ("Virus found", "red"),
         WAITING: ("Waiting for the scanner", "orange")}  # fmt: skip
_STEPS = {
    AttachmentChange.Step.ATTACHED: "Document attached",
    AttachmentChange.Step.WITHDRAWN: "Document withdrawn",
    AttachmentChange.Step.FOUND_INFECTED: "Virus found in a document",
}


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """One document. `why_not` says why it cannot be opened; then `name`, which may tell what is in it, is empty where
    it is withheld. `remark` is what the reader should know of one that can."""

    reference: str
    kind: str
    name: str
    about: str
    at: datetime
    by: str
    incident: str
    tag: tuple[str, str]
    why_not: str
    remark: str
    may_withdraw: bool


def _documents(view: CaseView, most: int) -> Iterator[DocumentLine]:
    """Newest first. Nobody's name is in a line but that of the officer who attached it."""

    def wanted(reader: Actor, given: Given) -> Rows:
        rows = Attachment.objects.visible_to(reader).filter(case=given["case"])
        return {"rows": rows.select_related("uploaded_by", "incident")[:most]}

    is_kept_back = is_kept_back_in(view)
    for each in view.lists("documents", most, wanted)["rows"]:
        why_not = refusal(each, is_kept_back=is_kept_back)
        is_kept = each.status == Attachment.Status.KEPT
        yield DocumentLine(
            reference=each.reference,
            kind=each.get_kind_display(),
            name="" if is_kept_back else view.held.guard.free_text(each.name),
            about=f"{each.get_media_type_display()}, {in_words(each.size)}",
            at=each.uploaded_at,
            by=each.uploaded_by.name,
            incident=each.incident.reference if each.incident and _reads_incidents(view.actor) else "",
            tag=_TAGS.get(why_not, ("", "")),
            why_not=why_not,
            remark="" if why_not or each.scan == Attachment.Scan.CLEAN else each.get_scan_display(),
            may_withdraw=is_kept and view.actor.may(policies.WITHDRAW_ATTACHMENT.permission),
        )


def is_kept_back_in(view: CaseView) -> bool:
    """Whether the documents of the case are withheld from whoever reads its page."""
    victims = {pair.victim_id for pair in view.held.harmed if pair.case_id == view.case.pk}
    return is_withheld(view.case, victims, view.held.guard)


def _reads_incidents(actor: Actor) -> bool:
    return actor.may(policies.SEE_INCIDENT.permission)


def _happened(view: CaseView, most: int) -> Iterator[EventLine]:
    def wanted(reader: Actor, given: Given) -> Rows:
        seen = Attachment.objects.visible_to(reader).filter(case=given["case"])
        steps = AttachmentChange.objects.filter(attachment__in=seen, step__in=list(_STEPS))
        return {"steps": steps.select_related("attachment").order_by("-changed_at", "-pk")[:most]}

    for step in view.lists("what became of documents", most, wanted)["steps"]:
        words = _STEPS[AttachmentChange.Step(step.step)]
        yield EventLine(step.changed_at, f"{words}: {step.attachment.get_kind_display().lower()}")


SECTIONS.insert(
    [each.slug for each in SECTIONS].index("timeline"),
    Section(
        "documents", "Documents", "cases/sections/documents.html", _documents, "No document, or none that you may see."
    ),
)
timeline_sources.append(_happened)
