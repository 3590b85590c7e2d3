"""A committed world, kept aside and put back, for tests that really commit."""

import sqlite3

from django.apps import apps
from django.db import connection


class Rewind:
    """Everything in the database as it is now; `rewind` brings it back."""

    def __init__(self):
        self.tables = [model._meta.db_table for model in apps.get_models(include_auto_created=True)]
        if connection.vendor == "sqlite":
            self.copy = sqlite3.connect(":memory:")
            connection.ensure_connection()
            connection.connection.backup(self.copy)
            return
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA IF EXISTS kept CASCADE; CREATE SCHEMA kept")
            for table in self.tables:
                cursor.execute(f'CREATE TABLE kept."{table}" AS TABLE "{table}"')

    def rewind(self):
        if connection.vendor == "sqlite":
            self.copy.backup(connection.connection)
            return
        # Not TRUNCATE, which makes new files for every table.
        gone = [f'DELETE FROM "{name}"' for name in self.tables]  # noqa: S608
        back = [f'INSERT INTO "{name}" SELECT * FROM kept."{name}"' for name in self.tables]  # noqa: S608
        # As a replica, no trigger and no foreign key asks about the rows that come back.
        steps = ["SET session_replication_role = replica", *gone, *back]
        with connection.cursor() as cursor:
            cursor.execute("; ".join([*steps, "SET session_replication_role = DEFAULT"]))

    def counts(self):
        """{table: its rows}, to see what a click has done."""
        each = (f"SELECT '{name}', count(*) FROM \"{name}\"" for name in self.tables)  # noqa: S608
        asked = " UNION ALL ".join(each)
        with connection.cursor() as cursor:
            cursor.execute(asked)
            return dict(cursor.fetchall())
