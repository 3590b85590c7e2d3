"""Many tables in one step of a migration."""

import pytest
from django.db import connection, migrations, models
from django.db.migrations.state import ProjectState

from agency.lib.migrations import AtOnce

pytestmark = pytest.mark.django_db(transaction=True)


def made(name, **fields):
    return migrations.CreateModel(
        name, [("id", models.BigAutoField(primary_key=True)), *fields.items()]
    )


def points_to(name):
    return models.ForeignKey(f"briefs.{name}", models.CASCADE, null=True)


def tables():
    return {name for name in connection.introspection.table_names() if "briefs_knot" in name}


def run(step, back=False):
    before, after = ProjectState(), ProjectState()
    step.state_forwards("briefs", after)
    with connection.schema_editor() as editor:
        if back:
            step.database_backwards("briefs", editor, after, before)
        else:
            step.database_forwards("briefs", editor, before, after)


def test_tables_that_point_at_each_other_are_made_and_taken_back():
    step = AtOnce(
        [made("KnotOne", other=points_to("KnotTwo")), made("KnotTwo", other=points_to("KnotOne"))]
    )

    run(step)
    assert tables() == {"briefs_knotone", "briefs_knottwo"}

    run(step, back=True)
    assert tables() == set()


def test_models_are_built_when_asked_for_and_not_before():
    state = ProjectState()
    assert not state.apps.all_models["briefs"]

    AtOnce([made("KnotOne")]).state_forwards("briefs", state)

    assert "apps" not in vars(state)
    assert set(state.apps.all_models["briefs"]) == {"knotone"}


def test_a_step_that_changes_a_table_twice_is_refused():
    with pytest.raises(ValueError, match="knotone"):
        AtOnce(
            [made("KnotOne"), migrations.AddField("knotone", "more", models.TextField(null=True))]
        )
