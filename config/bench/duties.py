"""The page of duties and the nightly sweep, in a register that holds very many registrations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import timedelta
from itertools import product
from statistics import median

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from config.bench import databases, registered
from config.bench.browser import Browser
from config.bench.figures import Reading, gives
from config.bench.timing import percentile, seconds_of
from config.bench.world import SignedIn, World
from config.services.places import ServiceError
from register.actions.duties import sweep_overdue
from register.agenda.items import When, Whose
from register.models import NotificationDuty, Registration

SMALL_FORCE = "13"
PARTS = list(product(Whose, When))


@gives("duties_page_p50_ms", "duties_page_p95_ms", "duties_page_queries")
def duties_page(world: World) -> Mapping[str, Reading]:
    """Every part of the list for a manager in the largest force and in another, each after a GET of /live."""
    existing = world.scale.registered[1]
    world.with_registrations(existing)
    readers = [_manager(world, code) for code in (registered.LARGEST, SMALL_FORCE)]
    queries = max(_queries(reader.client, address) for reader in readers for address in _addresses())
    pages: list[list[float]] = []
    lives: list[list[float]] = []
    with world.serving("web") as port:
        _ask(port, readers)  # warm
        for _ in world.rounds("Opening the page of duties"):
            spent = _ask(port, readers)
            pages.append([page for page, _ in spent])
            lives.append([live for _, live in spent])
    size = f"{existing:,} registrations, {len(pages[0])} pages a round of {len(PARTS)} kinds, {len(pages)} rounds"
    return {
        "duties_page_p50_ms": _percent(pages, lives, 50, size),
        "duties_page_p95_ms": _percent(pages, lives, 95, size),
        "duties_page_queries": Reading(queries, f"{len(PARTS)} kinds of page, two readers"),
    }


def _manager(world: World, code: str) -> SignedIn:
    """Somebody of the force who has just signed in, and manages as many people as one manages."""
    reader = world.sign_in(force=code, role="offender-manager")
    theirs = Registration.objects.filter(managing_force__code=code).order_by("pk")
    chosen = list(theirs.values_list("pk", flat=True)[: registered.MANAGED_BY_ONE])
    with databases.guards_off():
        Registration.objects.filter(pk__in=chosen).update(offender_manager=reader.user)
    return reader


def _addresses() -> list[str]:
    return [f"{reverse('duties')}?whose={whose}&when={when}" for whose, when in PARTS]


def _queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address)
    if answer.status_code != 200:
        raise ServiceError(f"{address} was answered with {answer.status_code}")
    return sum("django_session" not in query["sql"] for query in captured)


def _ask(port: int, readers: Sequence[SignedIn]) -> list[tuple[float, float]]:
    """Each page once for each reader: its seconds, and those of /live just before."""
    spent = []
    for reader in readers:
        with closing(Browser(port, reader.cookies)) as browser:
            browser.get("/live")
            for address in _addresses():
                live = seconds_of(lambda browser=browser: browser.get("/live"))  # type: ignore[misc]
                page = seconds_of(lambda browser=browser, address=address: browser.get(address))  # type: ignore[misc]
                spent.append((page, live))
    return spent


def _percent(pages: list[list[float]], lives: list[list[float]], percent: int, size: str) -> Reading:
    page = median(percentile(each, percent) for each in pages)
    live = median(percentile(each, percent) for each in lives)
    return Reading(page * 1000, size, ratio=page / live)


@gives("sweep_ms_per_due", "sweep_growth", "sweep_growth_due")
def sweep(world: World) -> Mapping[str, Reading]:
    """Few and many due among few and among many that exist, in turn; each round has duties of its own."""
    few, many = world.scale.registered
    some, more = world.scale.due
    spent: dict[tuple[int, int], list[float]] = {(there, due): [] for there in (few, many) for due in (some, more)}
    for number in world.rounds("Sweeping what is overdue"):
        for there, due in sorted(spent, reverse=bool(number % 2)):
            world.with_registrations(there)
            spent[there, due].append(_sweep(due))
    took = {what: median(seconds) for what, seconds in spent.items()}
    size = f"{some:,} and {more:,} due among {few:,} and {many:,} registrations, {world.scale.rounds} rounds"
    longer = _each(spent[many, more], spent[few, more])
    return {
        "sweep_ms_per_due": Reading(took[many, more] * 1000 / more, size),
        "sweep_growth": Reading(longer, size, ratio=longer),
        "sweep_growth_due": Reading(_each(spent[many, more], spent[many, some]) / (more / some), size),
    }


def _each(these: list[float], those: list[float]) -> float:
    """How much longer these took than those of the same rounds."""
    return median(one / other for one, other in zip(these, those, strict=True))


def _sweep(due: int) -> float:
    """Seconds to note so many duties that became due yesterday.

    Raises:
        ServiceError: another number was noted.
    """
    today = timezone.localdate()
    yesterday = today - timedelta(days=1)
    fresh = NotificationDuty.objects.open().filter(overdue_noted_at__isnull=True, due_on__gt=today).order_by("-pk")
    chosen = list(fresh.values_list("pk", flat=True)[:due])
    with databases.guards_off():
        NotificationDuty.objects.filter(pk__in=chosen).update(
            due_on=yesterday, due_at=timezone.now(), starts_on=yesterday
        )
    noted: list[int] = []
    seconds = seconds_of(lambda: noted.append(sweep_overdue(today)))
    if noted != [due]:
        raise ServiceError(f"The sweep noted {noted[0]} duties, and {due} were due.")
    return seconds
