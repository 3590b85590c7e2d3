"""Search: what can be found under which words, by whom, and at what cost."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from accounts.models import Client, RiskSnapshot, SearchEntry, User, machinery
from briefs.models import Job
from tests.cast import NOW, make_brand, make_client, make_contact_held, make_draft, put_on_team

pytestmark = pytest.mark.django_db
KINDS = SearchEntry.Kind.values


@pytest.fixture
def bank(ladder, client_of):
    client_of.write_search_entry(NOW)
    return client_of


def put(client, title, kind="report", at=NOW, **words):
    """An entry of its own about a job that nobody else writes about."""
    job = Job(number=f"X-{Job.objects.count()}", client=client, title=title[:160])
    job.owner = job.opened_by = User.objects.first()
    job.opened_at = at
    job.save()
    SearchEntry.objects.put(job, kind=kind, client=client, title=title, at=at, **words)
    return SearchEntry.objects.latest("pk")


def titles(user, text, kinds=KINDS, most=50):
    found = SearchEntry.objects.found(user, text, list(kinds), most)
    return [entry.title for entry in found]


# -- Words --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "typed"),
    [
        ("Card launch, creative review", "creative"),
        ("Card launch, creative review", "CREAT"),
        ("Card launch, creative review", "review card"),
        ("Смета на съёмку", "смета"),
        ("Смета на съёмку", "СЪЕМК"),
        ("北京的会议记录", "会议"),
        ("Caffè Aurélia", "caffe aurelia"),
        ("Cafe Aurelia", "Caffé Aurélia".replace("ff", "f")),
        ("Straße des 17. Juni", "STRASSE"),
        ("ＦＵＬＬ width", "full"),
        ("Ångström 100_000", "angstrom 100_0"),
        ("BRW/CR/26-017 Card launch", "brw/cr/26-017"),
        ("BRW-26-0042 Film", "26-0042"),
        ("Ελληνικά ΣΊΣΥΦΟΣ", "σισυφος"),
        ("50% off, now", "50% off"),
    ],
)
def test_case_accents_scripts_and_beginnings_are_all_one(ladder, bank, title, typed):
    put(bank, title)

    assert titles(ladder.ae, typed) == [title]


@pytest.mark.parametrize("typed", ["reactive", "creative tax", "eview", "会记", "1", "смета"])
def test_all_words_must_begin_a_word(ladder, bank, typed):
    put(bank, "Card launch, creative review 0_0")

    assert titles(ladder.ae, typed) == []


@pytest.mark.parametrize("typed", ["%", "_", "' OR 1=1 --", "\\", "* ( ) :", "\0", "😀", " " * 90])
def test_signs_are_no_words_and_no_wildcards(ladder, bank, typed):
    put(bank, "Nothing of the kind", at=NOW)

    found = titles(ladder.ae, typed)

    assert found in ([], titles(ladder.ae, ""))


def test_the_latest_comes_first_and_each_kind_has_its_share(ladder, bank):
    for number in range(4):
        put(bank, f"Review {number}", at=NOW + timedelta(hours=number))
        put(bank, f"Review job {number}", kind="job", at=NOW + timedelta(hours=number))

    found = titles(ladder.ae, "review", most=2)

    assert sorted(found) == ["Review 2", "Review 3", "Review job 2", "Review job 3"]
    assert found.index("Review 3") < found.index("Review 2")


def test_a_renamed_record_is_found_under_its_new_name_only(ladder, bank):
    Client.objects.filter(pk=bank.pk).update(name="Clearwater Bank")
    Client.objects.get(pk=bank.pk).write_search_entry(NOW)

    assert titles(ladder.ae, "clearwater") == ["Clearwater Bank"]
    assert titles(ladder.ae, "brightwater") == []
    assert SearchEntry.objects.count() == 1


def test_a_kind_nobody_has_a_rule_for_is_refused_by_the_database(bank):
    with pytest.raises(IntegrityError), transaction.atomic():
        SearchEntry.objects.update(kind="recipe")


# -- Who finds what -----------------------------------------------------------------------------


@pytest.fixture
def one_of_each(ladder, bank):
    for kind in ("job", "contact", "report", "estimate", "invoice"):
        put(bank, f"Secret {kind}", kind=kind)
    SearchEntry.objects.filter(kind="client").update(title="Secret client", text=" secret client")
    entry = SearchEntry.objects.get(kind="client")
    machinery.SearchWord.objects.create(entry=entry, word="secret")
    ladder.gad.write_search_entry(NOW)


@pytest.mark.parametrize(
    ("who", "found"),
    [
        ("ae", ["client", "contact", "estimate", "invoice", "job", "report"]),
        ("csd", ["client", "contact", "estimate", "invoice", "job", "report"]),
        ("gad", ["client", "contact", "estimate", "invoice", "job", "report"]),
        ("finance", ["client", "estimate", "invoice", "job"]),
        ("traffic", ["client", "job"]),
        ("stranger", []),
        ("planner", []),
        ("admin", []),
    ],
)
@pytest.mark.parametrize("common", [False, True])
def test_one_finds_what_one_may_see(ladder, one_of_each, monkeypatch, who, found, common):
    if common:
        monkeypatch.setattr(machinery, "PER_WORD", 1)
        monkeypatch.setattr(machinery, "RECENT", 2)
    person = getattr(ladder, who)

    assert sorted(titles(person, "secret")) == [f"Secret {kind}" for kind in found]
    listed = SearchEntry.objects.visible_to(person).exclude(kind="person")
    assert sorted(listed.values_list("kind", flat=True)) == found


def test_everybody_finds_colleagues(ladder, one_of_each):
    for person in (ladder.stranger, ladder.finance, ladder.csd, ladder.admin):
        assert titles(person, "gad") == ["Gad"]


def test_a_wall_hides_a_client_from_search_at_once(ladder, one_of_each):
    ladder_csd = ladder.csd
    other = User.objects.create(email="csd2@northlight.example", name="Second", rank="csd")
    client = SearchEntry.objects.get(kind="client").client
    client.walls.create(person=ladder_csd, reason="r", raised_by=other, raised_at=NOW)

    assert titles(ladder_csd, "secret") == []
    assert len(titles(other, "secret")) == 6


def test_a_deactivated_person_finds_nothing(ladder, one_of_each):
    ladder.ae.is_active = False

    assert titles(ladder.ae, "secret") == titles(ladder.ae, "gad") == []


def test_of_common_words_the_latest_are_looked_through_and_every_client(ladder, monkeypatch):
    monkeypatch.setattr(machinery, "PER_WORD", 3)
    monkeypatch.setattr(machinery, "RECENT", 5)
    clients = [make_client(f"W{chr(65 + n)}", f"Works {n}") for n in range(8)]
    for client in clients:
        client.write_search_entry(NOW - timedelta(days=900))
    for number in range(10):
        put(clients[0], f"Works {number}", at=NOW + timedelta(hours=number))

    assert len(titles(ladder.csd, "works", ["client"])) == 8
    reports = titles(ladder.csd, "works", ["report"])
    assert reports[0] == "Works 9"
    assert 5 <= len(reports) < 10


# -- Pages --------------------------------------------------------------------------------------


def test_the_page_groups_by_kind_and_leads_to_the_records(ladder, bank, signed_in):
    put(bank, "Brightwater film", kind="job")
    page = signed_in(ladder.ae).get("/search/?q=bright").content.decode()

    assert page.index('<h2 id="hits-client">') < page.index('<h2 id="hits-job">')
    assert f'href="/clients/{bank.pk}/"' in page
    assert 'value="bright"' in page


def test_one_kind_shows_more_of_it(ladder, bank, signed_in):
    for number in range(9):
        put(bank, f"Review {number}")
    browser = signed_in(ladder.ae)

    page = browser.get("/search/?q=review").content.decode()
    assert page.count("data-item") == 8
    assert "?q=review&amp;kind=report" in page
    assert browser.get("/search/?q=review&kind=report").content.count(b"data-item") == 9


def test_nothing_found_and_nothing_yet_are_told_apart(ladder, signed_in):
    browser = signed_in(ladder.ae)

    assert b"Nothing found" in browser.get("/search/?q=zebra").content
    assert b"Nothing yet" in browser.get("/search/").content


@pytest.mark.parametrize(
    "query",
    ["q=" + "x" * 101, "kind=recipe", "q=a&kind=%00", "q=" + "%EF%BF%BF" * 101],
)
def test_a_search_that_makes_no_sense_is_answered_on_the_page(ladder, signed_in, query):
    browser = signed_in(ladder.ae)

    assert browser.get(f"/search/?{query}").status_code == 422
    assert browser.get(f"/search/suggestions/?{query}").status_code == 422


@pytest.mark.parametrize("query", ["q=%00", "q=%E2%80%AEabc", "q=%FF", "q=%F0%9F%98%80"])
def test_odd_signs_are_no_fault(ladder, signed_in, query):
    assert signed_in(ladder.ae).get(f"/search/?{query}").status_code == 200


@pytest.mark.parametrize("who", ["ae", "csd"])
@pytest.mark.parametrize("count", [1, 30])
def test_the_same_queries_with_one_hit_and_with_thirty(
    ladder, bank, signed_in, who, count, django_assert_num_queries
):
    for number in range(count):
        put(bank, f"Review {number}")
    browser = signed_in(getattr(ladder, who))

    # Session, person; navigation; the word; for the AE the clients; the rows.
    with django_assert_num_queries(6 if who == "ae" else 5):
        browser.get("/search/?q=review")


def test_common_words_cost_a_query_more_at_most(
    ladder, bank, signed_in, monkeypatch, django_assert_num_queries
):
    monkeypatch.setattr(machinery, "PER_WORD", 1)
    monkeypatch.setattr(machinery, "RECENT", 2)
    for number in range(5):
        put(bank, f"Card review {number}")
    browser = signed_in(ladder.csd)

    with django_assert_num_queries(7):
        browser.get("/search/?q=card+review")


# -- The command box ----------------------------------------------------------------------------


def suggested(browser, text):
    return browser.get("/search/suggestions/", {"q": text}).content.decode()


def test_suggestions_are_a_fragment_with_records_and_what_one_can_do(ladder, bank, signed_in):
    page = suggested(signed_in(ladder.ae), "bright")

    assert "<html" not in page
    assert page.index("Brightwater Bank") < page.index("Log a meeting with Brightwater Bank")
    assert f'href="/contacts/new/?client={bank.pk}"' in page


def test_a_clients_suggestion_leads_with_its_plate(ladder, bank, signed_in):
    RiskSnapshot.objects.create(
        client=bank, on=NOW.date(), points=50, band="red", since_on=NOW.date(),
        coverage=100, signals=[], weights="1", taken_at=NOW,
    )  # fmt: skip

    assert 'aria-label="At risk"' in suggested(signed_in(ladder.ae), "bright")
    assert "At risk" not in suggested(signed_in(ladder.finance), "bright")


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("log", "Log a meeting or call"),
        ("import cal", "Import a calendar"),
        ("job", "Open a new job"),
        ("inbox", "Open the inbox"),
        ("absence", "Enter an absence"),
    ],
)
def test_commands_are_found_by_the_beginnings_of_their_words(ladder, signed_in, typed, label):
    assert label in suggested(signed_in(ladder.ae), typed)


def test_without_words_the_latest_comes_first_then_every_command(ladder, bank, signed_in):
    page = suggested(signed_in(ladder.ae), "")

    assert page.index("Brightwater Bank") < page.index("Log a meeting or call")
    assert "Log a meeting with" not in page


def test_finance_is_offered_no_meeting(ladder, bank, signed_in):
    page = suggested(signed_in(ladder.finance), "bright")

    assert "Brightwater Bank" in page
    assert "Log a meeting" not in page


@pytest.mark.parametrize("count", [1, 30])
def test_suggestions_cost_the_same_for_one_client_and_for_thirty(
    ladder, signed_in, count, django_assert_num_queries
):
    for number in range(count):
        code = f"W{chr(65 + number // 26)}{chr(65 + number % 26)}"
        client = put_on_team(make_client(code, f"Works {number}"), ladder.ae, "ae").client
        client.write_search_entry(NOW)
    browser = signed_in(ladder.ae)

    # Session, person, the word, the clients, the rows, their bands.
    with django_assert_num_queries(6):
        suggested(browser, "works")


def test_nobody_signed_in_finds_nothing(client, bank):
    assert client.get("/search/?q=bright").status_code == 302
    assert client.get("/search/suggestions/?q=bright").status_code == 302
    client.force_login(User.objects.first(), backend="django.contrib.auth.backends.ModelBackend")
    assert client.post("/search/").status_code == 405


# -- Writing everything anew --------------------------------------------------------------------


def test_reindexing_writes_the_same_entries_and_forgets_what_is_gone(ladder, bank, joanna, capsys):
    Job.objects.open_job(bank, make_brand(bank), "Film", ladder.ae, by=ladder.ae, at=NOW)
    make_draft(bank, ladder.ae, joanna, subject="Creative review")
    for contact in (make_contact_held(bank, ladder.ae, subject="Status call"),):
        contact.write_search_entry(NOW)
    ghost = put(bank, "Ghost")
    Job.objects.filter(pk=ghost.about_id).update(title="Spirit")
    SearchEntry.objects.filter(pk=ghost.pk).update(about_id=999_999)
    call_command("reindex_search")
    before = snapshot()
    assert not titles(ladder.ae, "ghost")
    assert {"client", "job", "contact", "report", "person"} == set(before)

    SearchEntry.objects.all().delete()
    call_command("reindex_search")

    assert snapshot() == before
    assert titles(ladder.ae, "film") == [str(Job.objects.get(title="Film"))]


def snapshot():
    found = {}
    for entry in SearchEntry.objects.all():
        found.setdefault(entry.kind, set()).add((entry.title, entry.text))
    return found
