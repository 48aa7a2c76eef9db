"""The change feed read from its beginning, and alerts as the other force's system sees them while many are sent."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from statistics import median

from django.db import connection, connections, transaction

from accounts.actor import Actor
from config.bench.alerts import GIVE_UP_SECONDS, enter_move
from config.bench.browser import Browser
from config.bench.figures import Reading, gives
from config.bench.timing import percentile, seconds_of
from config.bench.world import World, spread
from config.services.places import ServiceError
from register.change_feed.log import IS_A_CHANGE
from register.models import Alert, Person

TOGETHER = 10_000  # events of one transaction
PAGE = 5_000
ALERTS_A_SECOND = 50
SENDERS = 4  # while one waits for its commit, others go on: the pace is not theirs to lose
ASKS_EACH_SECONDS = 0.1
_INVENTED = """
INSERT INTO audit_event (payload)
SELECT convert_to(jsonb_build_object(
    'v', 1, 'id', gen_random_uuid(), 'xid', pg_current_xact_id()::text, 'at', clock_timestamp(),
    'code', 'person.fact_added', 'operation', 'collection', 'outcome', 'done',
    'actor', jsonb_build_object('ref', 'system:bench', 'kind', 'system', 'force', '', 'roles', '[]'::jsonb,
        'on_behalf_of', ''),
    'origin', jsonb_build_object('channel', 'command', 'session', '', 'request', ''),
    'object', jsonb_build_object('type', 'register.address', 'ref', number::text),
    'subject', jsonb_build_object('ref', people[1 + number %% array_length(people, 1)], 'category', 'suspect'),
    'references', '[]'::jsonb, 'recipients', '[]'::jsonb, 'reason', 'system', 'fields', '{}'::jsonb,
    'commitments', '{}'::jsonb)::text, 'UTF8')
FROM generate_series(1, %s) number, (SELECT %s::text[] AS people) known
"""
_COPY = f"""
COPY (SELECT xid, id, at, code, object_type, object_ref, subject_ref FROM audit_event WHERE {IS_A_CHANGE}
      ORDER BY xid, id) TO STDOUT
"""  # noqa: S608 - a constant


@gives("change_feed_events_per_s")
def change_feed(world: World) -> Mapping[str, Reading]:
    """A force's program that begins at the beginning: page after page over HTTP until there is no more."""
    world.with_feeds()
    reader = world.sign_in(force="13")
    people = list(Person.objects.visible_to(reader.actor).order_by("pk").values_list("reference", flat=True))
    for number in range(0, world.scale.changes, TOGETHER):
        world.console.say(f"Writing changes: {number:,} of {world.scale.changes:,}")
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_INVENTED, [min(TOGETHER, world.scale.changes - number), people])
    with world.serving("web") as port, closing(Browser(port, reader.cookies)) as browser:
        browser.get("/tasks")
        began = time.perf_counter()
        told = _read_all(browser)
        spent = time.perf_counter() - began
    copied = seconds_of(_copy)
    size = f"{told:,} events, {PAGE:,} a page, one client"
    return {"change_feed_events_per_s": Reading(told / spent, size, ratio=copied / spent)}


def _read_all(browser: Browser) -> int:
    """How many events the feed tells of."""
    told, after = 0, "start=beginning"
    while True:
        page = json.loads(browser.get(f"/api/v1/changes?limit={PAGE}&{after}"))
        told, after = told + len(page["changes"]), f"after={page['next']}"
        if not page["has_more"]:
            return told


def _copy() -> None:
    connection.ensure_connection()
    with connection.connection.cursor().copy(_COPY) as rows:
        for _ in rows:
            pass


@gives("alert_visible_api_p50_s", "alert_visible_api_p99_s")
def alerts_at_pace(world: World) -> Mapping[str, Reading]:
    """Addresses are entered at a fixed pace; the other force's system asks for its alerts ten times a second."""
    world.with_feeds()
    sender, reader = world.sign_in(force="13"), world.sign_in(force="14")
    own = Person.objects.registered().filter(owner_force__code="13").order_by("pk").values_list("pk", flat=True)
    people = spread(list(own), world.scale.alerts)
    with world.serving("web", "worker", "beat") as port, closing(Browser(port, reader.cookies)) as browser:
        browser.get("/alerts")
        enter_move(people[0], sender.actor)
        seen: dict[str, float] = {}
        _look(browser, seen)
        began = time.perf_counter()
        with ThreadPoolExecutor(SENDERS) as pool:
            parts = [people[1 + each :: SENDERS] for each in range(SENDERS)]
            sending = [pool.submit(_send, part, sender.actor, began) for part in parts]
            while not all(each.done() for each in sending):
                _look(browser, seen)
                time.sleep(ASKS_EACH_SECONDS)
        entered = {address: moment for each in sending for address, moment in each.result().items()}
        sent = Alert.objects.filter(address__in=entered, to_force__code="14").values_list("reference", "address")
        committed = {reference: entered[address] for reference, address in sent if address is not None}
        pace = len(committed) / (max(committed.values()) - began)
        _look_for(committed, browser, seen)
    waited = [seen[reference] - moment for reference, moment in committed.items()]
    size = f"{len(waited)} alerts at {pace:.0f} a second, web, worker and beat at work"
    return {
        "alert_visible_api_p50_s": Reading(median(waited), size),
        "alert_visible_api_p99_s": Reading(percentile(waited, 99), size),
    }


def _send(people: Sequence[int], actor: Actor, began: float) -> dict[int, float]:
    """When each alert was committed, by the key of its address. One of the senders: together they keep the pace."""
    committed: dict[int, float] = {}
    try:
        for number, person in enumerate(people):
            time.sleep(max(0.0, began + number * SENDERS / ALERTS_A_SECOND - time.perf_counter()))
            address, moment = enter_move(person, actor)
            committed[address] = moment
    finally:
        connections.close_all()
    return committed


def _look(browser: Browser, seen: dict[str, float]) -> None:
    """Note when each alert was first told of: page after page, down to what is known."""
    after = ""
    while True:
        page = json.loads(browser.get(f"/api/v1/alerts?box=received{after}"))
        now = time.perf_counter()
        is_known = any(alert["reference"] in seen for alert in page["alerts"])
        for alert in page["alerts"]:
            seen.setdefault(alert["reference"], now)
        if is_known or page["next"] is None:
            return
        after = f"&after={page['next']}"


def _look_for(references: Iterable[str], browser: Browser, seen: dict[str, float]) -> None:
    """Look until all of them are told of.

    Raises:
        ServiceError: they are not within half a minute.
    """
    end = time.perf_counter() + GIVE_UP_SECONDS
    while missing := set(references) - seen.keys():
        if time.perf_counter() > end:
            raise ServiceError(f"{len(missing)} alerts were not seen within {GIVE_UP_SECONDS} s.")
        _look(browser, seen)
