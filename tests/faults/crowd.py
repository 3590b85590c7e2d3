"""Six people who write and two who read, each a process of its own, on one database.

    python -m tests.faults.crowd --seconds 4 [--without immediate]

It works on the tables of DATABASE_URL, which must be empty but for the migrations, and prints how
many changes were told to have been made, how many failed, and how many rows there are.
"""

import argparse
import json
import os
import time
from datetime import timedelta
from multiprocessing import get_context

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import OperationalError, connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.models import ActionItem, Client, User  # noqa: E402
from briefs.models import Job  # noqa: E402
from reports.models import Interaction  # noqa: E402
from tests.cast import make_action_item, make_client, make_ladder, make_team  # noqa: E402

WRITERS, READERS = 6, 2


def write(client, by):
    """A contact with its debt, a job with its number, and an action item that is done."""
    at = timezone.now()
    Interaction.objects.log(
        by, at, client=client, subject="Status call", starts_at=at - timedelta(hours=1)
    )
    Job.objects.open_job(client, None, "Spring launch", by, by=by, at=at)
    item = make_action_item(client, person=by, at=at)
    item.complete(by, at)


def read(client, by):
    list(Interaction.objects.visible_to(by).with_debts()[:50])
    list(Client.objects.for_page(by)[:50])
    list(ActionItem.objects.visible_to(by).filter(client=client)[:50])


def work(act, seconds, said):
    """Do it over and over until the time is up; tell how often it went well and how often not."""
    client, by = Client.objects.get(), User.objects.get(email="ae@northlight.example")
    done = failed = 0
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            act(client, by)
            done += 1
        except OperationalError:
            failed += 1
    said.put((act.__name__, done, failed))


def play(seconds):
    people = make_ladder()
    write(make_team(make_client(), people), people.ae)  # what is slow the first time is done once
    connection.close()
    fork = get_context("fork")
    said = fork.Queue()
    acts = [write] * WRITERS + [read] * READERS
    hands = [fork.Process(target=work, args=(act, seconds, said)) for act in acts]
    for hand in hands:
        hand.start()
    told = [said.get(timeout=seconds + 60) for _hand in hands]
    for hand in hands:
        hand.join()
    return [("write", 1, 0), *told]


def story(told):
    rows = [Interaction.objects.count(), Job.objects.count(), ActionItem.objects.done().count()]
    return {
        "written": sum(done for act, done, _failed in told if act == "write"),
        "read": sum(done for act, done, _failed in told if act == "read"),
        "failed": sum(failed for _act, _done, failed in told),
        "rows": rows,
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--without", choices=["immediate"])
    options = parser.parse_args()
    if options.without:
        # Django's own way: a transaction begins by reading, and asks for the lock when it writes.
        settings.DATABASES["default"]["OPTIONS"].pop("transaction_mode")
    print(json.dumps(story(play(options.seconds))), flush=True)
    os._exit(0)
