from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.demo import ACCOUNTS
from accounts.models import Role, User
from accounts.one_time_codes import NotHere, current_code, refuse_production, seconds_left


class Command(BaseCommand):
    help = "Print the demonstration's accounts, each with its present one-time code and what to try first."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            refuse_production()
        except NotHere as error:
            raise CommandError(str(error)) from None
        users = {user.email: user for user in User.objects.filter(email__in=[account.email for account in ACCOUNTS])}
        if len(users) < len(ACCOUNTS):
            raise CommandError("The demonstration is not set up yet: run `make demo`, or `manage.py seed_demo`.")
        titles = dict(Role.objects.values_list("code", "title"))
        for account in ACCOUNTS:
            place = f"force {account.force}" if account.force else "national"
            self.stdout.write(f"\n{titles[account.role]} ({place})")
            self.stdout.write(f"  e-mail    {account.email}")
            self.stdout.write(f"  password  {account.password}")
            self.stdout.write(f"  code now  {current_code(users[account.email])}")
            self.stdout.write(f"  try       {account.first}")
        self.stdout.write(
            f"\nThe codes are good for {seconds_left()} more seconds, each for one use. New ones: make code\n"
        )
