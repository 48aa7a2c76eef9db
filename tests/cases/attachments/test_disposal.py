"""Disposal erases the file of a document with its row, and leaves those of other records alone."""

from __future__ import annotations

from typing import Any

import pytest

from cases.actions.incidents import put_in_case, record_incident
from cases.attachments import store
from cases.models import Attachment, Incident
from register.retention import erasing
from tests import builders
from tests.cases.builders import act, household
from tests.cases.documents import attached

pytestmark = pytest.mark.django_db


def test_the_file_of_a_document_goes_with_its_row(django_capture_on_commit_callbacks: Any) -> None:
    home, other = household(), household()
    gone, stays = attached(home), attached(other)
    builders.allow_writes()

    with django_capture_on_commit_callbacks(execute=True):
        erased = erasing.erase(home.person)

    assert erased.rows["cases.Attachment"] == erased.rows["cases.AttachmentChange"] == 1
    assert not store.is_there(gone.key)
    assert store.is_there(stays.key)


def test_a_disposal_that_is_not_committed_erases_no_file(django_capture_on_commit_callbacks: Any) -> None:
    home = household()
    kept = attached(home)
    builders.allow_writes()

    with django_capture_on_commit_callbacks(execute=False):
        erasing.erase(home.person)

    assert store.is_there(kept.key)


def test_a_document_stays_with_its_case_when_its_incident_goes_with_another_record(
    django_capture_on_commit_callbacks: Any,
) -> None:
    home = household()
    incident = record_incident(home.owner.force, person=home.person, **act(home.officer))
    if incident.case_id is None:
        put_in_case(incident, case=home.case, **act(home.officer))
    kept = attached(home, incident=Incident.objects.get(pk=incident.pk))
    builders.allow_writes()
    Incident.objects.filter(pk=incident.pk).update(person=builders.person(home.officer))

    with django_capture_on_commit_callbacks(execute=True):
        erasing.erase(Incident.objects.get(pk=incident.pk).person)  # type: ignore[arg-type]

    assert Attachment.objects.get(pk=kept.pk).incident is None
    assert store.is_there(kept.key)
