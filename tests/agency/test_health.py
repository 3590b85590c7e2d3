"""The watchman: whether the clockworks tick, and who is told when they do not."""

from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from accounts.models import Heartbeat
from accounts.models.machinery import WATCHED
from agency.views import health
from tests.cast import NOW

pytestmark = pytest.mark.django_db
MINUTES = timedelta(minutes=1)


@pytest.fixture
def beaten(time_machine):
    """Every watched clockwork ran to its end just now."""
    time_machine.move_to(NOW, tick=False)
    for name in WATCHED:
        Heartbeat.objects.beat(name, NOW)


@pytest.fixture
def old_process(monkeypatch):
    monkeypatch.setattr(health, "STARTED", health.STARTED - 3600)


def test_while_everything_ticks_the_answer_is_ok(client, beaten, django_assert_num_queries):
    with django_assert_num_queries(1):
        answer = client.get("/healthz")

    assert answer.status_code == 200
    assert answer.json() == {
        "status": "ok",
        "database": "ok",
        "clockwork": dict.fromkeys(WATCHED, 0),
    }


@pytest.mark.parametrize("name", WATCHED)
def test_a_clockwork_that_stood_still_for_five_minutes_raises_the_alarm(
    client, beaten, old_process, name
):
    Heartbeat.objects.beat(name, NOW - 5 * MINUTES)
    assert client.get("/healthz").status_code == 200

    Heartbeat.objects.beat(name, NOW - 5 * MINUTES - timedelta(seconds=1))
    answer = client.get("/healthz")

    assert answer.status_code == 503
    assert answer.json()["status"] == "silent"
    assert answer.json()["clockwork"][name] == 301
    assert Heartbeat.objects.silent(NOW) == [name]


def test_a_clockwork_that_never_ticked_raises_the_alarm_too(client, old_process):
    answer = client.get("/healthz")

    assert answer.status_code == 503
    assert answer.json()["clockwork"] == dict.fromkeys(WATCHED)
    assert Heartbeat.objects.silent(timezone.now()) == list(WATCHED)


def test_a_process_that_has_just_started_waits_for_the_worker_beside_it(client, monkeypatch):
    monkeypatch.setattr(health, "STARTED", health.time.monotonic())
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["status"]) == (200, "starting")

    monkeypatch.setattr(health, "STARTED", health.time.monotonic() - 301)
    assert client.get("/healthz").status_code == 503


def test_without_a_database_the_answer_is_503_and_no_page(client, monkeypatch):
    def away(*arguments):
        raise OperationalError("connection refused at 10.0.0.3")

    monkeypatch.setattr("accounts.models.machinery.HeartbeatQuerySet.ages", away)
    answer = client.get("/healthz")

    assert answer.status_code == 503
    assert answer.json() == {"status": "away", "database": "away", "clockwork": {}}


def test_another_clockwork_is_not_watched(client, beaten):
    Heartbeat.objects.beat("send-daily-digest", NOW - timedelta(days=3))

    assert client.get("/healthz").status_code == 200
    assert client.post("/healthz").status_code == 405


def test_a_beat_is_kept_once(beaten):
    Heartbeat.objects.beat("send-due-mail", NOW + MINUTES)

    assert Heartbeat.objects.count() == len(WATCHED)
    assert Heartbeat.objects.get(name="send-due-mail").beaten_at == NOW + MINUTES
