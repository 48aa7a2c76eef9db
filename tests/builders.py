"""Builders that reach a state by walking the real actions. Everybody they make is invented."""

from __future__ import annotations

import itertools
import time
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import Permission
from django.contrib.sessions.backends.cached_db import SessionStore
from django.test import Client

from accounts import sessions
from accounts.actor import Actor, system_actor
from accounts.models import Force, Membership, Role, User
from audit.core.entry import Entry, Reason, write
from audit.core.events import OPERATIONAL, Operation, declare
from register.actions.people import register_person
from register.actions.registrations import approve_registration, propose_registration, record_notice_given
from register.models import Person, PersonGrant, Registration, Source

CALL = Reason("live_call", "incident 4471")
_numbers = itertools.count(1)

_BUILT = declare("test.built", "A test put something in place.", Operation.COLLECTION, what=OPERATIONAL)
BUILDER = system_actor("builder", {})


def allow_writes(what: str = "test") -> None:
    """Write the event that lets a test put rows in place by hand in its transaction."""
    entry = Entry(_BUILT, BUILDER, Reason("system"))
    entry.record(what=what)
    write(entry)


def force(code: str = "13") -> Force:
    return Force.objects.get(code=code)


def user(
    role: str = "control-room-specialist",
    *,
    force_code: str | None = "13",
    starts_on: date = date(2020, 1, 1),
    **fields: Any,
) -> User:
    """A person who holds the role; give `force_code=None` for a national body."""
    number = next(_numbers)
    allow_writes("user")
    made = User(
        email=f"person{number}@example.org",
        name=fields.pop("name", f"Person {number}"),
        force=Force.objects.get(code=force_code) if force_code else None,
        **fields,
    )
    made.set_unusable_password()
    made.save()
    Membership.objects.create(user=made, role=Role.objects.get(code=role), starts_on=starts_on)
    return made


def actor(role: str = "control-room-specialist", *, force_code: str | None = "13", **fields: Any) -> Actor:
    """Somebody who holds the role, as an actor of today."""
    return user(role, force_code=force_code, **fields).actor(on=date(2026, 11, 23))


def sign_in(client: Client, who: User, **more: Any) -> Client:
    """Sign a user in as if password and code had been given (the pages that ask for them have tests of their own).
    `more` is what else the session holds. It is written once: signing in took as long as most requests."""
    session, now = SessionStore(), time.time()
    session.update({
        SESSION_KEY: str(who.pk), BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
        HASH_SESSION_KEY: who.get_session_auth_hash(), sessions.STARTED: now, sessions.SEEN: now,
        sessions.SECOND_FACTOR: who.pk, **more,
    })  # fmt: skip
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    return client


def person(by: Actor | None = None, *, forenames: str = "Marek", surname: str = "Kowalski", **facts: Any) -> Person:
    """A registered person of the actor's force, entered through the real action."""
    by = by or actor()
    owner = Force.objects.get(pk=by.force_id)
    return register_person(
        owner, actor=by, reason=CALL, source=Source.OFFICER, forenames=forenames, surname=surname, **facts
    )


def proposed(about: Person, by: Actor, **given: Any) -> Registration:
    """A proposed registration of the person, managed by the actor's force; through the gate of orders, where nothing
    else is given."""
    defaults: dict[str, Any] = {
        "managing_force": force(by.force_code), "gate": "order", "gate_reason": "DAPO made",
        "regime": Registration.Regime.DAPO, "starts_on": date(2026, 11, 20),
    }  # fmt: skip
    return propose_registration(about, actor=by, reason=CALL, **defaults | given)


def registered(about: Person, by: Actor, **given: Any) -> Registration:
    """A registration that runs: proposed, approved, and the person told in writing on the day it started."""
    registration = proposed(about, by, **given)
    approve_registration(registration, actor=by, reason=CALL, why="The order is in force")
    return record_notice_given(
        registration, actor=by, reason=CALL, given_on=registration.starts_on, given_by="PC Ruth Adeyemi",
        means=Registration.NoticeMeans.HANDED_OVER,
    )  # fmt: skip


def bar(whom: User, person: Person) -> None:
    """Keep somebody out of a record for ever, as of their own."""
    allow_writes("bar")
    PersonGrant.objects.create(
        content_object=person, user=whom, why="Own record", given_by=user("professional-standards"),
        permission=Permission.objects.get(content_type__app_label="register", codename="never_open_person"),
    )  # fmt: skip
