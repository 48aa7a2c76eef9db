"""Every component in every state on one page, and the dense layout on another. Not served in production."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ui.gallery import samples
from ui.gallery.forms import EveryField, ListFilter, SearchBox, WrongInEveryField
from ui.layout import Layout


@login_not_required
def gallery(request: HttpRequest) -> HttpResponse:
    """The ordinary layout with every component, form errors included."""
    return render(request, "ui/gallery/gallery.html", _frame(request) | _forms() | {"samples": samples})


@login_not_required
def dense(request: HttpRequest) -> HttpResponse:
    """A card of facts that fits a 1366 by 768 screen."""
    return render(request, "ui/gallery/dense.html", _frame(request) | {"samples": samples})


def _frame(request: HttpRequest) -> dict[str, Any]:
    frame = Layout(request)
    frame.navigation = samples.NAVIGATION
    frame.account = samples.ACCOUNT
    frame.session = samples.SESSION
    return {"ui": frame}


def _forms() -> dict[str, Any]:
    return {
        "empty": EveryField(auto_id="empty_%s"),
        "wrong": WrongInEveryField(data=WrongInEveryField.TYPED, auto_id="wrong_%s"),
        "search": SearchBox(),
        "list_filter": ListFilter(auto_id="filter_%s"),
        "page": Paginator(samples.PAGED, 10).page(4),
    }
