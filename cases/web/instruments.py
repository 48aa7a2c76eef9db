"""What each instrument of risk assessment is for, how far it was validated, and what it may not be used for."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cases.rules.instruments import INSTRUMENTS, instrument_of


@require_safe
def instruments(request: HttpRequest) -> HttpResponse:
    """All of them, those in use first."""
    today = timezone.localdate()
    listed = sorted(((each, each.is_in_use(today)) for each in INSTRUMENTS), key=lambda pair: not pair[1])
    return render(request, "cases/instruments.html", {"instruments": listed})


@require_safe
def instrument(request: HttpRequest, code: str, version: str) -> HttpResponse:
    """The passport of one instrument in one version."""
    try:
        found = instrument_of(code, version)
    except LookupError as missing:
        raise Http404 from missing
    return render(request, "cases/instrument.html", {"each": found, "is_in_use": found.is_in_use(timezone.localdate())})
