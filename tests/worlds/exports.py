from billing.models import ExportBatch, RevenueAccount


def make_exports(world):
    """Brightwater's invoice, left for the books; the account on which it would be booked."""
    finance, at, day = world.people.finance, world.at, world.at.date()
    rate = world.tax_rate.rate
    world.revenue_account = RevenueAccount.objects.add(
        world.entity, finance, at, category="S", rate=rate, group="", code="4000", tax_key="",
        tax_name="VAT",
    )  # fmt: skip
    world.export = ExportBatch.objects.make(
        world.entity, "csv", day.replace(day=1), day, finance, at
    )
