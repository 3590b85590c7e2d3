"""Real workers and real clocks, killed without a warning over and over, while deadlines fall due.

    python -m tests.faults.stage --debts 300 --seconds 12 --seed 7 [--without transaction|sweep]

It works on the tables of DATABASE_URL, which must be empty but for the migrations, and prints what
became of every deadline as JSON. Killing the servers is the business of whoever runs it.
"""

import argparse
import json
import os
import random
import signal
import sys
import time
from collections import Counter
from contextlib import nullcontext
from datetime import timedelta
from types import SimpleNamespace

import django

django.setup()

from celery.beat import Service  # noqa: E402
from celery.worker import WorkController  # noqa: E402
from django.conf import settings  # noqa: E402
from django.db import OperationalError, connection, connections  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.models import OutgoingMail, delivery, mail  # noqa: E402
from agency.celery import app  # noqa: E402
from agency.management.embedded import make_folders  # noqa: E402
from reports.models import Interaction, Obligation, ObligationStep, sweep  # noqa: E402
from tests.cast import make_client, make_ladder, make_team  # noqa: E402

EXPECTED = ["breach", "warn-1", "warn-2", "warn-3"]
TICK = 1  # seconds; ten in life
LEASE = timedelta(seconds=3)  # five minutes in life


def seed_debts(count, seconds):
    """Debts whose deadlines fall within the next `seconds`, after a moment to get going."""
    people = make_ladder()
    client = make_team(make_client(), people)
    now = timezone.now()
    meetings = Interaction.objects.bulk_create(
        meeting(client, people.ae, now + timedelta(seconds=1 + seconds * number / count))
        for number in range(count)
    )
    Obligation.objects.bulk_create(
        Obligation.objects.reckoned(held, people.ae, held.ends_at) for held in meetings
    )


def meeting(client, by, due):
    ended = due - timedelta(hours=24)
    return Interaction(
        client=client,
        subject="Weekly status call",
        starts_at=ended - timedelta(hours=1),
        ends_at=ended,
        planned_ends_at=ended,
        time_zone="Europe/Rome",
        logged_by=by,
        logged_at=ended,
    )


# -- The protections, taken away ----------------------------------------------------------------


def without_transaction():
    """The twin: looks for what is due, acts, and saves; no row lock, no unique step."""
    (once,) = ObligationStep._meta.constraints
    ObligationStep._meta.constraints = []
    with connection.schema_editor() as tables:
        tables.remove_constraint(ObligationStep, once)
    sweep.transaction = SimpleNamespace(atomic=nullcontext)
    sweep._claim = lambda due: list(
        due.with_people().prefetch_related("client__office__closing_days")
    )
    write = sweep.Stepping._write

    def acting_takes_a_moment(stepping):
        time.sleep(0.5)
        write(stepping)

    sweep.Stepping._write = acting_takes_a_moment


@app.task(name="stage.step_one")
def step_one(key):
    Obligation.objects.filter(pk=key).step_due(timezone.now())


def without_sweep():
    """The twin: each deadline is a message with a countdown that the broker remembers."""
    app.conf.beat_schedule = {}
    for key, due_at in Obligation.objects.values_list("pk", "due_at"):
        step_one.apply_async([key], eta=due_at)


# -- The processes ------------------------------------------------------------------------------


def work():
    WorkController(
        app=app,
        pool="threads",
        concurrency=4,
        without_gossip=True,
        without_mingle=True,
        without_heartbeat=True,
    ).start()


def tick(number):
    Service(app, schedule_filename=str(settings.VAR / f"beat-{number}")).start()


class Troupe:
    """Two workers and two clocks; whoever is killed is back at once."""

    def __init__(self, dice):
        self.dice, self.kills = dice, 0
        self.acts = {
            "worker 1": work,
            "worker 2": work,
            "clock 1": lambda: tick(1),
            "clock 2": lambda: tick(2),
        }
        self.pids = {name: self.spawn(act) for name, act in self.acts.items()}

    def spawn(self, act):
        # A fork of this process, which holds no connection and no thread, is ready at once.
        pid = os.fork()
        if pid:
            return pid
        try:
            act()
        finally:
            os._exit(1)

    def kill_one(self):
        """Mostly a worker, sometimes a clock."""
        name = self.dice.choice([*self.acts, "worker 1", "worker 2"])
        self.end(self.pids[name])
        self.pids[name] = self.spawn(self.acts[name])
        self.kills += 1

    def revive(self):
        """As a supervisor does with a process that gave up by itself."""
        for name, pid in self.pids.items():
            if os.waitpid(pid, os.WNOHANG)[0]:
                self.pids[name] = self.spawn(self.acts[name])

    def end(self, pid):
        try:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        except (ProcessLookupError, ChildProcessError):
            pass

    def leave(self):
        for pid in self.pids.values():
            self.end(pid)


# -- What became of it --------------------------------------------------------------------------


def is_drained():
    """Whether everyone was told and every mail handed over; False while the tables are away."""
    try:
        is_owed = Obligation.objects.due(timezone.now()).exists()
        return not is_owed and not OutgoingMail.objects.waiting().exists()
    except OperationalError:
        return False
    finally:
        connections.close_all()


def tally(kills):
    taken = Counter(ObligationStep.objects.values_list("obligation", "step"))
    keys = Obligation.objects.values_list("pk", flat=True)
    breaches = ObligationStep.objects.filter(step="breach")
    return {
        "kills": kills,
        "debts": len(keys),
        "lost": sum((key, step) not in taken for key in keys for step in EXPECTED),
        "double": sum(times - 1 for times in taken.values()),
        "set aside": Obligation.objects.exclude(error="").count(),
        "slowest": max(
            ((step.taken_at - step.scheduled_at).total_seconds() for step in breaches), default=0
        ),
        "mails": list(OutgoingMail.objects.values_list("message_id", flat=True)),
        "breach mails": OutgoingMail.objects.filter(key__contains="-breach-").count(),
        "unsent": OutgoingMail.objects.filter(accepted_at=None).count(),
    }


def play(dice, options):
    """The play itself; whoever runs us hears when it begins."""
    troupe = Troupe(dice)
    print("begins", file=sys.stderr, flush=True)
    try:
        end = time.monotonic() + options.seconds + 1
        while time.monotonic() < end:
            time.sleep(dice.uniform(0.4, 1.0))
            if not options.unharmed:
                troupe.kill_one()
            troupe.revive()
        end = time.monotonic() + options.drain
        while time.monotonic() < end and not is_drained():
            time.sleep(0.3)
            troupe.revive()
    finally:
        troupe.leave()
    return troupe.kills


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--debts", type=int, default=300)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--drain", type=int, default=180, help="seconds to catch up in, at most")
    parser.add_argument("--unharmed", action="store_true", help="nobody is killed")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--without", choices=["transaction", "sweep"])
    options = parser.parse_args()
    mail.LEASE, delivery.LONGEST_ROUND = LEASE, timedelta(seconds=TICK * 0.8)
    for entry in app.conf.beat_schedule.values():
        entry["schedule"], entry["options"] = TICK, {"expires": TICK * 0.9}
    make_folders()
    seed_debts(options.debts, options.seconds)
    if options.without:
        {"transaction": without_transaction, "sweep": without_sweep}[options.without]()
    connections.close_all()
    app.pool.force_close_all()
    kills = play(random.Random(options.seed), options)
    print(json.dumps(tally(kills)))


if __name__ == "__main__":
    main()
