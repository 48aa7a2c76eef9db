"""Every address of the service. An app lists its own; nothing is reachable that is not listed here."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

urlpatterns: list[URLPattern | URLResolver] = []
