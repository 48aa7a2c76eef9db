from __future__ import annotations

import gc
from importlib import import_module

from django.apps import AppConfig

NEW_OBJECTS_BETWEEN = 10_000
"""So many objects are made before the collector looks at the young ones; 700 would be gone through within a query."""


class ConfigConfig(AppConfig):
    name = "config"

    def ready(self) -> None:
        """Make Celery's application the current one in every process: a page's wake-up must find the broker."""
        import_module("config.celery")
        spare_the_collector()


def spare_the_collector() -> None:
    """Let Python's collector leave alone whatever is loaded by now: it stays for as long as the process. Going through
    it took a fifth of the time of a large batch."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS_BETWEEN, 20, 20)
