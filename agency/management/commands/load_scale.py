import random
from datetime import timedelta
from itertools import islice
from types import SimpleNamespace

from django.contrib.contenttypes.models import ContentType
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from accounts.models import (
    AccountGroup,
    ActionItem,
    Client,
    ClientDomain,
    ContactPerson,
    Contract,
    Function,
    Office,
    Paper,
    Rank,
    SearchEntry,
    SearchWord,
    Supervision,
    TeamMember,
    User,
    about,
)
from accounts.models.machinery import spaced
from agency.lib.words import tokens
from agency.management.scale_work import Work
from reports.models import (
    ContactReport,
    Interaction,
    Obligation,
    Participant,
    ReportRule,
    ReportVersion,
)
from reports.models.topics import Line, topics_of

BATCH = 5_000
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
SUBJECTS = (
    "Weekly status call",
    "Creative review",
    "Media plan",
    "Packaging workshop",
    "Budget round",
    "Launch timing",
    "Смета на производство",
    "年度会议",
)
OPEN_SHARE = 0.01


class Command(BaseCommand):
    """Fills an empty database with an agency of any size, for measuring; never a real one."""

    help = "Load a made-up agency of a given size into an empty database, to measure with."

    def add_arguments(self, parser):
        parser.add_argument("--clients", type=int, default=300)
        parser.add_argument("--interactions", type=int, default=30_000)
        parser.add_argument("--jobs", type=int, default=5_000)
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *args, clients, interactions, jobs, seed, **options):
        if Client.objects.exists():
            raise CommandError("The database holds clients already; take an empty one.")
        if not 1 <= clients <= 9_000:
            raise CommandError("Between 1 and 9,000 clients.")
        dice = random.Random(seed)  # noqa: S311 - the same agency at every run
        agency = Scale(clients, interactions, jobs, dice, timezone.now())
        for part in (agency.people, agency.serve, agency.contacts, agency.work, agency.jobs):
            part()
            self.stdout.write(f"{part.__name__}: {agency.count}")
        agency.analyse()


class Scale:
    """One made-up agency: every tenth AE an AM, every fortieth an AD, one CSD."""

    def __init__(self, clients, interactions, jobs, dice, at):
        self.sizes = SimpleNamespace(clients=clients, interactions=interactions, jobs=jobs)
        self.dice, self.at, self.count = dice, at, 0

    def people(self):
        office = Office.objects.create(name="Scale", time_zone="Europe/Dublin", country="IE")
        self.office = office
        executives = max(4, self.sizes.clients // 2)
        csd = self._person("csd", Rank.CSD, None)
        self.gads = self._rank("gad", Rank.GAD, max(1, executives // 120), [csd])
        self.ads = self._rank("ad", Rank.AD, max(1, executives // 30), self.gads)
        self.ams = self._rank("am", Rank.AM, max(2, executives // 6), self.ads)
        self.aes = self._rank("ae", Rank.AE, executives, self.ams)
        self._person("finance", "", None, Function.FINANCE)
        Supervision.objects.rebuild()
        self.count = User.objects.count()

    def _rank(self, name, rank, number, bosses):
        return [
            self._person(f"{name}{index or ''}", rank, bosses[index % len(bosses)])
            for index in range(number)
        ]

    def _person(self, name, rank, manager, function=Function.ACCOUNT):
        return User.objects.create(
            email=f"{name}@scale.example",
            name=f"{name.upper()} Scale",
            rank=rank,
            manager=manager,
            function=function,
            office=self.office,
        )

    def serve(self):
        groups = AccountGroup.objects.bulk_create(
            AccountGroup(name=f"Group {number}", director=gad)
            for number, gad in enumerate(self.gads, start=1)
        )
        self.clients = Client.objects.bulk_create(
            Client(
                code=code(number),
                name=f"Client {number:04d}",
                office=self.office,
                group=groups[number % len(groups)],
            )
            for number in range(self.sizes.clients)
        )
        day = self.at.date() - timedelta(days=900)
        TeamMember.objects.bulk_create(self._team(day), batch_size=BATCH)
        Contract.objects.bulk_create(
            Contract(client=client, starts_on=day, yearly_fee=self.dice.randrange(50, 900) * 1000)
            for client in self.clients
        )
        ClientDomain.objects.bulk_create(
            ClientDomain(client=client, domain=f"{client.code.lower()}.example")
            for client in self.clients
        )
        self.index("client", ((client, client, client.name) for client in self.clients))
        self.count = len(self.clients)

    def _team(self, day):
        for number, client in enumerate(self.clients):
            ae = self.owner_of(number)
            am, ad = ae.manager, ae.manager.manager
            for person, role in ((ae, "ae"), (am, "am"), (ad, "ad"), (ad.manager, "gad")):
                yield TeamMember(client=client, person=person, role=role, from_on=day)

    def owner_of(self, number):
        """Who serves the number-th client."""
        return self.aes[number % len(self.aes)]

    def contacts(self):
        levels = ContactPerson.Level.values
        self.people_of = {}
        rows = ContactPerson.objects.bulk_create(
            (
                ContactPerson(
                    client=client,
                    name=f"Contact {level} {client.code}",
                    email=f"{level}@{client.code.lower()}.example",
                    level=level,
                )
                for client in self.clients
                for level in levels
            ),
            batch_size=BATCH,
        )
        for row in rows:
            self.people_of.setdefault(row.client_id, []).append(row)
        self.count = len(rows)

    def work(self):
        self.rule = ReportRule.current()
        numbers = iter(range(self.sizes.interactions))
        while chunk := list(islice(numbers, BATCH)):
            with transaction.atomic():
                self._chunk(chunk)
        self.count = self.sizes.interactions

    def jobs(self):
        with transaction.atomic():
            Work(self, self.sizes.jobs).load()
        self.count = self.sizes.jobs

    def _chunk(self, numbers):
        meetings = Interaction.objects.bulk_create(self._meeting(number) for number in numbers)
        Participant.objects.bulk_create(self._present(meetings))
        done = [meeting for meeting in meetings if self._is_done(meeting)]
        reports = ContactReport.objects.bulk_create(map(self._report, done))
        versions = ReportVersion.objects.bulk_create(map(self._version, reports))
        Paper.objects.bulk_create(map(self._paper, versions))
        paper = Paper.objects.filter(
            about_type=ContentType.objects.get_for_model(ReportVersion), about_id=OuterRef("pk")
        )
        ReportVersion.objects.filter(paper=None).update(paper=Subquery(paper.values("pk")))
        of = {report.interaction_id: report for report in reports}
        Obligation.objects.bulk_create(
            self._debt(meeting, of.get(meeting.pk)) for meeting in meetings
        )
        ActionItem.objects.bulk_create(map(self._item, reports))
        self.index(
            "report", ((row, row.client, f"{row.number} {row.interaction}") for row in reports)
        )

    def _meeting(self, number):
        client = self.clients[number % len(self.clients)]
        start = self.at - timedelta(minutes=self.dice.randrange(60 * 24 * 730) + 120)
        end = start + timedelta(hours=1)
        return Interaction(
            client=client,
            kind=self.dice.choice(["meeting", "call", "video"]),
            subject=self.dice.choice(SUBJECTS),
            starts_at=start,
            ends_at=end,
            planned_ends_at=end,
            logged_by=self.owner_of(number % len(self.clients)),
            logged_at=end,
        )

    def _present(self, meetings):
        for meeting in meetings:
            yield Participant(interaction=meeting, person=meeting.logged_by)
            yield Participant(
                interaction=meeting, contact=self.dice.choice(self.people_of[meeting.client_id])
            )

    def _is_done(self, meeting):
        return meeting.ends_at < self.at - timedelta(days=2) and self.dice.random() > OPEN_SHARE

    def _report(self, meeting):
        return ContactReport(
            client=meeting.client,
            interaction=meeting,
            number=f"{meeting.client.code}/CR/{meeting.ends_at:%y}-{meeting.pk}",
            author=meeting.logged_by,
            started_at=meeting.ends_at,
            reading=self.dice.choice([-1, 0, 0, 0, 1]),
            tone=self.dice.choice([-1, 0, 0, 1, 1]),
            distributed_at=meeting.ends_at + timedelta(hours=self.dice.randrange(2, 27)),
        )

    def _version(self, report):
        return ReportVersion(
            report=report,
            subject=report.interaction.subject,
            topics=topics_of([Line("topic", "Work", "a"), Line("note", "Route B it is.", "b")]),
            edited_at=report.distributed_at,
            edited_by=report.author,
            distributed_at=report.distributed_at,
            distributed_by=report.author,
        )

    def _paper(self, version):
        report, at = version.report, version.distributed_at
        paper = Paper.owed(
            subject_of=version,
            client=report.client,
            number=report.number,
            title=version.subject,
            template="contact_report.html",
            content={
                "heading": version.subject,
                "topics": [{"heading": "Work", "text": "Route B it is."}],
                "prepared_by": {"name": report.author.name, "role": ""},
                "issued": f"{at:%d %B %Y}",
            },
            at=at,
        )
        paper.failed_at = at  # nobody reads it, and printing all of them would take hours
        return paper

    def _debt(self, meeting, report):
        met_at = report.distributed_at if report else None
        due = meeting.ends_at + timedelta(hours=24)
        return Obligation(
            interaction=meeting,
            client=meeting.client,
            owner=meeting.logged_by,
            report=report,
            ended_at=meeting.ends_at,
            hours=24,
            clock=self.rule.clock,
            due_at=due,
            clock_set_at=meeting.ends_at,
            logged_at=meeting.ends_at,
            met_at=met_at,
            closed_at=met_at,
            breached_at=due if due < (met_at or self.at) else None,
            next_step_at=None if met_at or due < self.at else due - timedelta(hours=2),
        )

    def _item(self, report):
        is_open = report.distributed_at > self.at - timedelta(days=10)
        due = (report.distributed_at + timedelta(days=5)).date()
        return ActionItem(
            client=report.client,
            text="Send the revised plan",
            person=report.author,
            due_on=due,
            first_due_on=due,
            made_at=report.distributed_at,
            done_at=None if is_open else report.distributed_at + timedelta(days=4),
            source=report.number,
            **about(report),
        )

    def index(self, kind, rows):
        entries = SearchEntry.objects.bulk_create(
            (
                SearchEntry(
                    kind=kind,
                    client=client,
                    title=title,
                    url=record.get_absolute_url(),
                    updated_at=getattr(record, "distributed_at", None) or self.at,
                    text=spaced(tokens(title)),
                    **about(record),
                )
                for record, client, title in rows
            ),
            batch_size=BATCH,
        )
        SearchWord.objects.bulk_create(
            (
                SearchWord(entry=entry, word=word)
                for entry in entries
                for word in tokens(entry.title)
            ),
            batch_size=BATCH,
        )

    def analyse(self):
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def code(number):
    """The number-th client code: AAAA, AAAB, ..."""
    letters = []
    for _place in range(4):
        number, rest = divmod(number, len(LETTERS))
        letters.append(LETTERS[rest])
    return "".join(reversed(letters))
