"""The same form sent three times at once, from a nervous finger or two tabs, takes effect once.

What one click does is counted in rows, table by table, history included; three must do the same.
"""

import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO
from urllib.parse import urlsplit

import pytest
from django.db import connections
from django.test import Client as Browser
from django.urls import resolve
from django.utils import timezone

from accounts.models import PartnerPerson
from briefs.models import BoardRationale
from reports.models import ImportedEvent, Interaction
from tests.attack import OF_THE_VISIT, Attack
from tests.cast import (
    make_accepted,
    make_action_item,
    make_client,
    make_debt,
    make_draft,
    make_sent,
)
from tests.lib.calendars import calendar, meeting
from tests.matrix import make_world
from tests.rewind import Rewind
from tests.worlds.boards import pack, sign
from tests.worlds.changes import states_of_changes
from tests.worlds.costs import states_of_costs
from tests.worlds.departments import states_of_departments
from tests.worlds.money import states_of_money

pytestmark = pytest.mark.django_db(transaction=True)
CLICKS = 3
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# Clicks that mark a row and add none; a calendar is uploaded by a test of its own, and of a
# supplier's e-invoice nothing is kept: its facts go into the next page's fields.
WITHOUT_ROWS = [
    "accounts:finish-notice",
    "accounts:finish-notices",
    "accounts:put-back-notice",
    "accounts:snooze-notice",
    "billing:check-einvoice",
    "billing:start-bill",
    "briefs:brief-draft",
    "reports:drop-doubtful",
    "reports:drop-event",
    "reports:import-calendar",
    "reports:send-report-again",
]


@pytest.fixture
def attack():
    world = make_world()
    logging.disable(logging.CRITICAL)
    yield Attack(world, [])
    logging.disable(logging.NOTSET)


def clicked(kept, browser, address, filled, times):
    """The rows that so many clicks at once add, by table, and the answers."""
    before = kept.counts()
    answers = at_once(lambda hand: hand.post(address, with_files(filled)), browser, times)
    after = kept.counts()
    kept.rewind()
    done = {name: after[name] - before[name] for name in after if after[name] != before[name]}
    return {name: rows for name, rows in done.items() if name not in OF_THE_VISIT}, answers


def with_files(filled):
    """What is sent; each hand opens the files of its own."""
    return {name: value() if callable(value) else value for name, value in filled.items()}


def at_once(click, browser, times):
    """The answers to so many clicks of one person that begin together."""
    gate = threading.Barrier(times)

    def run(_number):
        hand = Browser(raise_request_exception=False)
        hand.cookies = browser.cookies
        gate.wait()
        try:
            return click(hand).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(times) as pool:
        return sorted(pool.map(run, range(times)))


def further_states(world):
    """Records in the states that the world of the matrix does not show: (who, address, fields)."""
    at, client, people, joanna = world.at, world.client, world.people, world.contact
    tomorrow = at + DAY
    planned = Interaction.objects.log(
        people.ae, at, client=client, subject="Planned", starts_at=tomorrow, ends_at=tomorrow + HOUR
    )
    later = {"starts_at": day_and_time(tomorrow + 2 * HOUR)}
    yield (
        "ae",
        f"/contacts/{planned.pk}/times/",
        later | {"ends_at": day_and_time(tomorrow + 3 * HOUR)},
    )
    old = Interaction.objects.log(
        people.ae, at, client=client, subject="Old", starts_at=at - 9 * DAY, ends_at=at - 8 * DAY
    )
    yield "ad", f"/contacts/{old.pk}/confirmation/", {"answer": "confirm"}
    yield "ad", f"/contacts/{old.pk}/confirmation/", {"answer": "reject"}
    asked = make_debt(client, people.ae, at - 2 * HOUR).interaction
    asked.cancel(people.ae, "Nobody came", at)
    yield "ad", f"/contacts/{asked.pk}/cancellation/answer/", {"answer": "confirm"}
    yield "ad", f"/contacts/{asked.pk}/cancellation/answer/", {"answer": "refuse"}
    late = make_debt(client, people.ae, at - 40 * HOUR)
    yield "ae", f"/contacts/{late.interaction.pk}/lateness/", {}
    yield "admin", f"/settings/outages/{late.pk}/", {"fault": "1"}
    owed = make_debt(client, people.ae, at - 3 * HOUR)
    yield "ae", f"/contacts/{owed.interaction.pk}/report/", {}
    ready = make_draft(client, people.ae, joanna, at - 5 * HOUR)
    yield "ae", f"/reports/{ready.pk}/distribution/", {}
    asked_for = make_draft(client, people.aae, joanna, at - 6 * HOUR)
    asked_for.submit(people.aae, people.ae, at)
    yield "ae", f"/reports/{asked_for.pk}/return/", {}
    yield from states_of_sent(world)
    yield from states_of_items(world)
    yield from states_of_boards(world)
    yield from states_of_departments(world)
    yield from states_of_changes(world)
    yield from states_of_costs(world)
    yield from states_of_money(world)
    other = make_client("OTH", "Other")
    yield "csd", f"/clients/{other.pk}/access/share/", {"person": people.stranger.pk}
    yield "csd", "/settings/rule/", {"hours": "23"}
    yield "csd", world.office.get_absolute_url(), {"name": "Rome, Trastevere"}


def states_of_sent(world):
    at, people = world.at, world.people
    for ended, act in ((at - 7 * HOUR, "bounce"), (at - 9 * HOUR, "again")):
        sent = make_sent(world.client, people.ae, world.contact, ended)
        make_accepted(sent, at)
        mail = sent.versions.get().recipients.exclude(mail=None).first().mail
        if act == "again":
            sent.record_bounce(people.ae, mail, "", at)
        yield "ae", f"/report-mails/{mail.pk}/{act}/", {}
    corrected = make_sent(world.client, people.ae, world.contact, at - 8 * HOUR)
    corrected.correct(people.ae, at)
    yield "ae", f"/reports/{corrected.pk}/correction/drop/", {}


def states_of_items(world):
    at, client, people = world.at, world.client, world.people
    promised = make_action_item(client, "Promised", contact=world.contact, at=at)
    yield "ae", f"/action-items/{promised.pk}/reminder/", {}
    done = make_action_item(client, "Done", person=people.ae, at=at)
    done.complete(people.ae, at)
    yield "ae", f"/action-items/{done.pk}/open/", {}
    ours = make_action_item(client, "Ours", person=people.ae, at=at)
    yield "ae", f"/action-items/{ours.pk}/day/", {"due_on": (at + 9 * DAY).date().isoformat()}
    event = ImportedEvent.objects.create(
        calendar=world.calendar,
        uid="2",
        summary="Whose?",
        starts_at=at - 2 * HOUR,
        ends_at=at - HOUR,
        time_zone="UTC",
        outcome="doubtful",
    )
    yield "ae", f"/calendar/events/{event.pk}/", {"client": client.pk}


def states_of_boards(world):
    at, people = world.at, world.people
    board, _work = another_board(world)
    yield "ae", f"/review-boards/{board.pk}/pack/", {}
    board, _work = another_board(world)
    sign(board, people, at)
    yield "ae", f"/review-boards/{board.pk}/session/", {}
    _board, work = judged(world, "approved_with_changes", changes="Earlier")
    yield "am", f"/review-works/{work.pk}/changes/", {}
    yield "csd", f"/review-works/{work.pk}/send-back/", {}
    _board, work = judged(world, "approved")
    yield "ae", f"/review-works/{work.pk}/presentation/", {"contacts": world.contact.pk}
    board, _work = judged(world, "approved")
    for person in (board.chairs[0], people.ae):
        BoardRationale.objects.sign(board, person, "Because", at)
    board.write_minutes(people.ae, 0, "Said and done.", [], at)
    board.submit_minutes(people.ae, at)
    yield "am", f"/review-boards/{board.pk}/minutes/return/", {}


def another_board(world):
    first = world.review_board
    return pack(world, first.chairs[0], first.brief_version, world.at - HOUR)


def judged(world, outcome, **words):
    board, work = another_board(world)
    sign(board, world.people, world.at)
    board.hold(world.people.ae, board.people, world.at)
    work.score(world.people.ad, 8, "Fine", world.at)
    work.decide(world.people.ad, outcome, world.at, **words)
    return board, work


def day_and_time(moment):
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")


def page_above(address):
    """Where the button of an act without a page of its own stands: /outgoing/2/ to approve it."""
    return address.rstrip("/").rpartition("/")[0] + "/"


def clicks_of(attack):
    """(who, address, what is sent): every form of every page by every button, and more states."""
    states = list(further_states(attack.world))
    for who, address, fields in states:
        pages = address, page_above(address)
        form = next(filter(None, (attack.form_at(address, who, page) for page in pages)), None)
        yield who, address, (form.filled() if form else {}) | fields
    for address, (who, form) in attack.forms.items():
        if not address.startswith("/auth/"):
            for filled in form.presses():
                yield who, address, filled


def test_a_form_sent_three_times_at_once_takes_effect_once(attack):
    clicks = list(clicks_of(attack))
    kept, wrong, idle, busy = Rewind(), [], set(), set()
    for who, address, filled in clicks:
        browser = attack.browser_of(who)
        once, answer = clicked(kept, browser, address, filled, 1)
        thrice, answers = clicked(kept, browser, address, filled, CLICKS)
        if thrice != once or max(answers) >= 500:
            wrong.append(f"{who} {address}: {answer} {once}, but then {answers} {thrice}")
        (busy if once else idle).add(resolve(urlsplit(address).path).view_name)
    assert not wrong, "\n".join(wrong)
    assert sorted(idle - busy) == WITHOUT_ROWS, sorted(idle - busy)


def test_a_calendar_uploaded_three_times_at_once_comes_in_once(attack):
    starts_at, stamp = attack.world.at + DAY, "%Y%m%dT%H%M%SZ"
    event = meeting(
        f"DTEND:{starts_at + HOUR:{stamp}}",
        f"ATTENDEE:mailto:{attack.world.contact.email}",
        start=f"DTSTART:{starts_at:{stamp}}",
    )
    browser, before = attack.browser_of("ae"), Interaction.objects.count()

    answers = at_once(
        lambda hand: hand.post("/calendar/", {"file": BytesIO(calendar(event))}), browser, CLICKS
    )

    assert answers == [302] * CLICKS
    assert Interaction.objects.count() == before + 1


def test_without_its_key_the_same_form_takes_effect_thrice(attack):
    address = f"/clients/{attack.world.client.pk}/partners/new/"
    who, form = attack.forms[address]
    kept, filled = Rewind(), form.filled()
    del filled["once"]

    done, answers = clicked(kept, attack.browsers[who], address, filled, CLICKS)

    assert answers == [302] * CLICKS
    assert done[PartnerPerson._meta.db_table] == CLICKS
