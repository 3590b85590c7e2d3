"""One mail a morning, to whoever has something waiting, in the person's own words and zone."""

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.digest import digests_owed
from accounts.models import Function, OutgoingMail
from accounts.tasks import send_daily_digest
from tests.cast import (
    make_absence,
    make_client,
    make_notice,
    make_office,
    make_person,
    put_on_team,
)

pytestmark = pytest.mark.django_db
TUESDAY = date(2026, 3, 10)


def rome(hour, minute=0, day=TUESDAY):
    """A moment by the clock of Rome, which in winter is an hour ahead of UTC."""
    return datetime(day.year, day.month, day.day, hour - 1, minute, tzinfo=UTC)


def owed(at):
    mails = list(digests_owed(at))
    OutgoingMail.objects.bulk_create(mails, ignore_conflicts=True)
    return {mail.person.email.split("@")[0]: mail for mail in mails}


@pytest.fixture
def late_report(ladder, client_of):
    make_notice(ladder.ae, client_of, client=client_of, is_to_do=True, is_late=True)
    return client_of


def test_from_eight_in_the_morning_whoever_has_something_to_do_gets_one_mail(ladder, late_report):
    assert owed(rome(7, 59)) == {}

    mail = owed(rome(8))["ae"]

    assert mail.subject == "1 thing waits for you, 1 late"
    assert mail.to_address == ladder.ae.email
    assert mail.key == f"digest-{ladder.ae.pk}-2026-03-10"
    assert "Report late: Brightwater Bank" in mail.body
    assert "because you are next on the ladder" in mail.body
    assert "http://localhost:8000/clients/" in mail.body
    assert "http://localhost:8000/inbox/" in mail.body


def test_a_second_one_never_comes_on_the_same_day_and_one_comes_the_next(ladder, late_report):
    assert set(owed(rome(8))) == {"ae"}
    assert owed(rome(8, 15)) == {}
    assert owed(rome(20)) == {}
    assert set(owed(rome(8, day=TUESDAY + timedelta(days=1)))) == {"ae"}


def test_after_a_stand_still_it_comes_when_we_are_back(ladder, late_report):
    assert set(owed(rome(17))) == {"ae"}


def test_nothing_waiting_means_no_mail(ladder, client_of):
    make_notice(ladder.ae, client_of)
    done = make_notice(ladder.am, client_of, is_to_do=True)
    done.finish(ladder.am, rome(7))
    later = make_notice(ladder.ad, client_of, is_to_do=True)
    later.snooze(ladder.ad, rome(9), rome(7))

    assert owed(rome(8)) == {}
    assert set(owed(rome(9))) == {"ad"}


def test_not_on_a_weekend_not_on_a_holiday_not_on_leave(ladder, late_report):
    make_notice(ladder.aae, late_report, is_to_do=True)
    saturday, labour_day = date(2026, 3, 14), date(2026, 5, 1)
    assert owed(rome(9, day=saturday)) == {}
    assert list(digests_owed(datetime(2026, 5, 1, 9, tzinfo=UTC))) == [], labour_day

    make_absence(ladder.aae, TUESDAY)
    assert set(owed(rome(9))) == {"ae"}


def test_morning_is_that_of_the_persons_own_zone(ladder, client_of):
    shanghai = make_office("Shanghai", "Asia/Shanghai", "CN")
    wei = make_person("wei", office=shanghai)
    make_notice(wei, client_of, is_to_do=True)
    make_notice(ladder.ae, client_of, is_to_do=True)

    assert set(owed(datetime(2026, 3, 10, 0, 30, tzinfo=UTC))) == {"wei"}
    assert set(owed(datetime(2026, 3, 10, 7, 30, tzinfo=UTC))) == {"ae"}


def test_it_is_written_in_the_persons_language(ladder, late_report):
    ladder.ae.language = "it"
    ladder.ae.save()

    assert owed(rome(8))["ae"].person.language == "it"


def test_the_csd_also_hears_of_late_reports_that_others_must_see_to(ladder, client_of):
    make_notice(ladder.csd, client_of, "Report late: Card launch", is_late=True, client=client_of)
    make_notice(ladder.am, client_of, "Report late: Card launch", is_late=True, client=client_of)

    mails = owed(rome(8))

    assert set(mails) == {"csd"}
    assert "Report late: Card launch" in mails["csd"].body


def test_what_one_may_no_longer_see_is_not_in_it(ladder, client_of):
    secret = make_client("SEC", "Secret Bank")
    make_notice(ladder.stranger, secret, "Secret Bank is late", is_to_do=True, client=secret)

    assert owed(rome(8)) == {}
    put_on_team(secret, ladder.stranger, "ae")
    assert set(owed(rome(8, 15))) == {"stranger"}


def test_nobody_who_has_left_gets_one(ladder, late_report):
    ladder.ae.is_active = False
    ladder.ae.save()

    assert owed(rome(8)) == {}


def test_late_things_stand_first_and_a_long_list_is_cut(ladder, client_of):
    for number in range(60):
        about = make_client(f"A{chr(65 + number // 26)}{chr(65 + number % 26)}", f"Client {number}")
        make_notice(ladder.csd, about, f"Matter {number}", is_to_do=True, is_late=number == 7)

    body = owed(rome(8))["csd"].body

    assert body.index("Matter 7\n") < body.index("To do")
    assert body.count("Matter") == 50
    assert "There is more in your inbox." in body


def test_someone_without_an_office_has_his_own_morning(client_of):
    free = make_person("free", office=None, time_zone="Europe/Moscow", function=Function.CREATIVE)
    make_notice(free, client_of, is_to_do=True)

    assert set(owed(datetime(2026, 3, 14, 5, tzinfo=UTC))) == {"free"}


def test_the_same_queries_for_one_and_for_thirty_who_had_theirs(
    ladder, client_of, django_assert_num_queries
):
    for number in range(30):
        make_notice(make_person(f"person-{number}"), client_of, is_to_do=True)
    owed(rome(8))

    with django_assert_num_queries(4):
        assert list(digests_owed(rome(8, 15))) == []


def test_the_task_runs_twice_and_owes_one(ladder, late_report, time_machine):
    time_machine.move_to(rome(8, 3), tick=False)

    send_daily_digest()
    send_daily_digest()

    assert OutgoingMail.objects.count() == 1
