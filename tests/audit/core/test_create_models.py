"""Many tables made by one operation, which may point at each other in whatever order they stand."""

from __future__ import annotations

import pytest
from django.db import connection, models
from django.db.migrations import CreateModel
from django.db.migrations.state import ProjectState

from audit.core.create_models import CreateModels

pytestmark = pytest.mark.django_db


def model(name: str, points_at: str) -> CreateModel:
    return CreateModel(
        name, [("id", models.BigAutoField(primary_key=True)), ("other", models.ForeignKey(points_at, models.PROTECT))]
    )


ROOT_AND_BRANCH = CreateModels(model("Root", "audit.Branch"), model("Branch", "audit.Root"))


def state_after(operation: CreateModels) -> ProjectState:
    state = ProjectState()
    operation.state_forwards("audit", state)
    return state


def test_tables_that_point_at_each_other_are_made_before_they_point() -> None:
    with connection.schema_editor(collect_sql=True) as editor:
        ROOT_AND_BRANCH.database_forwards("audit", editor, ProjectState(), state_after(ROOT_AND_BRANCH))

    begun = [" ".join(statement.split()[:3]) for statement in editor.collected_sql if " INDEX " not in statement]
    assert begun == [f'{verb} TABLE "audit_{table}"' for verb in ("CREATE", "ALTER") for table in ("root", "branch")]


def test_what_was_rendered_before_knows_the_new_models_too() -> None:
    state = ProjectState()
    assert not state.apps.get_models()

    ROOT_AND_BRANCH.state_forwards("audit", state)

    assert {each.__name__ for each in state.apps.get_models()} == {"Root", "Branch"}


def test_each_model_is_rendered_with_those_it_points_at() -> None:
    branch = state_after(ROOT_AND_BRANCH).apps.get_model("audit", "Branch")

    assert branch._meta.get_field("other").related_model._meta.db_table == "audit_root"


def test_going_back_drops_all_of_them() -> None:
    with connection.schema_editor(collect_sql=True) as editor:
        ROOT_AND_BRANCH.database_backwards("audit", editor, state_after(ROOT_AND_BRANCH), ProjectState())

    dropped = [statement for statement in editor.collected_sql if statement.startswith("DROP TABLE")]
    assert dropped == ['DROP TABLE "audit_branch" CASCADE;', 'DROP TABLE "audit_root" CASCADE;']
