import re
from datetime import UTC, datetime

import pytest
import time_machine
from django.core.paginator import Paginator
from django.template import Context, Template, TemplateSyntaxError
from django.utils.html import format_html

from ui.components import Action, Cell, Crumb, SelectedFilter, SummaryRow, Tab, TimelineItem
from ui.layout import NavigationItem
from ui.templatetags import ui

NOW = datetime(2026, 11, 23, 14, 5, tzinfo=UTC)
HOSTILE = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>\u202e"


def draw(source, **context):
    return Template("{% load ui %}" + source).render(Context(context))


# Each component with hostile text in every place that takes text.
EVERY_TAG = {
    "button": "{% button x name=x value=x form=x %}",
    "link_button": "{% link_button x x %}",
    "back_link": "{% back_link x x %}",
    "breadcrumbs": "{% breadcrumbs crumbs %}",
    "tag": "{% tag x 'red' %}",
    "badge": "{% badge x 'red' %}",
    "danger": "{% danger x %}{% danger x is_past=True %}",
    "warning_text": "{% warning_text x %}",
    "inset_text": "{% inset_text %}{{ x }}{% endinset_text %}",
    "alert": "{% alert x title=x %}{{ x }}{% endalert %}",
    "notification_banner": "{% notification_banner title=x kind=x id=x %}{{ x }}{% endnotification_banner %}",
    "panel": "{% panel x %}{{ x }}{% endpanel %}",
    "details": "{% details x %}{{ x }}{% enddetails %}",
    "summary_list": "{% summary_list rows classes=x %}",
    "table": "{% table head=head rows=cells caption=x %}",
    "timeline": "{% timeline events %}",
    "sub_navigation": "{% sub_navigation pages label=x %}",
    "tabs": "{% tabs tabs title=x %}",
    "filter_panel": "{% filter_panel title=x selected=selected clear_url=x %}{{ x }}{% endfilter_panel %}",
    "error_summary": "{% error_summary messages %}",
    "isolate": "{{ x|isolate }}",
    "or_not_recorded": "{{ x|or_not_recorded }}",
}
CONTEXT = {
    "x": HOSTILE,
    "crumbs": [Crumb(HOSTILE, HOSTILE), (HOSTILE, ""), (HOSTILE, HOSTILE)],
    "rows": [(HOSTILE, HOSTILE), SummaryRow(HOSTILE, HOSTILE, [Action(HOSTILE, HOSTILE, about=HOSTILE)] * 2)],
    "head": [HOSTILE, Cell(HOSTILE, is_numeric=True)],
    "cells": [[HOSTILE, Cell(HOSTILE, classes=HOSTILE)]],
    "events": [TimelineItem(HOSTILE, NOW, byline=HOSTILE, content=HOSTILE)],
    "pages": [NavigationItem(HOSTILE, HOSTILE, is_current=True, count=1, count_label=HOSTILE)],
    "tabs": [Tab(HOSTILE, HOSTILE, HOSTILE)],
    "selected": [SelectedFilter(HOSTILE, HOSTILE)],
    "messages": [HOSTILE],
}


@pytest.mark.parametrize("source", EVERY_TAG.values(), ids=EVERY_TAG.keys())
def test_hostile_text_is_inert_in(source):
    html = draw(source, **CONTEXT)

    assert "alert(1)" in html
    assert "<script" not in html
    assert "<img" not in html
    assert "\"'>" not in html


def test_every_tag_that_takes_text_is_tried_above():
    plain = {"product_name", "handling", "form_errors", "field", "pagination"}

    assert set(ui.register.tags) - plain <= set(EVERY_TAG)


def test_html_made_by_a_component_passes_into_another():
    html = draw(
        "{% summary_list rows %}", rows=[("Risk", ui.tag("High", "red")), ("Note", format_html("<b>{}</b>", "<"))]
    )

    assert '<strong class="govuk-tag govuk-tag--red">' in html
    assert "<b>&lt;</b>" in html


@pytest.mark.parametrize("value", [None, ""], ids=["none", "empty"])
def test_a_fact_that_nobody_gave_is_said_in_words(value):
    assert "Not recorded" in draw("{% summary_list rows %}", rows=[("Telephone", value)])


@pytest.mark.parametrize("value", [0, False], ids=["nought", "false"])
def test_nought_and_false_are_facts(value):
    html = draw("{% summary_list rows %}{% table head rows %}", rows=[("Days", value)], head=["Days"])

    assert "Not recorded" not in html
    assert len(re.findall(rf">\s*{value}\s*<", html)) == 2


def test_a_summary_action_says_what_it_changes():
    html = draw(
        "{% summary_list rows %}", rows=[SummaryRow("Name", "Kaur", [Action("Change", "/name/", about="name")])]
    )

    assert 'href="/name/">Change<span class="govuk-visually-hidden"> name</span></a>' in html


@pytest.mark.parametrize("source", ["{% tag 'Late' 'pink' %}", "{% badge 'Late' 'yellow' %}"], ids=["tag", "badge"])
def test_a_colour_that_does_not_exist_is_an_error(source):
    with pytest.raises(TemplateSyntaxError, match="no colour"):
        draw(source)


def test_a_button_ignores_a_second_click():
    assert 'data-prevent-double-click="true"' in draw("{% button 'Save' %}")


def test_a_button_may_carry_a_value_and_stand_outside_its_form():
    html = draw("{% button 'Accept' name='answer' value='yes' form='move' kind='warning' %}")

    assert 'value="yes" name="answer"' in html
    assert 'form="move"' in html
    assert "govuk-button--warning" in html


@pytest.mark.parametrize(
    ("kind", "word"),
    [("info", "Information: "), ("success", "Success: "), ("warning", "Warning: "), ("error", "Problem: ")],
)
def test_an_alert_says_its_kind_in_words(kind, word):
    assert word in draw("{% alert kind %}Saved{% endalert %}", kind=kind)


def test_a_past_danger_says_so():
    assert draw("{% danger 'Knives' is_past=True %}").endswith(">Past: Knives</span>")


def test_details_keep_what_is_typed_in_a_textarea_inside():
    typed = "<textarea>\n first\n  second</textarea>"
    assert typed in draw("{% details 'More' %}" + typed + "{% enddetails %}")


def test_a_wide_table_scrolls_by_keyboard_and_has_a_name():
    html = draw("{% table head rows caption='Work due' is_first_heading=True %}", head=["Name"], rows=[["Kaur"]])

    assert '<div class="app-scroll" role="region" tabindex="0" aria-label="Work due">' in html
    assert '<th scope="row"' in html


def test_a_timeline_gives_local_time_and_the_machine_readable_moment():
    html = draw("{% timeline events level=2 %}", events=[TimelineItem("Served", NOW, byline="Asha Kaur")])

    assert '<time datetime="2026-11-23T14:05:00+00:00">23 November 2026 at 14:05</time>' in html
    assert '<h2 class="moj-timeline__title"><bdi>Served</bdi></h2>' in html


def test_only_the_last_crumb_is_the_page():
    html = draw("{% breadcrumbs crumbs %}", crumbs=[("Start", "/"), ("This page", "")])

    assert html.count("<a ") == 1
    assert 'aria-current="page"' in html


@pytest.mark.parametrize(
    ("filter_", "words"),
    [
        ("day", "23 November 2026"),
        ("moment", "23 November 2026 at 14:05"),
        ("since", "5 minutes ago"),
        ("moment_tag", '<time datetime="2026-11-23T14:05:00+00:00">23 November 2026 at 14:05</time>'),
    ],
)
def test_date_filters(filter_, words):
    with time_machine.travel(datetime(2026, 11, 23, 14, 10, tzinfo=UTC), tick=False):
        assert draw("{{ at|" + filter_ + " }}", at=NOW) == words
    assert draw("{{ at|" + filter_ + " }}", at=None) == ""


def test_a_name_inside_a_sentence_is_isolated():
    assert draw("about {{ name|isolate }}.", name="\u202eevil") == "about <bdi>\u202eevil</bdi>."


class TestPagination:
    def page(self, rf, number, count=100, address="/list/?risk=high&page=2"):
        return draw("{% pagination page %}", page=Paginator(range(count), 10).page(number), request=rf.get(address))

    def test_a_single_page_has_none(self, rf):
        assert self.page(rf, 1, count=10) == ""

    def test_keeps_the_rest_of_the_address(self, rf):
        assert 'href="?risk=high&amp;page=5"' in self.page(rf, 4)

    def test_marks_the_page_and_skips_the_middle(self, rf):
        html = self.page(rf, 5)
        assert html.count('aria-current="page"') == 1
        assert html.count("govuk-pagination__item--ellipsis") == 2

    @pytest.mark.parametrize(
        ("number", "present", "absent"),
        [(1, 'rel="next"', 'rel="prev"'), (10, 'rel="prev"', 'rel="next"')],
        ids=["first", "last"],
    )
    def test_the_ends_lead_one_way(self, rf, number, present, absent):
        html = self.page(rf, number)
        assert present in html
        assert absent not in html

    def test_a_hostile_address_is_inert(self, rf):
        assert "<script" not in self.page(rf, 4, address="/list/?q=%22%3E%3Cscript%3E")
