"""Files beside a record: who adds and sees them, what is taken, and how they are given out."""

import re
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.access import share_client
from accounts.models import AgencyProfile, Attachment, DocumentView
from agency.lib.refusal import WRONG_RANK, WRONG_STATE, Refused
from briefs.models import Job
from tests.cast import NOW, make_person, put_on_team

PDF = b"%PDF-1.7\n%%EOF"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(50)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
HARMLESS = "sandbox; default-src 'none'"


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def job(client_of, ladder):
    return Job.objects.open_job(client_of, None, "Card launch", ladder.ae, ladder.am, NOW)


def attach(job, by, content=PDF, name="plan.pdf", at=NOW):
    return Attachment.objects.attach(job, job.client, ContentFile(content, name=name), by, at)


def refusal_of(act, *args):
    with pytest.raises(Refused) as refused:
        act(*args)
    return refused.value


def given_out(browser, address):
    """The answer with its content read, which closes the file behind it."""
    answer = browser.get(address)
    answer.content_read = answer.getvalue()
    return answer


def page_of(job):
    return f"/attachments/to/briefs-job/{job.pk}/"


def kept(tmp_path):
    return [path for path in tmp_path.rglob("*") if path.is_file()]


# -- Added ----------------------------------------------------------------------------------------


def test_a_file_is_kept_under_a_name_that_nobody_can_guess(job, ladder, tmp_path):
    file = attach(job, ladder.ae)

    assert (file.name, file.media_type, file.size) == ("plan.pdf", "application/pdf", len(PDF))
    assert re.fullmatch(r"attachments/2026/03/[0-9a-f]{32}", file.file)
    assert file.path.read_bytes() == PDF
    assert kept(tmp_path) == [file.path]


def test_several_files_come_in_at_once(job, ladder, signed_in):
    files = [SimpleUploadedFile("a.pdf", PDF), SimpleUploadedFile("b.png", PNG)]

    answer = signed_in(ladder.aae).post(page_of(job), {"files": files}, follow=True)

    assert answer.status_code == 200
    assert [file.name for file in Attachment.objects.of(job)] == ["a.pdf", "b.png"]


def test_one_that_is_refused_keeps_the_others_out(job, ladder, signed_in):
    files = [SimpleUploadedFile("a.pdf", PDF), SimpleUploadedFile("b.svg", SVG)]

    answer = signed_in(ladder.ae).post(page_of(job), {"files": files})

    assert answer.status_code == WRONG_STATE
    assert "“b.svg” is a web page" in answer.content.decode()
    assert not Attachment.objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.pdf", b"", "is empty"),
        ("a.pdf", SVG, "is a web page"),
        ("a.html", b"hello", "is a web page"),
        ("a.exe", PDF, "is a web page"),
        ("a.docx", b"MZ\x90\x00\x03", "of a kind that is not taken"),
        ("a.pdf", bytes(2 << 20), "larger than 1 MB"),
        ("n" * 300 + ".bin", bytes(9), "of a kind that is not taken"),
    ],
)
def test_what_is_not_taken_is_refused_in_a_sentence(job, ladder, tmp_path, name, content, said):
    AgencyProfile.current().change(ladder.csd, NOW, attachment_megabytes=1)

    refusal = refusal_of(attach, job, ladder.ae, content, name)

    assert (refusal.status, refusal.field) == (WRONG_STATE, "files")
    assert said in str(refusal)
    assert kept(tmp_path) == []


@pytest.mark.parametrize("name", ["../../etc/passwd", "a\x00b.pdf", "\u202efdp.exe.pdf", "n" * 300])
def test_whatever_its_name_it_comes_in_under_a_harmless_one(job, ladder, signed_in, name):
    browser = signed_in(ladder.ae)

    browser.post(page_of(job), {"files": SimpleUploadedFile(name, PDF)})

    kept = Attachment.objects.get()
    answer = given_out(browser, kept.get_absolute_url())
    assert kept.name.endswith(".pdf")
    assert not set("\x00\u202e/") & set(kept.name)
    assert len(kept.name) <= 120
    assert answer.status_code == 200


def test_nothing_chosen_is_said_at_the_field(job, ladder, signed_in):
    answer = signed_in(ladder.ae).post(page_of(job))

    assert answer.status_code == 422
    assert "Choose a file." in answer.content.decode()


def test_more_than_any_form_takes_is_not_even_read(job, ladder, signed_in):
    answer = signed_in(ladder.ae).post(
        page_of(job), b"x", content_type="multipart/form-data; boundary=a", CONTENT_LENGTH="9" * 30
    )

    assert answer.status_code == 413


def test_where_the_row_fails_no_file_is_left(job, ladder, tmp_path, monkeypatch):
    def fail(*args, **options):
        raise RuntimeError

    monkeypatch.setattr(Attachment, "save", fail)
    with pytest.raises(RuntimeError):
        attach(job, ladder.ae)

    assert kept(tmp_path) == []


def test_a_record_takes_fifty_files(job, ladder, monkeypatch):
    monkeypatch.setattr("accounts.models.attachment.MOST_PER_RECORD", 1)
    attach(job, ladder.ae)

    assert "There are 1 files already" in str(refusal_of(attach, job, ladder.ae))


# -- Who ------------------------------------------------------------------------------------------


def test_the_creative_of_the_team_adds_a_file(job, ladder):
    creative = make_person("daria", function="creative")
    put_on_team(job.client, creative, "creative")

    assert attach(job, creative).added_by == creative


def test_whoever_may_only_read_adds_none(job, ladder, signed_in):
    share_client(job.client, ladder.planner, "to read", ladder.csd, NOW)
    file = attach(job, ladder.ae)

    assert refusal_of(attach, job, ladder.planner).status == WRONG_RANK
    assert signed_in(ladder.planner).get(page_of(job)).status_code == 403
    assert given_out(signed_in(ladder.planner), file.get_absolute_url()).content_read == PDF


def test_strangers_find_nothing(job, ladder, signed_in):
    file = attach(job, ladder.ae)

    for person in (ladder.stranger, ladder.planner, ladder.finance, ladder.traffic):
        browser = signed_in(person)
        for address in ("", "picture/", "remove/"):
            assert browser.get(f"/attachments/{file.pk}/{address}").status_code == 404
    assert signed_in(ladder.stranger).get(page_of(job)).status_code == 404


@pytest.mark.parametrize(
    "noun", ["briefs-brief-", "auth-permission", "accounts-user", "x", "-", ""]
)
def test_only_records_that_take_files_are_known(job, ladder, signed_in, noun):
    assert signed_in(ladder.csd).get(f"/attachments/to/{noun}/{job.pk}/").status_code == 404


# -- Given out ------------------------------------------------------------------------------------


def test_a_file_is_given_out_to_keep_and_can_run_nothing(job, ladder, signed_in):
    file = attach(job, ladder.ae, name="Смета 3.pdf")

    answer = given_out(signed_in(ladder.am), file.get_absolute_url())

    assert answer.content_read == PDF
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith(HARMLESS)
    assert answer["Cache-Control"] == "no-store"


def test_only_a_picture_is_drawn_by_the_browser(job, ladder, signed_in):
    picture, plan = attach(job, ladder.ae, PNG, "a.png"), attach(job, ladder.ae)
    browser = signed_in(ladder.ae)

    drawn = given_out(browser, f"/attachments/{picture.pk}/picture/")
    not_drawn = given_out(browser, f"/attachments/{plan.pk}/picture/")

    assert drawn["Content-Disposition"].startswith("inline")
    assert drawn["Content-Security-Policy"].startswith(HARMLESS)
    assert not_drawn["Content-Disposition"].startswith("attachment")


def test_views_of_a_restricted_client_are_noted(job, ladder, signed_in):
    file = attach(job, ladder.ae)
    given_out(signed_in(ladder.ae), file.get_absolute_url())
    assert not DocumentView.objects.exists()

    job.client.confidentiality = "restricted"
    job.client.save()
    given_out(signed_in(ladder.ae), file.get_absolute_url())

    noted = DocumentView.objects.get()
    assert (noted.person, noted.what, noted.about) == (ladder.ae, "plan.pdf", file)


def test_a_file_that_is_gone_from_the_disk_is_not_found(job, ladder, signed_in):
    file = attach(job, ladder.ae)
    file.path.unlink()

    assert signed_in(ladder.ae).get(file.get_absolute_url()).status_code == 404


# -- Removed --------------------------------------------------------------------------------------


def test_a_file_goes_with_a_reason_that_stays(job, ladder, signed_in):
    file, browser = attach(job, ladder.aae), signed_in(ladder.aae)

    browser.post(f"/attachments/{file.pk}/remove/", {"reason": "The wrong layout"})

    page = browser.get(f"/jobs/{job.pk}/files/").content.decode()
    assert "The wrong layout" in page
    assert f'href="{file.get_absolute_url()}"' not in page
    assert browser.get(file.get_absolute_url()).status_code == 404
    assert file.history.latest("history_id").history_user == ladder.aae


def test_a_junior_removes_only_his_own(job, ladder):
    file = attach(job, ladder.ae)

    assert refusal_of(file.remove, ladder.aae, "wrong", NOW).status == WRONG_RANK
    file.remove(ladder.am, "wrong", NOW)


def test_removed_twice_or_without_a_reason_is_refused(job, ladder):
    file = attach(job, ladder.ae)
    assert refusal_of(file.remove, ladder.ae, " ", NOW).field == "reason"

    file.remove(ladder.ae, "wrong", NOW)

    assert refusal_of(file.remove, ladder.ae, "again", NOW + timedelta(1)).status == WRONG_STATE


@pytest.mark.parametrize("count", [1, 30])
def test_the_files_of_a_job_ask_the_same_however_many(
    job, ladder, signed_in, count, django_assert_num_queries
):
    for number in range(count):
        attach(job, ladder.ae, name=f"{number}.pdf")
    browser = signed_in(ladder.ae)
    browser.get(f"/jobs/{job.pk}/files/")

    with django_assert_num_queries(7):
        assert f"{count - 1}.pdf" in browser.get(f"/jobs/{job.pk}/files/").content.decode()
