"""The bytes of a payload are those of RFC 8785: the library that writes them passes the published vectors."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import rfc8785

VECTORS = json.loads((Path(__file__).parents[2] / "clients/vectors/jcs.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("said", [pytest.param(each, id=each["name"]) for each in VECTORS])
def test_json_is_canonical_as_published(said: dict[str, Any]) -> None:
    assert rfc8785.dumps(json.loads(said["input"])).decode() == said["output"]
