"""The components, as template tags: ``{% load ui %}``. ui/README.md shows each in use; the gallery shows each drawn."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django import forms, template
from django.core.paginator import Page
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ui import dates
from ui import layout as frame
from ui.components import Cell, Crumb, SelectedFilter, SummaryRow, Tab, TimelineItem, govuk
from ui.layout import NavigationItem

register = template.Library()

NOT_RECORDED = "Not recorded"
BUTTON_KINDS = {"primary": "", "secondary": "govuk-button--secondary", "warning": "govuk-button--warning"}
TAG_COLOURS = frozenset({"", "grey", "green", "teal", "blue", "purple", "magenta", "red", "orange", "yellow"})
BADGE_COLOURS = frozenset({"", "purple", "red", "orange", "green", "blue", "black", "grey"})
ALERTS = {
    "info": ("information", "Information"),
    "information": ("information", "Information"),
    "debug": ("information", "Information"),
    "success": ("success", "Success"),
    "warning": ("warning", "Warning"),
    "error": ("error", "Problem"),
}
ICONS = {
    "information": "M15 2.5a12.5 12.5 0 1 1 0 25 12.5 12.5 0 0 1 0-25zm-1.4 10.4v9.6h2.8v-9.6zm0-4.6v2.6h2.8V8.3z",
    "success": "M11.3 24.7 2 15.4l2.6-2.6 6.7 6.6L25.4 5.3 28 8z",
    "warning": "M15 2.4 28.8 26.2H1.2zm-1.5 7.1.3 8.3h2.4l.3-8.3zm-.1 10.7v3h3.2v-3z",
    "error": "M20.2 2.5H9.8L2.5 9.8v10.4l7.3 7.3h10.4l7.3-7.3V9.8zM10.9 8.9 15 13l4.1-4.1 2 2L17 15l4.1 4.1-2 2"
    "L15 17l-4.1 4.1-2-2L13 15l-4.1-4.1z",
}


# Words of the frame


@register.simple_tag
def product_name() -> str:
    """The service's name."""
    return frame.product_name()


@register.simple_tag
def handling() -> str:
    """The handling marking."""
    return frame.handling()


# Dates and text


@register.filter
def day(value: date | None) -> str:
    """ "23 November 2026", or nothing."""
    return dates.day(value) if value else ""


@register.filter
def moment(value: datetime | None) -> str:
    """ "23 November 2026 at 14:05" in England and Wales, or nothing."""
    return dates.moment(value) if value else ""


@register.filter
def moment_tag(value: datetime | None) -> str:
    """The same in a <time> element."""
    if not value:
        return ""
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), dates.moment(value))


@register.filter
def since(value: datetime | None) -> str:
    """ "5 minutes ago", or nothing."""
    return dates.since(value, timezone.now()) if value else ""


@register.filter
def isolate(value: object) -> SafeString:
    """Text about a person inside a sentence: a direction mark in it cannot turn its neighbours round."""
    return format_html("<bdi>{}</bdi>", value)


@register.filter
def or_not_recorded(value: object) -> object:
    """The value, or the words for a fact that nobody has given yet."""
    return NOT_RECORDED if value in (None, "") else value


# Forms


@register.simple_tag
def form_errors(form: forms.BaseForm, rows: Iterable[forms.BaseForm] = ()) -> SafeString | str:
    """The error summary, linked to each field, of the form and then of its rows. Nothing when nothing is to correct."""
    form.error_summary_shown = True  # type: ignore[attr-defined]  # {{ form }} after this tag does not repeat it
    found = [message for each in (form, *rows) for message in _form_messages(each)]
    return _error_summary(found) if found else ""


@register.simple_tag
def error_summary(messages: Iterable[str]) -> SafeString | str:
    """An error summary without links, for what is wrong with no field in particular."""
    found = [(message, "") for message in messages]
    return _error_summary(found) if found else ""


def _form_messages(form: forms.BaseForm) -> Iterable[tuple[str, str]]:
    for name, errors in form.errors.items():
        target = "" if name == "__all__" else getattr(form[name], "error_target", form[name].id_for_label)
        for message in errors:
            yield str(message), target


def _error_summary(messages: Sequence[tuple[str, str]]) -> SafeString:
    items = [{"text": message, "href": f"#{target}"} if target else {"text": message} for message, target in messages]
    return govuk("error-summary", {"titleText": "There is a problem", "errorList": items})


@register.simple_tag
def field(
    bound: forms.BoundField,
    label: str = "",
    hint: str = "",
    label_size: str = "s",
    is_heading: bool = False,
    is_label_hidden: bool = False,
) -> SafeString:
    """One field with its label changed: other words, a hint, a size (s, m, l), as the heading, or hidden."""
    bound.label = label or bound.label
    bound.help_text = hint or bound.help_text
    bound.label_size = label_size  # type: ignore[attr-defined]
    bound.is_heading = is_heading  # type: ignore[attr-defined]
    bound.is_label_hidden = is_label_hidden  # type: ignore[attr-defined]
    return bound.as_field_group()


# Buttons and links


@register.simple_tag
def button(text: str, kind: str = "primary", name: str = "", value: str = "", form: str = "") -> SafeString:
    """A submit button that ignores a second click. ``form`` is the id of a form it stands outside of."""
    params: dict[str, Any] = {"text": text, "classes": BUTTON_KINDS[kind], "preventDoubleClick": True}
    if name:
        params |= {"name": name, "value": value}
    if form:
        params["attributes"] = {"form": form}
    return govuk("button", params)


@register.simple_tag
def link_button(text: str, url: str, kind: str = "primary") -> SafeString:
    """A link that looks like a button, for the main way on."""
    return govuk("button", {"text": text, "href": url, "classes": BUTTON_KINDS[kind]})


@register.simple_tag
def back_link(url: str, text: str = "Back") -> SafeString:
    """The way back, for ``{% block before_content %}``; a landmark of its own, since it stands outside <main>."""
    return format_html('<nav aria-label="{}">{}</nav>', text, govuk("back-link", {"href": url, "text": text}))


@register.simple_tag
def breadcrumbs(items: Iterable[Crumb | tuple[str, str]]) -> SafeString:
    """Where the page stands: Crumb or (label, url) in order; the page itself has no address."""
    crumbs = [item if isinstance(item, Crumb) else Crumb(*item) for item in items]
    params = [{"text": each.label, "href": each.url} if each.url else {"text": each.label} for each in crumbs]
    return govuk("breadcrumbs", {"items": params, "collapseOnMobile": True})


# Status


@register.simple_tag
def tag(text: str, colour: str = "") -> SafeString:
    """A status in words; the colour only repeats it."""
    return _tag(str(text), colour)


@lru_cache(maxsize=512)
def _tag(text: str, colour: str) -> SafeString:
    """Statuses are few and lists are long: each is drawn once."""
    return govuk("tag", {"text": text, "classes": _modifier("govuk-tag", colour, TAG_COLOURS)})


@register.simple_tag
def badge(text: str, colour: str = "") -> SafeString:
    """A small outlined label."""
    return format_html('<span class="moj-badge {}">{}</span>', _modifier("moj-badge", colour, BADGE_COLOURS), text)


@register.simple_tag
def danger(text: str, is_past: bool = False) -> SafeString:
    """A danger marker: filled, with a sign and the word; outlined and named as past when it no longer holds."""
    if is_past:
        return format_html('<span class="app-danger app-danger--past">Past: {}</span>', text)
    return format_html('<span class="app-danger"><span class="govuk-visually-hidden">Danger: </span>{}</span>', text)


def _modifier(block: str, colour: str, known: frozenset[str]) -> str:
    if colour not in known:
        raise template.TemplateSyntaxError(f"{block} has no colour {colour!r}; use one of {sorted(known)}.")
    return f"{block}--{colour}" if colour else ""


# Messages


@register.simple_tag
def warning_text(text: str) -> SafeString:
    """One sentence that must not be missed."""
    return govuk("warning-text", {"text": text})


@register.simple_block_tag
def inset_text(content: str) -> SafeString:
    """``{% inset_text %}…{% endinset_text %}``: set apart from the text around it."""
    return format_html('<div class="govuk-inset-text">{}</div>', content)


@register.simple_block_tag
def alert(content: str, kind: str = "info", title: str = "") -> str:
    """``{% alert "warning" %}…{% endalert %}``: info, success, warning or error, said in words as well."""
    variant, prefix = ALERTS.get(kind, ALERTS["info"])
    context = {"content": content, "title": title, "variant": variant, "prefix": prefix, "icon": ICONS[variant]}
    return render_to_string("ui/components/alert.html", context)


@register.simple_block_tag
def notification_banner(content: str, title: str = "", kind: str = "", id: str = "notification-banner-title") -> str:
    """``{% notification_banner kind="success" %}…{% endnotification_banner %}``: what has just happened."""
    success = kind == "success"
    context = {"content": content, "success": success, "id": id}
    context["title"] = title or ("Success" if success else "Important")
    return render_to_string("ui/components/notification_banner.html", context)


@register.simple_block_tag
def panel(content: str, title: str, level: int = 1) -> str:
    """``{% panel "Notification recorded" %}Receipt 1234{% endpanel %}``: the end of a journey."""
    return render_to_string("ui/components/panel.html", {"content": content, "title": title, "level": level})


@register.simple_block_tag
def details(content: str, summary: str, open: bool = False) -> str:
    """``{% details "Why we ask" %}…{% enddetails %}``: opens without JavaScript."""
    return render_to_string("ui/components/details.html", {"content": content, "summary": summary, "open": open})


# Lists and tables


@register.simple_tag
def summary_list(rows: Iterable[SummaryRow | tuple[str, object]], classes: str = "") -> SafeString:
    """Keys and values: SummaryRow or (key, value). Nothing given is shown as "Not recorded"."""
    each = [row if isinstance(row, SummaryRow) else SummaryRow(*row) for row in rows]
    return govuk("summary-list", {"rows": [_summary_row(row) for row in each], "classes": classes})


def _summary_row(row: SummaryRow) -> dict[str, Any]:
    actions = [{"text": action.label, "href": action.url, "visuallyHiddenText": action.about} for action in row.actions]
    return {
        "key": {"text": row.key},
        "value": {"text": or_not_recorded(row.value)},
        "actions": {"items": actions},
    }


@register.simple_tag
def table(
    head: Iterable[object], rows: Iterable[Iterable[object]], caption: str = "", is_first_heading: bool = False
) -> SafeString:
    """A table from values or Cells, in a box that scrolls sideways by keyboard when it is too wide."""
    params = {
        "caption": caption,
        "captionClasses": "govuk-table__caption--m",
        "head": [_cell(each) for each in head],
        "rows": [[_cell(each) for each in row] for row in rows],
        "firstCellIsHeader": is_first_heading,
    }
    drawn = govuk("table", params)
    return format_html(
        '<div class="app-scroll" role="region" tabindex="0" aria-label="{}">{}</div>', caption or "Table", drawn
    )


def _cell(value: object) -> dict[str, Any]:
    cell = value if isinstance(value, Cell) else Cell("" if value is None else value)
    return {
        "text": cell.content,
        "classes": cell.classes,
        "format": "numeric" if cell.is_numeric else "",
    }


@register.simple_tag
def timeline(items: Iterable[TimelineItem], level: int = 3) -> str:
    """Events, newest or oldest first as given; ``level`` is that of their headings."""
    return render_to_string("ui/components/timeline.html", {"items": items, "level": level})


# Ways about


@register.simple_tag
def sub_navigation(items: Iterable[NavigationItem], label: str) -> str:
    """The pages of one record; ``label`` names it for a screen reader."""
    return render_to_string("ui/components/sub_navigation.html", {"items": items, "label": label})


@register.simple_tag
def tabs(items: Iterable[Tab], title: str = "Contents") -> str:
    """Parts of one page; without JavaScript they stand one below the other."""
    return render_to_string("ui/components/tabs.html", {"items": items, "title": title})


@register.simple_block_tag
def filter_panel(
    content: str, title: str = "Filter", selected: Iterable[SelectedFilter] = (), clear_url: str = ""
) -> str:
    """``{% filter_panel selected=filters clear_url=url %}{{ form.status }}{% endfilter_panel %}``: a GET form."""
    context = {"content": content, "title": title, "selected": selected, "clear_url": clear_url}
    return render_to_string("ui/components/filter_panel.html", context)


@register.simple_tag(takes_context=True)
def pagination(context: template.Context, page: Page[Any], parameter: str = "page") -> SafeString | str:
    """The pages of a list; every other parameter of the address is kept. Nothing for a single page."""
    if page.paginator.num_pages <= 1:
        return ""
    query = context["request"].GET.copy()

    def url(number: int) -> str:
        query[parameter] = str(number)
        return f"?{query.urlencode()}"

    params: dict[str, Any] = {"items": [_page_item(each, page.number, url) for each in _elided(page)]}
    if page.has_previous():
        params["previous"] = {"href": url(page.previous_page_number())}
    if page.has_next():
        params["next"] = {"href": url(page.next_page_number())}
    return govuk("pagination", params)


def _elided(page: Page[Any]) -> Iterable[int | str]:
    return page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)


def _page_item(number: int | str, current: int, url: Any) -> dict[str, Any]:
    if not isinstance(number, int):
        return {"ellipsis": True}
    return {"number": number, "href": url(number), "current": number == current}
