"""Imports of the force's records: uploading a file, watching it load, and putting right what could not be loaded."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Case, IntegerField, Value, When
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.middleware import ActingRequest
from accounts.models import Force
from accounts.reasons import reason_of
from accounts.web import get_or_404
from audit.core.errors import PermissionDenied, Refused, Stale
from register import policies
from register.actions.feeds import UNFINISHED, open_row, settle_row, start_import
from register.imports.files import CHUNK_BYTES
from register.imports.mappings import known, mappings
from register.models import FeedRun, QuarantinedRow
from register.web.feed_forms import CorrectRowForm, UploadFeedForm
from ui.components import SummaryRow

PAGE = 25


@never_cache
@require_safe
def runs(request: ActingRequest) -> HttpResponse:
    """The imports of the force, newest first, and how many rows wait for correction."""
    policies.SEE_FEEDS.require(request.actor)
    rows = FeedRun.objects.visible_to(request.actor).select_related("force", "started_by")
    shown = {
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "waiting": QuarantinedRow.objects.visible_to(request.actor).open().count(),
        "may_import": policies.IMPORT_FEED.allows(request.actor),
    }
    return render(request, "register/feeds.html", shown)


@never_cache
@require_http_methods(["GET", "POST"])
def upload(request: ActingRequest) -> HttpResponse:
    """Take in a file; a worker loads it."""
    force: Force | None = request.user.force  # type: ignore[union-attr]
    if force is None:
        raise PermissionDenied(policies.IMPORT_FEED.permission)
    policies.IMPORT_FEED.require(request.actor)
    policies.IMPORT_FEED.require(request.actor, force)
    is_sent = request.method == "POST"
    form = UploadFeedForm(request.POST if is_sent else None, request.FILES if is_sent else None)
    if form.is_valid():
        try:
            run = start_import(
                force,
                actor=request.actor,
                reason=reason_of(request),
                file_name=form.cleaned_data["file"].name,
                chunks=form.cleaned_data["file"].chunks(CHUNK_BYTES),
                mapping=form.cleaned_data["mapping"],
                in_background=True,
            )
        except Refused as refusal:
            form.add_error(refusal.field, refusal.sentence)
        else:
            return redirect("feed-run", run.reference)
    return render(request, "register/feeds_upload.html", {"form": form, "force": force})


@never_cache
@require_safe
def run(request: ActingRequest, reference: str) -> HttpResponse:
    """One import: how far it is, what became of its rows, and the force's quarantine, this import's rows first.

    htmx asks again every second until it has ended; without JavaScript a link does.
    """
    shown = get_or_404(
        FeedRun.objects.visible_to(request.actor).select_related("force", "started_by"), reference=reference
    )
    context = {"run": shown, "is_unfinished": shown.status in UNFINISHED, "rows": _summary(shown), "known": known()}
    if request.htmx and context["is_unfinished"]:
        return render(request, "register/feeds_progress.html", context)
    waiting = QuarantinedRow.objects.visible_to(request.actor).open().filter(run__force=shown.force)
    of_this_first = Case(When(run=shown, then=Value(0)), default=Value(1), output_field=IntegerField())
    waiting = waiting.select_related("run").order_by(of_this_first, "-run", "number")
    context["page"] = Paginator(waiting, PAGE).get_page(request.GET.get("page"))
    context["is_live"] = bool(request.htmx)
    context["may_correct"] = policies.CORRECT_QUARANTINE.allows(request.actor)
    template = "register/feeds_outcome.html" if request.htmx else "register/feeds_run.html"
    return render(request, template, context)


def _summary(run: FeedRun) -> list[SummaryRow]:
    mapping = mappings().get(run.mapping)
    return [
        SummaryRow("Read as", f"{mapping.title}, {run.encoding}" if mapping and run.encoding else "Not known yet"),
        SummaryRow("Rows read", f"{run.rows_read:,} of {run.rows_total:,}"),
        SummaryRow("New people", f"{run.rows_new:,}"),
        SummaryRow("Changed", f"{run.rows_changed:,}"),
        SummaryRow("The same as before", f"{run.rows_same:,}"),
        SummaryRow("Loaded with a doubtful value, made a task", f"{run.rows_doubtful:,}"),
        SummaryRow("Not loaded", f"{run.rows_quarantined:,}"),
    ]


@never_cache
@require_http_methods(["GET", "POST"])
def quarantined_row(request: ActingRequest, reference: str, number: int) -> HttpResponse:
    """A row that could not be loaded, column by column, to be corrected and loaded."""
    rows = QuarantinedRow.objects.visible_to(request.actor).select_related("run__force", "settled_by")
    row = get_or_404(rows, run__reference=reference, number=number)
    policies.CORRECT_QUARANTINE.require(request.actor)
    policies.CORRECT_QUARANTINE.require(request.actor, row)
    form = CorrectRowForm(row, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _is_settled(request, row, form):
        messages.success(request, f"Line {row.line} is corrected and loaded.")
        return redirect("feed-run", reference)
    row = get_or_404(rows, pk=row.pk)
    open_row(row, actor=request.actor, reason=reason_of(request))
    return render(request, "register/feeds_row.html", {"row": row, "form": form})


def _is_settled(request: ActingRequest, row: QuarantinedRow, form: CorrectRowForm) -> bool:
    try:
        settle_row(
            row,
            actor=request.actor,
            reason=reason_of(request),
            version=form.cleaned_data["version"],
            record=form.record(),
        )
    except Stale:
        form.add_error(
            None, "Somebody else corrected this row while you were working on it. Nothing of yours was saved."
        )
    except Refused as refusal:
        form.add_error(form.name_of(refusal.field), refusal.sentence)
    else:
        return True
    return False
