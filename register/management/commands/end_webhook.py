from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.actor import system_actor
from audit.core.entry import Reason
from audit.core.errors import Refused
from register.actions.webhooks import stop_webhook
from register.models import Webhook

OPERATOR = system_actor("end_webhook", {"webhook.keep": "national"})


class Command(BaseCommand):
    help = "Send a force's system no more of what changes."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("webhook", help="its reference, as create_webhook printed it")

    def handle(self, *args: Any, **options: Any) -> None:
        webhook = Webhook.objects.filter(reference=options["webhook"]).first()
        if webhook is None:
            raise CommandError("No webhook has that reference.")
        try:
            stop_webhook(webhook, actor=OPERATOR, reason=Reason("system"), end=Webhook.End.TAKEN_AWAY)
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"{webhook} was ended.")
