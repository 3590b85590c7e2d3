"""The at-risk board: whose accounts it shows, what it says of them, and who may flag them."""

import csv
import io
from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.access import share_client
from accounts.models import Client, Heartbeat, Office, RiskFlag, RiskSnapshot
from agency.board import board_of
from reports.models import Obligation
from tests.agency.test_risk import MONDAY, debts, felt, overdue
from tests.cast import (
    NOW,
    lines_of_a_report,
    make_accepted,
    make_action_item,
    make_client,
    make_contract,
    make_debt,
    make_draft,
    make_group,
    make_person,
    make_team,
    put_on_team,
)

DAY = timedelta(days=1)
FEE = 4_242_424
FEE_AS_SHOWN = ("4.24", "4242424", "4,242,424")


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def kestrel(ladder):
    """A client of another director, with the ladder of its own under the same CSD."""
    people = {"gad": make_person("gad2", rank="gad", manager=ladder.csd)}
    people["ad"] = make_person("ad2", rank="ad", manager=people["gad"])
    people["ae"] = make_person("ae2", rank="ae", manager=people["ad"])
    client = make_client("KES", "Kestrel Airlines")
    for role, person in people.items():
        put_on_team(client, person, role)
    client.people = people
    return client


def page_of(client):
    return reverse("board-account", args=[client.pk])


def flag(client, by, reason="They sound cold", at=NOW):
    return RiskFlag.objects.raise_flag(client, by=by, reason=reason, at=at)


def names(user, at=NOW):
    return {row.client.name for row in board_of(user, at).accounts}


def text_of(answer):
    return answer.getvalue().decode() if answer.streaming else answer.content.decode()


# -- Whose accounts ------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["aae", "ae", "am", "ad", "gad"])
def test_everyone_on_the_ladder_sees_the_own_accounts(client_of, kestrel, ladder, signed_in, who):
    page = signed_in(getattr(ladder, who)).get("/board/").content.decode()

    assert names(getattr(ladder, who)) == {"Brightwater Bank"}
    assert "Brightwater Bank" in page
    assert "Kestrel" not in page


def test_the_csd_sees_all_and_another_director_his_own(client_of, kestrel, ladder):
    assert names(ladder.csd) == {"Brightwater Bank", "Kestrel Airlines"}
    assert names(kestrel.people["ad"]) == names(kestrel.people["gad"]) == {"Kestrel Airlines"}


def test_a_walled_csd_does_not_see_the_account(client_of, kestrel, ladder):
    other = make_person("other-csd", rank="csd")
    client_of.walls.raise_wall(client_of, ladder.csd, "Worked there", other, NOW)

    assert names(ladder.csd) == {"Kestrel Airlines"}


def test_a_stranger_sees_an_empty_board_and_no_account(client_of, ladder, signed_in):
    browser = signed_in(ladder.stranger)

    assert "No accounts yet" in browser.get("/board/").content.decode()
    page = browser.get(f"/board/?account={client_of.pk}").content.decode()
    assert "Brightwater" not in page
    for url in (page_of(client_of), reverse("client-risk", args=[client_of.pk])):
        assert browser.get(url).status_code == 404


@pytest.mark.parametrize("who", ["finance", "traffic", "planner", "admin"])
def test_other_departments_have_no_board_and_no_risk(client_of, ladder, signed_in, who):
    browser = signed_in(getattr(ladder, who))
    paths = ["/board/", "/board/rules/", "/board/export/", page_of(client_of)]

    for url in [*paths, reverse("client-risk", args=[client_of.pk])]:
        assert browser.get(url).status_code == 404
    assert "stands" not in browser.get(client_of.get_absolute_url()).content.decode()


def test_only_clients_that_are_served_stand_on_the_board(client_of, ladder):
    for code, status in (("ONH", "on_hold"), ("PRO", "prospect"), ("CLO", "closed")):
        make_client(code, code, status=status)

    assert names(ladder.csd) == {"Brightwater Bank", "ONH"}


def test_a_client_that_was_shared_is_read_but_is_no_account_of_ones_own(
    client_of, kestrel, ladder, signed_in
):
    make_contract(kestrel, yearly_fee=FEE)
    share_client(kestrel, ladder.ad, "Covers the pitch", by=ladder.csd, at=NOW)
    page = signed_in(ladder.ad).get(page_of(kestrel))

    assert names(ladder.ad) == {"Brightwater Bank"}
    assert page.status_code == 200
    assert not any(fee in text_of(page) for fee in FEE_AS_SHOWN)


# -- Money ---------------------------------------------------------------------------------------


def pages_about(client):
    return [
        "/board/",
        f"/board/?account={client.pk}",
        "/board/export/",
        page_of(client),
        reverse("client-risk", args=[client.pk]),
        reverse("history", args=["client", client.pk]),
        "/my-day/",
    ]


@pytest.mark.parametrize("who", ["aae", "ae"])
def test_no_page_about_risk_tells_an_executive_the_fee(client_of, ladder, signed_in, who):
    make_contract(client_of, yearly_fee=FEE)
    flag(client_of, ladder.csd)
    for url in pages_about(client_of):
        answer = signed_in(getattr(ladder, who)).get(url)
        assert answer.status_code == 200
        assert [fee for fee in FEE_AS_SHOWN if fee in text_of(answer)] == [], url
        assert "ee a year" not in text_of(answer), url


@pytest.mark.parametrize("who", ["am", "ad", "gad", "csd"])
def test_managers_and_above_see_the_fee_and_what_of_it_is_at_risk(
    client_of, ladder, signed_in, who
):
    make_contract(client_of, yearly_fee=FEE)
    flag(client_of, ladder.csd)
    browser = signed_in(getattr(ladder, who))

    for url in pages_about(client_of)[:4]:
        assert any(fee in text_of(browser.get(url)) for fee in FEE_AS_SHOWN), url
    board = board_of(getattr(ladder, who), NOW)
    assert (board.fee_at_risk, board.fee_share) == (FEE, 100)


def test_the_fee_at_risk_is_that_of_the_red_accounts(client_of, kestrel, ladder):
    make_contract(client_of, yearly_fee=300_000)
    make_contract(kestrel, yearly_fee=100_000)
    flag(kestrel, ladder.csd)
    flag(client_of, ladder.am)
    board = board_of(ladder.csd, NOW)

    assert (board.fee, board.fee_at_risk, board.fee_share) == (400_000, 100_000, 25)


# -- What it says --------------------------------------------------------------------------------


def test_accounts_stand_by_band_and_then_by_the_income_at_risk(ladder):
    def account(code, points, fee, by=None):
        client = put_on_team(make_client(code, code), ladder.ae, "ae").client
        make_contract(client, yearly_fee=fee)
        overdue(client, ladder.ae, *[MONDAY] * points)
        if by:
            flag(client, by)

    account("AAA", 0, 900_000)
    account("BBB", 2, 900_000, ladder.am)
    account("CCC", 6, 100_000, ladder.am)
    account("DDD", 1, 1_000, ladder.csd)
    account("EEE", 4, 300_000, ladder.am)
    board = board_of(ladder.csd, NOW)

    # 3 x 900,000; 6 x 300,000; 9 x 100,000
    assert [row.client.code for row in board.accounts] == ["DDD", "BBB", "EEE", "CCC", "AAA"]
    assert dict(board.counts) == {"red": 1, "amber": 3, "grey": 1}


def cool_report(client, by, joanna, ended_at):
    report = make_draft(client, by, joanna, ended_at, ready=False)
    at = ended_at + timedelta(hours=2)
    report.write(by, 0, {}, lines_of_a_report(by, joanna, NOW), {"reading": -1}, at)
    report.distribute(by, at)
    make_accepted(report, at)
    return report


def test_each_reason_leads_to_what_caused_it(client_of, ladder, joanna, signed_in):
    for days in (21, 22, 23):
        sent = cool_report(client_of, ladder.ae, joanna, NOW - days * DAY)
    debts(client_of, ladder.ae, still_open=1, ended_at=NOW - 21 * DAY)
    overdue(client_of, ladder.ae, MONDAY, source="x", source_url=sent.get_absolute_url())
    flag(client_of, ladder.am)
    Client.objects.filter(pk=client_of.pk).update(status="notice")
    (row,) = board_of(ladder.csd, NOW).accounts

    assert [str(reason) for reason in row.risk.reasons] == [
        "Notice was given",
        "Am: They sound cold",
        "A report is owed and late",
        "No contact for 21 days",
        "The last three contacts felt cooler",
        "1 of our action items overdue, 1 day",
    ]
    proof = [proof.url for _name, signal in row.risk.explanation for proof in signal.proof]
    for who in (ladder.csd, ladder.ad, ladder.ae):
        page = signed_in(who).get(page_of(client_of)).content.decode()
        for url in {reason.url for reason in row.risk.reasons} | set(proof):
            assert signed_in(who).get(url).status_code == 200, url
        assert all(f'href="{url}"' in page for url in proof)


def test_the_page_of_an_account_explains_every_point(client_of, ladder, signed_in):
    debts(client_of, ladder.ae, in_time=3, late=1)
    overdue(client_of, ladder.ae, *[MONDAY] * 3)
    page = signed_in(ladder.ae).get(page_of(client_of))

    # 5.0 and 4.5, and nothing for nine days of silence
    assert page.context["account"].score == 10
    explained = [(s.code, str(s.points)) for _name, s in page.context["account"].risk.explanation]
    assert explained == [("reports", "5.0"), ("items", "4.5"), ("gap", "0.0")]
    for words in ("Why 10", "1 of 4 reports late", "3 of our action items overdue, oldest 1 day"):
        assert words in page.content.decode()


def test_the_facts_count_the_week_s_reports_and_what_reached_the_csd(client_of, ladder):
    debts(client_of, ladder.ae, in_time=3, late=1, ended_at=NOW - 3 * DAY)
    debts(client_of, ladder.ae, late=4, ended_at=NOW - 9 * DAY)
    debt = make_debt(client_of, ladder.ae, NOW - 6 * DAY)
    Obligation.objects.step_due(NOW)
    board = board_of(ladder.csd, NOW)

    assert board.reports == {"due": 5, "late": 2, "in_time": 3}
    assert board.at_csd == [debt.steps.get(rung=6).taken_at]


def test_a_young_client_is_marked_as_new(client_of, ladder, signed_in):
    Client.objects.update(since_on=NOW.date() - 59 * DAY)
    assert board_of(ladder.csd, NOW).accounts[0].is_new

    Client.objects.update(since_on=NOW.date() - 60 * DAY)
    assert not board_of(ladder.csd, NOW).accounts[0].is_new


def test_the_board_tells_when_the_clock_stands_still(client_of, ladder, signed_in):
    browser = signed_in(ladder.csd)
    assert "The clock has stopped" in browser.get("/board/").content.decode()

    for name in ("step-due-obligations", "send-due-mail", "print-due-papers"):
        Heartbeat.objects.beat(name, NOW)
    assert "The clock has stopped" not in browser.get("/board/").content.decode()


def test_the_rules_of_the_score_can_be_read(ladder, signed_in):
    page = signed_in(ladder.ae).get("/board/rules/").content.decode()

    for words in ("24-hour reports late or owed", "20", "45", "60", "2026-11"):
        assert words in page


# -- Narrowed, and as a file ---------------------------------------------------------------------


@pytest.fixture
def three(client_of, kestrel, ladder):
    """Brightwater in the group of finance, Kestrel in Milan, Orchard's contract ends soon."""
    Client.objects.filter(pk=client_of.pk).update(group=make_group("Finance", ladder.gad))
    milan = Office.objects.create(name="Milan", time_zone="Europe/Rome", country="IT")
    Client.objects.filter(pk=kestrel.pk).update(office=milan)
    orchard = make_client("ORD", "Orchard Dairy")
    make_contract(orchard, ends_on=NOW.date() + 90 * DAY)
    make_contract(client_of, ends_on=NOW.date() + 91 * DAY)
    return {"group": client_of.pk, "office": milan.pk}


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", {"BRW", "KES", "ORD"}),
        ("?group={group}", {"BRW"}),
        ("?office={office}", {"KES"}),
        ("?ends=1", {"ORD"}),
        ("?group={group}&ends=1", set()),
        ("?group=x&office=-1&account=%00", {"BRW", "KES", "ORD"}),
    ],
)
def test_what_is_chosen_is_shown_and_exported(three, ladder, signed_in, query, shown):
    group = Client.objects.get(code="BRW").group_id
    query = query.format(group=group, office=three["office"])
    browser = signed_in(ladder.csd)

    page = browser.get(f"/board/{query}")
    rows = list(csv.reader(io.StringIO(text_of(browser.get(f"/board/export/{query}"))[1:])))

    assert {row.client.code for row in page.context["board"].accounts} == shown
    assert {row[0] for row in rows[1:]} == shown
    assert [view["count"] for view in page.context["views"] or []] in ([3, 1, 1], [])


def test_the_file_holds_what_the_board_says_and_no_formula(client_of, ladder, signed_in):
    make_contract(client_of, yearly_fee=FEE)
    Client.objects.update(name="=1+1")
    flag(client_of, ladder.csd, "@SUM(A1)")

    def rows(who):
        answer = signed_in(who).get("/board/export/")
        assert answer["Content-Disposition"] == 'attachment; filename="at-risk-2026-03-10.csv"'
        return list(csv.reader(io.StringIO(text_of(answer)[1:])))

    head = ["Code", "Client", "Group", "Band", "Score", "Since", "Why"]
    line = ["BRW", "'=1+1", "", "At risk", "0", "2026-03-10", "Csd: @SUM(A1)"]
    assert rows(ladder.ae) == [head, line]
    assert rows(ladder.csd) == [[*head, "Fee a year"], [*line, f"{FEE}.00"]]


# -- Flags ---------------------------------------------------------------------------------------


def raise_by(browser, client, reason="They sound cold"):
    return browser.post(reverse("flag-client", args=[client.pk]), {"reason": reason})


def lift_by(browser, flag):
    return browser.post(reverse("lift-flag", args=[flag.pk]))


@pytest.mark.parametrize(
    ("who", "kind", "band"),
    [("aae", "team", "amber"), ("ae", "team", "amber"), ("csd",) * 2 + ("red",)],
)
def test_the_team_and_the_csd_raise_flags(client_of, ladder, signed_in, who, kind, band):
    person = getattr(ladder, who)
    answer = raise_by(signed_in(person), client_of, "  They sound\x00 cold ")

    made = RiskFlag.objects.get()
    assert answer.url == page_of(client_of)
    assert (made.kind, made.reason, made.raised_by, made.raised_at) == (
        kind,
        "They sound cold",
        person,
        NOW,
    )
    assert board_of(ladder.csd, NOW).accounts[0].band == band
    assert made.history.get().history_user == person


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [("", "What worries you? is missing."), ("x" * 301, "at most 300 characters (it has 301)")],
)
def test_a_flag_without_a_usable_reason_comes_back_with_what_was_typed(
    client_of, ladder, signed_in, reason, sentence
):
    answer = raise_by(signed_in(ladder.ae), client_of, reason)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert f'value="{reason}"' in answer.content.decode() or not reason
    assert not RiskFlag.objects.exists()


def test_a_stranger_neither_raises_nor_lifts_a_flag(client_of, ladder, signed_in):
    standing = flag(client_of, ladder.ae)
    for who in (ladder.stranger, ladder.finance, ladder.planner):
        assert raise_by(signed_in(who), client_of).status_code == 404
        assert lift_by(signed_in(who), standing).status_code == 404
    assert RiskFlag.objects.filter(lifted_at=None).count() == 1


def test_flags_change_by_post_alone(client_of, ladder, signed_in):
    standing, browser = flag(client_of, ladder.ae), signed_in(ladder.csd)

    assert browser.get(reverse("flag-client", args=[client_of.pk])).status_code == 405
    assert browser.get(reverse("lift-flag", args=[standing.pk])).status_code == 405


@pytest.mark.parametrize(
    ("raised_by", "may"), [("ae", "ae ad gad csd"), ("am", "am ad gad csd"), ("csd", "csd")]
)
def test_who_raised_a_flag_lifts_it_or_a_director_and_the_csd_s_own_only_a_csd(
    client_of, ladder, signed_in, raised_by, may
):
    for who in ("aae", "ae", "am", "ad", "gad", "csd"):
        standing = flag(client_of, getattr(ladder, raised_by))
        answer = lift_by(signed_in(getattr(ladder, who)), standing)
        standing.refresh_from_db()

        assert answer.status_code == (302 if who in may.split() else 403), who
        assert standing.lifted_by == (getattr(ladder, who) if who in may.split() else None)


def test_the_history_of_a_flag_is_signed_by_the_verbs_themselves(client_of, ladder):
    standing = flag(client_of, ladder.am, at=NOW - DAY)
    standing.lift(ladder.ad, NOW)

    signed = standing.history.order_by("history_id").values_list("history_user", "history_date")
    assert list(signed) == [(ladder.am.pk, NOW - DAY), (ladder.ad.pk, NOW)]


def test_a_lifted_flag_says_by_whom_and_when_and_is_lifted_once(client_of, ladder, signed_in):
    standing = flag(client_of, ladder.ae, at=NOW - DAY)
    assert lift_by(signed_in(ladder.ad), standing).url == page_of(client_of)

    standing.refresh_from_db()
    assert (standing.lifted_by, standing.lifted_at) == (ladder.ad, NOW)
    assert standing.history.first().history_user == ladder.ad
    assert lift_by(signed_in(ladder.csd), standing).status_code == 409
    assert standing.history.count() == 2

    told = signed_in(ladder.ae).get(reverse("history", args=["client", client_of.pk]))
    lines = [(event["who"], event["what"]) for event in told.context["page"]]
    assert ("Ae", "added risk flag: They sound cold") in lines
    assert any(who == "Ad" and "lifted by: Ad" in what for who, what in lines)


def test_the_page_of_an_account_shows_the_flags_that_stand(client_of, ladder, signed_in):
    flag(client_of, ladder.am, "Range slipped twice")
    flag(client_of, ladder.am, "Over and done with", at=NOW - 70 * DAY).lift(ladder.am, NOW)
    page = signed_in(ladder.ae).get(page_of(client_of)).content.decode()

    assert "Range slipped twice" in page
    assert "Over and done with" not in page


# -- What it costs -------------------------------------------------------------------------------


def troubled(code, ladder):
    """An account with something of everything the board tells."""
    client = make_team(make_client(code, code, group=make_group(code, ladder.gad)), ladder)
    make_contract(client, yearly_fee=1000, ends_on=NOW.date() + 9 * DAY)
    debts(client, ladder.ae, late=1, still_open=1, ended_at=NOW - 20 * DAY)
    felt(client, ladder.ae, -1, -1, -1, at=NOW - 20 * DAY)
    make_action_item(client, due_on=MONDAY, person=ladder.ae)
    flag(client, ladder.csd)
    for weeks in range(1, 12):
        on = NOW.date() - weeks * 7 * DAY
        RiskSnapshot.objects.create(
            client=client, on=on, points=9, band="red", since_on=on, **SNAPSHOT
        )
    return client


SNAPSHOT = {"coverage": 100, "signals": {"gap": "1"}, "weights": "2026-11", "taken_at": NOW}


QUERIES = {
    "/board/": 15,
    "/board/export/": 13,
    "/board/?account={pk}": 19,
    "/board/{pk}/": 18,
    "/clients/{pk}/risk/": 14,
}


@pytest.mark.parametrize("who", ["csd", "ae"])
def test_risk_costs_the_same_with_one_account_and_with_thirty(
    ladder, signed_in, django_assert_num_queries, who
):
    def measure():
        for path, queries in QUERIES.items():
            with django_assert_num_queries(queries):
                assert text_of(browser.get(path.format(pk=first.pk)))

    first, browser = troubled("ZZZ", ladder), signed_in(getattr(ladder, who))
    browser.get("/board/")
    measure()
    for number in range(29):
        troubled(f"A{chr(65 + number // 26)}{chr(65 + number % 26)}", ladder)
    measure()
