from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "config"

    def ready(self) -> None:
        """Make Celery's application the current one in every process: a page's wake-up must find the broker."""
        import_module("config.celery")
