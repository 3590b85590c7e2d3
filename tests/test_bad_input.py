"""Nonsense at every address: no answer is a fault of ours, none forgets what was typed.

The short run takes the nasty values in turn; `-m faults` sends every one to every field.
"""

import logging
import os
import random
from io import BytesIO

import pytest

from reports.models import CalendarImport
from tests.attack import IN_A_PATH, NO_SENSE, Attack, as_header, make_foreign, pairs_of
from tests.lib.calendars import calendar, meeting
from tests.matrix import make_world

SEED = int(os.environ.get("FAULTS_SEED") or random.randrange(10_000))


@pytest.fixture
def attack(db):
    world = make_world()
    logging.disable(logging.CRITICAL)  # a page of traceback for every refusal
    yield Attack(world, make_foreign(world))
    logging.disable(logging.NOTSET)


def attack_pages(attack, turns):
    """Every address with every name that any form or link knows, each time with other values."""
    dice = random.Random(SEED)
    for address in [*attack.addresses, *attack.pages]:
        for _turn in range(turns):
            filled = {name: [dice.choice(attack.values)] for name in attack.names}
            attack.get(address, pairs_of(filled))
            attack.post(address, pairs_of(filled))
            attack.get(address, **{dice.choice(NO_SENSE): as_header(dice.choice(attack.values))})


def attack_fields(attack, most):
    """Every field of every form with nasty values, in a form that is well filled otherwise."""
    dice = random.Random(SEED)
    for address, (who, form) in attack.forms.items():
        filled = form.filled()
        attack.post(address, pairs_of(filled), who, form=form)
        for name in form.controls:
            some = dice.sample(attack.all_values, min(most, len(attack.all_values)))
            for value in some:
                attack.post(address, pairs_of(filled, name, value), who, form=form)


def attack_paths(attack, most):
    """Every address with keys that are none, and with those of others' records."""
    dice, keys = random.Random(SEED), [*IN_A_PATH, *attack.foreign_keys]
    for address in attack.addresses:
        for key in dice.sample(keys, min(most, len(keys))):
            for path in attack.with_other_key(address, key):
                attack.get(path)
                attack.post(path, [])


def test_no_nonsense_at_any_address_is_a_fault_of_ours_or_is_lost(attack):
    attack_pages(attack, turns=1)
    attack_fields(attack, most=1)
    attack_paths(attack, most=1)

    print(f"seed {SEED}: {attack.sent} requests")
    assert not attack.wrong, "\n".join(attack.wrong)


@pytest.mark.faults
def test_every_nonsense_at_every_field(attack):
    attack_pages(attack, turns=20)
    attack_fields(attack, most=1_000)
    attack_paths(attack, most=100)

    print(f"seed {SEED}: {attack.sent} requests")
    assert not attack.wrong, "\n".join(attack.wrong)


# -- Uploads ------------------------------------------------------------------------------------

CALENDAR = "/calendar/"
FILES = {
    "empty": b"",
    "prose": b"not a calendar",
    "dice": random.Random(7).randbytes(50_000),
    "zeros": bytes(11 * 2**20),
    "picture": b"\x89PNG\r\n\x1a\n" + bytes(100),
}
NAMES = [
    "../../etc/passwd",
    "a\x00b.ics",
    "\u202esci.exe",
    "n" * 300 + ".ics",
    'a;b"c.ics',
    "CON.ics",
]
NO_NAMES = ["", "\ud800.ics", "\x00", ".."]


def uploaded(name, content, length=None):
    """A request with one file, as a browser would put it, and as it says how long it is."""
    head = b'--line\r\nContent-Disposition: form-data; name="file"; filename="%s"\r\n'
    head %= name.encode(errors="surrogatepass")
    body = head + b"Content-Type: text/calendar\r\n\r\n" + content + b"\r\n--line--\r\n"
    return {
        "CONTENT_TYPE": "multipart/form-data; boundary=line",
        "CONTENT_LENGTH": str(length or len(body)),
        "wsgi.input": BytesIO(body),
    }


@pytest.mark.parametrize("content", FILES.values(), ids=FILES)
def test_what_is_no_calendar_is_refused_at_its_field(content, signed_in, ladder):
    answer = signed_in(ladder.ae).post(CALENDAR, **uploaded("a.ics", content))

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["file"]
    assert CalendarImport.objects.count() == 0


@pytest.mark.parametrize("name", NAMES)
def test_a_calendar_comes_in_whatever_its_name(name, signed_in, ladder):
    browser = signed_in(ladder.ae)
    answer = browser.post(CALENDAR, **uploaded(name, calendar(meeting())))
    page = browser.get(answer.url)

    assert page.status_code == 200
    kept = CalendarImport.objects.get().file_name
    assert not {"\x00", "\u202e", "/"} & set(kept)


@pytest.mark.parametrize("name", NO_NAMES)
def test_a_name_that_is_none_is_no_fault_of_ours(name, signed_in, ladder):
    browser = signed_in(ladder.ae)
    for content in (calendar(meeting()), bytes(2**20)):
        assert browser.post(CALENDAR, **uploaded(name, content)).status_code in (302, 400, 422)


def test_a_file_that_says_it_has_fifty_megabytes_and_ends_early_is_no_fault_of_ours(
    signed_in, ladder
):
    answer = signed_in(ladder.ae).post(
        CALENDAR, **uploaded("a.ics", calendar(meeting()), length=50 * 2**20)
    )

    assert answer.status_code in (302, 400, 422)
