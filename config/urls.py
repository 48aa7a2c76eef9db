"""Every address of the service. An app lists its own; nothing is reachable that is not listed here."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path, re_path

from accounts.api.nowhere import Nowhere
from config import health, navigation

urlpatterns: list[URLPattern | URLResolver] = [
    path("", navigation.home, name="home"),
    path("live", health.live, name="live"),
    path("ready", health.ready, name="ready"),
    path("", include("accounts.web.urls")),
    path("", include("audit.web.urls")),
    path("", include("register.web.urls")),
    path("", include("cases.web.urls")),
    path("api/v1/", include("accounts.api.urls")),
    path("api/v1/", include("cases.api.urls")),
    # Every other address there: whoever asks by a program is told so in JSON.
    re_path(r"^api(?:/[\s\S]*)?$", Nowhere.as_view(), name="api-nowhere"),
]
if settings.SHOW_GALLERY:
    urlpatterns.append(path("gallery/", include("ui.gallery.urls")))

handler500 = "config.outage.server_error"
