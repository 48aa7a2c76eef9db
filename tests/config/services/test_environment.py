import pytest
from cryptography.fernet import Fernet

from config.services.environment import local_environment, missing_settings
from config.services.places import Place


def test_secret_keys_are_made_once_and_kept_from_others(place: Place) -> None:
    first = local_environment(place, kind="demo")

    assert local_environment(place, kind="demo") == first
    assert len(first["SECRET_KEY"]) >= 50
    Fernet(first["MFA_ENCRYPTION_KEYS"])
    (kept,) = (path for path in place.run.iterdir() if first["SECRET_KEY"] in path.read_text())
    assert kept.stat().st_mode & 0o777 == 0o600


def test_what_the_shell_says_is_kept(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "the shell's own")
    monkeypatch.delenv("ALLOWED_HOSTS", raising=False)

    missing = missing_settings(place, kind="demo")

    assert "SECRET_KEY" not in missing
    assert missing["ALLOWED_HOSTS"] == "localhost,127.0.0.1,[::1]"
