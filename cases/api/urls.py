"""What the API offers of people."""

from __future__ import annotations

from django.urls import path

from cases.api import people

urlpatterns = [
    path("people/<str:reference>/timeline", people.Timeline.as_view(), name="api-timeline"),
    path("people/<str:reference>/entry", people.Entry.as_view(), name="api-entry"),
]
