"""Migrations that do not cost a person who starts Plates for the first time a minute."""

from django.db.migrations.operations.base import Operation


class AtOnce(Operation):
    """Operations that are one step: their models are built once, not anew after each of them.

    With every step Django builds the classes of all models that are related to the one it is
    about, which is nearly all of ours. Tables are made before others are changed, and a table is
    made or changed once in a step, since each operation works from the table before the step.
    """

    serialization_expand_args = ["operations"]

    def __init__(self, operations):
        self.operations = operations
        tables = [table_of(operation) for operation in operations]
        twice = {table for table in tables if tables.count(table) > 1}
        if twice:
            raise ValueError(f"One step cannot change a table twice: {', '.join(sorted(twice))}")

    @property
    def reversible(self):
        return all(operation.reversible for operation in self.operations)

    def deconstruct(self):
        return type(self).__name__, [], {"operations": self.operations}

    def state_forwards(self, app_label, state):
        state.__dict__.pop("apps", None)  # the classes built so far; asked for, they are built anew
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        for operation in reversed(self.operations):
            operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self):
        return "; ".join(operation.describe() for operation in self.operations)


def table_of(operation):
    return (getattr(operation, "model_name", None) or operation.name).lower()
