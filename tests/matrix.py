"""One world in which every address of Plates has something to show, and something to leak."""

from datetime import timedelta
from types import SimpleNamespace

from django.utils import timezone

from accounts.access import share_client
from accounts.models import (
    Absence,
    AgencyProfile,
    ClientUserObjectPermission,
    ClosingDay,
    ConflictWall,
    Function,
    Heartbeat,
    Notice,
    Paper,
    PartnerPerson,
    RiskFlag,
    about,
)
from accounts.models.machinery import WATCHED
from briefs.models import Job
from reports.models import CalendarImport, ContactReport, ImportedEvent, Interaction, ReportRule
from reports.models.topics import Line
from tests import worlds
from tests.cast import (
    make_action_item,
    make_brand,
    make_client,
    make_contact,
    make_contract,
    make_domain,
    make_ladder,
    make_person,
    make_team,
)

# Stands in every text of Brightwater; nobody without the right may ever be shown it.
CANARY = "kanarienvogel"
ROLES = (
    "aae",
    "ae",
    "am",
    "ad",
    "gad",
    "csd",
    "finance",
    "planner",
    "stranger",
    "anonymous",
)


def make_world():
    """Brightwater with its whole ladder, and one record of everything an address can ask for."""
    at = timezone.now()
    people = make_ladder()
    world = SimpleNamespace(people=people, at=at)
    AgencyProfile.current()
    ReportRule.current()
    for name in WATCHED:
        Heartbeat.objects.beat(name, at)
    client = make_team(make_client(name=f"Brightwater {CANARY}"), people)
    world.client = client
    world.contact = make_contact(client, f"Joanna {CANARY}", email=f"joanna@{CANARY}.example")
    world.partner = PartnerPerson.objects.create(client=client, agency="Else", name=CANARY)
    world.brand = make_brand(client, CANARY)
    world.contract = make_contract(client, yearly_fee=4_242_424)
    world.domain = make_domain(client, f"{CANARY}.example")
    world.job = Job.objects.open_job(
        client, world.brand, f"Job {CANARY}", people.ae, by=people.am, at=at
    )
    present = [people.ae, world.contact]
    ended = at - timedelta(hours=3)
    world.interaction = Interaction.objects.log(
        by=people.ae,
        at=ended,
        client=client,
        present=present,
        subject=f"Owed {CANARY}",
        starts_at=ended - timedelta(hours=1),
        ends_at=ended,
    )
    sent = Interaction.objects.log(
        by=people.ae,
        at=ended,
        client=client,
        present=present,
        subject=f"Sent {CANARY}",
        starts_at=ended - timedelta(hours=1),
        ends_at=ended,
    )
    world.draft = ContactReport.objects.write_up(world.interaction, people.ae, at)
    world.report = ContactReport.objects.write_up(sent, people.ae, at)
    lines = [Line("note", CANARY)]
    world.report.write(people.ae, 0, {"subject": CANARY}, lines, {"reading": 0}, at)
    world.report.distribute(people.ae, at)
    world.mail = world.report.versions.get().recipients.first().mail
    world.paper = Paper.objects.get()
    world.item = make_action_item(client, CANARY, person=people.ae)
    make_the_rest(world, at)
    for make in worlds.MAKERS:
        make(world)
    return world


def make_the_rest(world, at):
    """What hangs on the client beside its work: shares, walls, flags, calendars, absences."""
    people, client = world.people, world.client
    world.flag = RiskFlag.objects.raise_flag(client, by=people.am, reason=CANARY, at=at)
    other = make_person("guest", function=Function.RESEARCH)
    share_client(client, other, CANARY, by=people.csd, at=at)
    world.share = ClientUserObjectPermission.objects.get()
    walled = make_person("walled", rank="ae")
    world.wall = ConflictWall.objects.create(
        client=client, person=walled, reason=CANARY, raised_by=people.csd, raised_at=at
    )
    world.calendar = CalendarImport.objects.create(
        person=people.ae, file_name=f"{CANARY}.ics", read_at=at
    )
    world.event = ImportedEvent.objects.create(
        calendar=world.calendar,
        uid="1",
        summary=CANARY,
        starts_at=at,
        ends_at=at,
        time_zone="UTC",
        outcome="doubtful",
        client=client,
    )
    world.notice = Notice.objects.create(
        person=people.ae, client=client, text=CANARY, url="/", created_at=at, **about(world.item)
    )
    # Before midnight in UTC the next day has begun in Rome.
    tomorrow = at.date() + timedelta(days=1)
    world.absence = Absence.objects.create(
        person=people.ae, starts_on=at.date(), ends_on=tomorrow, delegate=people.am
    )
    world.office = people.ae.office
    world.closing_day = ClosingDay.objects.create(office=world.office, on=tomorrow, name="Fair")
