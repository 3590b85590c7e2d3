from accounts.models import User
from billing import time_weeks
from billing.models import TimeEntry
from billing.models.time_entry import monday_of
from tests.billing.cast import make_job
from tests.cast import NOW, make_person, put_on_team
from tests.machine import Machine

CALLS = {
    "submit": lambda row, by, at: row.submit(by, at),
    "approve": lambda row, by, at: row.approve(by, at),
    "send_back": lambda row, by, at: row.send_back(by, "Too long.", at),
    "reverse": lambda row, by, at: row.reverse(by, "Another job's.", at),
}


def make(client, ladder, state):
    """An hour and a half of an AE outside the ladder, on a job of the client."""
    author = put_on_team(client, make_person("author", rank="ae"), "ae").person
    monday = monday_of(NOW.date())
    rows = [(make_job(client, ladder), "Account management", {monday: 90})]
    time_weeks.put_week(author, monday, rows, author, NOW)
    row = TimeEntry.objects.get(person=author)
    if state != "draft":
        row.submit(author, NOW)
    if state == "approved":
        row.approve(ladder.am, NOW)
    return row


MACHINE = Machine(
    model=TimeEntry,
    make=make,
    table="""
        verb       draft             submitted    approved
        submit     author>submitted  -            -
        approve    -                 AM>approved  -
        send_back  -                 AM>draft     -
        reverse    -                 -            AM,author
    """,
    calls=CALLS,
    aside={"demand_deciding": "asks, and changes nothing"},
    roles={"author": lambda client, ladder: User.objects.get(name="Author")},
)
