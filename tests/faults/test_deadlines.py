"""Deadlines under real faults: two clocks and two workers killed again and again, Redis and
PostgreSQL stopped the hard way. Ground truth is what the mail server was given.

Each protection has its twin, the same play without it, which has to go wrong. How late people are
told hangs on the machine, so it is printed here and judged by `make bench`.
"""

import itertools
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from django.conf import settings as ours
from django.db import connection

from agency.management.suite import is_ours
from agency.management.throwaway import ThrowawayPostgres, ThrowawayRedis
from tests.accounts.sink import listening

PATIENCE = 240
SHORT = ("--debts", "60", "--seconds", "3")
NUMBERS = itertools.count()
SEED = int(os.environ.get("FAULTS_SEED") or random.randrange(10_000))


@dataclass
class Tables:
    """A migrated database, to be copied for each play."""

    folder: Path
    postgres: ThrowawayPostgres | None = None

    def migrate(self):
        address = self.address("migrated")
        command = [sys.executable, "-m", "django", "migrate", "--verbosity", "0"]
        environment = plain_environment() | {"DATABASE_URL": address}
        subprocess.run(command, env=environment, cwd=ours.BASE_DIR, check=True, timeout=PATIENCE)

    def copy(self, name):
        """A fresh copy of the tables; its DATABASE_URL."""
        if self.postgres:
            self._on_server(f"CREATE DATABASE {name} TEMPLATE migrated")
        else:
            shutil.copy(self.folder / "migrated", self.folder / name)
        return self.address(name)

    def address(self, name):
        if self.postgres:
            return self.postgres.url.replace("/postgres?", f"/{name}?")
        return f"sqlite:///{self.folder / name}"

    def make(self):
        if self.postgres:
            self._on_server("CREATE DATABASE migrated")
        self.migrate()

    def _on_server(self, words):
        with psycopg.connect(self.postgres.url, autocommit=True) as server:
            server.execute(words)


class Scene:
    """Tables of its own, a broker of its own and a mail server of its own."""

    def __init__(self, tables, folder, stack, sink):
        self.folder, self.sink, self.postgres = folder, sink, tables.postgres
        self.redis = None
        self.environment = plain_environment() | {
            "DATABASE_URL": tables.copy(f"play_{next(NUMBERS)}"),
            "PLATES_VAR": str(folder),
            "EMAIL_URL": f"smtp://127.0.0.1:{sink.server_address[1]}",
        }
        if ThrowawayRedis.program():
            self.redis = stack.enter_context(ThrowawayRedis())
            self.environment["REDIS_URL"] = self.redis.url

    def play(self, *words, faults=()):
        """Run the stage, and let these faults happen: [(seconds from the last, act)]."""
        with (self.folder / "log").open("w") as log, self._begin(log, words) as stage:
            try:
                self._wait_for_the_curtain(stage)
                for seconds, act in faults:
                    time.sleep(seconds)
                    act()
                said, _nothing = stage.communicate(timeout=PATIENCE)
            finally:
                end_with_its_forks(stage)
        assert said, self.log()[-3000:]
        return json.loads(said)

    def log(self):
        return (self.folder / "log").read_text()

    def _begin(self, log, words):
        return subprocess.Popen(
            [sys.executable, "-m", "tests.faults.stage", "--seed", str(SEED), *words],
            cwd=ours.BASE_DIR,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            start_new_session=True,
        )

    def _wait_for_the_curtain(self, stage):
        until = time.monotonic() + PATIENCE
        while "begins" not in self.log():
            assert stage.poll() is None, self.log()[-3000:]
            assert time.monotonic() < until
            time.sleep(0.05)


def end_with_its_forks(process):
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


def plain_environment():
    kept = {name: value for name, value in os.environ.items() if not is_ours(name)}
    return kept | {"DJANGO_SETTINGS_MODULE": "agency.settings", "PLATES_ENV": "local"}


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    with ExitStack() as stack:
        tables = Tables(tmp_path_factory.mktemp("tables"))
        if connection.vendor == "postgresql":
            if not ThrowawayPostgres.program():
                pytest.skip("a PostgreSQL to be killed needs initdb (apt install postgresql)")
            tables.postgres = stack.enter_context(ThrowawayPostgres())
        tables.make()
        yield tables


@pytest.fixture
def scene(tables, tmp_path, settings):
    with ExitStack() as stack:
        yield Scene(tables, tmp_path, stack, stack.enter_context(listening(settings)))


def outages(scene):
    """Redis gone for two seconds, then PostgreSQL, each as if the power had failed."""
    faults = []
    if scene.redis:
        faults += [(2, scene.redis.kill), (2, scene.redis.begin)]
    if scene.postgres:
        faults += [(1, lambda: scene.postgres.kill(signal.SIGQUIT)), (2, scene.postgres.begin)]
    return faults


def test_nothing_is_lost_or_told_twice_whoever_dies(scene):
    found = scene.play("--debts", "300", "--seconds", "8", faults=outages(scene))

    given = Counter(scene.sink.ids)
    extra = sum(given.values()) - len(given)
    story = f"seed {SEED}: {found | {'mails': len(found['mails'])}}, {extra} copies"
    print(story)
    assert found["kills"] >= 8, story
    assert found["lost"] == found["double"] == found["set aside"] == found["unsent"] == 0, story
    # The owner and the rung above him hear of every lateness.
    assert found["breach mails"] == 2 * found["debts"] == 600, story
    assert set(given) == set(found["mails"]), story
    assert extra <= found["kills"] + len(outages(scene)), story
    assert "database is locked" not in scene.log()


def test_the_twin_without_lock_and_unique_step_tells_people_twice(scene):
    found = scene.play(*SHORT, "--unharmed", "--without", "transaction")

    assert found["double"] > 0


def test_the_twin_that_leaves_deadlines_to_the_broker_forgets_them(scene):
    if not scene.redis:
        pytest.skip("a Redis to be killed is not installed")

    found = scene.play(
        *(*SHORT, "--drain", "1", "--without", "sweep"),
        faults=[(1, scene.redis.kill), (0.5, scene.redis.begin)],
    )

    assert found["lost"] > 0
