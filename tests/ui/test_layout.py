import re

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.template import engines

from tests.ui.frame import HOSTILE
from ui.layout import Layout

INBOX = '{% extends "ui/layout.html" %}{% block title %}Inbox{% endblock %}'


@pytest.fixture(autouse=True)
def _frame(settings):
    settings.UI_NAVIGATION = "tests.ui.frame.navigation"
    settings.UI_ACCOUNT = "tests.ui.frame.account"
    settings.UI_SESSION = "tests.ui.frame.session"


@pytest.fixture
def request_(rf):
    request = rf.get("/somewhere/")
    request.user = AnonymousUser()
    return request


def page(request, source=INBOX, **context):
    return engines["django"].from_string(source).render(context, request)


class OneField(forms.Form):
    surname = forms.CharField()


def test_a_page_has_its_landmarks_and_its_language(request_):
    html = page(request_)

    assert '<html lang="en"' in html
    assert '<a href="#main-content" class="govuk-skip-link"' in html
    for landmark in ("<header", "<nav", '<main class="govuk-main-wrapper" id="main-content"', "<footer"):
        assert html.count(landmark) == 1
    assert "<title>Inbox – Domestic Abuse Register</title>" in html
    assert html.count("OFFICIAL-SENSITIVE") == 2


def test_the_title_says_when_something_must_be_corrected(request_):
    assert "<title>Error: Inbox –" in page(request_, form=OneField({}))
    assert "<title>Inbox –" in page(request_, form=OneField({"surname": "Kaur"}))


def test_navigation_marks_where_one_is_and_counts_what_waits(request_):
    html = page(request_)

    assert html.count('aria-current="page"') == 1
    assert 'href="/search/" aria-current="page"' in html
    assert '<span class="app-count">3<span class="govuk-visually-hidden"> waiting</span></span>' in html
    assert html.count("app-count") == 1


def test_navigation_is_asked_for_only_by_a_page_that_shows_it(request_):
    page(request_, "{{ 1 }}")
    assert not hasattr(request_, "asked_for_navigation")

    page(request_)
    assert request_.asked_for_navigation


def test_signing_out_is_a_post_with_a_token(request_):
    html = page(request_)

    assert '<form method="post" action="/leave/" id="sign-out"><input type="hidden" name="csrfmiddlewaretoken"' in html
    assert "Asha Kaur" in html


def test_somebody_signed_out_sees_no_account_and_no_token(request_, settings):
    settings.UI_ACCOUNT = None
    html = page(request_)

    assert "Sign out" not in html.split("<dialog")[0]
    assert "csrf" not in html.lower()


class SignedIn:
    is_authenticated = True

    def __str__(self):
        return "Asha Kaur"


def test_without_a_setting_the_account_is_the_user(request_, settings):
    settings.UI_ACCOUNT = None
    request_.user = SignedIn()
    account = Layout(request_).account

    assert account is not None
    assert account.name == "Asha Kaur"


def test_the_session_warning_reads_its_limits_from_the_body(request_):
    html = page(request_)
    body = re.search(r"<body[^>]*>", html)[0]

    assert 'data-session-idle="1800"' in body
    assert 'data-session-warn="120"' in body
    assert 'data-session-keep-alive="/stay/"' in body
    assert 'data-session-ended="/out/"' in body
    assert '<dialog class="app-dialog" id="session-warning"' in html


def test_without_limits_there_is_no_warning(request_, settings):
    settings.UI_SESSION = None
    html = page(request_)

    assert "data-session" not in html
    assert "<dialog" not in html


def test_nothing_is_written_into_the_page_that_the_policy_forbids(request_):
    html = page(request_)

    assert re.findall(r"<script(?![^>]*\ssrc=)", html) == []
    assert "<style" not in html
    assert not re.search(r"\s(style|on[a-z]+)=", html)


def test_htmx_keeps_no_copy_of_a_page_in_the_browser(request_):
    html = page(request_)

    for rule in (
        '"historyCacheSize":0',
        '"allowEval":false',
        '"includeIndicatorStyles":false',
        '"allowScriptTags":false',
    ):
        assert rule in html


@pytest.mark.parametrize(
    ("level", "css", "role"),
    [
        pytest.param(constants.SUCCESS, "moj-alert--success", "status", id="success"),
        pytest.param(constants.INFO, "moj-alert--information", "status", id="info"),
        pytest.param(constants.WARNING, "moj-alert--warning", "status", id="warning"),
        pytest.param(constants.ERROR, "moj-alert--error", "alert", id="error"),
    ],
)
def test_messages_stand_above_the_content(request_, level, css, role):
    html = page(request_, messages=[Message(level, HOSTILE)])

    assert f'<div role="{role}" class="moj-alert {css}">' in html
    assert "<script>alert" not in html


def test_hostile_words_in_the_frame_are_inert(request_, settings):
    settings.UI_NAVIGATION = "tests.ui.frame.hostile_navigation"
    settings.UI_ACCOUNT = "tests.ui.frame.hostile_account"
    settings.SERVICE_NAME = HOSTILE
    settings.UI_HANDLING = HOSTILE
    html = page(request_)

    assert "<script>alert" not in html
    assert "\"'>" not in html


def test_a_page_can_be_dense_and_wide(request_):
    html = page(request_, INBOX + "{% block body_classes %}app-dense app-wide{% endblock %}")

    assert '<body class="govuk-template__body app-dense app-wide"' in html
