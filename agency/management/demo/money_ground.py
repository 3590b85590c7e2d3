"""The ground of Northlight's money: two companies, accounts, rates, limits, and each client's."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from accounts.models import Rank
from billing.models import (
    ApprovalLimit,
    BankAccount,
    BillingProfile,
    ExchangeRate,
    LegalEntity,
    Limited,
    RateCard,
    TaxRate,
    proposed_tax,
)

IRELAND = {
    "name": "Northlight Agency Ltd",
    "street": "14 Harbour Row",
    "postcode": "D02 XY45",
    "city": "Dublin",
    "country": "IE",
    "vat_id": "IE6433435F",
    "registration": "CRO 512345",
    "legal_form": "Registered in Ireland. Directors: I. Sørensen, R. Byrne.",
    "contact_name": "Grace Okoye",
    "phone": "+353 1 555 0100",
    "email": "accounts@northlight.example",
    "endpoint": "IE6433435F",
    "endpoint_scheme": "9935",
    "currency": "EUR",
    "code": "NL",
}
ITALY = {
    "name": "Northlight Italia S.r.l.",
    "street": "Via Tortona 21",
    "postcode": "20144",
    "city": "Milano",
    "region": "MI",
    "country": "IT",
    "vat_id": "IT00743110157",
    "tax_number": "00743110157",
    "registration": "REA MI-2345678",
    "legal_form": "Capitale sociale € 50.000 i.v. Direzione: I. Sørensen.",
    "contact_name": "Grace Okoye",
    "email": "amministrazione@northlight.example",
    "currency": "EUR",
    "code": "NI",
}
ACCOUNTS = (
    ("NL", "Harbour Bank, euro", "EUR", "IE02AIBK93115212345679", "AIBKIE2D"),
    ("NL", "Harbour Bank, sterling", "GBP", "IE95AIBK93115299887766", "AIBKIE2D"),
    ("NL", "Savings", "EUR", "IE92BOFI90001710027952", "BOFIIE2D"),
    ("NI", "Banca del Navile", "EUR", "IT60X0542811101000000123456", "BPPIITRRXXX"),
)


@dataclass(frozen=True)
class Buyer:
    """Where a client is invoiced; the tax follows from the two countries."""

    country: str
    street: str
    postcode: str
    city: str
    vat_id: str = ""
    by: str = "NL"
    markup: str = "10"


BUYERS = {
    "BRW": Buyer("IE", "1 Quay Street", "D01 F5P2", "Dublin", "IE6567623F", markup="12"),
    "KES": Buyer("IE", "Terminal Road", "K67 A1B2", "Swords", "IE6623056F"),
    "TES": Buyer("DE", "Rosenthaler Str. 40", "10178", "Berlin", "DE136023757"),
    "NOV": Buyer("CH", "Lichtstrasse 35", "4056", "Basel"),
    "ORD": Buyer("IE", "Dairy Lane 3", "P31 T22", "Mallow", "IE6908140F", markup="12"),
    "VOL": Buyer("DE", "Werkstraße 1", "38440", "Wolfsburg", "DE136039595"),
    "MER": Buyer("AT", "Ringstraße 12", "1010", "Wien", "ATU13624595"),
    "AUR": Buyer("IT", "Corso Buenos Aires 8", "20124", "Milano", "IT01236020549", "NI"),
    "FJO": Buyer("NO", "Havnegata 7", "7010", "Trondheim"),
    "LUM": Buyer("NL", "Stadhouderskade 5", "1054 ES", "Amsterdam", "NL004495445B01"),
    "PIN": Buyer("IE", "Forest House", "T12 KX4", "Cork", "IE6955654F"),
    "SOL": Buyer("IT", "Viale dei Pini 2", "07026", "Olbia", "IT01237010424", "NI"),
    "CAR": Buyer("DE", "Klinikweg 4", "50937", "Köln", "DE136063352"),
    "VIT": Buyer("IT", "Via Garibaldi 10", "40124", "Bologna", "IT01238570467", "NI"),
    "BEL": Buyer("IE", "Mill Road 9", "V94 R2C", "Limerick", "IE7351604F"),
    "HAR": Buyer("GB", "2 Tea Wharf", "SE1 2NJ", "London", "GB980780390"),
    "NIM": Buyer("DE", "Bahnhofsplatz 1", "80335", "München", "DE136126704"),
    "OAK": Buyer("IE", "Oak Square 5", "H91 E4Y", "Galway", "IE7462470F"),
    "PRI": Buyer("DE", "Carl-Zeiss-Platz 2", "07743", "Jena"),
    "QUA": Buyer("CH", "Technoparkstrasse 1", "8005", "Zürich"),
    "RIV": Buyer("AT", "Uferweg 3", "4020", "Linz", "ATU13695866"),
    "SKY": Buyer("GB", "Dock Gate 4", "SO14 3QN", "Southampton", "GB980780923"),
    "ZEN": Buyer("IT", "Via Emilia 55", "43121", "Parma", "IT01240930329", "NI"),
}
NO_ADDRESS_YET = {"RIV", "ZEN"}
# activity, group, unit, price, cost
PRICES = (
    ("Strategy and planning", "fee", "HUR", 165, 82),
    ("Account direction", "fee", "HUR", 150, 78),
    ("Account management", "fee", "HUR", 110, 52),
    ("Account executive", "fee", "HUR", 85, 38),
    ("Creative direction", "fee", "HUR", 160, 85),
    ("Copywriting", "fee", "HUR", 110, 55),
    ("Art direction", "fee", "HUR", 115, 56),
    ("Artwork", "fee", "HUR", 80, 36),
    ("Film production management", "production", "DAY", 820, 430),
    ("Retouching", "production", "C62", 90, 42),
    ("Translation, a thousand words", "production", "MIL", 190, 140),
    ("Media planning", "media", "HUR", 105, 50),
    ("Travel by car", "expenses", "KMT", 0.55, 0.45),
)
RATES = {"USD": "1.0921", "GBP": "0.8412", "CHF": "0.9377", "NOK": "11.62", "PLN": "4.214"}


def load(northlight):
    """Companies and rates first, then each client, then the prices and one own limit."""
    lay_down_rules(northlight)
    companies = found_companies(northlight)
    for code, buyer in BUYERS.items():
        set_up(northlight, code, buyer, companies[buyer.by])
    draw_cards(northlight)


def lay_down_rules(northlight):
    """The usual limits and rates of VAT, which a flushed database has lost, and exchange rates."""
    ApprovalLimit.objects.put_usual()
    TaxRate.objects.put_usual()
    finance, at = northlight.person["finance"], northlight.at
    days = [northlight.today - timedelta(days=back) for back in (1, 2, 5)]
    rates = [(day, code, Decimal(rate)) for day in days for code, rate in RATES.items()]
    ExchangeRate.objects.take_in(finance, at, rates)
    own = {(Limited.ESTIMATE, Rank.AM): (Decimal(15_000), "EUR")}
    ApprovalLimit.objects.set(northlight.person["csd"], at, own, client=northlight.client["BRW"])


def found_companies(northlight):
    finance, at = northlight.person["finance"], northlight.at
    made = [LegalEntity.objects.add(finance, at, **facts) for facts in (IRELAND, ITALY)]
    companies = {entity.code: entity for entity in made}
    for code, name, currency, iban, bic in ACCOUNTS:
        entity = companies[code]
        BankAccount.objects.add(
            entity,
            finance,
            at,
            name=name,
            holder=entity.name,
            currency=currency,
            iban=iban,
            bic=bic,
        )
    closed = northlight.today.replace(day=1) - timedelta(days=32)
    companies["NL"].close_books(finance, at, until=closed.replace(day=1) - timedelta(days=1))
    return companies


def set_up(northlight, code, buyer, entity):
    client, at = northlight.client[code], northlight.at
    manager = client.team.filter(role="am").select_related("person__office").first().person
    changes = {"currency": "GBP"} if code == "SKY" else {}
    if code not in NO_ADDRESS_YET:
        changes["invoice_email"] = f"invoices@{client.domains.first().domain}"
    if code in {"BRW", "VOL"}:
        changes["po_required"] = True
    client.edit(manager, at, **changes)
    category, reason = proposed_tax(entity, buyer.country, buyer.vat_id)
    BillingProfile.objects.set_up(
        client,
        manager,
        at,
        entity=entity,
        legal_name=client.legal_name,
        street=buyer.street,
        postcode=buyer.postcode,
        city=buyer.city,
        country=buyer.country,
        vat_id=buyer.vat_id,
        vat_checked_on=northlight.today - timedelta(days=40) if buyer.vat_id else None,
        contact_name="Accounts payable",
        tax_category=category,
        tax_reason=reason,
        account_code=f"1{list(BUYERS).index(code):04d}",
        markup_percent=Decimal(buyer.markup),
        commission_percent=Decimal(15),
        late_text="Interest of 8 points over the base rate of the European Central Bank.",
    )


def draw_cards(northlight):
    """The agency's prices, and those agreed with the bank (dearer) and the dairy (cheaper)."""
    finance, at = northlight.person["finance"], northlight.at
    starts = date(northlight.today.year - 1, 1, 1)
    draw = RateCard.objects.draw_up
    draw(
        finance,
        at,
        name="Northlight standard rates",
        currency="EUR",
        valid_from=starts,
        rates=prices(),
    )
    for code, login, factor in (("BRW", "ad", "1.08"), ("ORD", "ad", "0.92")):
        client = northlight.client[code]
        draw(
            northlight.person[login],
            at,
            client=client,
            contract=client.contracts.first(),
            name=f"{client.name}: agreed rates",
            currency="EUR",
            valid_from=northlight.today - timedelta(days=200),
            note="Agreed with the framework contract.",
            rates=prices(Decimal(factor)),
        )


def prices(factor=Decimal(1)):
    return [
        {
            "activity": activity,
            "group": group,
            "unit": unit,
            "price": (Decimal(str(price)) * factor).quantize(Decimal("0.01")),
            "cost": Decimal(str(cost)),
        }
        for activity, group, unit, price, cost in PRICES
    ]
