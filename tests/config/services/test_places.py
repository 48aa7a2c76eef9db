import os
from pathlib import Path

from config.services.places import Account, Place


def test_the_socket_path_stays_short_however_deep_the_checkout() -> None:
    place = Place(Path("/home") / ("x" * 200) / ".run")

    for service, socket in (("postgres", ".s.PGSQL.5432.lock"), ("valkey", "valkey.sock")):
        assert len(os.fsencode(place.socket_directory(service) / socket)) < 108


def test_two_checkouts_share_nothing(tmp_path: Path) -> None:
    one, two = Place(tmp_path / "one" / ".run"), Place(tmp_path / "two" / ".run")

    assert one.socket_directory("postgres") != two.socket_directory("postgres")
    assert one.name == Place(tmp_path / "one" / ".run").name


def test_an_account_that_cannot_pass_keeps_its_data_where_it_can(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    place = Place(closed / ".run")
    other = Account("other", os.geteuid() + 1, os.getegid())

    assert not other.reaches(closed / "new")
    assert other.reaches(Path("/usr/bin"))
    assert place.data("postgres", other) == Path("/var/tmp") / place.name / "postgres"
    assert place.data("postgres", Account.of_this_process()) == closed / ".run" / "postgres"


def test_nothing_is_left_of_a_removed_place(tmp_path: Path) -> None:
    place = Place(tmp_path / ".run")
    place.make()
    place.socket_directory("valkey").mkdir()

    place.remove()

    assert not place.run.exists()
    assert not place.socket_directory("valkey").parent.exists()
    assert not (Path("/var/tmp") / place.name).exists()
