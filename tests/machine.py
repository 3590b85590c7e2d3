"""State machines, written by hand as tables and tried in full: every state, verb and rank.

A file of tests/briefs/machines or tests/billing/machines holds one MACHINE: its model, how to make
a row in each state, how to call each verb, and the table. A row of the table is a verb, a column
a state, a cell says who may and where it leads:

    verb       draft          submitted      issued
    submit     AE>submitted   -              -
    approve    -              AM>issued      -
    note       AAE            AAE,planner    AAE
    print      all            all            all

`AE` means AE and every rung above; further roles stand after commas (planner, traffic, finance,
creative, author ...); `all` is everybody on the ladder; `-` means that the state forbids it to
everybody. `>state` is the state after; without it the state stays. A state or a verb that the
model has and the table lacks fails, so does a model with states that has no machine.
"""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.apps import apps
from django.db import models, transaction

from accounts.models import Rung
from agency.lib.refusal import WRONG_RANK, WRONG_STATE, Refused
from tests.billing import machines as of_billing
from tests.briefs import machines as of_briefs

RANKS = ("aae", "ae", "am", "ad", "gad", "csd")


def state_of(row):
    return row.status


@dataclass(frozen=True)
class Machine:
    """One noun with states.

    `make(client, ladder, state)` gives a row in that state, of the client that the ladder serves
    and written by nobody of the ladder where the author counts. `calls` is {verb: function of
    (row, by, at)} with plausible arguments, `aside` {public method: why it is no verb of the
    table}. `roles` names people beside the ladder's own: {role: function of (client, ladder)}.
    """

    model: type[models.Model]
    table: str
    make: Callable
    calls: Mapping[str, Callable]
    state_of: Callable = state_of
    states: tuple[str, ...] = ()
    aside: Mapping[str, str] = field(default_factory=dict)
    roles: Mapping[str, Callable] = field(default_factory=dict)

    def __str__(self):
        return self.model.__name__

    @property
    def every_state(self):
        return self.states or tuple(self.model.Status.values)

    @property
    def expected(self):
        """{verb: {state: Cell}}"""
        head, *rows = [line.split() for line in self.table.strip().splitlines()]
        return {
            verb: {state: Cell.read(text) for state, text in zip(head[1:], cells, strict=True)}
            for verb, *cells in rows
        }

    @property
    def verbs(self):
        """The public methods of the model that take who does it and when."""
        found = inspect.getmembers(self.model, inspect.isfunction)
        return {
            name
            for name, method in found
            if not name.startswith("_")
            if {"by", "at"} <= set(inspect.signature(method).parameters)
        }


@dataclass(frozen=True)
class Cell:
    """Who may do one thing in one state, and what the state is then."""

    rung: int = 0
    roles: frozenset = frozenset()
    to: str = ""

    @classmethod
    def read(cls, text):
        who, _arrow, to = text.partition(">")
        names = [] if who == "-" else who.split(",")
        rungs = [Rung[name] for name in names if name in Rung.names]
        rungs += [Rung.AAE for name in names if name == "all"]
        others = frozenset(n for n in names if n not in Rung.names and n != "all")
        return cls(min(rungs, default=0), others, to)

    @property
    def is_forbidden(self):
        return not self.rung and not self.roles

    def admits(self, role):
        if role in RANKS:
            return bool(self.rung) and RANKS.index(role) + 1 >= self.rung or role in self.roles
        return role in self.roles


def every_machine():
    return [
        importlib.import_module(f"{package.__name__}.{module.name}").MACHINE
        for package in (of_briefs, of_billing)
        for module in pkgutil.iter_modules(package.__path__)
    ]


def nouns_with_states():
    """Every model of briefs and of the nouns shared below that has a status of its own."""
    for model in apps.get_app_config("briefs").get_models():
        if hasattr(model, "Status") and not model.__name__.startswith("Historical"):
            yield model


def wrong_answers(machine, state, client, ladder, at):
    """What a noun in this state does otherwise than its table says, a line each."""
    row = machine.make(client, ladder, state)
    found = machine.state_of(machine.model._base_manager.get(pk=row.pk))
    if found != state:
        return [f"made in state {found}, not {state}"]
    people = {role: getattr(ladder, role) for role in RANKS}
    people |= {role: make(client, ladder) for role, make in machine.roles.items()}
    return [
        problem
        for verb, cells in machine.expected.items()
        for role, person in people.items()
        if (problem := wrong_answer(machine, row.pk, verb, cells[state], role, person, at))
    ]


def wrong_answer(machine, pk, verb, cell, role, person, at):
    row = machine.model._base_manager.get(pk=pk)
    before, refusal = machine.state_of(row), None
    with transaction.atomic():
        try:
            machine.calls[verb](row, person, at)
        except Refused as refused:
            refusal = refused
        row = machine.model._base_manager.filter(pk=pk).first()
        after = machine.state_of(row) if row else "gone"
        transaction.set_rollback(True)
    place = f"{verb} by {role}"
    if cell.admits(role):
        return admitted(place, refusal, after, cell.to or before)
    if refusal is None:
        return f"{place}: done, should be refused"
    if after != before:
        return f"{place}: refused, but left it {after}"
    if not cell.is_forbidden and refusal.status != WRONG_RANK:
        return f"{place}: {refusal.status} ({refusal}), should be {WRONG_RANK}"
    if cell.is_forbidden and role == "csd" and refusal.status != WRONG_STATE:
        return f"{place}: {refusal.status} ({refusal}), should be {WRONG_STATE}"
    return None


def admitted(place, refusal, after, expected):
    if refusal is not None:
        return f"{place}: refused ({refusal})"
    return None if after == expected else f"{place}: leads to {after}, should be {expected}"
