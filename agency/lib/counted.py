"""Numbers of rows as columns, so that a page counts several things with one query."""

from django.db.models import Count, IntegerField, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce


def counted(rows: QuerySet) -> Coalesce:
    """How many rows there are, as a column of another query; it may filter by `OuterRef`."""
    whole = rows.order_by().annotate(whole=Value(1)).values("whole")
    number = whole.annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(number, output_field=IntegerField()), 0)
