"""Signing in, one's own account, and the users of a force. Of allauth's own pages only those that are listed here."""

from __future__ import annotations

from allauth.account import views as allauth_account
from allauth.mfa.base import views as second_factor
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from django.urls import path

from accounts.web import account, leave, users

# The names that allauth asks for are its own.
urlpatterns = [
    path("account/sign-in", allauth_account.login, name="account_login"),
    path("account/sign-in/code", second_factor.authenticate, name="mfa_authenticate"),
    path("account/sign-out", allauth_account.logout, name="account_logout"),
    path("account/forgotten-password", account.forgotten_password, name="forgotten-password"),
    path("account/confirm/password", allauth_account.reauthenticate, name="account_reauthenticate"),
    path("account/confirm/code", second_factor.reauthenticate, name="mfa_reauthenticate"),
    path("account", account.account, name="mfa_index"),
    path("account/reason", account.choose_reason, name="choose-reason"),
    path("account/still-here", account.keep_alive, name="session-keep-alive"),
    path("account/password", allauth_account.password_change, name="account_change_password"),
    path("account/second-factor", account.with_factor_events(totp.activate_totp), name="mfa_activate_totp"),
    path("account/second-factor/replace", account.with_factor_events(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("account/recovery-codes", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "account/recovery-codes/new",
        account.with_factor_events(recovery_codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path("away", leave.away, name="away"),
    path("users", users.users, name="users"),
    path("users/new", users.create, name="create-user"),
    path("users/<str:reference>", users.user, name="user"),
    path("users/<str:reference>/roles/new", users.give_role, name="give-role"),
    path("users/<str:reference>/roles/<int:membership>/end", users.end_role, name="end-role"),
    path("users/<str:reference>/disable", users.disable, name="disable-user"),
    path("users/<str:reference>/enable", users.enable, name="enable-user"),
    path("users/<str:reference>/leave", leave.leave, name="leave"),
    path("users/<str:reference>/leave/<str:leave>/withdraw", leave.withdraw, name="withdraw-leave"),
    path("users/<str:reference>/reset", users.reset, name="reset-sign-in"),
]
