"""Signatures of the Standard Webhooks specification, and the secrets they are made with."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings

PREFIX = "whsec_"
BYTES_OF_SECRET = 32


def new_secret() -> str:
    """A secret as its receiver writes it down: `whsec_` and 32 random bytes in base64."""
    return PREFIX + base64.b64encode(secrets.token_bytes(BYTES_OF_SECRET)).decode()


def signature(secret: str, message: str, timestamp: int, body: bytes) -> str:
    """`v1,` and the HMAC-SHA256 of `message.timestamp.body` in base64."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = f"{message}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def headers_of(valid: Iterable[str], message: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The three headers by which the receiver knows the sender, signed with each secret that is valid."""
    return {
        "webhook-id": message,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signature(secret, message, timestamp, body) for secret in valid),
    }


def locked(secret: str) -> str:
    """The secret as the database keeps it: whoever reads the table cannot sign."""
    return _cipher().encrypt(secret.encode()).decode()


def unlocked(kept: str) -> str:
    """The secret again. Raises cryptography.fernet.InvalidToken when no key fits."""
    return _cipher().decrypt(kept.encode()).decode()


def _cipher() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.WEBHOOK_ENCRYPTION_KEYS])
