from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from accounts.actions.reference import load_forces, load_roles
from cases.actions.reference import load_support_services
from register.actions.reference import load_warning_signals

LOADERS = (
    ("forces", load_forces),
    ("roles", load_roles),
    ("warning signals", load_warning_signals),
    ("support services", load_support_services),
)


class Command(BaseCommand):
    help = "Bring forces, roles, warning signals and support services up to date with their files. Safe to run again."

    def handle(self, *args: Any, **options: Any) -> None:
        for name, load in LOADERS:
            changed = load()
            self.stdout.write(f"{name}: {f'{changed} new or changed' if changed else 'up to date'}")
