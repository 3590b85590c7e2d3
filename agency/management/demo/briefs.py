"""Briefs at every state: written, waiting, returned, with the client, in force, anew, off."""

from datetime import timedelta

from accounts.models import Comment, Question
from agency.management.demo import brief_texts as texts
from briefs.models import Brief

DAY = timedelta(days=1)
STUDENTS = "Student account: spring campaign"


def load(northlight):
    agency = Agency(northlight)
    agency.card_launch()
    agency.others()


class Agency:
    def __init__(self, northlight):
        self.at, self.today = northlight.at, northlight.today
        self.client = northlight.client

    def who(self, client, role):
        return client.team.filter(role=role).select_related("person__office").first().person

    def start(self, code, kind, title, days, words, *, job=STUDENTS, lines=()):
        client, at = self.client[code], self.at - days * DAY
        found = client.jobs.get(title=job) if job else None
        author = self.who(client, "ae")
        brief = Brief.objects.start(client, kind, title, author, at, job=found)
        typed = {"sections": words, "lines": list(lines)}
        brief.latest.write(author, 0, typed, at + timedelta(hours=1))
        return brief.latest

    def submit(self, version, days):
        version.submit(version.brief.author, self.at - days * DAY)

    def sign(self, version, days, *roles):
        for role in roles:
            signer = self.who(version.client, role)
            version.approve(signer, version.content_hash, self.at - days * DAY)

    def deliverables(self):
        return [
            {"key": f"d{row}", "what": what, "format": form, "size": size, "quantity": quantity,
             "due": (self.today + days * DAY).isoformat()}
            for row, (what, form, size, quantity, days) in enumerate(texts.DELIVERABLES)
        ]  # fmt: skip

    def channels(self):
        return [
            {"key": f"c{row}", "channel": channel, "budget_line": line, "amount": amount,
             "reason": why, "from": (self.today + first * DAY).isoformat(),
             "to": (self.today + last * DAY).isoformat()}
            for row, (channel, first, last, line, amount, why) in enumerate(texts.CHANNELS)
        ]  # fmt: skip

    def card_launch(self):
        """One client, from its own brief to a rebrief of the creatives."""
        given = self.start("BRW", "client", "Student card", 40, texts.CLIENT)
        self.submit(given, 39)
        self.sign(given, 38, "am")
        given.issue(given.brief.author, self.at - 38 * DAY)
        sheet = self.start("BRW", "expectation", "Student card", 30, texts.EXPECTATION)
        self.submit(sheet, 29)
        self.sign(sheet, 28, "am", "ad")
        plan = self.start(
            "BRW", "communication", "Student card", 26, texts.COMMUNICATION, lines=self.channels()
        )
        plan.write(plan.brief.author, plan.edit, {"is_for_client": True}, self.at - 25 * DAY)
        self.submit(plan, 25)
        self.sign(plan, 24, "am", "ad")
        plan.client_sign(None, self.at - 22 * DAY, name=plan.client.contacts.first().name)
        self.creative()

    def creative(self):
        first = self.start(
            "BRW", "creative", "Student card", 34, texts.CREATIVE, lines=self.deliverables()
        )
        brief, author = first.brief, first.brief.author
        planner = self.who(brief.client, "planning")
        brief.name_co_authors(author, [planner], self.at - 34 * DAY)
        self.ask(first)
        self.submit(first, 32)
        self.sign(first, 31, "am")
        first.issue(author, self.at - 31 * DAY)
        why = "The client moved the start: the first year is free from April on, not from March."
        anew = first.revise(author, why, self.at - 2 * DAY)
        words = texts.CREATIVE | {"timing": "Board on Tuesday, client on Thursday, on air in May."}
        anew.write(author, anew.edit, {"sections": words}, self.at - 2 * DAY)
        self.submit(anew, 1)

    def ask(self, version):
        """An answered question and what the assistant thinks of the proposition."""
        brief, at = version.brief, self.at - 33 * DAY
        creative = self.who(brief.client, "creative")
        question = Question.objects.ask(
            brief, "Does the rate have to be spoken, or is it enough to show it?", creative, at,
            assignee=brief.author, section="mandatories",
        )  # fmt: skip
        question.give_answer(
            brief.author, "Shown is enough, four seconds at least.", at + timedelta(hours=3),
            sources="The client’s lawyer, by phone",
        )  # fmt: skip
        text = "“Yours” is what First Shore said last year. Do we mean “nobody else decides”?"
        Comment.objects.write(
            brief, text, self.who(brief.client, "aae"), at, section="proposition",
            tell=[brief.author],
        )  # fmt: skip

    def others(self):
        media = self.start("BRW", "media", "Student card", 9, texts.MEDIA)
        self.submit(media, 8)
        reason = "60 % reach with this budget? Ask media for the curve before we promise it."
        signer = self.who(media.client, "am")
        media.send_back(signer, reason, media.content_hash, self.at - 7 * DAY)
        strategy = self.start("ORD", "strategy", "Taste the place", 12, texts.STRATEGY, job=None)
        self.submit(strategy, 3)
        technical = self.start(
            "BRW", "technical", "Branch posters", 4, texts.TECHNICAL, job="Branch posters"
        )
        Question.objects.ask(
            technical.brief, "Which branches have glass doors, and how wide are they?",
            self.who(technical.client, "am"), self.at - 4 * DAY,
            assignee=technical.brief.author, section="specification", kind="simple",
            is_mandatory=True,
        )  # fmt: skip
        off = self.start(
            "KES",
            "creative",
            "Summer routes",
            20,
            texts.SUMMER,
            job="Route campaign",
            lines=self.deliverables(),
        )
        self.submit(off, 19)
        self.sign(off, 18, "am")
        off.withdraw(self.who(off.client, "am"), "The client closed the line.", self.at - 15 * DAY)
