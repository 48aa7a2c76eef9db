"""Gives every template ``ui``: the frame of the page."""

from django.http import HttpRequest

from ui.layout import Layout


def layout(request: HttpRequest) -> dict[str, Layout]:
    """``ui.navigation``, ``ui.account``, ``ui.session`` and ``ui.shown_at``, each asked for only when read."""
    return {"ui": Layout(request)}
