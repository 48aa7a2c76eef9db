"""The frame of everything the API answers."""

from __future__ import annotations

from typing import Any

from django.utils.cache import add_never_cache_headers, patch_cache_control
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.actor import NOBODY, Actor
from accounts.api.parsing import StrictJSONParser
from accounts.reasons import reason_if_any, reason_of
from audit.core.entry import Reason


class View(APIView):
    """Knows who acts and why; its answers are kept nowhere.

    The middleware that sends strangers to sign in leaves it alone: the API tells them who they must be, with 401.
    `takes` are the types of body that it reads; nothing of another type is read at all.
    """

    request: Request
    takes: tuple[str, ...] = (StrictJSONParser.media_type,)
    http_method_names = ["get", "post", "put", "patch", "delete", "head"]

    @property
    def actor(self) -> Actor:
        return self.request.auth if isinstance(self.request.auth, Actor) else NOBODY

    @property
    def reason(self) -> Reason:
        """The reason the session works under. Raises ReasonNotChosen."""
        return reason_of(self.request._request)

    @property
    def reason_if_any(self) -> Reason:
        return reason_if_any(self.request._request)

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        add_never_cache_headers(response)
        patch_cache_control(response, no_store=True)
        return super().finalize_response(request, response, *args, **kwargs)
