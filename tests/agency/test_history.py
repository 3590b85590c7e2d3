"""The history of a record: who changed what and when, for whom, and what it costs."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.changes import events_of, to_the_cent
from accounts.models import Client, ContactPerson, RiskFlag
from briefs.models import Job
from tests.cast import (
    NOW,
    make_action_item,
    make_brand,
    make_contact,
    make_contract,
    make_domain,
    make_group,
    make_person,
    make_sent,
    put_on_team,
)

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to(NOW, tick=False)


def url_of(kind, record):
    return reverse("history", args=[kind, record.pk])


def told(browser, kind, record, **query):
    """(who, what) of each line, newest first."""
    answer = browser.get(url_of(kind, record), query)
    assert answer.status_code == 200
    return [(event["who"], event["what"]) for event in answer.context["page"]]


@pytest.fixture
def records(client_of, ladder, joanna):
    """One record of each kind that has a history."""
    report = make_sent(client_of, ladder.ae, joanna, NOW - 5 * HOUR)
    brand = make_brand(client_of)
    job = Job.objects.open_job(client_of, brand, "Card launch", ladder.ae, by=ladder.am, at=NOW)
    item = make_action_item(client_of, person=ladder.ae)
    return {
        "client": client_of,
        "contact": report.interaction,
        "report": report,
        "job": job,
        "item": item,
    }


KINDS = ["client", "contact", "report", "job", "item"]


# -- What is told --------------------------------------------------------------------------------


def test_a_change_says_who_what_from_what_to_what_and_when(client_of, ladder, signed_in):
    client_of.edit(ladder.am, NOW + HOUR, name="Brightwater Group", category="Banks")
    client_of.edit(ladder.ad, NOW + 2 * HOUR, is_key_account=True, group=make_group("Finance"))
    client_of.edit(ladder.ad, NOW + 3 * HOUR, confidentiality="restricted", category="")

    answer = signed_in(ladder.ae).get(url_of("client", client_of))
    events = list(answer.context["page"])[:3]

    assert [(event["who"], event["what"], event["at"]) for event in events] == [
        (
            "Ad",
            "changed category: Banks → nothing;"
            " confidentiality: Normal → Restricted: views of documents are logged",
            NOW + 3 * HOUR,
        ),
        ("Ad", "changed group: Finance; key account: no → yes", NOW + 2 * HOUR),
        (
            "Am",
            "changed trading name: Brightwater Bank → Brightwater Group; category: Banks",
            NOW + HOUR,
        ),
    ]
    assert "changed trading name: Brightwater Bank → Brightwater Group" in answer.content.decode()


def test_the_people_contracts_and_flags_of_a_client_are_told_by_name(client_of, ladder, signed_in):
    joanna = ContactPerson.objects.add(client_of, ladder.ae, NOW + HOUR / 2, name="Joanna Okafor")
    joanna.edit(ladder.ae, NOW + HOUR, title="Head of Brand")
    RiskFlag.objects.raise_flag(client_of, by=ladder.am, reason="Range slipped", at=NOW + 2 * HOUR)

    assert told(signed_in(ladder.ae), "client", client_of)[:3] == [
        ("Am", "added risk flag: Range slipped"),
        ("Ae", "changed Joanna Okafor; title: Head of Brand"),
        ("Ae", "added contact person: Joanna Okafor"),
    ]
    assert ("Plates", "added place on the team: Aae") in told(
        signed_in(ladder.ae), "client", client_of
    )


def test_a_save_that_changes_nothing_is_no_event(client_of, ladder, signed_in):
    before = told(signed_in(ladder.ae), "client", client_of)
    Client.objects.get(pk=client_of.pk).save()

    assert client_of.history.count() == 2
    assert told(signed_in(ladder.ae), "client", client_of) == before


def test_what_nobody_did_was_done_by_plates(client_of):
    client_of.category = "Banks"
    client_of.save()

    events = events_of(client_of.history.all(), "begun")

    assert [(event["who"], event["what"], event["icon"]) for event in events] == [
        ("Plates", "changed category: Banks", "pencil"),
        ("Plates", "begun", "plus"),
    ]


def test_a_record_that_is_gone_is_somebody(client_of):
    group = make_group("Finance")
    Client.objects.get(pk=client_of.pk).save()
    client_of.group = group
    client_of.save()
    client_of.group = None
    client_of.save()
    group.delete()

    (event, *_earlier) = events_of(client_of.history.all(), "begun")

    assert event["what"] == "changed group: somebody → nothing"


@pytest.fixture
def flag(client_of, ladder):
    return RiskFlag.objects.create(
        client=client_of, reason="Late", raised_by=ladder.csd, raised_at=NOW - HOUR
    )


def lifted(flag, by, at, **changes):
    """What the history says of a flag that csd has just changed."""
    flag.lifted_by, flag.lifted_at = by, at
    for name, value in changes.items():
        setattr(flag, name, value)
    flag._history_user = flag.raised_by
    flag.save()
    return events_of(flag.history.all(), "begun")[0]["what"]


def test_who_did_it_and_when_are_not_said_twice(flag, ladder):
    assert lifted(flag, ladder.csd, NOW, reason="Paid") == "changed why: Late → Paid"


def test_another_person_and_another_time_are_said(flag, ladder):
    said = lifted(flag, ladder.ad, NOW - HOUR, reason="Paid")

    assert said == ("changed why: Late → Paid; lifted by: Ad; lifted at: 10 Mar 2026, 08:00")


def test_where_nothing_else_changed_who_and_when_are_said(flag, ladder):
    assert lifted(flag, ladder.csd, NOW) == (
        "changed lifted by: Csd; lifted at: 10 Mar 2026, 09:00"
    )


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_begins_somewhere(records, ladder, signed_in, kind):
    assert "entered it" in [what for _who, what in told(signed_in(ladder.csd), kind, records[kind])]


# -- Who may read it -----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("who", "status"),
    [("aae", 200), ("am", 200), ("csd", 200), ("stranger", 404), ("planner", 404), ("admin", 404)],
)
def test_whoever_reads_the_record_reads_its_history(records, ladder, signed_in, kind, who, status):
    answer = signed_in(getattr(ladder, who)).get(url_of(kind, records[kind]))

    assert answer.status_code == status


@pytest.mark.parametrize("kind", ["client", "contact", "report", "item"])
def test_finance_reads_no_history_of_work(records, ladder, signed_in, kind):
    assert signed_in(ladder.finance).get(url_of(kind, records[kind])).status_code == 404


def test_what_has_no_history_is_not_found(client_of, ladder, signed_in):
    browser = signed_in(ladder.csd)

    assert browser.get(f"/history/person/{ladder.ae.pk}/").status_code == 404
    assert browser.get("/history/client/999999/").status_code == 404
    assert browser.post(url_of("client", client_of)).status_code == 405


@pytest.mark.parametrize(
    ("who", "sees"), [("aae", False), ("ae", False), ("am", True), ("ad", True), ("csd", True)]
)
def test_the_history_keeps_money_and_papers_of_account_from_executives(
    client_of, ladder, signed_in, who, sees
):
    contract = make_contract(client_of, yearly_fee=100_000)
    contract.edit(ladder.ad, NOW, yearly_fee=4_242_424, notice_days=30)
    client_of.edit(ladder.am, NOW, tax_id="IT-777", invoice_email="money@brw.example")
    page = signed_in(getattr(ladder, who)).get(url_of("client", client_of)).content.decode()

    assert "notice in days: 90 → 30" in page
    for secret in ("100,000", "100000", "4,242,424", "4242424"):
        assert secret not in page or sees
    assert ("yearly fee" in page) is sees
    for secret in ("IT-777", "money@brw.example"):
        assert (secret in page) is sees


# -- Many rows -----------------------------------------------------------------------------------


def test_a_long_history_is_read_in_pages(client_of, ladder, signed_in):
    for number in range(50):
        client_of.edit(ladder.am, NOW + number * HOUR, category=f"Change {number}")
    browser = signed_in(ladder.csd)

    first, second = told(browser, "client", client_of), told(browser, "client", client_of, page=2)

    assert len(first) == 40
    assert first[0][1] == "changed category: Change 48 → Change 49"
    assert second[0][1] == "changed category: Change 8 → Change 9"
    assert told(browser, "client", client_of, page="x") == first


QUERIES = {"client": 14, "contact": 9, "job": 16, "item": 5}
CHANGED = {"client": "category", "contact": "place", "job": "title", "item": "text"}


def grow(client, kind, record, number):
    """One change more of the record, and of a client's relatives one more of each kind."""
    setattr(record, CHANGED.get(kind, ""), f"Change {number}")
    record.save()
    if kind == "client":
        make_contact(client, f"Contact {number}")
        make_brand(client, f"Brand {number}")
        make_domain(client, f"brw{number}.example")
        make_contract(client)
        put_on_team(client, make_person(f"guest{number}"), "creative")
        RiskFlag.objects.raise_flag(client, by=client.team.first().person, reason="Cold", at=NOW)


@pytest.mark.parametrize("kind", CHANGED)
def test_a_history_costs_the_same_with_one_change_and_with_thirty(
    records, ladder, signed_in, django_assert_num_queries, kind
):
    def measure():
        with django_assert_num_queries(QUERIES[kind]):
            browser.get(url)

    client, record = records["client"], records[kind]
    browser, url = signed_in(ladder.csd), url_of(kind, record)
    grow(client, kind, record, 0)
    browser.get(url)
    measure()
    for number in range(1, 30):
        grow(client, kind, record, number)
    measure()


def test_beside_its_record_a_history_shows_the_newest_and_how_many_more(
    client_of, ladder, signed_in
):
    for number in range(12):
        client_of.category = f"Category {number}"
        client_of.save()
    browser = signed_in(ladder.ae)
    every = told(browser, "client", client_of)

    url, beside = url_of("client", client_of), {"HX-Request": "true"}
    shown = browser.get(url, headers=beside).content.decode()

    assert shown.count("<li>") == 10
    assert f"{len(every) - 10} changes more" in shown
    assert browser.get(url, {"page": 1}, headers=beside).content.decode().count("<li>") == len(
        every
    )


@pytest.mark.parametrize(
    ("kept", "said"),
    [("7750.0000", "7750.00"), ("0.0000", "0.00"), ("0.1235", "0.1235"), ("15", "15")],
)
def test_an_amount_is_told_to_the_cent_unless_it_is_finer(kept, said):
    assert str(to_the_cent(Decimal(kept))) == said
