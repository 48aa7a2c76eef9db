from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from accounts.one_time_codes import NotHere, current_code, seconds_left


class Command(BaseCommand):
    help = "Print the one-time code that a user's authenticator app shows now. Not in production."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            code = current_code(User.objects.get_by_natural_key(options["email"]))
        except NotHere as error:
            raise CommandError(str(error)) from None
        except User.DoesNotExist:
            raise CommandError("Nobody signs in with this e-mail address.") from None
        except Authenticator.DoesNotExist:
            raise CommandError("This user has not set up an authenticator app yet.") from None
        self.stdout.write(code)
        self.stderr.write(f"Good for {seconds_left()} seconds and for one use.")
