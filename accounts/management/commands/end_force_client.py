from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.actions.force_clients import end_client
from accounts.actor import system_actor
from accounts.models import ForceClient
from audit.core.entry import Reason
from audit.core.errors import Refused

OPERATOR = system_actor("end_force_client", {"client.end": "national"})


class Command(BaseCommand):
    help = "Take the credentials of a force's system away, and every token with them, at once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("client", help="the client's identifier, as create_force_client printed it")
        parser.add_argument("--why", required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        client = ForceClient.objects.filter(credential=options["client"]).first()
        if client is None:
            raise CommandError("No client has that identifier.")
        try:
            end_client(client, actor=OPERATOR, reason=Reason("system"), why=options["why"])
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"{client} was ended.")
