"""Two documents in a case of the demonstration, a statement and an e-mail. Everybody in them is invented."""

from __future__ import annotations

from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.models import User
from audit.core.entry import Reason
from cases.actions.attachments import attach
from cases.attachments.reading import is_withheld_from
from cases.models import Attachment, Case

REASON = Reason("system", "demonstration")
STATEMENT = """STATEMENT

Taken at the counter, from a neighbour who does not wish to be named to him.

On Saturday evening I heard shouting and something break. I rang 999. He left before the police came and said to me on
the stairs that it was none of my business. It is the third time since August.
"""
MAIL = """From: Housing office <housing@example.org>
To: Safeguarding <safeguarding@example.org>
Subject: Locks

The locks were changed this morning as you asked. The work order says a lost key and nothing else.
"""


def documents(officer: User) -> bool:
    """Attach both to the first case of the officer's force in which nobody is in refuge, unless the force has documents
    already."""
    actor = officer.actor(on=timezone.localdate())
    if officer.force is None or Attachment.objects.filter(force=officer.force).exists():
        return False
    cases = Case.objects.open().filter(force=officer.force).order_by("pk")
    case = next((each for each in cases if not is_withheld_from(each, actor=actor)), None)
    if case is None:
        return False
    for name, content, kind in (
        ("Statement of a neighbour.txt", STATEMENT, Attachment.Kind.STATEMENT),
        ("Locks changed.eml", MAIL, Attachment.Kind.OTHER),
    ):
        attach(case, actor=actor, reason=REASON, file=ContentFile(content.encode(), name=name), kind=kind)
    return True
