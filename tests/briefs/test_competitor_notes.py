"""Competitor notes: kept while one remembers, listed, added up, exported."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Notice
from agency.lib.refusal import Refused
from briefs import brand_figures
from briefs.models import Competitor, CompetitorNote
from tests.briefs.brand_cast import at, make_note
from tests.cast import NOW, make_brand, make_client, put_on_team

LIST, NEW = "/competitor-notes/", "/competitor-notes/new/"
DAY = timedelta(days=1)
YESTERDAY = NOW.date() - DAY


@pytest.fixture
def brand(client_of):
    return make_brand(client_of)


def spent(brand, by, amount, name="Harbour Bank", currency="EUR", first=YESTERDAY, last=YESTERDAY):
    return make_note(
        brand,
        by,
        kind="spend",
        new_competitor=name,
        spend=Decimal(amount),
        currency=currency,
        spend_from=first,
        spend_to=last,
    )


def test_an_assistant_notes_what_he_saw_on_one_form(brand, ladder, signed_in):
    browser = signed_in(ladder.aae)
    form = browser.get(NEW, {"brand": brand.pk})
    assert form.status_code == 200
    today = brand.client.local_date(timezone.now())
    assert form.context["form"]["seen_on"].value() == today
    sent = {
        "new_competitor": "Harbour Bank",
        "kind": "ad",
        "comment": "Posters at the station.",
        "seen_on": today,
    }
    answer = browser.post(f"{NEW}?brand={brand.pk}", sent)
    assert answer.url == at("brand-notes", brand)
    note = CompetitorNote.objects.get()
    assert (note.author, note.competitor.name, note.kind) == (ladder.aae, "Harbour Bank", "ad")
    assert (note.spend, note.currency) == (None, "")
    assert note.history.get().history_user == ladder.aae


def test_without_a_brand_the_first_step_asks_for_one_of_his(brand, ladder, signed_in):
    make_brand(make_client("ORC", "Orchard"), "Milk")
    page = signed_in(ladder.aae).get(NEW)
    assert list(page.context["form"].fields["brand"].queryset) == [brand]


def test_a_competitor_that_is_known_is_not_named_twice(brand, ladder):
    make_note(brand, ladder.aae, new_competitor="Harbour Bank")
    make_note(brand, ladder.aae, new_competitor="harbour bank")
    assert Competitor.objects.get().notes.count() == 2


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"kind": "spend"}, "spend"),
        ({"spend": Decimal(1), "currency": "EUR"}, "spend"),
        ({"spend_from": YESTERDAY}, "spend"),
        (
            {
                "spend": Decimal(1),
                "currency": "EUR",
                "spend_from": YESTERDAY,
                "spend_to": YESTERDAY - DAY,
            },
            "spend_to",
        ),
        ({"seen_on": NOW.date() + 2 * DAY}, "seen_on"),
        ({"new_competitor": ""}, "competitor"),
    ],
)
def test_a_note_that_says_half_is_refused_beside_its_field(brand, ladder, facts, field):
    with pytest.raises(Refused) as refusal:
        make_note(brand, ladder.aae, **facts)
    assert refusal.value.field == field
    assert not CompetitorNote.objects.exists()
    assert not Competitor.objects.exists()


def test_a_competitor_of_another_brand_is_refused(brand, ladder):
    other = make_note(make_brand(brand.client, "Loans"), ladder.aae)
    with pytest.raises(Refused, match="another brand"):
        make_note(brand, ladder.aae, competitor=other.competitor)


@pytest.mark.parametrize(
    ("who", "status"), [("planner", 403), ("finance", 404), ("stranger", 404), ("csd", 200)]
)
def test_the_account_team_keeps_notes(brand, ladder, signed_in, who, status):
    put_on_team(brand.client, ladder.planner, "planning")
    browser = signed_in(getattr(ladder, who))
    assert browser.get(NEW, {"brand": brand.pk}).status_code == status
    if status != 200:
        with pytest.raises(Refused):
            make_note(brand, getattr(ladder, who))


def test_a_proposed_next_step_reaches_the_clients_executive_once(brand, ladder):
    note = make_note(brand, ladder.aae, next_step="Answer with the fee-free month.")
    notice = Notice.objects.get()
    assert notice.person == ladder.ae
    assert notice.url == note.get_absolute_url()
    facts = {"kind": "ad", "comment": "x", "seen_on": YESTERDAY, "competitor": note.competitor}
    note.edit(ladder.aae, NOW, next_step="Answer with the fee-free month.", **facts)
    assert Notice.objects.get().created_at == NOW
    note.remove(ladder.aae, NOW)
    assert not Notice.objects.exists()


def test_the_author_and_his_executive_change_a_note(brand, ladder, signed_in):
    note = make_note(brand, ladder.am)
    sent = {"competitor": note.competitor.pk, "kind": "price", "comment": "Cheaper.",
            "seen_on": YESTERDAY}  # fmt: skip
    for person, status in ((ladder.aae, 403), (ladder.ae, 302), (ladder.ae, 302)):
        answer = signed_in(person).post(at("edit-competitor-note", note), sent)
        assert answer.status_code == status
    note.refresh_from_db()
    assert (note.kind, note.comment) == ("price", "Cheaper.")
    assert note.history.count() == 2
    page = signed_in(ladder.ae).get(reverse("history", args=["competitor-note", note.pk]))
    assert "Cheaper." in page.content.decode()


def test_a_removed_note_leaves_its_history(brand, ladder, signed_in):
    note = make_note(brand, ladder.ae)
    url = at("remove-competitor-note", note)
    assert signed_in(ladder.aae).post(url).status_code == 403
    assert signed_in(ladder.ae).get(url).status_code == 405
    assert signed_in(ladder.ae).post(url).status_code == 302
    assert signed_in(ladder.ae).post(url).status_code == 404
    assert CompetitorNote.history.filter(id=note.pk, history_type="-").exists()


# -- Lists, sums, files -------------------------------------------------------------------------


def test_the_list_is_narrowed_by_client_competitor_kind_and_period(brand, ladder, signed_in):
    old = make_note(brand, ladder.aae, NOW.date() - 40 * DAY, comment="Old news")
    ad = make_note(brand, ladder.aae, kind="ad", new_competitor="Quay", comment="Posters")
    other = put_on_team(make_client("ORC", "Orchard"), ladder.ae, "ae").client
    milk = make_note(make_brand(other, "Milk"), ladder.ae, comment="New bottle")
    browser = signed_in(ladder.ae)

    def found(**asked):
        return {note.pk for note in browser.get(LIST, asked).context["page"]}

    assert found() == {old.pk, ad.pk, milk.pk}
    assert found(client=other.pk) == {milk.pk}
    assert found(competitor="quay") == {ad.pk}
    assert found(kind="ad") == {ad.pk}
    assert found(first=(NOW.date() - 10 * DAY).isoformat()) == {ad.pk, milk.pk}
    assert found(last=(NOW.date() - 10 * DAY).isoformat()) == {old.pk}
    assert found(q="bottle") == {milk.pk}
    assert found(kind="nonsense", first="x") == {old.pk, ad.pk, milk.pk}


def test_nobody_sees_notes_of_others_clients(brand, ladder, signed_in):
    note = make_note(brand, ladder.aae, comment="Secret bottle")
    browser = signed_in(ladder.stranger)
    assert "Secret bottle" not in browser.get(LIST).content.decode()
    assert b"Secret bottle" not in browser.get(f"{LIST}export/").getvalue()
    assert browser.get(f"{LIST}export/", {"brand": brand.pk}).status_code == 404
    assert browser.get(note.get_absolute_url()).status_code == 404


def test_spend_is_added_up_by_competitor_and_period_and_never_across_currencies(brand, ladder):
    for amount, name, currency in (
        ("100.50", "Quay", "EUR"),
        ("200.25", "Quay", "EUR"),
        ("7", "Quay", "USD"),
        ("50", "Harbour", "EUR"),
    ):
        spent(brand, ladder.aae, amount, name, currency)
    earlier = YESTERDAY - 30 * DAY
    spent(brand, ladder.aae, "1000", "Quay", first=earlier, last=earlier)
    make_note(brand, ladder.aae)
    rows = brand_figures.spend_by_competitor(CompetitorNote.objects.all())
    assert [
        (row["competitor"], row["last"], row["currency"], row["amount"], row["notes"])
        for row in rows
    ] == [
        ("Harbour", YESTERDAY, "EUR", Decimal(50), 1),
        ("Quay", YESTERDAY, "EUR", Decimal("300.75"), 2),
        ("Quay", YESTERDAY, "USD", Decimal(7), 1),
        ("Quay", earlier, "EUR", Decimal(1000), 1),
    ]
    assert brand_figures.totals(rows) == [("EUR", Decimal("1350.75")), ("USD", Decimal(7))]


def test_the_file_holds_what_the_filter_leaves_and_no_formula(brand, ladder, signed_in):
    spent(brand, ladder.aae, "1234.5", name="=Quay")
    make_note(brand, ladder.aae, comment="Not this one")
    asked = {"kind": "spend", "brand": brand.pk}
    answer = signed_in(ladder.ae).get(f"{LIST}export/", asked)
    text = answer.getvalue().decode()
    assert answer["Content-Disposition"] == 'attachment; filename="competitor-notes.csv"'
    assert "'=Quay" in text
    assert "1234.50,EUR" in text
    assert "Not this one" not in text


@pytest.mark.parametrize("rows", [1, 30])
def test_the_lists_ask_the_same_for_one_note_and_for_thirty(
    brand, ladder, signed_in, rows, django_assert_num_queries
):
    for number in range(rows):
        spent(brand, ladder.aae, number, name=f"Rival {number}")
    browser = signed_in(ladder.ae)
    for url, queries in ((LIST, 7), (at("brand-notes", brand), 7)):
        browser.get(url)
        with django_assert_num_queries(queries):
            browser.get(url)


def test_a_proposed_step_becomes_an_action_item_of_the_executive_once(brand, ladder, signed_in):
    note = make_note(brand, ladder.aae, next_step="Answer with a rate for students.")
    url = at("take-step", note)

    assert signed_in(ladder.aae).post(url).status_code == 403
    browser = signed_in(ladder.am)
    assert browser.post(url).status_code == 302
    assert browser.post(url).status_code == 409

    item = note.step_taken
    assert (item.person, item.text, item.is_client_visible) == (ladder.ae, note.next_step, False)
    assert url not in browser.get(note.get_absolute_url()).content.decode()
    with pytest.raises(Refused):
        make_note(brand, ladder.aae).take_step(ladder.ae, NOW)
