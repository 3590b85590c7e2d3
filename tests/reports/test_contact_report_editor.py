"""Writing a report: begun, saved, by two people at once, and given to somebody to read."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Notice, SearchEntry
from agency.lib.refusal import WRONG_RANK, WRONG_STATE, Refused
from reports.models import ContactReport, Interaction, Obligation, Participant, ReportVersion
from reports.models.drafting import Stale
from reports.models.topics import Line
from tests.cast import (
    NOW,
    lines_of_a_report,
    make_client,
    make_contact,
    make_contact_held,
    make_debt,
    make_draft,
    make_sent,
    make_team,
    put_on_team,
)

AT = NOW + timedelta(hours=1)
AUTOSAVE = {"HTTP_HX_REQUEST": "true", "HTTP_X_AUTOSAVE": "true"}


@pytest.fixture
def debt(client_of, ladder, joanna):
    return make_debt(client_of, ladder.ae, present=[ladder.ae, joanna])


@pytest.fixture
def draft(client_of, ladder, joanna):
    return make_draft(client_of, ladder.ae, joanna)


def form_of(report, **typed):
    """What the editor's form sends as it stands, with some of it typed anew."""
    version = report.versions.first()
    form = {"edit": version.edit, "subject": version.subject, "reading": "0", "lines-TOTAL": "0"}
    return form | typed


def rows(*lines):
    form = {"lines-TOTAL": str(len(lines))}
    for index, line in enumerate(lines):
        form |= {f"lines-{index}-{name}": value for name, value in line.items()}
    return form


def post(browser, report, form, **headers):
    return browser.post(f"/reports/{report.pk}/draft/", form, **headers)


# -- Beginning ------------------------------------------------------------------------------------


def test_writing_up_a_contact_begins_its_one_report(debt, ladder, signed_in):
    browser = signed_in(ladder.ae)

    first = browser.post(f"/contacts/{debt.interaction_id}/report/")
    again = browser.post(f"/contacts/{debt.interaction_id}/report/")

    report = ContactReport.objects.get()
    assert first["Location"] == again["Location"] == f"/reports/{report.pk}/"
    assert report.versions.get().subject == debt.interaction.subject
    debt.refresh_from_db()
    assert debt.report == report


def test_an_aae_who_writes_becomes_the_drafter(debt, ladder):
    ContactReport.objects.write_up(debt.interaction, ladder.aae, AT)

    debt.refresh_from_db()
    assert (debt.owner, debt.drafter) == (ladder.ae, ladder.aae)


def test_an_ae_who_writes_does_not_become_the_drafter(debt, ladder):
    ContactReport.objects.write_up(debt.interaction, ladder.am, AT)

    debt.refresh_from_db()
    assert debt.drafter is None


def test_a_contact_that_fell_away_gets_no_report(debt, ladder, signed_in):
    Interaction.objects.update(cancelled_at=NOW)

    answer = signed_in(ladder.ae).post(f"/contacts/{debt.interaction_id}/report/")

    assert answer.status_code == WRONG_STATE
    assert not ContactReport.objects.exists()


def test_a_planner_on_the_team_reads_but_does_not_write(debt, ladder, signed_in):
    put_on_team(debt.client, ladder.planner, "planning")

    answer = signed_in(ladder.planner).post(f"/contacts/{debt.interaction_id}/report/")

    assert answer.status_code == WRONG_RANK


def test_a_stranger_begins_nothing(debt, ladder, signed_in):
    assert (
        signed_in(ladder.stranger).post(f"/contacts/{debt.interaction_id}/report/").status_code
        == 404
    )


def test_beginning_is_posted(debt, ladder, signed_in):
    assert signed_in(ladder.ae).get(f"/contacts/{debt.interaction_id}/report/").status_code == 405


def test_a_contact_without_a_debt_can_be_written_up(client_of, ladder, joanna):
    contact = make_contact_held(client_of, ladder.ae, present=[ladder.ae, joanna])

    report = ContactReport.objects.write_up(contact, ladder.ae, AT)
    report.write(ladder.ae, 0, {}, lines_of_a_report(ladder.ae, joanna), {"reading": 0}, AT)
    report.distribute(ladder.ae, AT)

    assert report.number


def test_a_draft_is_found_by_its_subject(draft):
    assert SearchEntry.objects.get(kind="report").title == "Creative review"


# -- Saving ---------------------------------------------------------------------------------------


def test_the_form_saves_lines_topics_and_the_reading(draft, ladder, joanna, signed_in):
    form = form_of(draft, subject="Card launch", reading="-1", tone="-2", risk_note="Careful")
    form |= rows(
        {"kind": "topic", "text": "Key visual"},
        {"kind": "note", "text": "They liked it."},
        {"kind": "decision", "text": "Route B."},
        {
            "kind": "action",
            "text": "Approve",
            "owner": f"contact:{joanna.pk}",
            "due": "2026-03-20",
        },
        {"kind": "note", "text": "Nervous", "internal": "on"},
    )

    answer = post(signed_in(ladder.ae), draft, form)

    assert answer.status_code == 302
    version, report = draft.versions.get(), ContactReport.objects.get()
    assert version.subject == "Card launch"
    assert [line.text for line in version.lines][-5:] == [
        "Key visual",
        "They liked it.",
        "Route B.",
        "Approve",
        "Nervous",
    ]
    assert version.actions[0].owner == f"contact:{joanna.pk}"
    assert [line.internal for line in version.lines][-1] is True
    assert (report.reading, report.tone, report.risk_note) == (-1, -2, "Careful")


def test_an_autosave_answers_with_the_next_edit_and_what_is_missing(draft, ladder, signed_in):
    form = form_of(draft) | rows({"kind": "action", "text": "Send the plan"})

    answer = post(signed_in(ladder.ae), draft, form, **AUTOSAVE)

    page = answer.content.decode()
    assert answer.status_code == 200
    assert f'id="id_edit" value="{draft.versions.get().edit}"' in page
    assert "One action item has no date." in page
    assert 'href="#id_lines-0-due"' in page
    assert "<html" not in page


def test_empty_rows_and_removed_ones_are_left_out(draft, ladder, signed_in):
    form = form_of(draft) | rows(
        {"kind": "note", "text": "Kept"},
        {"kind": "note", "text": "   "},
        {"kind": "note", "text": "Gone", "remove": "on"},
    )

    post(signed_in(ladder.ae), draft, form)

    assert [line.text for line in draft.versions.get().lines] == ["Kept"]


def test_a_save_without_its_lines_touches_none(draft, ladder, signed_in):
    form = form_of(draft)
    del form["lines-TOTAL"]
    before = draft.versions.get().topics

    answer = post(signed_in(ladder.ae), draft, form)

    assert answer.status_code == 422
    assert "The lines did not arrive" in answer.content.decode()
    assert draft.versions.get().topics == before


def test_lines_keep_their_keys_from_save_to_save(draft, ladder, signed_in):
    browser = signed_in(ladder.ae)
    post(browser, draft, form_of(draft) | rows({"kind": "note", "text": "One"}))
    (one,) = draft.versions.get().lines

    post(browser, draft, form_of(draft) | rows({"text": "New"}, {"text": "One"}))
    typed = {"text": "One, longer", "key": one.key}
    post(browser, draft, form_of(draft) | rows({"text": "New"}, typed))

    new, same = draft.versions.get().lines
    assert same.key == one.key
    assert new.key != one.key


def test_saving_what_stands_there_changes_nothing(draft, ladder):
    version = draft.versions.get()
    history = version.history.count()

    draft.write(ladder.ae, version.edit, {"subject": version.subject}, version.lines, {}, AT)

    version.refresh_from_db()
    assert (version.edit, version.history.count()) == (1, history)


def test_drafts_do_not_flood_their_history(draft, ladder):
    version, rows_before = draft.versions.get(), draft.versions.get().history.count()

    for minute in range(9):
        at = AT + timedelta(hours=1, minutes=minute)
        edit = draft.versions.get().edit
        draft.write(ladder.ae, edit, {"subject": f"Minute {minute}"}, version.lines, {}, at)

    assert version.history.count() == rows_before + 1
    assert version.history.first().subject == "Minute 8"


def test_each_author_has_a_row_of_history(draft, ladder):
    version, rows_before = draft.versions.get(), draft.versions.get().history.count()

    for minute, by in enumerate([ladder.ae, ladder.am, ladder.ae]):
        at = AT + timedelta(hours=1, minutes=minute)
        edit = draft.versions.get().edit
        draft.write(by, edit, {"subject": f"By {by} {minute}"}, version.lines, {}, at)

    assert version.history.count() == rows_before + 3


def test_a_turning_point_is_not_written_over(draft, ladder):
    draft.write(ladder.ae, 1, {"subject": "As submitted"}, draft.versions.get().lines, {}, AT)
    draft.submit(ladder.ae, ladder.am, AT + timedelta(minutes=1))
    submitted = draft.versions.get().history.first()

    edit = draft.versions.get().edit
    later = AT + timedelta(minutes=2)
    draft.write(ladder.ae, edit, {"subject": "After"}, draft.versions.get().lines, {}, later)

    submitted.refresh_from_db()
    assert (submitted.subject, submitted.history_change_reason) == ("As submitted", "submitted")


# -- Two at once ----------------------------------------------------------------------------------


def test_a_stale_save_is_refused_and_loses_nothing(draft, ladder):
    version = draft.versions.get()
    draft.write(ladder.am, version.edit, {"subject": "Theirs"}, version.lines, {}, AT)

    with pytest.raises(Stale) as stale:
        draft.write(ladder.ae, version.edit, {"subject": "Mine"}, version.lines, {}, AT)

    assert stale.value.version.subject == "Theirs"
    assert draft.versions.get().subject == "Theirs"


def test_the_page_keeps_mine_and_shows_theirs(draft, ladder, signed_in):
    form = form_of(draft, subject="Mine") | rows({"text": "What I typed"})
    version = draft.versions.get()
    draft.write(ladder.am, version.edit, {}, [Line("note", "What they typed")], {}, AT)

    answer = post(signed_in(ladder.ae), draft, form)

    page = answer.content.decode()
    assert answer.status_code == WRONG_STATE
    assert "What I typed" in page
    assert "What they typed" in page
    assert 'value="Mine"' in page


def test_an_autosave_that_is_stale_answers_with_the_conflict_alone(draft, ladder, signed_in):
    form = form_of(draft, subject="Mine")
    version = draft.versions.get()
    draft.write(ladder.am, version.edit, {}, [Line("note", "What they typed")], {}, AT)

    answer = post(signed_in(ladder.ae), draft, form, **AUTOSAVE)

    assert answer.status_code == WRONG_STATE
    assert 'id="conflict"' in answer.content.decode()
    assert "What they typed" in answer.content.decode()


def test_mine_can_be_saved_over_theirs_on_purpose(draft, ladder, signed_in):
    form = form_of(draft, subject="Mine")
    version = draft.versions.get()
    draft.write(ladder.am, version.edit, {"subject": "Theirs"}, [], {}, AT)
    now = draft.versions.get().edit

    answer = post(signed_in(ladder.ae), draft, form | {"act": f"overwrite:{now}"})

    assert answer.status_code == 302
    assert draft.versions.get().subject == "Mine"


# -- Without script -------------------------------------------------------------------------------


def test_the_plain_form_holds_every_line_and_one_more(draft, ladder, signed_in):
    page = signed_in(ladder.ae).get(f"/reports/{draft.pk}/").content.decode()

    assert 'name="lines-TOTAL" value="7"' in page
    assert 'name="lines-6-text"' in page
    assert "Three routes were presented." in page


@pytest.mark.parametrize(
    ("act", "texts"),
    [
        ("insert:0", ["One", "", "Two", ""]),
        ("up:1", ["Two", "One", ""]),
        ("down:0", ["Two", "One", ""]),
        ("up:0", ["One", "Two", ""]),
        ("more", ["One", "Two", "", "", "", "", ""]),
    ],
)
def test_rows_are_moved_by_buttons(draft, ladder, signed_in, act, texts):
    form = form_of(draft, act=act) | rows({"text": "One"}, {"text": "Two"})

    answer = post(signed_in(ladder.ae), draft, form)

    shown = answer.context["form"].rows.shown
    assert [row.text for row in shown] == texts
    assert [row.index for row in shown] == list(range(len(texts)))
    assert [line.text for line in draft.versions.get().lines] == ["One", "Two"]


def test_buttons_save_first_and_then_lead_on(draft, ladder, signed_in):
    form = form_of(draft, subject="Saved on the way", act="distribute")

    answer = post(signed_in(ladder.ae), draft, form)

    assert answer["Location"] == f"/reports/{draft.pk}/distribution/"
    assert draft.versions.get().subject == "Saved on the way"


# -- Bad input ------------------------------------------------------------------------------------

BAD = {
    "subject": ["", "x" * 161, "\x00", "\u202e"],
    "tone": ["3", "warm"],
    "reading": ["2", "x"],
    "risk_note": ["x" * 2001],
    "late_reason": ["because"],
    "nothing_decided": ["x" * 301],
    "edit": ["", "-1", "x", "9" * 30],
    "lines-TOTAL": ["-1", "401", "x", "9" * 40],
    "lines-0-kind": ["essay"],
    "lines-0-text": ["x" * 1001],
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_marked_and_kept(draft, ladder, signed_in, name):
    browser = signed_in(ladder.ae)
    before = draft.versions.get().topics
    for value in BAD[name]:
        form = form_of(draft) | rows({"kind": "note", "text": "What I typed"}) | {name: value}

        answer = post(browser, draft, form)

        assert answer.status_code == 422, value
        assert draft.versions.get().topics == before


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ({"owner": "person:999999"}, "owner"),
        ({"owner": "client:1"}, "owner"),
        ({"owner": "person:1; DROP"}, "owner"),
        ({"due": "tomorrow"}, "due"),
        ({"due": "2026-02-30"}, "due"),
        ({"due": "9999-12-31"}, "due"),
        ({"text": "x" * 501}, "text"),
    ],
)
def test_a_bad_line_is_named_and_nothing_is_lost(draft, ladder, signed_in, line, part):
    typed = {"kind": "action", "text": "Send it", **line}

    answer = post(signed_in(ladder.ae), draft, form_of(draft) | rows(typed), **AUTOSAVE)

    assert answer.status_code == 422
    assert f'href="#id_lines-0-{part}"' in answer.content.decode()
    page = post(signed_in(ladder.ae), draft, form_of(draft) | rows(typed)).content.decode()
    assert typed["text"] in page


def test_marks_that_turn_the_text_are_taken_out(draft, ladder, signed_in):
    form = form_of(draft, subject="Bud\u202eget") | rows({"text": "Каталог 目录 \u200b"})

    post(signed_in(ladder.ae), draft, form)

    version = draft.versions.get()
    assert version.subject == "Budget"
    assert version.lines[0].text == "Каталог 目录"


def test_a_client_of_another_report_is_nobody_here(draft, ladder, signed_in):
    orchard = make_team(make_client("ORC", "Orchard Dairy"), ladder)
    foreign = make_contact(orchard, "Amara Nwosu")
    line = Line("action", "Spy", owner=f"contact:{foreign.pk}", due="2026-03-20")

    with pytest.raises(Refused):
        draft.write(ladder.ae, 1, {}, [line], {}, AT)


# -- Who was there, and what else is covered ------------------------------------------------------


def test_somebody_is_taken_off_the_list(draft, ladder, joanna, signed_in):
    place = Participant.objects.get(contact=joanna)

    post(signed_in(ladder.ae), draft, form_of(draft, act=f"unseat:{place.pk}"))

    assert not Participant.objects.filter(contact=joanna).exists()
    assert not draft.versions.get().recipients.filter(contact=joanna).exists()


def test_people_are_listed_as_present_or_absent(draft, client_of, ladder, joanna):
    luis = make_contact(client_of, "Luis Prieto")

    draft.seat(
        ladder.ae,
        draft.interaction,
        AT,
        present=[ladder.ae, ladder.am, luis],
        absent=[joanna],
    )

    rows = {row.contact: row for row in draft.versions.get().recipients.filter(person=None)}
    assert set(rows) == {luis}
    assert rows[luis].is_client_participant
    assert Participant.objects.get(contact=joanna).was_present is False


def test_the_page_for_people_seats_them(draft, client_of, ladder, joanna, signed_in):
    luis = make_contact(client_of, "Luis Prieto")
    path = f"/reports/{draft.pk}/people/{draft.interaction_id}/"
    browser = signed_in(ladder.ae)

    assert browser.get(path).status_code == 200
    answer = browser.post(path, {"contacts": [luis.pk, joanna.pk], "team": [ladder.ae.pk]})

    assert answer.status_code == 302
    assert draft.versions.get().recipients.filter(contact=luis).exists()


def test_a_second_contact_of_the_day_fits_into_the_report(draft, client_of, ladder, joanna):
    call = make_debt(
        client_of, ladder.ae, NOW + timedelta(hours=1), subject="Call", present=[ladder.ae, joanna]
    )

    draft.cover(ladder.ae, call, AT)
    draft.distribute(ladder.ae, NOW + timedelta(hours=3))

    assert draft.due_at == draft.interaction.obligation.due_at
    content = draft.versions.get().paper.content
    assert [contact["subject"] for contact in content["contacts"]] == ["Creative review", "Call"]
    assert set(Obligation.objects.values_list("report", flat=True)) == {draft.pk}


def test_a_covered_contact_leads_to_the_report_that_covers_it(draft, client_of, ladder, joanna):
    call = make_debt(client_of, ladder.ae, NOW + timedelta(hours=1), subject="Call")
    draft.cover(ladder.ae, call, AT)

    assert ContactReport.objects.write_up(call.interaction, ladder.ae, AT) == draft


def test_a_covered_contact_can_be_let_go(draft, client_of, ladder):
    call = make_debt(client_of, ladder.ae, NOW + timedelta(hours=1), subject="Call")
    draft.cover(ladder.ae, call, AT)

    draft.uncover(ladder.ae, call, AT)

    call.refresh_from_db()
    assert call.report is None


@pytest.mark.parametrize("when", [timedelta(days=1), timedelta(days=-1)])
def test_a_contact_of_another_day_does_not_fit(draft, client_of, ladder, when):
    other = make_debt(client_of, ladder.ae, NOW + when)

    with pytest.raises(Refused):
        draft.cover(ladder.ae, other, AT)


def test_a_contact_of_another_client_does_not_fit(draft, ladder):
    other = make_debt(make_team(make_client("ORC", "Orchard Dairy"), ladder), ladder.ae)

    with pytest.raises(Refused):
        draft.cover(ladder.ae, other, AT)


# -- Reading before sending -----------------------------------------------------------------------


def test_a_junior_submits_to_somebody_who_may_send(client_of, ladder, joanna, signed_in):
    report = make_draft(client_of, ladder.ae, joanna, by=ladder.aae)

    signed_in(ladder.aae).post(f"/reports/{report.pk}/review/", {"to": ladder.ae.pk})

    report.refresh_from_db()
    assert report.reviewer == ladder.ae
    assert Notice.objects.get(person=ladder.ae).is_to_do


def test_while_it_is_read_the_author_does_not_change_it(client_of, ladder, joanna):
    report = make_draft(client_of, ladder.ae, joanna, by=ladder.aae)
    report.submit(ladder.aae, ladder.ae, AT)

    with pytest.raises(Refused) as refused:
        report.write(ladder.aae, 1, {"subject": "Sneaky"}, [], {}, AT)
    report.write(ladder.ae, 1, {"subject": "Better"}, [], {}, AT)

    assert refused.value.status == WRONG_STATE
    assert report.versions.get().subject == "Better"


def test_a_draft_comes_back_with_a_reason(client_of, ladder, joanna, signed_in):
    report = make_draft(client_of, ladder.ae, joanna, by=ladder.aae)
    report.submit(ladder.aae, ladder.ae, AT)
    browser = signed_in(ladder.ae)

    empty = browser.post(f"/reports/{report.pk}/return/", {"reason": ""})
    browser.post(f"/reports/{report.pk}/return/", {"reason": "The date is wrong."})

    report.refresh_from_db()
    assert empty.status_code == 422
    assert (report.reviewer, report.returned_by) == (None, ladder.ae)
    assert "The date is wrong." in Notice.objects.get(person=ladder.aae, done_at=None).text
    assert Notice.objects.get(person=ladder.ae).done_at is not None


def test_a_returned_draft_is_submitted_again(client_of, ladder, joanna):
    report = make_draft(client_of, ladder.ae, joanna, by=ladder.aae)
    report.submit(ladder.aae, ladder.ae, AT)
    report.send_back(ladder.ae, "Shorter, please.", AT)

    report.submit(ladder.aae, ladder.am, AT)

    assert report.reviewer == ladder.am


def test_submitting_twice_to_the_same_person_changes_nothing(client_of, ladder, joanna):
    report = make_draft(client_of, ladder.ae, joanna, by=ladder.aae)
    report.submit(ladder.aae, ladder.ae, AT)

    with pytest.raises(Refused):
        report.submit(ladder.aae, ladder.ae, AT + timedelta(minutes=1))

    assert ContactReport.objects.get().submitted_at == AT


@pytest.mark.parametrize("name", ["aae", "stranger", "finance"])
def test_only_somebody_who_may_send_can_be_asked(client_of, ladder, joanna, name):
    report = make_draft(client_of, ladder.ae, joanna)

    with pytest.raises(Refused):
        report.submit(ladder.am, getattr(ladder, name), AT)


def test_a_junior_returns_nothing(client_of, ladder, joanna):
    report = make_draft(client_of, ladder.ae, joanna)
    report.submit(ladder.ae, ladder.am, AT)

    with pytest.raises(Refused) as refused:
        report.send_back(ladder.aae, "No.", AT)

    assert refused.value.status == WRONG_RANK


def test_what_is_not_being_read_cannot_be_returned(draft, ladder):
    with pytest.raises(Refused) as refused:
        draft.send_back(ladder.am, "Why not", AT)

    assert refused.value.status == WRONG_STATE


def test_a_sent_report_is_neither_written_nor_submitted(client_of, ladder, joanna, signed_in):
    report = make_sent(client_of, ladder.ae, joanna)

    for act in (
        lambda: report.write(ladder.ae, 1, {"subject": "x"}, [], {}, AT),
        lambda: report.submit(ladder.ae, ladder.am, AT),
        lambda: report.send_back(ladder.am, "x", AT),
        lambda: report.cover(ladder.ae, report.interaction.obligation, AT),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.status == WRONG_STATE
    assert signed_in(ladder.ae).get(f"/reports/{report.pk}/draft/").status_code == WRONG_STATE


# -- The page -------------------------------------------------------------------------------------


def test_the_editor_asks_as_often_with_one_line_as_with_sixty(
    draft, ladder, joanna, signed_in, django_assert_num_queries
):
    browser = signed_in(ladder.ae)
    browser.get(f"/reports/{draft.pk}/")
    with django_assert_num_queries(QUERIES):
        browser.get(f"/reports/{draft.pk}/")

    lines = lines_of_a_report(ladder.ae, joanna) * 10
    draft.write(ladder.ae, 1, {}, lines, {}, AT)
    for number in range(30):
        make_contact(draft.client, f"Person {number}", distribution="to")

    with django_assert_num_queries(QUERIES):
        browser.get(f"/reports/{draft.pk}/")


QUERIES = 7


def test_the_reader_of_a_draft_is_offered_to_return_it(client_of, ladder, joanna, signed_in):
    report = make_draft(client_of, ladder.ae, joanna, by=ladder.aae)
    report.submit(ladder.aae, ladder.ae, AT)

    page = signed_in(ladder.ae).get(f"/reports/{report.pk}/").content.decode()
    authors = signed_in(ladder.aae).get(f"/reports/{report.pk}/").content.decode()

    assert f"/reports/{report.pk}/return/" in page
    assert "<fieldset" in authors
    assert "disabled" in authors
    assert f"/reports/{report.pk}/return/" not in authors


def test_the_preview_is_framed_by_our_own_pages_only(draft, ladder, signed_in):
    answer = signed_in(ladder.ae).get(f"/reports/{draft.pk}/draft/preview/")

    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert "Draft" in answer.content.decode()
    assert "They may leave us in spring" not in answer.content.decode()


def test_people_without_a_rank_read_the_draft(draft, ladder, signed_in):
    put_on_team(draft.client, ladder.planner, "planning")

    answer = signed_in(ladder.planner).get(f"/reports/{draft.pk}/")

    assert answer.status_code == 200
    assert "Distribute…" not in answer.content.decode()


def test_versions_are_one_as_long_as_nothing_was_sent(draft):
    assert ReportVersion.objects.count() == 1
    assert draft.started_at < timezone.now()
