"""What the gallery's components show. All of it is invented."""

from datetime import UTC, datetime

from django.utils.html import format_html

from ui.components import Action, Cell, Crumb, SelectedFilter, SummaryRow, Tab, TimelineItem
from ui.layout import Account, NavigationItem, SessionLimits

NOW = datetime(2026, 11, 23, 14, 5, tzinfo=UTC)
RIGHT_TO_LEFT = "سمير \u202eevil\u202c"
HOSTILE = "<script>alert(1)</script>\"'>" + RIGHT_TO_LEFT

NAVIGATION = [
    NavigationItem("Search", "#search", is_current=True),
    NavigationItem("Inbox", "#inbox", count=3),
    NavigationItem("Work due", "#due", count=12, count_label="due"),
    NavigationItem("Reports", "#reports"),
]
ACCOUNT = Account(name="Asha Kaur", detail="Specialist, North Force", url="#account", sign_out_url="#sign-out")
SESSION = SessionLimits(idle_seconds=1800, warn_before_seconds=120, keep_alive_url="#", ended_url="#")
CRUMBS = [Crumb("Start", "#start"), Crumb("People", "#people"), Crumb("This person")]
ROWS = [
    SummaryRow("Name", "Asha Kaur", [Action("Change", "#name", about="name")]),
    SummaryRow("Written as", HOSTILE),
    SummaryRow("Telephone", ""),
    SummaryRow("Updated", format_html("<strong>{}</strong>", "23 November 2026")),
]
SUB_PAGES = [
    NavigationItem("Summary", "#summary", is_current=True),
    NavigationItem("Orders", "#orders", count=2, count_label="in force"),
    NavigationItem("Who looked", "#looked"),
]
TABS = [
    Tab("Today", "today", format_html('<p class="govuk-body">{}</p>', "Two visits are due.")),
    Tab("This week", "week", format_html('<p class="govuk-body">{}</p>', "Five visits are due.")),
]
EVENTS = [
    TimelineItem("Order served", NOW, byline="Asha Kaur", content="Served in person at 1 Example Street."),
    TimelineItem(HOSTILE, datetime(2026, 6, 1, 22, 30, tzinfo=UTC)),
]
TABLE_HEAD = ["Name", "Due", Cell("Days late", is_numeric=True)]
TABLE_ROWS = [["Asha Kaur", "23 November 2026", Cell(0, is_numeric=True)], [HOSTILE, None, Cell(12, is_numeric=True)]]
SELECTED = [SelectedFilter("North", "?level=high"), SelectedFilter("High", "?place=north")]
TAG_COLOURS = ["grey", "green", "teal", "blue", "purple", "magenta", "red", "orange", "yellow"]
BADGE_COLOURS = ["purple", "red", "orange", "green", "blue", "black", "grey"]
PAGED = range(1, 101)
