"""The demo agency Northlight: it comes once, keeps out of real data, and all its pages open."""

import re
from collections import Counter
from html import unescape

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F
from django.urls import resolve
from django.utils import timezone

from accounts.models import ActionItem, Client, Paper, RiskFlag, RiskSnapshot, TeamMember, User
from agency.board import board_of
from agency.management import northlight
from agency.my_day import reports_owed
from reports.models import ContactReport, Obligation
from tests.cast import make_client, make_person

pytestmark = pytest.mark.django_db
PER_ADDRESS = 2
LINK = re.compile(r"""(?:href|hx-get|src)="(/[^"#]*)""")
# No page: what is fetched from the disk, and what comes from the worker when it has printed.
NO_PAGE = ("/static/", "/media/", "/papers/", "/attachments/")


def load(capsys, **options):
    call_command("load_demo", **options)
    return capsys.readouterr().out


def person(login):
    return User.objects.get(email=f"{login}@northlight.example")


def counts():
    return [model.objects.count() for model in (User, Client, ContactReport, RiskSnapshot, Paper)]


def pages_of(browser):
    """Every address that a person's pages lead to, some of each kind, with its answer."""
    seen, waiting, of_kind = {}, ["/"], Counter()
    while waiting:
        url = waiting.pop(0)
        kind = resolve(url.partition("?")[0]).view_name
        if url in seen or of_kind[kind] == PER_ADDRESS:
            continue
        of_kind[kind] += 1
        answer = browser.get(url, follow=True)
        seen[url] = answer.status_code
        if "text/html" in answer.get("Content-Type", "") and not answer.streaming:
            found = map(unescape, LINK.findall(answer.content.decode()))
            waiting += [link for link in found if not link.startswith(NO_PAGE)]
    return seen, set(of_kind)


def test_northlight_comes_once_shows_every_state_and_all_its_pages_open(capsys, client):
    assert load(capsys) == "The demo agency Northlight is loaded.\n"

    before = counts()
    assert load(capsys) == "The demo agency is here already.\n"
    assert counts() == before

    its_people_and_clients_are_there()
    its_clocks_stand_at_every_stage()
    its_board_has_every_band()
    for login in ("csd", "ae"):
        backend = "django.contrib.auth.backends.ModelBackend"
        client.force_login(person(login), backend=backend)
        answers, kinds = pages_of(client)
        assert {url: code for url, code in answers.items() if code != 200} == {}, login
        assert kinds >= MUST_REACH


MUST_REACH = {
    "board",
    "board-account",
    "board-rules",
    "board-export",
    "client-risk",
    "history",
    "start",
    "accounts:client",
    "accounts:client-team",
    "accounts:people",
    "accounts:inbox",
    "briefs:job",
    "reports:interaction",
    "reports:contact-report",
    "reports:action-items",
    "reports:log-interaction",
}


def its_people_and_clients_are_there():
    assert User.objects.filter(email__endswith="@northlight.example").count() == len(
        northlight.PEOPLE
    )
    assert person("ae").check_password(northlight.PASSWORD)
    assert set(Client.objects.values_list("code", flat=True)) == {
        account.code for account in northlight.ACCOUNTS
    }
    for role in ("gad", "ad", "am", "ae"):
        places = TeamMember.objects.filter(role=role)
        assert places.count() == len(northlight.ACCOUNTS)


def its_clocks_stand_at_every_stage():
    at = timezone.now()
    states = Counter(debt.state(at) for debt in Obligation.objects.all())
    assert set(states) == {"scheduled", "running", "breached", "met", "met_late"}
    met = Obligation.objects.exclude(met_at=None)
    assert not met.filter(report__distributed_at=None).exists()
    assert not met.exclude(report__interaction=F("interaction")).exists()
    assert not met.filter(met_at__gt=F("due_at"), late_reason="").exists()
    assert [row.is_late for row in reports_owed(person("ae"), at)][0]
    assert ActionItem.objects.overdue(at.date()).exists()


def its_board_has_every_band():
    at = timezone.now()
    board = board_of(person("csd"), at)
    assert set(board.counts) >= {"red", "amber", "green"}
    assert all(len(row.line) == 12 for row in board.accounts if row.band in {"red", "amber"})
    assert RiskFlag.objects.filter(kind="csd", raised_by=person("csd")).exists()
    days = RiskSnapshot.objects.filter(client__code="BRW").values_list("on", flat=True)
    assert len(days) == len(set(days)) == 12 * 7 + 1


def test_a_real_agency_is_left_alone():
    make_person("joan@real.example")

    for options in ({}, {"reset": True}):
        with pytest.raises(CommandError, match="the demo is kept out of it"):
            call_command("load_demo", **options)
    assert User.objects.count() == 1


def test_clients_without_northlight_are_a_real_agency_s():
    make_client()

    with pytest.raises(CommandError, match="the demo is kept out of it"):
        call_command("load_demo", reset=True)
    assert Client.objects.count() == 1
