"""One job from the client's request to its close, lived by the people of the demo agency."""

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import expect

from tests.browser.test_main_job import mail_to

JOANNA = "joanna.okafor@brightwater.example"
ADDRESS = re.compile(r"https?://\S+/answer/\S+")
ASKED = "For your approval"
TITLE = "Poster for the open day"
WANTED = "One poster for the open day in March, in 62 branches."
TEXTS = {
    "Background": "Brightwater opens its head office to everybody on one Saturday in March.",
    "Marketing objective": "Four hundred new accounts opened on that one day.",
    "Communication objective": "People know that the vault can be seen, and only on that day.",
    "Audience": "Families within an hour by train, who never go into a bank by choice.",
    "Insight": "Everybody wants to see what is behind the door of the vault.",
    "What they think, feel and do now": "A bank is a place to get out of again.",
    "What they shall think, feel and do after": "For once I want to go in.",
    "Single-minded proposition": "Walk into the vault.",
    "Reasons to believe": "The vault of 1902 was never open before.",
    "Tone": "Curious, dry, short; never solemn.",
    "Mandatories and legal": "Logo, date, address, the line of the regulator.",
    "Media context": "Windows of branches, read in passing, five seconds.",
    "Budget": "EUR 9,000 for making it.",
    "Timing": "Board in week two, on the wall in March.",
    "How it will be judged": "One idea, seen from across the street.",
    "Sizes and formats": "A1, the window of two by three metres, a card of ten by fifteen.",
}
REASON = "“Four hundred accounts” is no objective of communication. Say what people shall know."
BETTER = "People know that the vault can be seen, on this one Saturday, without an appointment."
ANEW = "The open day is on Sunday, not on Saturday: the regulator comes on Saturday."
WORK = "The door, ajar"
WHY_REWORK = "From across the street the door reads as a fridge."
NEXT = "Show the wheel of the vault, and half the words."
STAGES = ("Brief", "Concept", "Layout", "Artwork", "Production", "Delivery")
SLIP = "The client's legal department wants to see the claim first."


class People:
    """Everybody at a window of his own; all of them work on the same job."""

    def __init__(self, window):
        self.open, self.visitors = window, {}
        self.job = self.number = self.brief = self.board = None

    def __call__(self, name):
        if name not in self.visitors:
            visitor = self.open()
            self.visitors[name] = visitor if name == "joanna" else visitor.sign_in(name)
        return self.visitors[name].page

    def at(self, name, path):
        """The page of somebody at a place; full addresses and paths are both understood."""
        page = self(name)
        page.goto(path if path.startswith("http") else self.visitors[name].url + path)
        return page

    def on_job(self, name, tab=""):
        """Somebody opens the job and then one of its tabs, as he would."""
        page = self.at(name, self.job)
        if tab:
            page.get_by_role("navigation", name="Job").get_by_role("link", name=tab).click()
        return page

    def was_refused(self, name):
        """The browser counts a refusal that was provoked as a complaint; it is not one."""
        assert "409 (Conflict)" in self.visitors[name].complaints.pop()

    @property
    def complaints(self):
        return [line for one in self.visitors.values() for line in one.complaints]


def press(page, name, within=None):
    """A button or what looks like one; its question, where it asks one, is the dialog."""
    place = within or page.get_by_role("main")
    button = place.get_by_role("button", name=name, exact=True)
    button.or_(place.get_by_role("link", name=name, exact=True)).first.click()


def asked(page, name=None):
    dialog = page.get_by_role("dialog", name=name) if name else page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    return dialog


def answer(page, name, question):
    """Press it and wait until what was asked is done."""
    press(page, name, question)
    expect(question).to_have_count(0)


def day(ahead):
    found = date.today() + timedelta(days=ahead)
    while found.weekday() > 4:
        found += timedelta(days=1)
    return found.isoformat()


# -- Request and number -------------------------------------------------------------------------


def the_client_asks(people):
    """Typed in by Nadia, in the words of the client."""
    page = people.at("ae", "/jobs/requests/")
    press(page, "Enter a request")
    choose_client(page, "Brightwater Bank")
    page.get_by_label("Title").fill(TITLE)
    page.get_by_label("What is wanted").fill(WANTED)
    page.get_by_label("Asked by").select_option(label="Joanna Okafor")
    page.get_by_label("Wanted by").fill(day(90))
    press(page, "Write it down")
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(page.get_by_role("main")).to_contain_text("Joanna Okafor")


def choose_client(page, name):
    box = page.get_by_role("combobox", name="Client")
    box.fill(name)
    page.get_by_role("option", name=name).click()
    page.get_by_role("main").get_by_role("button").last.click()


def nadia_opens_the_job(people):
    page = people("ae")
    press(page, "Open a job")
    expect(page.get_by_label("Title")).to_have_value(TITLE)
    page.get_by_label("Type").select_option(label="Press advertisement")
    page.get_by_label("Traffic").select_option(index=1)
    page.get_by_label("Billable to the client").uncheck()
    press(page, "Open the job")
    number = page.get_by_text(re.compile(r"^BRW-\d\d-\d{4}$")).first
    expect(number).to_be_visible()
    people.job, people.number = page.url, number.inner_text()
    expect(page.get_by_role("main")).to_contain_text("asked by Joanna Okafor")


def marta_checks_the_opening(people):
    page = people.at("am", people.job)
    press(page, "Checked")
    expect(page.get_by_text("This opening waits for your look")).to_have_count(0)


# -- Timing -------------------------------------------------------------------------------------


def timing_is_drawn_up_and_agreed(people):
    page = people.on_job("ae", "Timing")
    press(page, "Draw up the plan")
    answer(page, "Draw it up", asked(page))
    expect(page.get_by_role("table", name="Milestones in their order")).to_be_visible()
    expect(page.get_by_text("An account manager agrees it with the client.")).to_be_visible()
    agree_timing(people)


def agree_timing(people):
    page = people.on_job("am", "Timing")
    press(page, "Agree")
    question = asked(page)
    question.get_by_label("Agreed with").select_option(label="Joanna Okafor")
    question.get_by_label("The client agreed on").fill(day_of_client())
    answer(page, "It is agreed", question)
    expect(page.get_by_text("agreed by Marta Lind").first).to_be_visible()


def day_of_client():
    return date.today().isoformat()


# -- The creative brief -------------------------------------------------------------------------


def the_brief_is_written(people):
    """Section by section, as the page asks; what is missing is named until it is there."""
    page = people.on_job("ae", "Briefs")
    press(page, "New brief")
    expect(page.get_by_label("Title")).to_have_value(TITLE)
    press(page, "Begin")
    expect(page.get_by_role("heading", name="Before it is submitted")).to_be_visible()
    for label, text in TEXTS.items():
        page.get_by_label(label, exact=True).fill(text)
    page.get_by_label("Goes to the client for approval").check()
    expect(page.get_by_role("heading", name="Complete")).to_be_visible()
    people.brief = page.url.replace("draft/", "")
    submit(page)


def submit(page):
    """Straight from the field: what is being saved does not stand in its way."""
    press(page, "Submit")
    expect(page.get_by_text("Submitted.", exact=True)).to_be_visible()


def marta_returns_it(people):
    page = from_the_queue(people, "am")
    page.get_by_text("Return…").click()
    page.get_by_label("What is to be put right?").fill(REASON)
    press(page, "Return it")
    expect(page.get_by_text(re.compile("^Returned: .*CB v1"))).to_be_visible()


def from_the_queue(people, name):
    """Who is to sign finds the brief among what waits for him."""
    page = people.at(name, "/approvals/")
    page.get_by_role("main").get_by_role("link", name=TITLE).first.click()
    expect(page.get_by_role("region", name="Approval")).to_be_visible()
    return page


def nadia_puts_it_right(people):
    page = people.at("ae", "/inbox/")
    page.get_by_role("main").get_by_role("link", name=re.compile(TITLE)).first.click()
    expect(page.get_by_text("Marta Lind returned it")).to_be_visible()
    expect(page.get_by_text(REASON)).to_be_visible()
    press(page, "Write")
    page.get_by_label("Communication objective", exact=True).fill(BETTER)
    submit(page)


def marta_and_helen_sign(people, version):
    """Each finds it in his queue; the next one that waits opens by itself."""
    for name in ("am", "ad"):
        page = from_the_queue(people, name)
        press(page, "Approve")
        expect(page.get_by_text(re.compile(f"^Approved: .*CB v{version}"))).to_be_visible()
    page = people.at("ae", people.brief)
    signed = page.get_by_role("region", name="Approval").get_by_role("listitem")
    for who in ("Marta Lind", "Helen Voss"):
        expect(signed.filter(has_text=who)).to_contain_text("approved")


def joanna_approves(people, server, changed=""):
    """Nadia sends the link; Joanna answers from her mail, without any account."""
    page = people.at("ae", people.brief)
    before = addresses(server)
    press(page, "Ask the client…")
    question = asked(page)
    question.get_by_label(re.compile("Joanna Okafor")).check()
    press(page, "Send the link", question)
    expect(question.get_by_label("The address, shown this once")).to_be_visible()
    answer(page, "Done", question)
    page = people("joanna")
    page.goto(address_in(server, page, before))
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(page.get_by_text(TEXTS["Single-minded proposition"])).to_be_visible()
    if changed:
        expect(page.get_by_role("heading", name="What changed since version 1")).to_be_visible()
        expect(page.get_by_text(changed).first).to_be_visible()
    page.get_by_label("Your name").fill("Joanna Okafor")
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_role("status")).to_contain_text("approved")
    page = people.at("ae", people.brief)
    expect(page.get_by_text("Joanna Okafor approved it")).to_be_visible()


def address_in(server, page, before):
    """The address in the newest letter to Joanna, once the worker has sent it."""
    for _second in range(90):
        if new := addresses(server) - before:
            return new.pop()
        page.wait_for_timeout(1000)
    raise AssertionError("No letter came with an address.")


def addresses(server):
    """What the letters to Joanna that ask for an approval lead to."""
    found = set()
    for letter in mail_to(server, JOANNA):
        if ASKED in letter["Subject"]:
            found |= set(ADDRESS.findall(letter.get_body(("plain",)).get_content()))
    return found


def the_brief_is_issued(people):
    page = people.at("ae", people.brief)
    press(page, "Issue to the departments")
    expect(page.get_by_text("Issued: the departments on the team are told.")).to_be_visible()


def it_is_rebriefed(people, server):
    """A new version that says what changed takes the same way, and the client sees the change."""
    page = people.at("ae", people.brief)
    press(page, "New version…")
    question = asked(page)
    question.get_by_label("What changes, and why?").fill(ANEW)
    answer(page, "Begin the new version", question)
    expect(page.get_by_text("A new version; the one before holds")).to_be_visible()
    if page.get_by_role("link", name="Write", exact=True).count():
        press(page, "Write")
    page.get_by_label("Background", exact=True).fill("It opens on one Sunday in March.")
    submit(page)
    marta_and_helen_sign(people, 2)
    joanna_approves(people, server, changed=ANEW)
    the_brief_is_issued(people)


# -- A milestone slips --------------------------------------------------------------------------


def a_promised_milestone_slips(people):
    """The effect first, then the reason; it becomes the next version, which is agreed anew."""
    page = people.on_job("ae", "Timing")
    page.get_by_role("button", name="More for: Client's input").click()
    page.get_by_role("link", name="Move…").click()
    question = asked(page)
    ends = question.get_by_label("Ends on")
    ends.fill(week_after(ends.input_value()))
    press(page, "Show what it changes", question)
    expect(question.get_by_role("table")).to_contain_text("Delivery")
    press(page, "Move", question)
    expect(question.get_by_text("Say why").first).to_be_visible()
    question.get_by_label("Why it moves").fill(SLIP)
    answer(page, "Move", question)
    expect(page.get_by_text("Version 1 holds until this one is agreed")).to_be_visible()
    expect(page.get_by_text(SLIP).first).to_be_visible()
    people.was_refused("ae")
    agree_timing(people)


def week_after(one):
    return (date.fromisoformat(one) + timedelta(days=7)).isoformat()


# -- The work -----------------------------------------------------------------------------------


def creative_is_instructed_and_takes_it(people):
    page = people.on_job("ae", "Work")
    press(page, "Instruct a department")
    question = asked(page)
    question.get_by_label("Department").select_option(label="Creative")
    question.get_by_label("What", exact=True).fill("Two routes for the poster")
    question.get_by_label("What exactly").fill("After the brief, version 2: Sunday.")
    question.get_by_label("By", exact=True).fill(day(5))
    answer(page, "Give the instruction", question)
    expect(line(page, "Two routes for the poster")).to_contain_text("Not acknowledged")

    page = people.at("daria.kovac", "/waiting/")
    press(page, "Acknowledge Two routes for the poster")
    press(page, "Done… – Two routes for the poster")
    answer(page, "Done", asked(page))
    page = people.on_job("ae", "Work")
    expect(line(page, "Two routes for the poster")).to_contain_text("taken by Daria Kovač")
    expect(line(page, "Two routes for the poster")).to_contain_text("Done")


def line(page, text):
    return page.get_by_role("main").get_by_role("listitem").filter(has_text=text).first


def materials_are_asked_and_received(people):
    page = people.on_job("ae", "Work")
    press(page, "Ask the client")
    question = asked(page)
    question.get_by_label("What", exact=True).fill("Photograph of the vault")
    question.get_by_label("Asked of").select_option(label="Joanna Okafor")
    question.get_by_label("By", exact=True).fill(day(3))
    question.get_by_label("Holds up").select_option(label="Brief")
    answer(page, "Put it on the list", question)
    expect(line(page, "Photograph of the vault")).to_contain_text("holds up Brief")

    page = people.on_job("ae")
    press(page, "Brief is done")
    expect(page.get_by_text("Still needed from the client before “Brief” is left")).to_be_visible()
    people.was_refused("ae")
    page = people.on_job("ae", "Work")
    press(page, "Received… – Photograph of the vault")
    answer(page, "Received", asked(page))
    expect(line(page, "Photograph of the vault")).to_contain_text("Received")


def work_is_delivered_and_accepted(people):
    page = people.on_job("ae", "Work")
    press(page, "Ask for a deliverable")
    question = asked(page)
    question.get_by_label("Department").select_option(label="Creative")
    question.get_by_label("What", exact=True).fill("Final artwork")
    question.get_by_label("By", exact=True).fill(day(8))
    answer(page, "Ask for it", question)
    page = people.at("daria.kovac", "/waiting/")
    press(page, "Deliver… – Final artwork")
    question = asked(page)
    question.get_by_label("A word on it").fill("With the Sunday.")
    answer(page, "Deliver", question)
    page = people.on_job("ae", "Work")
    press(page, "Accept… – Final artwork")
    question = asked(page)
    question.get_by_label("Why?").fill("It is seen from across the street.")
    answer(page, "Accept", question)
    expect(line(page, "Final artwork")).to_contain_text("Accepted")


# -- The review board ---------------------------------------------------------------------------


def a_board_is_planned(people, title, again=False):
    """Against the brief that holds, with the work in the pack; the director signs the pack."""
    page = people.on_job("ae", "Reviews")
    press(page, "Plan a board")
    page.get_by_label("Type").select_option(label="Creative board")
    page.get_by_label("Title").fill(title)
    begins = datetime.now(ZoneInfo("Europe/Dublin")) + timedelta(minutes=5)
    page.get_by_label("Starts").fill(f"{begins:%Y-%m-%dT%H:%M}")
    page.get_by_label("Ends").fill(f"{begins + timedelta(minutes=45):%Y-%m-%dT%H:%M}")
    brief = page.get_by_role("combobox", name=re.compile("^Brief"))
    brief.select_option(brief.locator("option", has_text=people.number).get_attribute("value"))
    page.get_by_role("textbox", name=re.compile("^Board brief")).fill(
        "One idea, seen from across the street?"
    )
    page.get_by_label("Chair", exact=True).select_option(label="Helen Voss, Account director")
    members = page.get_by_role("group", name="Members")
    members.get_by_label(re.compile("Marta Lind")).check()
    press(page, "Plan the board")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    people.board = page.url
    press(page, "Put work in")
    page.get_by_label("Title").fill(WORK)
    page.get_by_label("What is shown").fill("A door of steel, and one line.")
    if again:
        before = page.get_by_label("Next round of")
        before.select_option(before.locator("option", has_text=WORK).get_attribute("value"))
    press(page, "Put it into the pack")
    expect(page.get_by_text("It is in the pack.")).to_be_visible()
    page = people.at("ae", people.board)
    press(page, "Give the pack to the AD")
    expect(page.get_by_text("Waits for the AD")).to_be_visible()
    page = people.at("ad", people.board)
    press(page, "Approve the pack")
    expect(page.get_by_role("button", name="Approve the pack")).to_have_count(0)


def the_board_scores(people, mark):
    page = people.at("ae", people.board)
    press(page, "Begin the session")
    press(page, "Begin")
    expect(page.get_by_text("In session.")).to_be_visible()
    for name in ("am", "ad"):
        page = people.at(name, people.board)
        press(page, f"Score it {WORK}")
        page.get_by_role("radio", name=mark, exact=True).check()
        page.get_by_label("Against the brief").fill("It says “walk in”; it is read in passing.")
        press(page, "Save the score")
        expect(page.get_by_role("main")).to_contain_text(f"{mark}")


def helen_decides(people, outcome, reason="", following=""):
    page = people.at("ad", people.board)
    page.get_by_role("main").get_by_role("link", name=WORK, exact=True).click()
    press(page, "Decide")
    page.get_by_role("radio", name=outcome, exact=True).check()
    page.get_by_label("Why").fill(reason)
    page.get_by_label("What to do next").fill(following)
    page.get_by_role("main").get_by_role("button").last.click()
    expect(page.get_by_text(outcome, exact=True).first).to_be_visible()
    if reason:
        expect(page.get_by_text(reason)).to_be_visible()


def the_minutes_are_approved(people, said):
    page = people.at("ae", people.board)
    press(page, "Write the minutes")
    page.get_by_label("What was said").fill(said)
    press(page, "Save")
    press(page, "Give them to the AM")
    page = people.at("am", people.board + "minutes/")
    press(page, "Approve the minutes")
    expect(page.get_by_text("Approved. The next actions are in the action list.")).to_be_visible()


def the_board_says_rework_and_then_approves(people):
    a_board_is_planned(people, "Creative board: the open day")
    the_board_scores(people, "5")
    helen_decides(people, "Rework", WHY_REWORK, NEXT)
    the_minutes_are_approved(people, "The door reads as a fridge; the wheel must be seen.")
    a_board_is_planned(people, "Creative board: the open day, again", again=True)
    the_board_scores(people, "9")
    expect(people("ad").get_by_text("Round 2").first).to_be_visible()
    helen_decides(people, "Approved")
    the_minutes_are_approved(people, "The wheel is seen from across the street. It goes to them.")
    page = people.on_job("ae", "Reviews")
    expect(page.get_by_role("main")).to_contain_text("Approved")


# -- To the end ---------------------------------------------------------------------------------


def closing_names_what_is_open(people):
    page = people.on_job("ae")
    press(page, "Mark as briefed")
    expect(page.get_by_text("The job is briefed.")).to_be_visible()
    page = people.on_job("am")
    press(page, "Go live")
    expect(page.get_by_text("The job is live.")).to_be_visible()
    page = people.on_job("ae")
    press(page, "Mark as delivered")
    expect(page.get_by_text("The job is delivered.")).to_be_visible()
    press(page, "Close")
    expect(page.get_by_role("heading", name="Before it can be closed")).to_be_visible()
    expect(page.get_by_text("Every review board is held and minuted.")).to_be_visible()
    expect(page.get_by_text("The stage “Brief” is not done.")).to_be_visible()
    expect(page.get_by_text("The milestone “Delivery” is not reached.")).to_be_visible()
    expect(page.get_by_role("button", name="Close the job")).to_have_count(0)
    page.get_by_role("link", name="The milestone “Delivery” is not reached.").click()
    expect(page.get_by_role("table", name="Milestones in their order")).to_be_visible()


def it_is_taken_back_and_finished(people):
    page = people.on_job("ae")
    page.get_by_role("button", name="What else may be done").click()
    page.get_by_role("link", name="Not delivered after all…").click()
    question = asked(page)
    question.get_by_label("What has to be put right?").fill("The stages are not done.")
    answer(page, "Not delivered after all…", question)
    expect(page.get_by_text("The job is live again.")).to_be_visible()
    for stage in STAGES:
        press(page, f"{stage} is done")
        expect(page.get_by_role("button", name=f"{stage} is done")).to_have_count(0)


def every_milestone_is_reached(people):
    page = people.on_job("ae", "Timing")
    open_ones = page.get_by_role("button", name=re.compile("^Reached: "))
    for left in range(open_ones.count(), 0, -1):
        expect(open_ones).to_have_count(left)
        open_ones.first.click()
    expect(open_ones).to_have_count(0)


def it_is_delivered_and_closed(people):
    page = people.on_job("ae")
    press(page, "Mark as delivered")
    expect(page.get_by_text("The job is delivered.")).to_be_visible()
    page = people.at("ae", "/jobs/closing/")
    expect(page.get_by_role("main").get_by_role("link", name=re.compile(TITLE))).to_be_visible()
    page = people.on_job("ae", "Closing")
    expect(page.get_by_text("Everything is settled")).to_be_visible()
    press(page, "Close the job")
    expect(page.get_by_text("The job is closed.")).to_be_visible()
    page = people.on_job("ae")
    expect(page.get_by_role("main")).to_contain_text(people.number)
    expect(page.get_by_text("Closed", exact=True).first).to_be_visible()


def test_one_job_from_the_clients_request_to_its_close(server, window):
    people = People(window)
    the_client_asks(people)
    nadia_opens_the_job(people)
    marta_checks_the_opening(people)
    timing_is_drawn_up_and_agreed(people)
    the_brief_is_written(people)
    marta_returns_it(people)
    nadia_puts_it_right(people)
    marta_and_helen_sign(people, 1)
    joanna_approves(people, server)
    the_brief_is_issued(people)
    it_is_rebriefed(people, server)
    the_board_says_rework_and_then_approves(people)
    a_promised_milestone_slips(people)
    creative_is_instructed_and_takes_it(people)
    materials_are_asked_and_received(people)
    work_is_delivered_and_accepted(people)
    closing_names_what_is_open(people)
    it_is_taken_back_and_finished(people)
    every_milestone_is_reached(people)
    it_is_delivered_and_closed(people)
    assert people.complaints == []
