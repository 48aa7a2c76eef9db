"""What the API offers of people."""

from __future__ import annotations

from django.urls import path

from accounts.api.rows import addresses_of
from cases.api import attachments, people
from cases.api.table import ROWS

urlpatterns = [
    path("people/<str:reference>/timeline", people.Timeline.as_view(), name="api-timeline"),
    path("people/<str:reference>/entry", people.Entry.as_view(), name="api-entry"),
    path("cases/<str:reference>/documents/attach", attachments.Attach.as_view(), name="api-attach-document"),
    path("documents/<str:reference>/file", attachments.DocumentFile.as_view(), name="api-document-file"),
    *addresses_of(ROWS),
]
