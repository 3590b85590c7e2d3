"""Subqueries that are compiled once for the whole process; each use only fills their blanks in.

Building the same subquery anew for every query of a page took longer than running it.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import Expression, QuerySet


class Blank(Expression):
    """A value that is filled in at each use."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple]:
        return "%s", (self,)


class Prepared:
    """A query of one column, written by `write(*blanks)`; called with values, a right side of `in`.

    The names of the values are those of the arguments of `write`.
    """

    def __init__(self, write: Callable[..., QuerySet]) -> None:
        self.write = write
        self.names = write.__code__.co_varnames[: write.__code__.co_argcount]
        self.texts: dict[str, tuple[str, tuple]] = {}

    def __call__(self, *values: Any) -> "Filled":
        return Filled(self, *values)

    def text(self, connection: Any) -> tuple[str, tuple]:
        if connection.alias not in self.texts:
            rows = self.write(*map(Blank, self.names))
            sql, parameters = rows.query.get_compiler(connection=connection).as_sql()
            self.texts[connection.alias] = sql, tuple(parameters)
        return self.texts[connection.alias]


class Filled(Expression):
    """A prepared query with its values."""

    def __init__(self, prepared: Prepared, *values: Any) -> None:
        super().__init__()
        self.prepared, self.values = prepared, values

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple]:
        sql, parameters = self.prepared.text(connection)
        values = dict(zip(self.prepared.names, self.values, strict=True))
        return f"({sql})", tuple(
            adapted(values[one.name], connection) if isinstance(one, Blank) else one
            for one in parameters
        )


def adapted(value: Any, connection: Any) -> Any:
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value
