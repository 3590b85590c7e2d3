"""What changed on a record, read from its history and put in words."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import zip_longest

from django.contrib.auth import get_user_model
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format, localize
from django.utils.translation import gettext as _

CENT = Decimal("0.01")
CENT_PLACES = -2


def events_of(rows, begun, unseen=(), names=None, label=""):
    """For a timeline, newest first: who changed what, from what to what.

    `rows` are history rows of one record, newest first, with their users; `begun` is what the
    first one says; `unseen` are fields nobody reads about; `names` are those of `names_of`, where
    many records are read at once; `label` names the record, where it is not the page's own. Rows
    that change nothing are left out.
    """
    rows = list(rows)
    names = names_of(rows, unseen) if names is None else names
    found = []
    for row, before in zip_longest(rows, rows[1:]):
        if row.history_type == "+":
            found.append(event(row, f"{begun}: {label}" if label else begun, "plus"))
        elif before is not None:
            details = differences(row, before, names, unseen)
            if details:
                what = "; ".join([label, *details] if label else details)
                found.append(event(row, _("changed %(what)s") % {"what": what}, "pencil"))
    return found


def event(row, what, icon):
    who = row.history_user.name if row.history_user else "Plates"
    return {"who": who, "what": what, "at": row.history_date, "icon": icon}


def differences(row, before, names, unseen):
    tracked = [field for field in row.tracked_fields if field.name not in unseen]
    changed = [field for field in tracked if value(row, field) != value(before, field)]
    news = [field for field in changed if not only_says_who_or_when(row, before, field)]
    return [difference(row, before, field, names) for field in news or changed]


def only_says_who_or_when(row, before, field):
    """Whether a field that was empty now holds whoever made the change, or its moment."""
    now = value(row, field)
    if not is_empty(value(before, field)) or is_empty(now):
        return False
    if isinstance(now, datetime):
        return abs(now - row.history_date) < timedelta(minutes=1)
    points_at = field.related_model if isinstance(field, models.ForeignKey) else None
    return points_at is get_user_model() and now == row.history_user_id


def difference(row, before, field, names):
    what = {
        "field": str(field.verbose_name),
        "before": words(before, field, names),
        "after": words(row, field, names),
    }
    if is_empty(value(before, field)):
        return _("%(field)s: %(after)s") % what
    return _("%(field)s: %(before)s → %(after)s") % what


def value(row, field):
    return getattr(row, field.attname)


def words(row, field, names):
    """A value as a person reads it."""
    found = value(row, field)
    if is_empty(found):
        return _("nothing")
    if isinstance(found, date):
        return day_words(found)
    if isinstance(field, models.ForeignKey):
        return names.get((field.name, found), _("somebody"))
    if isinstance(field, models.BooleanField):
        return _("yes") if found else _("no")
    if field.choices:
        return str(dict(field.flatchoices).get(found, found))
    return str(localize(to_the_cent(found) if isinstance(found, Decimal) else found))


def to_the_cent(number):
    """The number without zeros behind its second decimal: money is kept to four."""
    cents = number.quantize(CENT)
    return cents if cents == number and number.as_tuple().exponent < CENT_PLACES else number


def is_empty(found):
    return found is None or found == ""


def day_words(found):
    if isinstance(found, datetime):
        return date_format(timezone.localtime(found), "j M Y, H:i")
    return date_format(found, "j M Y")


def names_of(rows, unseen=(), shown=()):
    """{(field, key): name} of what changed foreign keys point at, one query a field that did.

    `shown` are fields whose names are wanted even where they never changed.
    """
    names = {}
    for field in rows[0].tracked_fields if rows else ():
        if not isinstance(field, models.ForeignKey) or field.name in unseen:
            continue
        keys = keys_of(rows, field, is_shown=field.name in shown)
        if keys:
            for key, record in field.related_model._base_manager.in_bulk(keys).items():
                names[field.name, key] = str(record)
    return names


def keys_of(rows, field, *, is_shown):
    """What a foreign key held, on the records where it changed or, if it is shown, on all."""
    of_record = defaultdict(set)
    for row in rows:
        of_record[row.id].add(value(row, field))
    found = (keys for keys in of_record.values() if is_shown or len(keys) > 1)
    return set().union(*found) - {None}
