"""Estimates as people write them, for tests."""

from decimal import Decimal

from accounts.models import ContactPerson
from billing.models import Estimate
from briefs.models import Job
from tests.cast import NOW

STANDARD = {"category": "S", "rate": Decimal(20)}


def line(group="fee", description="Concept", quantity=1, price=1000, **facts):
    """One line as the editor sends it; the fee has no cost, the rest costs what is said."""
    return {
        "group": group,
        "description": description,
        "quantity": Decimal(quantity),
        "unit": "DAY",
        "price": Decimal(price),
        "cost": None,
        "markup_percent": None,
        **STANDARD,
        **facts,
    }


def make_job(client, by, owner, at=NOW, **facts):
    return Job.objects.open_job(client, None, facts.pop("title", "Card launch"), owner, by, at,
                                **facts)  # fmt: skip


def make_estimate(job, by, *lines, at=NOW, title="Card launch", **words):
    """An estimate with these lines, or one of 1,000."""
    estimate = Estimate.objects.start(job, title, by, at)
    write(estimate.latest, by, *lines, at=at, **words)
    return estimate


def write(version, by, *lines, at=NOW, **words):
    lines = list(lines) or [line()]
    version.refresh_from_db()
    return version.write(by, version.edit, {"lines": lines, **words}, at)


def make_order(estimate, by, *lines, at=NOW, title="One more day", **words):
    order = Estimate.objects.start_change_order(estimate, title, by, at)
    write(order.latest, by, *lines, at=at, **words)
    return order


def sign(version, by, signer, at=NOW):
    """Submit it and have it approved inside."""
    version.submit(by, at)
    version.approve(signer, version.content_hash, at)
    return version


def agree(version, by, signer, at=NOW, order_number=""):
    """And the client says yes."""
    sign(version, by, signer, at)
    version.client_sign(None, at, name="Joanna Okafor", order_number=order_number)
    version.estimate.refresh_from_db()
    return version


def make_approver(client, name="Joanna Okafor", **facts):
    facts = {"approves_estimates": True, "language": "en", **facts}
    address = f"{name.lower().replace(' ', '.')}@{client.code.lower()}.example"
    return ContactPerson.objects.create(client=client, name=name, email=address, **facts)
