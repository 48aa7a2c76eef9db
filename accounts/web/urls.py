"""Signing in, one's own account, and the users of a force. Of allauth's own pages only those that are listed here."""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as second_factor
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from django.urls import path

urlpatterns = [
    path("account/sign-in", account.login, name="account_login"),
    path("account/sign-in/code", second_factor.authenticate, name="mfa_authenticate"),
    path("account/sign-out", account.logout, name="account_logout"),
    path("account/confirm/password", account.reauthenticate, name="account_reauthenticate"),
    path("account/confirm/code", second_factor.reauthenticate, name="mfa_reauthenticate"),
    path("account/password", account.password_change, name="account_change_password"),
    path("account/second-factor", second_factor.index, name="mfa_index"),
    path("account/second-factor/set-up", totp.activate_totp, name="mfa_activate_totp"),
    path("account/second-factor/replace", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("account/recovery-codes", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("account/recovery-codes/new", recovery_codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
]
