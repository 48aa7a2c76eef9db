"""Looking people up over HTTP."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from statistics import median

from config.bench.asked import UNKNOWN, Asked, draw
from config.bench.browser import Browser
from config.bench.figures import Reading, gives
from config.bench.large import some_of_the_nation
from config.bench.timing import percentile, seconds_of
from config.bench.world import World
from config.services.places import ServiceError

FOUND_AT_LEAST = 0.8
"""Below this share of people found, what was measured was not a lookup."""


@dataclass
class Round:
    """The seconds of each request of one client or several."""

    lookups: list[float] = field(default_factory=list)
    lives: list[float] = field(default_factory=list)
    found: int = 0

    def add(self, other: Round) -> None:
        self.lookups += other.lookups
        self.lives += other.lives
        self.found += other.found


@gives("lookup_http_p50_ms_1m", "lookup_http_p95_ms_1m")
def lookup_http(world: World) -> Mapping[str, Reading]:
    """Clients that each ask for a lookup and for /live in turn, without a pause."""
    world.with_nation(world.scale.many)
    scale = world.scale
    people = some_of_the_nation(world)
    asked = draw(people, scale.clients * scale.lookups_of_client)
    cookies = [world.sign_in(force="13").cookies for _ in range(scale.clients)]
    with world.serving("web") as port, ExitStack() as opened:
        browsers = [opened.enter_context(closing(Browser(port, each))) for each in cookies]
        shares = [asked[number :: scale.clients] for number in range(scale.clients)]
        _round(browsers, shares)  # warm
        rounds = [_round(browsers, shares) for _ in world.rounds("Looking people up")]
    _require_found(rounds, asked)
    kinds = len({each.kind for each in asked})
    size = (
        f"{scale.many:,} people, {scale.clients} clients, {len(asked)} lookups of {kinds} kinds "
        f"a round, {len(rounds)} rounds"
    )
    return {f"lookup_http_p{percent}_ms_1m": _reading(rounds, percent, size) for percent in (50, 95)}


def _round(browsers: Sequence[Browser], shares: Sequence[Sequence[Asked]]) -> Round:
    together = threading.Barrier(len(browsers))
    with ThreadPoolExecutor(len(browsers)) as pool:
        done = list(pool.map(lambda browser, asked: _work(browser, asked, together), browsers, shares))
    whole = Round()
    for part in done:
        whole.add(part)
    return whole


def _work(browser: Browser, asked: Sequence[Asked], together: threading.Barrier) -> Round:
    result = Round()
    together.wait()
    for each in asked:
        result.lives.append(seconds_of(lambda: browser.get("/live")))
        pages: list[str] = []
        result.lookups.append(seconds_of(lambda: pages.append(browser.post("/lookup", q=each.terms))))  # noqa: B023
        result.found += each.about in pages[0]
    return result


def _require_found(rounds: Sequence[Round], asked: Sequence[Asked]) -> None:
    findable = sum(each.kind != UNKNOWN for each in asked)
    if any(result.found < FOUND_AT_LEAST * findable for result in rounds):
        raise ServiceError(f"Lookup found {[result.found for result in rounds]} of {findable} people.")


def _reading(rounds: Sequence[Round], percent: float, size: str) -> Reading:
    lookup = median(percentile(result.lookups, percent) for result in rounds)
    live = median(percentile(result.lives, percent) for result in rounds)
    return Reading(lookup * 1000, size, ratio=lookup / live)
