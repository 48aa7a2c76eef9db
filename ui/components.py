"""What the components are given, and the GOV.UK macros that draw some of them.

Text is escaped wherever it goes. Only a ``SafeString`` (from a template, ``format_html`` or a component)
passes as HTML.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from jinja2 import Environment, PackageLoader, PrefixLoader


@dataclass(frozen=True)
class Action:
    """A link at the end of a summary row. ``about`` completes it for a screen reader: "Change" + "name"."""

    label: str
    url: str
    about: str = ""


@dataclass(frozen=True)
class SummaryRow:
    """One line of a summary list. An empty value is shown as "Not recorded"."""

    key: str
    value: object
    actions: Sequence[Action] = ()


@dataclass(frozen=True)
class TimelineItem:
    """One event of a timeline; ``at`` is an aware moment."""

    title: str
    at: datetime
    byline: str = ""
    content: str = ""


@dataclass(frozen=True)
class Tab:
    """One tab: its label, the id of its panel (unique on the page) and what the panel holds."""

    label: str
    id: str
    content: str


@dataclass(frozen=True)
class Crumb:
    """One step of the breadcrumbs; without an address it is the page itself."""

    label: str
    url: str = ""


@dataclass(frozen=True)
class Cell:
    """A table cell that is a number, or needs classes of its own."""

    content: object
    is_numeric: bool = False
    classes: str = ""


@dataclass(frozen=True)
class SelectedFilter:
    """A filter in force, and the address of the same list without it."""

    label: str
    url: str


@cache
def _macro(component: str, name: str) -> Callable[[Mapping[str, Any]], str]:
    template = _environment().get_template(f"govuk_frontend_jinja/components/{component}/macro.html")
    macro: Callable[[Mapping[str, Any]], str] = getattr(template.module, name)
    return macro


@cache
def _environment() -> Environment:
    return Environment(
        loader=PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
        autoescape=True,
    )


def govuk(component: str, params: Mapping[str, Any]) -> SafeString:
    """The HTML of a govuk-frontend component. ``params`` are its Nunjucks options; give text, never ``html``."""
    name = "govuk" + "".join(word.capitalize() for word in component.split("-"))
    return mark_safe(str(_macro(component, name)(params)))  # noqa: S308 - the environment escapes every value
