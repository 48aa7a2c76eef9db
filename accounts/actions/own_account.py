"""What people do to their own account. Nobody has to be asked whether they may, so no policy; each act is an event."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from accounts import events, sessions
from accounts.actor import NOBODY, Actor
from accounts.models import User
from audit.core.context import Origin, acting_from, current_origin
from audit.core.entry import Entry, Reason, write
from audit.core.events import EventType

OWN_ACCOUNT = Reason("sign_in")
LONGEST_ADDRESS = 254


def note(event: EventType, *, user: User | None, outcome: str = "done", **values: str) -> None:
    """Write one event of signing in, by the user if they are known."""
    entry = Entry(event, actor_for(user), OWN_ACCOUNT, outcome=outcome)
    if user is not None:
        entry.about(user)
    entry.record(**values)
    with transaction.atomic():
        write(entry)


def actor_for(user: User | None) -> Actor:
    return user.actor(on=timezone.localdate()) if user is not None else NOBODY


def begin_session(request: HttpRequest, user: User, *, method: str) -> None:
    """Record that the user has signed in and end every other session of theirs. The caller holds the user's lock."""
    sessions.start(request)
    with acting_from(_origin_of(request)):
        note(events.SIGNED_IN, user=user, method=method)
        kept = request.session.session_key or ""
        sessions.end_sessions(user, why="signed-in-again", actor=actor_for(user), reason=OWN_ACCOUNT, keep=kept)
    # Saved here, not with the response: the next sign-in, which waits for the lock, must find a whole session to end.
    request.session.save()
    UserSession.objects.create_from_request(request)


def end_own_session(request: HttpRequest, user: User, event: EventType, **values: str) -> None:
    """Record the end of the session at hand; the caller empties it."""
    note(event, user=user, **values)
    UserSession.objects.filter(session_key=request.session.session_key).delete()


def sign_in_failed(email: str, *, why: str, user: User | None = None) -> None:
    note(events.SIGN_IN_FAILED, user=user, outcome="denied", why=why, email=email[:LONGEST_ADDRESS])


def locked_out(email: str, *, why: str, user: User | None = None) -> None:
    note(events.LOCKED_OUT, user=user, outcome="denied", why=why, email=email[:LONGEST_ADDRESS])


def _origin_of(request: HttpRequest) -> Origin:
    """Signing in gives the session a new key: its first event names that one."""
    before = current_origin()
    return Origin(before.channel, sessions.digest_of(request.session.session_key), before.request)
