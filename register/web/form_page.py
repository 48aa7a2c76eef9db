"""A page with one form about a thing of the register: what was typed stays, and a refusal stands at its field."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import redirect, render

from accounts.middleware import ActingRequest
from audit.core.errors import Refused, Stale

CHANGED_MEANWHILE = (
    "Somebody else changed this task while you were working on it, and nothing of yours was saved. "
    "Open this page again to see how it stands."
)


@dataclass(frozen=True, slots=True)
class Page:
    """The words around a form. `title` stands in the browser's history: it names nobody."""

    title: str
    button: str
    back_url: str
    about: str = ""
    intro: str = ""


def answer(
    request: ActingRequest, page: Page, form: BaseForm, deed: Callable[[dict[str, Any]], str], *, then: str
) -> HttpResponse:
    """Show the form, or do the deed with what was typed, say the sentence that it gives and go on."""
    if request.method == "POST" and form.is_valid():
        try:
            sentence = deed(form.cleaned_data)
        except Stale:
            form.add_error(None, CHANGED_MEANWHILE)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        else:
            messages.success(request, sentence)
            return redirect(then)
    return render(request, "register/form_page.html", {"page": page, "form": form})
