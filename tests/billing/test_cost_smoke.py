from datetime import timedelta
from decimal import Decimal

import pytest

from billing import time_weeks
from billing.cost_figures import spent_on
from billing.models import CeilingStep, PaymentRun, TimeEntry
from tests.billing import costs
from tests.cast import NOW

pytestmark = pytest.mark.django_db


def test_the_main_line(client_of, ladder):
    job = costs.make_job(client_of, ladder)
    estimate = costs.make_estimate(job, ladder)
    supplier = costs.make_supplier(ladder)
    order = costs.make_order(job, ladder, supplier, line=(estimate.pk, 1))
    order.ask(ladder.ae, NOW)
    order.approve(ladder.am, NOW)
    assert order.number == "PO-26-00001"
    order.send(ladder.ae, NOW)
    order.receive(ladder.ae, NOW)
    bill = costs.make_bill(client_of, ladder, supplier, [(job, order, "1000")], vat="190")
    bill.approve(ladder.am, NOW)
    order.refresh_from_db()
    assert order.status == "billed"
    run = costs.make_run(ladder, [bill])
    run = PaymentRun.objects.get()
    assert run.total == Decimal(1190)
    payment = run.payments.get()
    payment.execute(ladder.finance, NOW.date(), NOW)
    bill.refresh_from_db()
    assert bill.status == "paid"
    expense = costs.make_expense(client_of, ladder, job=job)
    expense.approve(ladder.am, NOW)
    expense.pay_back(ladder.finance, NOW.date(), NOW)
    costs.make_cost_rates(ladder)
    monday = NOW.date() - timedelta(days=1)
    time_weeks.put_week(ladder.ae, monday, [(job, "Concept", {monday: 90})], ladder.ae, NOW)
    assert TimeEntry.objects.get().cost == Decimal(60)
    time_weeks.hand_in(ladder.ae, monday, ladder.ae, NOW)
    time_weeks.approve_week(ladder.ae, client_of, monday, ladder.am, NOW)
    assert spent_on(job).total == Decimal(1100)
    assert CeilingStep.objects.count() == 0
