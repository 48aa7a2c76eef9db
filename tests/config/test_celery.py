"""Every process knows the broker: a page that sends a wake-up, not only the worker."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings

ROOT = Path(__file__).resolve().parent.parent.parent
ASK = "from celery import current_app; print(current_app.main, current_app.conf.broker_url)"


def test_a_process_that_only_sets_django_up_sends_to_our_broker() -> None:
    said = subprocess.run(
        [sys.executable, "-c", f"import django; django.setup(); {ASK}"],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"},
        capture_output=True,
        text=True,
        check=True,
    )

    assert said.stdout.split() == ["register", settings.CELERY_BROKER_URL]
