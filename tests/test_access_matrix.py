"""Every address, every role: the answers are written by hand, and nothing may leak.

A row: GET, then POST with an empty form, for AAE AE AM AD GAD CSD, then finance planner stranger,
then nobody signed in. 2 shown, 3 sent on, F forbidden (403), 4 not found, M wrong method (405),
C wrong state (409), U bad input (422). The record belongs to a client that the ladder serves.
"""

import pytest
from django.db import connection, transaction
from django.test import Client as Browser
from django.urls import get_resolver, reverse

from tests.access_table import EXPECTED
from tests.matrix import CANARY, ROLES, make_world

CODES = {"2": 200, "3": 302, "F": 403, "4": 404, "M": 405, "C": 409, "U": 422}
# Whoever holds these addresses is the client, who reads what was put to him.
HELD = {
    f"accounts:{name}"
    for name in ("client-answer", "approve-by-link", "decline-by-link", "ask-by-link")
}
LIBRARY = ("account_", "mfa_")  # allauth's own pages, about nobody but oneself
WITHOUT_RIGHT = {"planner", "stranger", "anonymous"}


def table():
    rows = {}
    for line in EXPECTED.split("\n"):
        if line:
            name, *codes = line.split()
            both = "".join(codes)
            rows[name] = (both[:10], both[10:])
    return rows


def addresses(resolver=None, space=""):
    for entry in (resolver or get_resolver()).url_patterns:
        if hasattr(entry, "url_patterns"):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from addresses(entry, inner)
        else:
            yield f"{space}{entry.name}", entry.pattern


def subject_of(route, world):
    """The record an address of this shape asks for: the longest beginning that fits."""
    subjects = {
        "people/": world.people.ae,
        "attachments/": world.attachment,
        "instructions/": world.instruction,
        "materials/": world.material,
        "deliverables/": world.deliverable,
        "documents/": world.entry,
        "outgoing/": world.outgoing,
        "attachments/to/": world.job,
        "absences/": world.absence,
        "settings/closing-days/": world.closing_day,
        "settings/offices/": world.office,
        "settings/outages/": world.interaction.obligation,
        "clients/": world.client,
        "clients/brands/": world.brand,
        "clients/domains/": world.domain,
        "clients/contracts/": world.contract,
        "clients/places/": world.client.team.get(role="ae"),
        "clients/people/": world.contact,
        "clients/partners/": world.partner,
        "clients/shares/": world.share,
        "clients/walls/": world.wall,
        "board/": world.client,
        "history/": world.client,
        "flags/": world.flag,
        "inbox/": world.notice,
        "client-links/": world.link,
        "brief-versions/": world.link.about,
        "papers/": world.paper,
        "jobs/": world.job,
        "timing/": world.timing_plan,
        "milestones/": world.milestone,
        "jobs/types/": world.job_type,
        "jobs/requests/": world.request,
        "brands/": world.brand,
        "competitors/": world.competitor,
        "competitor-notes/": world.competitor_note,
        "review-boards/": world.held_board if OF_HELD & parts_of(route) else world.review_board,
        "review-works/": world.packed_work if OF_PACKED & parts_of(route) else world.board_work,
        "competitor-digests/": world.digest,
        "figures/": world.kpi,
        "adjustments/": world.adjustment,
        "media-options/": world.media_option,
        "trends/": world.trend,
        "contacts/": world.interaction,
        "report-mails/": world.mail,
        "reports/": world.draft if any(part in route for part in OF_A_DRAFT) else world.report,
        "action-items/": world.item,
        "briefings/": world.briefing,
        "briefs/": brief_of(route, world),
        "questions/": world.answered_question if OF_ANSWERED & parts_of(route) else world.question,
        "comments/": world.comment,
        "calendar/": world.calendar,
        **costs_of(route, world),
        "calendar/events/": world.event,
    } | of_money(route, world)
    return subjects[max((start for start in subjects if route.startswith(start)), key=len)]


def costs_of(route, world):
    """The records of costs, by the beginning of their addresses."""
    return {
        "suppliers/": world.supplier,
        "orders/": world.draft_order if OF_A_DRAFT_ORDER & parts_of(route) else world.order,
        "quotes/": world.quote,
        "bills/": world.bill,
        "bills/new/": world.client,
        "payment-lists/": world.run,
        "payments-out/": world.outgoing_payment,
        "expenses/": world.expense,
        "time/entries/": world.hours,
        "time/months/": world.entity,
        "escalations/": world.escalation,
    }


OF_HELD, OF_PACKED = {"session", "minutes", "rationale", "close"}, {"edit", "take-out"}
OF_A_DRAFT_ORDER = {"ask", "approve", "edit"}
OF_ANSWERED = {"close", "reopen"}
OF_SUBMITTED, OF_APPROVED = {"approve", "return", "take-back"}, {"issue", "withdraw", "revise"}


def parts_of(route):
    return set(route.split("/"))


def of_money(route, world):
    return {
        "estimates/": estimate_of(route, world),
        "estimate-versions/": world.approved_estimate.latest,
        "invoices/": invoice_of(route, world),
        "invoices/run/": world.invoice_run,
        "money/exports/": world.export,
        "money/exports/files/": world.export.files.first(),
        "money/accounts/revenue/": world.revenue_account,
        "payments/": world.payment,
        "payments/allocations/": world.allocation,
        "payments/bank/": world.bank_statement,
        "payments/reminders/": world.reminder,
        "statements/": world.account_statement,
        "money/companies/": world.entity,
        "money/accounts/": world.bank_account,
        "money/vat/": world.tax_rate,
        "money/exchange/": world.exchange_rate,
        "money/rate-cards/": world.rate_card,
    }


def estimate_of(route, world):
    """Of the world's estimates the one in the state that this act is for."""
    if OF_SUBMITTED & parts_of(route):
        return world.submitted_estimate
    if OF_APPROVED & parts_of(route):
        return world.approved_estimate
    return world.bound_estimate if "add" in parts_of(route) else world.estimate


def brief_of(route, world):
    """Of the world's briefs the one in the state that this act is for."""
    if OF_SUBMITTED & parts_of(route):
        return world.submitted_brief
    return world.approved_brief if OF_APPROVED & parts_of(route) else world.brief


def invoice_of(route, world):
    """Of the world's invoices the one in the state that this act is for."""
    parts = parts_of(route)
    if {"edit", "discard", "submit"} & parts:
        return world.drafted_invoice
    if {"take-back", "approve", "return"} & parts:
        return world.submitted_invoice
    return world.approved_invoice if {"issue", "over-ceiling"} & parts else world.invoice


OF_A_DRAFT = ("draft", "review", "return", "distribution", "recipients", "people")


def address_of(name, pattern, world):
    values = {
        "verb": "hold",
        "key": "none",
        "kind": "client",
        "number": 1,
        "contact": world.interaction.pk,
        "noun": "briefs-job",
        "token": world.token,
        "calendar": world.timing_feed.token,
        "section": "background",
        "syntax": "cii",
        "supplier": world.supplier.pk,
    }
    asked = [
        values[key] if key in values else subject_of(str(pattern), world).pk
        for key in pattern.converters
    ]
    return reverse(name, args=asked)


def own_addresses():
    return {
        name: pattern
        for name, pattern in addresses()
        if not name.startswith(LIBRARY) and not name.startswith("engineers:")
    }


def test_every_address_has_a_row_and_every_row_an_address():
    assert set(table()) == set(own_addresses())


@pytest.mark.skipif(connection.vendor != "sqlite", reason="who sees what is the same everywhere")
@pytest.mark.parametrize("role", ROLES)
def test_every_address_answers_each_role_as_written_and_leaks_nothing(role, db):
    world, browser = make_world(), Browser(raise_request_exception=False)
    if role != "anonymous":
        person = getattr(world.people, role)
        browser.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    wrong = []
    for name, pattern in own_addresses().items():
        address = address_of(name, pattern, world)
        for method, row in zip(("get", "post"), table()[name], strict=True):
            if row[ROLES.index(role)] == "M" and role != "ae":
                continue  # a method that nobody may use is asked for once
            with transaction.atomic():
                answer = getattr(browser, method)(address)
                shown = answer.getvalue()
                transaction.set_rollback(True)
            expected = CODES[row[ROLES.index(role)]]
            if answer.status_code != expected:
                wrong.append(f"{method} {name}: {answer.status_code}, not {expected}")
            is_client = role == "anonymous" and name in HELD
            if role in WITHOUT_RIGHT and not is_client and CANARY.encode() in shown:
                wrong.append(f"{method} {name} leaks")

    assert wrong == []


def test_finance_is_shown_names_and_no_work(db):
    world, browser = make_world(), Browser()
    browser.force_login(world.people.finance, backend="django.contrib.auth.backends.ModelBackend")

    page = browser.get(reverse("accounts:client", args=[world.client.pk])).content.decode()

    assert "Brightwater" in page
    for secret in (f"Owed {CANARY}", f"Sent {CANARY}", f"Joanna {CANARY}"):
        assert secret not in page
