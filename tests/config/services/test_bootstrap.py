import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from config.services import bootstrap
from config.services.places import CHECKOUT


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A bare checkout with locks and nothing installed."""
    (tmp_path / "requirements").mkdir()
    for name in ("uv.txt", "development.txt", "linkage.txt"):
        (tmp_path / "requirements" / name).write_text(f"# {name}\n")
    monkeypatch.setattr(bootstrap, "CHECKOUT", tmp_path)
    monkeypatch.setattr(bootstrap, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(bootstrap, "STAMP", tmp_path / ".venv" / ".complete")
    monkeypatch.setattr(bootstrap, "UV_LOCK", tmp_path / "requirements" / "uv.txt")
    monkeypatch.setattr(bootstrap, "LOCK", tmp_path / "requirements" / "development.txt")
    monkeypatch.setattr(bootstrap, "LINKAGE_LOCK", tmp_path / "requirements" / "linkage.txt")
    monkeypatch.setattr(bootstrap, "LINKAGE_STAMP", tmp_path / ".venv" / ".linkage")
    return tmp_path


def borrow_python(checkout: Path) -> None:
    """A .venv that works, by way of this one's Python."""
    programs = checkout / ".venv" / "bin"
    programs.mkdir(parents=True)
    (programs / "python").write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    (programs / "python").chmod(0o755)
    bootstrap.STAMP.write_text(bootstrap.fingerprint())


def test_a_bare_checkout_is_not_complete(checkout: Path) -> None:
    assert bootstrap.is_complete() is False


def test_what_is_installed_is_left_alone_until_a_lock_changes(checkout: Path) -> None:
    borrow_python(checkout)
    assert bootstrap.is_complete() is True

    bootstrap.LOCK.write_text("django==5.2.99\n")

    assert bootstrap.is_complete() is False


@pytest.mark.parametrize("lock", ["development.txt", "linkage.txt", "uv.txt"])
def test_what_checks_the_model_is_installed_anew_when_any_lock_changes(checkout: Path, lock: str) -> None:
    borrow_python(checkout)
    assert bootstrap.has_linkage() is False
    bootstrap.LINKAGE_STAMP.write_text(bootstrap.linkage_fingerprint())
    assert bootstrap.has_linkage() is True

    (checkout / "requirements" / lock).write_text("splink==5.0.99\n")

    assert bootstrap.has_linkage() is False


def test_the_lock_for_linkage_holds_the_developments_at_the_same_versions() -> None:
    development, linkage = (
        set(re.findall(r"^[a-z0-9.\-\[\],]+==[\w.]+", (CHECKOUT / "requirements" / name).read_text(), re.MULTILINE))
        for name in ("development.txt", "linkage.txt")
    )

    assert development
    assert development <= linkage


def test_a_moved_checkout_is_installed_anew(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    borrow_python(checkout)

    monkeypatch.setattr(bootstrap, "VENV", checkout / ".venv" / ".." / ".venv")

    assert bootstrap.is_complete() is False


def test_a_python_that_is_gone_is_noticed(checkout: Path) -> None:
    borrow_python(checkout)
    (checkout / ".venv" / "bin" / "python").unlink()
    (checkout / ".venv" / "bin" / "python").symlink_to("/nonexistent/python3.11")

    assert bootstrap.is_complete() is False


@pytest.mark.parametrize(
    ("name", "value", "remedy"),
    [
        pytest.param("find_spec", lambda name: None, r"apt-get install python3\.1\d-venv", id="venv module"),
        pytest.param("ZONEINFO", Path("/nonexistent"), "apt-get install tzdata", id="time zones"),
        pytest.param("FREE_BYTES_NEEDED", 10**18, "1000000000.0 GB are needed", id="room on the disk"),
        pytest.param("PLATFORM", "darwin", "run on Linux only", id="other system"),
    ],
)
def test_what_the_machine_lacks_is_named_with_the_remedy(
    name: str,
    value: object,
    remedy: str,
    checkout: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(bootstrap, name, value)

    assert bootstrap.main() == 1
    assert re.search(remedy, capsys.readouterr().err)


def test_a_download_that_fails_says_how_to_name_a_mirror() -> None:
    with pytest.raises(bootstrap.Missing, match="PIP_INDEX_URL"):
        bootstrap.run(["false"], "download the dependencies")


def test_without_a_python_that_fits_it_says_what_to_install() -> None:
    said = subprocess.run(
        [CHECKOUT / "config" / "services" / "bootstrap.sh"],
        env={**os.environ, "PYTHON": "/nonexistent/python"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert said.returncode == 1
    assert "needs Python 3.11 or 3.12" in said.stderr
    assert "apt-get install python3 python3-venv" in said.stderr
