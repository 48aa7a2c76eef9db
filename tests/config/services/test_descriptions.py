"""The files that describe the project to other tools say what the code says."""

import hashlib
import os
import re
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest
import yaml

from config.services.places import CHECKOUT
from tests.audit.conftest import session_as

COMPOSE = yaml.safe_load((CHECKOUT / "docker-compose.yml").read_text())
EXAMPLE = set(re.findall(r"^#?([A-Z][A-Z_]+)=", (CHECKOUT / ".env.example").read_text(), re.MULTILINE))
PROJECT = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())


def named(requirement: str) -> str:
    name = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert name is not None
    return re.sub(r"[-_.]+", "-", name.group()).lower()


def locked(file: str) -> dict[str, str]:
    text = (CHECKOUT / "requirements" / file).read_text()
    return dict(re.findall(r"^([a-z0-9-]+)==([^ ;\\]+)", text, re.MULTILINE))


def test_compose_runs_every_part_of_the_register() -> None:
    assert set(COMPOSE["services"]) == {"postgres", "valkey", "migrate", "web", "worker", "beat", "sealer"}
    assert COMPOSE["services"]["postgres"]["image"] == "postgres:17"
    for name in ("web", "worker", "beat", "sealer"):
        waits_for = COMPOSE["services"][name]["depends_on"]
        assert waits_for["migrate"] == {"condition": "service_completed_successfully"}


def test_everything_that_runs_says_whether_it_is_well() -> None:
    running = {name: each for name, each in COMPOSE["services"].items() if each.get("restart") != "no"}

    assert set(COMPOSE["services"]) - set(running) == {"migrate"}
    for name, service in running.items():
        check = service["healthcheck"]
        assert check["test"][0] in ("CMD", "CMD-SHELL"), name
        assert {"interval", "timeout", "retries"} <= check.keys(), name


def test_each_health_check_in_python_compiles_and_can_fail() -> None:
    checks = {name: each["healthcheck"]["test"] for name, each in COMPOSE["services"].items() if "healthcheck" in each}
    programs = {name: test[3] for name, test in checks.items() if test[1:3] == ["python", "-c"]}

    assert set(programs) == {"web", "beat", "sealer"}
    for name, program in programs.items():
        compile(program, name, "exec")
        assert "sys.exit(" in program


@pytest.mark.parametrize(
    ("written", "code"),
    [
        pytest.param(30, 0, id="half a minute ago"),
        pytest.param(900, 1, id="a quarter of an hour ago"),
        pytest.param(None, 1, id="never"),
    ],
)
def test_beat_is_well_while_it_writes_its_schedule_down(written: int | None, code: int, tmp_path: Path) -> None:
    if written is not None:
        file = tmp_path / "beat-schedule.dat"
        file.touch()
        os.utime(file, (time.time() - written,) * 2)
    program = COMPOSE["services"]["beat"]["healthcheck"]["test"][3].replace("/tmp/", f"{tmp_path}/")

    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == code


@pytest.mark.parametrize(
    ("ago", "code"), [pytest.param(60, 0, id="a minute ago"), pytest.param(600, 1, id="ten minutes ago")]
)
def test_the_sealer_is_well_while_checkpoints_are_signed(transactional_db: None, ago: int, code: int) -> None:
    program = COMPOSE["services"]["sealer"]["healthcheck"]["test"][3]
    with session_as("dar_sealer", os.environ.get("DATABASE_OWNER_URL") or os.environ["DATABASE_URL"]) as sealer:
        sealer.execute(
            "INSERT INTO audit_checkpoint (size, root, counts, note, signed_at)"
            " VALUES (0, %s, '', '', now() - make_interval(secs => %s))",
            [hashlib.sha256().digest(), ago],
        )
        sealer.commit()
        own = {"DATABASE_SEALER_URL": sealer.info.dsn, "PGPASSWORD": sealer.info.password}

    assert subprocess.run([sys.executable, "-c", program], env=os.environ | own, check=False).returncode == code


def test_each_volume_that_is_mounted_is_declared_and_each_folder_is_the_register_s_own() -> None:
    mounts = {mount for each in COMPOSE["services"].values() for mount in each.get("volumes", []) if ":" in mount}
    named = {mount.split(":")[0]: mount.split(":")[1] for mount in mounts if not mount.startswith(".")}
    ours = {folder for folder in named.values() if folder.startswith("/var/lib/register/")}
    image = (CHECKOUT / "Dockerfile").read_text()

    assert set(named) == set(COMPOSE["volumes"])
    assert len(ours) == 3
    assert all(re.search(rf"install --directory --owner=register .*{folder}\b", image) for folder in ours)


def test_the_sealer_publishes_to_a_volume_of_its_own_and_no_key_is_on_it() -> None:
    sealer = COMPOSE["services"]["sealer"]
    published = sealer["environment"]["SEAL_PUBLISH_DIRECTORY"]

    assert f"tree:{published}" in sealer["volumes"]
    assert not published.startswith(sealer["environment"]["SEAL_ROOT"])


def test_only_the_migrations_know_the_owner_of_the_tables() -> None:
    environments = {name: service.get("environment", {}) for name, service in COMPOSE["services"].items()}
    with_owner = {name for name, variables in environments.items() if "DATABASE_OWNER_URL" in variables}

    assert with_owner == {"migrate"}


def test_only_the_sealer_reaches_its_keys_and_its_role() -> None:
    services = COMPOSE["services"].items()

    assert {name for name, each in services if "DATABASE_SEALER_URL" in each.get("environment", {})} == {"sealer"}
    assert {name for name, each in services if any("seal:" in file for file in each.get("volumes", []))} == {"sealer"}


def test_nothing_is_open_to_the_network_but_the_web_on_this_machine() -> None:
    ports = {name: service["ports"] for name, service in COMPOSE["services"].items() if "ports" in service}

    assert ports == {"web": ["127.0.0.1:8000:8000"]}


def test_the_files_that_compose_mounts_exist() -> None:
    mounts = [volume.split(":")[0] for volume in COMPOSE["services"]["postgres"]["volumes"]]
    files = [mount for mount in mounts if mount.startswith("./")]

    assert files
    assert all((CHECKOUT / file).is_file() for file in files)


def test_every_variable_that_compose_asks_for_is_explained() -> None:
    asked = set(re.findall(r"\$\{([A-Z_]+)", (CHECKOUT / "docker-compose.yml").read_text()))

    assert asked
    assert asked <= EXAMPLE


def test_every_setting_that_is_read_is_explained() -> None:
    sources = "".join((CHECKOUT / "config" / name).read_text() for name in ("env.py", "settings.py"))
    read = set(re.findall(r'read(?:\.\w+)?\(\s*"([A-Z_]+)"', sources))

    assert {"SECRET_KEY", "DATABASE_URL"} <= read
    assert read <= EXAMPLE


def test_the_image_runs_as_an_ordinary_user_and_checks_every_hash() -> None:
    lines = (CHECKOUT / "Dockerfile").read_text().splitlines()
    users = [line for line in lines if line.startswith("USER ")]

    assert users == ["USER register"]
    assert lines.index("USER register") < next(i for i, line in enumerate(lines) if line.startswith("CMD "))
    installs = [line for line in lines if "pip install" in line]
    assert installs
    assert all("--require-hashes" in line for line in installs)


def test_the_hooks_call_programs_that_are_installed() -> None:
    hooks = yaml.safe_load((CHECKOUT / ".pre-commit-config.yaml").read_text())["repos"][0]["hooks"]
    programs = [hook["entry"].split()[0] for hook in hooks if hook["language"] == "system"]

    assert programs
    assert all((CHECKOUT / program).exists() for program in programs)


@pytest.mark.parametrize(
    ("file", "wanted"),
    [
        pytest.param("production.txt", PROJECT["project"]["dependencies"], id="production"),
        pytest.param(
            "development.txt",
            [
                *PROJECT["project"]["dependencies"],
                *PROJECT["dependency-groups"]["dev"],
                *PROJECT["dependency-groups"]["embedded"],
            ],
            id="development",
        ),
        pytest.param("uv.txt", ["uv"], id="installer"),
    ],
)
def test_the_locks_hold_what_the_project_asks_for(file: str, wanted: list[str]) -> None:
    assert {named(requirement) for requirement in wanted} <= set(locked(file))


def test_production_runs_the_versions_that_were_tested() -> None:
    production, development = locked("production.txt"), locked("development.txt")

    assert production
    assert production.items() <= development.items()


@pytest.mark.parametrize("file", ["production.txt", "development.txt", "uv.txt"])
def test_every_locked_package_has_its_hash_and_none_an_address(file: str) -> None:
    text = (CHECKOUT / "requirements" / file).read_text()

    assert "://" not in text
    for package in re.split(r"\n(?=\S)", text.strip()):
        assert "--hash=sha256:" in package
