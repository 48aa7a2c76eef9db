"""How sign-in behaves: nobody signs up, every step is an event, and one-time-code seeds are encrypted at rest."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse

from accounts import events, sessions
from accounts.actions import own_account
from accounts.models import User


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by a force administrator, never by the visitor."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "The e-mail address or the password is wrong. Check both and try again.",
        "too_many_login_attempts": "Too many attempts have failed. Wait 5 minutes, then try again.",
        "rate_limited": "Too many attempts have failed. Wait 5 minutes, then try again.",
        "incorrect_password": "The password is wrong. Try again.",
        "enter_current_password": "The current password is wrong. Try again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not within five minutes of signing in."""
        if sessions.started_within(self.request, settings.ACCOUNT_REAUTHENTICATION_TIMEOUT):
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            own_account.locked_out(credentials.get("email", ""), why="password", user=_signed_in(request))
            raise

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        own_account.sign_in_failed(credentials.get("email", ""), why="password", user=_signed_in(request))

    def login(self, request: HttpRequest, user: User) -> None:
        """Sign in: a new session key, an event, and the end of the user's other sessions, or nothing at all."""
        steps = [record["method"] for record in get_authentication_records(request, user)]
        with transaction.atomic():
            User.objects.select_for_update(of=("self",)).get(pk=user.pk)
            super().login(request, user)
            if "mfa" in steps:
                sessions.grant_second_factor(request, user)
            own_account.begin_session(request, user, method="+".join(steps))

    def logout(self, request: HttpRequest) -> None:
        if request.user.is_authenticated:
            with transaction.atomic():
                own_account.end_own_session(request, request.user, events.SIGNED_OUT)
        super().logout(request)

    def set_password(self, user: User, password: str) -> None:
        with transaction.atomic():
            super().set_password(user, password)
            own_account.note(events.PASSWORD_CHANGED, user=user)

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        return str(settings.LOGOUT_REDIRECT_URL)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("mfa_index")


class MFAAdapter(DefaultMFAAdapter):
    """Seeds and recovery codes are encrypted with the first of MFA_ENCRYPTION_KEYS; the others still decrypt."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "The code is wrong or has been used. Wait for the next one and try again.",
    }

    @property
    def _cipher(self) -> MultiFernet:
        return MultiFernet([Fernet(key) for key in settings.MFA_ENCRYPTION_KEYS])

    def encrypt(self, text: str) -> str:
        return self._cipher.encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return self._cipher.decrypt(encrypted_text.encode()).decode()


def _signed_in(request: HttpRequest) -> User | None:
    return request.user if request.user.is_authenticated else None
