"""The floors of the house and the layers of each app: pyproject.toml draws them, and the drawing is enforced."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.architecture.source import PACKAGES, ROOT, modules

LINT = Path(sys.executable).with_name("lint-imports")


def lint(tree: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [LINT, "--no-logo", "--no-cache"], cwd=tree, capture_output=True, text=True, check=False,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(tree), "COLUMNS": "200"},
    )  # fmt: skip


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the code to do wrong in."""
    for path in modules(*PACKAGES):
        target = tmp_path / path
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / path, target)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_every_import_goes_downwards() -> None:
    answer = lint(ROOT)

    assert answer.returncode == 0, answer.stdout + answer.stderr


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        pytest.param("register/models/task.py", "import cases.models", "The floors", id="the register uses casework"),
        pytest.param("audit/core/entry.py", "import accounts.actor", "The floors", id="the log's core knows accounts"),
        pytest.param("accounts/policy.py", "import register.models", "The floors", id="accounts know the register"),
        pytest.param("cases/events.py", "import config.navigation", "The floors", id="an app knows the settings"),
        pytest.param("ui/dates.py", "import register.rules.dates", "ui knows", id="ui knows the domain"),
        pytest.param("clients/dar_verify/note.py", "import audit.core", "Clients", id="a client uses the service"),
        pytest.param("clients/dar_verify/note.py", "import django", "Clients", id="a client uses Django"),
        pytest.param("register/rules/dates.py", "import django", "Rules are pure", id="a rule uses Django"),
        pytest.param("cases/rules/risk.py", "import cases.models", "Rules are pure", id="a rule reads a model"),
        pytest.param("register/actions/tasks.py", "import register.web.tasks", "Inside", id="an action uses a page"),
        pytest.param("cases/models/case.py", "import cases.actions.cases", "Inside", id="a model calls an action"),
        pytest.param("accounts/policies.py", "import accounts.models", "Inside", id="a policy imports a model"),
    ],
)
def test_an_import_that_goes_upwards_is_found(tree: Path, module: str, line: str, contract: str) -> None:
    with (tree / module).open("a", encoding="utf-8") as file:
        file.write(f"\n{line}\n")

    answer = lint(tree)

    assert answer.returncode == 1, answer.stdout + answer.stderr
    broken = [text for text in answer.stdout.splitlines() if text.endswith("BROKEN")]
    assert any(text.startswith(contract) for text in broken), answer.stdout


def test_every_package_is_on_some_floor() -> None:
    drawn = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    there = {path.parent.name for path in ROOT.glob("*/__init__.py")}

    assert set(drawn["root_packages"]) == there - {"tests"}
