"""Every page as people meet it: no barrier, no complaint, nothing wider than the window."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.browser import google

# Where the demo's records are; printed by a command that runs beside the server.
RECORDS = """
import json
from accounts.models import Brand, Client, User
from billing.models import Estimate, Invoice, PurchaseOrder
from briefs.models import BoardWork, Brief, Job, JobRequest, JobType
from reports.models import ContactReport, Interaction
reports = ContactReport.objects.filter(client__code="BRW")
print(json.dumps({
    "client": Client.objects.get(code="BRW").pk,
    "contact": Interaction.objects.get(subject="Range review", obligation__closed_at=None).pk,
    "draft": reports.get(interaction__subject="Card launch: creative review").pk,
    "sent": reports.distributed().first().pk,
    "job": Job.objects.get(title="Card launch").pk,
    "request": JobRequest.objects.open().first().pk,
    "type": JobType.objects.first().pk,
    "brief": Brief.objects.get(kind="creative", title="Student card").pk,
    "written": Brief.objects.get(kind="technical", title="Branch posters").pk,
    "board": BoardWork.objects.first().board_id,
    "shown": BoardWork.objects.first().pk,
    "brand": Brand.objects.filter(client__code="BRW").first().pk,
    "person": User.objects.get(email="ae@northlight.example").pk,
    "estimate": Estimate.objects.get(title="Student account: spring campaign").pk,
    "unwritten": Estimate.objects.get(title="Window stickers").pk,
    "invoice": Invoice.objects.filter(number__startswith="INV").first().pk,
    "draft_invoice": Invoice.objects.filter(status="draft").first().pk,
    "order": PurchaseOrder.objects.filter(number__gt="").first().pk,
}))
"""
PAGES = [
    ("ae", "/my-day/"),
    ("csd", "/board/"),
    ("csd", "/board/?account={client}"),
    ("csd", "/board/rules/"),
    ("ae", "/clients/"),
    ("ae", "/clients/{client}/"),
    ("csd", "/clients/{client}/team/"),
    ("csd", "/clients/{client}/people/"),
    ("csd", "/clients/{client}/timeline/"),
    ("csd", "/clients/{client}/access/"),
    ("ae", "/contacts/"),
    ("ae", "/contacts/new/?client={client}"),
    ("ae", "/contacts/{contact}/"),
    ("ae", "/calendar/"),
    ("ae", "/calendar/{calendar}/"),
    ("ae", "/reports/"),
    ("ae", "/reports/{draft}/"),
    ("ae", "/reports/{draft}/distribution/"),
    ("ae", "/reports/{sent}/"),
    ("ae", "/action-items/"),
    ("ae", "/inbox/"),
    ("csd", "/people/"),
    ("csd", "/people/{person}/"),
    ("ae", "/absences/"),
    ("ae", "/profile/"),
    ("csd", "/settings/"),
    ("csd", "/settings/offices/"),
    ("csd", "/settings/rule/"),
    ("ae", "/jobs/"),
    ("ae", "/jobs/{job}/"),
    ("ae", "/jobs/new/?client={client}"),
    ("ae", "/jobs/board/"),
    ("ae", "/jobs/timeline/"),
    ("ae", "/jobs/order/"),
    ("ae", "/jobs/closing/"),
    ("ae", "/jobs/requests/"),
    ("ae", "/jobs/requests/{request}/"),
    ("csd", "/jobs/types/"),
    ("csd", "/jobs/types/{type}/"),
    ("ae", "/jobs/{job}/timing/"),
    ("ae", "/jobs/{job}/briefs/"),
    ("ae", "/jobs/{job}/work/"),
    ("ae", "/jobs/{job}/files/"),
    ("ae", "/jobs/{job}/results/"),
    ("ae", "/jobs/{job}/reviews/"),
    ("ae", "/jobs/{job}/closing/"),
    ("ae", "/milestones/"),
    ("ae", "/calendar-address/"),
    ("ae", "/briefs/"),
    ("ae", "/briefs/new/?job={job}"),
    ("ae", "/briefs/{brief}/"),
    ("ae", "/briefs/{brief}/comparison/"),
    ("ae", "/briefs/{written}/draft/"),
    ("ae", "/clients/{client}/questions/"),
    ("ae", "/review-boards/"),
    ("ae", "/review-boards/new/?job={job}"),
    ("ae", "/review-boards/{board}/"),
    ("ad", "/review-boards/{board}/minutes/"),
    ("ae", "/review-works/{shown}/"),
    ("ae", "/clients/{client}/brands/"),
    ("ae", "/clients/{client}/documents/"),
    ("ae", "/clients/{client}/week/"),
    ("ae", "/brands/{brand}/"),
    ("ae", "/brands/{brand}/work/"),
    ("ae", "/brands/{brand}/notes/"),
    ("ae", "/brands/{brand}/digest/"),
    ("ae", "/competitor-notes/"),
    ("ae", "/media-options/"),
    ("ae", "/trends/"),
    ("ae", "/week/"),
    ("ae", "/approvals/"),
    ("csd", "/approvals/?view=below"),
    ("ae", "/waiting/"),
    ("ae", "/with-the-client/"),
    ("csd", "/settings/approvals/"),
    ("csd", "/billing/check-einvoice/"),
    ("am", "/estimates/"),
    ("am", "/estimates/{estimate}/"),
    ("am", "/estimates/{estimate}/compare/"),
    ("am", "/estimates/{unwritten}/draft/"),
    ("am", "/jobs/{job}/costs/"),
    ("am", "/orders/{order}/"),
    ("am", "/bills/"),
    ("am", "/time/"),
    ("am", "/invoices/{draft_invoice}/"),
    ("finance", "/invoices/"),
    ("finance", "/invoices/{invoice}/"),
    ("finance", "/invoices/run/"),
    ("finance", "/invoices/aging/"),
    ("finance", "/payments/matching/"),
    ("finance", "/payment-lists/"),
    ("finance", "/clients/{client}/billing/"),
    ("finance", "/money/exports/"),
    ("csd", "/money/limits/"),
    ("csd", "/escalations/"),
    ("ae", "/search/?q=card"),
    ("nobody", "/auth/login/"),
    ("nobody", "/auth/password/reset/"),
]
WIDE, NARROW, NARROWEST = 1440, 390, 320
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def visitors(window):
    """A window for each of those who look; nobody is not signed in."""
    opened = {name: window().sign_in(name) for name in ("ae", "am", "ad", "csd", "finance")}
    return {"nobody": window(), **opened}


@pytest.fixture(scope="module")
def records(server, visitors):
    found = json.loads(server.manage("shell", "-v0", "-c", RECORDS).splitlines()[-1])
    ended_at = datetime.now(UTC) - timedelta(days=2)
    doubtful = google.event("Town hall", ended_at, "mayor@dublin.example")
    google.import_into(visitors["ae"], doubtful)
    return found | {"calendar": visitors["ae"].page.url.rstrip("/").rpartition("/")[2]}


def barriers(visitor):
    """What axe finds in both themes and widths, and how much is wider than the window."""
    page, found = visitor.page, []
    for width in (WIDE, NARROW, NARROWEST):
        page.set_viewport_size({"width": width, "height": 900})
        wider = page.evaluate(WIDER)
        if wider > 0:
            found.append(f"{width} px: {wider} px wider than the window")
        for theme in ("light", "dark") if width != NARROWEST else ():
            page.emulate_media(color_scheme=theme)
            found += [f"{width} px, {theme}: {one}" for one in visitor.violations()]
    return found


def arrive(visitor, path):
    visitor.complaints.clear()
    visitor.page.set_viewport_size({"width": WIDE, "height": 900})
    answer = visitor.go(path)
    visitor.page.wait_for_load_state("networkidle")
    assert answer.status == 200


@pytest.mark.parametrize(("who", "path"), PAGES)
def test_no_barrier_no_complaint_nothing_too_wide(visitors, records, who, path):
    visitor = visitors[who]
    arrive(visitor, path.format(**records))

    found = barriers(visitor) + visitor.complaints
    assert not found, "\n".join(found)


def wait_for_dialog(page, name):
    expect(page.get_by_role("dialog", name=name)).to_be_visible()
    page.wait_for_load_state("networkidle")
    # axe does not know that a modal dialog lies above the bar at the foot of narrow windows.
    page.evaluate("document.querySelector('.tabbar').remove()")


@pytest.mark.parametrize(
    ("who", "path", "key", "opened"),
    [
        ("ae", "/my-day/", "c", "Log a meeting or call"),
        ("csd", "/board/", "Control+k", "Search and commands"),
        ("csd", "/clients/", "?", "Keyboard shortcuts"),
    ],
)
def test_what_a_key_opens_has_no_barrier_either(visitors, who, path, key, opened):
    visitor = visitors[who]
    arrive(visitor, path)
    visitor.page.keyboard.press(key)
    wait_for_dialog(visitor.page, opened)

    found = barriers(visitor) + visitor.complaints
    assert not found, "\n".join(found)


def test_the_last_question_before_a_report_goes_out_has_no_barrier(visitors, records):
    visitor = visitors["ae"]
    arrive(visitor, f"/reports/{records['draft']}/")
    visitor.page.get_by_role("button", name="Distribute…").first.click()
    wait_for_dialog(visitor.page, "Send this report?")

    found = barriers(visitor) + visitor.complaints
    assert not found, "\n".join(found)
