"""Which rows are about records that professional standards planted: what is counted, matched or given out leaves them
out."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from register.models import CanaryRecord


def not_canary(path: str = "pk") -> Q:
    """Rows whose person, found along `path`, is no planted record, or who are about nobody.

    `Person.objects.filter(not_canary())`, `Registration.objects.filter(not_canary("person"))`. One look at an index for
    each row; planted records are few.
    """
    return Q(~Exists(CanaryRecord.objects.filter(person=OuterRef(path)).order_by()))
