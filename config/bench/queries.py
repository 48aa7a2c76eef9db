"""How many queries a page asks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from config.bench.asked import KINDS, draw, known_people
from config.bench.figures import Reading, gives
from config.bench.world import World, spread
from config.services.places import ServiceError
from register.models import Person


@gives("card_queries")
def card_queries(world: World) -> Mapping[str, Reading]:
    """The card of one person after another."""
    world.with_feeds()
    client = world.sign_in(force="13").client
    ids = Person.objects.registered().order_by("pk").values_list("pk", flat=True)
    chosen = Person.objects.filter(pk__in=spread(list(ids), world.scale.people))
    addresses = [reverse("person-card", args=[person.reference]) for person in chosen]
    return {"card_queries": _most((client.get, {"path": path}) for path in addresses)}


@gives("lookup_queries")
def lookup_queries(world: World) -> Mapping[str, Reading]:
    """A lookup of every kind."""
    world.with_feeds()
    client = world.sign_in(force="13").client
    asked = draw(known_people(Person.objects.registered()), len(KINDS))
    htmx = {"HX-Request": "true"}
    return {
        "lookup_queries": _most(
            (client.post, {"path": reverse("lookup"), "data": {"q": each.terms}, "headers": htmx}) for each in asked
        )
    }


def _most(requests: Iterable[tuple[object, dict[str, object]]]) -> Reading:
    counts = []
    for ask, arguments in requests:
        with CaptureQueriesContext(connection) as captured:
            response: HttpResponse = ask(**arguments)  # type: ignore[operator]
        if response.status_code != 200:
            raise ServiceError(f"{arguments['path']} was answered with {response.status_code}")
        counts.append(sum("django_session" not in query["sql"] for query in captured))
    return Reading(max(counts), f"{len(counts)} requests, {min(counts)} to {max(counts)} queries")
