"""Bad input on every form of a client: a message at the field, nothing lost, never a crash."""

import pytest
from django.urls import reverse

from accounts.access import today
from accounts.models import Client, Contract, PartnerPerson
from tests.cast import make_brand, make_contract

LONG = "x" * 5000
GARBAGE = ["\x00", "\u202e\u2066", LONG, "999999999999", "-1", "٣", "nonsense", "🙂" * 300, "<b>"]
TODAY = "2026-11-24"

CLIENT = {
    "name": "Brightwater Bank",
    "code": "BRW",
    "status": "active",
    "office": "1",
    "confidentiality": "normal",
    "contact_cadence_days": "14",
    "acceptance_days": "2",
    "language": "en",
    "payment_days": "30",
    "currency": "EUR",
}
OPTIONAL = {
    "group": "",
    "category": "",
    "since_on": "",
    "notes": "",
    "time_zone": "",
    "country": "",
    "legal_name": "",
    "tax_id": "",
    "billing_address": "",
    "invoice_email": "",
}
CONTRACT = {
    "kind": "retainer",
    "yearly_fee": "",
    "starts_on": TODAY,
    "ends_on": "",
    "notice_days": "90",
    "rounds_included": "2",
    "report_hours": "",
    "report_clock": "",
    "silence_days": "2",
}
PERSON = {
    "name": "Joanna",
    "title": "",
    "email": "",
    "phone": "",
    "level": "top",
    "role": "other",
    "language": "",
    "distribution": "to",
    "approval_limit": "",
    "from_on": "",
    "until_on": "",
}
PLACE = {
    "person": "",
    "role": "ae",
    "from_on": TODAY,
    "until_on": "",
    "load_percent": "",
}
FORMS = {
    "open-client": CLIENT | OPTIONAL | {"code": "ORC"},
    "edit-client": CLIENT | OPTIONAL,
    "client-status": {"to": "on_hold"},
    "add-contract": CONTRACT,
    "edit-contract": CONTRACT,
    "add-brand": {"name": "Loans", "category": ""},
    "edit-brand": {"name": "Loans", "category": ""},
    "add-domain": {"domain": "brightwater.example"},
    "add-contact": PERSON,
    "edit-contact": PERSON,
    "end-contact": {"on": TODAY},
    "add-partner": {"agency": "Northstar", "name": "Ewa", "email": "", "until_on": ""},
    "end-partner": {"on": TODAY},
    "assign-to-team": PLACE,
    "edit-place": {"load_percent": "60"},
    "end-place": {"on": TODAY},
    "hand-over-place": {"to": "", "on": TODAY},
    "share-client": {"person": "", "reason": "Reads along"},
    "raise-wall": {"client": "", "person": "", "reason": "Competitor"},
}
REQUIRED = {
    "open-client": {*CLIENT},
    "edit-client": {*CLIENT} - {"status"},
    "client-status": {"to"},
    "add-contract": {"kind", "starts_on", "notice_days", "rounds_included", "silence_days"},
    "edit-contract": {"kind", "starts_on", "notice_days", "rounds_included", "silence_days"},
    "add-brand": {"name"},
    "edit-brand": {"name"},
    "add-domain": {"domain"},
    "add-contact": {"name", "level", "role", "distribution"},
    "edit-contact": {"name", "level", "role", "distribution"},
    "end-contact": {"on"},
    "add-partner": {"agency", "name"},
    "end-partner": {"on"},
    "assign-to-team": {"person", "role", "from_on"},
    "edit-place": set(),
    "end-place": {"on"},
    "hand-over-place": {"to", "on"},
    "share-client": {"person", "reason"},
    "raise-wall": {"client", "person", "reason"},
}


@pytest.fixture
def address(client_of, joanna):
    """The address of each form, for one client with everything on it."""
    rows = {
        "brand": make_brand(client_of),
        "contract": make_contract(client_of),
        "contact": joanna,
        "partner": PartnerPerson.objects.create(client=client_of, agency="N", name="Ewa"),
        "place": client_of.team.get(role="ae"),
    }

    def of(form):
        if form in {"open-client", "raise-wall"}:
            return reverse(f"accounts:{form}")
        noun = form.rpartition("-")[2]
        row = client_of if form.startswith(("add-", "assign-")) else rows.get(noun, client_of)
        return reverse(f"accounts:{form}", args=[row.pk])

    return of


@pytest.mark.parametrize("form", FORMS)
def test_an_empty_form_names_every_field_that_is_missing(address, ladder, signed_in, form):
    response = signed_in(ladder.csd).post(address(form), {})
    if not REQUIRED[form]:
        assert response.status_code == 302
        return
    assert response.status_code == 422
    errors = response.context["form"].errors
    assert set(errors) == REQUIRED[form]
    page = response.content.decode()
    for name, messages in errors.items():
        assert f'id="id_{name}_error"' in page
        assert "is missing" in messages[0]


@pytest.mark.parametrize(
    ("form", "field"), [(form, field) for form, data in FORMS.items() for field in data]
)
def test_garbage_in_any_field_never_crashes_and_loses_nothing(
    address, client_of, ladder, signed_in, form, field
):
    browser, page = signed_in(ladder.csd), address(form)
    rows = {"office": client_of.office_id, "client": client_of.pk}
    rows |= {"person": ladder.stranger.pk, "to": ladder.stranger.pk}
    valid = FORMS[form] | {name: pk for name, pk in rows.items() if name in FORMS[form]}
    valid |= {"to": "on_hold"} if form == "client-status" else {}
    for garbage in GARBAGE:
        response = browser.post(page, valid | {field: garbage})
        assert response.status_code in {302, 403, 409, 422}, garbage
        if response.status_code == 302:
            assert response.content == b""
            continue
        text = response.content.decode()
        assert 'class="error"' in text or "error-summary" in text
        for name, value in valid.items():
            if name != field and value and name in {"name", "reason", "agency", "domain"}:
                assert str(value) in text


DAYS = ["1899-12-31", "2200-01-01", "0001-01-01", "32.13.2026", "tomorrow", "2026-02-30", TODAY * 9]


@pytest.mark.parametrize("form", ["end-place", "end-contact", "end-partner", "hand-over-place"])
@pytest.mark.parametrize("day", DAYS)
def test_a_day_that_is_none_is_refused_at_the_field(address, ladder, signed_in, form, day):
    data = {"on": day, "to": ladder.stranger.pk}
    response = signed_in(ladder.csd).post(address(form), data)
    assert response.status_code == 422
    assert response.context["form"].errors["on"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("code", "AB"),
        ("code", "ABCDE"),
        ("code", "A1C"),
        ("code", "ÄBC"),
        ("currency", "EURO"),
        ("currency", "E1"),
        ("time_zone", "Mars/Olympus"),
        ("time_zone", "../../etc/passwd"),
        ("country", "ZZ"),
        ("country", "Italy"),
        ("invoice_email", "nobody"),
        ("payment_days", "366"),
        ("payment_days", "1.5"),
        ("contact_cadence_days", "0"),
        ("acceptance_days", "61"),
        ("language", "tlh"),
        ("office", "999"),
        ("status", "closed"),
        ("name", "x" * 121),
        ("notes", "x" * 4001),
    ],
)
def test_a_wrong_fact_of_a_client_is_refused_at_its_field(
    client_of, ladder, signed_in, field, value
):
    data = FORMS["open-client"] | {"office": client_of.office_id} | {field: value}
    response = signed_in(ladder.csd).post(reverse("accounts:open-client"), data)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert Client.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("yearly_fee", "-1"),
        ("yearly_fee", "1e30"),
        ("yearly_fee", "NaN"),
        ("yearly_fee", "12.345"),
        ("report_hours", "0"),
        ("report_hours", "169"),
        ("report_clock", "moon"),
        ("silence_days", "0"),
        ("notice_days", "731"),
        ("ends_on", "2026-11-23"),
    ],
)
def test_a_wrong_term_of_a_contract_is_refused_at_its_field(
    address, ladder, signed_in, field, value
):
    response = signed_in(ladder.csd).post(address("add-contract"), CONTRACT | {field: value})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert Contract.objects.count() == 1


def test_marks_that_turn_text_round_are_not_kept(client_of, ladder, signed_in):
    data = {"name": "Joanna\u202e \x00 Okafor\u200b", "level": "top", "role": "other"}
    page = reverse("accounts:add-contact", args=[client_of.pk])
    signed_in(ladder.ae).post(page, data | {"distribution": "to"})
    assert client_of.contacts.get().name == "Joanna Okafor"


@pytest.mark.parametrize("name", ["Ænima 株式会社", "Кофе «Аурелия»", "O’Connor & Söhne"])
def test_every_script_is_welcome(client_of, ladder, signed_in, name):
    page = reverse("accounts:add-brand", args=[client_of.pk])
    signed_in(ladder.ae).post(page, {"name": name})
    assert client_of.brands.get().name == name


def test_forms_of_rows_that_do_not_exist_are_not_found(ladder, signed_in):
    browser = signed_in(ladder.csd)
    for form in FORMS:
        if form not in {"open-client", "raise-wall"}:
            for pk in (0, 999999, 2**63):
                assert browser.get(reverse(f"accounts:{form}", args=[pk])).status_code == 404


def test_days_before_today_are_possible_where_something_ends(address, client_of, ladder, signed_in):
    response = signed_in(ladder.csd).post(address("end-place"), {"on": "2024-05-05"})
    assert response.status_code == 302
    assert client_of.team.get(role="ae").until_on < today()
