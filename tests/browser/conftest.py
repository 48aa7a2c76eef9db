"""A real browser, a real worker, a real database: nothing stands in for anything.

Every journey runs against a server of this process on the worker's own database, with Celery's worker and beat
beside it when the test asks for `background`. `Reader.visit` and `Reader.check` scan the page with axe each time.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.db import transaction
from playwright.sync_api import Browser, Page, expect

from accounts import one_time_codes
from accounts.demo import ACCOUNTS, create_demo_accounts
from accounts.models import User
from register.actions import facts
from register.models import Alert, Source
from tests import builders

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's loop runs in the thread that asks the database
expect.set_options(timeout=30_000)  # a machine that tests on all its cores is slow to answer
ROOT = Path(__file__).resolve().parent.parent.parent
DESK = {"width": 1366, "height": 768}
POCKET = {"width": 390, "height": 844}
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    chromium = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), None)
    return {
        "executable_path": chromium,
        "args": ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
    }


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, Any]:
    return {"viewport": DESK, "locale": "en-GB", "timezone_id": "Europe/London"}


@pytest.fixture(autouse=True)
def accounts(transactional_db: None) -> list[User]:
    """The accounts of the demonstration: one for each role."""
    return create_demo_accounts()


@pytest.fixture
def alert(accounts: list[User]) -> Alert:
    """What force 14 is told when force 13 enters a home in its area."""
    with transaction.atomic():
        by = builders.actor()
        facts.add_address(
            builders.person(by), actor=by, reason=builders.CALL, source=Source.CALLER, line_1="10 Station Lane",
            town="Sheffield", postcode="S25 8GW", police_force=builders.force("14"),
        )  # fmt: skip
    return Alert.objects.get()


class Reader:
    """Somebody at a browser."""

    def __init__(self, page: Page, base: str) -> None:
        self.page = page
        self.base = base
        self.page.set_default_timeout(30_000)

    def sign_in(self, email: str) -> Reader:
        """Password, then the one-time code of the moment."""
        account = next(account for account in ACCOUNTS if account.email == email)
        self.page.goto(f"{self.base}/")
        self.page.get_by_label("E-mail").fill(email)
        self.page.get_by_label("Password", exact=True).fill(account.password)
        self.page.get_by_role("button", name="Continue").click()
        self.check()
        self.page.get_by_label("code").fill(one_time_codes.current_code(User.objects.get(email=email)))
        self.page.get_by_role("button", name="Sign in").click()
        self.page.wait_for_url(lambda url: "/account/" not in url)
        return self

    def visit(self, path: str) -> Reader:
        self.page.goto(self.base + path)
        self.check()
        return self

    def check(self) -> None:
        """No axe violation on the page as it stands."""
        found = Axe().run(self.page).response["violations"]
        assert not found, "\n".join(f"{v['id']}: {v['help']}: {[n['html'][:120] for n in v['nodes']]}" for v in found)


@pytest.fixture
def reader(live_server: Any, browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[Callable[..., Reader]]:
    """Make readers, each in a browser context of their own."""
    contexts = []

    def make(email: str = "", **options: Any) -> Reader:
        context = browser.new_context(**{**browser_context_args, **options})
        contexts.append(context)
        person = Reader(context.new_page(), live_server.url)
        return person.sign_in(email) if email else person

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def background(transactional_db: None, tmp_path: Path) -> Iterator[None]:
    """Celery's worker and beat on this test's database and a broker database of its own."""
    environment = {**os.environ, "DATABASE_NAME": settings.DATABASES["default"]["NAME"]}
    celery = [sys.executable, "-m", "celery", "--app=config.celery"]
    programs = [
        [*celery, "worker", "--pool=solo", "--without-gossip", "--without-mingle", "--loglevel=WARNING"],
        [*celery, "beat", f"--schedule={tmp_path / 'beat'}", "--pidfile=", "--loglevel=WARNING"],
    ]
    with (tmp_path / "celery.log").open("w") as log:
        running = [subprocess.Popen(p, cwd=ROOT, env=environment, stdout=log, stderr=log) for p in programs]
        try:
            yield
        finally:
            for process in running:
                process.terminate()
            for process in running:
                process.wait(timeout=30)
