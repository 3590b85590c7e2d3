"""Money in the states that the world does not show, and what is typed there.

Each yields (who, address, fields).
"""

from datetime import timedelta
from decimal import Decimal

from django.core.files.base import ContentFile

from billing.models import Part, Payment
from tests.billing import costs
from tests.billing.cast import approved, line, make_draft
from tests.billing.payment_cast import mt940
from tests.briefs.departments import pdf
from tests.cast import make_contact


def states_of_money(world):
    """Everything of the money's pages that a plain click does nothing with."""
    yield from states_of_ground(world)
    yield from states_of_estimates(world)
    yield from states_of_invoices(world)
    yield from states_of_payments(world)
    yield from states_of_suppliers(world)
    yield "finance", f"/money/exports/{world.export.pk}/void/", {}


def states_of_ground(world):
    entity, yesterday = world.entity, world.at.date() - timedelta(days=1)
    until = {"until": (yesterday - timedelta(days=60)).isoformat(), "reason": ""}
    yield "csd", f"/money/companies/{entity.pk}/books/", until
    rate = {"rank": "am", "function": "", "person": ""}
    yield "csd", "/time/rates/new/", rate
    known = {"currency": "EUR", "base": "CHF", "day": yesterday.isoformat()}
    yield "csd", "/money/exchange/new/", known
    yield "csd", "/money/exchange/file/", {"file": lambda: rates_of_the_bank(yesterday)}


def rates_of_the_bank(day):
    text = f"Date, USD, JPY, \n{day:%d %B %Y}, 1.0823, 161.55, \n"
    return ContentFile(text.encode(), name="eurofxref.csv")


def states_of_estimates(world):
    version = world.approved_estimate.latest
    other = make_contact(
        world.client, "Second approver", email="second@brw.example", approves_estimates=True
    )
    yield "ad", f"/estimate-versions/{version.pk}/client/ask/", {"contact": other.pk}
    proof = {"contact": other.pk, "proof": pdf}
    yield "ad", f"/estimate-versions/{version.pk}/client/record/", proof
    written = {"act": "save", "title": "Anew", "lines-0-markup": "", "steps-0-amount": ""}
    yield "ad", f"/estimates/{world.estimate.pk}/draft/", written


def states_of_invoices(world):
    people, at = world.people, world.at
    disputed, credited, paid = (issued_invoice(world) for _number in range(3))
    disputed.dispute(people.ae, "The wrong price", at)
    yield "ad", f"/invoices/{disputed.pk}/settle/", {}
    credit_of(credited, people, at)
    yield "ad", f"/invoices/{credited.pk}/again/", {}
    payment = recorded(world, paid.gross)
    payment.allocate(people.finance, at, [Part(paid, paid.gross, paid.gross)])
    note = credit_of(paid, people, at)
    used = {"invoice": world.invoice.pk, "amount": "10"}
    yield "csd", f"/invoices/{note.pk}/set-off/", used


def issued_invoice(world):
    rows = [line(rate=world.tax_rate.rate)]
    draft = make_draft(
        world.client, world.people.ae, world.at, lines=rows, tax_point=world.at.date()
    )
    return approved(draft, world.people, world.at).issue(world.people.finance, world.at)


def credit_of(invoice, people, at):
    """A credit note, issued, of all that an invoice asked for."""
    note = invoice.credit(people.am, at, why="price", reason="Agreed by telephone.")
    return approved(note, people, at).issue(people.finance, at)


def recorded(world, amount):
    return Payment.objects.record(
        world.people.finance, world.at, account=world.bank_account, client=world.client,
        payer="Brightwater", value_date=world.at.date(), amount=Decimal(amount),
    )  # fmt: skip


def states_of_payments(world):
    aside = recorded(world, 30)
    yield "csd", f"/payments/{aside.pk}/aside/", {}
    files = {"files": lambda: bank_file(world)}
    yield "csd", "/payments/bank/read/", files | {"account": world.bank_account.pk}
    world.client.invoice_email = "accounts@brw.example"
    world.client.save()
    yield "ad", f"/statements/{world.account_statement.pk}/send/", {}


def bank_file(world):
    day = world.at.date()
    content = mt940(("40.00", "Somebody", "For work"), account=world.bank_account.iban, day=day)
    return ContentFile(content, name="bank.sta")


def states_of_suppliers(world):
    people, at, job = world.people, world.at, world.job
    yield "ad", "/suppliers/new/", {"categories": "film"}
    proposed = costs.make_supplier(people, at, name="New here", approved=False, checked=False)
    yield "ad", f"/suppliers/{proposed.pk}/approve/", {}
    yield "ad", f"/jobs/{job.pk}/costs/allow/", {"most": "90000000"}
    supplier = world.order.supplier
    yield "ad", f"/orders/{world.draft_order.pk}/cancel/", {}
    parts = {f"{name}{number}": "" for name in ("part", "net") for number in range(1, 6)}
    of_job = parts | {"part0": f"job:{job.pk}", "net0": "100", "number": "2026-99"}
    yield "ad", f"/bills/new/{world.client.pk}/{supplier.pk}/", of_job | {"net": "100", "vat": "0"}
    yield "ad", f"/bills/{world.bill.pk}/match/", parts | {"part0": f"job:{job.pk}"}
