"""What clients ask for: written down, with one click from a report, opened as a job, declined."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.urls import reverse

from accounts.models import Notice, about
from agency.lib.refusal import Refused
from briefs.models import Job, JobRequest, JobType, Source
from tests.cast import (
    NOW,
    make_action_item,
    make_client,
    make_ladder,
    make_sent,
    make_team,
)


def enter(client, by, title="Card launch", **facts):
    return JobRequest.objects.enter(client, title, by, NOW, **facts)


@pytest.fixture
def asked(client_of, ladder):
    return enter(client_of, ladder.aae, wanted="A film and posters.")


def test_an_assistant_writes_a_request_down_and_the_executive_hears_of_it(asked, ladder):
    notice = Notice.objects.get(**about(asked))
    assert (notice.person, notice.is_to_do) == (ladder.ae, True)
    assert Job.objects.count() == 0


@pytest.mark.parametrize(("who", "status"), [("aae", 302), ("planner", 404), ("stranger", 404)])
def test_the_clients_team_writes_requests_down(client_of, ladder, signed_in, who, status):
    url = f"{reverse('briefs:enter-request')}?client={client_of.pk}"
    answer = signed_in(getattr(ladder, who)).post(url, {"title": "Card launch"})
    assert answer.status_code == status
    assert JobRequest.objects.count() == (status == 302)


def test_a_request_becomes_a_job_and_each_knows_the_other(asked, ladder, signed_in):
    kind = JobType.objects.get(slug="tv")
    browser = signed_in(ladder.ae)
    url = reverse("briefs:accept-request", args=[asked.pk])
    assert browser.get(url).context["form"]["description"].value() == "A film and posters."
    data = {"title": "Card launch film", "owner": ladder.ae.pk, "job_type": kind.pk}
    answer = browser.post(url, data)
    job = Job.objects.get()
    asked.refresh_from_db()
    assert (answer.url, asked.job, job.request) == (job.get_absolute_url(), job, asked)
    assert not Notice.objects.filter(**about(asked), person=ladder.ae, done_at=None).exists()
    assert Notice.objects.filter(**about(asked), person=ladder.aae, done_at=None).exists()
    assert browser.post(url, data).status_code == 409
    assert Job.objects.count() == 1


def test_a_declined_request_says_why(asked, ladder, signed_in):
    url = reverse("briefs:decline-request", args=[asked.pk])
    browser = signed_in(ladder.ae)
    assert browser.post(url, {"reason": " "}).status_code == 422
    assert browser.post(url, {"reason": "Another agency does it."}).status_code == 302
    page = browser.get(asked.get_absolute_url()).content.decode()
    assert "Another agency does it." in page
    assert browser.get(url).status_code == 200
    assert browser.post(url, {"reason": "Again"}).status_code == 409


@pytest.mark.django_db(transaction=True)
def test_of_two_who_accept_one_request_at_once_one_opens_the_job():
    people = make_ladder()
    client = make_team(make_client(), people)
    asked, gate = enter(client, people.aae), threading.Barrier(2)

    def run(by):
        mine = JobRequest.objects.get(pk=asked.pk)
        gate.wait()
        try:
            mine.accept(by, NOW, title="Card launch", brand=None, owner=by)
        except Refused as refusal:
            return refusal.status
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(run, [people.ae, people.am]))
    assert sorted(answers, key=str) == [409, None]
    assert Job.objects.get().number == "BRW-26-0001"


@pytest.mark.django_db(transaction=True)
def test_two_clicks_on_one_source_make_one_request():
    people = make_ladder()
    client = make_team(make_client(), people)
    item, gate = make_action_item(client, person=people.ae), threading.Barrier(2)

    def run(by):
        gate.wait()
        try:
            return enter(client, by, source=Source(item, "", "CR-1", "/")).pk
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        made = set(pool.map(run, [people.ae, people.am]))
    assert len(made) == 1
    assert JobRequest.objects.count() == 1


def test_an_action_item_becomes_a_request_with_one_click(client_of, ladder, signed_in):
    item = make_action_item(client_of, "Make a film for the app", person=ladder.ae)
    url = reverse("reports:ask-from-item", args=[item.pk])
    browser = signed_in(ladder.ae)
    answers = {browser.post(url).url for _twice in range(2)}
    asked = JobRequest.objects.get()
    assert answers == {asked.get_absolute_url()}
    assert (asked.title, asked.wanted_on, asked.about) == (item.text, item.due_on, item)
    assert signed_in(ladder.stranger).post(url).status_code == 404
    assert browser.get(url).status_code == 405


def test_a_decision_of_a_sent_report_becomes_a_request(client_of, joanna, ladder, signed_in):
    report = make_sent(client_of, ladder.ae, joanna)
    browser = signed_in(ladder.ae)
    (decision,) = browser.get(report.get_absolute_url()).context["decisions"]
    url = reverse("reports:ask-from-decision", args=[report.pk, decision["key"]])
    assert browser.post(url).status_code == 302
    asked = JobRequest.objects.get()
    assert asked.title == "Route B goes into production."
    assert (asked.source, asked.source_url) == (report.number, report.get_absolute_url())
    (decision,) = browser.get(report.get_absolute_url()).context["decisions"]
    assert decision["request"] == asked
    nothing = reverse("reports:ask-from-decision", args=[report.pk, "nothing"])
    assert browser.post(nothing).status_code == 404


def test_the_list_of_requests_costs_the_same_with_one_and_with_thirty(
    asked, client_of, ladder, signed_in, django_assert_num_queries
):
    browser, url = signed_in(ladder.ae), reverse("briefs:job-requests")
    browser.get(url)
    for number in (0, 29):
        for each in range(number):
            enter(client_of, ladder.aae, f"Poster {each}")
        with django_assert_num_queries(6):
            browser.get(url)
