"""`manage.py prepare_database`: the roles that the register's guarantees rest on."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config import env
from config.services.places import ServiceError
from config.services.roles import prepare_roles


class Command(BaseCommand):
    help = "Make the PostgreSQL roles dar_owner, dar_app, dar_audit and dar_sealer where they are missing."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            has_changed = prepare_roles(env.owner_url())
        except ServiceError as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write("roles: made" if has_changed else "roles: ready")
