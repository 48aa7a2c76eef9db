"""What can happen to the people who sign in, their roles and their sessions."""

from __future__ import annotations

from audit.core.events import FREE_TEXT, OPERATIONAL, PERSONAL, Operation, declare

SIGNED_IN = declare("user.signed_in", "Somebody signed in.", Operation.SECURITY, method=OPERATIONAL)
SIGN_IN_FAILED = declare(
    "user.sign_in_failed",
    "An attempt to sign in, or to confirm who one is, failed.",
    Operation.SECURITY,
    why=OPERATIONAL,
    email=PERSONAL,
)
LOCKED_OUT = declare(
    "user.locked_out",
    "Too many attempts to sign in failed; further ones are refused for some minutes.",
    Operation.SECURITY,
    why=OPERATIONAL,
    email=PERSONAL,
)
SIGNED_OUT = declare("user.signed_out", "Somebody signed out.", Operation.SECURITY)
SESSION_ENDED = declare(
    "user.session_ended", "A session was ended other than by signing out.", Operation.SECURITY,
    why=OPERATIONAL, session=OPERATIONAL,
)  # fmt: skip
SECOND_FACTOR_ADDED = declare(
    "user.second_factor_added", "A second factor was set up.", Operation.SECURITY, type=OPERATIONAL
)
SECOND_FACTOR_REMOVED = declare(
    "user.second_factor_removed", "A second factor was removed.", Operation.SECURITY, type=OPERATIONAL
)
PASSWORD_CHANGED = declare("user.password_changed", "Somebody changed their own password.", Operation.SECURITY)
USER_CREATED = declare(
    "user.created",
    "A user was created.",
    Operation.SECURITY,
    name=PERSONAL,
    email=PERSONAL,
    collar_number=PERSONAL,
    force=OPERATIONAL,
    kind=OPERATIONAL,
)
USER_DISABLED = declare(
    "user.disabled", "A user was disabled and signed out at once.", Operation.SECURITY, why=FREE_TEXT
)
USER_ENABLED = declare("user.enabled", "A disabled user was enabled again.", Operation.SECURITY, why=FREE_TEXT)
SIGN_IN_RESET = declare(
    "user.sign_in_reset",
    "A user was given a new first password and must set up the second factor again.",
    Operation.SECURITY,
)
ROLE_GIVEN = declare(
    "user.role_given",
    "A user was given a role.",
    Operation.SECURITY,
    role=OPERATIONAL,
    starts_on=OPERATIONAL,
    ends_on=OPERATIONAL,
    why=FREE_TEXT,
)
ROLE_ENDED = declare("user.role_ended", "A user's role was ended at once.", Operation.SECURITY, role=OPERATIONAL)
FORCES_LOADED = declare(
    "reference.forces_loaded", "The list of forces was brought up to date.", Operation.ALTERATION, codes=OPERATIONAL
)
ROLES_LOADED = declare(
    "reference.roles_loaded", "What each role may do was brought up to date.", Operation.ALTERATION, codes=OPERATIONAL
)
LEAVE_DECLARED = declare(
    "leave.declared",
    "Somebody was declared to be away for some days.",
    Operation.ALTERATION,
    starts_on=OPERATIONAL,
    ends_on=OPERATIONAL,
    deputy=OPERATIONAL,
)
LEAVE_WITHDRAWN = declare(
    "leave.withdrawn",
    "Leave was taken back, or ended early.",
    Operation.ALTERATION,
    starts_on=OPERATIONAL,
    ends_on=OPERATIONAL,
)
CLIENT_CREATED = declare(
    "client.created",
    "A system of a force was given credentials to ask the register by itself.",
    Operation.SECURITY,
    force=OPERATIONAL,
    client=OPERATIONAL,
    scopes=OPERATIONAL,
    certificate=OPERATIONAL,
)
CLIENT_ENDED = declare(
    "client.ended",
    "The credentials of a force's system, and every token it held, were ended at once.",
    Operation.SECURITY,
    why=FREE_TEXT,
)
TOKEN_GIVEN = declare(
    "client.token_given", "A force's system proved who it is and was given a token.", Operation.SECURITY,
    scopes=OPERATIONAL,
)  # fmt: skip
TOKEN_REFUSED = declare(
    "client.token_refused", "Something that said it was a force's system was given no token.", Operation.SECURITY,
    cause=OPERATIONAL,
)  # fmt: skip

BULK_ANSWERED = declare(
    "bulk.answered",
    "Another person approved or refused what one person may not decide alone.",
    Operation.SECURITY,
    act=OPERATIONAL,
    is_approved=OPERATIONAL,
    valid_until_at=OPERATIONAL,
    why=FREE_TEXT,
)
BULK_USED = declare(
    "bulk.used",
    "What another person had approved was read or taken away.",
    Operation.SECURITY,
    act=OPERATIONAL,
    count=OPERATIONAL,
)
