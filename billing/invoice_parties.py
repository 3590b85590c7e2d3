"""Who sells, who buys and into which account is paid, as they are at the moment of the issue."""

from datetime import date

from agency.lib.einvoice.document import Identifier, Party

ADDRESS = ("street", "street_more", "postcode", "city", "region", "country")
TAX = ("vat_id", "tax_number", "registration")
ELECTRONIC = ("endpoint", "endpoint_scheme")
OF_SELLER = ("name", *ADDRESS, *TAX, "legal_form", "contact_name", "phone", "email", *ELECTRONIC)
OF_BUYER = (*ADDRESS, *TAX, "contact_name", *ELECTRONIC)
OF_BANK = ("holder", "bank", "iban", "bic", "number", "routing", "currency")


def seller_of(entity) -> dict:
    """The company that issues, as plain text by the names of its columns."""
    return {name: getattr(entity, name) for name in OF_SELLER}


def buyer_of(client, profile) -> dict:
    """The client as it is invoiced; without a profile only its name."""
    if profile is None:
        return {"name": client.legal_name or client.name}
    facts = {name: getattr(profile, name) for name in OF_BUYER}
    return {**facts, "name": profile.legal_name, "email": client.invoice_email}


def bank_of(entity, currency: str, on: date) -> dict:
    """The account to pay into: the usual one of the currency, else of the books; {} for none."""
    accounts = [
        account
        for account in entity.accounts.all()
        if account.closed_on is None or account.closed_on > on
    ]
    fitting = [account for account in accounts if account.currency == currency]
    fitting = fitting or [account for account in accounts if account.currency == entity.currency]
    if not fitting:
        return {}
    account = max(fitting, key=lambda account: (account.is_default, -account.pk))
    return {name: getattr(account, name) for name in OF_BANK}


def party_of(facts: dict, *, with_vat: bool = True) -> Party:
    """A snapshot as EN 16931 names its parts; outside the scope of VAT nobody has a VAT id."""
    known = {name: facts.get(name) or "" for name in {*OF_SELLER, *OF_BUYER}}
    endpoint, scheme = known.pop("endpoint"), known.pop("endpoint_scheme")
    registration = known.pop("registration")
    if not with_vat:
        known["vat_id"] = ""
    return Party(
        **known,
        registration=Identifier(registration) if registration else None,
        endpoint=Identifier(endpoint, scheme) if endpoint else None,
    )
