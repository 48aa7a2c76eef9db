"""Who is told when somebody asks for more than one person may decide on, and when it is answered."""

from __future__ import annotations

from django.utils import timezone

from accounts import absence
from accounts.models import BulkRequest, RoleGrant
from accounts.policies import APPROVE_BULK
from register.actions.inbox import put, take_back
from register.models import Notice

MOST_TOLD = 20


def tell_approvers(request: BulkRequest) -> None:
    """Put a request into the inboxes of those who may answer it. The line names nobody."""
    on = timezone.localdate()
    roles = RoleGrant.objects.filter(permission=APPROVE_BULK.permission).values_list("role__code", flat=True)
    people = absence.at_work(on=on).holding(*roles, on=on).exclude(pk=request.asked_by_id).order_by("pk")
    of_force = [*people.filter(force=request.force_id)[:MOST_TOLD], *people.filter(force__isnull=True)[:MOST_TOLD]]
    told = {each.pk for each in of_force if APPROVE_BULK.allows(each.actor(on=on), request)}
    about = {"page": "bulk-request", "argument": request.reference}
    put(sorted(told), Notice.Topic.COUNTERSIGN, request.reference, people=[], **about)


def tell_asker(request: BulkRequest) -> None:
    """Put the answer into the inbox of whoever asked; it leaves those of the others."""
    take_back(Notice.Topic.COUNTERSIGN, [request.reference])
    about = {"page": "bulk-request", "argument": request.reference}
    put([request.asked_by_id], Notice.Topic.ANSWERED, request.reference, people=[], **about)
