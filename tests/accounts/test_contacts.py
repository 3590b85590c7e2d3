"""The client's people and those of partner agencies: entered, changed, ended, never deleted."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.access import today
from accounts.models import ContactPerson, PartnerPerson
from agency.lib.refusal import Refused
from tests.cast import NOW, make_client, make_contact, put_on_team

ONE_DAY = timedelta(days=1)
DAY = NOW.date()


@pytest.fixture
def facts():
    return {
        "name": "Joanna Okafor",
        "title": "Head of brand",
        "email": "Joanna@Brightwater.example",
        "level": "middle",
        "role": "decision_maker",
        "distribution": "to",
        "approves_estimates": "on",
        "approval_limit": "50,000.00",
    }


@pytest.fixture
def ewa(client_of):
    return PartnerPerson.objects.create(client=client_of, agency="Northstar", name="Ewa Kowalska")


def url(name, row):
    return reverse(f"accounts:{name}", args=[row.pk])


# -- Entering -----------------------------------------------------------------------------------


def test_an_executive_enters_somebody_of_the_client(client_of, ladder, facts, signed_in):
    response = signed_in(ladder.ae).post(url("add-contact", client_of), facts)
    assert response.url == url("client-people", client_of)
    joanna = ContactPerson.objects.get()
    assert (joanna.client, joanna.name, joanna.level) == (client_of, "Joanna Okafor", "middle")
    assert joanna.email == "joanna@brightwater.example"
    assert joanna.approval_limit == Decimal("50000")
    assert joanna.history.get().history_user == ladder.ae


def test_an_executive_enters_somebody_of_a_partner_agency(client_of, ladder, signed_in):
    data = {"agency": "Northstar", "name": "Ewa Kowalska", "email": "ewa@northstar.example"}
    assert signed_in(ladder.ae).post(url("add-partner", client_of), data).status_code == 302
    ewa = PartnerPerson.objects.get()
    assert (str(ewa), ewa.client) == ("Ewa Kowalska (Northstar)", client_of)
    assert ewa.history.get().history_user == ladder.ae


def test_an_address_stands_once_for_a_client_whatever_its_capitals(
    client_of, ladder, facts, signed_in
):
    make_contact(client_of, email="JOANNA@brightwater.example")
    response = signed_in(ladder.ae).post(url("add-contact", client_of), facts)
    assert response.status_code == 409
    assert response.context["form"].errors["email"] == [
        "Somebody of this client has this address already."
    ]
    assert ContactPerson.objects.count() == 1


def test_the_same_address_may_stand_for_two_clients(client_of, ladder, facts, signed_in):
    make_contact(make_client("ORC", "Orchard"), email="joanna@brightwater.example")
    assert signed_in(ladder.ae).post(url("add-contact", client_of), facts).status_code == 302


def test_people_without_an_address_do_not_collide(client_of, ladder):
    for name in ("One", "Two"):
        ContactPerson.objects.add(client_of, ladder.ae, NOW, name=name)
    assert ContactPerson.objects.filter(email="").count() == 2


# -- Who may ------------------------------------------------------------------------------------


ACTS = [
    ("add-contact", "client"),
    ("edit-contact", "joanna"),
    ("end-contact", "joanna"),
    ("add-partner", "client"),
    ("edit-partner", "ewa"),
    ("end-partner", "ewa"),
]


@pytest.mark.parametrize(("act", "on"), ACTS)
@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("csd", 200),
        ("am", 200),
        ("ae", 200),
        ("aae", 403),
        ("planner", 403),
        ("finance", 404),
        ("stranger", 404),
    ],
)
def test_executives_and_above_keep_the_people(
    client_of, joanna, ewa, ladder, signed_in, act, on, who, status
):
    put_on_team(client_of, ladder.planner, "planning")
    row = {"client": client_of, "joanna": joanna, "ewa": ewa}[on]
    browser = signed_in(getattr(ladder, who))
    assert browser.get(url(act, row)).status_code == status
    answer = browser.post(url(act, row), {})
    assert answer.status_code == (422 if status == 200 else status)
    if status == 403:
        assert f"Ask {ladder.ae.name} (AE)." in answer.content.decode()


@pytest.mark.parametrize("verb", ["add", "edit", "end"])
def test_the_verbs_ask_for_the_rank_themselves(client_of, joanna, ladder, verb):
    acts = {
        "add": lambda: ContactPerson.objects.add(client_of, ladder.aae, NOW, name="New"),
        "edit": lambda: joanna.edit(ladder.aae, NOW, name="New"),
        "end": lambda: joanna.end(DAY, ladder.aae, NOW),
    }
    with pytest.raises(Refused) as refusal:
        acts[verb]()
    assert refusal.value.status == 403
    assert ContactPerson.objects.get().history.count() == 1


# -- Changing and ending ------------------------------------------------------------------------


def test_a_contact_is_changed(client_of, joanna, ladder, facts, signed_in):
    response = signed_in(ladder.ae).post(url("edit-contact", joanna), facts | {"title": "CMO"})
    assert response.status_code == 302
    joanna.refresh_from_db()
    assert (joanna.title, joanna.approves_estimates) == ("CMO", True)
    assert joanna.history.filter(history_type="~").get().history_user == ladder.ae


def test_saving_the_same_again_writes_no_history(joanna, ladder, facts, signed_in):
    for _twice in range(2):
        signed_in(ladder.ae).post(url("edit-contact", joanna), facts)
    assert joanna.history.filter(history_type="~").count() == 1


def test_a_partner_is_changed(ewa, ladder, signed_in):
    data = {"agency": "Northstar Media", "name": "Ewa Kowalska", "title": "Director"}
    assert signed_in(ladder.ae).post(url("edit-partner", ewa), data).status_code == 302
    ewa.refresh_from_db()
    assert (ewa.agency, ewa.title) == ("Northstar Media", "Director")


@pytest.mark.parametrize("act", ["end-contact", "end-partner"])
def test_whoever_leaves_is_ended_and_never_deleted(client_of, joanna, ewa, ladder, signed_in, act):
    person = joanna if act == "end-contact" else ewa
    yesterday = today() - ONE_DAY
    for _twice in range(2):
        answer = signed_in(ladder.ae).post(url(act, person), {"on": yesterday.isoformat()})
        assert answer.status_code == 302
    person.refresh_from_db()
    assert person.until_on == yesterday
    assert person.history.filter(history_type="~").count() == 1
    assert person not in type(person).objects.on(today())
    assert person in type(person).objects.on(yesterday)
    page = signed_in(ladder.ae).get(url("client-people", client_of))
    assert page.context["gone"] == [person]
    assert person.name in page.content.decode()


def test_nobody_leaves_before_he_came(client_of, ladder, signed_in):
    joanna = make_contact(client_of, from_on=today())
    data = {"on": (today() - ONE_DAY).isoformat()}
    response = signed_in(ladder.ae).post(url("end-contact", joanna), data)
    assert response.status_code == 409
    assert "before the first" in response.content.decode()


def test_a_wrong_ending_is_mended_by_editing(joanna, ladder, facts, signed_in):
    joanna.end(DAY, ladder.ae, NOW)
    signed_in(ladder.ae).post(url("edit-contact", joanna), facts | {"until_on": ""})
    joanna.refresh_from_db()
    assert joanna.until_on is None


def test_people_of_another_client_are_not_found(client_of, joanna, ewa, ladder, signed_in):
    browser = signed_in(ladder.stranger)
    for act, person in (("edit-contact", joanna), ("end-contact", joanna), ("edit-partner", ewa)):
        assert browser.post(url(act, person), {}).status_code == 404


# -- The page -----------------------------------------------------------------------------------


def test_each_level_is_paired_with_a_rung_of_the_team(client_of, joanna, ladder, signed_in):
    top = make_contact(client_of, "Aoife Brennan", level="top")
    luis = make_contact(client_of, "Luis Prieto", level="brand")
    page = signed_in(ladder.ae).get(url("client-people", client_of))
    paired = [(level["people"], level["partners"]) for level in page.context["levels"]]
    assert paired == [
        ([top], ladder.ad.name),
        ([joanna], ladder.am.name),
        ([luis], ladder.ae.name),
    ]
    assert f"paired with {ladder.ad.name} (AD)" in page.content.decode()


def test_a_level_without_a_partner_on_the_team_says_so(ladder, signed_in):
    client = make_client()
    put_on_team(client, ladder.ae, "ae")
    make_contact(client, level="top")
    page = signed_in(ladder.ae).get(url("client-people", client)).content.decode()
    assert "no AD on the team to pair with" in page


def test_a_client_without_people_says_why_they_matter(client_of, ladder, signed_in):
    page = signed_in(ladder.ae).get(url("client-people", client_of)).content.decode()
    assert "Nobody of the client yet" in page
