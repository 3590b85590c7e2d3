"""What was sent cannot be changed: six ways, each tried on the database that runs."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F, ProtectedError, RestrictedError

from accounts.models import Paper
from reports import frozen
from reports.models import ContactReport, ReportVersion
from tests.cast import NOW, make_draft, make_sent

AT = NOW + timedelta(hours=3)
REFUSED = (IntegrityError, ProtectedError, RestrictedError)


@pytest.fixture
def report(client_of, ladder, joanna):
    return make_sent(client_of, ladder.ae, joanna)


@pytest.fixture
def version(report):
    return report.versions.get()


@pytest.fixture
def paper(version):
    Paper.objects.filter(pk=version.paper_id).update(
        printed_at=AT, file="papers/x.pdf", sha256="a" * 64, size=9
    )
    return Paper.objects.get()


def save_it(version):
    version.subject = "Changed"
    version.save()


def update_it(version):
    ReportVersion.objects.filter(pk=version.pk).update(topics=[])


def bulk_update_it(version):
    version.nothing_decided = "Changed"
    ReportVersion.objects.bulk_update([version], ["nothing_decided"])


def sql_it(version):
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE reports_reportversion SET subject = 'Changed' WHERE id = %s", [version.pk]
        )


def delete_it(version):
    version.recipients.all().delete()
    version.delete()


def sql_delete_it(version):
    version.recipients.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM reports_reportversion WHERE id = %s", [version.pk])


def draft_it(version):
    ReportVersion.objects.filter(pk=version.pk).update(distributed_at=None)


def take_its_paper_away(version):
    ReportVersion.objects.filter(pk=version.pk).update(paper=None)


@pytest.mark.parametrize(
    "way",
    [
        save_it,
        update_it,
        bulk_update_it,
        sql_it,
        delete_it,
        sql_delete_it,
        draft_it,
        take_its_paper_away,
    ],
)
def test_a_distributed_version_cannot_be_changed(version, way):
    before = ReportVersion.objects.values().get()

    with pytest.raises(REFUSED), transaction.atomic():
        way(version)

    assert ReportVersion.objects.values().get() == before


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite knows INSERT OR REPLACE")
def test_nor_can_it_be_replaced(version):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT OR REPLACE INTO reports_reportversion SELECT * FROM reports_reportversion"
        )


def test_a_draft_can_be_changed_and_deleted(client_of, ladder, joanna):
    version = make_draft(client_of, ladder.ae, joanna).versions.get()

    save_it(version)
    delete_it(version)

    assert not ReportVersion.objects.exists()


def test_the_paper_of_a_version_may_be_set_once(version, ladder, client_of, joanna):
    other = make_sent(client_of, ladder.ae, joanna, NOW + timedelta(days=1)).versions.get().paper

    with pytest.raises(IntegrityError), transaction.atomic():
        ReportVersion.objects.filter(pk=version.pk).update(paper=other)


def test_a_version_without_a_paper_gets_one_and_keeps_it(client_of, ladder, joanna):
    version = make_draft(client_of, ladder.ae, joanna).versions.get()
    paper = make_sent(client_of, ladder.ae, joanna, NOW + timedelta(days=1)).versions.get().paper
    ReportVersion.objects.filter(pk=version.pk).update(distributed_at=AT)
    fresh = Paper.objects.get(pk=paper.pk)
    fresh.pk, fresh.about_id = None, version.pk
    fresh.save()

    ReportVersion.objects.filter(pk=version.pk).update(paper=fresh)

    with pytest.raises(IntegrityError), transaction.atomic():
        ReportVersion.objects.filter(pk=version.pk).update(paper=None)


@pytest.mark.parametrize(
    "change",
    [
        {"number": "BRW/CR/26-999"},
        {"number": ""},
        {"distributed_at": None},
        {"client": F("client") + 1},
    ],
)
def test_the_number_of_a_report_stays(report, change):
    with pytest.raises(IntegrityError), transaction.atomic():
        ContactReport.objects.filter(pk=report.pk).update(**change)


def test_a_numbered_report_stays(report):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM reports_contactreport WHERE id = %s", [report.pk])


def test_the_rest_of_a_report_may_change(report):
    ContactReport.objects.filter(pk=report.pk).update(has_no_superior=True)

    assert ContactReport.objects.get().has_no_superior


@pytest.mark.parametrize(
    "change",
    [
        {"content": {}},
        {"content_hash": "b" * 64},
        {"file": "papers/y.pdf"},
        {"sha256": "b" * 64},
        {"size": 10},
        {"printed_at": None},
        {"number": "BRW/CR/26-999"},
    ],
)
def test_a_printed_paper_stays(paper, change):
    with pytest.raises(IntegrityError), transaction.atomic():
        Paper.objects.filter(pk=paper.pk).update(**change)


def test_a_printed_paper_is_not_deleted(paper):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM accounts_paper WHERE id = %s", [paper.pk])


def test_a_paper_that_waits_for_the_printer_can_be_printed(version):
    Paper.objects.filter(pk=version.paper_id).update(tries=1, printed_at=AT, file="papers/x.pdf")

    assert Paper.objects.get().printed_at == AT


@pytest.mark.django_db
def test_every_rule_has_its_triggers():
    """A migration that rebuilds a table on SQLite drops them; then this fails."""
    query = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(query)
        there = {name for (name,) in cursor.fetchall()}

    events = ["update", "delete", *(["insert"] if connection.vendor == "sqlite" else [])]
    tables = ["reports_reportversion", "reports_contactreport", "accounts_paper"]
    assert len(frozen.FROZEN) == len(tables)
    assert {f"{table}_frozen_{event}" for table in tables for event in events} <= there


@pytest.mark.django_db
def test_every_column_of_a_version_is_held():
    query = {
        "sqlite": "SELECT sql FROM sqlite_master WHERE name = %s",
        "postgresql": "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgname = %s",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(query, ["reports_reportversion_frozen_update"])
        (sql,) = cursor.fetchone()

    columns = [field.column for field in ReportVersion._meta.local_concrete_fields]
    assert [column for column in columns if column not in sql] == []
