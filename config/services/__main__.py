"""`python -m config.services up|down|env|reset`: the embedded services by hand.

`eval "$(.venv/bin/python -m config.services env)"` starts them and points the shell's Django at them.
"""

from __future__ import annotations

import argparse
import shlex
import sys

from config.services import postgres, valkey
from config.services.environment import missing_settings
from config.services.places import Place, ServiceError


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m config.services", description=__doc__)
    parser.add_argument("command", choices=("up", "down", "env", "reset"))
    command = parser.parse_args(arguments).command
    try:
        return {"up": up, "down": down, "env": env, "reset": reset}[command]()
    except ServiceError as error:
        print(error, file=sys.stderr)
        return 1


def addresses() -> dict[str, str]:
    """Starts what is not running; what a process needs in its environment to use it."""
    return postgres.ensure_running() | valkey.ensure_running()


def up() -> int:
    for name, value in addresses().items():
        print(f"{name}={value}")
    return 0


def env() -> int:
    settings = missing_settings(Place.default(), kind="development")
    for name, value in (addresses() | settings).items():
        print(f"export {name}={shlex.quote(value)}")
    return 0


def down() -> int:
    stopped = {"Valkey": valkey.stop(), "PostgreSQL": postgres.stop()}
    for name, was_running in stopped.items():
        print(f"{name}: {'stopped' if was_running else 'was not running'}")
    return 0


def reset() -> int:
    down()
    Place.default().remove()
    print("All data of the embedded services is gone.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
