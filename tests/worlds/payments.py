from decimal import Decimal

from billing.models import (
    AccountStatement,
    BankStatement,
    CollectionCall,
    Part,
    Payment,
    ReferenceRate,
    Reminder,
)


def make_payments(world):
    """A payment of Brightwater used in part, its bank statement, a call, a letter, a statement."""
    client, finance, at = world.client, world.people.finance, world.at
    canary, today = world.brand.name, world.at.date()
    world.bank_statement = BankStatement.objects.create(
        account=world.bank_account, key="1", sha256="1", number=canary, file_name=canary,
        closing_on=today, imported_by=finance, imported_at=at,
    )  # fmt: skip
    world.payment = Payment.objects.record(
        finance, at, account=world.bank_account, client=client, payer=canary, reference=canary,
        value_date=today, amount=Decimal(50), currency="EUR",
    )  # fmt: skip
    part = Part(world.invoice, Decimal(20), Decimal(20))
    world.payment.allocate(finance, at, [part])
    world.allocation = world.payment.allocations.get()
    CollectionCall.objects.log(world.invoice, finance, at, spoke_with=canary, said=canary)
    world.reminder = Reminder.objects.create(invoice=world.invoice, level=2, proposed_at=at)
    ReferenceRate.objects.enter(finance, at, valid_from=today, percent=Decimal(2), source="ECB")
    world.account_statement = AccountStatement.objects.make(client, finance, at, on=today)
