"""A year of Northlight's invoices: retainers, single jobs, some overdue, one disputed, a credit."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from billing.invoice_drafts import usual_vat
from billing.models import Allocation, Invoice, LegalEntity, Payment

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Bill:
    """One invoice: for whom, what, without VAT how much, issued and paid how many days ago."""

    code: str
    title: str
    net: str
    issued: int
    paid: int | None = None
    share: int = 100
    kind: str = "single"


BILLS = (
    Bill("BRW", "Brand tracking, wave one", "18400.00", 330, 301),
    Bill("ORD", "Yoghurt: winter promotion", "12950.50", 300, 262),
    Bill("BRW", "Mortgage leaflet, six languages", "9120.00", 262, 230),
    Bill("KES", "Summer timetable: posters", "41200.00", 240, 205),
    Bill("AUR", "Packaging, second flavour", "7340.00", 215, 180),
    Bill("BRW", "Contact centre: training film", "26750.00", 188, 155),
    Bill("TES", "Trade fair stand", "33900.00", 170, 128),
    Bill("ORD", "Recipe site, spring", "15480.75", 150, 119),
    Bill("KES", "Crew recruiting: pictures", "8600.00", 126, 60),
    Bill("LUM", "Launch film, first half", "22000.00", 118, None, 0, "advance"),
    Bill("BRW", "Savings campaign: production", "38240.00", 96, 71),
    Bill("NOV", "Doctors' direct mail, text", "6480.00", 84, 40),
    Bill("VOL", "E-drive: brand workshop", "14300.00", 72, None),
    Bill("TES", "Newsletter, third quarter", "4950.00", 64, 20, 50),
    Bill("KES", "Nordic routes: concept", "19800.00", 52, None),
    Bill("AUR", "Winter blend: first posts", "5230.00", 41, 9),
    Bill("BRW", "Mobile app: film, first half", "52000.00", 34, None, 0, "advance"),
    Bill("ORD", "Cup design, four flavours", "11870.00", 27, None),
    Bill("LUM", "Social media, October", "3900.00", 20, None),
    Bill("BRW", "Annual report: cover", "9500.00", 12, None),
    Bill("KES", "Timetable app: screens", "7750.00", 6, None),
)
DISPUTED, CREDITED = "Nordic routes: concept", "Annual report: cover"
WAITING = (("BRW", "Branch radio: texts", "4200.00"), ("ORD", "Sampling: staff", "18600.00"))


def load(northlight):
    """Through the same verbs as everybody: drafted, approved, issued, paid."""
    # The books of the quarters before were closed only after these.
    closed = {entity: entity.frozen_until for entity in LegalEntity.objects.all()}
    close(dict.fromkeys(closed))
    made = {}
    for bill in BILLS:
        made[bill.title] = issued(northlight, bill)
    for bill in BILLS:
        if bill.paid is not None:
            pay(northlight, made[bill.title], bill)
    finance = northlight.person["finance"]
    director = northlight.person["csd"]
    at = northlight.at - 3 * DAY
    made[DISPUTED].dispute(director, "Two rounds were not ordered, says the client.", at)
    note = made[CREDITED].credit(
        finance, at, why="price", reason="One language fewer than billed.",
        amounts={made[CREDITED].lines.get().pk: Decimal("1500.00")},
    )  # fmt: skip
    note.submit(finance, at)
    note.approve(director, note.content_hash, at)
    note.issue(finance, at)
    close(closed)
    for code, title, net in WAITING:
        draft = drafted(northlight, Bill(code, title, net, 1))
        if code == "BRW":
            draft.submit(finance, northlight.at - DAY)


def close(days):
    """Close the books of each company until its day; None opens them."""
    for entity, day in days.items():
        entity.frozen_until = day
        entity.save(update_fields=["frozen_until"])


def moment(northlight, days):
    """Ten in the morning at the office, so many days ago."""
    day = northlight.today - days * DAY
    return datetime.combine(day, time(10), ZoneInfo("Europe/Dublin"))


def drafted(northlight, bill):
    client, at = northlight.client[bill.code], moment(northlight, bill.issued)
    vat = usual_vat(client, at.date())
    line = {"description": bill.title, "unit": "LS", "price": Decimal(bill.net), **vat}
    kind = {"kind": "386", "type": "advance"} if bill.kind == "advance" else {}
    order = {"po_number": f"PO-{4000 + bill.issued}"} if client.po_required else {}
    return Invoice.objects.draft(
        client, northlight.person["finance"], at, lines=[line], title=bill.title,
        tax_point=at.date(), **kind, **order,
    )  # fmt: skip


def issued(northlight, bill):
    at, director = moment(northlight, bill.issued), northlight.person["csd"]
    invoice = drafted(northlight, bill)
    invoice.submit(northlight.person["finance"], at)
    invoice.approve(director, invoice.content_hash, at)
    return invoice.issue(northlight.person["finance"], at)


def pay(northlight, invoice, bill):
    """What came in on the company's account, all of it or a part."""
    at = moment(northlight, bill.paid)
    account = invoice.entity.accounts.filter(currency=invoice.currency).first()
    account = account or invoice.entity.accounts.first()
    amount = (invoice.due * bill.share / 100).quantize(Decimal("0.01"))
    payment = Payment(
        client=invoice.client, account=account, value_date=at.date(), amount=amount,
        currency=invoice.currency, payer=invoice.buyer["name"][:140],
        reference=invoice.payment_reference, recorded_by=northlight.person["finance"],
        recorded_at=at,
    )  # fmt: skip
    payment.save()
    Allocation.objects.create(
        invoice=invoice, payment=payment, amount=amount, taken=amount,
        made_by=northlight.person["finance"], made_at=at,
    )  # fmt: skip
