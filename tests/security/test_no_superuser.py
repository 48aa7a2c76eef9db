"""There is no way round the policies: nobody is a superuser, and there is no page for one."""

from __future__ import annotations

from datetime import date

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.urls import get_resolver

from accounts.models import User
from register.models import Person
from register.policies import SEE_PERSON
from tests import builders
from tests.architecture.source import PACKAGES, modules, text_of
from tests.architecture.test_permission_matrix import names_of

TODAY = date(2026, 11, 23)
FLAGS = ("is_superuser", "is_staff")


def test_a_user_has_no_flag_of_a_superuser() -> None:
    assert not {each.name for each in User._meta.get_fields()} & {*FLAGS, "groups", "user_permissions"}
    assert not [flag for flag in FLAGS if hasattr(User, flag)]


def test_no_code_of_ours_asks_for_one() -> None:
    asking = [path for path in modules(*PACKAGES) for flag in FLAGS if flag in text_of(path)]

    assert asking == []


def test_there_is_no_admin_site() -> None:
    assert not apps.is_installed("django.contrib.admin")
    assert not [name for name in names_of(get_resolver().url_patterns) if name.startswith("admin")]


@pytest.mark.django_db
def test_the_command_that_makes_superusers_makes_nobody() -> None:
    before = get_user_model().objects.count()

    with pytest.raises((CommandError, TypeError, AttributeError)):
        call_command("createsuperuser", interactive=False, email="root@example.org", name="Root", verbosity=0)

    assert get_user_model().objects.count() == before


@pytest.mark.django_db
def test_a_flag_that_somebody_sets_opens_nothing() -> None:
    """Django's own idea of a superuser is a truth on the user: here nothing reads it."""
    person, user = builders.person(), builders.user("force-administrator")
    user.is_superuser = user.is_staff = True  # type: ignore[attr-defined]

    actor = user.actor(on=TODAY)

    assert not actor.may(SEE_PERSON.permission)
    assert not Person.objects.visible_to(actor).filter(pk=person.pk).exists()


@pytest.mark.django_db
def test_whoever_holds_no_role_may_do_nothing() -> None:
    user = builders.user(starts_on=date(2090, 1, 1))

    assert user.actor(on=TODAY).grants == {}
    assert "django.contrib.auth.backends.ModelBackend" not in settings.AUTHENTICATION_BACKENDS
