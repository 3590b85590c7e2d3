"""Briefs: their number, their hash, who signs, what a new version does, and their pages."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import DatabaseError, connections, transaction
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.access import share_client
from accounts.models import (
    AgencyProfile,
    Approval,
    Comment,
    Function,
    Notice,
    Question,
    SearchEntry,
    Signature,
)
from agency.lib.refusal import Refused
from briefs.documents import says_sums
from briefs.models import ApprovalChain, Brief, BriefVersion, Job
from briefs.models.brief_drafting import Stale
from briefs.views.board_page import sections_of
from tests.cast import (
    NOW,
    full_brief,
    make_approved,
    make_brief,
    make_client,
    make_ladder,
    make_person,
    make_submitted,
    make_team,
    put_on_team,
)

HOUR = timedelta(hours=1)


@pytest.fixture
def job(client_of, ladder):
    return Job.objects.open_job(client_of, None, "Card launch", ladder.ae, by=ladder.ae, at=NOW)


# -- Number ---------------------------------------------------------------------------------------


def test_a_brief_has_no_number_before_it_is_submitted_and_keeps_it_then(client_of, ladder, job):
    brief = make_brief(client_of, ladder.ae, job=job)
    assert brief.number == ""
    brief.latest.submit(ladder.ae, NOW)
    assert brief.latest.label == "BRW-26-0001-CB v1"
    brief.latest.take_back(ladder.ae, NOW)
    brief.latest.submit(ladder.ae, NOW)
    assert Brief.objects.get().number == "BRW-26-0001-CB"


def test_the_second_of_a_kind_in_one_job_and_those_without_a_job_count_on(client_of, ladder, job):
    made = [make_submitted(client_of, ladder.ae, "creative", job=job) for _ in range(2)]
    made += [make_submitted(client_of, ladder.ae, "strategy") for _ in range(2)]
    assert [version.brief.number for version in made] == [
        "BRW-26-0001-CB",
        "BRW-26-0001-CB2",
        "BRW-26-ST-01",
        "BRW-26-ST-02",
    ]


# -- Submission -----------------------------------------------------------------------------------


def test_a_brief_with_an_empty_mandatory_section_is_not_submitted_and_says_which(client_of, ladder):
    version = make_brief(client_of, ladder.ae).latest
    version.write(ladder.ae, version.edit, {"sections": {"insight": ""}}, NOW)
    with pytest.raises(Refused, match="Still empty: Insight"):
        version.submit(ladder.ae, NOW)
    assert Approval.objects.count() == 0


def test_an_open_mandatory_question_blocks_submission_until_it_is_answered(client_of, ladder):
    brief = make_brief(client_of, ladder.ae)
    question = Question.objects.ask(
        brief, "Which price?", ladder.aae, NOW, assignee=ladder.ae, is_mandatory=True
    )
    with pytest.raises(Refused, match="Which price"):
        brief.latest.submit(ladder.ae, NOW)
    question.give_answer(ladder.ae, "Nine.", NOW)
    brief.latest.submit(ladder.ae, NOW)
    assert brief.latest.status == "submitted"


def test_a_question_that_need_not_be_answered_blocks_nothing(client_of, ladder):
    brief = make_brief(client_of, ladder.ae)
    Question.objects.ask(brief, "Which price?", ladder.aae, NOW, assignee=ladder.ae)
    brief.latest.submit(ladder.ae, NOW)
    assert brief.latest.status == "submitted"


# -- Signatures -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "signers"),
    [
        ("client", ["am"]),
        ("creative", ["am"]),
        ("technical", ["am"]),
        ("media", ["am"]),
        ("strategy", ["ad"]),
        ("communication", ["ad"]),
        ("expectation", ["am", "ad"]),
    ],
)
def test_each_kind_is_signed_by_those_whose_trade_it_is(client_of, ladder, kind, signers):
    people = [getattr(ladder, signer) for signer in signers]
    version = make_approved(client_of, ladder.ae, people, kind)
    assert version.status == "approved_internal"


def test_what_goes_to_the_client_is_signed_by_manager_and_then_director(client_of, ladder):
    version = make_brief(client_of, ladder.ae, "client").latest
    version.write(ladder.ae, version.edit, {"is_for_client": True}, NOW)
    version.submit(ladder.ae, NOW)
    version.approve(ladder.am, version.content_hash, NOW)
    assert version.status == "submitted"
    with pytest.raises(Refused):
        version.approve(ladder.am, version.content_hash, NOW)
    version.approve(ladder.ad, version.content_hash, NOW)
    with pytest.raises(Refused, match="client has not approved"):
        version.issue(ladder.ae, NOW)
    version.client_sign(None, NOW, name="Joanna Okafor")
    version.issue(ladder.ae, NOW)
    assert version.status == "issued"


def test_the_planner_signs_first_where_the_client_wants_it(client_of, ladder):
    client_of.edit(ladder.am, NOW, planner_cosigns=True)
    version = make_brief(client_of, ladder.ae).latest
    with pytest.raises(Refused, match="none is on its team"):
        version.submit(ladder.ae, NOW)
    planner = put_on_team(client_of, ladder.planner, "planning").person
    version.submit(ladder.ae, NOW)
    with pytest.raises(Refused, match="Planning"):
        version.approve(ladder.am, version.content_hash, NOW)
    version.approve(planner, version.content_hash, NOW)
    version.approve(ladder.am, version.content_hash, NOW)
    assert version.status == "approved_internal"


def test_the_chain_of_a_kind_is_a_setting_of_the_directors(client_of, ladder):
    with pytest.raises(Refused, match="account director"):
        ApprovalChain.objects.change("media", [4], ladder.am, NOW, is_for_client=False)
    ApprovalChain.objects.change("media", [4], ladder.ad, NOW, is_for_client=False)
    version = make_brief(client_of, ladder.ae, "media").latest
    assert ApprovalChain.objects.signatures(version, NOW) == [Signature(rung=4)]


def test_nobody_signs_what_he_wrote_not_even_as_a_co_author(client_of, ladder):
    brief = make_brief(client_of, ladder.ae)
    brief.name_co_authors(ladder.ae, [ladder.am], NOW)
    version = brief.latest
    version.submit(ladder.ae, NOW)
    with pytest.raises(Refused, match="wrote himself"):
        version.approve(ladder.am, version.content_hash, NOW)
    version.approve(ladder.ad, version.content_hash, NOW)
    assert not version.is_self_approved


@pytest.mark.parametrize("named", ["before", "while it waits"])
def test_a_co_author_is_not_asked_for_a_signature_he_may_not_give(client_of, ladder, named):
    brief = make_brief(client_of, ladder.ae)
    if named == "before":
        brief.name_co_authors(ladder.ae, [ladder.am], NOW)
    brief.latest.submit(ladder.ae, NOW)
    brief.name_co_authors(ladder.ae, [ladder.am], NOW)

    assert not Approval.objects.signable_by(ladder.am).exists()
    assert Approval.objects.signable_by(ladder.ad).exists()
    if named == "before":
        assert not Notice.objects.filter(person=ladder.am, text__startswith="To approve").exists()
        assert Approval.objects.lying_with(ladder.ad).exists()


def test_of_two_account_managers_the_one_who_did_not_write_it_is_told(client_of, ladder):
    other = make_person("other.am", "am", manager=ladder.ad)
    put_on_team(client_of, other, "am")
    brief = make_brief(client_of, ladder.ae)
    brief.name_co_authors(ladder.ae, [ladder.am], NOW)
    brief.latest.submit(ladder.ae, NOW)

    told = Notice.objects.filter(text__startswith="To approve")
    assert [notice.person for notice in told] == [other]


def test_where_own_work_may_be_approved_a_co_author_is_asked(client_of, ladder):
    AgencyProfile.current()
    AgencyProfile.objects.update(self_approval=True)
    brief = make_brief(client_of, ladder.ae)
    brief.name_co_authors(ladder.ae, [ladder.am], NOW)
    brief.latest.submit(ladder.ae, NOW)
    assert Approval.objects.signable_by(ladder.am).exists()


def test_a_small_agency_may_approve_its_own_and_it_is_stamped(client_of, ladder, signed_in):
    AgencyProfile.current()
    AgencyProfile.objects.update(self_approval=True)
    version = make_approved(client_of, ladder.am, [ladder.am])
    assert version.is_self_approved
    page = signed_in(ladder.ae).get(version.get_absolute_url()).content.decode()
    assert "Self-approved" in page


def test_a_returned_brief_says_why_and_is_signed_anew(client_of, ladder):
    version = make_submitted(client_of, ladder.ae)
    first = version.content_hash
    version.send_back(ladder.am, "Two propositions.", first, NOW)
    typed = {"sections": {"proposition": "One."}}
    version.write(ladder.ae, version.edit, typed, NOW)
    version.submit(ladder.ae, NOW + HOUR)
    with pytest.raises(Refused, match="changed since"):
        version.approve(ladder.am, first, NOW + HOUR)
    version.approve(ladder.am, version.content_hash, NOW + HOUR)
    assert version.status == "approved_internal"


# -- The exact words ------------------------------------------------------------------------------


@settings(deadline=None)
@given(
    section=st.sampled_from(sorted(full_brief("creative")["sections"])),
    words=st.text(alphabet=st.characters(categories=("L", "N", "P")), min_size=1, max_size=40),
)
def test_any_changed_word_changes_the_hash(section, words):
    brief = Brief(kind="creative", title="Card launch", number="BRW-26-0001-CB")
    version = BriefVersion(brief=brief, title="Card launch", **full_brief("creative"))
    before = version.fingerprint()
    changed = version.sections[section] != words
    version.sections = version.sections | {section: words}
    assert (version.fingerprint() != before) == changed


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Other"},
        {"changes": "Other"},
        {"is_for_client": True},
        {"lines": []},
        {"number": 2},
    ],
)
def test_the_hash_covers_title_table_changes_and_version(change):
    brief = Brief(kind="creative", title="Card launch")
    words = full_brief("creative") | {"title": "Card launch"}
    before = BriefVersion(brief=brief, **words).fingerprint()
    assert BriefVersion(brief=brief, **(words | change)).fingerprint() != before


def test_a_change_after_submission_kills_the_standing_approval(client_of, ladder):
    version = make_submitted(client_of, ladder.ae)
    read = version.content_hash
    with pytest.raises(Refused, match="Take it back"):
        version.write(ladder.ae, version.edit, {"title": "Other"}, NOW)
    version.take_back(ladder.ae, NOW)
    assert not Approval.objects.of(version).standing().exists()
    version.write(ladder.ae, version.edit, {"title": "Other"}, NOW)
    version.submit(ladder.ae, NOW)
    with pytest.raises(Refused, match="changed since"):
        version.approve(ladder.am, read, NOW)


def test_words_changed_behind_the_verbs_back_are_not_approved(client_of, ladder):
    version = make_submitted(client_of, ladder.ae)
    BriefVersion.objects.update(title="Other")
    with pytest.raises(Refused, match="changed since"):
        version.approve(ladder.am, version.content_hash, NOW)


def test_an_approved_version_is_frozen_in_the_database(client_of, ladder):
    version = make_approved(client_of, ladder.ae, [ladder.am])
    with pytest.raises(DatabaseError, match="does not change"), transaction.atomic():
        BriefVersion.objects.filter(pk=version.pk).update(title="Other")


# -- Versions -------------------------------------------------------------------------------------


def test_a_new_version_is_a_rebrief_says_what_changed_and_replaces_the_old_when_it_holds(
    client_of, ladder
):
    old = make_approved(client_of, ladder.ae, [ladder.am])
    old.issue(ladder.ae, NOW)
    new = old.revise(ladder.ae, "Another audience.", NOW)
    assert (new.number, new.is_rebrief, new.changes) == (2, True, "Another audience.")
    assert list(BriefVersion.objects.binding()) == [old]
    new.submit(ladder.ae, NOW)
    new.approve(ladder.am, new.content_hash, NOW)
    old.refresh_from_db()
    assert old.status == "superseded"
    assert list(BriefVersion.objects.binding()) == [new]
    assert new.label.endswith("v2")


def test_what_the_client_declined_goes_back_to_its_author_and_on_in_a_new_version(
    client_of, ladder
):
    version = make_approved(client_of, ladder.ae, [ladder.am, ladder.ad], "expectation")
    version.client_decline(None, "Too dear.", NOW, name="Joanna Okafor")
    assert not version.is_open
    told = Notice.objects.get(person=ladder.ae, about_id=version.pk, text__contains="Too dear")
    assert told.is_to_do
    new = version.revise(ladder.ae, "Cheaper.", NOW)
    version.refresh_from_db()
    assert (version.status, new.status) == ("superseded", "draft")


def test_issuing_tells_the_departments_on_the_team(client_of, ladder):
    creative = make_person("daria", function=Function.CREATIVE)
    put_on_team(client_of, creative, "creative")
    version = make_approved(client_of, ladder.ae, [ladder.am])
    version.issue(ladder.ae, NOW)
    assert Notice.objects.filter(person=creative, text__startswith="Briefed").count() == 1


# -- Writing --------------------------------------------------------------------------------------


def test_two_tabs_lose_nothing_the_second_is_shown_what_the_first_saved(
    client_of, ladder, signed_in
):
    brief = make_brief(client_of, ladder.ae, ready=False)
    url = reverse("briefs:brief-draft", args=[brief.pk])
    brief.latest.write(ladder.am, 0, {"sections": {"tone": "Theirs, bold."}}, NOW)
    typed = {"edit": 0, "title": "Card launch", "section_tone": "Mine, quiet."}
    typed["lines-TOTAL"] = "0"
    answer = signed_in(ladder.ae).post(url, typed)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Theirs, bold." in page
    assert "Mine, quiet." in page
    answer = signed_in(ladder.ae).post(url, typed | {"act": "overwrite:1"})
    assert answer.status_code == 302
    brief.latest.refresh_from_db()
    assert brief.latest.sections["tone"] == "Mine, quiet."


def test_autosave_answers_with_the_next_edit_and_leaves_one_row_of_history(
    client_of, ladder, signed_in
):
    brief = make_brief(client_of, ladder.ae, ready=False)
    url, browser = reverse("briefs:brief-draft", args=[brief.pk]), signed_in(ladder.ae)
    before = brief.latest.history.count()
    for edit in range(4):
        typed = {"edit": edit, "title": "Card launch", "section_tone": f"Plain {edit}"}
        typed["lines-TOTAL"] = "0"
        answer = browser.post(url, typed, headers={"HX-Request": "true", "X-Autosave": "true"})
        assert f'value="{edit + 1}"' in answer.content.decode()
    assert brief.latest.history.count() == before + 1


def test_a_draft_saved_on_an_older_edit_is_stale(client_of, ladder):
    version = make_brief(client_of, ladder.ae, ready=False).latest
    version.write(ladder.ae, 0, {"title": "One"}, NOW)
    with pytest.raises(Stale):
        version.write(ladder.ae, 0, {"title": "Two"}, NOW)


def test_an_unknown_section_is_not_kept(client_of, ladder):
    version = make_brief(client_of, ladder.ae, ready=False).latest
    version.write(ladder.ae, 0, {"sections": {"nonsense": "x", "tone": "Plain"}}, NOW)
    assert version.sections == {"tone": "Plain"}


# -- Pages ----------------------------------------------------------------------------------------


def test_after_a_decision_the_next_in_my_queue_opens_by_itself(client_of, ladder, signed_in):
    one = make_submitted(client_of, ladder.ae, title="One")
    two = make_submitted(client_of, ladder.ae, title="Two", at=NOW + HOUR)
    browser = signed_in(ladder.am)
    url = reverse("briefs:approve-brief", args=[one.brief_id])
    assert browser.post(url, {"hash": one.content_hash}).url == two.get_absolute_url()
    url = reverse("briefs:return-brief", args=[two.brief_id])
    answer = browser.post(url, {"hash": two.content_hash, "reason": "Shorter."})
    assert answer.url == reverse("approvals")


@pytest.mark.parametrize("view", ["", "mine", "sign", "returned"])
@pytest.mark.parametrize("many", [1, 30])
def test_the_list_asks_as_often_for_one_brief_as_for_thirty(
    client_of, ladder, signed_in, django_assert_max_num_queries, many, view
):
    for _ in range(many):
        version = make_submitted(client_of, ladder.ae)
        if view == "returned":
            version.send_back(ladder.am, "Shorter.", version.content_hash, NOW)
    browser = signed_in(ladder.am if view == "sign" else ladder.ae)
    with django_assert_max_num_queries(6):
        page = browser.get(f"/briefs/?view={view}")
    assert page.content.decode().count('<tr role="row">') == many + 1


@pytest.mark.parametrize("many", [1, 30])
def test_the_page_asks_as_often_for_one_word_as_for_thirty(
    client_of, ladder, signed_in, django_assert_max_num_queries, many
):
    brief = make_submitted(client_of, ladder.ae).brief
    for _ in range(many):
        Comment.objects.write(brief, "Hm.", ladder.aae, NOW, section="tone")
        Question.objects.ask(brief, "Why?", ladder.aae, NOW, assignee=ladder.ae, section="tone")
    browser = signed_in(ladder.am)
    with django_assert_max_num_queries(12):
        browser.get(brief.get_absolute_url())


def test_a_brief_is_found_by_those_who_read_the_work_and_by_nobody_else(client_of, ladder):
    make_submitted(client_of, ladder.ae, title="Canary launch")
    found = {
        person: SearchEntry.objects.visible_to(person).filter(kind="brief").exists()
        for person in (ladder.aae, ladder.csd, ladder.finance, ladder.stranger)
    }
    assert list(found.values()) == [True, True, False, False]


# -- Race -----------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_of_two_who_approve_at_once_one_wins():
    ladder = make_ladder()
    client = make_team(make_client(), ladder)
    version = make_submitted(client, ladder.ae)
    ready = threading.Barrier(2)

    def approve(person):
        mine = BriefVersion.objects.get(pk=version.pk)
        ready.wait()
        try:
            mine.approve(person, version.content_hash, NOW)
        except Refused:
            return "refused"
        finally:
            connections.close_all()
        return "approved"

    with ThreadPoolExecutor(2) as threads:
        answers = sorted(threads.map(approve, [ladder.am, ladder.ad]))
    assert answers == ["approved", "refused"]
    assert Approval.objects.filter(outcome="approved").count() == 1


def test_a_co_author_does_not_strike_himself_off_to_sign(client_of, ladder):
    brief = make_brief(client_of, ladder.ae)
    brief.name_co_authors(ladder.ae, [ladder.am], NOW)
    brief.latest.submit(ladder.ae, NOW)
    with pytest.raises(Refused, match="stays named"):
        brief.name_co_authors(ladder.am, [], NOW)
    brief.name_co_authors(ladder.am, [ladder.am, ladder.aae], NOW)
    assert set(brief.co_authors.all()) == {ladder.am, ladder.aae}


def test_a_planner_with_whom_the_client_was_shared_signs_nothing(client_of, ladder):
    outside, inside = (make_person(n, function=Function.PLANNING) for n in ("guest", "planner.of"))
    put_on_team(client_of, inside, "planning")
    share_client(client_of, outside, "Pitch review", ladder.am, NOW)
    client_of.refresh_from_db()
    version = make_brief(client_of, ladder.ae).latest
    step = Approval.objects.ask(
        version,
        [Signature(function=Function.PLANNING)],
        client=client_of,
        kind="Brief",
        title="Card launch",
        content_hash="0",
        author=ladder.ae,
        at=NOW,
    )[0]
    assert [step.can_decide(person) for person in (outside, inside)] == [False, True]
    signable = [Approval.objects.signable_by(person).exists() for person in (outside, inside)]
    assert signable == [False, True]


@pytest.mark.parametrize(("kind", "key"), [("technical", "budget"), ("creative", None)])
def test_a_paper_with_a_sum_on_it_is_not_for_departments(client_of, ladder, kind, key):
    version = make_brief(client_of, ladder.ae, kind).latest
    version.sections = version.sections | ({key: "12,000 euros"} if key else {})
    assert says_sums(version) is bool(key)


def test_a_board_shows_no_sum_of_the_brief_to_departments(client_of, ladder):
    version = make_brief(client_of, ladder.ae, "technical").latest
    version.sections = version.sections | {"budget": "12,000 euros"}
    creative = make_person("art", function=Function.CREATIVE)
    told = [[s.key for s, _text in sections_of(version, who)] for who in (creative, ladder.ae)]
    assert ["budget" in keys for keys in told] == [False, True]


def test_a_coordinator_sees_no_sum_of_a_job(client_of, ladder):
    coordinator = make_person("coordinator", "coordinator", manager=ladder.am)
    put_on_team(client_of, coordinator, "aae")
    job = Job.objects.open_job(client_of, None, "Launch", ladder.ae, ladder.ae, NOW)
    assert [job.can_see_money(who) for who in (coordinator, ladder.aae)] == [False, True]
