"""What the API offers of itself."""

from __future__ import annotations

from django.urls import path

from accounts.api.tokens import GiveToken

urlpatterns = [path("token", GiveToken.as_view(), name="api-token")]
