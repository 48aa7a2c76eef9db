from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from audit.models import Event
from register.models import FeedRun, Person
from tests.builders import user
from tests.register.imports.demo import cut
from tests.register.imports.loaded import table_of

ROOT = Path(__file__).resolve().parents[4]


def run(file: Path, *arguments: str, force_code: str = "10") -> str:
    said = io.StringIO()
    call_command("import_feed", str(file), "--force", force_code, *arguments, stdout=said)
    return said.getvalue()


@pytest.fixture
def people(tmp_path: Path) -> Path:
    file = tmp_path / "people.csv"
    file.write_bytes(table_of({}, {"local_ref": "2", "date_of_birth": "1985-02-31"}, {"local_ref": "3"}))
    return file


@pytest.mark.django_db
def test_bad_rows_are_listed_with_line_column_and_remedy_and_the_others_loaded(people: Path) -> None:
    said = run(people)

    assert "3 rows read as Northumbria" in said
    assert "New 2, changed 0, the same 0, with a doubtful value 0, not loaded 1." in said
    assert "3       date_of_birth" in said
    assert "Check day" in said
    assert f"/feeds/{FeedRun.objects.get().reference}" in said
    assert Person.objects.count() == 2


@pytest.mark.django_db
def test_the_second_time_nothing_changes(people: Path) -> None:
    run(people)

    assert "New 0, changed 0, the same 2, with a doubtful value 0, not loaded 1." in run(people)


@pytest.mark.django_db
def test_the_mapping_may_be_named(tmp_path: Path) -> None:
    file = tmp_path / "other.csv"
    file.write_bytes(cut("13", good=2))

    assert "West Yorkshire: nominals report" in run(file, "--mapping", "west-yorkshire", force_code="13")


@pytest.mark.django_db
def test_a_file_that_is_not_recognised_lists_what_is(tmp_path: Path) -> None:
    file = tmp_path / "other.csv"
    file.write_text("Surname,Colour\nSmith,red\n")

    with pytest.raises(CommandError, match="not those of any export") as raised:
        run(file)

    assert "Nominal Ref, Name, DOB" in str(raised.value)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        pytest.param({"file": Path("/nowhere.csv")}, "There is no file", id="no file"),
        pytest.param({"force": "00"}, "no force with the code 00", id="no force"),
        pytest.param({"as": "nobody@example.org"}, "There is no user nobody@example.org", id="no user"),
    ],
)
def test_what_is_wrong_is_said_in_words(people: Path, arguments: dict[str, object], sentence: str) -> None:
    told = {"file": people, "force": "10", **arguments}
    file = told.pop("file")

    with pytest.raises(CommandError, match=sentence):
        run(file, *(f"--{name}={value}" for name, value in told.items()))


@pytest.mark.django_db
def test_as_somebody_who_may_not_import_for_the_force(people: Path) -> None:
    with pytest.raises(CommandError, match="may not import for Northumbria"):
        run(people, "--as", user("force-administrator", force_code="13").email)


@pytest.mark.django_db
def test_as_somebody_is_in_the_log(people: Path) -> None:
    who = user("force-administrator", force_code="10")

    run(people, "--as", who.email)

    assert Event.objects.get(code="feed.started").actor_ref == who.reference
    assert set(Event.objects.filter(code="person.record_imported").values_list("on_behalf_of", flat=True)) == {
        who.reference
    }


@pytest.mark.django_db(transaction=True)
def test_a_process_killed_at_any_moment_loses_and_doubles_nothing(tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_bytes(table_of(*({"local_ref": str(number)} for number in range(450))))
    command = [sys.executable, "manage.py", "import_feed", "--force", "10", str(file)]

    killed = subprocess.Popen(command, cwd=ROOT, env=os.environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while not FeedRun.objects.filter(rows_read__gt=0).exists() and killed.poll() is None:
        pass
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    there = FeedRun.objects.get()
    assert there.rows_read == Person.objects.count() < 450

    run(file)

    there.refresh_from_db()
    assert (there.status, there.rows_read, there.rows_new) == ("done", 450, 450)
    assert Person.objects.count() == 450
    assert Event.objects.filter(code="person.record_imported").count() == 450
