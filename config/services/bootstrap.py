"""Makes .venv and installs the locked, hashed dependencies into it. Does nothing when nothing has changed.

With --linkage it adds what trains and checks the matching model, which the demonstration does without.

Runs before anything is installed, so it uses the standard library alone. `bootstrap.sh` calls it with a Python
that fits.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
VENV = CHECKOUT / ".venv"
UV_LOCK = CHECKOUT / "requirements" / "uv.txt"
LOCK = CHECKOUT / "requirements" / "development.txt"
STAMP = VENV / ".complete"
LINKAGE_LOCK = CHECKOUT / "requirements" / "linkage.txt"
LINKAGE_STAMP = VENV / ".linkage"

PLATFORM = sys.platform
ZONEINFO = Path("/usr/share/zoneinfo")
FREE_BYTES_NEEDED = 1_500_000_000
"""The virtual environment (600 MB), the installer's cache (the same), a first database."""


class Missing(Exception):
    """What the machine lacks, in a sentence for the person at the keyboard."""


def main(arguments: Sequence[str] = ()) -> int:
    began = time.monotonic()

    def say(text: str) -> None:
        print(f"{time.monotonic() - began:6.1f} s  {text}", flush=True)

    try:
        if not is_complete():
            install(say)
        if "--linkage" in arguments and not has_linkage():
            install_linkage(say)
    except (Missing, OSError) as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def install(say) -> None:  # type: ignore[no-untyped-def]  # a Python too old for Callable must still get here
    require_what_the_machine_must_have()
    if not is_usable(VENV):
        say("Making a virtual environment in .venv")
        shutil.rmtree(VENV, ignore_errors=True)
        run([sys.executable, "-m", "venv", str(VENV)], "make the virtual environment")
    STAMP.unlink(missing_ok=True)
    LINKAGE_STAMP.unlink(missing_ok=True)
    python = str(VENV / "bin" / "python")
    say("Installing the installer")
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    run([*pip, "--require-hashes", "--requirement", str(UV_LOCK)], "download the installer (uv)")
    say("Installing the dependencies")
    sync(LOCK, "download the dependencies")
    STAMP.write_text(fingerprint())
    say("Everything is installed")


def install_linkage(say) -> None:  # type: ignore[no-untyped-def]
    """The lock holds the development's too, at the same versions: nothing that is there is taken away."""
    LINKAGE_STAMP.unlink(missing_ok=True)
    say("Installing what checks the matching model")
    sync(LINKAGE_LOCK, "download what checks the matching model")
    LINKAGE_STAMP.write_text(linkage_fingerprint())


def sync(lock: Path, deed: str) -> None:
    python = str(VENV / "bin" / "python")
    uv = [str(VENV / "bin" / "uv"), "pip", "sync", "--quiet", "--python", python, "--no-python-downloads"]
    run([*uv, *certificates(), "--require-hashes", str(lock)], deed)


def is_complete() -> bool:
    """Whether .venv holds what the locks ask for, made here and by a Python that still exists."""
    try:
        return STAMP.read_text() == fingerprint() and is_usable(VENV)
    except FileNotFoundError:
        return False


def has_linkage() -> bool:
    """Whether the complete .venv also holds what the lock for linkage asks for."""
    try:
        return LINKAGE_STAMP.read_text() == linkage_fingerprint()
    except FileNotFoundError:
        return False


def linkage_fingerprint() -> str:
    return hashlib.sha256(fingerprint().encode() + LINKAGE_LOCK.read_bytes()).hexdigest()


def fingerprint() -> str:
    """Changes with the locks and with the place: the programs in .venv carry its path."""
    digest = hashlib.sha256(os.fsencode(VENV))
    for lock in (UV_LOCK, LOCK):
        digest.update(lock.read_bytes())
    return digest.hexdigest()


def is_usable(venv: Path) -> bool:
    python = venv / "bin" / "python"
    check = "import sys, pip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 12))"
    try:
        return subprocess.run([python, "-c", check], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def require_what_the_machine_must_have() -> None:
    """Raises `Missing` with the remedy for the first thing that is not there."""
    if PLATFORM != "linux":
        raise Missing("The embedded services run on Linux only. On Windows use WSL; elsewhere a Linux machine.")
    if find_spec("venv") is None or find_spec("ensurepip") is None:
        version = "python{}.{}".format(*sys.version_info)
        raise Missing(
            f"{sys.executable} cannot make virtual environments. "
            f"Install its venv module (Debian and Ubuntu: apt-get install {version}-venv)."
        )
    if not (ZONEINFO / "Europe" / "London").exists():
        raise Missing(
            f"This machine has no time zone data in {ZONEINFO}, which PostgreSQL needs. "
            "Install it (Debian and Ubuntu: apt-get install tzdata)."
        )
    free = shutil.disk_usage(CHECKOUT).free
    if free < FREE_BYTES_NEEDED:
        raise Missing(f"{free / 1e9:.1f} GB are free in {CHECKOUT}; {FREE_BYTES_NEEDED / 1e9:.1f} GB are needed.")


def certificates() -> list[str]:
    """uv trusts its own list of authorities unless told otherwise; an inner network may have one more."""
    stores = (Path("/etc/ssl/certs"), Path("/etc/pki/tls/certs"))
    return ["--system-certs"] if any(store.is_dir() and any(store.iterdir()) for store in stores) else []


def run(command: Sequence[str], deed: str) -> None:
    if subprocess.run(command, check=False, stdin=subprocess.DEVNULL).returncode != 0:
        raise Missing(
            f"Could not {deed}: the reason is above. If this machine reaches packages through a mirror, name it "
            "in PIP_INDEX_URL and UV_DEFAULT_INDEX; if it was the network, run the command again."
        )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
