"""One's own inbox through the API: what is due, late, given or handed over. It names nobody; each line leads to what
it is about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import NoReverseMatch, reverse

from accounts.actor import Actor
from accounts.api.lists import Paged, newest_first
from accounts.api.representations import shown
from accounts.api.rows import Asking, Place, Read, Row, Shown, Write
from accounts.web import get_or_404
from register import policies
from register.actions.inbox import acknowledge, read_notice
from register.models import Notice


@dataclass(frozen=True, slots=True)
class NoticeShown:
    """A line of the inbox. `about` is the reference of what it is about, `page` the address of the page that it leads
    to, empty where there is none any more; `step` says how far something with a day went up the chain."""

    reference: str
    topic: str
    source: str
    step: str
    about: str
    page: str
    due_on: date | None
    count: int | None
    renewed_at: datetime
    read_at: datetime | None
    acknowledged_at: datetime | None


def _inbox(asking: Asking, after: Any = None) -> Shown:
    page, then = newest_first(Notice.objects.visible_to(asking.actor).standing(), after)
    return Shown({"lines": [_shown(each, asking) for each in page], "next": then})


def _line(asking: Asking, notice: Notice) -> Shown:
    """Whoever asks for it has read it."""
    return Shown(_shown(read_notice(notice, **asking.act), asking))


def _shown(notice: Notice, asking: Asking) -> NoticeShown:
    return shown(NoticeShown, notice, str, about=notice.argument, page=_page(notice, asking))


def _page(notice: Notice, asking: Asking) -> str:
    try:
        return asking.address_of(reverse(notice.page, args=[notice.argument] if notice.argument else []))
    except NoReverseMatch:
        return ""


def notice_of(actor: Actor, reference: str) -> Notice:
    """A line of the actor's own inbox."""
    return get_or_404(Notice.objects.visible_to(actor), reference=reference)


AT = Place("api-inbox-line", lambda row: {"reference": row.reference})
ROWS: tuple[Row, ...] = (
    Read("inbox", "api-inbox", "One's own inbox: lines that are not put away, by falling number.", _inbox,
         policy=policies.SEE_INBOX, query=Paged),
    Read("inbox/<str:reference>", "api-inbox-line", "One line of one's own inbox. It is read by this.", _line,
         notice_of, policy=policies.SEE_INBOX, acts=(read_notice,)),
    Write("inbox/<str:reference>/acknowledge", "api-acknowledge", acknowledge, notice_of, AT,
          tells=("acknowledged_at",)),
)  # fmt: skip
