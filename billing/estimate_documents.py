"""An estimate as the client gets it: a plain dict for the paper and for the page of the link.

Only what is meant for the client goes in: no cost, no mark-up that is folded into the prices, no
margin. A change order says what it adds, and what the whole comes to with it.
"""

from zoneinfo import ZoneInfo

from babel.numbers import format_currency
from django.utils import translation
from django.utils.formats import date_format, number_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from accounts.documents import day_in_words, letterhead, moment_in_words
from accounts.models import Approval, Paper
from agency.lib.amount import amount_text, locale_of
from billing.estimating import Terms, reckoned
from billing.models.columns import Group, Unit
from billing.models.estimate_terms import tax_words

UNAPPROVED = {"draft", "submitted", "returned"}
MINUS = "\u2212"


def money_words(amount, currency: str) -> str:
    """ "€46,036.00", as readers of the language that is switched on write it."""
    text = format_currency(amount, currency, locale=locale_of(get_language() or "en"))
    return text.replace("-", MINUS)


def figure(amount) -> str:
    """An amount in a column that names its currency once."""
    return amount_text(amount, get_language() or "en").replace("-", MINUS)


def quantity_words(quantity) -> str:
    """ "3", "2.5": a quantity without the decimals it does not need."""
    places = max(0, -quantity.normalize().as_tuple().exponent)
    return number_format(quantity, decimal_pos=places, force_grouping=True).replace("-", MINUS)


def percent_words(percent) -> str:
    return f"{quantity_words(percent)}\u00a0%"


def client_sheet(version) -> dict:
    """What a client is shown: lines by group, charges, VAT, sums, the billing plan; all as text."""
    sums = reckoned(version.lines.all(), Terms.of(version))
    lines = list(version.lines.all())
    return {
        "currency": version.currency,
        "groups": [
            {
                "label": str(Group(group).label),
                "lines": [_line(line) for line in lines if line.group == group],
                "net": figure(net),
            }
            for group, net in sums.groups.items()
        ],
        "lines_net": figure(sums.totals.lines),
        "charges": [
            {
                "label": f"{charge.label}, {percent_words(charge.percent)}",
                "amount": figure(charge.amount),
            }
            for charge in sums.charges
        ],
        "net": money_words(sums.totals.net, version.currency),
        "taxes": [
            {
                "label": tax_words(tax.category, tax.rate),
                "base": figure(tax.base),
                "amount": figure(tax.tax),
            }
            for tax in sums.totals.subtotals
        ],
        "gross": money_words(sums.totals.gross, version.currency),
        "whole": whole(version),
        "texts": texts(version),
        "steps": steps(version),
        "rounds": version.rounds,
        "valid_until": long_day(version.valid_until),
    }


def _line(line):
    return {
        "key": line.key,
        "description": line.description,
        "quantity": quantity_words(line.quantity),
        "unit": str(Unit(line.unit).label),
        "price": figure(line.price),
        "net": figure(line.net),
    }


def whole(version) -> dict | None:
    """Of a change order: what was approved before it, and what it comes to with it."""
    if not version.estimate.is_change_order:
        return None
    before = version.whole - version.net
    return {
        "number": version.estimate.amends.number,
        "before": money_words(before, version.currency),
        "after": money_words(version.whole, version.currency),
    }


def texts(version) -> list[dict]:
    pairs = [
        (_("Scope"), version.scope),
        (_("Assumptions"), version.assumptions),
        (_("Not included"), version.exclusions),
    ]
    return [{"label": label, "text": text.strip()} for label, text in pairs if text.strip()]


def steps(version) -> list[dict]:
    plan, _left = version.plan()
    return [
        {
            "label": step.label,
            "share": percent_words(step.percent) if step.percent is not None else "",
            "due": long_day(step.due_on),
            "amount": figure(amount),
        }
        for step, amount in plan
    ]


def long_day(day) -> str:
    return date_format(day, pgettext("day with year", "j F Y")) if day else ""


def estimate_paper(version, at) -> dict:
    """What the paper of a version says at `at`, in the client's language.

    Text, numbers, lists and dicts only, ready to be kept as JSON; every date is in words.
    """
    client = version.client
    with translation.override(client.language):
        estimate = version.estimate
        kind, number = str(estimate.get_kind_display()), estimate.number or str(_("draft"))
        return {
            "language": client.language,
            "kind": kind,
            "number": numbered(version),
            "version": version.number,
            "status": _status(version),
            "heading": version.title,
            "title": f"{kind} {number} r{version.number}, {version.title}",
            "footer": _("%(what)s. Confidential to the people named.")
            % {"what": ", ".join(filter(None, [numbered(version), client.name]))},
            "agency": letterhead(),
            "facts": _facts(version),
            "replaces": _replaces(version),
            "sheet": client_sheet(version),
            "is_change_order": estimate.is_change_order,
            "signatures": _signatures(version),
            "sealed": version.content_hash,
            "prepared_by": _author(estimate.author),
            "issued": moment_in_words(at, client.zone),
        }


def owe_paper(version, at) -> Paper:
    """Have a version printed as it was approved in the house; its bytes are kept for good."""
    content = estimate_paper(version, at)
    paper = Paper.owed(
        client=version.client,
        title=content["title"],
        template="estimate.html",
        content=content,
        at=at,
        subject_of=version,
        number=version.estimate.number,
        version=version.number,
        language=version.client.language,
        shows_money=True,
    )
    paper.save()
    return paper


def numbered(version) -> str:
    words = {"number": version.estimate.number, "version": version.number}
    return _("%(number)s version %(version)s") % words if version.estimate.number else ""


def _status(version):
    if version.status in UNAPPROVED:
        return _("Draft")
    past = {"superseded": _("Superseded"), "withdrawn": _("Withdrawn"), "expired": _("Expired")}
    return past.get(version.status, "")


def _facts(version):
    client, job, brief = version.client, version.estimate.job, version.brief_version
    moment = version.approved_at or version.edited_at or version.made_at
    rows = [
        (_("Client"), client.legal_name or client.name),
        (_("Brand"), job.brand.name if job.brand else ""),
        (_("Job"), str(job)),
        (_("Brief"), brief.label if brief else ""),
        (_("Dated"), day_in_words(moment.astimezone(ZoneInfo(client.zone)))),
        (_("Valid until"), long_day(version.valid_until)),
        (_("Rounds of revision included"), str(version.rounds)),
        (_("Adds to"), version.estimate.amends.number if version.estimate.amends_id else ""),
    ]
    return [{"label": label, "value": value} for label, value in rows if value]


def _replaces(version):
    """The version before and what changed since; None for the first."""
    if version.number == 1 or not version.changes:
        return None
    return {"version": version.number - 1, "changes": version.changes}


def _author(author):
    return {"name": author.name, "role": str(author.paper_title), "email": author.email}


def _signatures(version):
    """A place to sign each: who of the house signed within his limit, and the client's approver."""
    if _status(version):
        return []
    given = Approval.objects.of(version).filter(outcome=Approval.Outcome.APPROVED)
    signed = [
        {
            "for": letterhead()["name"],
            "name": step.decided_by.name,
            "role": str(step.decided_by.paper_title),
            "when": moment_in_words(step.decided_at, version.client.zone),
            "is_self_approved": step.is_self_approved,
        }
        for step in given.select_related("decided_by")
    ]
    at = version.client_approved_at
    when = moment_in_words(at, version.client.zone) if at else ""
    name = version.client_signer if at else ""
    return [*signed, {"for": version.client.name, "name": name, "role": "", "when": when,
                      "wants_order": not at}]  # fmt: skip
