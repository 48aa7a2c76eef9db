from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.actions.force_clients import create_client
from accounts.actor import system_actor
from accounts.api.scopes import every_scope, matching
from accounts.models import Force
from audit.core.entry import Reason
from audit.core.errors import Refused

OPERATOR = system_actor(
    "create_force_client",
    {"client.create": "national", "user.create": "national", "user.manage": "national", "user.see": "national"},
)


class Command(BaseCommand):
    help = (
        "Give a system of a force its OAuth 2.0 client credentials and print them once. To change the secret, create a "
        "second one, move the system over, and end the first."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("force", help="two-digit Home Office code")
        parser.add_argument("--name", default="Records system", help="which of the force's systems it is")
        parser.add_argument(
            "--scope", action="append", required=True, help="such as orders:read; *:read is every one; may be repeated"
        )
        parser.add_argument("--certificate", default="", help="the client certificate's name, as the gateway says it")

    def handle(self, *args: Any, **options: Any) -> None:
        force = Force.objects.filter(code=options["force"]).first()
        if force is None:
            raise CommandError("No force has that code.")
        try:
            issued = create_client(
                force, actor=OPERATOR, reason=Reason("system"), name=options["name"],
                scopes=_scopes(options["scope"]), certificate_name=options["certificate"],
            )  # fmt: skip
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"Client:  {issued.client.credential_id}")
        self.stdout.write(f"Secret:  {issued.secret}")
        self.stdout.write(f"Scopes:  {' '.join(issued.client.credential.get_scopes())}")
        self.stdout.write("The secret is shown this once and kept nowhere. Give it to the force by a safe way.")


def _scopes(patterns: list[str]) -> list[str]:
    unknown = [each for each in patterns if not matching(each)]
    if unknown:
        raise CommandError(f"No such scope: {', '.join(unknown)}. There are: {' '.join(every_scope())}")
    return sorted({scope for each in patterns for scope in matching(each)})
