"""From one force's commit to the other force's inbox."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from contextlib import closing
from statistics import median

from django.db import transaction

from accounts.actor import Actor
from accounts.models import Force
from config.bench.browser import Browser
from config.bench.figures import Reading, gives
from config.bench.timing import percentile
from config.bench.world import CALL, World, spread
from config.services.places import ServiceError
from register.actions.facts import add_address
from register.models import Alert, Person, Source
from register.web.alerts import PAGE

GIVE_UP_SECONDS = 30
PAUSE_SECONDS = 0.005


@gives("alert_visible_p50_s", "alert_visible_p99_s", "alert_delivered_p50_s", "alert_delivered_p99_s")
def alerts(world: World) -> Mapping[str, Reading]:
    """One address after another; the inbox is asked again and again until the alert stands in it, delivered."""
    world.with_feeds()
    sender, reader = world.sign_in(force="13"), world.sign_in(force="14")
    own = Person.objects.registered().filter(owner_force__code="13").order_by("pk").values_list("pk", flat=True)
    people = spread(list(own), world.scale.alerts)
    visible, delivered = [], []
    with world.serving("web", "worker", "beat") as port, closing(Browser(port, reader.cookies)) as browser:
        browser.get("/alerts")
        _waits(browser, _move(people[0], sender.actor))  # warm
        for number, person in enumerate(people[1:], 1):
            if number % 50 == 0:
                world.console.say(f"Sending alerts: {number} of {len(people) - 1}")
            seen, done = _waits(browser, _move(person, sender.actor))
            visible.append(seen)
            delivered.append(done)
    size = f"{len(visible)} alerts, one after another, web, worker and beat at work"
    return {
        "alert_visible_p50_s": Reading(median(visible), size),
        "alert_visible_p99_s": Reading(percentile(visible, 99), size),
        "alert_delivered_p50_s": Reading(median(delivered), size),
        "alert_delivered_p99_s": Reading(percentile(delivered, 99), size),
    }


def _move(person_id: int, actor: Actor) -> tuple[str, float]:
    """Give somebody a home address in force 14; the alert's reference and the moment of the commit."""
    address_id, moment = enter_move(person_id, actor)
    return Alert.objects.get(address=address_id).reference, moment


def enter_move(person_id: int, actor: Actor) -> tuple[int, float]:
    """Give somebody a home address in force 14; its key and the moment of the commit. It does what a control room does,
    and nothing for the measurement."""
    moments: list[float] = []
    with transaction.atomic():
        transaction.on_commit(lambda: moments.append(time.perf_counter()))
        address = add_address(
            Person.objects.get(pk=person_id), actor=actor, reason=CALL, source=Source.CALLER, line_1="10 Station Lane",
            town="Sheffield", postcode="S25 8GW", police_force=Force.objects.get(code="14"),
        )  # fmt: skip
    return address.pk, moments[0]


def _waits(browser: Browser, alert: tuple[str, float]) -> tuple[float, float]:
    """Seconds from the commit until the inbox shows the alert, and until it shows it delivered.

    Raises:
        ServiceError: it does not within half a minute.
    """
    reference, committed = alert
    row = re.compile(rf"{reference}.*?</tr>", re.DOTALL)
    page = _page_of(reference)
    seen = None
    while (now := time.perf_counter()) < committed + GIVE_UP_SECONDS:
        found = row.search(browser.get(f"/alerts?page={page}"))
        now = time.perf_counter()
        seen = seen if seen or not found else now - committed
        if found and "Delivered" in found.group():
            return seen or now - committed, now - committed
        time.sleep(PAUSE_SECONDS)
    raise ServiceError(f"The alert {reference} was not delivered within {GIVE_UP_SECONDS} s.")


def _page_of(reference: str) -> int:
    """The page of the inbox on which an alert stands. What comes while it is awaited has a later clock, and follows."""
    received = Alert.objects.filter(to_force__code="14").open_first()
    return list(received.values_list("reference", flat=True)).index(reference) // PAGE + 1
