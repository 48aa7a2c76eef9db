"""How each field of users, roles and their sessions must be handled, the tables of libraries included."""

from __future__ import annotations

from collections.abc import Mapping

from audit.core.handling import Fields, fields

# A credential is handled as personal data: it says who somebody is to the register.
HANDLING: Mapping[str, Fields] = {
    "accounts.Force": fields(operational="id code name slug short_name kind control_room_phone alert_email"),
    "accounts.ForceClient": fields(
        operational="id reference force user credential name certificate_name created_at ended_at",
    ),
    "accounts.KeptAnswer": fields(
        operational="id asker key_hash asked_hash status headers kept_at",
        # Codes, days and the register's own sentences; a sentence may name somebody.
        personal="answer",
    ),
    "accounts.Leave": fields(
        operational="id reference user deputy starts_on ends_on declared_by declared_at withdrawn_by withdrawn_at",
    ),
    "accounts.BulkRequest": fields(
        operational="id reference act scope scope_digest count asked_at asked_by force roles is_approved answered_at "
        "answered_by valid_until_at used_at version",
        free_text="why answer_reason",
    ),
    "accounts.BulkTaken": fields(operational="id act count taken_at taken_by request"),
    "accounts.Membership": fields(
        operational="id user role starts_on ends_on given_by ended_at ended_by",
        free_text="why",
    ),
    "accounts.Role": fields(operational="id code title description rank idle_minutes session_hours"),
    "accounts.RoleGrant": fields(operational="id role permission breadth"),
    "accounts.User": fields(
        operational="id reference force kind is_active",
        personal="password email name collar_number",
    ),
}

LIBRARIES: Mapping[str, Fields] = {
    "account.EmailAddress": fields(operational="id user verified primary", personal="email"),
    "account.EmailConfirmation": fields(operational="id email_address created sent", personal="key"),
    "allauth_idp_oidc.Client": fields(
        operational=(
            "id name scopes default_scopes type grant_types redirect_uris cors_origins allow_uri_wildcards"
            " response_types owner skip_consent created_at data"
        ),
        personal="secret",
    ),
    "allauth_idp_oidc.Token": fields(
        operational="id type client user data created_at expires_at scopes", personal="hash"
    ),
    "auth.Group": fields(operational="id name"),
    "auth.Group_permissions": fields(operational="id group permission"),
    "auth.Permission": fields(operational="id name content_type codename"),
    "contenttypes.ContentType": fields(operational="id app_label model"),
    "guardian.GroupObjectPermission": fields(operational="id permission content_type object_pk group"),
    "guardian.UserObjectPermission": fields(operational="id permission content_type object_pk user"),
    "mfa.Authenticator": fields(operational="id user type created_at last_used_at", personal="data"),
    # Among what a session holds is what was last typed into lookup.
    "sessions.Session": fields(operational="expire_date", personal="session_key session_data"),
    "socialaccount.SocialAccount": fields(
        operational="id user provider last_login date_joined", personal="uid extra_data"
    ),
    "socialaccount.SocialApp": fields(
        operational="id provider provider_id name client_id settings", personal="secret key"
    ),
    "socialaccount.SocialToken": fields(operational="id app account expires_at", personal="token token_secret"),
    "usersessions.UserSession": fields(
        operational="id user created_at last_seen_at", personal="ip session_key user_agent data"
    ),
}
