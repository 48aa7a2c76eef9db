import pytest
from django.contrib.auth.models import AnonymousUser

from ui.gallery import views
from ui.templatetags.ui import register


@pytest.fixture
def request_(rf):
    request = rf.get("/gallery/")
    request.user = AnonymousUser()
    return request


@pytest.mark.parametrize("view", [views.gallery, views.dense], ids=["gallery", "dense"])
def test_the_gallery_is_drawn_with_hostile_samples_inert(request_, view):
    response = view(request_)

    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()
    assert "&lt;script&gt;alert" in response.content.decode()


def test_the_gallery_shows_every_component(request_):
    html = views.gallery(request_).content.decode()
    marks = {
        "alert": "moj-alert--error",
        "back_link": "govuk-back-link",
        "badge": "moj-badge--orange",
        "breadcrumbs": "govuk-breadcrumbs",
        "button": "govuk-button--warning",
        "danger": "app-danger--past",
        "details": "govuk-details",
        "error_summary": "govuk-error-summary",
        "field": "govuk-form-group--error",
        "filter_panel": "app-filter",
        "form_errors": "govuk-error-summary",
        "handling": "OFFICIAL-SENSITIVE",
        "inset_text": "govuk-inset-text",
        "link_button": 'role="button"',
        "notification_banner": "govuk-notification-banner--success",
        "pagination": "govuk-pagination",
        "panel": "govuk-panel",
        "product_name": "app-header__name",
        "sub_navigation": "moj-sub-navigation",
        "summary_list": "govuk-summary-list",
        "table": "govuk-table",
        "tabs": "govuk-tabs",
        "tag": "govuk-tag--magenta",
        "timeline": "moj-timeline",
        "warning_text": "govuk-warning-text",
    }

    assert set(marks) == set(register.tags)
    assert [name for name, mark in marks.items() if mark not in html] == []


def test_ids_are_used_once(request_):
    html = views.gallery(request_).content.decode()
    ids = [part.split('"')[0] for part in html.split(' id="')[1:]]

    assert sorted(ids) == sorted(set(ids))
