"""Looking people up over HTTP."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from statistics import median

from config.bench.asked import UNKNOWN, Asked, draw
from config.bench.browser import Browser
from config.bench.figures import Reading, gives
from config.bench.large import some_of_the_nation
from config.bench.timing import percentile, seconds_of
from config.bench.world import World
from config.services.places import ServiceError

PAUSE = 0.35
"""Seconds between two requests of one client: the page waits so long for another letter before it asks."""
FOUND_AT_LEAST = 0.7
"""Below this share of people found, what was measured was not a lookup."""


@dataclass
class Round:
    """The seconds of each request of one client or several."""

    lookups: list[float] = field(default_factory=list)
    lives: list[float] = field(default_factory=list)
    found: int = 0
    seconds: float = 0.0

    def add(self, other: Round) -> None:
        self.lookups += other.lookups
        self.lives += other.lives
        self.found += other.found


@gives(
    "lookup_http_p50_ms_1m", "lookup_http_p95_ms_1m", "lookup_http_flat_out_p50_ms_1m", "lookup_http_flat_out_p95_ms_1m"
)
def lookup_http(world: World) -> Mapping[str, Reading]:
    """Clients that each ask for a lookup and for /live in turn: as fast as the page does, and without any pause."""
    world.with_nation(world.scale.many)
    scale = world.scale
    asked = draw(some_of_the_nation(world), scale.clients * scale.lookups_of_client)
    cookies = [world.sign_in(force="13").cookies for _ in range(scale.clients)]
    with world.serving("web") as port, ExitStack() as opened:
        browsers = [opened.enter_context(closing(Browser(port, each))) for each in cookies]
        shares = [asked[number :: scale.clients] for number in range(scale.clients)]
        _round(browsers, shares, pause=0)  # warm
        typing = [_round(browsers, shares, pause=PAUSE) for _ in world.rounds("Looking people up while typing")]
        flat_out = [_round(browsers, shares, pause=0) for _ in world.rounds("Looking people up without a pause")]
    _require_found([*typing, *flat_out], asked)
    return _readings("lookup_http", typing, world, asked) | _readings("lookup_http_flat_out", flat_out, world, asked)


def _round(browsers: Sequence[Browser], shares: Sequence[Sequence[Asked]], *, pause: float) -> Round:
    together = threading.Barrier(len(browsers))
    whole = Round()
    began = time.perf_counter()
    with ThreadPoolExecutor(len(browsers)) as pool:
        work = partial(_work, together=together, pause=pause)
        for part in pool.map(work, browsers, shares, count()):
            whole.add(part)
    whole.seconds = time.perf_counter() - began
    return whole


def _work(
    browser: Browser, asked: Sequence[Asked], number: int, *, together: threading.Barrier, pause: float
) -> Round:  # fmt: skip
    """One client. Nobody begins to type at the same moment as seven others: each begins a little later."""
    result = Round()
    together.wait()
    time.sleep(pause * number / together.parties)
    for each in asked:
        began = time.perf_counter()
        pages: list[str] = []
        result.lookups.append(seconds_of(lambda: pages.append(browser.post("/lookup", q=each.terms))))  # noqa: B023
        result.lives.append(seconds_of(lambda: browser.get("/live")))
        result.found += each.about in pages[0]
        time.sleep(max(0.0, began + pause - time.perf_counter()))
    return result


def _require_found(rounds: Sequence[Round], asked: Sequence[Asked]) -> None:
    findable = sum(each.kind != UNKNOWN for each in asked)
    if any(result.found < FOUND_AT_LEAST * findable for result in rounds):
        raise ServiceError(f"Lookup found {[result.found for result in rounds]} of {findable} people.")


def _readings(name: str, rounds: Sequence[Round], world: World, asked: Sequence[Asked]) -> dict[str, Reading]:
    a_second = median(len(result.lookups) / result.seconds for result in rounds)
    size = (
        f"{world.scale.many:,} people, {world.scale.clients} clients, {len(asked)} lookups of "
        f"{len({each.kind for each in asked})} kinds a round, {len(rounds)} rounds, {a_second:.0f} lookups a second"
    )
    return {f"{name}_p{percent}_ms_1m": _reading(rounds, percent, size) for percent in (50, 95)}


def _reading(rounds: Sequence[Round], percent: float, size: str) -> Reading:
    lookup = median(percentile(result.lookups, percent) for result in rounds)
    live = median(percentile(result.lives, percent) for result in rounds)
    return Reading(lookup * 1000, size, ratio=lookup / live)
