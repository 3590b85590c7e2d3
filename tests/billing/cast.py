"""The records of money that tests live with; what a test does not name is ordinary."""

from datetime import date, timedelta
from decimal import Decimal

from billing.models import (
    BankAccount,
    BillingProfile,
    BillingStep,
    Estimate,
    EstimateLine,
    EstimateVersion,
    Invoice,
    LegalEntity,
    TaxRate,
)
from briefs.models import Job
from tests.cast import LONG_AGO, NOW, make_brand

HOUR = timedelta(hours=1)


def make_entity(name="Northlight GmbH", iban="DE89370400440532013000", **fields):
    known = {
        "street": "Harbour 4",
        "postcode": "20457",
        "city": "Hamburg",
        "country": "DE",
        "vat_id": "DE136695976",
        "registration": "HRB 4711",
    }
    entity = LegalEntity.objects.create(name=name, **{**known, **fields})
    make_account(entity, iban=iban)
    TaxRate.objects.get_or_create(
        country=entity.country,
        rate=Decimal(19),
        valid_from=LONG_AGO,
        defaults={"name": "Standard", "is_standard": True},
    )
    return entity


def make_account(entity, **fields):
    known = {
        "name": "Main",
        "holder": entity.name,
        "iban": "DE89370400440532013000",
        "bic": "COBADEFFXXX",
        "currency": "EUR",
        "is_default": True,
    }
    return BankAccount.objects.create(entity=entity, **{**known, **fields})


def make_profile(client, entity=None, **fields):
    known = {
        "legal_name": f"{client.name} SpA",
        "street": "Via Larga 2",
        "postcode": "20122",
        "city": "Milan",
        "country": "IT",
        "vat_id": "IT00743110157",
    }
    entity = entity or make_entity()
    profile = BillingProfile.objects.create(client=client, entity=entity, **{**known, **fields})
    client.billing = profile
    return profile


def make_job(client, ladder, title="Card launch", at=NOW, **fields):
    brand = client.brands.first() or make_brand(client)
    return Job.objects.open_job(client, brand, title, ladder.ae, by=ladder.am, at=at, **fields)


def make_estimate(job, by, at=NOW, nets=(1000,), steps=(), **fields):
    """An estimate that the client approved, with a line of each of these prices."""
    nets = [Decimal(net) for net in nets]
    net = sum(nets, Decimal(0))
    tax = (net * Decimal("0.19")).quantize(Decimal("0.01"))
    estimate = Estimate.objects.create(
        job=job, title=job.title, author=by, made_at=at, number=f"{job.number}-E{job.pk}"
    )
    version = EstimateVersion.objects.create(
        estimate=estimate, status="client_approved", title=job.title, made_by=by, made_at=at,
        lines_net=net, net=net, tax=tax, gross=net + tax, **fields,
    )  # fmt: skip
    for key, price in enumerate(nets, start=1):
        EstimateLine.objects.create(
            version=version, key=key, position=key, group="fee", description=f"Work {key}",
            price=price, net=price, rate=19,
        )  # fmt: skip
    for position, (label, percent, due_on) in enumerate(steps, start=1):
        BillingStep.objects.create(
            version=version, position=position, label=label, percent=percent, due_on=due_on
        )
    estimate.latest = estimate.binding = version
    estimate.save()
    return version


def line(price=1000, rate=19, category="S", **fields):
    known = {"description": "Concept", "price": Decimal(price)}
    return {**known, "category": category, "rate": Decimal(rate), **fields}


def make_draft(client, by, at=NOW, lines=None, **fields):
    known = {"title": "Concept", "tax_point": date(2026, 3, 1)}
    return Invoice.objects.draft(client, by, at, lines=lines or [line()], **{**known, **fields})


def make_approved_invoice(client, ladder, at=NOW, **fields):
    invoice = make_draft(client, ladder.ae, at, **fields)
    return approved(invoice, ladder, at)


def approved(invoice, ladder, at=NOW, by=None):
    invoice.submit(ladder.am if invoice.is_credit_note else ladder.ae, at)
    invoice.approve(by or ladder.gad, invoice.content_hash, at)
    return invoice


def make_issued(client, ladder, at=NOW, **fields):
    return make_approved_invoice(client, ladder, at, **fields).issue(ladder.finance, at)


def make_credit_note(invoice, ladder, at=NOW, amounts=None, **fields):
    """An issued credit note of all that is left of an invoice, or of these amounts."""
    facts = {"why": "price", "reason": "Agreed by telephone.", **fields}
    note = invoice.credit(ladder.am, at, amounts=amounts, **facts)
    return approved(note, ladder, at).issue(ladder.finance, at)
