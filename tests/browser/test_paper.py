"""Pages as they are printed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from register.models import Alert
from tests.browser.conftest import Reader

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_an_alert_on_paper_says_which_it_is_and_asks_nothing(reader: Callable[..., Reader], alert: Alert) -> None:
    page = reader("control.14@example.org").visit(f"/alerts/{alert.reference}").page
    on_screen = page.get_by_role("textbox", name="Reason")
    expect(on_screen).to_be_visible()

    page.emulate_media(media="print")

    expect(page.get_by_text(alert.reference)).to_be_visible()
    expect(page.locator(".app-handling")).to_be_visible()
    for hidden in (on_screen, page.get_by_role("radio").first, page.get_by_role("navigation").first):
        expect(hidden).to_be_hidden()


def test_every_sheet_bears_the_marking_unless_it_is_handed_to_somebody(
    reader: Callable[..., Reader], alert: Alert
) -> None:
    page = reader("control.14@example.org").visit(f"/alerts/{alert.reference}").page
    margins = "[...document.styleSheets].flatMap((it) => [...it.cssRules]).filter((it) => it instanceof CSSPageRule)"

    ours = page.evaluate(f"{margins}.map((it) => it.cssText)")
    page.add_style_tag(url="/static/cases/acknowledgement.css")
    handed_over = page.evaluate(f"{margins}.at(-1).cssText")

    assert 'content: "OFFICIAL-SENSITIVE"' in ours[0]
    assert "@top-center { content: none; }" in handed_over
