"""Estimates at every state: drafts, waiting, with the client, approved with a change, over."""

from datetime import timedelta
from decimal import Decimal

from accounts.models import Question
from billing.models import Estimate
from billing.models.estimate_terms import taxes_for
from billing.plans import HALVES, THIRDS, usual_steps

DAY = timedelta(days=1)
# group, what, quantity, unit, price or None where it follows, cost, mark-up
CARD = (
    ("fee", "Planning director", 3, "DAY", 1150, 610, None),
    ("fee", "Account team", 12, "DAY", 780, 430, None),
    ("fee", "Concept and art direction", 14, "DAY", 890, 480, None),
    ("fee", "Copywriting, English and German", 6, "DAY", 740, 390, None),
    ("production", "Photography", 1, "DAY", None, 3500, 20),
    ("production", "Retouching, per picture", 24, "C62", None, "120.85", 20),
    ("media", "City-light posters, two weeks", 40, "C62", 310, 310, None),
    ("expenses", "Travel to the shoot", 1, "LS", 640, 640, None),
)
POSTERS = (
    ("fee", "Layout of six formats", 4, "DAY", 820, 440, None),
    ("production", "Printing, 320 posters", 320, "C62", None, "4.10", 15),
)
ROUTE = (
    ("fee", "Campaign idea", 9, "DAY", 890, 480, None),
    ("fee", "Film script", 5, "DAY", 860, 470, None),
    ("production", "Film, 30 seconds", 1, "LS", None, 68000, 12),
    ("media", "Cinema, four weeks", 1, "LS", 41000, 41000, None),
)
WORDS = {
    "scope": "Launch of the student card: key visual, six posters, landing page, social films.",
    "assumptions": "One shooting day in Munich with two models. Texts in English and German.",
    "exclusions": "Usage rights beyond twelve months; translation into further languages.",
}


def load(northlight):
    demo = Demo(northlight)
    demo.card_launch()
    demo.others()


class Demo:
    def __init__(self, northlight):
        self.at, self.today = northlight.at, northlight.today
        self.client = northlight.client

    def who(self, client, role):
        return client.team.filter(role=role).select_related("person__office").first().person

    def lines(self, client, rows, **changed):
        category, rate, _name = taxes_for(client, self.today)[0]
        return [
            {
                "group": group,
                "description": what,
                "quantity": Decimal(changed.get(what, quantity)),
                "unit": unit,
                "price": Decimal(price or 0),
                "cost": Decimal(cost),
                "markup_percent": None if markup is None else Decimal(markup),
                "category": category,
                "rate": rate,
            }
            for group, what, quantity, unit, price, cost, markup in rows
        ]

    def start(self, code, job, days, rows, plan="", **words):
        client, at = self.client[code], self.at - days * DAY
        author = self.who(client, "ae")
        found = client.jobs.get(title=job) if job else client.jobs.open().first()
        estimate = Estimate.objects.start(found, found.title, author, at)
        version = estimate.latest
        version.write(author, 0, {"lines": self.lines(client, rows), **words}, at)
        if plan:
            steps = usual_steps(plan, version, self.today - days * DAY)
            version.write(author, version.edit, {"steps": steps}, at)
        return version

    def approve(self, version, days, role):
        """Submitted by its author, signed by whoever may sign so much."""
        at = self.at - days * DAY
        version.submit(version.estimate.author, at)
        version.approve(self.who(version.client, role), version.content_hash, at)

    def approver(self, client):
        contact = client.contacts.exclude(email="").first()
        facts = {"approves_estimates": True}
        contact.edit(self.who(client, "ae"), self.at, **facts)
        return contact

    def card_launch(self):
        """One estimate in three versions, the third with the client, who asks about it."""
        job = "Student account: spring campaign"
        words = {**WORDS, "commission_percent": Decimal("17.65")}
        first = self.start("BRW", job, 24, CARD, THIRDS, **words)
        client, author = first.client, first.estimate.author
        contact = self.approver(client)
        self.approve(first, 23, "ad")
        first.client_sign(None, self.at - 20 * DAY, name=contact.name, order_number="PO-4471")
        second = first.revise(
            author, "Two shooting days instead of one, three more days of copy.", self.at - 3 * DAY
        )
        keys = {line.description: line.key for line in second.lines.all()}
        changed = {"Photography": 2, "Copywriting, English and German": 9}
        lines = self.lines(client, CARD, **changed)
        for line in lines:
            line["key"] = keys[line["description"]]
        second.write(author, second.edit, {"lines": lines}, self.at - 3 * DAY)
        self.approve(second, 2, "ad")
        second.send(contact, author, self.at - 2 * DAY)
        Question.objects.ask(
            second.estimate, "Why two shooting days?", None, self.at - DAY, assignee=author,
            contact=contact,
        )  # fmt: skip

    def others(self):
        posters = self.start("BRW", "Branch posters", 30, POSTERS, HALVES)
        contact, author = self.approver(posters.client), posters.estimate.author
        self.approve(posters, 29, "am")
        posters.client_sign(None, self.at - 27 * DAY, name=contact.name, order_number="PO-4390")
        order = Estimate.objects.start_change_order(
            posters.estimate, "Eighty more posters", author, self.at - 5 * DAY
        )
        more = ("production", "Printing, 80 more posters", 80, "C62", None, "4.10", 15)
        lines = self.lines(posters.client, [more])
        order.latest.write(author, 0, {"lines": lines}, self.at - 5 * DAY)
        order.latest.submit(author, self.at - 4 * DAY)
        self.start("BRW", "Branch posters", 1, POSTERS[:1], title="Window stickers")
        waiting = self.start("KES", "Route campaign", 6, ROUTE, THIRDS)
        waiting.submit(waiting.estimate.author, self.at - 5 * DAY)
        back = self.start("ORD", None, 9, CARD[:4])
        back.submit(back.estimate.author, self.at - 8 * DAY)
        reason = "Twelve days of account team for a relaunch of one page? Six, or say why."
        signer = self.who(back.client, "ad")
        back.send_back(signer, reason, back.content_hash, self.at - 7 * DAY)
        over = self.start(
            "KES", "Route campaign", 70, ROUTE[:2], valid_until=(self.at - 12 * DAY).date()
        )
        self.approve(over, 69, "ad")
        type(over).objects.expire_due(self.at)
