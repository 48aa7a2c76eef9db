"""Who may sign in on the web by password: an active person. Force systems have their own door."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.http import HttpRequest

from accounts.models import User


class PasswordBackend(AuthenticationBackend):
    """A wrong address, a wrong password, a disabled user and a system get one answer after one password hash."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> User | None:  # type: ignore[override]
        user: User | None = super().authenticate(request, **credentials)
        # allauth remembers a disabled user whose password was right, to tell them so; that would tell a stranger too.
        self.unstash_authenticated_user()
        return user

    def user_can_authenticate(self, user: Any) -> bool:
        return bool(super().user_can_authenticate(user)) and user.kind == User.Kind.PERSON

    def get_user(self, user_id: int) -> User | None:
        user = User.objects.select_related("force").filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None
