"""The people and records tests live with; what a test does not name is ordinary."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

from accounts.models import (
    Absence,
    AccountGroup,
    ActionItem,
    Brand,
    Client,
    ClientDomain,
    ContactPerson,
    Contract,
    Function,
    Notice,
    Office,
    OutgoingMail,
    Paper,
    Rank,
    Supervision,
    TeamMember,
    User,
    about,
)
from briefs.models import Brief, BriefVersion
from briefs.sections import shape_of
from reports.models import ContactReport, Interaction, Obligation, Participant
from reports.models.topics import Line

# A Tuesday at ten in the morning in Rome, the first worked example of the 24-hour rule.
NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
LONG_AGO = date(2020, 1, 1)


def make_office(name="Rome", time_zone="Europe/Rome", country="IT"):
    office, _made = Office.objects.get_or_create(
        name=name, defaults={"time_zone": time_zone, "country": country}
    )
    return office


def make_person(email, rank="", manager=None, function=Function.ACCOUNT, **fields):
    fields = {"name": email.split("@")[0].replace(".", " ").title(), **fields}
    fields.setdefault("office", make_office())
    if "@" not in email:
        email = f"{email}@northlight.example"
    person = User(email=email, rank=rank, manager=manager, function=function, **fields)
    person.set_unusable_password()
    person.save()
    Supervision.objects.rebuild()
    return person


def make_ladder():
    """One person on each rung, each the manager of the one below, and those beside the ladder."""
    people = SimpleNamespace()
    boss = None
    for name in ("csd", "gad", "ad", "am", "ae", "aae"):
        boss = make_person(name, rank=Rank(name), manager=boss)
        setattr(people, name, boss)
    people.rungs = [people.aae, people.ae, people.am, people.ad, people.gad, people.csd]
    people.stranger = make_person("stranger", rank=Rank.AE)
    people.finance = make_person("finance", function=Function.FINANCE)
    people.traffic = make_person("traffic", function=Function.TRAFFIC)
    people.planner = make_person("planner", function=Function.PLANNING)
    people.admin = make_person("admin", function=Function.ADMIN)
    return people


def make_client(code="BRW", name="Brightwater Bank", **fields):
    fields.setdefault("office", make_office())
    return Client.objects.create(code=code, name=name, **fields)


def put_on_team(client, person, role, **fields):
    fields.setdefault("from_on", LONG_AGO)
    return TeamMember.objects.create(client=client, person=person, role=role, **fields)


def make_team(client, ladder):
    """The ladder serves this client: everyone in his own rank."""
    for role in ("aae", "ae", "am", "ad", "gad"):
        put_on_team(client, getattr(ladder, role), role)
    return client


def make_contact(client, name="Joanna Okafor", **fields):
    fields.setdefault("email", f"{name.lower().replace(' ', '.')}@{client.code.lower()}.example")
    return ContactPerson.objects.create(client=client, name=name, **fields)


def make_brand(client, name="Cards"):
    return Brand.objects.create(client=client, name=name)


def make_domain(client, domain=None):
    return ClientDomain.objects.create(
        client=client, domain=domain or f"{client.code.lower()}.example"
    )


def make_contract(client, **fields):
    return Contract.objects.create(**{"client": client, "starts_on": LONG_AGO, **fields})


def make_version_for_client(client, author, at=NOW, brief=None, **fields):
    """A version of a client brief that AM and AD have approved, ready to be put to the client."""
    brief = brief or Brief.objects.create(
        client=client, kind="client", title="Card launch", author=author, made_at=at
    )
    number = brief.versions.count() + 1
    fields = {
        "status": BriefVersion.Status.APPROVED_INTERNAL,
        "sections": {"where_to": f"Ten thousand new cards by June, as version {number} says."},
        "content_hash": f"{number:064x}",
        "is_for_client": True,
        "made_by": author,
        "made_at": at,
        "submitted_at": at,
        "submitted_by": author,
        "approved_at": at,
        **fields,
    }
    version = BriefVersion.objects.create(brief=brief, number=number, **fields)
    if brief.latest is None or brief.latest.number < number:
        brief.latest = version
        brief.save(update_fields=["latest"])
    return version


def make_group(name="Finance", director=None):
    return AccountGroup.objects.create(name=name, director=director)


def make_absence(person, starts_on, ends_on=None, delegate=None):
    return Absence.objects.create(
        person=person, starts_on=starts_on, ends_on=ends_on or starts_on, delegate=delegate
    )


def make_contact_held(client, by, ended_at=NOW, subject="Creative review", present=(), **fields):
    """A contact that was held, without its debt; `present` are people of either side."""
    interaction = Interaction.objects.create(
        client=client,
        subject=subject,
        starts_at=ended_at - timedelta(hours=1),
        ends_at=ended_at,
        planned_ends_at=ended_at,
        time_zone="Europe/Rome",
        logged_by=by,
        **{"logged_at": ended_at, **fields},
    )
    for who in present or [by]:
        side = "contact" if isinstance(who, ContactPerson) else "person"
        Participant.objects.create(interaction=interaction, **{side: who})
    return interaction


def make_debt(client, owner, ended_at=NOW, at=None, **fields):
    """A report owed by `owner` for a contact that ended at `ended_at`."""
    interaction = make_contact_held(client, owner, ended_at, **fields)
    return Obligation.objects.start(interaction, owner, at=at or ended_at)


def make_action_item(client, text="Send the revised media plan", due_on=None, at=NOW, **owner):
    due_on = due_on or (at + timedelta(days=3)).date()
    return ActionItem.objects.create(
        client=client, text=text, due_on=due_on, first_due_on=due_on, made_at=at, **owner
    )


def make_draft(client, owner, contact, ended_at=NOW, by=None, ready=True, **fields):
    """The report of a contact between `owner` and the client's `contact`, ready to go out.

    It holds a topic with a note, a decision, an action item of each side and a line for us only.
    """
    present = fields.pop("present", [owner, contact])
    debt = make_debt(client, owner, ended_at, present=present, **fields)
    by = by or owner
    at = ended_at + timedelta(hours=1)
    report = ContactReport.objects.write_up(debt.interaction, by, at)
    if ready:
        report.write(by, 0, {}, lines_of_a_report(owner, contact, at), {"reading": 0}, at)
    return report


def lines_of_a_report(owner, contact, at=NOW):
    due = (at + timedelta(days=4)).date().isoformat()
    return [
        Line("topic", "Key visual"),
        Line("note", "Three routes were presented."),
        Line("decision", "Route B goes into production."),
        Line("action", "Deliver route B in 6 formats", owner=f"person:{owner.pk}", due=due),
        Line("action", "Approve the film stills", owner=f"contact:{contact.pk}", due=due),
        Line("note", "They may leave us in spring", internal=True),
    ]


def make_sent(client, owner, contact, ended_at=NOW, at=None, **fields):
    """A report that was distributed two hours after its contact."""
    report = make_draft(client, owner, contact, ended_at, **fields)
    report.distribute(owner, at or ended_at + timedelta(hours=2))
    return report


def make_accepted(report, at):
    """The mail server took every mail of the report's newest version at `at`."""
    mails = OutgoingMail.objects.filter(recipient__version__report=report, accepted_at=None)
    mails.update(accepted_at=at)
    Obligation.objects.settle(at)


def make_mail(key="letter-1", address="joanna@brw.example", at=NOW, **fields):
    """A mail that is owed from `at` on."""
    words = {"name": "Joanna Okafor", "subject": "Card launch", "body": "Dear Joanna,\nhere it is."}
    mail = OutgoingMail.owed(key=key, address=address, at=at, **{**words, **fields})
    mail.save()
    return mail


def make_paper(client, at=NOW, **fields):
    """A paper that is owed from `at` on, about its client, printed from the bare sheet."""
    fields = {
        "subject_of": client,
        "number": f"{client.code}/CR/26-017",
        "version": 1,
        "title": "Contact report",
        "template": "base.html",
        "content": {"heading": "Card launch: creative review", "agency": {"name": "Northlight"}},
        **fields,
    }
    paper = Paper.owed(client=client, at=at, **fields)
    paper.save()
    return paper


def make_notice(person, about_what, text="Report late: Brightwater Bank", at=NOW, **fields):
    """Something in a person's inbox."""
    fields = {"url": "/clients/", "reason": "because you are next on the ladder", **fields}
    notice = Notice(person=person, text=text, created_at=at, **fields, **about(about_what))
    Notice.objects.tell([notice])
    return Notice.objects.get(person=person, **about(about_what))


def make_brief(client, by, kind="creative", at=NOW, ready=True, **fields):
    """A brief of this kind; `ready` fills all it asks for, so that it can be submitted."""
    brief = Brief.objects.start(client, kind, fields.pop("title", "Card launch"), by, at, **fields)
    if ready:
        brief.latest.write(by, 0, full_brief(kind), at)
    return brief


def full_brief(kind, text="One thing worth knowing."):
    """Every section of a kind with a sentence in it, and one row of its table if it has one."""
    shape = shape_of(kind)
    row = {"text": "Film", "number": "3", "day": "2026-04-01", "amount": "12500.00"}
    row |= {"channel": "tv", "currency": "EUR"}
    lines = [{"key": "r1"} | {column.key: row[column.kind] for column in shape.columns}]
    return {
        "sections": {section.key: text for section in shape.sections},
        "lines": lines if shape.columns else [],
    }


def make_submitted(client, by, kind="creative", at=NOW, **fields):
    """The version of a brief that waits for its first signature."""
    version = make_brief(client, by, kind, at, **fields).latest
    version.submit(by, at)
    return version


def make_approved(client, by, signers, kind="creative", at=NOW, **fields):
    """The version of a brief that everybody signed whose signature it needs."""
    version = make_submitted(client, by, kind, at, **fields)
    for signer in signers:
        version.approve(signer, version.content_hash, at)
    return version
