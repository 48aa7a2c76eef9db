from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404
from django.template.loader import render_to_string
from django.views import defaults

from tests.ui.test_layout import SignedIn

PAGES = ["400.html", "403.html", "403_csrf.html", "404.html", "429.html", "500.html", "503.html"]
TEMPLATES = Path(__file__).resolve().parents[2] / "ui" / "templates"


def not_found(rf, path, user, reason):
    request = rf.get(path)
    request.user = user
    return defaults.page_not_found(request, Http404(reason))


def test_hidden_and_absent_have_the_same_bytes_for_everybody(rf):
    hidden = not_found(rf, "/people/1/?q=kaur", SignedIn(), "outside your reach")
    absent = not_found(rf, "/people/999999/", AnonymousUser(), "no such person")

    assert hidden.status_code == absent.status_code == 404
    assert hidden.content == absent.content
    assert dict(hidden.headers) == dict(absent.headers)


@pytest.mark.parametrize("name", PAGES)
def test_an_error_page_says_what_to_do_and_holds_nothing_of_the_request(rf, name):
    request = rf.get("/people/kaur/")
    request.user = SignedIn()
    html = render_to_string(name, {"exception": "boom", "request_path": "/people/kaur/", "reason": "boom"}, request)

    assert "Go to the start page" in html
    for word in ("kaur", "boom", "csrf", "Asha"):
        assert word.lower() not in html.lower()


@pytest.mark.parametrize("name", PAGES)
def test_an_error_page_needs_neither_context_nor_request(name):
    assert "<h1" in render_to_string(name)


def test_every_error_page_is_tried_here():
    assert sorted(path.name for path in TEMPLATES.glob("*.html")) == PAGES
