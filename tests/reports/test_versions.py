"""A sent report is corrected by a new version; the old one stays as it was."""

from datetime import timedelta

import pytest

from accounts.models import ActionItem, OutgoingMail
from agency.lib.refusal import WRONG_RANK, WRONG_STATE, Refused
from reports.models import ContactReport, Obligation
from reports.models.topics import Line
from tests.cast import NOW, make_accepted, make_contact, make_draft, make_sent

AT = NOW + timedelta(hours=5)


@pytest.fixture
def sent(client_of, ladder, joanna):
    report = make_sent(client_of, ladder.ae, joanna)
    make_accepted(report, NOW + timedelta(hours=2))
    return report


def correct(report, by, words=None, lines=None, what_changed="The date was wrong.", at=AT):
    version = report.correct(by, at)
    lines = version.lines if lines is None else lines
    report.write(by, version.edit, {**(words or {}), "what_changed": what_changed}, lines, {}, at)
    return version


def changed(line, **values):
    return Line(**{**line.__dict__, **values})


# -- Beginning ------------------------------------------------------------------------------------


def test_a_correction_begins_with_what_was_sent(sent, ladder):
    version = sent.correct(ladder.ae, AT)

    first = sent.versions.get(number=1)
    assert (version.number, version.subject, version.topics) == (2, first.subject, first.topics)
    assert version.what_changed == ""
    assert version.is_open


def test_an_open_correction_is_gone_on_with(sent, ladder):
    assert sent.correct(ladder.ae, AT) == sent.correct(ladder.am, AT)
    assert sent.versions.count() == 2


def test_a_draft_is_not_corrected(client_of, ladder, joanna):
    draft = make_draft(client_of, ladder.ae, joanna)

    with pytest.raises(Refused) as refused:
        draft.correct(ladder.ae, AT)

    assert refused.value.status == WRONG_STATE


def test_an_aae_corrects_nothing(sent, ladder):
    for act in (sent.correct, sent.drop_correction):
        with pytest.raises(Refused) as refused:
            act(ladder.aae, AT)
        assert refused.value.status == WRONG_RANK


def test_a_correction_can_be_dropped(sent, ladder, signed_in):
    sent.correct(ladder.ae, AT)
    browser = signed_in(ladder.ae)

    browser.post(f"/reports/{sent.pk}/correction/drop/")
    again = browser.post(f"/reports/{sent.pk}/correction/drop/")

    assert sent.versions.count() == 1
    assert again.status_code == WRONG_STATE


# -- Sending --------------------------------------------------------------------------------------


def test_a_correction_says_what_changed(sent, ladder):
    sent.correct(ladder.ae, AT)

    with pytest.raises(Refused) as refused:
        sent.distribute(ladder.ae, AT)

    assert refused.value.field == "what_changed"


def test_the_correction_keeps_the_number_and_names_what_it_replaces(sent, ladder):
    correct(sent, ladder.ae)

    sent.distribute(ladder.ae, AT)

    paper = sent.versions.get(number=2).paper
    assert (paper.number, paper.version) == ("BRW/CR/26-001", 2)
    assert paper.content["replaces"]["version"] == 1
    assert paper.content["replaces"]["changes"] == "The date was wrong."
    mail = OutgoingMail.objects.filter(paper=paper).first()
    assert mail.subject.startswith("Corrected: ")
    assert "The date was wrong." in mail.body


def test_it_goes_to_everyone_who_got_the_first_and_to_new_names(sent, client_of, ladder, joanna):
    luis = make_contact(client_of, "Luis Prieto")
    correct(sent, ladder.ae, what_changed="Luis was there, not Joanna.")
    sent.seat(ladder.ae, sent.interaction, AT, present=[ladder.ae, luis])
    sent.send_to(ladder.ae, f"person:{ladder.gad.pk}", "cc", AT)

    sent.distribute(ladder.ae, AT)

    got = {row.who for row in sent.versions.get(number=2).recipients.all()}
    assert got == {joanna, ladder.ae, ladder.am, luis, ladder.gad}


def test_nobody_who_got_the_first_can_be_left_out(sent, ladder, joanna):
    version = correct(sent, ladder.ae)

    with pytest.raises(Refused):
        sent.leave_out(ladder.ae, version.recipients.get(contact=joanna), AT)


def test_the_clock_neither_starts_nor_moves(sent, ladder):
    before = Obligation.objects.values().get()
    correct(sent, ladder.ae)

    sent.distribute(ladder.ae, AT)
    make_accepted(sent, AT)

    assert Obligation.objects.values().get() == before


def test_a_late_correction_needs_no_excuse(sent, ladder):
    correct(sent, ladder.ae)

    sent.distribute(ladder.ae, NOW + timedelta(days=9))

    assert sent.versions.get(number=2).distributed_at


def test_the_list_of_those_present_can_be_corrected(sent, client_of, ladder, joanna):
    luis = make_contact(client_of, "Luis Prieto")
    correct(sent, ladder.ae, what_changed="Luis was there too.")

    sent.seat(ladder.ae, sent.interaction, AT, present=[ladder.ae, joanna, luis])
    sent.distribute(ladder.ae, AT)

    (contact,) = sent.versions.get(number=2).paper.content["contacts"]
    names = [person["name"] for side in contact["present"] for person in side["people"]]
    assert "Luis Prieto" in names


# -- The action items -----------------------------------------------------------------------------


def test_action_items_follow_their_lines(sent, ladder, joanna):
    version = sent.correct(ladder.ae, AT)
    lines = version.lines
    lines[3] = changed(lines[3], text="Deliver route B in 8 formats", due="2026-03-30")
    del lines[4]
    lines.append(
        Line("action", "Book the studio", owner=f"person:{ladder.am.pk}", due="2026-03-21")
    )
    correct(sent, ladder.ae, lines=lines)

    sent.distribute(ladder.ae, AT)

    items = {item.text: item for item in ActionItem.objects.all()}
    ours = items["Deliver route B in 8 formats"]
    assert (ours.due_on.isoformat(), ours.moves, ours.first_due_on.isoformat()) == (
        "2026-03-30",
        1,
        "2026-03-14",
    )
    assert items["Approve the film stills"].cancelled_at == AT
    assert items["Approve the film stills"].cancel_reason == "No longer in BRW/CR/26-001."
    assert items["Book the studio"].person == ladder.am
    assert len(items) == 3


def test_what_a_correction_leaves_alone_stays_as_people_made_it(sent, ladder, joanna):
    ours, theirs = ActionItem.objects.order_by("pk")
    ours.move(ladder.ae, NOW.date() + timedelta(days=20), "Later", AT)
    theirs.complete(ladder.ae, AT)
    correct(sent, ladder.ae, words={"subject": "Another subject"})

    sent.distribute(ladder.ae, AT)

    ours.refresh_from_db()
    theirs.refresh_from_db()
    assert ours.due_on == NOW.date() + timedelta(days=20)
    assert theirs.done_at == AT
    assert ActionItem.objects.count() == 2


# -- The pages ------------------------------------------------------------------------------------


def test_the_old_version_says_that_it_was_replaced(sent, ladder, signed_in):
    correct(sent, ladder.ae)
    sent.distribute(ladder.ae, AT)
    browser = signed_in(ladder.ae)

    old = browser.get(f"/reports/{sent.pk}/versions/1/").content.decode()
    new = browser.get(f"/reports/{sent.pk}/").content.decode()

    assert "Superseded" in old
    assert "Superseded" not in new
    assert "Replaces version 1" in new
    assert f"/reports/{sent.pk}/versions/1/" in new


def test_a_version_that_is_not_there_is_a_404(sent, ladder, signed_in):
    sent.correct(ladder.ae, AT)

    for number in (2, 3):
        answer = signed_in(ladder.ae).get(f"/reports/{sent.pk}/versions/{number}/")
        assert answer.status_code == 404


def test_while_it_is_corrected_the_page_shows_what_was_sent(sent, ladder, signed_in):
    correct(sent, ladder.ae, words={"subject": "Not sent yet"})

    page = signed_in(ladder.ae).get(f"/reports/{sent.pk}/").content.decode()

    assert "Not sent yet" not in page
    assert "A correction is being written" in page


def test_the_editor_of_a_correction_asks_what_changed_and_not_for_a_reading(
    sent, ladder, signed_in
):
    browser = signed_in(ladder.ae)

    answer = browser.post(f"/reports/{sent.pk}/correction/")
    page = browser.get(answer["Location"]).content.decode()

    assert answer["Location"] == f"/reports/{sent.pk}/draft/"
    assert 'name="what_changed"' in page
    assert 'name="reading"' not in page


def test_the_reading_is_that_of_the_first_version(sent, ladder):
    version = sent.correct(ladder.ae, AT)

    sent.write(ladder.ae, version.edit, {}, version.lines, {"reading": -1}, AT)

    assert ContactReport.objects.get().reading == 0


def test_the_third_version_replaces_the_second(sent, ladder):
    for number in (2, 3):
        correct(sent, ladder.ae, what_changed=f"Change {number}", at=AT + timedelta(hours=number))
        sent.distribute(ladder.ae, AT + timedelta(hours=number))

    assert sent.versions.get(number=3).paper.content["replaces"]["version"] == 2


def test_a_document_asks_as_often_with_one_version_as_with_three(
    sent, ladder, signed_in, django_assert_num_queries
):
    browser = signed_in(ladder.ae)
    browser.get(f"/reports/{sent.pk}/")
    with django_assert_num_queries(7):
        browser.get(f"/reports/{sent.pk}/")

    for number in (2, 3):
        correct(sent, ladder.ae, at=AT + timedelta(hours=number))
        sent.distribute(ladder.ae, AT + timedelta(hours=number))

    with django_assert_num_queries(7):
        browser.get(f"/reports/{sent.pk}/")
