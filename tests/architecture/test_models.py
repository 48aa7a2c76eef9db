"""What every model keeps: telling names, choices as types, no logic in `save`, constraints that read as sentences."""

from __future__ import annotations

import ast
import inspect
import re

import pytest
from django.apps import apps
from django.db import models

from tests.architecture.source import APPS, modules, tree_of

MODELS = sorted((model for app in APPS for model in apps.get_app_config(app).get_models()), key=lambda m: m._meta.label)
EVERY_MODEL = [pytest.param(model, id=model._meta.label) for model in MODELS]
OWN_TABLES = [param for param, model in zip(EVERY_MODEL, MODELS, strict=True) if model._meta.managed]

# Fields that are named by the field's own word, with the word's reason.
TERMS = {
    "register.WebhookDelivery.not_before": "Reads as the clause it is: not before this moment.",
    "register.WebhookProgress.leased_until": "Reads as the clause it is: leased until this moment.",
    "register.WebhookProgress.rests_until": "Reads as the clause it is: rests until this moment.",
    "register.WebhookProgress.failing_since": "Reads as the clause it is: failing since this moment.",
    "register.Webhook.old_secret_until": "Reads as the clause it is: the old secret is valid until this moment.",
    "register.Heartbeat.claimed_until": "Reads as the clause it is: claimed until this moment.",
    "register.Outbox.not_before": "Reads as the clause it is: not before this moment.",
    "register.Task.held_until": "Reads as the clause it is: held until this day.",
    "register.TaskStatusChange.held_until": "Reads as the clause it is: held until this day.",
    "register.Outbox.leased_until": "Reads as the clause it is: leased until this moment.",
    "register.Person.date_of_birth": "The term of every form and law.",
    "register.Particular.date_of_birth": "The term of every form and law.",
    "cases.Child.date_of_birth": "The term of every form and law.",
    "cases.Child.lives_with_victim": "Reads as the sentence it is.",
    "audit.Event.at": "The log's own name for its one moment (the payload's `at`).",
    "audit.RowChange.at": "The log's own name for its one moment.",
}
ENDINGS: dict[type[models.Field], str] = {models.DateTimeField: r"_at$", models.DateField: r"_on$"}
TRUTHS = r"^(is|has|may)_"
# Relations that take their rows with them, and why that loses nothing.
CASCADES = {
    "accounts.RoleGrant.role": "A role is loaded with its grants as one.",
    "register.CardRow.person": "Derived; can be made again.",
    "register.SearchKey.person": "Derived; can be made again.",
    "register.NameSlip.word": "Derived; can be made again.",
    "register.FeedPart.run": "The bytes of an import that has not ended.",
    "register.PersonGrant.content_object": "guardian's own shape of a permission on one record.",
    "register.PersonGrant.permission": "guardian's own shape of a permission on one record.",
    "register.PersonGrant.user": "guardian's own shape of a permission on one record.",
}
SENTENCE = re.compile(r"^(a|an|one|the|[a-z]+)(_[a-z0-9]+){3,}$")


def fields_of(model: type[models.Model]) -> list[tuple[str, models.Field]]:
    named = [(f"{model._meta.label}.{field.name}", field) for field in model._meta.local_fields]
    return [(label, field) for label, field in named if label not in TERMS]


@pytest.mark.parametrize("model", EVERY_MODEL)
def test_dates_and_times_say_which_they_are(model: type[models.Model]) -> None:
    wrong = {
        label for label, field in fields_of(model)
        if type(field) in ENDINGS and not re.search(ENDINGS[type(field)], field.name)
    }  # fmt: skip

    assert wrong == set()


@pytest.mark.parametrize("model", EVERY_MODEL)
def test_truths_read_as_sentences(model: type[models.Model]) -> None:
    truths = [label for label, field in fields_of(model) if isinstance(field, models.BooleanField)]

    assert [label for label in truths if not re.match(TRUTHS, label.rsplit(".", 1)[1])] == []


def test_no_term_outlives_its_field() -> None:
    labels = {f"{model._meta.label}.{field.name}" for model in MODELS for field in model._meta.local_fields}

    assert TERMS.keys() - labels == set()


@pytest.mark.parametrize("model", EVERY_MODEL)
def test_saving_and_deleting_hold_no_logic(model: type[models.Model]) -> None:
    for name in ("save", "delete", "full_clean", "clean", "refresh_from_db"):
        definer = next(each for each in model.__mro__ if name in vars(each))
        assert not definer.__module__.startswith(APPS), f"{definer.__module__} defines {name}"


@pytest.mark.parametrize("model", EVERY_MODEL)
def test_a_model_says_what_one_of_it_is(model: type[models.Model]) -> None:
    """Django writes one itself where there is none: the model's name and its fields."""
    first = (inspect.getdoc(model) or "").split("\n")[0].rstrip()

    assert first.endswith((".", ":", ","))
    assert not first.startswith(f"{model.__name__}(")
    assert "__str__" in vars(model)


def test_stored_choices_are_types() -> None:
    """`choices=` is always a class of choices, so that code says `Task.Kind.REVIEW` and never the text of it."""
    given = {
        (path, ast.unparse(keyword.value))
        for path in modules(*APPS)
        if "/models/" in path
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call)
        for keyword in node.keywords
        if keyword.arg == "choices"
    }

    assert given
    assert {each for each in given if not re.fullmatch(r"(\w+\.)?[A-Z]\w+\.choices", each[1])} == set()


@pytest.mark.parametrize("model", OWN_TABLES)
def test_choices_with_a_default_have_it_among_them(model: type[models.Model]) -> None:
    chosen = [field for field in model._meta.local_fields if field.choices and field.has_default()]

    assert [field.name for field in chosen if field.default not in dict(field.flatchoices)] == []


def test_a_row_is_never_deleted_with_its_person_or_force() -> None:
    """What the register holds is not swept away behind an action: a relation to a record protects it."""
    cascades = {
        f"{model._meta.label}.{field.name}"
        for model in MODELS
        for field in model._meta.local_fields
        if isinstance(field, models.ForeignKey) and field.remote_field.on_delete is models.CASCADE
    }

    assert cascades == CASCADES.keys()


@pytest.mark.parametrize("model", OWN_TABLES)
def test_constraints_are_named_as_the_sentence_they_state(model: type[models.Model]) -> None:
    named = {constraint.name for constraint in model._meta.constraints}

    assert {name for name in named if not SENTENCE.match(name)} == set()


def test_constraint_names_are_used_once() -> None:
    named = [constraint.name for model in MODELS for constraint in model._meta.constraints]

    assert sorted(named) == sorted(set(named))
