"""Published statistics: what each measure says, over time and by force, with charts and files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.middleware import ActingRequest
from accounts.reasons import reason_of
from cases import policies
from cases.actions.statistics import download_statistics, read_statistics
from cases.rules.statistics.measures import Measure, measures_in
from cases.rules.statistics.quarters import Quarter, last_settled, quarter_named, quarters_to
from cases.statistics.charts import Chart, chart_of
from cases.statistics.files import FORMATS
from cases.statistics.reading import HOW_MANY, Row, Table
from ui.forms import Form


@dataclass(frozen=True, slots=True)
class Summary:
    """One measure on the first page: what stands of it for all forces, and for the reader's own."""

    measure: Measure
    url: str
    everywhere: Row | None
    own: Row | None


class QuarterForm(Form):
    """Which quarter."""

    quarter = forms.ChoiceField(label="Quarter", required=False)


@never_cache
@require_safe
def statistics(request: ActingRequest) -> HttpResponse:
    """Every measure in one quarter: of all forces together, and of the reader's own."""
    policies.SEE_STATISTICS.require(request.actor)
    quarter, form = _asked(request)
    measures = measures_in(quarter)
    tables = read_statistics(
        list(measures.values()), actor=request.actor, reason=reason_of(request), quarters=[quarter], is_by_force=False
    )
    summaries = [_summary(table, request) for table in tables]
    subjects = [(name, list(each)) for name, each in groupby(summaries, key=lambda each: each.measure.subject)]
    has_any = any(each.everywhere for each in summaries)
    shown = {"quarter": quarter, "form": form, "subjects": subjects, "force": _force(request), "has_any": has_any}
    return render(request, "cases/statistics.html", shown)


@never_cache
@require_safe
def statistic(request: ActingRequest, measure: str) -> HttpResponse:
    """One measure: its definition, how it went, and one quarter by force."""
    policies.SEE_STATISTICS.require(request.actor)
    quarter, form = _asked(request)
    quarters = _quarters()
    (table,) = read_statistics(
        [_measure(measure)], actor=request.actor, reason=reason_of(request), quarters=quarters, is_by_force=True
    )
    force = request.actor.force_code
    shown = {
        "measure": table.measure, "quarter": quarter, "form": form, "charts": _charts(table, request),
        "trend": [row for row in table.rows if row.force_code in ("", force)],
        "by_force": [] if force else table.of_quarter(quarter),
        "files": _files(table.measure), "quarters": quarters,
    }  # fmt: skip
    return render(request, "cases/statistic.html", shown)


@never_cache
@require_safe
def statistic_file(request: ActingRequest, measure: str, file_format: str) -> HttpResponse:
    """One measure as a file: what its page shows, of all quarters."""
    policies.SEE_STATISTICS.require(request.actor)
    asked, kind = _measure(measure), FORMATS.get(file_format)
    if kind is None:
        raise Http404
    content = download_statistics(
        asked, actor=request.actor, reason=reason_of(request), quarters=_quarters(), file_format=file_format
    )
    response = HttpResponse(content, content_type=kind.media_type)
    response["Content-Disposition"] = f'attachment; filename="{asked.code}.{file_format}"'
    return response


def _quarters() -> tuple[Quarter, ...]:
    return quarters_to(last_settled(timezone.localdate()), HOW_MANY)


def _asked(request: ActingRequest) -> tuple[Quarter, QuarterForm]:
    """The quarter that was asked for, or the newest, and the form that asks for another."""
    quarters = tuple(reversed(_quarters()))
    typed = quarter_named(request.GET.get("quarter", ""))
    chosen = typed if typed in quarters else quarters[0]
    form = QuarterForm(initial={"quarter": chosen.code})
    form.fields["quarter"].choices = [(each.code, each.title) for each in quarters]  # type: ignore[attr-defined]
    return chosen, form


def _measure(code: str) -> Measure:
    found = measures_in(_quarters()[-1]).get(code)
    if found is None:
        raise Http404
    return found


def _summary(table: Table, request: ActingRequest) -> Summary:
    by_code: Mapping[str, Row] = {row.force_code: row for row in table.rows}
    own = by_code.get(request.actor.force_code) if request.actor.force_code else None
    return Summary(table.measure, reverse("statistic", args=[table.measure.code]), by_code.get(""), own)


def _charts(table: Table, request: ActingRequest) -> list[Chart]:
    code = request.actor.force_code
    found = [chart_of("all", "All forces", table.of_area(""))]
    if code:
        found.insert(0, chart_of("own", _force(request), table.of_area(code)))
    return found


def _force(request: ActingRequest) -> str:
    """The name of the reader's own force, or nothing."""
    user = request.user
    return user.force.name if user.is_authenticated and user.force is not None else ""


def _files(measure: Measure) -> list[tuple[str, str]]:
    return [(kind.title, reverse("statistic-file", args=[measure.code, name])) for name, kind in FORMATS.items()]
