"""History of a document that saves itself every few seconds."""

from datetime import timedelta

from agency.lib.rows import signed

# One row of history holds what stood there at the end of one author's spell of writing.
SPELL = timedelta(minutes=10)


def save_in_spell(row, fields, by, at):
    """Save a draft; its history gets a new row only when this author's last spell is over."""
    latest = _spell_going_on(row, by, at)
    if latest is None:
        save_with_history(row, fields, by, at)
        return
    row.skip_history_when_saving = True
    try:
        row.save(update_fields=fields)
    finally:
        del row.skip_history_when_saving
    # A history may leave fields out that not all its readers may see.
    kept = {field.attname for field in row.history.model._meta.concrete_fields}
    columns = [row._meta.get_field(name).attname for name in fields]
    columns = [column for column in columns if column in kept]
    row.history.filter(pk=latest).update(**{column: getattr(row, column) for column in columns})


def save_with_history(row, fields, by, at, why=None):
    """Save with a row of history that says who, when and why, and that no spell writes over."""
    row._change_reason = why
    try:
        signed(row, by, at).save(update_fields=fields)
    finally:
        del row._change_reason


def _spell_going_on(row, by, at):
    latest = row.history.values_list("pk", "history_user", "history_date", "history_change_reason")
    for pk, author, began_at, why in latest[:1]:
        if author == by.pk and began_at > at - SPELL and not why:
            return pk
    return None
