"""Events that are really committed, and a folder for the sealer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from audit.tlog.keeping import Keeping
from tests.audit.conftest import Session
from tests.audit.payloads import insert, payload

LOG = "register.example/audit"


@pytest.fixture
def keeping(tmp_path: Path) -> Keeping:
    """The sealer's folder with one key."""
    kept = Keeping(tmp_path / "seal")
    kept.add_key(LOG)
    return kept


@pytest.fixture
def happen(transactional_db: None, app: Session) -> Callable[..., list[str]]:
    """Commit so many events, each by itself, as the application would; gives their ids in order."""

    def commit(count: int = 1, force: str = "13") -> list[str]:
        ids = []
        for _ in range(count):
            actor = {"ref": "U-0", "kind": "person", "force": force, "roles": [], "on_behalf_of": ""}
            ids.append(insert(app, payload(app, actor=actor)))
            app.commit()
        return ids

    return commit
