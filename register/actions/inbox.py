"""What waits in people's inboxes: putting it there, reading it, and the e-mail that says how much there is."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime, time
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts import absence
from accounts.actor import Actor, system_actor
from accounts.models import User
from audit.core.action import action
from audit.core.entry import Entry, Reason
from register import policies
from register.actions.outbox import enqueue
from register.events import queues as events
from register.models import Digest, Notice
from register.models.notice import NoticeQuerySet
from register.watched.sources import Source

MAILER = system_actor("digest", {"work.watch": "national"})
BY_ITSELF = Reason("system")
MAILED_FROM = time(7)
AT_A_TIME = 200
_RENEWED = (
    "source", "step", "people", "page", "argument", "due_on", "count", "is_of_team", "renewed_at", "read_at",
    "acknowledged_at", "emailed_at",
)  # fmt: skip


def put(
    user_ids: Iterable[int], topic: Notice.Topic, key: str, *, people: Iterable[int | None], **about: Any
) -> int:  # fmt: skip
    """Put a line into these inboxes; where it stands already, it is renewed and unread again. `people` are the keys of
    those whom it is about: whoever may not see one of them does not see the line. Gives how many."""
    about |= {"people": sorted({each for each in people if each is not None}), "renewed_at": timezone.now()}
    rows = [Notice(user_id=each, topic=topic, key=key, **about) for each in dict.fromkeys(user_ids)]
    Notice.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["user", "topic", "key"], update_fields=_RENEWED
    )
    return len(rows)


def take_back(topic: Notice.Topic, keys: Collection[str]) -> None:
    """What these lines are about is settled: they leave the inboxes."""
    standing = Notice.objects.standing().filter(topic=topic, key__in=keys)
    standing.update(acknowledged_at=timezone.now())


@action(event=events.NOTICE_READ, policy=policies.SEE_INBOX)
def read_notice(notice: Notice, *, entry: Entry, actor: Actor, reason: Reason) -> Notice:
    """Open a line; it stays in the inbox until it is acknowledged or settled."""
    if notice.read_at is None:
        notice.read_at = timezone.now()
        notice.save(update_fields=["read_at"])
    return notice


@action(event=events.NOTICE_ACKNOWLEDGED, policy=policies.SEE_INBOX)
def acknowledge(notice: Notice, *, entry: Entry, actor: Actor, reason: Reason) -> Notice:
    """Put a line out of one's own inbox. A later reminder of the same thing brings it back."""
    if notice.acknowledged_at is None:
        notice.acknowledged_at = timezone.now()
        notice.save(update_fields=["acknowledged_at"])
    return notice


@action(event=events.TEAM_LINE_READ, policy=policies.SEE_INBOX, lock=False)
def read_team_line(source: Source, *, entry: Entry, actor: Actor, reason: Reason) -> int:
    """Open the line of all that nobody has of a kind: everything in it is read. Gives how much was new."""
    unread = Notice.objects.visible_to(actor).of_team().unread().filter(source=source.code)
    count = unread.update(read_at=timezone.now())
    entry.record(source=source.code, count=count)
    return count


@action(event=events.TEAM_LINE_ACKNOWLEDGED, policy=policies.SEE_INBOX, lock=False)
def acknowledge_team_line(source: Source, *, entry: Entry, actor: Actor, reason: Reason) -> int:
    """Put the line of all that nobody has of a kind out of one's own inbox. What becomes due or late later, or comes to
    it, brings it back. Gives how much was in it."""
    standing = Notice.objects.visible_to(actor).of_team().standing().filter(source=source.code)
    count = standing.update(acknowledged_at=timezone.now())
    entry.record(source=source.code, count=count)
    return count


def mail_digests(at: datetime) -> int:
    """Ask for an e-mail to everybody in post for whom something new waits, once a day at the most and not before seven
    in the morning. Gives how many."""
    here = timezone.localtime(at)
    if here.time() < MAILED_FROM:
        return 0
    return sum(_ask(user, here.date()) for user in _to_mail(here.date()))


def _to_mail(on: date) -> list[User]:
    new = Notice.objects.unread().filter(user=OuterRef("pk"), emailed_at__isnull=True)
    had = Digest.objects.filter(user=OuterRef("pk"), sent_on=on)
    return list(absence.in_post(on=on).filter(Exists(new)).exclude(Exists(had)).order_by("pk")[:AT_A_TIME])


@transaction.atomic
def _ask(user: User, on: date) -> bool:
    """One e-mail, unless another beat was first."""
    count = _unread(user).as_lines().count()
    _, is_new = Digest.objects.get_or_create(user=user, sent_on=on, defaults={"count": count})
    if is_new:
        enqueue("mail_digest", {"user": user.reference})
    return is_new


@action(event=events.DIGEST_SENT, policy=policies.WATCH_WORK, lock=False)
def send_digest(user: User, *, entry: Entry, actor: Actor, reason: Reason) -> int:
    """Say by e-mail how much waits, and nothing else: whoever reads over a shoulder learns nothing. Gives how many."""
    count = _unread(user).as_lines().count()
    if count and user.is_active:
        send_mail(_subject(count), _body(), settings.DEFAULT_FROM_EMAIL, [user.email])
    Notice.objects.unread().filter(user=user).update(emailed_at=timezone.now())
    entry.record(count=count)
    return count


def _unread(user: User) -> NoticeQuerySet:
    """What their own inbox would show them as new."""
    return Notice.objects.visible_to(user.actor(on=timezone.localdate())).unread()


def _subject(count: int) -> str:
    waits = "1 line is waiting" if count == 1 else f"{count} lines are waiting"
    return f"Domestic Abuse Register: {waits} in your inbox"


def _body() -> str:
    where = f" at {settings.SITE_URL}/inbox" if settings.SITE_URL else ""
    return (
        f"Sign in to the register and read your inbox{where}.\n\n"
        "This e-mail says nothing about anybody, and comes once a day at the most."
    )
