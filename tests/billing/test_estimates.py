from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import AgencyProfile, Approval, Notice, Paper
from agency.lib.money import Adjustment, Item, percent_of, reckon
from agency.lib.refusal import Refused
from billing.estimating import Terms, reckoned
from billing.models import BillingProfile, Estimate, authorised
from billing.models.estimate_drafting import Stale
from tests.billing.estimated import (
    agree,
    line,
    make_approver,
    make_estimate,
    make_job,
    make_order,
    sign,
    write,
)
from tests.cast import (
    NOW,
    make_approved,
    make_client,
    make_contract,
    make_ladder,
    make_person,
    make_team,
    put_on_team,
)

DAY = timedelta(days=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def ladder():
    return make_ladder()


@pytest.fixture
def client_(ladder):
    return make_team(make_client(), ladder)


@pytest.fixture
def job(client_, ladder):
    return make_job(client_, ladder.am, ladder.ae)


def refusal(act, *arguments, **named):
    with pytest.raises(Refused) as refused, transaction.atomic():
        act(*arguments, **named)
    return refused.value


# -- Beginning ------------------------------------------


def test_an_estimate_begins_with_the_terms_of_the_client(job, ladder, entity):
    make_contract(job.client, rounds_included=3)
    BillingProfile.objects.create(
        client=job.client, entity=entity, legal_name="Brightwater Bank AG", street="1", city="Rome",
        country="IT", markup_percent=10, commission_percent=Decimal("17.65"), folds_markup=False,
    )  # fmt: skip
    version = Estimate.objects.start(job, "Card launch", ladder.ae, NOW).latest
    assert (version.currency, version.rounds, version.markup_percent) == ("EUR", 3, 10)
    assert (version.commission_percent, version.folds_markup) == (Decimal("17.65"), False)
    assert version.valid_until == NOW.date() + timedelta(days=60)


def test_it_begins_from_the_brief_that_holds(job, ladder):
    brief = make_approved(job.client, ladder.ae, [ladder.am], job=job)
    assert Estimate.objects.start(job, "Card", ladder.ae, NOW).latest.brief_version == brief


def test_an_ae_or_finance_begins_it_and_an_assistant_asks(job, ladder):
    assert Estimate.objects.start(job, "Card", ladder.finance, NOW).author == ladder.finance
    said = refusal(Estimate.objects.start, job, "Card", ladder.aae, NOW)
    assert (said.status, "Ae (AE)" in str(said)) == (403, True)
    assert refusal(Estimate.objects.start, job, "Card", ladder.planner, NOW).status == 403


def test_a_change_order_needs_an_estimate_that_the_client_approved(job, ladder):
    estimate = make_estimate(job, ladder.ae)
    said = refusal(Estimate.objects.start_change_order, estimate, "More", ladder.ae, NOW)
    assert str(said) == "A change order adds to an estimate that the client approved."


# -- Writing ------------------------------------------


def test_sums_are_stored_with_the_lines(job, ladder):
    version = make_estimate(job, ladder.ae, line(quantity=3, price="99.99"), line()).latest
    version.refresh_from_db()
    assert (version.net, version.tax, version.gross) == (
        Decimal("1299.97"), Decimal("259.99"), Decimal("1559.96"),
    )  # fmt: skip


def test_the_price_follows_from_cost_and_mark_up(job, ladder):
    row = line("production", price=0, cost=Decimal("99.99"), markup_percent=Decimal(10))
    stored = make_estimate(job, ladder.ae, row).latest.lines.get()
    assert (stored.price, stored.net) == (Decimal("109.99"), Decimal("109.99"))


def test_commission_and_contingency_are_charges_upon_the_lines(job, ladder):
    version = make_estimate(
        job, ladder.ae, line(price=1000), line("media", price=8500),
        commission_percent=Decimal("17.65"), contingency_percent=Decimal(5),
    ).latest  # fmt: skip
    charges = [(charge.kind, charge.base, charge.amount) for charge in version.sums.charges]
    assert charges == [
        ("commission", Decimal(8500), Decimal("1500.25")),
        ("contingency", Decimal("11000.25"), Decimal("550.01")),
    ]
    assert (version.lines_net, version.net) == (Decimal(9500), Decimal("11550.26"))


def test_an_assistant_writes_without_seeing_or_losing_cost(job, ladder):
    row = line("production", price=0, cost=Decimal(100), markup_percent=Decimal(10))
    version = make_estimate(job, ladder.ae, row).latest
    stored = version.lines.get()
    typed = {"key": stored.key, "group": "production", "description": "Film", "unit": "DAY",
             "quantity": Decimal(2), "price": Decimal(1), "cost": Decimal(1), "category": "S",
             "rate": Decimal(20), "markup_percent": None}  # fmt: skip
    write(version, ladder.aae, typed, markup_percent=Decimal(99))
    stored.refresh_from_db()
    assert (stored.description, stored.quantity) == ("Film", 2)
    assert (stored.cost, stored.markup_percent, stored.price) == (100, 10, 110)
    assert version.markup_percent == 0


def test_a_line_keeps_its_key_and_what_is_no_longer_sent_is_gone(job, ladder):
    version = make_estimate(job, ladder.ae, line(description="A"), line(description="B")).latest
    first, second = version.lines.all()
    write(version, ladder.ae, {**line(description="B"), "key": second.key}, line(description="C"))
    assert [(row.key, row.description) for row in version.lines.all()] == [
        (second.key, "B"), (second.key + 1, "C"),
    ]  # fmt: skip


def test_who_saves_on_top_of_an_older_edit_is_shown_what_stands_there(job, ladder):
    version = make_estimate(job, ladder.ae).latest
    with pytest.raises(Stale) as stale, transaction.atomic():
        version.write(ladder.am, 0, {"title": "Other"}, NOW)
    assert stale.value.version.title == "Card launch"


def test_the_account_team_of_another_client_and_other_departments_do_not_write(job, ladder):
    version = make_estimate(job, ladder.ae).latest
    for person in (ladder.stranger, ladder.planner):
        assert refusal(version.write, person, 1, {"title": "X"}, NOW).status == 403


# -- The agency's signature ------------------------------------------


def test_submission_draws_the_number_after_the_job(job, ladder):
    first, second = make_estimate(job, ladder.ae), make_estimate(job, ladder.ae)
    for estimate in (first, second):
        estimate.latest.submit(ladder.ae, NOW)
        estimate.refresh_from_db()
    assert [first.number, second.number] == [f"{job.number}-E1", f"{job.number}-E2"]
    agree_again(first.latest, ladder.am)
    order = make_order(first, ladder.ae)
    order.latest.submit(ladder.ae, NOW)
    assert order.latest.label == f"{job.number}-CO1 r1"


def agree_again(version, signer):
    version.approve(signer, version.content_hash, NOW)
    version.client_sign(None, NOW, name="Joanna Okafor")
    version.estimate.refresh_from_db()


@pytest.mark.parametrize(
    ("net", "signer"), [(5000, "am"), (5001, "ad"), (250_000, "ad"), (250_001, "gad")]
)
def test_the_matrix_says_who_signs(job, ladder, net, signer):
    version = make_estimate(job, ladder.ae, line(price=net)).latest
    version.submit(ladder.ae, NOW)
    step = version.step
    assert Approval.objects.lying_with(getattr(ladder, signer)).get() == step
    below = {"ad": ladder.am, "gad": ladder.ad}.get(signer)
    if below:
        said = refusal(version.approve, below, version.content_hash, NOW)
        assert said.status == 403
    version.approve(getattr(ladder, signer), version.content_hash, NOW)
    assert version.status == "approved_internal"


def test_a_senior_account_manager_signs_more_than_the_account_manager_beside_her(job, ladder):
    senior = make_person("senior", rank="senior_am", manager=ladder.ad)
    put_on_team(job.client, senior, "am", is_lead=False)
    version = make_estimate(job, ladder.ae, line(price=20_000)).latest
    version.submit(ladder.ae, NOW)
    assert (version.step.rung, version.step.ranks) == (3, " senior_am supervisor ")
    assert not Approval.objects.signable_by(ladder.am).exists()
    said = refusal(version.approve, ladder.am, version.content_hash, NOW)
    assert said.status == 403
    version.approve(senior, version.content_hash, NOW)
    assert version.approved_at == NOW


def test_a_change_order_is_signed_by_whoever_may_sign_the_whole(job, ladder):
    estimate = make_estimate(job, ladder.ae, line(price=4000))
    agree(estimate.latest, ladder.ae, ladder.am)
    order = make_order(estimate, ladder.ae, line(price=1500)).latest
    order.submit(ladder.ae, NOW)
    assert order.whole == 5500
    assert refusal(order.approve, ladder.am, order.content_hash, NOW).status == 403
    order.approve(ladder.ad, order.content_hash, NOW)
    assert order.status == "approved_internal"


def test_nobody_approves_what_he_wrote_in_unless_the_agency_allows_it(job, ladder):
    version = make_estimate(job, ladder.ae).latest
    write(version, ladder.am, line(price=900))
    version.submit(ladder.ae, NOW)
    assert version.step.lies_with == 4
    assert refusal(version.approve, ladder.am, version.content_hash, NOW).status == 403
    AgencyProfile.current()
    AgencyProfile.objects.update(self_approval=True)
    version.approve(ladder.am, version.content_hash, NOW)
    assert version.is_self_approved


def test_what_is_submitted_is_complete(job, ladder):
    version = Estimate.objects.start(job, "Card", ladder.ae, NOW).latest
    assert str(refusal(version.submit, ladder.ae, NOW)) == "There is no line yet."
    step = {"label": "All", "percent": Decimal(120), "amount": None, "due_on": None}
    write(version, ladder.ae, steps=[step])
    said = refusal(version.submit, ladder.ae, NOW)
    assert str(said) == "The billing plan is more than the estimate."


def test_an_estimate_in_a_currency_without_a_rate_waits_for_one(job, ladder):
    job.client.currency = "CHF"
    job.client.save()
    version = make_estimate(job, ladder.ae).latest
    assert "CHF" in str(refusal(version.submit, ladder.ae, NOW))


def test_a_returned_estimate_is_written_on_and_submitted_again(job, ladder):
    version = make_estimate(job, ladder.ae).latest
    version.submit(ladder.ae, NOW)
    version.send_back(ladder.am, "Too dear.", version.content_hash, NOW)
    assert Notice.objects.filter(person=ladder.ae, text__contains="Too dear").exists()
    write(version, ladder.ae, line(price=800))
    version.submit(ladder.ae, NOW)
    assert version.step.lies_with == 3


def test_an_approved_estimate_is_frozen_with_its_lines_and_its_plan(job, ladder):
    step = {"label": "All", "percent": Decimal(100), "amount": None, "due_on": None}
    version = sign(make_estimate(job, ladder.ae, steps=[step]).latest, ladder.ae, ladder.am)
    row, step = version.lines.get(), version.billing_steps.get()
    for change in (
        lambda: type(version).objects.filter(pk=version.pk).update(net=1, gross=1, tax=0),
        lambda: type(row).objects.filter(pk=row.pk).update(price=1),
        lambda: row.delete(),
        lambda: type(step).objects.filter(pk=step.pk).update(percent=1),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    assert Paper.objects.get(version=1).content["sheet"]["net"] == "€1,000.00"


def test_no_cost_is_printed_for_a_client(job, ladder):
    row = line("production", price=0, cost=Decimal("7777.77"), markup_percent=Decimal(10))
    version = sign(make_estimate(job, ladder.ae, row).latest, ladder.ae, ladder.ad)
    said = str(Paper.objects.get().content) + str(version.client_document())
    assert ("7777" in said, "7,777" in said, "8,555.55" in said) == (False, False, True)


# -- The client's answer ------------------------------------------


def test_the_link_goes_to_whoever_may_approve_so_much(job, ladder):
    small = make_approver(job.client, "Small Hand", approval_limit=500)
    boss = make_approver(job.client)
    version = sign(make_estimate(job, ladder.ae).latest, ladder.ae, ladder.am)
    assert "may not approve so much" in str(refusal(version.send, small, ladder.ae, NOW))
    link = version.send(boss, ladder.ae, NOW)
    assert (version.status, link.shows_money) == ("sent", True)


def test_the_client_approves_with_his_order_and_the_work_begins(job, ladder):
    make_approved(job.client, ladder.ae, [ladder.am], job=job)
    job.note_briefed(ladder.ae, NOW)
    estimate = make_estimate(job, ladder.ae)
    version = sign(estimate.latest, ladder.ae, ladder.am)
    link = version.send(make_approver(job.client), ladder.ae, NOW)
    job.refresh_from_db()
    assert job.status == "estimate_pending"
    link.approve(NOW, name="Joanna", content_hash=version.content_hash, order_number="PO-77 ")
    job.refresh_from_db()
    estimate.refresh_from_db()
    assert (job.status, job.client_po, estimate.binding) == ("live", "PO-77", version)
    assert link.answer.order_number == "PO-77"


def test_a_version_that_the_client_declined_begins_anew(job, ladder):
    version = sign(make_estimate(job, ladder.ae).latest, ladder.ae, ladder.am)
    version.client_decline(None, "Too much.", NOW, name="Joanna")
    assert version.status == "client_declined"
    new = version.revise(ladder.ae, "Cheaper.", NOW)
    assert (new.number, new.lines.get().key, version.status) == (2, 1, "superseded")


def test_a_new_version_holds_only_once_the_client_approves_it(job, ladder):
    estimate = make_estimate(job, ladder.ae)
    first = agree(estimate.latest, ladder.ae, ladder.am)
    new = first.revise(ladder.ae, "One more day.", NOW)
    write(new, ladder.ae, line(price=1200))
    estimate.refresh_from_db()
    assert estimate.binding == first
    agree(new, ladder.ae, ladder.am)
    estimate.refresh_from_db()
    first.refresh_from_db()
    assert (estimate.binding, first.status) == (new, "superseded")


def test_an_offer_expires_when_its_last_day_is_over(job, ladder):
    version = make_estimate(job, ladder.ae, valid_until=NOW.date()).latest
    sign(version, ladder.ae, ladder.am)
    version.send(make_approver(job.client), ladder.ae, NOW)
    model = type(version)
    assert model.objects.expire_due(NOW) == 0
    assert "over" in str(refusal(version.client_sign, None, NOW + DAY))
    assert (model.objects.expire_due(NOW + DAY), model.objects.expire_due(NOW + DAY)) == (1, 0)
    version.refresh_from_db()
    assert version.status == "expired"


# -- The ceiling ------------------------------------------


def test_the_ceiling_is_what_the_client_approved_with_its_change_orders(job, ladder):
    assert authorised(job) == 0
    estimate = make_estimate(job, ladder.ae, line(price=3000))
    agree(estimate.latest, ladder.ae, ladder.am)
    agree(make_order(estimate, ladder.ae, line(price=500)).latest, ladder.ae, ladder.am)
    less = line(description="No proofs", quantity=-1, price=200)
    agree(make_order(estimate, ladder.ae, less).latest, ladder.ae, ladder.am)
    make_order(estimate, ladder.ae, line(price=9999))
    assert authorised(job) == authorised(job, "EUR") == 3300
    assert authorised(job, "USD") == 0


# -- Properties ------------------------------------------


class Row:
    def __init__(self, group, quantity, price, rate):
        self.group, self.quantity, self.price = group, quantity, price
        self.category, self.rate, self.cost = "S", rate, None


amounts = st.decimals(0, 100_000, places=2)
rows = st.builds(
    Row,
    st.sampled_from(["fee", "production", "media", "expenses"]),
    st.decimals(0, 500, places=3),
    amounts,
    st.sampled_from([Decimal(10), Decimal(20)]),
)


@settings(max_examples=50, deadline=None)
@given(st.lists(rows, max_size=6), st.decimals(0, 30, places=2), st.sampled_from(["EUR", "JPY"]))
def test_an_estimate_comes_to_what_the_same_lines_come_to_on_an_invoice(lines, percent, currency):
    sums = reckoned(lines, Terms(currency=currency, commission_percent=percent))
    items = [Item(row.quantity, row.price, "S", row.rate) for row in lines]
    bare = reckon(items, currency=currency)
    places = 0 if currency == "JPY" else 2
    media = sum((item.net(places) for item, row in zip(items, lines, strict=True)
                 if row.group == "media"), Decimal(0))  # fmt: skip
    commission = percent_of(media, percent, places)
    assert sums.totals.lines == bare.lines == sum(sums.groups.values())
    assert sums.totals.net == bare.net + commission
    if not commission:
        assert sums.totals == bare
    by_rate = {}
    for item, row in zip(items, lines, strict=True):
        if row.group == "media":
            by_rate[row.rate] = by_rate.get(row.rate, Decimal(0)) + item.net(places)
    if commission and len(by_rate) == 1:
        (rate,) = by_rate
        charge = Adjustment(True, commission, "S", rate)
        assert sums.totals == reckon(items, [charge], currency=currency)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(1, 90_000), min_size=2, max_size=3))
def test_splitting_into_change_orders_needs_the_same_signature_in_the_end(parts):
    with transaction.atomic():
        people = make_ladder()
        client = make_team(make_client(), people)
        whole_job, split_job = (make_job(client, people.am, people.ae, title=t) for t in "XY")
        whole = make_estimate(whole_job, people.ae, *(line(price=p) for p in parts)).latest
        whole.submit(people.ae, NOW)
        estimate = make_estimate(split_job, people.ae, line(price=parts[0]))
        agree(estimate.latest, people.ae, people.gad)
        for part in parts[1:]:
            last = make_order(estimate, people.ae, line(price=part)).latest
            last.submit(people.ae, NOW)
            step = last.step
            last.approve(people.gad, last.content_hash, NOW)
            last.client_sign(None, NOW, name="Joanna")
        assert (step.rung, step.ranks) == (
            Approval.objects.of(whole).get().rung, Approval.objects.of(whole).get().ranks,
        )  # fmt: skip
        transaction.set_rollback(True)
