"""The page of a case, and what the policy costs a list of cases, in a register that holds very many."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from datetime import timedelta
from statistics import median

from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.actor import Actor
from cases.models import Case
from config.bench import caseload
from config.bench.browser import Browser
from config.bench.figures import Reading, gives
from config.bench.timing import interleaved_ratio, percentile, seconds_of
from config.bench.world import SignedIn, World, spread
from config.services.places import ServiceError
from register.web.keyset import Keyset, Soonest

LISTED = 50
_NOT_COUNTED = re.compile("BEGIN|COMMIT|.*django_session", re.DOTALL)
DAYS = 60
"""The list is asked from so many different days on."""


@gives("case_page_p50_ms", "case_page_p95_ms", "case_page_queries")
def case_page(world: World) -> Mapping[str, Reading]:
    """Cases with much and with little in them, each after a GET of /live."""
    world.with_cases(world.scale.cases)
    reader = _reader(world)
    addresses = _addresses(world.scale.turns, reader.actor)
    queries = _queries(reader.client, addresses)
    pages: list[list[float]] = []
    lives: list[list[float]] = []
    with world.serving("web") as port:
        _ask(port, reader, addresses)  # warm
        for _ in world.rounds("Opening cases"):
            spent = _ask(port, reader, addresses)
            pages.append([page for page, _ in spent])
            lives.append([live for _, live in spent])
    size = f"{world.scale.cases:,} cases, {len(addresses)} pages a round, {len(pages)} rounds"
    return {
        "case_page_p50_ms": _percent(pages, lives, 50, size),
        "case_page_p95_ms": _percent(pages, lives, 95, size),
        "case_page_queries": Reading(queries, f"{len(addresses)} cases, the same for each of them"),
    }


@gives("policy_overhead_ratio")
def policy_overhead(world: World) -> Mapping[str, Reading]:
    """Fifty cases of a list: as the policy lets this reader see them, and those of their force, in turn."""
    world.with_cases(world.scale.cases)
    actor = _reader(world).actor
    ratio = interleaved_ratio(
        world.scale.rounds, world.scale.turns,
        lambda turn: _list(actor, "seen", Case.objects.visible_to, turn),
        lambda turn: _list(actor, "of the force", lambda reader: Case.objects.filter(force=reader.force_id), turn),
    )  # fmt: skip
    kept = f"{caseload.BARRED} bars and {caseload.GRANTED} grants of the reader"
    size = f"{LISTED} of {world.scale.cases:,} cases, {kept}, {world.scale.rounds} rounds of {world.scale.turns}"
    return {"policy_overhead_ratio": Reading(ratio, size, ratio=ratio)}


def _reader(world: World) -> SignedIn:
    reader = world.sign_in(force=caseload.LARGEST, role="safeguarding-officer")
    caseload.except_for(reader.user)
    return reader


def _addresses(count: int, actor: Actor) -> list[str]:
    """Half of them cases with much in them."""
    rich = Case.objects.visible_to(actor).filter(pk__in=[each.pk for each in caseload.rich_cases()])
    rest = Case.objects.visible_to(actor).exclude(pk__in=rich.values("pk")).order_by("pk")
    plain = rest.values_list("pk", flat=True)[:50_000]
    chosen = [*rich.order_by("pk").values_list("pk", flat=True)[: (count + 1) // 2], *spread(list(plain), count // 2)]
    references = Case.objects.filter(pk__in=chosen).order_by("pk").values_list("reference", flat=True)
    return [reverse("case", args=[each]) for each in references]


def _queries(client: Client, addresses: Sequence[str]) -> int:
    """Of one whole request. The session is written now and then, in a transaction of its own: neither counts.

    Raises:
        ServiceError: it is not the same for every case.
    """
    counted = set()
    for address in addresses:
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(address)
        if answer.status_code != 200:
            raise ServiceError(f"{address} was answered with {answer.status_code}")
        counted.add(sum(_NOT_COUNTED.match(query["sql"]) is None for query in captured))
    if len(counted) != 1:
        raise ServiceError(f"The page of a case takes {min(counted)} to {max(counted)} queries: it must be one number.")
    return counted.pop()


def _ask(port: int, reader: SignedIn, addresses: Sequence[str]) -> list[tuple[float, float]]:
    """Each page once: its seconds, and those of /live just before."""
    spent = []
    with closing(Browser(port, reader.cookies)) as browser:
        browser.get("/live")
        for address in addresses:
            live = seconds_of(lambda: browser.get("/live"))
            page = seconds_of(lambda address=address: browser.get(address))  # type: ignore[misc]
            spent.append((page, live))
    return spent


def _percent(pages: list[list[float]], lives: list[list[float]], percent: int, size: str) -> Reading:
    page = median(percentile(each, percent) for each in pages)
    live = median(percentile(each, percent) for each in lives)
    return Reading(page * 1000, size, ratio=page / live)


def _list(actor: Actor, name: str, rows: Callable[[Actor], QuerySet[Case]], turn: int) -> None:
    """One page of the list from a day on, read as the page reads it."""
    after = f"{(timezone.localdate() + timedelta(days=turn % DAYS - 3)).isoformat()}_0"
    page = Keyset(Soonest("next_review_on"), LISTED).page_for(
        actor, ("bench", name),
        lambda reader: rows(reader).filter(closed_at__isnull=True).select_related("person", "owner", "force"),
        after,
    )  # fmt: skip
    if not page.rows and turn % DAYS == 0:
        raise ServiceError("The list of cases is empty: nothing was measured.")
