"""Many at once: threads with connections of their own, on a database that really commits."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections, transaction

from audit.core.errors import Refused, Stale

CLIENTS = 50
AT_ONCE = 8  # connections of the pool that are really at work side by side


@pytest.fixture
def crowd() -> Iterator[Callable[..., Counter[str]]]:
    """Do something many times at once; gives how often it ended in which way."""
    pool = ThreadPoolExecutor(AT_ONCE)

    def run(deed: Callable[[int], Any], *, times: int = CLIENTS) -> Counter[str]:
        gate = threading.Barrier(min(times, AT_ONCE))

        def one(number: int) -> str:
            if number < AT_ONCE:
                gate.wait(timeout=30)
            try:
                deed(number)
            except (Refused, Stale) as refusal:
                return type(refusal).__name__
            finally:
                connections.close_all()
            return "done"

        return Counter(pool.map(one, range(times)))

    yield run
    pool.shutdown()


@pytest.fixture
def together(transactional_db: None) -> Iterator[Callable[..., Any]]:
    """Put something in place in one committed transaction."""

    def commit(make: Callable[..., Any], *args: Any, **details: Any) -> Any:
        with transaction.atomic():
            return make(*args, **details)

    yield commit
