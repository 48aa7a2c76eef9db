"""Several lists, or several counts, by one query."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.db.models import Exists, OuterRef, Prefetch
from django.test.utils import CaptureQueriesContext

from accounts.models import Force, Membership, Role, User
from accounts.together import counts_of, lists_of
from tests import builders

pytestmark = pytest.mark.django_db


def test_lists_are_what_each_queryset_gives_by_one_query() -> None:
    builders.user("supervisor")
    builders.user("oversight-auditor", force_code=None)
    builders.user("control-room-specialist", force_code="14", name='Zoë "Q" O’Brien')
    users = User.objects.select_related("force").order_by("-name")
    memberships = Membership.objects.select_related("role", "user__force").order_by("pk")[:5]

    with CaptureQueriesContext(connection) as asked:
        found = lists_of(users=users, memberships=memberships)
        names = [each.force.name for each in found["users"] if each.force]

    assert len(asked) == 1
    assert len(names) >= 2
    assert found == {"users": list(users), "memberships": list(memberships)}
    assert [_values(each) for each in found["users"]] == [_values(each) for each in users]
    assert [_values(each) for each in found["memberships"]] == [_values(each) for each in memberships]


def _values(row: User | Membership) -> dict[str, object]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_what_a_queryset_adds_to_its_rows_is_there() -> None:
    user = builders.user("supervisor")
    held = Membership.objects.filter(user=OuterRef("pk"))
    rows = User.objects.filter(pk=user.pk).annotate(is_member=Exists(held))
    rows = rows.prefetch_related(Prefetch("memberships", Membership.objects.select_related("role")))

    (found,) = lists_of(users=rows)["users"]

    assert found.is_member is True
    assert [each.role.code for each in found.memberships.all()] == ["supervisor"]
    assert isinstance(found.memberships.all()[0].starts_on, date)


def test_a_queryset_that_can_have_no_rows_gives_none() -> None:
    force = builders.force()

    found = lists_of(nobody=User.objects.filter(pk__in=[]), force=Force.objects.filter(pk=force.pk))

    assert found == {"nobody": [], "force": [force]}
    assert lists_of(nobody=User.objects.none()) == {"nobody": []}


def test_counts_are_made_by_one_query() -> None:
    builders.user("supervisor")

    with CaptureQueriesContext(connection) as asked:
        found = counts_of(roles=Role.objects.all(), nobody=User.objects.none(), none=User.objects.filter(name="Nobody"))
    assert len(asked) == 1

    assert found == {"roles": Role.objects.count(), "nobody": 0, "none": 0}
