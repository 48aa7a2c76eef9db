"""One service, the several addresses its clients want for it."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

BROKER_DATABASE = 0
CACHE_DATABASE = 1


def postgres_url(*, user: str, database: str, socket_directory: Path) -> str:
    """The URL of a database on a unix socket, as libpq and dj-database-url both read it."""
    user, host, name = (quote(part, safe="") for part in (user, str(socket_directory), database))
    return f"postgres://{user}@{host}/{name}"


def redis_url(socket: Path) -> str:
    """The value of REDIS_URL for a server on a unix socket."""
    return f"unix://{quote(str(socket))}"


def broker_url(redis_url: str, *, database: int = BROKER_DATABASE) -> str:
    """The broker's database of REDIS_URL, as kombu wants it.

    `unix:///run/valkey.sock` becomes `redis+socket:///run/valkey.sock?virtual_host=0`;
    `redis://` and `rediss://` URLs get `/0`.
    """
    parts = urlsplit(_known(redis_url))
    if parts.scheme != "unix":
        return urlunsplit(parts._replace(path=f"/{database}"))
    return _with_query(redis_url, scheme="redis+socket", virtual_host=database)


def cache_url(redis_url: str, *, database: int = CACHE_DATABASE) -> str:
    """The cache's database of REDIS_URL, as redis-py and Django's cache want it: `unix://…?db=1`, `redis://…/1`.

    The cache has a database of its own so that emptying it can never empty the broker.
    """
    parts = urlsplit(_known(redis_url))
    if parts.scheme != "unix":
        return urlunsplit(parts._replace(path=f"/{database}"))
    return _with_query(redis_url, scheme="unix", db=database)


def _known(redis_url: str) -> str:
    if urlsplit(redis_url).scheme not in ("unix", "redis", "rediss"):
        raise ValueError("REDIS_URL must begin with unix://, redis:// or rediss://")
    return redis_url


def _with_query(redis_url: str, *, scheme: str, **chosen: int) -> str:
    parts = urlsplit(redis_url)
    kept = [(key, value) for key, value in parse_qsl(parts.query) if key not in ("db", "virtual_host")]
    query = urlencode([*kept, *chosen.items()])
    return f"{scheme}://{parts.netloc}{parts.path}?{query}"
