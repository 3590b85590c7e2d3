"""Six writers and two readers on one SQLite file: nobody is turned away, nothing is lost."""

import json
import subprocess
import sys

import pytest
from django.conf import settings as ours
from django.db import connection

from tests.faults.test_deadlines import PATIENCE, Tables, plain_environment

pytestmark = pytest.mark.skipif(connection.vendor != "sqlite", reason="the one lock of SQLite")


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    tables = Tables(tmp_path_factory.mktemp("tables"))
    tables.make()
    return tables


def play(tables, name, *words):
    ran = subprocess.run(
        [sys.executable, "-m", "tests.faults.crowd", *words],
        cwd=ours.BASE_DIR,
        env=plain_environment() | {"DATABASE_URL": tables.copy(name)},
        stdout=subprocess.PIPE,
        text=True,
        timeout=PATIENCE,
        check=True,
    )
    print(ran.stdout)
    return json.loads(ran.stdout)


def test_six_writers_and_two_readers_are_all_served(tables):
    found = play(tables, "crowd", "--seconds", "4")

    assert found["failed"] == 0
    assert found["rows"] == [found["written"]] * 3
    assert min(found["written"], found["read"]) > 0


def test_the_twin_that_asks_late_for_the_lock_turns_people_away(tables):
    found = play(tables, "late", "--seconds", "2", "--without", "immediate")

    assert found["failed"] > 0
