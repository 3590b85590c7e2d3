"""What the card launch costs: suppliers, orders, bills, a payment list, eight weeks of hours."""

from datetime import timedelta
from decimal import Decimal

from django.core.files.base import ContentFile

from agency.management.demo.departments import PDF
from billing import time_weeks
from billing.models import (
    BankAccount,
    CostRate,
    Estimate,
    Expense,
    LegalEntity,
    PaymentRun,
    PurchaseOrder,
    Quote,
    Supplier,
    SupplierBill,
)
from billing.models.time_entry import monday_of
from briefs.models import Job

DAY = timedelta(days=1)
WEEKS = 8
IBANS = ("DE89370400440532013000", "FR1420041010050500013M02606", "IE29AIBK93115212345678")
RATES = (("ae", 38), ("aae", 26), ("am", 55), ("ad", 85))
WEEK = (("Client service", 150), ("Concept", 90), ("Production", 60))


def load(northlight):
    job = Job.objects.get(title="Card launch")
    rates(northlight)
    suppliers = buy_from(northlight)
    order_and_pay(northlight, job, suppliers)
    work(northlight, job)


def rates(northlight):
    day = northlight.today - timedelta(days=500)
    for rank, amount in RATES:
        CostRate.objects.enter(
            northlight.person["finance"],
            northlight.at,
            person=None,
            rank=rank,
            function="",
            amount=Decimal(amount),
            currency="EUR",
            valid_from=day,
        )


def buy_from(northlight):
    """Two approved and checked, one still proposed."""
    at, ae, ad = northlight.at - 50 * DAY, northlight.person["ae"], northlight.person["ad"]
    named = (
        ("Harbour Films", "film", "DE", "Cheapest of three, and on time for the branch posters."),
        ("Studio Marchand", "photo", "FR", "Knows the card’s surface and has the light for it."),
        ("Quayside Print", "print", "IE", ""),
    )
    found = []
    for (name, category, country, reason), iban in zip(named, IBANS, strict=True):
        facts = {"name": name, "categories": [category], "country": country, "iban": iban}
        supplier = Supplier.objects.propose(ae, at, **facts)
        if reason:
            supplier.approve(ad, reason, at + DAY)
            supplier.check_account(northlight.person["finance"], at + DAY)
        found.append(supplier)
    return found


def line_for(job):
    """The first line of the estimate that the client approved, if there is one."""
    estimate = Estimate.objects.filter(job=job, binding__isnull=False).first()
    line = estimate and estimate.binding.lines.first()
    return (estimate.pk, line.key) if line else None


def order_and_pay(northlight, job, suppliers):
    """One order billed, one with the supplier, one that waits for its approval."""
    at, ae, ad = northlight.at, northlight.person["ae"], northlight.person["ad"]
    films, photos, _print = suppliers
    line = line_for(job)
    facts = {"currency": "EUR", "vat_rate": Decimal(0), "line": line}
    wanted = (("Stills for the launch film", films, 2400), ("Card portraits", photos, 1800))
    orders = []
    for title, supplier, net in wanted:
        words = {"supplier": supplier, "net": Decimal(net), **facts}
        Quote.objects.enter(job, ae, at - 40 * DAY, **{k: words[k] for k in QUOTED})
        order = PurchaseOrder.objects.raise_order(
            job, ae, at - 38 * DAY, title=title, due_on=northlight.today - 10 * DAY, **words
        )
        order.approve(ad, at - 37 * DAY)
        order.send(ae, at - 36 * DAY)
        orders.append(order)
    orders[0].receive(ae, at - 12 * DAY)
    waits = PurchaseOrder.objects.raise_order(
        job,
        ae,
        at - 2 * DAY,
        title="Second day of shooting",
        supplier=films,
        net=Decimal(900),
        **facts,
    )
    waits.ask(ae, at - DAY)
    bills(northlight, job, orders)


QUOTED = ("supplier", "net", "currency", "line")


def bills(northlight, job, orders):
    at, today, ae = northlight.at, northlight.today, northlight.person["ae"]
    for order, number, net, approved in (
        (orders[0], "HF-2291", 2400, True),
        (orders[1], "2026/118", 900, False),
    ):
        bill = SupplierBill.objects.enter(
            job.client,
            ae,
            at - 9 * DAY,
            supplier=order.supplier,
            number=number,
            issued_on=today - 10 * DAY,
            due_on=today + 4 * DAY,
            net=Decimal(net),
            vat=Decimal(0),
            currency="EUR",
            parts=[(job, order, Decimal(net))],
            file=ContentFile(PDF, name=f"{order.supplier.name}.pdf"),
        )
        if approved:
            bill.approve(northlight.person["am"], at - 8 * DAY)
            pay(northlight, bill)
    Expense.objects.claim(
        job.client,
        northlight.person["aae"],
        at - 3 * DAY,
        job=job,
        title="Taxi with the props",
        day=today - 3 * DAY,
        amount=Decimal("34.50"),
        currency="EUR",
        file=ContentFile(PDF, name="taxi.pdf"),
    )


def pay(northlight, bill):
    """A list with the bank, where the agency has an account with an IBAN in euro."""
    accounts = BankAccount.objects.filter(closed_on=None, currency="EUR").exclude(iban="")
    account = accounts.first()
    if account is None:
        entity, _made = LegalEntity.objects.get_or_create(
            name="Northlight Agency Ltd",
            defaults={"street": "14 Harbour Row", "city": "Dublin D02", "country": "IE"},
        )
        account = BankAccount.objects.create(
            entity=entity, name="Main account", holder=entity.name, iban="IE64IRCE92050112345678"
        )
    finance, at = northlight.person["finance"], northlight.at - DAY
    PaymentRun.objects.make(account, [bill], finance, at, pay_on=northlight.today)


def work(northlight, job):
    """Eight weeks of the account team, the last one not handed in."""
    this_week = monday_of(northlight.today)
    for login in ("ae", "aae", "am"):
        person = northlight.person[login]
        for back in range(WEEKS, -1, -1):
            monday = this_week - timedelta(weeks=back)
            days = range(5) if back else range(min(northlight.today.weekday() + 1, 5))
            rows = [
                (
                    job,
                    activity,
                    {monday + n * DAY: minutes + northlight.dice.choice((0, 15, 30)) for n in days},
                )
                for activity, minutes in WEEK
            ]
            at = northlight.at - timedelta(weeks=back)
            time_weeks.put_week(person, monday, rows, person, at)
            if back:
                time_weeks.hand_in(person, monday, person, at)
            boss = northlight.person["ad" if login == "am" else "am"]
            if back > 1:
                time_weeks.approve_week(person, job.client, monday, boss, at + DAY)
