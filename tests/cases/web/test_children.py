from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from cases.models import Child, ChildSchool, SchoolNotice
from tests import builders
from tests.cases.builders import CANARIES, Household, household, refuge
from tests.cases.conftest import Visit
from tests.cases.web.pages import get, post, title, words

pytestmark = pytest.mark.django_db
SCHOOL = {"education": "school", "name": "Mill Primary", "lead": "Ms Lee"}


def ravi(home: Household, visit: Visit) -> Child:
    client = visit("safeguarding-officer")
    post(client, "add-child", home.case.reference, name="Ravi", date_of_birth="2019-05-02")
    child = Child.objects.get()
    post(client, "set-school", home.case.reference, child.pk, **SCHOOL)
    return child


def test_the_page_says_where_a_child_learns_to_those_who_may_know(home: Household, visit: Visit) -> None:
    ravi(home, visit)

    officer = words(get(visit("safeguarding-officer"), "children", home.case.reference))
    manager = words(get(visit("offender-manager"), "children", home.case.reference))
    refuge(home.pair, home.officer)
    in_refuge = words(get(visit("safeguarding-officer"), "children", home.case.reference))

    assert "Mill Primary, Ms Lee" in officer
    assert "Mill Primary" not in manager and "Confidential" in manager
    assert "Mill Primary" not in in_refuge and "in refuge" in in_refuge
    assert ChildSchool.objects.count() == 1


@time_machine.travel("2026-11-26T07:00:00Z")
def test_police_attended_and_the_school_is_told_before_it_opens(home: Household, visit: Visit) -> None:
    child, client = ravi(home, visit), visit("safeguarding-officer")
    typed = {
        "attended_on": "2026-11-25", "attended_at": "22:40", "children": [str(child.pk)], "is_present": "on",
        "police_reference": "13/4471", "voice": "He hid",
    }  # fmt: skip

    back = client.get(post(client, "ask-school-notices", home.case.reference, **typed).url)
    notice = SchoolNotice.objects.get()
    assert "1 notice to be sent." in words(back) and "To be sent" in words(back)
    assert notice.attended_at == datetime(2026, 11, 25, 22, 40, tzinfo=UTC)

    page = get(client, "school-notice", notice.reference)
    assert "He hid" in words(page) and "at the latest before 26 November 2026 at 08:00" in words(page)
    assert not [canary for canary in (*CANARIES, "Ravi") if canary in title(page)]

    sent = client.get(post(client, "school-notice", notice.reference, means="secure_email", version=1).url)
    assert "It is recorded that the school was told." in words(sent) and "secure e-mail to the lead" in words(sent)
    late = post(client, "school-notice", notice.reference, means="portal", version=1)
    assert "Somebody else changed this record" in words(late)


def overdue(home: Household, visit: Visit) -> SchoolNotice:
    child = ravi(home, visit)
    builders.allow_writes()
    long_ago = timezone.now() - timedelta(days=3)
    return SchoolNotice.objects.create(
        child=child, case=home.case, person=home.person, force=home.case.force, attended_at=long_ago,
        due_at=long_ago, due_on=long_ago.date(), limit_code="encompass.school",
    )  # fmt: skip


def test_a_notice_that_is_overdue_shows_up_on_the_list_the_duties_and_the_children(visit: Visit) -> None:
    home = household()
    notice = overdue(home, visit)
    supervisor = visit("supervisor")

    listed = words(get(supervisor, "school-notices"))
    due = supervisor.get("/duties?whose=team&when=overdue")

    assert notice.reference in listed and "Overdue" in listed and "Ravi" not in listed
    assert "Tell a child’s school" in words(due) and notice.reference in due.content.decode()
    assert "Overdue" in words(get(supervisor, "children", home.case.reference))
    assert "Nothing is to be sent" in words(get(visit("supervisor", "14"), "school-notices"))
    assert get(visit("supervisor", "14"), "school-notice", notice.reference).status_code == 404


def test_a_notice_that_is_not_needed_says_why(visit: Visit) -> None:
    home = household()
    notice, client = overdue(home, visit), visit("safeguarding-officer")

    post(client, "excuse-school-notice", notice.reference, why_not="The lead was there", version=1)

    assert "Not needed: The lead was there" in words(get(client, "school-notice", notice.reference))


def test_bad_times_are_said_at_their_boxes(home: Household, visit: Visit) -> None:
    child, client = ravi(home, visit), visit("safeguarding-officer")
    typed = {"attended_on": "2026-11-25", "attended_at": "late", "children": [str(child.pk)]}

    bad = words(post(client, "ask-school-notices", home.case.reference, **typed))
    nobody = words(post(client, "ask-school-notices", home.case.reference, **typed | {"children": []}))

    assert "Enter a time in 24 hours" in bad
    assert "Which children may be victims?" in nobody and not SchoolNotice.objects.exists()
