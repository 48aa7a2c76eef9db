"""A receiver that really listens, and settings by which it may be reached though it stands on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.register.webhooks.receiver import Receiver, certify, listen


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return certify(tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def receiver(certificate: tuple[Path, Path], settings: Any) -> Iterator[Receiver]:
    settings.WEBHOOK_PRIVATE_NETWORKS = ["127.0.0.0/8"]
    settings.WEBHOOK_CA_FILE = str(certificate[0])
    receiver = Receiver()
    server = listen(receiver, *certificate)
    yield receiver
    receiver.released.set()
    server.shutdown()
    server.server_close()
