"""Whom a report goes to by the rule of the house, and what became of each mail."""

from datetime import timedelta

import pytest

from accounts.models import OutgoingMail, PartnerPerson, TeamMember
from agency.lib.refusal import WRONG_RANK, WRONG_STATE, Refused
from reports.models import ContactReport, Interaction, Obligation, Participant
from tests.cast import (
    NOW,
    make_accepted,
    make_client,
    make_contact,
    make_draft,
    make_person,
    make_sent,
    make_team,
)

AT = NOW + timedelta(hours=1)


@pytest.fixture
def draft(client_of, ladder, joanna):
    return make_draft(client_of, ladder.ae, joanna)


def places(report):
    rows = report.versions.first().recipients.filter(is_left_out=False)
    return {row.who: row.place for row in rows}


# -- The rule -------------------------------------------------------------------------------------


def test_client_people_who_were_there_stand_under_to_the_superior_under_copy(draft, ladder, joanna):
    rows = {row.who: row for row in draft.versions.get().recipients.all()}

    assert places(draft) == {joanna: "to", ladder.ae: "cc", ladder.am: "cc"}
    assert rows[joanna].is_client_participant
    assert rows[ladder.am].is_superior
    assert not rows[ladder.ae].is_superior


def test_contacts_who_always_get_reports_are_on_the_list(client_of, ladder, joanna):
    to = make_contact(client_of, "Catherine Moreau", distribution="to")
    copy = make_contact(client_of, "Luis Prieto", distribution="cc")
    make_contact(client_of, "Nobody", distribution="none")

    draft = make_draft(client_of, ladder.ae, joanna)

    assert places(draft)[to] == "to"
    assert places(draft)[copy] == "cc"
    assert len(places(draft)) == 5
    assert not draft.versions.get().recipients.get(contact=to).is_client_participant


def test_who_left_the_client_gets_nothing(client_of, ladder, joanna):
    gone = make_contact(client_of, "Gone", distribution="to", until_on=NOW.date() - timedelta(1))

    assert gone not in places(make_draft(client_of, ladder.ae, joanna))


def test_leads_and_partners_who_were_there_get_a_copy(client_of, ladder, joanna):
    TeamMember.objects.filter(role="ad").update(is_lead=True)
    partner = PartnerPerson.objects.create(
        client=client_of, agency="Mediaworks", name="Paul", email="paul@mediaworks.example"
    )
    draft = make_draft(client_of, ladder.ae, joanna)

    draft.seat(ladder.ae, draft.interaction, AT, present=[ladder.ae, joanna, partner])

    assert places(draft)[ladder.ad] == "cc"
    assert places(draft)[partner] == "cc"


def test_the_superior_who_was_there_is_still_the_superior(client_of, ladder, joanna):
    draft = make_draft(client_of, ladder.ae, joanna, present=[ladder.ae, ladder.am, joanna])

    assert draft.versions.get().recipients.get(person=ladder.am).is_superior


def test_a_colleague_who_may_not_see_the_client_gets_no_mail(client_of, ladder, joanna):
    outsider = make_person("outsider", function="creative")

    draft = make_draft(client_of, ladder.ae, joanna, present=[ladder.ae, joanna, outsider])

    assert outsider not in places(draft)


def test_a_guest_nobody_knows_is_named_and_gets_nothing(draft, ladder, signed_in):
    Participant.objects.create(interaction=draft.interaction, name="Ivo", email="ivo@x.example")

    page = signed_in(ladder.ae).get(f"/reports/{draft.pk}/").content.decode()

    assert "Ivo is not in the client&#x27;s address book" in page


# -- By hand --------------------------------------------------------------------------------------


def test_what_was_done_by_hand_outlives_the_rule(draft, client_of, ladder, joanna):
    luis = make_contact(client_of, "Luis Prieto")
    draft.send_to(ladder.ae, f"contact:{luis.pk}", "to", AT)
    draft.leave_out(ladder.ae, draft.versions.get().recipients.get(person=ladder.ae), AT)

    draft.seat(ladder.ae, draft.interaction, AT, present=[ladder.ae, joanna])
    draft.distribute(ladder.ae, AT)

    assert places(draft) == {joanna: "to", luis: "to", ladder.am: "cc"}


def test_the_superior_cannot_be_left_out(draft, ladder):
    with pytest.raises(Refused):
        draft.leave_out(ladder.ae, draft.versions.get().recipients.get(is_superior=True), AT)

    assert ladder.am in places(draft)


def test_who_was_left_out_can_be_put_back(draft, ladder, joanna):
    draft.leave_out(ladder.ae, draft.versions.get().recipients.get(contact=joanna), AT)
    assert joanna not in places(draft)

    draft.send_to(ladder.ae, f"contact:{joanna.pk}", "to", AT)

    assert draft.versions.get().recipients.get(contact=joanna).is_client_participant


def test_without_the_last_client_participant_it_does_not_go_out(draft, ladder, joanna):
    draft.leave_out(ladder.ae, draft.versions.get().recipients.get(contact=joanna), AT)

    with pytest.raises(Refused) as refused:
        draft.distribute(ladder.ae, AT)

    assert refused.value.field == "address"


def test_people_of_another_client_cannot_be_put_on_the_list(draft, ladder):
    foreign = make_contact(make_team(make_client("ORC", "Orchard"), ladder), "Amara")

    with pytest.raises(Refused):
        draft.send_to(ladder.ae, f"contact:{foreign.pk}", "to", AT)


def test_a_colleague_gets_only_what_he_may_see(draft, ladder):
    with pytest.raises(Refused):
        draft.send_to(ladder.ae, f"person:{ladder.stranger.pk}", "cc", AT)


def test_a_sensitive_report_is_given_to_nobody_outside(draft, client_of, ladder, joanna):
    luis = make_contact(client_of, "Luis Prieto")
    draft.send_to(ladder.ae, f"contact:{luis.pk}", "to", AT)
    Interaction.objects.update(is_sensitive=True)
    draft = ContactReport.objects.get()

    with pytest.raises(Refused):
        draft.send_to(ladder.ae, f"contact:{joanna.pk}", "to", AT)
    draft.distribute(ladder.ae, AT)

    assert set(places(draft)) == {ladder.ae, ladder.am}
    assert places(draft)[ladder.ae] == "to"


def test_the_page_adds_and_takes_off(draft, client_of, ladder, joanna, signed_in):
    luis = make_contact(client_of, "Luis Prieto")
    browser, path = signed_in(ladder.ae), f"/reports/{draft.pk}/recipients/"
    row = draft.versions.get().recipients.get(contact=joanna)

    assert "Luis Prieto" in browser.get(path).content.decode()
    browser.post(path, {"key": f"contact:{luis.pk}", "place": "cc"})
    browser.post(path, {"leave_out": row.pk})

    assert luis in places(draft)
    assert joanna not in places(draft)


@pytest.mark.parametrize(
    "typed",
    [
        {"key": "", "place": "cc"},
        {"key": "contact:99999", "place": "cc"},
        {"key": "x", "place": "cc"},
        {"key": "person:1", "place": "bcc"},
    ],
)
def test_bad_choices_are_marked(draft, ladder, signed_in, typed):
    answer = signed_in(ladder.ae).post(f"/reports/{draft.pk}/recipients/", typed)

    assert answer.status_code == 422


def test_an_unknown_row_is_a_404(draft, ladder, signed_in):
    answer = signed_in(ladder.ae).post(f"/reports/{draft.pk}/recipients/", {"leave_out": "99999"})

    assert answer.status_code == 404


# -- What became of it ----------------------------------------------------------------------------


@pytest.fixture
def sent(client_of, ladder, joanna):
    report = make_sent(client_of, ladder.ae, joanna)
    make_accepted(report, NOW + timedelta(hours=2))
    return report


def mail_to(report, who):
    return OutgoingMail.objects.get(recipient__version__report=report, to_address=who.email)


def test_the_page_says_what_became_of_each_mail(client_of, ladder, joanna, signed_in):
    report = make_sent(client_of, ladder.ae, joanna)
    mails = OutgoingMail.objects.filter(recipient__version__report=report)
    mails.filter(to_address=joanna.email).update(accepted_at=AT)
    mails.filter(to_address=ladder.am.email).update(failed_at=AT, error="Mailbox full")

    page = signed_in(ladder.ae).get(f"/reports/{report.pk}/").content.decode()

    assert "accepted" in page
    assert "queued" in page
    assert "Mailbox full" in page


def test_when_every_mail_to_the_client_came_back_the_report_is_owed_again(sent, ladder, joanna):
    due_at = Obligation.objects.get().due_at

    sent.record_bounce(ladder.ae, mail_to(sent, joanna), "No such user", AT)

    debt = Obligation.objects.get()
    assert debt.is_open
    assert debt.due_at == due_at


def test_one_bounce_of_two_does_not_reopen(client_of, ladder, joanna):
    luis = make_contact(client_of, "Luis Prieto")
    report = make_sent(client_of, ladder.ae, joanna, present=[ladder.ae, joanna, luis])
    make_accepted(report, NOW + timedelta(hours=2))

    report.record_bounce(ladder.ae, mail_to(report, luis), "", AT)

    assert not Obligation.objects.get().is_open


def test_the_bounce_of_a_copy_does_not_reopen(sent, ladder):
    sent.record_bounce(ladder.ae, mail_to(sent, ladder.am), "", AT)

    assert not Obligation.objects.get().is_open


def test_sent_again_to_the_right_address_it_stops_the_clock_anew(sent, ladder, joanna, signed_in):
    browser, mail = signed_in(ladder.ae), mail_to(sent, joanna)
    browser.post(f"/report-mails/{mail.pk}/bounce/", {"note": "No such user"})
    again = {"address": "joanna@brightwater.example"}

    browser.post(f"/report-mails/{mail.pk}/again/", again)
    mail.refresh_from_db()
    assert (mail.to_address, mail.bounced_at) == ("joanna@brightwater.example", None)
    make_accepted(sent, NOW + timedelta(hours=6))

    assert Obligation.objects.get().met_at == NOW + timedelta(hours=6)


def test_a_mail_that_did_not_go_out_cannot_have_come_back(client_of, ladder, joanna):
    report = make_sent(client_of, ladder.ae, joanna)

    with pytest.raises(Refused) as refused:
        report.record_bounce(ladder.ae, mail_to(report, joanna), "", AT)

    assert refused.value.status == WRONG_STATE


def test_others_leave_the_mails_alone(sent, ladder, joanna):
    for act in (sent.record_bounce, sent.send_again):
        with pytest.raises(Refused) as refused:
            act(ladder.planner, mail_to(sent, joanna), "x@y.example", AT)
        assert refused.value.status == WRONG_RANK


@pytest.mark.parametrize("act", ["bounce", "again"])
def test_strangers_find_no_mail(sent, ladder, joanna, signed_in, act):
    path = f"/report-mails/{mail_to(sent, joanna).pk}/{act}/"

    assert signed_in(ladder.stranger).post(path).status_code == 404


def test_a_bad_address_is_marked(sent, ladder, joanna, signed_in):
    path = f"/report-mails/{mail_to(sent, joanna).pk}/again/"

    assert signed_in(ladder.ae).post(path, {"address": "nobody"}).status_code == 422
