"""In which forces somebody can answer an alert: a person in post whose role lets them, or a system of the force."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts import absence
from accounts.models import Force, ForceClient, Membership
from register import policies

SCOPE = "alerts:write"


def forces_that_answer(*, on: date) -> QuerySet[Force]:
    """The forces in which somebody can answer an alert on the day."""
    may = {"role__grants__permission": policies.ANSWER_ALERT.permission}
    held = Membership.objects.running(on=on).filter(user=OuterRef("pk"), **may)
    people = absence.in_post(on=on).filter(Exists(held), force=OuterRef("pk"))
    systems = ForceClient.objects.live().filter(force=OuterRef("pk"), credential__scopes__contains=SCOPE)
    return Force.objects.filter(Q(Exists(people)) | Q(Exists(systems)))
