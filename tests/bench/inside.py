"""What is measured inside one process: queries and bytes of a page, the sweep, the right to see."""

import json
import statistics
import sys
import time
from datetime import timedelta

import django

django.setup()

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client as Browser  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402
from guardian.shortcuts import assign_perm, get_objects_for_user  # noqa: E402

from accounts.models import Client, TeamMember, User  # noqa: E402
from reports.models import ContactReport, Interaction, Obligation, ObligationStep  # noqa: E402
from reports.models.topics import Line  # noqa: E402

BACKEND = "django.contrib.auth.backends.ModelBackend"


def ms(act, times=15):
    """The middle of so many runs, in milliseconds, after one that warms up."""
    act()
    spent = []
    for _ in range(times):
        began = time.perf_counter()
        act()
        spent.append(1000 * (time.perf_counter() - began))
    return round(statistics.median(spent), 2)


def session(email):
    person = User.objects.get(email=email)
    store = SessionStore()
    store[SESSION_KEY], store[BACKEND_SESSION_KEY] = str(person.pk), BACKEND
    store[HASH_SESSION_KEY] = person.get_session_auth_hash()
    store.create()
    return store.session_key


def written_report(ae, client):
    """A report that was written and sent through the verbs; those of the scale are not printed."""
    printed = {"versions__paper__isnull": False, "versions__paper__failed_at": None}
    known = ContactReport.objects.filter(client=client, **printed).first()
    if known is not None:
        return known
    at = timezone.now() - timedelta(minutes=5)
    contact = Interaction.objects.log(
        by=ae,
        at=at,
        client=client,
        subject="Written",
        present=[ae, client.contacts.first()],
        starts_at=at - timedelta(hours=1),
        ends_at=at,
    )
    report = ContactReport.objects.write_up(contact, ae, at)
    lines = [Line("topic", "Work"), *(Line("note", f"Note {n}") for n in range(12))]
    report.write(ae, 0, {"subject": "Written"}, lines, {"reading": 0}, at)
    report.distribute(ae, at)
    return report


def pages():
    """{name: [who looks, address]} of every list, detail and form that is measured."""
    ae = User.objects.get(email="ae@scale.example")
    mine = TeamMember.objects.filter(person=ae).values("client")
    contact = Interaction.objects.filter(client__in=mine).latest("starts_at")
    report = written_report(ae, contact.client)
    at = {
        "My day": ("ae", reverse("start")),
        "board": ("csd", reverse("board")),
        "clients": ("csd", reverse("accounts:clients")),
        "client": ("ae", contact.client.get_absolute_url()),
        "contacts": ("ae", reverse("reports:interactions")),
        "contact": ("ae", contact.get_absolute_url()),
        "log form": ("ae", reverse("reports:log-interaction")),
        "reports": ("csd", reverse("reports:contact-reports")),
        "report": ("ae", report.get_absolute_url()),
        "action items": ("ae", reverse("reports:action-items")),
        "people": ("csd", reverse("accounts:people")),
        "inbox": ("ae", reverse("accounts:inbox")),
        "approvals": ("am", reverse("approvals")),
        "jobs": ("csd", reverse("briefs:jobs")),
        "jobs by stage": ("csd", reverse("briefs:job-board")),
        "timeline": ("csd", reverse("briefs:job-timeline")),
        "search": ("csd", f"{reverse('search')}?q=weekly"),
    }
    return {name: [f"{who}@scale.example", path] for name, (who, path) in at.items()}


def counts():
    """{page: [status, queries, bytes]}."""
    found = {}
    for name, (email, path) in pages().items():
        browser = Browser(headers={"host": "localhost"})
        browser.force_login(User.objects.get(email=email), backend=BACKEND)
        browser.get(path)
        with CaptureQueriesContext(connection) as queries:
            answer = browser.get(path)
        found[name] = [answer.status_code, len(queries), len(answer.content)]
    return found


HAND_WRITTEN = """
UPDATE reports_obligation SET next_step_at = NULL, breached_at = due_at WHERE id IN (
    SELECT id FROM reports_obligation WHERE next_step_at <= %s ORDER BY next_step_at LIMIT 1000)
"""
HAND_WRITTEN_STEPS = """
INSERT INTO reports_obligationstep
    (obligation_id, generation, step, scheduled_at, taken_at, told)
SELECT id, generation, 'bench', due_at, due_at, '[]' FROM reports_obligation
WHERE next_step_at <= %s ORDER BY next_step_at LIMIT 1000
"""


def sweep():
    """The idle pass, 1,000 debts due in one second, and S: the same in hand-written SQL."""
    at = timezone.now() + timedelta(days=30)
    Obligation.objects.update(next_step_at=None)
    found = {
        "debts": Obligation.objects.count(),
        "idle_ms": ms(lambda: Obligation.objects.step_due(at)),
    }
    keys = list(Obligation.objects.open().values_list("pk", flat=True)[:1000])
    if len(keys) < 1000:
        keys = list(Obligation.objects.order_by("-pk").values_list("pk", flat=True)[:1000])
        Obligation.objects.filter(pk__in=keys).update(closed_at=None, met_at=None, report=None)
    due = at - timedelta(seconds=1)
    ObligationStep.objects.all().delete()
    Obligation.objects.filter(pk__in=keys).update(
        due_at=due, clock_set_at=due - timedelta(hours=1), next_step_at=due, ended_at=due
    )
    began = time.perf_counter()
    Obligation.objects.step_due(at)
    found["due_1000_s"] = round(time.perf_counter() - began, 2)
    found["breaches"] = ObligationStep.objects.filter(step="breach").count()
    Obligation.objects.filter(pk__in=keys).update(next_step_at=due)
    began = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute(HAND_WRITTEN_STEPS, [at])
        cursor.execute(HAND_WRITTEN, [at])
    found["S_s"] = round(time.perf_counter() - began, 3)
    return found


def rights():
    """The newest fifty reports of one's own clients: our rule, a join by hand, guardian's way."""
    ae = User.objects.get(email="ae@scale.example")
    csd = User.objects.get(email="csd@scale.example")
    mine = list(TeamMember.objects.filter(person=ae).values_list("client", flat=True))
    for client in Client.objects.filter(pk__in=mine):
        assign_perm("accounts.view_client", ae, client)

    def newest(reports):
        return list(reports.order_by("-started_at", "-pk")[:50])

    reports = ContactReport.objects
    return {
        "ours_ms": ms(lambda: newest(reports.visible_to(ae))),
        "by_hand_ms": ms(
            lambda: newest(
                reports.filter(client__in=TeamMember.objects.filter(person=ae).values("client"))
            )
        ),
        "guardian_ms": ms(
            lambda: newest(
                reports.filter(
                    client__in=get_objects_for_user(
                        ae, "accounts.view_client", accept_global_perms=False
                    )
                )
            )
        ),
        "csd_ms": ms(lambda: newest(reports.visible_to(csd))),
        "unfiltered_ms": ms(lambda: newest(reports.all())),
    }


ACTS = {"pages": pages, "counts": counts, "sweep": sweep, "rights": rights}

if __name__ == "__main__":
    act, *rest = sys.argv[1:]
    print(json.dumps(session(*rest) if act == "session" else ACTS[act]()))
