from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from accounts.actions.roles import give_role
from accounts.actions.users import create_user
from accounts.actor import system_actor
from accounts.models import Force, Role, User
from accounts.passwords import new_password
from audit.core.entry import Reason
from audit.core.errors import Refused

OPERATOR = system_actor("create_user", {"user.create": "national", "user.manage": "national", "user.see": "national"})


class Command(BaseCommand):
    help = (
        "Create a person with a role and print their first password: for the first administrator of each force and "
        "for the users of national bodies. Everybody else is created on the pages."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", required=True)
        parser.add_argument("--role", required=True, help="such as force-administrator or oversight-auditor")
        parser.add_argument("--force", help="two-digit Home Office code; leave out for a national body")

    def handle(self, *args: Any, **options: Any) -> None:
        password = new_password()
        try:
            user = _create(password=password, **{name: options[name] for name in ("email", "name", "role", "force")})
        except (Refused, Force.DoesNotExist, Role.DoesNotExist) as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{user.email} was created. First password, shown once: {password}")


@transaction.atomic
def _create(*, email: str, name: str, role: str, force: str | None, password: str) -> User:
    reason = Reason("system")
    held = Role.objects.get(code=role)
    home = Force.objects.get(code=force) if force else None
    user: User = create_user(home, actor=OPERATOR, reason=reason, email=email, name=name, password=password)
    give_role(user, actor=OPERATOR, reason=reason, role=held)
    return user
