"""The made-up agency of any size: its rows hang together as those of a real one do."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import ActionItem, Client, Paper, SearchEntry, Supervision, TeamMember, User
from agency.board import board_of
from agency.management.commands.load_scale import code
from agency.my_day import reports_owed
from reports.models import ContactReport, Interaction, Obligation, Participant, ReportVersion
from tests.cast import make_client

pytestmark = pytest.mark.django_db
SIZES = {"clients": 5, "interactions": 60, "jobs": 30}


@pytest.fixture
def agency(capsys):
    call_command("load_scale", **SIZES)
    return capsys.readouterr().out


def test_it_has_the_size_that_was_asked_for(agency):
    assert agency.split() == "people: 10 serve: 5 contacts: 15 work: 60 jobs: 30".split()
    assert (Client.objects.count(), Interaction.objects.count()) == (5, 60)
    assert SearchEntry.objects.filter(kind="client").count() == 5


def test_each_contact_has_one_debt_and_people_of_both_sides(agency):
    for contact in Interaction.objects.prefetch_related("participants").select_related(
        "obligation"
    ):
        debt, people = contact.obligation, contact.participants.all()
        assert (debt.client_id, debt.ended_at) == (contact.client_id, contact.ends_at)
        assert debt.due_at == contact.ends_at + timedelta(hours=24)
        assert [person.contact.client_id for person in people if person.contact] == [
            contact.client_id
        ]
        assert [person.person for person in people if person.person] == [debt.owner]
    assert Participant.objects.count() == 120


def test_whoever_owes_a_report_is_the_ae_of_its_client(agency):
    for debt in Obligation.objects.select_related("client", "owner"):
        assert TeamMember.objects.get(client=debt.client, role="ae").person == debt.owner
    Obligation.objects.filter(pk=debt.pk).update(met_at=None, closed_at=None)

    owed = [row.debt for row in reports_owed(debt.owner, timezone.now())]
    assert debt in owed


def test_what_is_met_has_its_report_and_what_is_open_has_none(agency):
    met, still_open = Obligation.objects.exclude(met_at=None), Obligation.objects.open()

    assert met.count() + still_open.count() == 60
    assert met.count() == ContactReport.objects.count() > 50
    assert not met.filter(report=None).exists()
    assert not met.exclude(met_at=F("report__distributed_at"), closed_at=F("met_at")).exists()
    assert not met.exclude(report__interaction=F("interaction")).exists()
    assert not still_open.exclude(report=None, closed_at=None).exists()
    late, breached = met.filter(met_at__gt=F("due_at")), met.exclude(breached_at=None)
    assert set(late) == set(breached) != set()


def test_each_report_has_a_number_a_version_an_item_and_can_be_found(agency):
    reports = ContactReport.objects.all()

    assert not reports.exclude(client=F("interaction__client")).exists()
    assert not reports.exclude(distributed_at__lte=timezone.now()).exists()
    assert len(set(reports.values_list("number", flat=True))) == reports.count()
    versions = ReportVersion.objects.filter(distributed_at=F("report__distributed_at"))
    assert versions.filter(paper__number=F("report__number")).count() == reports.count()
    assert not Paper.objects.to_print(timezone.now()).exists()
    assert ActionItem.objects.count() == reports.count()
    assert not ActionItem.objects.exclude(client__in=Client.objects.all()).exists()
    for report in reports[:3]:
        (entry,) = SearchEntry.objects.filter(kind="report", about_id=report.pk)
        assert (entry.client, entry.url) == (report.client, report.get_absolute_url())


def test_each_client_has_its_ladder_and_everybody_a_superior(agency):
    for client in Client.objects.all():
        places = {place.role: place.person for place in client.team.select_related("person")}
        assert set(places) == {"ae", "am", "ad", "gad"}
        assert places["ae"].manager == places["am"]
        assert places["am"].manager == places["ad"]
        assert places["ad"].manager == places["gad"]
        assert places["gad"].manager.rank == "csd"
    alone = User.objects.filter(Q(manager=None) & ~Q(rank=""))
    assert [person.rank for person in alone] == ["csd"]
    csd = alone.get()
    assert Supervision.objects.filter(boss=csd).count() == User.objects.exclude(rank="").count()


@pytest.mark.parametrize("who", ["csd", "ae"])
def test_its_pages_open(agency, client, who):
    person = User.objects.get(email=f"{who}@scale.example")
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")

    for url in ("/board/", "/my-day/", "/clients/", "/contacts/", "/reports/", "/action-items/"):
        assert client.get(url).status_code == 200, url
    report = ContactReport.objects.visible_to(person).first()
    for record in (report, report.interaction, report.client):
        assert client.get(record.get_absolute_url()).status_code == 200, record
    assert board_of(person, timezone.now()).accounts


def test_a_database_that_holds_clients_is_left_alone():
    make_client()

    with pytest.raises(CommandError, match="holds clients already"):
        call_command("load_scale", **SIZES)
    assert (User.objects.count(), Client.objects.count()) == (0, 1)


@pytest.mark.parametrize("clients", [0, -1, 9_001])
def test_an_agency_of_an_impossible_size_is_refused(clients):
    with pytest.raises(CommandError, match="Between 1 and 9,000"):
        call_command("load_scale", clients=clients, interactions=1)


@pytest.mark.parametrize(
    ("number", "letters"), [(0, "AAAA"), (25, "AAAZ"), (26, "AABA"), (8_999, "ANID")]
)
def test_codes_are_four_capitals_in_order(number, letters):
    assert code(number) == letters
