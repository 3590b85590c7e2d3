"""Every state x every verb x every rank, as the tables of tests/briefs/machines say."""

from datetime import timedelta

import pytest

from tests.cast import NOW, make_client, make_ladder, make_team
from tests.machine import every_machine, nouns_with_states, wrong_answers

MACHINES = every_machine()


def test_every_noun_with_states_has_a_machine():
    assert {machine.model for machine in MACHINES} >= set(nouns_with_states())


@pytest.mark.parametrize("machine", MACHINES, ids=str)
def test_every_state_has_a_column_and_every_verb_a_row(machine):
    for cells in machine.expected.values():
        assert set(cells) == set(machine.every_state)
    assert set(machine.expected) == machine.verbs - set(machine.aside)
    assert set(machine.calls) == set(machine.expected)


@pytest.mark.parametrize(
    ("machine", "state"),
    [(machine, state) for machine in MACHINES for state in machine.every_state],
    ids=str,
)
def test_every_verb_answers_every_rank_as_its_table_says(machine, state, db):
    ladder = make_ladder()
    client = make_team(make_client(), ladder)

    assert wrong_answers(machine, state, client, ladder, NOW + timedelta(hours=1)) == []
