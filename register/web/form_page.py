"""A page with one form: what was typed stays, a refusal stands at its field, and nothing is saved by halves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import redirect, render

from accounts.middleware import ActingRequest
from audit.core.errors import Refused, Stale

CHANGED_MEANWHILE = (
    "Somebody else changed this record while you were working on it, and nothing of yours was saved. "
    "Open this page again to see the record as it stands."
)


@dataclass(frozen=True, slots=True)
class FormPage:
    """The words around a form. `title` stands in the browser's history: it names nobody. `refused_at` is the field at
    which a refusal stands that names none of the form's."""

    title: str
    button: str
    back_url: str
    about: str = ""
    intro: str = ""
    refused_at: str | None = None
    template: str = "register/form_page.html"


@dataclass(frozen=True, slots=True)
class Done:
    """What was done, in a sentence, and where to go on."""

    sentence: str
    url: str
    is_warning: bool = False


def answer(
    request: ActingRequest, page: FormPage, form: BaseForm, deed: Callable[[dict[str, Any]], Done], **more: Any
) -> HttpResponse:
    """Show the form, or do the deed with what was typed and go on. `more` is for the template."""
    return answer_reading(request, page, form, deed, lambda: more)


def answer_reading(
    request: ActingRequest, page: FormPage, form: BaseForm, deed: Callable[[dict[str, Any]], Done],
    reads: Callable[[], Mapping[str, Any]],
) -> HttpResponse:  # fmt: skip
    """The same for a page whose showing is logged: `reads` logs it and gives what is for the template, each time that
    the page is shown, with a refusal too."""
    if request.method == "POST" and form.is_valid():
        try:
            done = deed(form.cleaned_data)
        except Stale:
            form.add_error(None, CHANGED_MEANWHILE)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else page.refused_at, refusal.sentence)
        else:
            (messages.warning if done.is_warning else messages.success)(request, done.sentence)
            return redirect(done.url)
    return render(request, page.template, {"page": page, "form": form, **reads()})
