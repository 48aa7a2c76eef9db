"""What the API offers of people, casework and the register."""

from __future__ import annotations

from django.urls import path

from accounts.api.rows import addresses_of
from cases.api import attachments
from cases.api.table import ROWS
from register.api import feeds

urlpatterns = [
    path("cases/<str:reference>/documents/attach", attachments.Attach.as_view(), name="api-attach-document"),
    path("documents/<str:reference>/file", attachments.DocumentFile.as_view(), name="api-document-file"),
    path("people/upload", feeds.Upload.as_view(), name="api-upload-people"),
    *addresses_of(ROWS),
]
