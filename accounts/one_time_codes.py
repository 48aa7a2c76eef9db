"""The one-time code that a user's authenticator app shows now. For demonstrations and tests only."""

from __future__ import annotations

import time

from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.conf import settings

from accounts.models import User


class NotHere(Exception):
    """Production never shows anybody's code."""


def current_code(user: User) -> str:
    """The code of this moment.

    Raises:
        NotHere: this is production.
        Authenticator.DoesNotExist: the user has set up no app.
    """
    refuse_production()
    authenticator = Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP)
    seed = get_adapter().decrypt(authenticator.data["secret"])
    return str(format_hotp_value(hotp_value(seed, int(time.time()) // app_settings.TOTP_PERIOD)))


def seconds_left() -> int:
    """How long the code of this moment still stands."""
    period: int = app_settings.TOTP_PERIOD
    return period - int(time.time()) % period


def set_up_app(user: User) -> None:
    """Give a user an authenticator app with a fresh random seed, as if they had scanned the picture."""
    refuse_production()
    TOTP.activate(user, generate_totp_secret())


def refuse_production() -> None:
    if settings.IS_PRODUCTION:
        raise NotHere("There are no demonstration accounts, and nobody's codes are shown, in production.")
