"""Late reports that an outage explains: marked by the administration, which reads no content."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.cast import make_debt

HOUR = timedelta(hours=1)


@pytest.fixture
def late(client_of, ladder):
    return make_debt(client_of, ladder.ae, ended_at=timezone.now() - 30 * HOUR)


def test_the_administration_sees_who_was_late_when_and_not_for_whom(late, ladder, signed_in):
    page = signed_in(ladder.admin).get("/settings/outages/").content.decode()

    assert late.owner.name in page
    assert late.client.name not in page
    assert late.interaction.subject not in page


def test_the_administration_marks_it_and_takes_it_back(late, ladder, signed_in):
    browser = signed_in(ladder.admin)
    url = f"/settings/outages/{late.pk}/"

    for fault, is_fault in (("1", True), ("1", True), ("0", False)):
        assert browser.post(url, {"fault": fault}).status_code == 302
        late.refresh_from_db()
        assert late.is_system_fault is is_fault


def test_the_director_reads_the_list_and_marks_nothing(late, ladder, signed_in):
    browser = signed_in(ladder.csd)

    assert "System was down" not in browser.get("/settings/outages/").content.decode()
    assert browser.post(f"/settings/outages/{late.pk}/", {"fault": "1"}).status_code == 403
    late.refresh_from_db()
    assert not late.is_system_fault


def test_what_is_not_late_is_neither_listed_nor_marked(client_of, ladder, signed_in):
    running = make_debt(client_of, ladder.ae, ended_at=timezone.now() - HOUR)
    browser = signed_in(ladder.admin)

    assert "No report was late" in browser.get("/settings/outages/").content.decode()
    assert browser.post(f"/settings/outages/{running.pk}/", {"fault": "1"}).status_code == 404


def test_it_is_never_marked_by_a_link(late, ladder, signed_in):
    assert signed_in(ladder.admin).get(f"/settings/outages/{late.pk}/").status_code == 405


@pytest.mark.parametrize("debts", [1, 30])
def test_the_list_costs_the_same_however_many_are_late(
    debts, client_of, ladder, signed_in, django_assert_num_queries
):
    for hours in range(debts):
        make_debt(client_of, ladder.ae, ended_at=timezone.now() - (30 + hours) * HOUR)
    browser = signed_in(ladder.admin)

    with django_assert_num_queries(4):
        browser.get("/settings/outages/")
