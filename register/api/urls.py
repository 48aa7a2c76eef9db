"""What the API offers of the register."""

from __future__ import annotations

from django.urls import path

from register.api import duties, lookup

urlpatterns = [
    path("lookup", lookup.Lookup.as_view(), name="api-lookup"),
    path("duties", duties.Duties.as_view(), name="api-duties"),
]
