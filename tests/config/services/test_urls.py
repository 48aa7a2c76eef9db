import os
from pathlib import Path

import dj_database_url
import kombu
import psycopg
import pytest
import redis

from config.services.urls import broker_url, cache_url, postgres_url, redis_url


@pytest.mark.parametrize(
    ("given", "broker", "cache"),
    [
        pytest.param(
            "unix:///tmp/dar/valkey.sock",
            "redis+socket:///tmp/dar/valkey.sock?virtual_host=0",
            "unix:///tmp/dar/valkey.sock?db=1",
            id="socket",
        ),
        pytest.param(
            "unix:///tmp/dar/valkey.sock?db=7&password=secret",
            "redis+socket:///tmp/dar/valkey.sock?password=secret&virtual_host=0",
            "unix:///tmp/dar/valkey.sock?password=secret&db=1",
            id="socket with options, its database replaced",
        ),
        pytest.param("redis://cache:6379", "redis://cache:6379/0", "redis://cache:6379/1", id="host"),
        pytest.param(
            "rediss://user:p%40ss@cache:6379/5?ssl_cert_reqs=required",
            "rediss://user:p%40ss@cache:6379/0?ssl_cert_reqs=required",
            "rediss://user:p%40ss@cache:6379/1?ssl_cert_reqs=required",
            id="TLS with password, its database replaced",
        ),
    ],
)
def test_broker_and_cache_each_get_their_own_database(given: str, broker: str, cache: str) -> None:
    assert broker_url(given) == broker
    assert cache_url(given) == cache


@pytest.mark.parametrize("convert", [broker_url, cache_url], ids=["broker", "cache"])
@pytest.mark.parametrize("given", ["", "valkey.sock", "amqp://host"], ids=["empty", "path", "other broker"])
def test_an_address_of_another_kind_is_refused(convert, given: str) -> None:
    with pytest.raises(ValueError, match="must begin with unix://"):
        convert(given)


def test_the_clients_reach_the_server_by_these_addresses() -> None:
    given = os.environ["REDIS_URL"]
    cache = redis.Redis.from_url(cache_url(given, database=15))
    broker = redis.Redis.from_url(cache_url(given, database=0))
    try:
        cache.set("tests:only-in-the-cache", "yes")

        assert broker.get("tests:only-in-the-cache") is None
        with kombu.Connection(broker_url(given)) as connection:
            assert connection.ensure_connection(max_retries=1).default_channel.client.ping()
    finally:
        cache.delete("tests:only-in-the-cache")
        cache.close()
        broker.close()


def test_a_socket_path_with_strange_characters_survives_the_address() -> None:
    url = postgres_url(user="dar_app", database="register", socket_directory=Path("/tmp/a b%c@d/é"))

    assert dj_database_url.parse(url)["HOST"] == "/tmp/a b%c@d/é"
    assert psycopg.conninfo.conninfo_to_dict(url) == {
        "user": "dar_app",
        "host": "/tmp/a b%c@d/é",
        "dbname": "register",
    }
    client = redis.Redis.from_url(redis_url(Path("/tmp/a b%c@d/é.sock")))
    assert client.get_connection_kwargs()["path"] == "/tmp/a b%c@d/é.sock"
