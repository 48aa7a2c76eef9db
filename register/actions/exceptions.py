"""Looking again at who may open one record by an exception and who must not: keeping it, or ending it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.utils import timezone

from accounts.actor import Actor
from audit.core.action import action
from audit.core.entry import Entry, Reason
from audit.core.errors import Refused
from register import policies
from register.events import glass as events
from register.models import Person, PersonGrant
from register.rules.time_limits import due, limit_in_force


def review_day(expires_at: datetime | None) -> date:
    """The day on which somebody looks at an exception again: within the limit, and when it ends at the latest."""
    today = timezone.localdate()
    last = due(limit_in_force("exceptions.review", today), today).due_on
    return min(last, timezone.localdate(expires_at)) if expires_at else last


@action(event=events.EXCEPTIONS_LISTED, policy=policies.SEE_EXCEPTIONS, lock=False)
def list_exceptions(
    grants: Sequence[PersonGrant], *, entry: Entry, actor: Actor, reason: Reason
) -> Sequence[PersonGrant]:
    """Read a page of the exceptions to the force's records that somebody must look at again."""
    entry.showed(dict.fromkeys(each.content_object.reference for each in grants))
    return grants


@action(event=events.EXCEPTIONS_READ, policy=policies.SEE_EXCEPTIONS, lock=False)
def read_exceptions(
    grants: Sequence[PersonGrant], *, entry: Entry, actor: Actor, reason: Reason, person: Person
) -> Sequence[PersonGrant]:
    """Read the exceptions to one record."""
    entry.about(person)
    return grants


@action(event=events.EXCEPTION_ENDED, policy=policies.END_EXCEPTION)
def end_exception(grant: PersonGrant, *, entry: Entry, actor: Actor, reason: Reason, why: str) -> PersonGrant:
    """End an exception at once: from now on the role alone says whether the user may open the record."""
    _require_running(grant)
    if not why.strip():
        raise Refused("Say why it ends.", field="why")

    grant.expires_at, grant.review_on = timezone.now(), None
    if grant.starts_at is not None and grant.starts_at >= grant.expires_at:
        grant.starts_at = None
    grant.save(update_fields=["starts_at", "expires_at", "review_on"])
    entry.record(user=grant.user.reference, permission=grant.permission.codename, why=why.strip())
    return grant


@action(event=events.EXCEPTION_KEPT, policy=policies.END_EXCEPTION)
def keep_exception(grant: PersonGrant, *, entry: Entry, actor: Actor, reason: Reason, why: str) -> PersonGrant:
    """Look at an exception again and keep it, with a reason, until the next time."""
    _require_running(grant)
    if not why.strip():
        raise Refused("Say why it is still needed.", field="why")

    grant.review_on = review_day(grant.expires_at)
    grant.save(update_fields=["review_on"])
    entry.record(
        user=grant.user.reference, permission=grant.permission.codename, review_on=grant.review_on, why=why.strip()
    )
    return grant


def _require_running(grant: PersonGrant) -> None:
    if grant.expires_at is not None and grant.expires_at <= timezone.now():
        raise Refused("This exception has ended already. Nothing was changed.")
