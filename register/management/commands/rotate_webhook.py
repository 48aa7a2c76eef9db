from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.actor import system_actor
from audit.core.entry import Reason
from audit.core.errors import Refused
from register.actions.webhooks import change_secret
from register.models import Webhook

OPERATOR = system_actor("rotate_webhook", {"webhook.keep": "national"})


class Command(BaseCommand):
    help = "Give a webhook a new secret and print it once. The old one stays valid beside it for a week."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("webhook", help="its reference, as create_webhook printed it")

    def handle(self, *args: Any, **options: Any) -> None:
        webhook = Webhook.objects.filter(reference=options["webhook"]).first()
        if webhook is None:
            raise CommandError("No webhook has that reference.")
        try:
            made = change_secret(webhook, actor=OPERATOR, reason=Reason("system"))
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"secret: {made.secret}\nThe secret is shown this once.")
