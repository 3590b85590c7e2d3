"""People join, change, leave and come back; colleagues find them and see who serves whom."""

from datetime import date, timedelta

import pytest

from accounts.models import (
    AgencyProfile,
    Function,
    Notice,
    OutgoingMail,
    Rank,
    SearchEntry,
    Supervision,
    TeamMember,
    User,
)
from agency.lib.refusal import WRONG_RANK, Refused
from tests.cast import (
    NOW,
    make_absence,
    make_client,
    make_office,
    make_person,
    put_on_team,
)

TODAY = NOW.date()
LEAVING = {"on": TODAY, "at": NOW}


@pytest.fixture
def hr(ladder):
    return make_person("petra.nowak", function=Function.HR, office=make_office())


@pytest.fixture
def newcomer(ladder):
    """What is typed about somebody new."""
    return {
        "name": "Yara Haddad",
        "email": "Yara.Haddad@northlight.example",
        "function": Function.ACCOUNT,
        "rank": Rank.AAE,
        "manager": ladder.ae,
        "office": make_office(),
    }


def typed(facts, **changes):
    """The same as a browser sends it."""
    fields = {"language": "en", "title": "", "phone": "", "time_zone": "", "joined_on": ""}
    for name, value in (facts | changes).items():
        fields[name] = getattr(value, "pk", value) or ""
    return fields


def found(word):
    return list(SearchEntry.objects.filter(words__word=word).values_list("title", "detail"))


# -- Joining ------------------------------------------------------------------------------------


def test_somebody_joins_and_is_asked_by_mail_for_a_password(hr, ladder, newcomer):
    person = User.objects.join(hr, NOW, **newcomer)

    assert person.email == "yara.haddad@northlight.example"
    assert not person.has_usable_password()
    assert Supervision.objects.filter(boss=ladder.csd, person=person).exists()
    assert found("yara") == [("Yara Haddad", "Assistant account executive, Rome")]
    mail = OutgoingMail.objects.get(person=person)
    assert (mail.to_address, "/auth/password/reset/" in mail.body) == (person.email, True)
    assert person.history.get().history_user == hr


@pytest.mark.parametrize("who", ["aae", "ae", "am", "ad", "gad", "finance", "traffic", "planner"])
def test_colleagues_are_told_whom_to_ask(ladder, hr, newcomer, signed_in, who):
    browser = signed_in(getattr(ladder, who))
    for url in ("/people/new/", f"/people/{ladder.aae.pk}/edit/", "/people/departed/"):
        page = browser.get(url)
        assert page.status_code == 403
        assert "Admin, Csd, Petra Nowak" in page.content.decode()
    assert browser.post("/people/new/", typed(newcomer)).status_code == 403
    with pytest.raises(Refused) as refusal:
        User.objects.join(getattr(ladder, who), NOW, **newcomer)
    assert refusal.value.status == WRONG_RANK


@pytest.mark.parametrize("who", ["admin", "csd", "hr"])
def test_those_who_keep_the_people_add_one(ladder, hr, newcomer, signed_in, who):
    browser = signed_in(hr if who == "hr" else getattr(ladder, who))
    assert browser.get("/people/new/").status_code == 200

    answer = browser.post("/people/new/", typed(newcomer))
    person = User.objects.get(name="Yara Haddad")
    assert (answer.status_code, answer.url) == (302, f"/people/{person.pk}/")


def test_an_address_is_taken_once_whatever_its_case(hr, ladder, newcomer, signed_in):
    page = signed_in(hr).post("/people/new/", typed(newcomer, email=ladder.ae.email.upper()))

    assert page.status_code == 409
    assert "signs in with this address already" in page.content.decode()
    assert "Yara Haddad" in page.content.decode()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "Name is missing."),
        ({"name": "\x00\u202e"}, "Name is missing."),
        ({"name": "x" * 121}, "at most 120 characters"),
        ({"email": "nobody"}, "Enter a valid email address."),
        ({"email": "x" * 250 + "@northlight.example"}, "at most 254 characters"),
        ({"function": "king"}, "Select a valid choice"),
        ({"rank": ""}, "Choose a rank"),
        ({"function": "creative"}, "Only account management has ranks"),
        ({"rank": "ceo"}, "Select a valid choice"),
        ({"office": 10**30}, "Select a valid choice"),
        ({"office": "x"}, "Select a valid choice"),
        ({"manager": 999_999}, "Select a valid choice"),
        ({"manager": "\x00"}, "Null characters are not allowed."),
        ({"time_zone": "Europe/Atlantis"}, "Select a valid choice"),
        ({"language": "tlh"}, "Select a valid choice"),
        ({"joined_on": "yesterday"}, "Enter a day, for example"),
        ({"joined_on": "0001-01-01"}, "Enter a day between 1900 and 2199."),
        ({"phone": "1" * 41}, "at most 40 characters"),
    ],
)
def test_what_cannot_be_read_is_said_and_nothing_typed_is_lost(
    hr, newcomer, signed_in, changes, sentence
):
    page = signed_in(hr).post("/people/new/", typed(newcomer, title="Keeper of plates", **changes))

    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert "Keeper of plates" in page.content.decode()
    assert not User.objects.filter(name="Yara Haddad").exists()


def test_a_name_in_any_script_is_kept_without_marks_that_turn_it(hr, newcomer, signed_in):
    signed_in(hr).post("/people/new/", typed(newcomer, name="  张伟 \u202eПетров\x00 "))
    assert User.objects.filter(name="张伟 Петров").exists()


def test_nobody_gives_rights_he_has_not_got(hr, ladder, newcomer):
    for facts in ({"rank": Rank.CSD}, {"rank": "", "function": Function.ADMIN}):
        with pytest.raises(Refused) as refusal:
            User.objects.join(hr, NOW, **(newcomer | facts))
        assert refusal.value.status == WRONG_RANK
    with pytest.raises(Refused, match="Ask Csd"):
        ladder.ae.edit(ladder.admin, NOW, rank=Rank.CSD)

    assert User.objects.join(ladder.csd, NOW, **(newcomer | {"rank": Rank.CSD})).is_csd


def test_nobody_new_stands_under_somebody_who_left(hr, ladder, newcomer):
    ladder.ae.leave(hr, **LEAVING)
    with pytest.raises(Refused, match="no longer works here"):
        User.objects.join(hr, NOW, **newcomer)


# -- Changing -----------------------------------------------------------------------------------


def facts_of(person, **changes):
    names = ("name", "email", "function", "rank", "office", "title", "phone", "joined_on")
    return typed({name: getattr(person, name) for name in names}, **changes)


def test_a_person_is_changed_and_found_under_the_new_name(hr, ladder, signed_in):
    fields = facts_of(ladder.ae, name="Nadia Ferrante", rank=Rank.SENIOR_AE)
    answer = signed_in(hr).post(f"/people/{ladder.ae.pk}/edit/", fields)

    ladder.ae.refresh_from_db()
    assert answer.url == ladder.ae.get_absolute_url()
    assert (ladder.ae.name, ladder.ae.rank) == ("Nadia Ferrante", "senior_ae")
    assert found("ferrante") == [("Nadia Ferrante", "Senior account executive, Rome")]


def test_saving_without_a_change_writes_no_history(hr, ladder):
    before = ladder.ae.history.count()
    ladder.ae.edit(hr, NOW, name=ladder.ae.name, rank=ladder.ae.rank)
    assert ladder.ae.history.count() == before


def test_the_old_address_hears_of_a_new_one(hr, ladder):
    ladder.ae.edit(hr, NOW, email="nadia@northlight.example")

    mail = OutgoingMail.objects.get()
    assert mail.to_address == "ae@northlight.example"
    assert "nadia@northlight.example" in mail.body


def test_nobody_promotes_himself(hr, ladder):
    with pytest.raises(Refused, match="changed by somebody else"):
        hr.edit(hr, NOW, function=Function.FINANCE)
    hr.edit(hr, NOW, phone="+353 1 555 0100")
    assert hr.phone == "+353 1 555 0100"


def test_two_editors_do_not_overrule_each_other_unseen(hr, ladder, signed_in):
    browser, url = signed_in(hr), f"/people/{ladder.ae.pk}/edit/"
    seen = ladder.ae.history.latest("history_id").history_id
    ladder.ae.edit(ladder.csd, NOW, phone="1")

    page = browser.post(url, facts_of(ladder.ae, phone="2", seen=seen))
    assert page.status_code == 409
    assert "Csd changed this person meanwhile" in page.content.decode()
    latest = ladder.ae.history.latest("history_id").history_id
    assert f'name="seen" value="{latest}"' in page.content.decode()

    assert browser.post(url, facts_of(ladder.ae, phone="2", seen=latest)).status_code == 302
    ladder.ae.refresh_from_db()
    assert ladder.ae.phone == "2"


# -- Leaving and coming back --------------------------------------------------------------------


def test_leaving_ends_the_places_and_says_what_is_vacant(hr, ladder, client_of):
    other = make_client("ORC", "Orchard Dairy")
    put_on_team(other, ladder.ae, "ae")
    put_on_team(other, ladder.stranger, "ae")
    put_on_team(other, ladder.ae, "am", from_on=TODAY + timedelta(days=9))

    vacant = ladder.ae.leave(hr, **LEAVING)

    assert [(place.client, place.role) for place in vacant] == [(client_of, "ae")]
    places = TeamMember.objects.filter(person=ladder.ae)
    assert set(places.values_list("until_on", flat=True)) == {TODAY}
    assert (ladder.ae.is_active, ladder.ae.left_on) == (False, TODAY)
    assert found("ae")[0][1].endswith("left")
    notice = Notice.objects.get(person=ladder.am)
    assert "Ae has left. Nobody holds: Brightwater Bank (AE)." in notice.text


def test_the_ended_places_are_signed_by_who_entered_the_leaving(hr, ladder, client_of):
    ladder.ae.leave(hr, **LEAVING)
    place = TeamMember.objects.get(person=ladder.ae)
    assert place.history.latest("history_id").history_user == hr


@pytest.mark.parametrize("day", [TODAY + timedelta(days=1), date(2019, 1, 1)])
def test_a_leaving_is_entered_on_its_day_or_after_and_not_before_the_first(hr, ladder, day):
    ladder.ae.edit(hr, NOW, joined_on=date(2020, 1, 1))
    with pytest.raises(Refused) as refusal:
        ladder.ae.leave(hr, on=day, at=NOW)
    assert refusal.value.field == "on"


def test_one_leaves_once_and_not_by_oneself(hr, ladder):
    with pytest.raises(Refused, match="by somebody else"):
        hr.leave(hr, **LEAVING)
    ladder.ae.leave(hr, **LEAVING)
    with pytest.raises(Refused, match="has left already"):
        ladder.ae.leave(hr, **LEAVING)


def test_whoever_left_sees_no_client_any_more(hr, ladder, client_of, signed_in):
    ladder.ae.leave(hr, **LEAVING)
    assert not client_of._meta.model.objects.visible_to(ladder.ae).exists()


def test_the_leaving_page_shows_what_it_opens_and_does_it(hr, ladder, client_of, signed_in):
    day = date.today() + timedelta(days=4)
    make_absence(ladder.stranger, day, delegate=ladder.ae)
    browser, url = signed_in(ladder.csd), f"/people/{ladder.ae.pk}/leaving/"
    page = browser.get(url).content.decode()
    assert all(word in page for word in ("Brightwater Bank", "Stranger", "Aae"))

    assert browser.post(url, {"on": "soon"}).status_code == 422
    assert browser.post(url, {"on": "2199-01-01"}).status_code == 409
    assert browser.post(url, {"on": date.today().isoformat()}).status_code == 302
    page = browser.get(ladder.ae.get_absolute_url()).content.decode()
    assert "Nobody has taken over as AE" in page
    assert "Still reports here" in page
    assert browser.post(url, {"on": date.today().isoformat()}).status_code == 409


def test_human_resources_see_no_client_by_way_of_a_leaving(hr, ladder, client_of, signed_in):
    browser = signed_in(hr)
    pages = [browser.get(f"/people/{ladder.ae.pk}/leaving/")]
    ladder.ae.leave(ladder.csd, **LEAVING)
    pages += [browser.get(ladder.ae.get_absolute_url()), browser.get("/people/")]

    assert [page.status_code for page in pages] == [200] * 3
    assert not any("Brightwater" in page.content.decode() for page in pages)


def test_somebody_comes_back_and_is_asked_for_a_password(hr, ladder, signed_in):
    ladder.ae.leave(hr, **LEAVING)
    OutgoingMail.objects.all().delete()
    answer = signed_in(hr).post(f"/people/{ladder.ae.pk}/return/")

    ladder.ae.refresh_from_db()
    assert answer.url == ladder.ae.get_absolute_url()
    assert (ladder.ae.is_active, ladder.ae.left_on) == (True, None)
    assert OutgoingMail.objects.get().to_address == ladder.ae.email
    with pytest.raises(Refused, match="works here"):
        ladder.ae.come_back(hr, at=NOW)


def test_coming_back_is_entered_by_those_who_keep_the_people(hr, ladder, signed_in):
    ladder.ae.leave(hr, **LEAVING)
    assert signed_in(ladder.am).post(f"/people/{ladder.ae.pk}/return/").status_code == 403
    assert signed_in(hr).get(f"/people/{ladder.ae.pk}/return/").status_code == 405


def test_who_has_left_is_listed_for_those_who_keep_the_people(hr, ladder, signed_in):
    ladder.ae.leave(hr, **LEAVING)
    assert ladder.ae.get_absolute_url() in signed_in(hr).get("/people/departed/").content.decode()


# -- Lists and pages ----------------------------------------------------------------------------


def row_of(page, name):
    rows = page.content.decode().split("<tr")
    return next(row for row in rows if f">{name}" in row or f"</span>{name}" in row)


def test_the_list_shows_everybody_under_the_manager(ladder, signed_in):
    page = signed_in(ladder.finance).get("/people/")

    assert "under Csd" in row_of(page, "Gad")
    assert "depth-5" in row_of(page, "Aae")
    assert "clock@plates" not in page.content.decode()


def test_the_list_says_who_is_away_and_who_stands_in(ladder, signed_in):
    make_absence(ladder.ae, date.today(), delegate=ladder.stranger)
    row = row_of(signed_in(ladder.planner).get("/people/"), "Ae")

    assert "Away until" in row
    assert "Stranger stands in" in row


def test_the_list_warns_of_load_and_counts_only_what_the_reader_may_see(
    ladder, client_of, signed_in
):
    for code in ("ORC", "KES"):
        put_on_team(make_client(code, f"{code} Ltd"), ladder.ae, "ae")

    assert "3 clients, too many" in row_of(signed_in(ladder.am).get("/people/"), "Ae")
    assert "client" not in row_of(signed_in(ladder.stranger).get("/people/"), "Ae").split("<td")[3]
    AgencyProfile.objects.update(load_limit=3, key_load_limit=0)
    assert "3 clients<" in row_of(signed_in(ladder.am).get("/people/"), "Ae").replace(" <", "<")


def test_directors_oversee_and_are_not_warned_of(ladder, signed_in):
    for code in ("ORC", "KES", "ZEN"):
        put_on_team(make_client(code, f"{code} Ltd"), ladder.ad, "ad")
    assert "too many" not in row_of(signed_in(ladder.csd).get("/people/"), "Ad")


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("text=AÉ", {"Ae", "Aae"}),
        ("text=northlight+gad", {"Gad"}),
        ("department=finance", {"Finance"}),
        ("text=nobody", set()),
        ("department=kings", None),
        ("office=x", None),
        ("office=" + "9" * 400, set()),
        ("text=" + "x" * 5000, None),
        ("text=%00", None),
    ],
)
def test_the_list_is_narrowed_and_nonsense_narrows_nothing(ladder, signed_in, query, names):
    page = signed_in(ladder.ae).get(f"/people/?{query}")

    assert page.status_code == 200
    shown = {node.person.name for _label, nodes in page.context["departments"] for node in nodes}
    everybody = set(User.objects.values_list("name", flat=True))
    assert shown == (everybody if names is None else names)


def test_offices_narrow_the_list(ladder, signed_in):
    dublin = make_office("Dublin", "Europe/Dublin", "IE")
    make_person("tom.iwu", rank=Rank.AE, office=dublin)
    page = signed_in(ladder.ae).get(f"/people/?office={dublin.pk}")

    assert page.context["count"] == 1


@pytest.mark.parametrize("many", [1, 30])
def test_the_list_costs_the_same_for_one_and_for_thirty(
    ladder, client_of, signed_in, many, django_assert_num_queries
):
    AgencyProfile.current()
    for number in range(many):
        person = make_person(f"somebody{number}", rank=Rank.AE, manager=ladder.am)
        put_on_team(client_of, person, "ae")
        make_absence(person, date.today(), delegate=ladder.ae)
    browser = signed_in(ladder.csd)
    browser.get("/people/")
    with django_assert_num_queries(7):
        browser.get("/people/")


@pytest.mark.parametrize("many", [1, 30])
def test_a_person_costs_the_same_with_one_and_with_thirty_clients(
    ladder, client_of, signed_in, many, django_assert_num_queries
):
    for number in range(many):
        client = make_client(f"Z{chr(65 + number // 26)}{chr(65 + number % 26)}", f"Z {number}")
        put_on_team(client, ladder.ae, "ae")
        make_person(f"somebody{number}", rank=Rank.AAE, manager=ladder.ae)
        make_absence(ladder.ae, date.today() + timedelta(days=number), delegate=ladder.am)
    browser = signed_in(ladder.csd)
    browser.get("/people/")
    with django_assert_num_queries(7):
        browser.get(ladder.ae.get_absolute_url())


def test_a_colleague_is_seen_with_the_clients_the_reader_may_see(ladder, client_of, signed_in):
    url = ladder.ae.get_absolute_url()

    assert "Brightwater Bank" in signed_in(ladder.am).get(url).content.decode()
    assert "Brightwater" not in signed_in(ladder.stranger).get(url).content.decode()


def test_nobody_finds_the_actor_of_the_clock_nor_a_person_who_is_not(ladder, signed_in):
    browser = signed_in(ladder.csd)
    for pk in (User.objects.system().pk, 999_999):
        for page in ("", "history/", "edit/", "manager/", "leaving/"):
            assert browser.get(f"/people/{pk}/{page}").status_code == 404
        assert browser.post(f"/people/{pk}/return/").status_code == 404


def test_the_history_says_who_changed_what_in_words(hr, ladder, signed_in):
    ladder.ae.edit(hr, NOW, rank=Rank.SENIOR_AE, phone="555")
    ladder.ae.move_under(ladder.ad, hr, NOW)
    page = signed_in(ladder.ae).get(f"/people/{ladder.ae.pk}/history/").content.decode()

    assert "changed manager: Am → Ad" in page
    assert "rank: Account executive → Senior account executive; phone" not in page
    assert "changed phone: 555; rank: Account executive → Senior account executive" in page
    assert "Petra Nowak" in page


def test_the_history_is_for_the_person_those_above_and_human_resources(hr, ladder, signed_in):
    url = f"/people/{ladder.ae.pk}/history/"
    seen = {
        name: signed_in(person).get(url).status_code
        for name, person in [
            ("ae", ladder.ae),
            ("ad", ladder.ad),
            ("hr", hr),
            ("aae", ladder.aae),
            ("stranger", ladder.stranger),
        ]
    }
    assert seen == {"ae": 200, "ad": 200, "hr": 200, "aae": 403, "stranger": 403}


@pytest.mark.parametrize("many", [1, 30])
def test_the_history_costs_the_same_for_one_and_for_thirty_changes(
    hr, ladder, signed_in, many, django_assert_num_queries
):
    for number in range(many):
        ladder.ae.edit(hr, NOW, phone=str(number))
    browser = signed_in(ladder.csd)
    browser.get("/people/")
    with django_assert_num_queries(5):
        browser.get(f"/people/{ladder.ae.pk}/history/")


def test_without_signing_in_there_is_nothing(client, ladder):
    for url in ("/people/", f"/people/{ladder.ae.pk}/", "/people/new/", "/people/departed/"):
        assert client.get(url).url == f"/auth/login/?next={url}"


@pytest.mark.parametrize("url", ["/people/", "/people/departed/"])
def test_lists_are_only_read(ladder, signed_in, url):
    assert signed_in(ladder.csd).post(url).status_code == 405
