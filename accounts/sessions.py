"""How long a session lives, and how it ends.

A session carries when it started, when it was last used and whether a second factor was given. It ends with the
strictest limits of the roles held (OWASP ASVS 5.0, 7.3: an idle and an absolute limit), with the next sign-in of the
same user, and at once when the user is disabled or loses a role.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module

from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest

from accounts import events
from accounts.actor import Actor
from accounts.models import Membership, User
from audit.core.entry import Entry, Reason, write

STARTED, SEEN, SECOND_FACTOR = "started_at", "seen_at", "second_factor"
# The last use is written at most so often: every request would otherwise be a write. The browser is told of a limit
# that is shorter by as much, so that it never promises more than the server keeps.
TOUCH_SECONDS = 15
# A background request (a part of the page that asks by itself) is nobody at work.
BACKGROUND_HEADER = "X-Background-Request"


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds without a request, and seconds in all, after which a session ends."""

    idle: int
    absolute: int


WITHOUT_ROLE = Limits(idle=15 * 60, absolute=10 * 3600)


def limits_of(memberships: Iterable[Membership]) -> Limits:
    """The strictest limits among the roles held."""
    roles = [membership.role for membership in memberships]
    if not roles:
        return WITHOUT_ROLE
    return Limits(
        idle=min(role.idle_minutes for role in roles) * 60,
        absolute=min(role.session_hours for role in roles) * 3600,
    )


def start(request: HttpRequest) -> None:
    """Begin counting. Called when somebody has just signed in."""
    request.session[STARTED] = request.session[SEEN] = time.time()


def touch(request: HttpRequest) -> None:
    """Somebody is at work."""
    if BACKGROUND_HEADER in request.headers:
        return
    if time.time() - request.session.get(SEEN, 0) >= TOUCH_SECONDS:
        request.session[SEEN] = time.time()


def why_over(request: HttpRequest, limits: Limits) -> str:
    """Why this session is over: `idle`, `absolute`, or nothing. One that does not say when it started is over."""
    now = time.time()
    started, seen = request.session.get(STARTED), request.session.get(SEEN)
    if started is None or seen is None or now - started >= limits.absolute:
        return "absolute"
    return "idle" if now - seen >= limits.idle else ""


def started_within(request: HttpRequest, seconds: float) -> bool:
    """Whether the person signed in so recently that there is no need to ask again who they are."""
    started = request.session.get(STARTED)
    return started is not None and time.time() - started < seconds


def grant_second_factor(request: HttpRequest, user: User) -> None:
    """This session has proved a second factor of this user."""
    request.session[SECOND_FACTOR] = user.pk


def drop_second_factor(request: HttpRequest) -> None:
    request.session.pop(SECOND_FACTOR, None)


def has_second_factor(request: HttpRequest) -> bool:
    return request.user.is_authenticated and request.session.get(SECOND_FACTOR) == request.user.pk


def digest_of(session_key: str | None) -> str:
    """How the log names a session: enough to tell one from another, useless for taking it over."""
    return hashlib.sha256(session_key.encode()).hexdigest()[:16] if session_key else ""


def end_sessions(user: User, *, why: str, actor: Actor, reason: Reason, keep: str = "") -> None:
    """End each session of the user but the one with the key `keep`, each with an event that says why.

    The caller has opened the transaction and locked the user.
    """
    for session in UserSession.objects.filter(user=user).exclude(session_key=keep):
        if session.exists():
            entry = Entry(events.SESSION_ENDED, actor, reason)
            entry.about(user)
            entry.record(why=why, session=digest_of(session.session_key))
            write(entry)
        session.end()
        _forget_after_commit(session.session_key)


def _forget_after_commit(session_key: str) -> None:
    """Until the commit another request still finds the row and may put it back into the cache."""
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    transaction.on_commit(lambda: store.delete(session_key))


def must_confirm(request: HttpRequest) -> bool:
    """Whether whoever asks neither signed in nor confirmed who they are within five minutes."""
    return bool(request.user.is_authenticated and is_reauthentication_required(request, app="account"))
