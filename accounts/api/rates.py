"""How often somebody may ask. Counted in the shared cache, so that it holds for all servers together."""

from __future__ import annotations

import time
from dataclasses import dataclass

from django.core.cache import cache

MINUTE = 60


@dataclass(frozen=True, slots=True)
class Allowance:
    """How many requests a window has, how many are left, and in how many seconds the next one begins."""

    limit: int
    remaining: int
    reset: int
    is_spent: bool

    @property
    def headers(self) -> dict[str, str]:
        """The fields of an answer that tell a program to slow down before it must."""
        said = {"Limit": self.limit, "Remaining": self.remaining, "Reset": self.reset}
        fields = {f"RateLimit-{name}": str(value) for name, value in said.items()}
        return fields | ({"Retry-After": str(self.reset)} if self.is_spent else {})


def spend(who: str, *, limit: int) -> Allowance:
    """Count one request of this minute."""
    now = int(time.time())
    window, passed = divmod(now, MINUTE)
    key = f"rate:{who}:{window}"
    cache.add(key, 0, timeout=2 * MINUTE)
    used = cache.incr(key)
    return Allowance(limit, max(0, limit - used), MINUTE - passed, used > limit)
