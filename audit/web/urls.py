"""Addresses of the log. A record is named by its reference; a person's name stands in no address."""

from __future__ import annotations

from django.urls import path, re_path

from audit.web import log, second_person, status

urlpatterns = [
    path("log", log.log_search, name="log-search"),
    path("log/status", status.log_status, name="log-status"),
    path("log/download", log.log_download, name="log-download"),
    path("log/second-person", second_person.requests, name="bulk-requests"),
    path("log/second-person/new", second_person.ask, name="ask-second-person"),
    path("log/second-person/<str:reference>", second_person.request_page, name="bulk-request"),
    path("log/entry/<uuid:entry>", log.log_entry, name="log-entry"),
    re_path(r"^log/people/(?P<reference>[A-Za-z0-9][A-Za-z0-9:._-]{0,59})$", log.who_looked, name="who-looked"),
]
