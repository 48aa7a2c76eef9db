import hashlib
import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

ROOT = Path(__file__).resolve().parents[2]
DIST = ROOT / "ui" / "static" / "dist"
MANIFEST = json.loads((DIST / "manifest.json").read_text())
PACKAGE = json.loads((ROOT / "package.json").read_text())
LOCK = json.loads((ROOT / "package-lock.json").read_text())
STYLES = (DIST / "app.css").read_text()
SCRIPT = (DIST / "app.js").read_text()


@pytest.mark.parametrize("entry", MANIFEST["files"], ids=lambda entry: entry["file"])
def test_a_built_file_is_the_one_the_manifest_names(entry):
    assert hashlib.sha256((DIST / entry["file"]).read_bytes()).hexdigest() == entry["sha256"]


def test_the_manifest_names_every_built_file():
    assert {entry["file"] for entry in MANIFEST["files"]} | {"manifest.json"} == {path.name for path in DIST.iterdir()}


@pytest.mark.parametrize("name", sorted(MANIFEST["packages"] | MANIFEST["tools"]))
def test_the_manifest_has_the_versions_of_the_lock(name):
    version = (MANIFEST["packages"] | MANIFEST["tools"])[name]

    assert version == PACKAGE["devDependencies"][name]
    assert version == LOCK["packages"][f"node_modules/{name}"]["version"]


def test_the_lock_names_no_registry_but_pins_every_package():
    packages = {name: entry for name, entry in LOCK["packages"].items() if name}

    assert not [name for name, entry in packages.items() if "resolved" in entry]
    assert not [name for name, entry in packages.items() if not entry.get("integrity", "").startswith("sha512-")]


@pytest.mark.parametrize("name", sorted(MANIFEST["packages"]))
def test_the_licence_of_each_source_goes_with_the_files(name):
    assert name in (DIST / "LICENCES.txt").read_text()


@pytest.mark.parametrize(
    "mark", ["GDS Transport", "@font-face", "1d70b8", "crown"], ids=["typeface", "font files", "brand blue", "crown"]
)
def test_nothing_of_the_gov_uk_brand_is_in_the_styles(mark):
    assert mark.lower() not in STYLES.lower()


def test_the_styles_ask_for_no_file_that_is_not_shipped():
    assert re.findall(r"url\((?!data:)", STYLES) == []


def test_the_script_runs_under_a_policy_without_eval():
    assert not re.search(r"\beval\(|new Function\(", SCRIPT)


@pytest.mark.parametrize("path", ["dist/app.css", "dist/app.js", "ui/icon.svg", "django_htmx/htmx-2.min.js"])
def test_every_file_that_the_layout_names_is_found(path):
    assert finders.find(path)
