"""`dar-sync`: push a folder of feeds, reconcile, follow what changes, read alerts and answer them. It goes on where it
was."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from .client import Client
from .connection import Connection, Credentials
from .problems import ClientError
from .sync import Decision, Sync

DONE, DIFFERS, FAILED = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status 0: done; 1: items were refused, or the two sides differ; 2: the work could not be done."""
    asked = _parser().parse_args(arguments)
    try:
        return COMMANDS[asked.command](_sync(asked), asked)
    except (ClientError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return FAILED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="dar-sync", description=__doc__)
    parser.add_argument("command", choices=sorted(COMMANDS))
    parser.add_argument("--base", required=True, help="where the register is, such as https://register.example.org")
    parser.add_argument("--source", default="records-system", help="the name of this system, in small letters")
    parser.add_argument("--folder", default="feeds", help="where the feeds lie: *.ndjson, one person a line")
    parser.add_argument("--state", default="dar-sync.json", help="where dar-sync keeps its place")
    parser.add_argument("--force", required=True, help="the code of the force, two digits")
    parser.add_argument("--collar", required=True, help="the collar number of the officer who answers for the sending")
    parser.add_argument("--incident", required=True, help="the number under which it is sent")
    parser.add_argument("--accept", metavar="WHY", default="", help="acknowledge: accept what waits, with this reason")
    parser.add_argument("--reject", metavar="WHY", default="", help="acknowledge: reject what waits, with this reason")
    parser.add_argument("--kind", action="append", default=[], help="acknowledge: this kind of alert alone; repeatable")
    parser.epilog = "The client and its secret are taken from DAR_CLIENT and DAR_SECRET."
    return parser


def _sync(asked: argparse.Namespace) -> Sync:
    client, secret = os.environ.get("DAR_CLIENT", ""), os.environ.get("DAR_SECRET", "")
    if not (client and secret):
        raise ClientError("Put what create_force_client printed into DAR_CLIENT and DAR_SECRET.")
    credentials = Credentials(client, secret, asked.force, asked.collar, asked.incident)
    connection = Connection(asked.base.rstrip("/"), credentials)
    return Sync(Client(connection), asked.source, Path(asked.folder), Path(asked.state), say=_say)


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


def _push(sync: Sync, asked: argparse.Namespace) -> int:
    counts = sync.push()
    _say("sent: " + (", ".join(f"{count} {outcome}" for outcome, count in sorted(counts.items())) or "nothing is new"))
    return DIFFERS if counts["refused"] else DONE


def _reconcile(sync: Sync, asked: argparse.Namespace) -> int:
    drift = sync.reconcile()
    for what, references in (("different", drift.different), ("missing", drift.missing), ("beyond", drift.beyond)):
        for reference in references:
            sys.stdout.write(f"{what} {reference}\n")
    return DONE if drift.is_none else DIFFERS


def _repair(sync: Sync, asked: argparse.Namespace) -> int:
    counts = sync.repair(sync.reconcile())
    return DIFFERS if counts["refused"] else DONE


def _follow(sync: Sync, asked: argparse.Namespace) -> int:
    for change in sync.follow():
        sys.stdout.write(json.dumps(change) + "\n")
        sys.stdout.flush()
    return DONE


def _read(sync: Sync, asked: argparse.Namespace) -> int:
    for alert in sync.read():
        sys.stdout.write(json.dumps(alert) + "\n")
    return DONE


def _acknowledge(sync: Sync, asked: argparse.Namespace) -> int:
    if bool(asked.accept) == bool(asked.reject):
        raise ClientError("Say --accept or --reject, and why: the other force reads it.")
    decision = Decision(bool(asked.accept), asked.accept or asked.reject)
    for receipt in sync.acknowledge(lambda alert: decision if not asked.kind or alert["kind"] in asked.kind else None):
        sys.stdout.write(json.dumps(receipt) + "\n")
    return DONE


COMMANDS: dict[str, Callable[[Sync, argparse.Namespace], int]] = {
    "push": _push, "reconcile": _reconcile, "repair": _repair, "follow": _follow, "read": _read,
    "acknowledge": _acknowledge,
}  # fmt: skip

if __name__ == "__main__":
    sys.exit(main())
