"""The pages of the log: search it, see who looked at a record, open one entry, download entries."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from tempfile import TemporaryFile
from typing import Any
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actions.second_person import NeedsSecondPerson
from accounts.actor import Actor, Breadth
from accounts.middleware import ActingRequest
from accounts.reasons import reason_of
from accounts.web import get_or_404
from accounts.web.step_up import confirmed_lately
from audit.core.errors import Refused
from audit.models import Event
from audit.models.event import EventQuerySet
from audit.web import policies
from audit.web.actions import export_log, parts_of, read_entry, review_record, search_log
from audit.web.acts import Act
from audit.web.export import FileFormat
from audit.web.forms import DownloadForm, ScopeForm
from audit.web.presenters import Line, change_rows, entry_rows, recorded_rows, selected, sittings
from audit.web.scope import Scope
from audit.web.second_person import ask_address
from audit.web.words import Words, at_utc, title
from ui.layout import NavigationItem

CONTENT_TYPES = {
    FileFormat.CSV: "text/csv; charset=utf-8",
    FileFormat.NDJSON: "application/x-ndjson",
    FileFormat.PROVEN: "application/zip",
}


@never_cache
@require_http_methods(["GET", "POST"])
def log_search(request: ActingRequest) -> HttpResponse:
    """Entries newest first. What is typed is posted and checked before it becomes part of an address."""
    policies.READ_LOG.require(request.actor)
    form = ScopeForm(request.POST or request.GET, is_national=_is_national(request.actor))
    if not form.is_valid():
        return render(request, "audit/log_search.html", {"form": form})
    if request.method == "POST":
        return redirect(_address_of(form.scope, is_of_record="record_page" in request.POST))

    try:
        found = search_log(form.scope, actor=request.actor, reason=reason_of(request), after=_after(request))
    except NeedsSecondPerson as much:
        return redirect(ask_address(much, form.scope))
    words = Words.load()
    shown = {
        "form": form,
        "found": found,
        "lines": [Line.of(event, words) for event in found.events],
        "filters": selected(form.scope, words),
        "query": form.scope.query(),
        "record": form.scope.record,
        "may_download": policies.EXPORT_LOG.allows(request.actor),
    }
    return render(request, "audit/log_search.html", shown)


def _is_national(actor: Actor) -> bool:
    return Breadth.NATIONAL in actor.breadths(policies.READ_LOG.permission)


def _address_of(scope: Scope, *, is_of_record: bool) -> str:
    if is_of_record and scope.record:
        return reverse("who-looked", args=[scope.record])
    return f"{reverse('log-search')}?{scope.query()}"


def _entries(actor: Actor) -> EventQuerySet:
    return Event.objects.visible_to(actor, by=policies.READ_LOG)


def _after(request: ActingRequest) -> Event | None:
    """The entry after which the page goes on."""
    text = request.GET.get("after", "")
    return get_or_404(_entries(request.actor), pk=_uuid(text)) if text else None


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404 from error


@never_cache
@require_safe
def who_looked(request: ActingRequest, reference: str) -> HttpResponse:
    """Who looked at, changed or received one record. An unknown record is one that nobody has touched."""
    policies.READ_LOG.require(request.actor)
    only = _act(request)
    reviewed = review_record(
        reference, actor=request.actor, reason=reason_of(request), only=only, after=_after(request)
    )
    words = Words.load()
    shown = {
        "reference": reference,
        "found": reviewed.page,
        "sittings": sittings(reviewed.page.events, reference, words),
        "acts": _acts(reference, reviewed.actors, only),
        "query": Scope(record=reference).query(),
        "is_national": _is_national(request.actor),
        "force": words.force(request.actor.force_code),
        "may_download": policies.EXPORT_LOG.allows(request.actor),
    }
    return render(request, "audit/who_looked.html", shown)


def _act(request: HttpRequest) -> Act | None:
    text = request.GET.get("act", "")
    if text and text not in Act.values:
        raise Http404
    return Act(text) if text else None


def _acts(reference: str, actors: dict[Act, int], only: Act | None) -> list[NavigationItem]:
    """The kinds of act that this record has seen, and how many people or systems did each."""
    here = reverse("who-looked", args=[reference])
    kinds = [
        NavigationItem(f"{each.label} {actors[each]}", f"{here}?act={each.value}", each == only)
        for each in Act
        if each in actors
    ]
    return [NavigationItem("Everything", here, only is None), *kinds]


@never_cache
@require_safe
def log_entry(request: ActingRequest, entry: UUID) -> HttpResponse:
    """One entry, in words, with what proves it."""
    event = get_or_404(_entries(request.actor).with_details(), pk=entry)
    changes = read_entry(event, actor=request.actor, reason=reason_of(request))
    words = Words.load()
    shown = {
        "event": event,
        "title": title(event.code),
        "rows": entry_rows(event, words),
        "recorded": recorded_rows(event),
        "change_head": ["What", "Table", "Row", "Columns"],
        "changes": change_rows(changes),
        "time": at_utc(event.at),
        "leaf_hash": bytes(event.leaf_hash).hex(),
        "payload": bytes(event.payload).decode(),
    }
    return render(request, "audit/log_entry.html", shown)


@never_cache
@require_http_methods(["GET", "POST"])
@confirmed_lately
def log_download(request: ActingRequest) -> HttpResponseBase:
    """Choose the kind of file, then take it. The scope stands in the address, as the search left it there."""
    policies.EXPORT_LOG.require(request.actor)
    asked = ScopeForm(request.GET, is_national=_is_national(request.actor))
    form = DownloadForm(request.POST if request.method == "POST" else None)
    if not asked.is_valid():
        return render(request, "audit/log_download.html", {"form": asked, "is_wrong": True})
    shown = {"form": form, "filters": selected(asked.scope, Words.load()), "query": asked.scope.query()}
    if request.method == "POST" and form.is_valid():
        try:
            if parts := _parts(request.actor, asked.scope, form.cleaned_data):
                return render(request, "audit/log_parts.html", shown | parts)
            return _exported(request, asked.scope, form.cleaned_data)
        except NeedsSecondPerson as much:
            return redirect(ask_address(much, asked.scope))
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
    return render(request, "audit/log_download.html", shown | {"record": asked.scope.record})


def _parts(actor: Actor, scope: Scope, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """The parts to choose from, of a range that is longer than one file and of which none was chosen."""
    if wanted["part"]:
        return {}
    file_format = FileFormat(wanted["file_format"])
    size, parts = parts_of(scope, actor, file_format)
    is_proven = file_format is FileFormat.PROVEN
    return {"size": size, "parts": parts, "file_format": file_format.value, "is_proven": is_proven} if parts else {}


def _exported(request: ActingRequest, scope: Scope, wanted: Mapping[str, Any]) -> FileResponse:
    """The file, written in full and accounted for before its first byte is sent. It has no name on the disk, and is
    gone when the answer has been sent or could not be made."""
    file_format, part = FileFormat(wanted["file_format"]), wanted["part"]
    with ExitStack() as stack:
        file = stack.enter_context(TemporaryFile())
        act = {"actor": request.actor, "reason": reason_of(request), "part": part, "size": wanted["size"]}
        export = export_log(scope, file_format=file_format, file=file, **act)
        numbered = f"-part-{part}" if part else ""
        name = f"log-{timezone.now():%Y%m%dT%H%M%SZ}{numbered}.{file_format.value}"
        response = FileResponse(file, as_attachment=True, filename=name, content_type=CONTENT_TYPES[file_format])
        response["Content-Length"] = str(export.size)
        stack.pop_all()
    return response
