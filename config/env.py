"""Everything the settings read from outside, in one place, with no unsafe default.

A variable without a default must be set; the error says which. `.env.example` lists them all.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import dj_database_url
import environ
from django.core.exceptions import ImproperlyConfigured

from config.services.places import Place
from config.services.urls import broker_url, cache_url

read = environ.Env()

ENVIRONMENTS = ("development", "test", "demo", "production")


def environment() -> str:
    """Which kind of place this is: development, test, demo or production."""
    value: str = read("ENVIRONMENT")
    if value not in ENVIRONMENTS:
        raise ImproperlyConfigured(f"ENVIRONMENT must be one of {', '.join(ENVIRONMENTS)}, not {value!r}")
    return value


def owner_url() -> str:
    """The URL by which the schema is changed: DATABASE_OWNER_URL, or DATABASE_URL where one user is both."""
    url: str = read("DATABASE_OWNER_URL", default="") or read("DATABASE_URL")
    return url


def sealer_url() -> str:
    """The URL by which the log is sealed: DATABASE_SEALER_URL, or the owner's, which may take the role."""
    url: str = read("DATABASE_SEALER_URL", default="") or owner_url()
    return url


def seal_root() -> str:
    """The folder of the sealer's keys and of what it last signed; "" where this process is not told of it."""
    here = "" if environment() == "production" else str(Place.default().seal)
    return str(read("SEAL_ROOT", default=here))


def seal_publish_directory() -> str:
    """The folder into which the sealer publishes the log's tree, hashes and checkpoints alone; "" where it does not."""
    return str(read("SEAL_PUBLISH_DIRECTORY", default=""))


def log_keys() -> str:
    """The public keys of the log, for a process that verifies it: LOG_KEYS, parted by spaces or lines."""
    return str(read("LOG_KEYS", default=""))


def database() -> dict[str, Any]:
    """Django's database settings.

    Schema commands connect by `owner_url` as dar_owner, the sealer by `sealer_url` as dar_sealer; everything else by
    DATABASE_URL as dar_app, which can neither change the schema nor rewrite the log.
    """
    role = read("DATABASE_ROLE", default="dar_app")
    urls: dict[str, Callable[[], str]] = {"dar_owner": owner_url, "dar_sealer": sealer_url}
    url = urls[role]() if role in urls else read("DATABASE_URL")
    parsed: dict[str, Any] = dict(dj_database_url.parse(url))
    options = parsed.setdefault("OPTIONS", {})
    # Cursors that bind on the server (accounts/planned.py) have their statements planned once, for any values.
    options["prepare_threshold"] = 0
    # To start a parallel worker takes longer (some 10 ms) than any statement of a page.
    session = f"-c role={role} -c plan_cache_mode=force_generic_plan -c max_parallel_workers_per_gather=0"
    options["options"] = f"{options.get('options', '')} {session}".strip()
    if name := read("DATABASE_NAME", default=""):
        parsed["NAME"] = name
    if role == "dar_app" and not read.bool("DATABASE_WITHOUT_POOL", default=False):
        options["pool"] = {
            "min_size": 1,
            "max_size": read.int("DATABASE_POOL_SIZE", default=8),
            "timeout": 10,
        }
    return parsed


def broker() -> str:
    """The broker's address as Celery wants it."""
    return broker_url(read("REDIS_URL"), database=read.int("BROKER_DATABASE", default=0))


def cache() -> str:
    """The cache's address as Django wants it: database 1, so that flushing the cache never empties the broker."""
    return cache_url(read("REDIS_URL"))


def attachments_root() -> str:
    """The folder of attached files. Production says where; elsewhere it is beside the embedded services' data."""
    if environment() == "production":
        return str(read("ATTACHMENTS_ROOT"))
    return str(read("ATTACHMENTS_ROOT", default=str(Place.default().attachments)))


def clamav() -> str:
    """Where ClamAV's daemon listens, `tcp://host:3310` or `unix:///path`; "" where documents are not scanned."""
    url: str = read("CLAMAV_URL", default="")
    if url and not url.startswith(("tcp://", "unix:///")):
        raise ImproperlyConfigured("CLAMAV_URL must begin with tcp:// or unix:///")
    return url
