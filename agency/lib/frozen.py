"""What has left the house stays as it left: triggers in the database hold these rows.

Nothing gets past them, neither a verb with a fault nor a statement typed by hand. A migration on
SQLite that rebuilds one of these tables drops its triggers, so it has to end with `freeze`.
"""

from dataclasses import dataclass

from django.db import models

SAME = {"sqlite": "IS", "postgresql": "IS NOT DISTINCT FROM"}


@dataclass(frozen=True)
class Frozen:
    """Rows of one model that must not change, from when on, and which columns are held."""

    model: tuple[str, str]
    since: str
    sentence: str
    # The columns held; empty means all of them but the `free` ones and `once`, which may be filled
    # in once.
    columns: tuple[str, ...] = ()
    free: tuple[str, ...] = ()
    once: str = ""
    # Rows that are parts of another: (column, its model, from when on it takes no part any more).
    within: tuple[str, tuple[str, str], str] | None = None


def freeze(rules, apps, connection):
    """Put the triggers of these rules up (anew), for the tables as `apps` knows them.

    In a migration these are the tables of its time: a rule about a later one waits for its own.
    """
    rules = [rule for rule in rules if rule.model[1].lower() in apps.all_models[rule.model[0]]]
    thaw(rules, apps, connection)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRES_REFUSAL)
        for rule in known(rules, apps):
            for statement in _statements(rule, apps, connection.vendor):
                cursor.execute(statement)


def thaw(rules, apps, connection):
    """Take their triggers down: to empty a test's or the demo's tables, and nothing else."""
    with connection.cursor() as cursor:
        for rule in known(rules, apps):
            table = _table(rule, apps)
            for event in ("update", "delete", "insert", "within", "moved"):
                on = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_frozen_{event}{on}")


def known(rules, apps):
    """Those whose table is there: an early migration knows nothing of the models to come."""
    models = {(model._meta.app_label, model._meta.object_name) for model in apps.get_models()}
    return [rule for rule in rules if rule.model in models]


POSTGRES_REFUSAL = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation';
END $$
"""
POSTGRES_CLOSED = """
CREATE OR REPLACE FUNCTION refuse_part_of_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF {there} THEN
        RAISE EXCEPTION '{sentence}' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$
"""


def _statements(rule, apps, vendor):
    """A trigger each for changing and deleting; on SQLite also for INSERT OR REPLACE."""
    table, since = _table(rule, apps), rule.since.format(row="OLD")
    yield _trigger(rule, table, "update", f"{since} AND NOT ({_still(rule, apps, vendor)})", vendor)
    yield _trigger(rule, table, "delete", since, vendor)
    if vendor == "sqlite":
        there = f"was.id = NEW.id AND {rule.since.format(row='was')}"
        replaced = f"EXISTS (SELECT 1 FROM {table} AS was WHERE {there})"  # noqa: S608 - our names
        yield _trigger(rule, table, "insert", replaced, vendor)
    if rule.within:
        yield from _closed(rule, apps, vendor)


def _closed(rule, apps, vendor):
    """Triggers that let no row in among the parts of something that is frozen itself."""
    column, whole, since = rule.within
    table, parent = _table(rule, apps), apps.get_model(*whole)._meta.db_table
    condition = f'id = NEW."{column}" AND {since.format(row=parent)}'
    there = f"EXISTS (SELECT 1 FROM {parent} WHERE {condition})"  # noqa: S608 - our names
    if vendor == "postgresql":
        yield POSTGRES_CLOSED.format(table=table, there=there, sentence=rule.sentence)
        events = f'INSERT OR UPDATE OF "{column}" ON {table} FOR EACH ROW'
        yield (
            f"CREATE TRIGGER {table}_frozen_within BEFORE {events} "
            f"EXECUTE FUNCTION refuse_part_of_{table}()"
        )
        return
    for name, event in (("within", "INSERT"), ("moved", f'UPDATE OF "{column}"')):
        head = f"CREATE TRIGGER {table}_frozen_{name} BEFORE {event} ON {table} FOR EACH ROW"
        yield f"{head} WHEN {there} BEGIN SELECT RAISE(ABORT, '{rule.sentence}'); END"


def _trigger(rule, table, event, when, vendor):
    head = f"CREATE TRIGGER {table}_frozen_{event} BEFORE {event.upper()} ON {table} FOR EACH ROW"
    if vendor == "postgresql":
        return f"{head} WHEN ({when}) EXECUTE FUNCTION refuse_change('{rule.sentence}')"
    return f"{head} WHEN {when} BEGIN SELECT RAISE(ABORT, '{rule.sentence}'); END"


def _still(rule, apps, vendor):
    """The condition that everything held is what it was."""
    model = apps.get_model(*rule.model)
    every = [field.column for field in model._meta.local_concrete_fields]
    held = rule.columns or [each for each in every if each not in (rule.once, *rule.free)]
    conditions = [f'NEW."{column}" {SAME[vendor]} OLD."{column}"' for column in held]
    if rule.once:
        is_text = isinstance(model._meta.get_field(rule.once), models.CharField)
        empty = "= ''" if is_text else "IS NULL"
        kept = f'NEW."{rule.once}" {SAME[vendor]} OLD."{rule.once}"'
        conditions.append(f'(OLD."{rule.once}" {empty} OR {kept})')
    return " AND ".join(conditions)


def _table(rule, apps):
    return apps.get_model(*rule.model)._meta.db_table
