"""Everything under /api/ that is no address: the answer of the API, never a page."""

from __future__ import annotations

from typing import Any, Never

from django.http import Http404
from rest_framework.request import Request

from accounts.api.machines import Machine
from accounts.api.views import View


class Nowhere(View):
    """An address that is none, whatever the method: 404, or 401 to a stranger."""

    def admit(self, machine: Machine, method: str) -> None:
        """Nothing is here for anybody."""

    def get(self, request: Request, **arguments: Any) -> Never:
        raise Http404

    post = put = patch = delete = get
