"""Mail servers that fail in each way they do: nothing is lost, and a copy too many has its reason.

Ground truth is what the server was given, not what our tables say.
"""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from accounts.models import OutgoingMail
from accounts.models.mail import OutgoingMailQuerySet
from tests.accounts.sink import closed_port, listening
from tests.cast import NOW, make_mail

MINUTE = timedelta(minutes=1)
WORKERS = 4


@pytest.fixture(autouse=True)
def _short_patience(settings):
    settings.EMAIL_TIMEOUT = 0.4


def owe(count):
    for number in range(count):
        make_mail(f"letter-{number}")
    return {f"<letter-{number}@localhost>" for number in range(count)}


def rounds(start=NOW, count=20):
    """Rounds ten seconds apart, as the beat makes them; the moment of the next."""
    for number in range(count):
        OutgoingMail.objects.send_due(start + timedelta(seconds=10 * number))
    return start + timedelta(seconds=10 * count)


def states():
    return Counter(mail.state for mail in OutgoingMail.objects.all())


@pytest.mark.django_db
@pytest.mark.parametrize("fault", ["refusing", "silent", "4xx", "closing"])
def test_a_server_that_is_away_for_a_while_costs_no_mail_and_makes_no_copy(settings, fault):
    wanted = owe(6)
    with listening(settings, fault) as bad:
        if fault == "refusing":
            settings.EMAIL_PORT = closed_port()
        later = rounds(count=3)
        assert bad.taken == []
        assert set(states()) <= {"delayed", "waiting"}
    with listening(settings) as good:
        rounds(later + 5 * MINUTE, count=2)

    assert sorted(good.ids) == sorted(wanted)
    assert states() == {"accepted": 6}


@pytest.mark.django_db
def test_a_server_that_closes_after_the_data_gets_the_mail_again_under_the_same_id(settings):
    wanted = owe(4)
    with listening(settings, "closes after DATA") as bad:
        later = rounds(count=4)
        given_before = Counter(bad.ids)
    assert set(given_before) == wanted
    assert states() == {"delayed": 4}

    with listening(settings) as good:
        rounds(later + 5 * MINUTE, count=2)

    assert sorted(good.ids) == sorted(wanted)
    assert states() == {"accepted": 4}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fault", "sentence"),
    [("5xx", "550 5.1.1 No such user here"), ("spam", "550 5.7.1 Looks like spam")],
)
def test_a_refusal_for_good_ends_it_at_once_in_the_servers_words(settings, fault, sentence):
    owe(3)
    with listening(settings, fault):
        OutgoingMail.objects.send_due(NOW)

    assert states() == {"failed": 3}
    assert set(OutgoingMail.objects.values_list("error", "tries")) == {(sentence, 1)}
    assert OutgoingMail.objects.send_due(NOW + timedelta(days=1)) == 0


@pytest.mark.django_db
def test_one_refused_recipient_holds_up_nobody_behind_him(settings, monkeypatch):
    wanted = owe(3)
    answers = iter(["450 4.2.1 Mailbox busy", "250 ok", "250 ok"])
    with listening(settings) as sink:
        monkeypatch.setattr(
            sink.RequestHandlerClass, "answer_to_recipient", lambda _session: next(answers)
        )
        OutgoingMail.objects.send_due(NOW)

    assert len(wanted - set(sink.ids)) == 1
    assert states() == {"accepted": 2, "delayed": 1}


@pytest.mark.django_db
def test_a_long_foreign_name_goes_through_a_real_conversation(settings):
    make_mail("long", name="Иоанна Окафор-Константинопольская " * 3, subject="Смета " * 20)
    with listening(settings) as sink:
        assert OutgoingMail.objects.send_due(NOW) == 1

    ((recipients, message),) = sink.taken
    assert recipients == ("joanna@brw.example",)
    assert message["Message-ID"] == "<long@localhost>"


# -- Several workers ----------------------------------------------------------------------------


def send_with_workers(count):
    start = Barrier(count)

    def work(_number):
        start.wait()
        try:
            OutgoingMail.objects.send_due(NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        list(pool.map(work, range(count)))


@pytest.mark.django_db(transaction=True)
def test_workers_beside_each_other_send_each_mail_once(settings):
    settings.EMAIL_TIMEOUT = 10
    wanted = owe(40)
    with listening(settings) as sink:
        sink.slowness = 0.005
        send_with_workers(WORKERS)

    assert sorted(sink.ids) == sorted(wanted)
    assert states() == {"accepted": 40}


@pytest.mark.django_db(transaction=True)
def test_without_the_lease_they_would_send_copies(settings, monkeypatch):
    """The twin: the same round with nothing but a look at what is due."""
    settings.EMAIL_TIMEOUT = 10
    monkeypatch.setattr(
        OutgoingMailQuerySet,
        "claim",
        lambda mails, at: mails.to_send(at).order_by("next_try_at", "pk").first(),
    )
    owe(40)
    with listening(settings) as sink:
        sink.slowness = 0.005
        send_with_workers(WORKERS)

    assert len(sink.ids) > 40
