"""The force's queue of records to review, of disposals that wait for a second person, and of holds."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.actor import Actor
from accounts.middleware import ActingRequest
from register import policies
from register.models import LegalHold, RetentionClock, RetentionReview
from register.web.keyset import Keyset, Soonest, links
from ui.layout import NavigationItem

PAGE = 25
BOXES = {"due": "To review", "waiting": "Waiting for a second person", "held": "Held"}
ORDERS = {
    "due": Soonest("review_due_on"),
    "waiting": Soonest("reviewed_at", is_moment=True),
    "held": Soonest("review_on"),
}


@never_cache
@require_safe
def queue(request: ActingRequest) -> HttpResponse:
    """Records of the force that somebody must review, longest due first."""
    policies.SEE_RETENTION.require(request.actor)
    box = request.GET.get("box", "due")
    box = box if box in BOXES else "due"
    page = Keyset(ORDERS[box], PAGE).page(_in_box(request.actor, box), request.GET.get("after", ""))
    shown = {
        "rows": page.rows,
        **links(request, page),
        "box": box,
        "boxes": [*_boxes(box), *_disposals(request.actor)],
        "today": timezone.localdate(),
    }
    return render(request, "register/retention_queue.html", shown)


def _in_box(actor: Actor, box: str) -> QuerySet[Any]:
    force_id = actor.force_id or 0
    if box == "waiting":
        reviews = RetentionReview.objects.visible_to(actor).awaiting().filter(force=force_id)
        return reviews.select_related("person", "reviewed_by")
    if box == "held":
        holds = LegalHold.objects.visible_to(actor).standing()
        return holds.select_related("person", "placed_by")
    clocks = RetentionClock.objects.visible_to(actor).due(on=timezone.localdate()).filter(force=force_id)
    return clocks.select_related("person")


def _disposals(actor: Actor) -> list[NavigationItem]:
    """The way to the proofs of disposal, for those who may read them."""
    return [NavigationItem("Disposals", reverse("disposals"))] if policies.SEE_DISPOSALS.allows(actor) else []


def _boxes(current: str) -> list[NavigationItem]:
    address = reverse("retention-queue")
    return [
        NavigationItem(label, address if box == "due" else f"{address}?box={box}", is_current=current == box)
        for box, label in BOXES.items()
    ]
