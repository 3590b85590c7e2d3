"""Changing a row so that of two people who click at once only one wins."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext_lazy as _

from agency.lib.refusal import Refused

Row = TypeVar("Row", bound=models.Model)


@contextmanager
def locked(row: Row) -> Iterator[Row]:
    """Hold one row for one change: re-read it under a lock, so two clicks cannot both win.

    The row passed in is refreshed from the database, so edits on the instance that were not saved
    are lost: values for a change reach a verb as arguments. Refused if the row has gone. SQLite
    has no row locks; there the IMMEDIATE transaction of the settings admits one writer at a time.
    """
    with transaction.atomic():
        try:
            # Not type(row): whoever is signed in comes wrapped, to be fetched when first needed.
            row.refresh_from_db(from_queryset=row.__class__._base_manager.select_for_update())
        except ObjectDoesNotExist as gone:
            raise Refused(_("Somebody has removed it meanwhile.")) from gone
        yield row


def take(row: Any, **facts: object) -> list[str]:
    """Give a row the facts it does not have already; their names, to be saved if there are any."""
    changed = [name for name, value in facts.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, facts[name])
    return changed


def signed(row: Any, by: object, at: datetime) -> Any:
    """Say who changes a row and when, for the line that its history will write."""
    row._history_user, row._history_date = by, at
    return row


@contextmanager
def unique_or_refused(sentence, field: str | None = None) -> Iterator[None]:
    """Answer with `sentence` where the database finds that a value is taken already.

    Asking first would not do: between the question and the write somebody else may take it.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as taken:
        raise Refused(sentence, field=field) from taken
