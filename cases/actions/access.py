"""Answering somebody who asks for the data held about them (Data Protection Act 2018 s.45)."""

from __future__ import annotations

import hashlib
from datetime import date

from django.utils import timezone

from accounts.actor import Actor
from audit.core.action import action
from audit.core.entry import Entry, Reason
from audit.core.errors import Refused
from cases import policies
from cases.access.bundle import Bundle, bundle_of, is_known_to
from cases.events import access as events
from register.models import Person
from register.rules.limits.access import ANSWER
from register.rules.time_limits import due, limit_in_force


@action(event=events.ACCESS_BUNDLE_MADE, policy=policies.ANSWER_ACCESS, lock=False)
def make_access_bundle(
    person: Person, *, entry: Entry, actor: Actor, reason: Reason, requested_on: date, how_identified: str, why: str
) -> Bundle:  # fmt: skip
    """What may go to the person it is about, as a ZIP. `requested_on` is the relevant day of s.54(3)."""
    today = timezone.localdate()
    if requested_on > today:
        raise Refused("Give the day of the request, not one that is still to come.", field="requested_on")
    if not how_identified.strip():
        raise Refused("Say how you know that it is the person who asks.", field="how_identified")
    if not why.strip():
        raise Refused("Say why the bundle is made: which request it answers.", field="why")
    if not person.is_perpetrator:
        raise Refused("This bundle is for people held as suspects or convicted. Answer a victim or a witness by hand.")
    if not is_known_to(person):
        raise Refused(
            "Nothing in this record was told to the person, served on them or decided in court. Do not say whether "
            "there is a record: answer that nothing is held that may be given (s.45(4) and (6))."
        )

    bundle = bundle_of(person, requested_on=requested_on, made_on=today)
    entry.record(
        requested_on=requested_on, answer_due_on=answer_due_on(requested_on), rows=bundle.rows,
        sha256=hashlib.sha256(bundle.content).hexdigest(), how_identified=how_identified.strip(), why=why.strip(),
    )  # fmt: skip
    return bundle


def answer_due_on(requested_on: date) -> date:
    """The last day for the answer."""
    return due(limit_in_force(ANSWER, requested_on), requested_on).due_on
