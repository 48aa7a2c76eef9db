"""The sealer's folder: keys that nobody else reads, and what was signed last."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from audit.tlog.keeping import KEYS, PUBLIC_KEYS, Keeping, KeyRefused
from clients.dar_verify.keys import PrivateKey, PublicKey
from tests.audit.tlog.conftest import LOG


def public_of(key: PrivateKey) -> PublicKey:
    return key.public


def test_only_its_owner_reads_a_key(keeping: Keeping) -> None:
    assert stat.S_IMODE((keeping.root / KEYS).stat().st_mode) == 0o600
    assert stat.S_IMODE(keeping.root.stat().st_mode) == 0o700


def test_the_public_keys_lie_beside_the_private_ones(keeping: Keeping) -> None:
    keeping.add_key(LOG)

    written = (keeping.root / PUBLIC_KEYS).read_text(encoding="utf-8").splitlines()
    assert [PublicKey.parse(line) for line in written] == list(map(public_of, keeping.keys()))


def test_all_keys_of_a_log_have_its_name(keeping: Keeping) -> None:
    with pytest.raises(KeyRefused, match="and so are all its keys"):
        keeping.add_key("register.example/other")


def test_the_only_key_cannot_be_retired(keeping: Keeping) -> None:
    with pytest.raises(KeyRefused, match="the only key"):
        keeping.retire_key(keeping.keys()[0].public.id.hex())


def test_a_key_that_is_not_there_cannot_be_retired(keeping: Keeping) -> None:
    with pytest.raises(KeyRefused, match="There is no key 00000000"):
        keeping.retire_key("00000000")


def test_nothing_was_signed_before_the_first_checkpoint(keeping: Keeping) -> None:
    assert keeping.last() is None


def test_keys_are_made_listed_and_retired_by_a_command(
    tmp_path: Path, settings: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.SEAL_ROOT = str(tmp_path / "seal")  # type: ignore[attr-defined]
    call_command("log_key", "new", LOG)
    first = capsys.readouterr().out.strip()

    call_command("log_key", "new", LOG)
    assert len(capsys.readouterr().out.splitlines()) == 2
    call_command("log_key", "retire", first.split("+")[1])

    assert first not in capsys.readouterr().out
    with pytest.raises(CommandError, match="and so are all its keys"):
        call_command("log_key", "new", "another")


def test_without_a_folder_the_commands_say_what_to_set(settings: pytest.FixtureRequest) -> None:
    settings.SEAL_ROOT = ""  # type: ignore[attr-defined]

    for command in ("log_key", "seal"):
        with pytest.raises(CommandError, match="SEAL_ROOT"):
            call_command(command)
