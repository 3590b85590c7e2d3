"""A paper is printed once, kept as it was printed, and given to those who may read it."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO
from threading import Barrier

import pytest
from django.db import connection
from pypdf import PdfReader

from accounts.models import Client, DocumentView, Heartbeat, Paper
from accounts.models.paper import MOST_TRIES, PaperDamaged, content_hash
from accounts.tasks import print_due_papers
from agency.lib import pdf
from agency.lib.refusal import Refused
from tests.cast import NOW, make_client, make_paper, make_person

MINUTE = timedelta(minutes=1)
BYTES = b"%PDF-1.7 what was printed"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def press(monkeypatch):
    """A press that is quick, and remembers what it was given."""
    printed = []

    def render(html, *, title, attachment=None):
        printed.append((html, title))
        return BYTES

    monkeypatch.setattr(pdf, "render", render)
    return printed


@pytest.fixture
def jammed(monkeypatch):
    def render(html, *, title, attachment=None):
        raise pdf.PaperFailed("This document is too large to be printed.", "detail for the log")

    monkeypatch.setattr(pdf, "render", render)


@pytest.fixture
def printed(client_of, press):
    paper = make_paper(client_of)
    Paper.objects.print_due(NOW)
    paper.refresh_from_db()
    return paper


# -- Printing -----------------------------------------------------------------------------------


def test_a_paper_that_is_owed_is_printed_and_kept_with_its_hash(client_of, press, media):
    paper = make_paper(client_of)

    assert Paper.objects.print_due(NOW) == 1

    paper.refresh_from_db()
    assert NOW <= paper.printed_at < NOW + MINUTE
    assert (paper.size, paper.sha256) == (len(BYTES), hashlib.sha256(BYTES).hexdigest())
    assert (media / paper.file.name).read_bytes() == paper.read() == BYTES
    assert press[0][1] == "Contact report"


def test_its_stored_name_tells_nothing_and_its_readers_name_is_its_number(printed):
    assert printed.file.name.startswith("papers/2026/03/")
    assert "BRW" not in printed.file.name
    assert len(printed.file.name.split("/")[-1]) == len("0123456789abcdef" * 2 + ".pdf")
    assert printed.file_name == "BRW-CR-26-017-v1.pdf"


def test_a_paper_is_printed_once_however_often_the_press_runs(client_of, press):
    make_paper(client_of)

    assert [Paper.objects.print_due(NOW), Paper.objects.print_due(NOW)] == [1, 0]
    assert len(press) == 1


def test_a_paper_speaks_the_clients_language(client_of, press):
    make_paper(client_of, language="it")

    Paper.objects.print_due(NOW)

    assert '<html lang="it">' in press[0][0]


def test_the_seal_on_the_paper_is_the_hash_of_its_content(client_of, press):
    paper = make_paper(client_of)

    Paper.objects.print_due(NOW)

    paper.refresh_from_db()
    assert paper.content_hash == content_hash(paper.content)
    assert paper.content_hash in press[0][0]


def test_the_order_of_keys_does_not_change_the_hash_and_a_word_does():
    assert content_hash({"a": 1, "b": ["смета"]}) == content_hash({"b": ["смета"], "a": 1})
    assert content_hash({"a": 1}) != content_hash({"a": 2})


def test_what_json_has_no_word_for_is_refused_before_anything_is_owed(client_of):
    with pytest.raises(TypeError):
        make_paper(client_of, content={"on": NOW})
    with pytest.raises(ValueError, match="JSON compliant"):
        make_paper(client_of, content={"hours": float("nan")})


def test_a_real_paper_holds_its_words(client_of):
    works, why = pdf.is_available()
    if not works:
        pytest.skip(why)
    paper = make_paper(client_of)

    print_due_papers()

    paper.refresh_from_db()
    text = PdfReader(BytesIO(paper.read())).pages[0].extract_text()
    assert "Card launch: creative review" in text
    assert paper.content_hash[:16] in text.replace("\n", "")
    assert Heartbeat.objects.filter(name="print-due-papers").exists()


def test_workers_beside_each_other_print_each_paper_once(transactional_db, press):
    count = 4
    for number in range(12):
        make_paper(make_client(f"B{chr(65 + number)}W", f"Client {number}"))
    start = Barrier(count)

    def work(_number):
        start.wait()
        try:
            return Paper.objects.print_due(NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        assert sum(pool.map(work, range(count))) == 12
    assert len(press) == 12


# -- What goes wrong ----------------------------------------------------------------------------


def test_a_paper_that_cannot_be_printed_is_tried_five_times_then_says_why(client_of, jammed):
    paper, at, pauses = make_paper(client_of), NOW, []
    for _try in range(MOST_TRIES):
        assert Paper.objects.print_due(at) == 0
        paper.refresh_from_db()
        pauses.append(round((paper.next_try_at - at) / MINUTE))
        at = paper.next_try_at

    assert pauses[:4] == [1, 5, 15, 60]
    assert paper.failed_at is not None
    assert paper.error == "This document is too large to be printed."
    assert Paper.objects.print_due(at + timedelta(days=1)) == 0


def test_a_fault_of_ours_sets_one_paper_aside_and_the_next_is_printed(client_of, press):
    bad = make_paper(client_of, template="no-such-template.html")
    good = make_paper(make_client("ORD", "Orchard Dairy"))

    assert Paper.objects.print_due(NOW) == 1

    bad.refresh_from_db()
    good.refresh_from_db()
    assert (bad.printed_at, bad.error) == (None, "This document could not be printed.")
    assert good.printed_at


def test_a_full_disk_leaves_no_half_a_file(client_of, press, media, monkeypatch):
    paper = make_paper(client_of)

    def full(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("agency.lib.files.os.fsync", full)
    assert Paper.objects.print_due(NOW) == 0

    paper.refresh_from_db()
    assert paper.printed_at is None
    assert [path for path in media.rglob("*") if path.is_file()] == []


def test_whoever_was_faster_wins_and_the_slower_ones_file_goes(printed, media):
    late = Paper.objects.get(pk=printed.pk)

    late.keep(b"%PDF-1.7 of a worker whose lease ran out", NOW)

    assert late.read() == BYTES
    assert len(list(media.rglob("*.pdf"))) == 1


def test_a_failed_paper_is_printed_again_when_somebody_asks(ladder, client_of, press, monkeypatch):
    paper = make_paper(client_of)
    Paper.objects.filter(pk=paper.pk).update(failed_at=NOW, tries=5, error="No Pango.")

    paper.print_again(ladder.ae, NOW + MINUTE)
    paper.print_again(ladder.ae, NOW + MINUTE)

    assert Paper.objects.print_due(NOW + MINUTE) == 1
    with pytest.raises(Refused, match="never changes"):
        paper.print_again(ladder.ae, NOW)


# -- Download -----------------------------------------------------------------------------------


def test_a_paper_is_downloaded_as_it_was_printed(printed, ladder, signed_in):
    answer = signed_in(ladder.ae).get(f"/papers/{printed.pk}/")

    assert answer.status_code == 200
    assert answer.content == BYTES
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="BRW-CR-26-017-v1.pdf"'
    assert answer["Content-Security-Policy"].startswith("sandbox")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize("who", ["stranger", "finance", "traffic", "planner", "admin"])
def test_whoever_may_not_read_the_clients_work_finds_nothing(printed, ladder, signed_in, who):
    browser = signed_in(getattr(ladder, who))

    for page in ("", "status/"):
        assert browser.get(f"/papers/{printed.pk}/{page}").status_code == 404
    assert browser.post(f"/papers/{printed.pk}/print/").status_code == 404


def test_the_right_is_asked_for_at_every_download(printed, ladder, signed_in):
    browser = signed_in(ladder.ae)
    assert browser.get(f"/papers/{printed.pk}/").status_code == 200

    printed.client.team.all().delete()

    assert browser.get(f"/papers/{printed.pk}/").status_code == 404


def test_nobody_signed_in_is_sent_to_sign_in(printed, client):
    assert client.get(f"/papers/{printed.pk}/").status_code == 302


def test_wrong_bytes_are_never_given_out(printed, ladder, signed_in, media):
    (media / printed.file.name).write_bytes(b"%PDF-1.7 forged")
    browser = signed_in(ladder.ae)
    browser.raise_request_exception = False

    assert browser.get(f"/papers/{printed.pk}/").status_code == 500
    (media / printed.file.name).unlink()
    with pytest.raises(PaperDamaged, match="cannot be read"):
        printed.read()


def test_who_took_a_restricted_clients_paper_is_noted(printed, ladder, signed_in):
    browser = signed_in(ladder.ae)
    browser.get(f"/papers/{printed.pk}/")
    assert not DocumentView.objects.exists()

    Client.objects.filter(pk=printed.client_id).update(
        confidentiality=Client.Confidentiality.RESTRICTED
    )
    browser.get(f"/papers/{printed.pk}/")

    view = DocumentView.objects.get()
    assert (view.person, view.what) == (ladder.ae, "BRW/CR/26-017 v1")


def test_while_it_is_printed_its_page_says_so_and_asks_again(client_of, ladder, signed_in):
    paper = make_paper(client_of)
    browser = signed_in(ladder.ae)

    assert browser.get(f"/papers/{paper.pk}/").url == f"/papers/{paper.pk}/status/"
    page = browser.get(f"/papers/{paper.pk}/status/").content.decode()
    assert "Being printed" in page
    assert 'hx-trigger="every 2s"' in page
    assert browser.get(f"/papers/{paper.pk}/print/").status_code == 405


def test_when_it_is_printed_the_asking_ends(printed, ladder, signed_in):
    page = signed_in(ladder.ae).get(f"/papers/{printed.pk}/status/", headers={"HX-Request": "true"})

    assert b"hx-trigger" not in page.content
    assert f"/papers/{printed.pk}/".encode() in page.content
    assert b"<html" not in page.content


def test_a_failed_paper_says_why_and_can_be_tried_again(client_of, ladder, signed_in):
    paper = make_paper(client_of)
    Paper.objects.filter(pk=paper.pk).update(failed_at=NOW, tries=5, error="Papers need Pango.")
    browser = signed_in(ladder.ae)

    assert "Papers need Pango." in browser.get(f"/papers/{paper.pk}/status/").content.decode()
    assert browser.post(f"/papers/{paper.pk}/print/").url == f"/papers/{paper.pk}/status/"
    paper.refresh_from_db()
    assert (paper.failed_at, paper.tries) == (None, 0)


def test_a_paper_that_is_not_there_is_not_found(signed_in):
    assert signed_in(make_person("csd", rank="csd")).get("/papers/999999/").status_code == 404
