from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.actor import system_actor
from accounts.models import ForceClient
from audit.core.entry import Reason
from audit.core.errors import Refused
from register.actions.webhooks import create_webhook

OPERATOR = system_actor("create_webhook", {"webhook.give": "national"})


class Command(BaseCommand):
    help = "Tell a system of a force at an address of what changes, and print once the secret that signs the messages."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("client", help="the client's identifier, as create_force_client printed it")
        parser.add_argument("url", help="where its receiver listens, beginning with https://")

    def handle(self, *args: Any, **options: Any) -> None:
        client = ForceClient.objects.filter(credential=options["client"]).first()
        if client is None:
            raise CommandError("No client has that identifier.")
        try:
            made = create_webhook(client, actor=OPERATOR, reason=Reason("system"), url=options["url"])
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"webhook: {made.webhook.reference}\nsecret:  {made.secret}")
        self.stdout.write("The secret is shown this once.")
