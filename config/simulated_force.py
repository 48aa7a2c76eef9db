"""Starts the simulated force of the demonstration once the register answers, and not before: the first page is nobody's
to wait for.

    python -m config.simulated_force FORCE PORT STATE
"""

from __future__ import annotations

import os
import sys
import time

from config.demo import address, is_ready

ASK_AGAIN_SECONDS = 1
YIELDING = 10
"""How far it stands back behind the register itself."""


def main(force: str, port: str, state: str) -> None:
    os.nice(YIELDING)
    while not is_ready(int(port)):
        time.sleep(ASK_AGAIN_SECONDS)
    base = address(int(port)).rstrip("/")
    command = [sys.executable, "manage.py", "simulate_force", force, "--base", base, "--state", state]
    os.execv(sys.executable, command)  # noqa: S606 - our own program takes the place of this one


if __name__ == "__main__":
    main(*sys.argv[1:])
