"""What the frame of a page needs from the application: navigation, the signed-in person, session limits.

The application names its callables in settings; each takes the request:

``UI_NAVIGATION``  -> list[NavigationItem]
``UI_ACCOUNT``     -> Account | None   (default: the signed-in user as text, allauth's sign-out)
``UI_SESSION``     -> SessionLimits | None   (default: no warning)
``SERVICE_NAME`` and ``UI_HANDLING`` are plain words.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.module_loading import import_string

SERVICE_NAME = "Domestic Abuse Register"
HANDLING = "OFFICIAL-SENSITIVE"


@dataclass(frozen=True)
class NavigationItem:
    """One entry of the primary navigation. ``count`` is shown beside the label when it is not zero.

    ``inner`` are the entries that stand under it, itself first; they are shown while it is current.
    """

    label: str
    url: str
    is_current: bool = False
    count: int | None = None
    count_label: str = "waiting"
    inner: "tuple[NavigationItem, ...]" = ()


@dataclass(frozen=True)
class Account:
    """The signed-in person as the header shows them: name, a detail such as role and force, and two addresses."""

    name: str
    sign_out_url: str
    detail: str = ""
    url: str = ""


@dataclass(frozen=True)
class SessionLimits:
    """When an idle session ends, in seconds, and how long before that the person is warned.

    ``keep_alive_url`` answers a POST with 2xx and counts as activity; ``ended_url`` is where the page goes
    when the session has ended. WCAG 2.2, 2.2.1 asks for a warning of at least 20 seconds.
    """

    idle_seconds: int
    warn_before_seconds: int
    keep_alive_url: str
    ended_url: str = "/"


class Layout:
    """The frame of one page. Nothing is asked of the application until the template reads it."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def navigation(self) -> list[NavigationItem]:
        return self._ask("UI_NAVIGATION") or []

    @cached_property
    def account(self) -> Account | None:
        if not getattr(settings, "UI_ACCOUNT", None):
            return _account_of(self._request)
        account: Account | None = self._ask("UI_ACCOUNT")
        return account

    @cached_property
    def session(self) -> SessionLimits | None:
        limits: SessionLimits | None = self._ask("UI_SESSION")
        return limits

    @cached_property
    def shown_at(self) -> datetime:
        return timezone.now()

    def _ask(self, setting: str) -> Any:
        path = getattr(settings, setting, None)
        if not path:
            return None
        answer: Callable[[HttpRequest], Any] = import_string(path)
        return answer(self._request)


def product_name() -> str:
    """The service's name, as the header and every page title have it."""
    return getattr(settings, "SERVICE_NAME", SERVICE_NAME)


def handling() -> str:
    """The handling marking that stands above every page, on screen and on paper."""
    return getattr(settings, "UI_HANDLING", HANDLING)


def _account_of(request: HttpRequest) -> Account | None:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return None
    try:
        sign_out_url = reverse("account_logout")
    except NoReverseMatch:
        sign_out_url = ""
    return Account(name=str(user), sign_out_url=sign_out_url)
