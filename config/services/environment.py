"""What the demonstration, a developer's shell and a test run need in their environment beside the services."""

from __future__ import annotations

import base64
import os
import secrets
from pathlib import Path

from config.services.places import Place

PORT = 8000


def local_environment(place: Place, *, kind: str) -> dict[str, str]:
    """The settings of a register on this machine; `kind` is the value of ENVIRONMENT.

    Its secret keys are made once and kept beside the data they protect.
    """
    return {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "ENVIRONMENT": kind,
        "ALLOWED_HOSTS": "localhost,127.0.0.1,[::1]",
        "ATTACHMENTS_ROOT": str(place.attachments.absolute()),
        "SEAL_ROOT": str(place.seal.absolute()),
        **_kept_secrets(place.run / "secrets.env"),
    }


def missing_settings(place: Place, *, kind: str) -> dict[str, str]:
    """`local_environment` without what the caller's environment already says."""
    local = local_environment(place, kind=kind)
    return {name: value for name, value in local.items() if name not in os.environ}


def _kept_secrets(path: Path) -> dict[str, str]:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(f".{os.getpid()}")
        with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.writelines(f"{name}={value}\n" for name, value in _new_secrets().items())
        unfinished.rename(path)
    return dict(line.split("=", 1) for line in path.read_text().splitlines())


def _new_secrets() -> dict[str, str]:
    return {
        "SECRET_KEY": secrets.token_urlsafe(48),
        "MFA_ENCRYPTION_KEYS": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
    }
