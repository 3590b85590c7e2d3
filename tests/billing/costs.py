"""Suppliers, orders, bills and hours as the tests of costs need them."""

from datetime import timedelta
from decimal import Decimal

from django.core.files.base import ContentFile

from accounts.models import Function, Rank
from billing.models import (
    BankAccount,
    BillingProfile,
    CostRate,
    Estimate,
    EstimateLine,
    EstimateVersion,
    Expense,
    LegalEntity,
    PaymentRun,
    PurchaseOrder,
    Quote,
    Supplier,
    SupplierBill,
)
from briefs.models import Job
from tests.cast import NOW, make_brand, make_person

IBAN = "DE89370400440532013000"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 0/Kids[]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"  # noqa: E501


def pdf(name="bill.pdf"):
    return ContentFile(PDF, name=name)


def make_job(client, people, at=NOW, title="Card launch"):
    brand = client.brands.first() or make_brand(client)
    return Job.objects.open_job(client, brand, title, people.ae, by=people.am, at=at)


def make_estimate(job, people, at=NOW, lines=((1, "Film", "10000"), (2, "Photos", "2000"))):
    """An estimate that the client approved: {(key, description, net)} without VAT."""
    estimate = Estimate.objects.create(job=job, title="Launch", author=people.ae, made_at=at)
    net = sum((Decimal(amount) for _key, _text, amount in lines), Decimal(0))
    version = EstimateVersion.objects.create(
        estimate=estimate,
        status="client_approved",
        title="Launch",
        net=net,
        lines_net=net,
        gross=net,
        made_by=people.ae,
        made_at=at,
    )
    for key, text, amount in lines:
        EstimateLine.objects.create(
            version=version,
            key=key,
            group="production",
            description=text,
            price=Decimal(amount),
            net=Decimal(amount),
        )
    estimate.latest = estimate.binding = version
    estimate.save(update_fields=["latest", "binding"])
    return estimate


def make_supplier(people, at=NOW, name="Reel & Sons", *, approved=True, checked=True, **facts):
    facts = {"country": "DE", "iban": IBAN, "categories": ["film"], **facts}
    supplier = Supplier.objects.propose(people.ae, at, name=name, **facts)
    if approved:
        supplier.approve(people.ad, "Cheapest of three and on time last year.", at)
    if checked:
        supplier.check_account(people.finance, at)
    return supplier


def make_order(job, people, supplier, at=NOW, net="1000", line=None, by=None, **facts):
    """A draft of an order; `line` is (estimate's id, key)."""
    facts = {"title": "Film of 30 seconds", "currency": "EUR", "vat_rate": Decimal(19), **facts}
    by = by or people.ae
    order = PurchaseOrder.objects.raise_order(
        job, by, at, supplier=supplier, net=Decimal(net), line=line, **facts
    )
    return PurchaseOrder.objects.get(pk=order.pk)


def make_quote(job, people, supplier, net="5000", line=None, at=NOW):
    return Quote.objects.enter(
        job, people.ae, at, supplier=supplier, net=Decimal(net), currency="EUR", line=line
    )


def make_bill(client, people, supplier, parts, at=NOW, number="2026-17", vat="0", **facts):
    """A bill that lies with the account manager; `parts` are (job, order or None, net)."""
    parts = [(job, order, Decimal(net)) for job, order, net in parts]
    net = sum((part[2] for part in parts), Decimal(0))
    facts = {
        "issued_on": at.date(),
        "due_on": at.date() + timedelta(days=30),
        "currency": "EUR",
        "by": people.ae,
        **facts,
    }
    bill = SupplierBill.objects.enter(
        client,
        facts.pop("by"),
        at,
        supplier=supplier,
        number=number,
        net=net,
        vat=Decimal(vat),
        parts=parts,
        **facts,
    )
    return SupplierBill.objects.get(pk=bill.pk)


def make_expense(client, people, at=NOW, amount="40", by=None, **facts):
    facts = {"title": "Taxi to the shoot", "currency": "EUR", "day": at.date(), **facts}
    expense = Expense.objects.claim(
        client, by or people.ae, at, file=pdf("taxi.pdf"), amount=Decimal(amount), **facts
    )
    return Expense.objects.get(pk=expense.pk)


def make_entity(name="Northlight GmbH", **fields):
    entity, _made = LegalEntity.objects.get_or_create(
        name=name, defaults={"street": "Hafen 1", "city": "Berlin", "country": "DE", **fields}
    )
    return entity


def make_account(entity=None):
    entity = entity or make_entity()
    account, _made = BankAccount.objects.get_or_create(
        iban="DE02120300000000202051",
        defaults={"entity": entity, "name": "Main", "holder": entity.name, "bic": "BYLADEM1001"},
    )
    return account


def make_profile(client, entity=None):
    profile, _made = BillingProfile.objects.get_or_create(
        client=client,
        defaults={
            "entity": entity or make_entity(),
            "legal_name": client.name,
            "street": "Bank 1",
            "city": "Rome",
            "country": "IT",
        },
    )
    return profile


def make_run(people, bills, at=NOW, account=None):
    account = account or make_account()
    return PaymentRun.objects.make(
        account, bills, people.finance, at, pay_on=at.date() + timedelta(days=1)
    )


def make_cost_rates(people, at=NOW):
    day = at.date() - timedelta(days=400)
    for rank, amount in ((Rank.AE, "40"), (Rank.AAE, "25"), (Rank.AM, "60")):
        CostRate.objects.enter(
            people.finance,
            at,
            person=None,
            rank=rank,
            function="",
            amount=Decimal(amount),
            currency="EUR",
            valid_from=day,
        )


def make_second_of_finance():
    return make_person("second", function=Function.FINANCE)
