"""A force's system as the demonstration and tests play it, by the client that forces use: it sends its people, follows
what changes and answers alerts."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.actions.force_clients import create_client, end_client
from accounts.actor import system_actor
from accounts.api.scopes import matching
from accounts.models import Force, ForceClient
from audit.core.entry import Reason
from clients.dar_client.client import Client
from clients.dar_client.connection import Connection, Credentials
from clients.dar_client.problems import ClientError
from clients.dar_client.sync import Decision, Sync

NAME = "Simulated records system"
SCOPES = ("people:write", "batches:read", "reconciliation:read", "changes:read", "alerts:*")
FEEDS = Path(settings.BASE_DIR) / "demo" / "simulated"
OFFICER = {"collar": "7001", "incident": "SIM-1"}
SECONDS_BETWEEN = 3.0
OPERATOR = system_actor(
    "simulate_force",
    {
        "client.create": "national", "client.end": "national", "user.create": "national", "user.manage": "national",
        "user.see": "national",
    },
)  # fmt: skip
BY: dict[str, Any] = {"actor": OPERATOR, "reason": Reason("system")}
TAKEN_ON = Decision(True, "Taken on by the simulated force of the demonstration.")
FOR_PEOPLE = ("dual_registration", "transfer")


def credentials_of(force: Force) -> Credentials:
    """New credentials for the simulated system; those of an earlier run are ended, for their secret is not known."""
    for client in ForceClient.objects.filter(force=force, name=NAME, ended_at__isnull=True):
        end_client(client, why="The simulation was started again.", **BY)
    scopes = sorted({scope for each in SCOPES for scope in matching(each)})
    made = create_client(force, name=NAME, scopes=scopes, **BY)
    return Credentials(made.client.credential_id, made.secret, force.code, **OFFICER)


def decide(alert: Mapping[str, Any]) -> Decision | None:
    """It takes on whatever a system may: two records of one person, and offers, are for people to look at."""
    return None if alert["kind"] in FOR_PEOPLE else TAKEN_ON


def play(sync: Sync) -> int:
    """One round: send what is new, read what has changed, answer what waits. Gives how many alerts were answered."""
    sync.push()
    for _ in sync.follow():
        pass
    return len(sync.acknowledge(decide))


class Command(BaseCommand):
    help = "Play a force's system against the register until it is stopped. Never in production."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("force", help="two-digit Home Office code")
        parser.add_argument("--base", required=True, help="where the register is, such as http://127.0.0.1:8000")
        parser.add_argument("--state", required=True, help="where it keeps its place")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.IS_PRODUCTION:
            raise CommandError("No force is simulated in production.")
        force = Force.objects.filter(code=options["force"]).first()
        if force is None:
            raise CommandError("No force has that code.")
        connection = Connection(options["base"], credentials_of(force))
        pause = threading.Event()
        while not pause.wait(SECONDS_BETWEEN):
            self._play(Client(connection), force, Path(options["state"]))

    def _play(self, client: Client, force: Force, state: Path) -> None:
        """A round that fails is said, and the next one begins where it was."""
        try:
            sync = Sync(client, "simulated", FEEDS / force.code, state, say=self.stdout.write)
            if count := play(sync):
                self.stdout.write(f"{force} has answered {count} alerts.")
        except (ClientError, OSError) as error:
            self.stderr.write(str(error))
