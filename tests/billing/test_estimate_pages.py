from decimal import Decimal

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from tests.billing.estimated import line, make_approver, make_estimate, make_job, sign
from tests.cast import make_client, make_ladder, make_team

pytestmark = pytest.mark.django_db


@pytest.fixture
def ladder():
    return make_ladder()


@pytest.fixture
def job(ladder):
    return make_job(make_team(make_client(), ladder), ladder.am, ladder.ae)


def browser_of(person):
    browser = Browser()
    browser.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return browser


def typed(version, rows, **facts):
    """The form of the editor as a browser sends it."""
    data = {"edit": version.edit, "title": version.title, "rounds": 2, "steps-TOTAL": 0,
            "lines-TOTAL": len(rows), "commission_percent": "0", "contingency_percent": "0",
            "markup_percent": "0", "folds_markup": "on"}  # fmt: skip
    for number, row in enumerate(rows):
        row = {"group": "fee", "unit": "DAY", "quantity": "1", "tax": "E:0", **row}
        data |= {f"lines-{number}-{name}": value for name, value in row.items()}
    return data | facts


def save(person, version, rows, **facts):
    address = reverse("billing:estimate-draft", args=[version.estimate_id])
    headers = {"HX-Request": "true", "X-Autosave": "true"}
    return browser_of(person).post(address, typed(version, rows, **facts), headers=headers)


def test_a_save_answers_with_the_sums_of_the_server(job, ladder):
    version = make_estimate(job, ladder.ae).latest
    row = {"description": "Film", "quantity": "2,5", "price": "1.250,50"}
    answer = save(ladder.ae, version, [row])
    version.refresh_from_db()
    assert (answer.status_code, version.net) == (200, Decimal("3126.25"))
    assert '<span data-sum="net">€3,126.25</span>' in answer.content.decode()


def test_what_cannot_be_read_is_said_beside_it_and_nothing_is_saved(job, ladder):
    version = make_estimate(job, ladder.ae).latest
    answer = save(ladder.ae, version, [{"description": "Film", "price": "a lot"}])
    version.refresh_from_db()
    assert (answer.status_code, version.net) == (422, 1000)
    assert "Price: Enter an amount, for example 1,250.00." in answer.content.decode()


def test_an_assistant_is_shown_no_cost_and_keeps_it(job, ladder):
    row = line("production", price=0, cost=Decimal("777.77"), markup_percent=Decimal(10))
    version = make_estimate(job, ladder.ae, row).latest
    stored = version.lines.get()
    for name in ("estimate", "estimate-draft", "compare-estimate"):
        page = browser_of(ladder.aae).get(reverse(f"billing:{name}", args=[version.estimate_id]))
        assert (page.status_code, "777" in page.content.decode()) == (200, False)
    save(ladder.aae, version, [{"key": stored.key, "description": "Film", "price": "1"}])
    stored.refresh_from_db()
    assert (stored.description, stored.cost, stored.price) == (
        "Film", Decimal("777.77"), Decimal("855.55"),
    )  # fmt: skip


def test_a_second_hand_is_shown_what_stands_there(job, ladder):
    version = make_estimate(job, ladder.ae).latest
    answer = save(ladder.am, version, [{"description": "Film", "price": "1"}], edit=0)
    assert answer.status_code == 409
    assert "Ae changed this" in answer.content.decode()


def test_a_usual_plan_is_put_in_with_its_days_and_sums(job, ladder):
    version = make_estimate(job, ladder.ae).latest
    row = {"key": version.lines.get().key, "description": "Concept", "price": "999.99"}
    address = reverse("billing:estimate-draft", args=[version.estimate_id])
    data = typed(version, [row], act="plan", plan="halves")
    assert browser_of(ladder.ae).post(address, data).status_code == 302
    version.refresh_from_db()
    steps, left = version.plan()
    assert ([amount for _step, amount in steps], left) == (
        [Decimal("500.00"), Decimal("499.99")],
        0,
    )


def test_the_client_approves_the_sum_by_link_and_gives_his_order(job, ladder):
    now = timezone.now()
    version = sign(make_estimate(job, ladder.ae, at=now).latest, ladder.ae, ladder.am, now)
    link = version.send(make_approver(job.client), ladder.ae, now)
    address = "/" + link.address.split("/", 3)[3]
    page = Browser().get(address).content.decode()
    assert "Approve €1,000.00" in page
    seal = page.split('name="seal" value="')[1].split('"')[0]
    approve = reverse("accounts:approve-by-link", args=[address.strip("/").split("/")[-1]])
    data = {"name": "Joanna", "order_number": "PO-9", "seal": seal}
    assert Browser().post(approve, data).status_code == 302
    version.refresh_from_db()
    assert (version.status, version.client_po) == ("client_approved", "PO-9")


@pytest.mark.parametrize("count", [1, 12])
def test_the_list_asks_as_much_for_one_as_for_many(job, ladder, count, django_assert_num_queries):
    for _number in range(count):
        make_estimate(job, ladder.ae)
    browser = browser_of(ladder.ae)
    browser.get("/")
    with django_assert_num_queries(7):
        page = browser.get(reverse("billing:estimates"))
    assert f"Net of {'all ' if count > 1 else ''}{count}" in page.content.decode()
