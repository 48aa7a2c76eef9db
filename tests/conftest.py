"""How tests meet the database, the cache and the network.

`db` runs a test in one transaction that is rolled back; at its end every deferred guard fires, so an unaudited write
fails the test that made it, and `tests.guard` looks at each act within it. `transactional_db` and `live_server` really
commit: afterwards the worker has a fresh clone, because the log refuses to be emptied.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection, connections
from django.test import TransactionTestCase
from hypothesis import HealthCheck
from hypothesis import settings as examples

from config.services.urls import broker_url, cache_url
from tests import databases
from tests.guard import Guard

# How fast examples are made says how busy the machine is, and nothing about the code.
examples.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
examples.load_profile("patient")

# Each worker has a cache of its own: clearing it must not sign another worker's browser out.
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
CACHE_DATABASE = 2 + int(WORKER.removeprefix("gw") or 0) if WORKER != "main" else 2
settings.CACHES["default"]["LOCATION"] = cache_url(os.environ["REDIS_URL"], database=CACHE_DATABASE)
os.environ["BROKER_DATABASE"] = str(CACHE_DATABASE + 6)  # nor may a wake-up go to another worker's tests
settings.CELERY_BROKER_URL = broker_url(os.environ["REDIS_URL"], database=CACHE_DATABASE + 6)


def pytest_collection_finish() -> None:
    """What is loaded by now stays to the end: looking through it for rubbish, time after time, was a tenth of a run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> Iterator[None]:
    databases.ensure_template()
    clones = databases.Clones(f"{databases.template_name()}_{WORKER}_{os.getpid()}")
    use(clones.name)

    def renew(self: TransactionTestCase) -> None:
        close_connections()
        clones.renew()
        use(clones.name)

    TransactionTestCase._fixture_teardown = renew
    yield
    with django_db_blocker.unblock():
        close_connections()
        clones.drop()


def use(name: str) -> None:
    """Let whatever connects from here on, in this process or in one that it starts, connect to this database."""
    settings.DATABASES["default"]["NAME"] = name
    connections["default"].settings_dict["NAME"] = name
    os.environ["DATABASE_NAME"] = name


def close_connections() -> None:
    for each in connections.all():
        each.close()
        if hasattr(each, "close_pool"):
            each.close_pool()


@pytest.fixture(scope="session", autouse=True)
def own_files(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The files that tests keep lie apart from those of a demonstration; workers that a test starts look there too."""
    place = str(tmp_path_factory.mktemp("attachments"))
    settings.STORAGES["attachments"]["OPTIONS"]["location"] = os.environ["ATTACHMENTS_ROOT"] = place


@pytest.fixture(autouse=True)
def empty_cache() -> Iterator[None]:
    """Rate limits and cached sessions never leak from one test into the next."""
    cache.clear()
    yield


@pytest.fixture(autouse=True)
def guarded_acts() -> Iterator[None]:
    """No act writes rows under an event that does not cover them, though nothing is committed."""
    with connection.execute_wrapper(Guard()):
        yield
