"""Numbers under load: many issue at once, some fail on the way, none is left out or given twice."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections, transaction

from agency.lib.refusal import Refused
from billing.models import ApprovalLimit, Invoice, NumberSeries
from tests.billing.cast import (
    approved,
    make_approved_invoice,
    make_draft,
    make_issued,
    make_profile,
)
from tests.cast import NOW, make_client, make_ladder, make_team

THREADS = 8


class Broken(Exception):
    """What goes wrong after the number was drawn."""


def issue(pk, by, *, fails):
    """Issue one; some fail after everything was written, and try once more."""
    try:
        if fails:
            try:
                with transaction.atomic():
                    Invoice.objects.get(pk=pk).issue(by, NOW)
                    raise Broken
            except Broken:
                pass
        return Invoice.objects.get(pk=pk).issue(by, NOW).number
    finally:
        connections.close_all()


def race(number):
    ladder = make_ladder()
    client = make_team(make_client(), ladder)
    make_profile(client)
    rows = [make_draft(client, ladder.ae).pk for _number in range(number)]
    Invoice.objects.update(status="approved")
    with ThreadPoolExecutor(THREADS) as threads:
        jobs = [
            threads.submit(issue, pk, ladder.finance, fails=place % 7 == 0)
            for place, pk in enumerate(rows)
        ]
        numbers = sorted(job.result() for job in jobs)
    assert numbers == [f"INV-2026-{n:05d}" for n in range(1, number + 1)]
    assert NumberSeries.objects.get().last == number


@pytest.mark.django_db(transaction=True)
def test_sixty_invoices_issued_at_once_are_numbered_without_a_gap():
    race(60)


@pytest.mark.faults
@pytest.mark.django_db(transaction=True)
def test_two_hundred_invoices_issued_at_once_are_numbered_without_a_gap():
    race(200)


@pytest.mark.django_db(transaction=True)
def test_of_two_credit_notes_of_the_whole_only_one_is_issued():
    ladder = make_ladder()
    client = make_team(make_client(), ladder)
    make_profile(client)
    ApprovalLimit.objects.put_usual()
    invoice = make_issued(client, ladder)
    notes = [
        approved(invoice.credit(ladder.am, NOW, why="price", reason="Agreed"), ladder)
        for _number in range(2)
    ]
    ready = threading.Barrier(2)

    def try_it(pk):
        note = Invoice.objects.get(pk=pk)
        ready.wait()
        try:
            return note.issue(ladder.finance, NOW).number
        except Refused:
            return "refused"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(try_it, [note.pk for note in notes])) == [
            "CN-2026-00001",
            "refused",
        ]


@pytest.mark.django_db(transaction=True)
def test_two_clicks_on_issue_give_one_number():
    ladder = make_ladder()
    client = make_team(make_client(), ladder)
    make_profile(client)
    invoice = make_approved_invoice(client, ladder)
    make_draft(client, ladder.ae)

    def click(_number):
        try:
            return Invoice.objects.get(pk=invoice.pk).issue(ladder.finance, NOW).number
        except Refused:
            return "refused"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(click, range(2))) == ["INV-2026-00001", "refused"]
