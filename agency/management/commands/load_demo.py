import random
from datetime import date, timedelta
from decimal import Decimal

from django.apps import apps
from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import (
    AccountGroup,
    ActionItem,
    AgencyProfile,
    Brand,
    Client,
    ClientDomain,
    ContactPerson,
    Contract,
    Office,
    OutgoingMail,
    PinnedClient,
    RiskFlag,
    RiskSnapshot,
    Supervision,
    TeamMember,
    User,
    about,
)
from accounts.models.user import SYSTEM_EMAIL
from agency import frozen, risk
from agency.management import demo, northlight
from briefs.models import Job
from reports.models import ContactReport, Interaction, Obligation
from reports.models.topics import Line

WEEKS_BACK = 12
REPORTED_WEEKS = 8
STORY, CALM = 7, 2  # reports of an account that wobbles, and of one that does not


class Command(BaseCommand):
    """Loads Northlight, dated relative to today; a second time it does nothing."""

    help = "Load the demo agency Northlight. --reset empties a demo database first."

    def add_arguments(self, parser):
        parser.add_argument("--reset", action="store_true")

    def handle(self, *args, reset, **options):
        if reset:
            self._refuse_real_data()
            frozen.thaw(apps, connection)
            call_command("flush", interactive=False)
            frozen.freeze(apps, connection)
        if is_loaded():
            self.stdout.write("The demo agency is here already.")
            return
        self._refuse_real_data()
        with transaction.atomic():
            Northlight(timezone.now()).load()
        self.stdout.write("The demo agency Northlight is loaded.")

    def _refuse_real_data(self):
        others = User.objects.exclude(email__endswith="@northlight.example").exclude(
            email=SYSTEM_EMAIL
        )
        if others.exists() or (Client.objects.exists() and not is_loaded()):
            raise CommandError("This database belongs to an agency; the demo is kept out of it.")


def is_loaded():
    return User.objects.filter(email="csd@northlight.example").exists()


class Northlight:
    """The demo agency on its way into the database, through the same verbs as everything."""

    def __init__(self, at):
        self.at = at.replace(second=0, microsecond=0)
        self.today = self.at.date()
        self.dice = random.Random(7)  # noqa: S311 - a demo that looks the same each time
        self.person, self.client = {}, {}

    def load(self):
        self._house()
        self._people()
        for account in northlight.ACCOUNTS:
            self._serve(account)
        self._jobs()
        self._live()
        self._now()
        for load in demo.PARTS:
            load(self)
        self._remember()

    def _house(self):
        self.office = Office.objects.create(name="Dublin", time_zone="Europe/Dublin", country="IE")
        Office.objects.create(name="Milan", time_zone="Europe/Rome", country="IT")
        profile = AgencyProfile.current()
        profile.name, profile.legal_name = "Northlight", "Northlight Agency Ltd"
        profile.address = "14 Harbour Row, Dublin D02"
        profile.website = "northlight.example"
        profile.mail_from = "plates@northlight.example"
        profile.fallback_email = "board@northlight.example"
        profile.load_limit, profile.key_load_limit = 8, 2
        profile.save()

    def _people(self):
        secret = make_password(northlight.PASSWORD)
        for login, name, rank, function, manager, title in northlight.PEOPLE:
            person = User.objects.create(
                email=f"{login}@northlight.example",
                name=name,
                rank=rank,
                function=function,
                manager=self.person.get(manager),
                title=title,
                office=self.office,
                password=secret,
                joined_on=date(2023, 1, 9),
            )
            person.write_search_entry(self.at)
            self.person[login] = person
        Supervision.objects.rebuild()
        self.groups = {
            name: AccountGroup.objects.create(name=name, director=self.person[director])
            for name, director in northlight.GROUPS.items()
        }

    def _serve(self, account):
        client = Client.objects.create(
            code=account.code,
            name=account.name,
            legal_name=f"{account.name} plc",
            office=self.office,
            group=self.groups[account.group],
            is_key_account=account.key,
            confidentiality="restricted" if account.restricted else "normal",
            since_on=date(2024, 3, 1),
        )
        client.write_search_entry(self.at)
        self.client[account.code] = client
        self._staff(account, client)
        ClientDomain.objects.create(client=client, domain=f"{domain_of(account)}.example")
        Brand.objects.create(client=client, name=account.name.split()[0])
        Contract.objects.create(
            client=client,
            starts_on=self.today - timedelta(days=500),
            ends_on=self.today + timedelta(days=account.ends_in),
            yearly_fee=account.fee,
        )
        named = northlight.CONTACTS if account.code == "BRW" else northlight.OTHER_CONTACTS
        for name, title, level, role in named:
            ContactPerson.objects.create(
                client=client,
                name=name,
                title=title,
                level=level,
                role=role,
                email=f"{name.lower().replace(' ', '.')}@{domain_of(account)}.example",
                distribution="cc" if level == "top" else "none",
                approves_briefs=level == "middle",
            )

    def _staff(self, account, client):
        ad, am, ae = northlight.TEAMS[account.group]
        places = [("gad", "gad"), (ad, "ad"), (am, "am"), (ae, "ae")]
        if account.code == "FJO":
            places[-1] = ("stranger", "ae")
        if account.code in {"BRW", "ORD", "AUR"}:
            places += [("aae", "aae"), ("daria.kovac", "creative")]
        if account.code in {"BRW", "NOV"}:
            places.append(("planner", "planning"))
        for login, role in places:
            TeamMember.objects.create(
                client=client,
                person=self.person[login],
                role=role,
                is_lead=role in {"ae", "am", "ad"},
                from_on=self.today - timedelta(days=400),
            )

    def _jobs(self):
        for code, title in (
            ("BRW", "Card launch"),
            ("BRW", "Branch posters"),
            ("ORD", "Range relaunch"),
            ("AUR", "Winter packaging"),
            ("KES", "Route campaign"),
            ("NOV", "Congress stand"),
        ):
            client = self.client[code]
            Job.objects.open_job(
                client,
                client.brands.first(),
                title,
                self._of(client, "ae"),
                by=self._of(client, "am"),
                at=self.at - timedelta(days=60),
            )

    def _of(self, client, role):
        return client.team.filter(role=role).select_related("person__office").first().person

    def _live(self):
        """The last weeks: contacts, their reports and what became of them, in order of time."""
        past = [
            (self.at - timedelta(days=account.last + account.every * back, hours=3), account, back)
            for account in northlight.ACCOUNTS
            for back in range(STORY if has_story(account) else CALM)
            if account.last + account.every * back < REPORTED_WEEKS * 7
        ]
        for ended_at, account, back in sorted(past, key=lambda one: one[0]):
            hours = account.late[back] if back < len(account.late) else self.dice.randrange(2, 22)
            self._report(account, ended_at, hours, self.dice.choice(northlight.SUBJECTS), back)

    def _contact(self, account, ended_at, subject, kind="meeting", lasting=55, by=None, at=None):
        client = self.client[account.code]
        contact = client.contacts.exclude(level="top").first()
        present = [self._of(client, "ae"), contact]
        if by is not None and by not in present:
            present.append(by)
        return Interaction.objects.log(
            by=by or self._of(client, "ae"),
            at=at or ended_at,
            client=client,
            present=present,
            subject=subject,
            kind=kind,
            place="" if kind != "meeting" else f"{account.name.split()[0]}, Room 4",
            starts_at=ended_at - timedelta(minutes=lasting),
            ends_at=ended_at,
        )

    def _report(self, account, ended_at, hours, subject, back):
        sent_at = ended_at + timedelta(hours=hours, minutes=self.dice.randrange(59))
        kind = self.dice.choice(["meeting", "call", "video"])
        contact = self._contact(account, ended_at, subject, kind)
        debts = Obligation.objects.filter(interaction=contact)
        author = self._of(contact.client, "ae")
        report = ContactReport.objects.write_up(contact, author, ended_at)
        about_us = {"reading": account.reading, "tone": account.reading or None}
        if hours >= 24:
            debts.step_due(sent_at)
            about_us |= {"late_reason": "workload", "late_note": "Two pitches in one week."}
        lines = self._lines(northlight.REPORT_LINES, contact, sent_at)
        report.write(author, 0, {"subject": subject}, lines, about_us, sent_at)
        report.distribute(author, sent_at)
        OutgoingMail.objects.filter(accepted_at=None).update(
            accepted_at=sent_at + timedelta(minutes=1)
        )
        debts.settle(sent_at)
        self._finish_items(report, account, back, sent_at)

    def _lines(self, script, contact, at):
        client = contact.client
        people = {login: f"person:{person.pk}" for login, person in self.person.items()}
        people["owner"] = f"person:{self._of(client, 'ae').pk}"
        people["contact"] = f"contact:{client.contacts.exclude(level='top').first().pk}"
        due = at.date()
        return [
            Line(
                kind,
                text,
                owner=people.get(who, ""),
                due=(due + timedelta(days=days)).isoformat() if who and days else "",
            )
            for kind, text, who, days in script
        ]

    def _finish_items(self, report, account, back, sent_at):
        """What was promised was done in time, but for the overdue ones of this account."""
        kept = ActionItem.objects.filter(**about(report))
        if back < account.overdue:
            kept = kept.filter(person=None)
        kept.filter(due_on__lt=self.today).update(done_at=sent_at + timedelta(days=3))

    def _now(self):
        """What a newcomer sees on the first day: clocks at every stage."""
        by_code = {account.code: account for account in northlight.ACCOUNTS}
        late = self.at - timedelta(hours=25, minutes=48)
        self._contact(by_code["ORD"], late, "Range review", "call", 35)
        running = self.at - timedelta(hours=20, minutes=48)
        contact = self._contact(by_code["BRW"], running, "Card launch: creative review", lasting=85)
        contact.jobs.add(Job.objects.get(title="Card launch"))
        nadia = self.person["ae"]
        draft = ContactReport.objects.write_up(contact, nadia, running)
        lines = self._lines(northlight.CARD_LAUNCH, contact, self.at)
        words = {"subject": "Card launch: creative review"}
        draft.write(nadia, 0, words, lines, {}, self.at - timedelta(minutes=1))
        self._contact(
            by_code["AUR"],
            self.at - timedelta(minutes=58),
            "Packaging workshop",
            by=self.person["aae"],
        )
        self._contact(by_code["KES"], self.at - timedelta(days=4), "Route launch, timing")
        for hours, code, subject in ((3, "BRW", "Weekly status call"), (5, "ORD", "Price round")):
            ahead = self.at + timedelta(hours=hours)
            self._contact(by_code[code], ahead, subject, "video", at=self.at)
        Obligation.objects.step_due(self.at)
        OutgoingMail.objects.filter(accepted_at=None).update(accepted_at=F("created_at"))

    def _remember(self):
        for account in northlight.ACCOUNTS:
            self._flags(account)
        risk.take_snapshots(self.at)
        for snapshot in list(RiskSnapshot.objects.filter(on=self.today)):
            account = next(
                a for a in northlight.ACCOUNTS if self.client[a.code].pk == snapshot.client_id
            )
            RiskSnapshot.objects.bulk_create(self._past_of(snapshot, account))
        RiskSnapshot.objects.filter(on=self.today).delete()
        risk.take_snapshots(self.at)
        for code in ("BRW", "ORD", "AUR"):
            PinnedClient.objects.create(person=self.person["ae"], client=self.client[code])
        for code in ("BRW", "KES", "NOV"):
            PinnedClient.objects.create(person=self.person["csd"], client=self.client[code])

    def _flags(self, account):
        client = self.client[account.code]
        for reason, login in ((account.flag, None), (account.csd_flag, "csd")):
            if reason:
                by = self.person[login] if login else self._of(client, "am")
                RiskFlag.objects.raise_flag(
                    client, by=by, reason=reason, at=self.at - timedelta(days=6)
                )

    def _past_of(self, snapshot, account):
        """Twelve weeks of days that lead from what the score was then to what it is today."""
        days = WEEKS_BACK * 7
        changed_on = self.today - timedelta(days=self.dice.randrange(6, 26))
        for back in range(days, 0, -1):
            on = self.today - timedelta(days=back)
            share = Decimal(days - back) / days
            points = account.then + (snapshot.points - account.then) * share
            wobble = Decimal(self.dice.randrange(-8, 9)) / 10
            is_now = on >= changed_on
            yield RiskSnapshot(
                client_id=snapshot.client_id,
                on=on,
                points=max(Decimal(0), points + wobble).quantize(Decimal("0.1")),
                band=snapshot.band if is_now else risk.Band.GREEN,
                since_on=changed_on if is_now else on,
                coverage=snapshot.coverage,
                signals=snapshot.signals,
                weights=snapshot.weights,
                taken_at=self.at - timedelta(days=back),
            )


def has_story(account):
    return bool(account.late or account.overdue or account.flag)


def domain_of(account):
    return account.name.split()[0].lower()
