"""A client answers by the link in his letter, on his phone, at night, without signing in."""

import re

from playwright.sync_api import expect

from tests.browser.test_main_job import mail_to
from tests.browser.test_pages import WIDER

JOANNA = "joanna.okafor@brightwater.example"
SUBJECT = "Student card: second wave"
APPROVED = "Joanna Okafor approved this version on"
ADDRESS = re.compile(r"/answer/\S+/")
PHONE = {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"}


def letter_to_joanna(server, page):
    """The worker writes it to the folder of letters within some seconds."""
    for _second in range(90):
        for letter in mail_to(server, JOANNA):
            if SUBJECT in letter["Subject"]:
                return ADDRESS.search(letter.get_content())[0]
        page.wait_for_timeout(1000)
    raise AssertionError("No letter has come.")


def test_a_client_opens_his_letter_and_approves_and_the_second_click_says_who_decided(
    server, window
):
    joanna = window(**PHONE)
    page = joanna.page
    address = letter_to_joanna(server, page)
    joanna.go(address)
    expect(page.get_by_role("heading", level=1)).to_have_text(SUBJECT)
    expect(page.get_by_label("Your name")).to_have_value("Joanna Okafor")
    expect(page.get_by_role("heading", name="Your answer")).to_be_visible()
    assert joanna.violations() == []
    assert page.evaluate(WIDER) == 0
    # The same page in a second window: nothing was decided by opening it.
    second = window(**PHONE)
    second.go(address)

    page.get_by_role("button", name="Approve", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text(APPROVED)
    expect(page.get_by_role("button", name="Approve", exact=True)).to_have_count(0)
    assert joanna.violations() == []
    assert page.evaluate(WIDER) == 0
    second.page.get_by_role("button", name="Approve", exact=True).click()
    expect(second.page.get_by_role("main")).to_contain_text(
        "Joanna Okafor approved this version on"
    )
    assert joanna.complaints == []
