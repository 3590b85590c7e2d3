"""The page a client gets by a link: who may see it, what a look does, and what an answer does."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from accounts.models import ClientAnswer, ClientLink, DocumentView, OutgoingMail, Question, about
from accounts.views import client_answer
from briefs.models import BriefVersion
from tests.briefs.test_client_links import token_of
from tests.cast import (
    NOW,
    make_approved,
    make_client,
    make_contact,
    make_ladder,
    make_paper,
    make_team,
    make_version_for_client,
)
from tests.page import Page

ANSWERS = ("approve", "decline")


@pytest.fixture
def approver(client_of):
    return make_contact(client_of, "Dana Reyes", approves_briefs=True)


@pytest.fixture
def link(client_of, approver, ladder):
    return invited(client_of, approver, ladder.ae)


@pytest.fixture
def visitor():
    """A browser without cookies, of somebody who is not signed in."""
    return Browser(enforce_csrf_checks=True)


def invited(client, contact, by, version=None):
    version = version or make_version_for_client(client, by)
    return ClientLink.objects.invite(version, contact, by, timezone.now())


def page_of(link):
    return reverse("accounts:client-answer", args=[token_of(link.address)])


def act(link, name):
    return f"{page_of(link)}{name}/"


def sealed(visitor, link, **typed):
    """What the page's form sends, with what somebody typed."""
    page = Page(visitor.get(page_of(link)).content.decode(), page_of(link))
    form = page.sent_to(act(link, "approve"))
    return {name: values[0] for name, values in form.filled().items()} | typed


# -- Looking ------------------------------------------------------------------------------------


def test_the_page_shows_the_document_and_the_contacts_name_without_a_sign_in(link, visitor):
    answer = visitor.get(page_of(link))
    page = answer.content.decode()

    assert answer.status_code == 200
    assert "Ten thousand new cards by June" in page
    assert 'value="Dana Reyes"' in page
    assert "Agency" in page
    assert "<nav" not in page
    assert not answer.cookies
    assert answer["Cache-Control"] == "no-store"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "noindex" in answer["X-Robots-Tag"]
    assert "script-src 'self'" in answer["Content-Security-Policy"]


def test_what_is_for_us_only_is_not_on_the_page(client_of, approver, ladder, visitor):
    version = make_version_for_client(
        client_of, ladder.ae, sections={"where_to": "Grow", "intake": "They are furious"}
    )
    page = visitor.get(page_of(invited(client_of, approver, ladder.ae, version))).content.decode()

    assert "Grow" in page
    assert "furious" not in page


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_a_mail_scanner_that_follows_every_link_decides_nothing(method, link, visitor):
    for address in (page_of(link), *(act(link, name) for name in (*ANSWERS, "newest", "pdf"))):
        getattr(visitor, method)(address)

    assert not ClientAnswer.objects.exists()
    assert OutgoingMail.objects.count() == 1
    assert visitor.get(act(link, "approve")).status_code == 405


def test_openings_are_counted_but_not_those_of_a_scanner_asking_for_the_head(link, visitor):
    visitor.head(page_of(link))
    link.refresh_from_db()
    assert link.first_opened_at is None
    visitor.get(page_of(link))
    visitor.get(page_of(link))
    link.refresh_from_db()
    assert link.openings == 2
    assert link.state(timezone.now()) == "opened"


def test_a_wrong_or_tampered_address_is_a_plain_404(link, visitor):
    token = token_of(link.address)
    for wrong in (token[:-1], token[1:], token.upper(), "x", token.split(".")[0], f"{token}.x"):
        answer = visitor.get(reverse("accounts:client-answer", args=[wrong]))
        assert answer.status_code == 404
        assert "Brightwater" not in answer.content.decode()
        assert answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize("why", ["expired", "revoked", "superseded", "sent again"])
def test_a_dead_link_says_so_and_shows_nothing(why, link, ladder, visitor):
    address, now = page_of(link), timezone.now()
    if why == "expired":
        ClientLink.objects.filter(pk=link.pk).update(expires_at=now - timedelta(minutes=1))
    elif why == "revoked":
        link.revoke(ladder.ae, "Wrong person", now)
    elif why == "superseded":
        BriefVersion.objects.update(status="superseded")
    else:
        link.send_again(ladder.ae, now)
    answer = visitor.get(address)
    page = answer.content.decode()

    assert answer.status_code == 410
    for secret in ("Card launch", "Brightwater", "Dana", "Ten thousand"):
        assert secret not in page
    assert "Send me the newest" in page
    data = {"name": "Dana", "words": "No", "seal": ""}
    assert visitor.post(f"{address}approve/", data).status_code == 410
    assert not ClientAnswer.objects.exists()


def test_a_restricted_clients_document_is_logged_for_contact_and_colleague(
    client_of, approver, ladder, visitor, signed_in
):
    client_of.confidentiality = "restricted"
    client_of.save()
    link = invited(client_of, approver, ladder.ae)
    visitor.get(page_of(link))
    signed_in(ladder.am).get(page_of(link))

    assert {view.who for view in DocumentView.objects.all()} == {approver, ladder.am}


def test_a_colleague_sees_what_the_client_sees_and_cannot_answer(link, ladder, signed_in):
    browser = signed_in(ladder.ae)
    data = sealed(Browser(), link)
    assert "what the client sees" in browser.get(page_of(link)).content.decode()
    assert browser.post(act(link, "approve"), data).status_code == 403
    assert signed_in(ladder.stranger).get(page_of(link)).status_code == 404
    assert not ClientAnswer.objects.exists()
    link.refresh_from_db()
    assert link.openings == 1


# -- Answering ----------------------------------------------------------------------------------


def test_a_yes_without_a_cookie_is_taken_and_shown(link, visitor):
    answer = visitor.post(act(link, "approve"), sealed(visitor, link), HTTP_USER_AGENT="Browser")
    page = visitor.get(answer.url).content.decode()

    assert answer.status_code == 302
    kept = ClientAnswer.objects.get()
    assert (kept.decision, kept.name, kept.ip) == ("approved", "Dana Reyes", "127.0.0.1")
    assert kept.user_agent == "Browser"
    assert "Dana Reyes approved this version" in page
    assert "<form" not in page


def test_a_no_without_words_is_asked_for_them_and_keeps_what_was_typed(link, visitor):
    data = sealed(visitor, link, name="D. Reyes", words="")
    answer = visitor.post(act(link, "decline"), data)

    assert answer.status_code == 422
    assert 'value="D. Reyes"' in answer.content.decode()
    data = sealed(visitor, link, words="The figure is last year's.")
    assert visitor.post(act(link, "decline"), data).status_code == 302
    assert ClientAnswer.objects.get().words == "The figure is last year's."


def test_a_form_that_comes_from_no_page_of_this_link_is_refused(link, visitor, client_of, ladder):
    second = invited(client_of, make_contact(client_of, "Otto", approves_briefs=True), ladder.ae)
    for seal in ("", "x", sealed(visitor, second)["seal"]):
        answer = visitor.post(act(link, "approve"), {"name": "Dana", "seal": seal})
        assert answer.status_code == 409
        assert 'value="Dana"' in answer.content.decode()
    assert not ClientAnswer.objects.exists()


def test_a_page_of_the_version_before_does_not_answer_the_new_one(link, visitor):
    data = sealed(visitor, link)
    BriefVersion.objects.update(status="superseded")
    assert visitor.post(act(link, "approve"), data).status_code == 410
    assert not ClientAnswer.objects.exists()


def test_the_second_of_two_contacts_reads_who_decided_when(link, client_of, ladder, visitor):
    otto = make_contact(client_of, "Otto Berg", approves_briefs=True)
    other = ClientLink.objects.invite(link.about, otto, ladder.ae, timezone.now())
    data = sealed(visitor, other, words="No")
    visitor.post(act(link, "approve"), sealed(visitor, link))
    answer = visitor.post(act(other, "decline"), data)

    assert answer.status_code == 409
    assert "Dana Reyes approved this version on" in answer.content.decode()
    assert visitor.get(page_of(other)).status_code == 200
    assert ClientAnswer.objects.count() == 1


def test_a_second_version_shows_word_by_word_what_is_new_for_the_client(
    link, approver, ladder, visitor
):
    first = link.about
    BriefVersion.objects.update(status="superseded", client_signed_at=timezone.now())
    second = make_version_for_client(
        link.client,
        ladder.ae,
        brief=first.brief,
        changes="The target is higher.",
        sections={"where_to": "Twelve thousand new cards by June, as version 1 says.",
                  "intake": "They were furious"},
    )  # fmt: skip
    page = visitor.get(page_of(invited(link.client, approver, ladder.ae, second))).content.decode()

    assert "What changed since version 1, which was approved on" in page
    assert "The target is higher." in page
    assert "<del>Ten " in page
    assert "<ins>Twelve " in page
    assert "furious" not in page


def test_the_pdf_of_what_is_approved_is_printed_and_goes_with_the_confirmation(
    client_of, approver, ladder, visitor
):
    version = make_approved(client_of, ladder.ae, [ladder.am, ladder.ad], "expectation")
    link = invited(client_of, approver, ladder.ae, version)
    visitor.post(act(link, "approve"), sealed(visitor, link))

    letter = OutgoingMail.objects.get(key__startswith="link-answer")
    assert letter.paper == version.client_paper()
    assert letter.paper.content["sealed"] == link.content_hash


# -- Asking -------------------------------------------------------------------------------------

WHEN = "Does this hold for June as well?"


def test_a_question_goes_to_the_author_once_and_leaves_the_link_open(link, ladder, visitor):
    for _click in range(2):
        answer = visitor.post(act(link, "ask"), sealed(visitor, link, question=WHEN))
        assert answer.status_code == 302
    link.refresh_from_db()

    question = Question.objects.of(link.about.brief).get()
    assert (question.text, question.asker, question.assignee) == (WHEN, link.contact, ladder.ae)
    assert WHEN in ladder.ae.notices.get().text
    assert link.state(timezone.now()) == "asked"
    page = visitor.get(page_of(link)).content.decode()
    assert WHEN in page
    assert "You get an answer here by" in page
    assert visitor.post(act(link, "approve"), sealed(visitor, link)).status_code == 302


def test_the_answer_stands_on_the_page_but_not_where_we_looked(link, ladder, visitor):
    visitor.post(act(link, "ask"), sealed(visitor, link, question=WHEN))
    question = Question.objects.get()
    question.give_answer(ladder.ae, "Until the end of June.", timezone.now(), sources="Finance")
    page = visitor.get(page_of(link)).content.decode()

    assert "Until the end of June." in page
    assert "Finance" not in page


def test_a_clients_question_that_is_asked_again_keeps_its_words(link, ladder, visitor, signed_in):
    visitor.post(act(link, "ask"), sealed(visitor, link, question=WHEN))
    question = Question.objects.get()
    own = Question.objects.ask(link.about.brief, WHEN, ladder.am, NOW, assignee=ladder.ae)
    dialogs = [reverse("accounts:answer-question", args=[one.pk]) for one in (question, own)]
    said = [signed_in(ladder.ae).get(url).content.decode() for url in dialogs]
    assert ["The client reads this answer." in page for page in said] == [True, False]

    for one in (question, own):
        one.give_answer(ladder.ae, "Until the end of May.", timezone.now())
        one.reopen(ladder.am, "They must not learn the margin.", timezone.now())

    question.refresh_from_db(), own.refresh_from_db()
    assert question.text == WHEN
    assert own.text.endswith("margin.")
    assert "margin" not in visitor.get(page_of(link)).content.decode()
    assert question.history.first().history_change_reason == "They must not learn the margin."
    told = ladder.ae.notices.filter(**about(question), done_at=None).get()
    assert f"They must not learn the margin. ({WHEN})" in told.text


def test_an_empty_question_is_asked_for_and_another_contact_does_not_read_mine(
    link, client_of, ladder, visitor
):
    assert visitor.post(act(link, "ask"), sealed(visitor, link, question=" ")).status_code == 422
    visitor.post(act(link, "ask"), sealed(visitor, link, question=WHEN))
    otto = make_contact(client_of, "Otto Berg", approves_briefs=True)
    other = ClientLink.objects.invite(link.about, otto, ladder.ae, timezone.now())

    assert WHEN not in visitor.get(page_of(other)).content.decode()


def test_a_question_to_an_author_who_left_goes_to_whoever_serves_the_client(link, ladder, visitor):
    ladder.ae.is_active = False
    ladder.ae.save()
    visitor.post(act(link, "ask"), sealed(visitor, link, question=WHEN))

    assert Question.objects.get().assignee in {ladder.aae, ladder.am, ladder.ad}


def test_what_is_declined_is_a_question_to_the_author_too(link, ladder, visitor):
    words = "The figure is last year's."
    visitor.post(act(link, "decline"), sealed(visitor, link, words=words))

    question = Question.objects.get()
    assert (question.text, question.assignee) == (words, ladder.ae)
    told = [notice.text for notice in ladder.ae.notices.all()]
    assert any("declined" in text for text in told)
    assert sum(words in text for text in told) == 2


# -- The newest, the paper, the throttle ----------------------------------------------------------


def test_the_newest_goes_to_the_contacts_own_address_and_the_page_tells_nothing(
    link, ladder, visitor
):
    old = link.address
    ClientLink.objects.update(expires_at=timezone.now() - timedelta(hours=1))
    ClientLink.objects.first().keys.update(made_at=timezone.now() - timedelta(days=20))
    pages = {visitor.post(act(link, "newest")).content for _click in range(3)}

    assert len(pages) == 1
    assert b"Dana" not in next(iter(pages))
    assert OutgoingMail.objects.count() == 2
    mail = OutgoingMail.objects.first()
    assert mail.to_address == "dana.reyes@brw.example"
    assert old not in mail.body
    assert ClientLink.objects.get().why_shut(timezone.now()) == ""


def test_a_withdrawn_link_brings_no_new_one_but_word_to_the_agency(link, ladder, visitor):
    link.revoke(ladder.ae, "Wrong person", timezone.now())
    visitor.post(act(link, "newest"))

    assert OutgoingMail.objects.count() == 1
    assert "asks for the newest" in ladder.ae.notices.get().text


def test_the_paper_of_exactly_this_version_comes_by_the_link(link, visitor, client_of):
    assert visitor.get(act(link, "pdf")).status_code == 404
    paper = make_paper(client_of, subject_of=link.about)
    paper.keep(b"%PDF-1.7 approved", timezone.now())
    answer = visitor.get(act(link, "pdf"))

    assert answer.content == b"%PDF-1.7 approved"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert act(link, "pdf") in visitor.get(page_of(link)).content.decode()


def test_an_address_that_is_asked_too_often_waits_for_the_next_hour(link, visitor, monkeypatch):
    monkeypatch.setattr(client_answer, "PER_LINK", 3)
    answers = [visitor.get(page_of(link)).status_code for _try in range(4)]
    assert answers == [200, 200, 200, 429]


def test_a_host_that_guesses_addresses_is_shut_out(link, visitor, monkeypatch):
    monkeypatch.setattr(client_answer, "PER_HOST", 3)
    guesses = [reverse("accounts:client-answer", args=[f"guess{n}"]) for n in range(4)]
    assert [visitor.get(guess).status_code for guess in guesses] == [404, 404, 404, 429]


def test_the_page_asks_few_questions(link, visitor, django_assert_max_num_queries):
    visitor.get(page_of(link))
    with django_assert_max_num_queries(19):
        visitor.get(page_of(link))


# -- Races --------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("contacts", [1, 2])
def test_of_many_clicks_at_once_exactly_one_counts(contacts):
    people = make_ladder()
    client = make_team(make_client(), people)
    version = make_version_for_client(client, people.ae)
    who = [make_contact(client, f"Dana {n}", approves_briefs=True) for n in range(contacts)]
    links = [invited(client, contact, people.ae, version) for contact in who]
    clicks = [(links[n % contacts], ANSWERS[n % 2]) for n in range(8)]
    forms = [sealed(Browser(), link, words="No") for link, _answer in clicks]
    gate = threading.Barrier(len(clicks))

    def click(number):
        link, answer = clicks[number]
        gate.wait()
        try:
            return Browser().post(act(link, answer), forms[number]).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(clicks)) as pool:
        codes = list(pool.map(click, range(len(clicks))))

    assert sorted(codes) == [302] + [409] * 7
    answer = ClientAnswer.objects.get()
    letters = OutgoingMail.objects.filter(key__startswith="link-answer")
    assert letters.count() == 1
    assert set(ClientLink.objects.values_list("answer", flat=True)) == {answer.pk}
