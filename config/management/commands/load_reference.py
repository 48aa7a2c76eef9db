from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from accounts.actions.reference import load_forces, load_roles
from register.actions.reference import load_warning_signals

LOADERS = (("forces", load_forces), ("roles", load_roles), ("warning signals", load_warning_signals))


class Command(BaseCommand):
    help = "Bring forces, roles and warning signals up to date with the reference files. Safe to run again."

    def handle(self, *args: Any, **options: Any) -> None:
        for name, load in LOADERS:
            changed = load()
            self.stdout.write(f"{name}: {f'{changed} new or changed' if changed else 'up to date'}")
