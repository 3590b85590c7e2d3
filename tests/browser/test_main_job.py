"""The main job, lived by the people of the demo: a meeting, its report, and what if it is late."""

import re
import time
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from io import BytesIO

from playwright.sync_api import expect
from pypdf import PdfReader

from tests.browser import google

JOANNA, LUIS = "joanna.okafor@brightwater.example", "luis.prieto@brightwater.example"
HENRIK = "henrik.dahl@lumen.example"
DECISION = "Route B goes into production."
ACTION = "Send the media plan for signature"
INTERNAL = "They asked what another agency would charge."
RISK = "Their purchasing sits at the table from now on."
# Beat looks every ten seconds, and printing, sending and stopping the clock wait for each other.
DELIVERED = 90_000


def ago(**time):
    return datetime.now(UTC).replace(microsecond=0) - timedelta(**time)


def owed(page, subject):
    """The row of a clock on My day."""
    return page.get_by_role("listitem").filter(has=page.get_by_role("heading", name=subject))


def text_of(pdf):
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


def downloaded(page):
    with page.expect_download() as download:
        page.get_by_role("link", name="PDF").click()
    return download.value.path().read_bytes()


def mail_to(server, address):
    letters = [
        message_from_bytes(path.read_bytes(), policy=policy.default)
        for path in server.mail.glob("*.eml")
    ]
    return [letter for letter in letters if address in letter["To"]]


def wait_for(page, locator, text, timeout=DELIVERED):
    """Look again until the worker has done it."""
    until = time.monotonic() + timeout / 1000
    while time.monotonic() < until and not locator.filter(has_text=text).count():
        page.wait_for_timeout(1000)
        page.reload()
    expect(locator.first).to_contain_text(text)


# -- In time ------------------------------------------------------------------------------------


def test_from_the_calendar_to_the_report_in_the_clients_hands(server, window):
    nadia = window().sign_in("ae")
    page = nadia.page
    bring_in_the_calendar(nadia)
    log_a_call(page)
    row = owed(page, "Poster routes")
    contact = nadia.url + row.get_by_role("link").get_attribute("href")
    row.get_by_role("button", name="Write report").click()
    write_the_report(page)
    distribute(page)

    wait_for(page, page.get_by_text(re.compile("^accepted")), "accepted")
    rows = page.get_by_role("region", name="Sent to").get_by_role("listitem")
    wait_for(page, rows.filter(has_text="Marta Lind"), "accepted")
    expect(rows.filter(has_not_text="accepted")).to_have_count(0)
    pdf = downloaded(page)
    check_the_paper(pdf)
    letter = mail_to(server, LUIS)[-1]
    assert [part.get_content() for part in letter.iter_attachments()] == [pdf]

    page.goto(contact)
    wait_for(page, page.get_by_role("definition"), "Sent in time")
    page.goto(f"{nadia.url}/my-day/")
    expect(owed(page, "Poster routes")).to_have_count(0)
    assert nadia.complaints == []


def bring_in_the_calendar(nadia):
    page = nadia.page
    google.import_into(
        nadia,
        google.event("Poster routes", ago(hours=2), JOANNA, LUIS, place="Brightwater, Room 2"),
        google.event("Weekly round", ago(days=6), HENRIK, repeats="FREQ=WEEKLY;COUNT=4"),
        google.event("Called off", ago(hours=4), JOANNA, status="CANCELLED"),
        google.event("Lunch with Tom", ago(hours=5), "aae@northlight.example"),
    )
    expect(page.get_by_role("link", name="Poster routes")).to_be_visible()
    page.goto(f"{nadia.url}/my-day/")
    row = owed(page, "Brightwater Bank: Poster routes")
    expect(row).to_contain_text("Not started.")
    expect(row).to_contain_text(re.compile(r"2[12] h"))
    expect(owed(page, "Called off")).to_have_count(0)
    expect(owed(page, "Lunch with Tom")).to_have_count(0)


def log_a_call(page):
    """From the key C to the end in a quarter of a minute, and the mouse is never touched."""
    began = time.monotonic()
    page.keyboard.press("c")
    dialog = page.get_by_role("dialog", name="Log a meeting or call")
    expect(dialog.get_by_role("combobox", name="Client")).to_be_focused()
    page.keyboard.type("Aurelia")
    expect(dialog.get_by_role("option", name="Aurelia Coffee")).to_be_visible()
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("checkbox", name="Henrik Dahl")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    expect(dialog.get_by_role("radio", name="Call", exact=True)).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.type("Price of the tins")
    tab_to(page, dialog.get_by_role("checkbox", name="Henrik Dahl"))
    page.keyboard.press("Space")
    tab_to(page, dialog.get_by_role("button", name="Write later"))
    page.keyboard.press("Enter")
    expect(owed(page, "Aurelia Coffee: Price of the tins")).to_be_visible()
    assert time.monotonic() - began < 15


def tab_to(page, control, most=30):
    for _ in range(most):
        if control.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("No Tab leads there.")


def write_the_report(page):
    page.get_by_role("textbox", name="Note").first.click()
    page.keyboard.type("#Card launch")
    page.keyboard.press("Enter")
    page.keyboard.type(f"!{DECISION}")
    page.keyboard.press("Enter")
    page.keyboard.type(f"[{ACTION} @nad")
    page.keyboard.press("Enter")
    page.keyboard.type("/+3")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.type(INTERNAL)
    page.get_by_role("button", name="More for this line").last.click()
    page.get_by_role("button", name="Internal: the client does not see it").last.click()
    page.get_by_text("Cooler", exact=True).click()
    page.get_by_text("Tone and risk").click()
    page.get_by_label("Risk", exact=True).fill(RISK)
    expect(page.locator("[data-saved]")).to_contain_text("Saved")
    expect(page.get_by_role("region", name="Ready to distribute?")).not_to_contain_text("Go to it")
    page.reload()
    expect(page.get_by_role("textbox", name="Decision")).to_have_value(DECISION)


def distribute(page):
    page.get_by_role("button", name="Distribute…").first.click()
    question = page.get_by_role("dialog", name="Send this report?")
    expect(question).to_contain_text("Luis Prieto")
    question.get_by_role("button", name="Distribute").click()
    expect(page.get_by_text(re.compile(r"BRW/CR/\d\d-\d{3}")).first).to_be_visible()


def check_the_paper(pdf):
    said = text_of(pdf)
    due = datetime.now(UTC) + timedelta(days=3)
    assert DECISION in said
    assert re.search(rf"{ACTION}.*Nadia Ferrante.*{due.day} {due:%b}", said)
    for word in (INTERNAL, RISK, "Cooler", "cooler", "Tone"):
        assert word not in said


# -- Late ---------------------------------------------------------------------------------------

ABOVE = ["Marta Lind (AM)", "Helen Voss (AD)", "Ronan Byrne (GAD)", "Ingrid Sørensen (CSD)"]


def test_a_report_nobody_sends_climbs_to_the_csd_and_onto_the_board(server, window):
    ingrid = window().sign_in("csd")
    ingrid.go("/board/")
    before = escalated(ingrid.page)
    nadia = window().sign_in("ae")
    page = nadia.page
    # Half a minute of the 24 hours is left.
    due_at = ago(seconds=-30)
    google.import_into(nadia, google.event("Tariff letter", due_at - timedelta(hours=24), HENRIK))
    page.get_by_role("link", name="Tariff letter").click()
    rungs = page.get_by_role("list", name="Escalation").get_by_role("listitem")
    moments = []
    for name in ABOVE:
        rung = rungs.filter(has_text=name)
        moments.append(rung.locator("time").get_attribute("datetime"))
        said = server.manage("step_obligations", "--at", moments[-1])
        page.reload()
        expect(rung.get_by_role("img", name="Told")).to_be_visible()
        assert re.search(rf"Lumen Energy: Tariff letter.*told {re.escape(name)}", said), said
    assert moments == sorted(set(moments))
    page.wait_for_timeout(max(0, (due_at - datetime.now(UTC)).total_seconds() * 1000))

    ingrid.page.reload()
    account = ingrid.page.locator(".acct").filter(has_text="Lumen Energy")
    reason = account.get_by_role("link", name="A report is owed and late")
    expect(reason).to_be_visible()
    assert escalated(ingrid.page) > before
    reason.click()
    expect(ingrid.page.get_by_role("heading", level=1)).to_have_text("Tariff letter")
    assert nadia.complaints == ingrid.complaints == []


def escalated(page):
    fact = page.locator(".facts > div").filter(has_text="Escalated to you").locator("dd")
    return int(fact.inner_text().split()[0])


# -- Without script -----------------------------------------------------------------------------


def test_contact_report_and_paper_without_any_script(window):
    nadia = window(java_script_enabled=False).sign_in("ae")
    page = nadia.page
    nadia.go("/contacts/new/")
    page.get_by_label("Client").select_option(label="Pinewood Insurance")
    page.get_by_role("button", name="Show the people of this client").click()
    page.get_by_label("Subject").fill("Renewal letter")
    page.get_by_label("Henrik Dahl").check()
    page.get_by_role("button", name="Save and write now").click()

    page.get_by_role("button", name="Add lines").click()
    write_line(page, 0, "decision", DECISION)
    write_line(page, 1, "action", ACTION, owner="Nadia Ferrante", due=ago(days=-3))
    write_line(page, 2, "note", INTERNAL, internal=True)
    page.get_by_label("As before").check()
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("button", name="Distribute…").first.click()
    page.get_by_role("button", name="Distribute", exact=True).click()
    wait_for(page, page.get_by_role("link", name="PDF"), "PDF")
    said = text_of(downloaded(page))
    assert DECISION in said
    assert ACTION in said
    assert INTERNAL not in said


def write_line(page, number, kind, text, *, owner="", due=None, internal=False):
    row = page.locator("[data-row]").nth(number)
    row.get_by_label("Kind").select_option(kind)
    row.get_by_role("textbox", name="Text").fill(text)
    if owner:
        choices = row.get_by_label("Owner")
        wanted = choices.locator("option").filter(has_text=owner)
        choices.select_option(wanted.get_attribute("value"))
        row.get_by_label("Due").fill(f"{due:%Y-%m-%d}")
    row.get_by_label("For us only").set_checked(internal)
