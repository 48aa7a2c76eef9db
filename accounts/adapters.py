"""How sign-in behaves: nobody signs up, and one-time-code seeds are encrypted at rest."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by a force administrator, never by the visitor."""

    def is_open_for_signup(self, request: Any) -> bool:
        return False


class MFAAdapter(DefaultMFAAdapter):
    """Seeds and recovery codes are encrypted with the first of MFA_ENCRYPTION_KEYS; the others still decrypt."""

    @property
    def _cipher(self) -> MultiFernet:
        return MultiFernet([Fernet(key) for key in settings.MFA_ENCRYPTION_KEYS])

    def encrypt(self, text: str) -> str:
        return self._cipher.encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return self._cipher.decrypt(encrypted_text.encode()).decode()
