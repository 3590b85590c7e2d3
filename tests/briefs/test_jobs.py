"""Jobs: opened with a number, listed, shown, renamed."""

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connections
from django.urls import reverse

from accounts.models import Client, Counter, SearchEntry, TeamMember, User
from agency.lib.refusal import Refused
from briefs.forms.jobs import JobForm
from briefs.models import Job
from tests.cast import (
    NOW,
    make_brand,
    make_client,
    make_ladder,
    make_office,
    make_team,
    put_on_team,
)
from tests.page import as_opened

LIST = "/jobs/"
THREADS = 8


def open_job(client, by, brand=None, title="Card launch", owner=None, at=NOW):
    return Job.objects.open_job(client, brand, title, owner or by, by=by, at=at)


@pytest.fixture
def job(client_of, ladder):
    return open_job(client_of, ladder.ae, make_brand(client_of))


def facts(job):
    """What the form of a job is sent with when nothing is changed."""
    shown = JobForm.facts_of(job)
    named = {n: v.pk if hasattr(v, "pk") else v for n, v in shown.items()}
    return {name: value for name, value in named.items() if value not in (None, "")}


def form_for(client):
    return f"{reverse('briefs:open-job')}?client={client.pk}"


# -- The number ---------------------------------------------------------------------------------


def test_numbers_count_up_for_each_client_and_year(client_of, ladder):
    other = put_on_team(make_client("ORC", "Orchard"), ladder.ae, "ae").client
    next_year = datetime(2027, 1, 4, 9, tzinfo=UTC)
    jobs = [
        open_job(client_of, ladder.ae),
        open_job(client_of, ladder.ae),
        open_job(other, ladder.ae),
        open_job(client_of, ladder.ae, at=next_year),
    ]
    assert [job.number for job in jobs] == [
        "BRW-26-0001",
        "BRW-26-0002",
        "ORC-26-0001",
        "BRW-27-0001",
    ]


def test_the_year_is_that_of_the_serving_office(client_of, ladder):
    client_of.office = make_office("Shanghai", "Asia/Shanghai", "CN")
    client_of.save()
    just_before = datetime(2026, 12, 31, 17, tzinfo=UTC)
    assert open_job(client_of, ladder.ae, at=just_before).number == "BRW-27-0001"


def test_the_number_is_drawn_with_the_code_as_it_is_now(client_of, ladder):
    stale = Client.objects.get(pk=client_of.pk)
    client_of.edit(ladder.ad, NOW, code="BRX")
    assert open_job(stale, ladder.ae).number == "BRX-26-0001"
    with pytest.raises(Refused, match="can no longer change"):
        client_of.edit(ladder.ad, NOW, code="BRW")


def test_a_refused_job_draws_no_number(client_of, ladder):
    with pytest.raises(Refused):
        open_job(client_of, ladder.ae, owner=ladder.stranger)
    assert Counter.objects.count() == 0
    assert open_job(client_of, ladder.ae).number == "BRW-26-0001"


@pytest.mark.django_db(transaction=True)
def test_eight_hands_at_once_draw_eight_numbers_without_a_hole():
    people = make_ladder()
    client = make_team(make_client(), people)
    gate = threading.Barrier(THREADS)

    def run(_number):
        gate.wait()
        try:
            mine = Client.objects.get(pk=client.pk)
            return [open_job(mine, people.ae).number for _ in range(5)]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(THREADS) as pool:
        drawn = [number for numbers in pool.map(run, range(THREADS)) for number in numbers]
    assert sorted(drawn) == [f"BRW-26-{number:04d}" for number in range(1, 41)]
    assert Job.objects.count() == 40


# -- Opening ------------------------------------------------------------------------------------


def test_an_executive_opens_a_job_in_two_steps(client_of, ladder, signed_in):
    brand = make_brand(client_of)
    browser = signed_in(ladder.ae)
    choice = browser.get(reverse("briefs:open-job"))
    assert list(choice.context["form"].fields["client"].queryset) == [client_of]
    data = {"title": "Card launch", "brand": brand.pk, "owner": ladder.ae.pk}
    response = browser.post(form_for(client_of), data)
    job = Job.objects.get()
    assert response.url == job.get_absolute_url()
    assert (job.number, job.brand, job.owner, job.opened_by) == (
        "BRW-26-0001",
        brand,
        ladder.ae,
        ladder.ae,
    )
    assert job.history.get().history_user == ladder.ae


def test_the_owner_comes_from_the_accounts_team(client_of, ladder, signed_in):
    put_on_team(client_of, ladder.planner, "planning")
    put_on_team(client_of, ladder.ae, "am")
    owners = signed_in(ladder.ae).get(form_for(client_of)).context["form"].fields["owner"].queryset
    assert sorted(owner.name for owner in owners) == ["Aae", "Ad", "Ae", "Am", "Gad"]


def test_only_active_brands_of_the_client_are_offered(client_of, ladder, signed_in):
    brand, rested = make_brand(client_of), make_brand(client_of, "Old")
    rested.edit("Old", "", False, ladder.ae, NOW)
    foreign = make_brand(make_client("ORC", "Orchard"), "Milk")
    browser = signed_in(ladder.ae)
    fields = browser.get(form_for(client_of)).context["form"].fields
    assert list(fields["brand"].queryset) == [brand]
    for wrong in (rested, foreign):
        data = {"title": "X", "brand": wrong.pk, "owner": ladder.ae.pk}
        assert browser.post(form_for(client_of), data).status_code == 422
        with pytest.raises(Refused):
            open_job(client_of, ladder.ae, wrong)
    assert Job.objects.count() == 0


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("csd", 200),
        ("am", 200),
        ("ae", 200),
        ("aae", 403),
        ("planner", 403),
        ("traffic", 404),
        ("finance", 404),
        ("stranger", 404),
    ],
)
def test_executives_of_the_client_and_above_open_its_jobs(
    client_of, ladder, signed_in, who, status
):
    put_on_team(client_of, ladder.planner, "planning")
    browser = signed_in(getattr(ladder, who))
    assert browser.get(form_for(client_of)).status_code == status
    data = {"title": "Card launch", "owner": ladder.ae.pk}
    answer = browser.post(form_for(client_of), data)
    assert answer.status_code == (302 if status == 200 else status)
    if status != 200:
        with pytest.raises(Refused) as refusal:
            open_job(client_of, getattr(ladder, who), owner=ladder.ae)
        assert refusal.value.status == 403
        assert Job.objects.count() == 0


@pytest.mark.parametrize("asked", ["x", "0", "99999999999999999999", "٣", "-1"])
def test_a_job_for_no_client_is_not_found(client_of, ladder, signed_in, asked):
    page = signed_in(ladder.ae).get(reverse("briefs:open-job"), {"client": asked})
    assert page.status_code == 404


def test_the_first_step_asks_for_a_client(client_of, ladder, signed_in):
    page = signed_in(ladder.ae).get(reverse("briefs:open-job"), {"client": ""})
    assert page.status_code == 422
    assert page.context["form"].errors["client"] == ["Client is missing."]


def test_no_job_is_opened_for_a_closed_client(client_of, ladder, signed_in):
    Client.objects.filter(pk=client_of.pk).update(status="closed")
    data = {"title": "Card launch", "owner": ladder.ae.pk}
    response = signed_in(ladder.ae).post(form_for(client_of), data)
    assert response.status_code == 409
    assert "The client is closed" in response.content.decode()


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "\x00\u202e"}, "title"),
        ({"title": "x" * 161}, "title"),
        ({"owner": ""}, "owner"),
        ({"owner": "999999"}, "owner"),
        ({"owner": "\x00"}, "owner"),
        ({"brand": "nonsense"}, "brand"),
    ],
)
def test_bad_input_is_named_at_its_field_and_nothing_is_lost(
    client_of, ladder, signed_in, data, field
):
    sent = {"title": "Запуск карты 卡片", "owner": ladder.ae.pk} | data
    response = signed_in(ladder.ae).post(form_for(client_of), sent)
    assert response.status_code == 422
    assert response.context["form"].errors[field]
    if field != "title":
        assert "Запуск карты 卡片" in response.content.decode()
    assert Job.objects.count() == 0


# -- The list and the page ----------------------------------------------------------------------


def listed(response):
    return [job.title for job in response.context["page"]]


@pytest.mark.parametrize(
    ("who", "sees"),
    [("ae", True), ("csd", True), ("traffic", True), ("finance", True), ("stranger", False)],
)
def test_jobs_are_seen_as_far_as_the_clients_name(job, ladder, signed_in, who, sees):
    browser = signed_in(getattr(ladder, who))
    assert listed(browser.get(LIST)) == (["Card launch"] if sees else [])
    assert browser.get(job.get_absolute_url()).status_code == (200 if sees else 404)


def test_the_list_is_narrowed(job, client_of, ladder, signed_in):
    other = put_on_team(make_client("ORC", "Orchard"), ladder.am, "am").client
    open_job(other, ladder.am, title="Milk carton")
    browser = signed_in(ladder.am)
    assert listed(browser.get(LIST)) == ["Milk carton", "Card launch"]
    for query in (f"client={client_of.pk}", f"brand={job.brand_id}", "q=launch", "q=brw-26"):
        assert listed(browser.get(f"{LIST}?{query}")) == ["Card launch"], query
    assert listed(browser.get(f"{LIST}?view=mine")) == ["Milk carton"]
    assert "No job matches" in browser.get(f"{LIST}?q=nothing").content.decode()


@pytest.mark.parametrize("query", ["client=x", "client=999", "brand=x", "page=99", "q=%00"])
def test_a_filter_that_makes_no_sense_narrows_nothing(job, ladder, signed_in, query):
    assert listed(signed_in(ladder.ae).get(f"{LIST}?{query}")) == ["Card launch"]


def test_a_client_that_is_not_seen_narrows_nothing_and_tells_nothing(job, ladder, signed_in):
    hidden = make_client("ORC", "Orchard Dairy")
    page = signed_in(ladder.ae).get(f"{LIST}?client={hidden.pk}")
    assert listed(page) == ["Card launch"]
    assert "Orchard" not in page.content.decode()


def test_the_list_costs_the_same_with_one_job_and_with_thirty(
    job, client_of, ladder, signed_in, django_assert_num_queries
):
    browser = signed_in(ladder.ae)
    browser.get(LIST)
    with django_assert_num_queries(7):
        browser.get(LIST)
    for number in range(29):
        open_job(client_of, ladder.ae, job.brand, f"Job {number}")
    with django_assert_num_queries(7):
        browser.get(LIST)


def test_the_page_of_a_job_names_what_it_is_about(
    job, ladder, signed_in, django_assert_num_queries
):
    browser = signed_in(ladder.ae)
    browser.get(job.get_absolute_url())
    with django_assert_num_queries(8):
        page = browser.get(job.get_absolute_url()).content.decode()
    for word in ("BRW-26-0001", "Card launch", "Brightwater Bank", "Cards", ladder.ae.name):
        assert word in page


# -- Changing -----------------------------------------------------------------------------------


def test_a_job_is_renamed_and_keeps_its_number(job, ladder, signed_in):
    url = reverse("briefs:edit-job", args=[job.pk])
    for _twice in range(2):
        answer = signed_in(ladder.ae).post(url, facts(job) | {"title": "Card relaunch"})
        assert answer.status_code == 302
    job.refresh_from_db()
    assert (job.number, job.title) == ("BRW-26-0001", "Card relaunch")
    assert job.history.filter(history_type="~").get().history_user == ladder.ae
    entry = SearchEntry.objects.get(kind="job")
    assert (entry.title, entry.client) == ("BRW-26-0001 Card relaunch", job.client)
    assert not entry.words.filter(word="launch").exists()


def test_a_day_that_was_agreed_meanwhile_is_not_put_back(job, ladder, signed_in):
    agreed = (NOW + timedelta(days=30)).date()
    browser, url = signed_in(ladder.ae), reverse("briefs:edit-job", args=[job.pk])
    job.edit(ladder.ae, NOW, due_on=NOW.date(), why="The spring offer")
    opened = as_opened(browser.get(url))
    job.become_due(agreed, ladder.am, NOW)

    assert browser.post(url, opened | {"title": "Card relaunch"}).status_code == 302
    kept = Job.objects.get()
    assert (kept.title, kept.due_on, kept.why) == ("Card relaunch", agreed, "The spring offer")
    assert browser.post(url, as_opened(browser.get(url)) | {"due_on": ""}).status_code == 302
    assert Job.objects.get().due_on is None


@pytest.mark.parametrize(("name", "status"), [("budget", 422), ("initial-budget", 302)])
def test_a_budget_that_is_no_number_is_no_fault_of_ours(job, ladder, signed_in, name, status):
    job.edit(ladder.ae, NOW, budget=5)
    browser, url = signed_in(ladder.ae), reverse("briefs:edit-job", args=[job.pk])

    opened = as_opened(browser.get(url))
    assert browser.post(url, opened | {name: "sNaN"}).status_code == status
    assert Job.objects.get().budget == 5


def test_a_job_keeps_a_brand_that_was_retired_and_traffic_that_left(job, ladder, signed_in):
    job.edit(ladder.ae, NOW, traffic=ladder.traffic)
    job.brand.edit("Cards", "", False, ladder.ae, NOW)
    User.objects.filter(pk=ladder.traffic.pk).update(is_active=False)
    url = reverse("briefs:edit-job", args=[job.pk])

    answer = signed_in(ladder.ae).post(url, facts(job) | {"title": "Card relaunch"})

    assert answer.status_code == 302
    kept = Job.objects.get()
    assert (kept.title, kept.brand, kept.traffic) == ("Card relaunch", job.brand, ladder.traffic)


@pytest.mark.parametrize(
    ("who", "status"), [("aae", 403), ("traffic", 403), ("finance", 403), ("stranger", 404)]
)
def test_executives_of_the_client_change_its_jobs(job, ladder, signed_in, who, status):
    url = reverse("briefs:edit-job", args=[job.pk])
    browser = signed_in(getattr(ladder, who))
    assert browser.get(url).status_code == status
    assert browser.post(url, {"title": "Mine"}).status_code == status
    with pytest.raises(Refused):
        job.edit(getattr(ladder, who), NOW, title="Mine")
    assert Job.objects.get().title == "Card launch"


@pytest.mark.parametrize("title", ["", "   ", "\u202e", "x" * 161])
def test_a_job_is_not_renamed_to_nothing(job, ladder, signed_in, title):
    url = reverse("briefs:edit-job", args=[job.pk])
    response = signed_in(ladder.ae).post(url, {"title": title})
    assert response.status_code == 422
    assert response.context["form"].errors["title"]


def test_the_button_is_there_for_whoever_may(job, ladder, signed_in):
    button = re.compile(reverse("briefs:edit-job", args=[job.pk]))
    page = job.get_absolute_url()
    assert button.search(signed_in(ladder.ae).get(page).content.decode())
    assert not button.search(signed_in(ladder.traffic).get(page).content.decode())


def test_whoever_left_the_team_owns_no_new_job(client_of, ladder):
    TeamMember.objects.filter(person=ladder.aae).delete()
    with pytest.raises(Refused, match="does not see this client"):
        open_job(client_of, ladder.ae, owner=ladder.aae)
