"""Creating and disabling the people and systems that sign in, and giving them a new start when they are locked out."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.core.validators import validate_email
from django.db import transaction

from accounts import absence, events, policies
from accounts.actor import Actor, Breadth
from accounts.models import Force, User
from accounts.sessions import end_sessions
from audit.core.action import action
from audit.core.entry import Entry, Reason
from audit.core.errors import PermissionDenied, Refused


@action(event=events.USER_CREATED, policy=policies.CREATE_USER, lock=False)
def create_user(
    force: Force | None, *, entry: Entry, actor: Actor, reason: Reason, email: str, name: str,
    password: str | None = None, collar_number: str = "", kind: User.Kind = User.Kind.PERSON,
) -> User:  # fmt: skip
    """Create a user without a role. Without a password nobody can sign in. Without a force: a national body's user."""
    if force is None and Breadth.NATIONAL not in actor.breadths(policies.CREATE_USER.permission):
        raise PermissionDenied(policies.CREATE_USER.permission)
    email, name = email.strip().lower(), name.strip()
    _refuse_bad_address(email)
    if not name or not name.isprintable():
        raise Refused("Enter a name without hidden characters.", field="name")

    user = User.objects.create_user(
        email, password=password, name=name, force=force, collar_number=collar_number.strip(), kind=kind
    )
    entry.about(user)
    entry.record(
        name=name, email=email, collar_number=user.collar_number, force=force.code if force else "", kind=str(kind)
    )
    return user


@action(event=events.USER_DISABLED, policy=policies.MANAGE_USERS)
def disable_user(user: User, *, entry: Entry, actor: Actor, reason: Reason, why: str) -> User:
    """Switch a user off and end their sessions at once."""
    _refuse_oneself(user, actor, "You cannot disable yourself. Ask another force administrator.")
    if not why.strip():
        raise Refused("Say why.", field="why")

    user.is_active = False
    user.save(update_fields=["is_active"])
    end_sessions(user, why="disabled", actor=actor, reason=reason)
    absence.tell(user)
    entry.record(why=why.strip())
    return user


@action(event=events.USER_ENABLED, policy=policies.MANAGE_USERS)
def enable_user(user: User, *, entry: Entry, actor: Actor, reason: Reason, why: str) -> User:
    """Switch a disabled user on again, with the roles they still hold."""
    if not why.strip():
        raise Refused("Say why.", field="why")

    user.is_active = True
    user.save(update_fields=["is_active"])
    entry.record(why=why.strip())
    return user


@action(event=events.SIGN_IN_RESET, policy=policies.MANAGE_USERS)
def reset_sign_in(user: User, *, entry: Entry, actor: Actor, reason: Reason, password: str) -> User:
    """Give a new first password; the second factor has to be set up again. An e-mail tells the user, without either."""
    _refuse_oneself(user, actor, "You cannot reset your own sign-in. Ask another force administrator.")
    if user.kind != User.Kind.PERSON:
        raise Refused("A force system does not sign in with a password.")

    user.set_password(password)
    user.save(update_fields=["password"])
    Authenticator.objects.filter(user=user).delete()
    end_sessions(user, why="sign-in-reset", actor=actor, reason=reason)
    transaction.on_commit(lambda: _tell(user))
    return user


def _refuse_bad_address(email: str) -> None:
    try:
        validate_email(email)
    except ValidationError:
        raise Refused("Enter an e-mail address in the correct format, like name@example.org.", field="email") from None
    if User.objects.filter(email__iexact=email).exists():
        raise Refused("There is a user with this e-mail address already. Check it, or use another one.", field="email")


def _refuse_oneself(user: User, actor: Actor, sentence: str) -> None:
    if actor.user_id == user.pk:
        raise Refused(sentence)


def _tell(user: User) -> None:
    send_mail(
        "Domestic Abuse Register: your sign-in was reset",
        "A force administrator reset your sign-in. If you did not ask for it, tell your professional standards "
        "department at once.",
        None,
        [user.email],
    )
