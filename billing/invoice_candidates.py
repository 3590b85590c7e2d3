"""What there is to be invoiced in a month: steps that are due, retainers, what is approved."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Client, Contract
from agency.lib.money import ZERO
from billing.invoice_drafts import (
    fee_of_month,
    month_of,
    net_of_step,
    retainer_key,
    step_key,
)
from billing.models import BillingStep, Estimate, Invoice, TaxRate


@dataclass(frozen=True)
class Candidate:
    """One invoice that could be made: for whom, of how much without VAT, and what stops it."""

    key: str
    kind: str
    label: str
    client: Client
    net: Decimal
    currency: str
    url: str
    problems: tuple = ()

    @property
    def client_id(self) -> int:
        return self.client.pk

    @property
    def entity(self):
        profile = getattr(self.client, "billing", None)
        return profile.entity if profile else None


def candidates(user, month: date) -> list[Candidate]:
    """Everything of a month that this person may see, those with problems first."""
    rates = TaxRate.objects.on(month_of(month)[1]).filter(is_standard=True)
    countries = set(rates.values_list("country", flat=True))
    found = [
        *_of_steps(user, month, countries),
        *_of_retainers(user, month, countries),
        *_approved(user),
    ]
    return sorted(found, key=lambda one: (not one.problems, one.client.name, one.key))


def _of_steps(user, month, countries):
    """Steps of estimates that the client approved, due by the end of the month, not billed yet."""
    _first, last = month_of(month)
    billed = Invoice.objects.filter(step=OuterRef("pk")).exclude(source_key="")
    rows = BillingStep.objects.filter(
        version__estimate__binding=F("version"),
        version__estimate__in=Estimate.objects.visible_to(user),
    ).annotate(is_billed=Exists(billed))
    rows = rows.select_related(
        "version__estimate__job__client__billing__entity", "version__estimate__job__client__office"
    )
    plans = defaultdict(list)
    for step in rows.order_by("version", "position", "pk"):
        plans[step.version_id].append(step)
    for steps in plans.values():
        for step in steps:
            if not step.is_billed and step.due_on and step.due_on <= last:
                yield _of_step(step, steps, countries)


def _of_step(step, steps, countries):
    version = step.version
    job, client = version.estimate.job, version.estimate.job.client
    problems = list(_problems(client, countries))
    if client.po_required and not (version.client_po or job.client_po):
        problems.append((_("No purchase order number"), job.get_absolute_url()))
    is_last = step is steps[-1]
    if is_last and any(not other.is_billed for other in steps[:-1]):
        problems.append((_("An earlier step is not billed yet"), ""))
    return Candidate(
        key=step_key(step), kind=_("Final") if is_last else _("Advance"),
        label=f"{job.number} {version.title}: {step.label}", client=client, net=net_of_step(step),
        currency=version.currency, url=job.get_absolute_url(), problems=tuple(problems),
    )  # fmt: skip


def _of_retainers(user, month, countries):
    """Contracts with a yearly fee that are in force in the month, not billed for it yet."""
    first, last = month_of(month)
    rule = Client.objects.visible_to(user).served()
    rows = Contract.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=first),
        client__in=rule, kind=Contract.Kind.RETAINER, yearly_fee__gt=0, starts_on__lte=last,
    )  # fmt: skip
    keys = Invoice.objects.filter(
        source_key__startswith="retainer:", source_key__endswith=f"{first:%Y-%m}"
    )
    billed = set(keys.values_list("source_key", flat=True))
    for contract in rows.select_related("client__billing__entity", "client__office"):
        if retainer_key(contract, first) in billed:
            continue
        client = contract.client
        problems = list(_problems(client, countries))
        if client.po_required:
            problems.append((_("No purchase order number"), reverse("billing:draft-invoice")))
        yield Candidate(
            key=retainer_key(contract, first), kind=_("Retainer"),
            label=_("Retainer, %(month)s") % {"month": date_format(first, "F Y")}, client=client,
            net=fee_of_month(contract, first), currency=client.currency,
            url=client.get_absolute_url(), problems=tuple(problems),
        )  # fmt: skip


def _approved(user):
    """Invoices that an account manager approved, for finance to issue."""
    rows = Invoice.objects.visible_to(user).filter(status=Invoice.Status.APPROVED)
    for invoice in rows.select_related("client__billing__entity", "client__office"):
        yield Candidate(
            key=f"issue:{invoice.pk}", kind=_("To issue"), label=invoice.title,
            client=invoice.client, net=-invoice.net if invoice.is_credit_note else invoice.net,
            currency=invoice.currency, url=invoice.get_absolute_url(),
        )  # fmt: skip


def _problems(client, countries):
    """(sentence, where it is mended) of what stops any invoice of this client."""
    url = reverse("billing:profile", args=[client.pk])
    profile = getattr(client, "billing", None)
    if profile is None:
        yield _("How it is invoiced is not entered"), url
        return
    if profile.tax_category == "AE" and not profile.vat_id:
        yield _("The client's VAT id is missing"), url
    if profile.tax_category == "S" and profile.entity.country not in countries:
        sentence = _("No rate of VAT is known for %(country)s")
        yield sentence % {"country": profile.entity.country}, reverse("billing:tax-rates")


def preview(chosen: list[Candidate]) -> list[tuple]:
    """[(company, currency, number, sum without VAT)] of what would be made."""
    sums: dict[tuple, list] = defaultdict(lambda: [0, ZERO])
    for one in chosen:
        row = sums[one.entity.name if one.entity else "–", one.currency]
        row[0] += 1
        row[1] += one.net
    return [(*key, *sums[key]) for key in sorted(sums)]
