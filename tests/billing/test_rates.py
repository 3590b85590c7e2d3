"""Rates of VAT with their days, and rates of exchange with their sources."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from agency.lib import ecb
from agency.lib.refusal import Refused
from billing.models import ExchangeRate, TaxRate, VatCategory
from tests.cast import NOW

TODAY = date(2026, 3, 10)
XML = b"""<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01"
  xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
  <gesmes:subject>Reference rates</gesmes:subject>
  <Cube><Cube time="2026-03-09"><Cube currency="USD" rate="1.0850"/>
  <Cube currency="JPY" rate="161.20"/></Cube></Cube>
</gesmes:Envelope>"""
CSV = b"Date, USD, JPY, ISK, \n09 March 2026, 1.0850, 161.20, N/A, \n"
MONDAY = date(2026, 3, 9)
RATES = [(MONDAY, "USD", Decimal("1.0850")), (MONDAY, "JPY", Decimal("161.20"))]
NO_FILES = {
    "prose": b"no rates",
    "half": XML[:200],
    "picture": b"\x89PNG\r\n\x1a\n" + bytes(100),
    "page": b"<html><body>Rates</body></html>",
    "no day": CSV.replace(b"09 March 2026", b"someday"),
    "no rate": XML.replace(b"1.0850", b"NaN"),
    "negative": XML.replace(b"1.0850", b"-1"),
    "entity": XML.replace(
        b'"UTF-8"?>', b'"UTF-8"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    ).replace(b"USD", b"&x;"),
}


def page(name, *of):
    return reverse(f"billing:{name}", args=[row.pk for row in of])


@pytest.fixture
def usual(db):
    TaxRate.objects.put_usual()


def make_rate(rate="1.25", currency="EUR", base="USD", day=MONDAY, source="ECB"):
    return ExchangeRate.objects.create(
        currency=currency, base=base, day=day, rate=Decimal(rate), source=source
    )


# -- VAT ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("country", "day", "percent"),
    [
        ("RU", date(2025, 12, 31), "20"),
        ("RU", date(2026, 1, 1), "22"),
        ("CH", date(2023, 12, 31), "7.7"),
        ("CH", date(2024, 1, 1), "8.1"),
        ("DE", TODAY, "19"),
        ("IE", TODAY, "23"),
    ],
)
def test_the_rate_is_that_of_the_day_of_supply(usual, country, day, percent):
    assert TaxRate.objects.standard(country, day).percent == percent


def test_every_country_has_one_standard_rate_today_and_its_reduced_ones(usual):
    rates = {}
    for row in TaxRate.objects.on(TODAY):
        rates.setdefault(row.country, []).append(row.percent)

    assert rates == {
        "AT": ["20", "13", "10"],
        "BE": ["21", "12", "6"],
        "CH": ["8.1", "2.6"],
        "CN": ["13", "9", "6"],
        "DE": ["19", "7"],
        "ES": ["21", "10", "4"],
        "FR": ["20", "10", "5.5", "2.1"],
        "GB": ["20", "5"],
        "IE": ["23", "13.5", "9"],
        "IT": ["22", "10", "5", "4"],
        "NL": ["21", "9"],
        "PL": ["23", "8", "5"],
        "RU": ["22", "10"],
    }
    assert TaxRate.objects.on(TODAY).filter(is_standard=True).count() == len(rates)


def test_laying_the_usual_rates_down_again_changes_nothing(usual):
    before = TaxRate.objects.count()
    TaxRate.objects.put_usual()

    assert TaxRate.objects.count() == before


def test_a_new_law_ends_the_old_rate_the_day_before(usual, ladder):
    old = TaxRate.objects.standard("DE", TODAY)
    new = old.succeed(ladder.finance, NOW, rate=Decimal(21), valid_from=date(2027, 1, 1))

    assert old.valid_to == date(2026, 12, 31)
    assert (new.name, new.is_standard) == (old.name, True)
    assert TaxRate.objects.standard("DE", date(2026, 12, 31)) == old
    assert TaxRate.objects.standard("DE", date(2027, 1, 1)) == new


def test_a_rate_is_succeeded_once_only_later_and_by_another(usual, ladder):
    old = TaxRate.objects.standard("DE", TODAY)
    for rate, day in ((Decimal(21), date(2021, 1, 1)), (Decimal(19), date(2027, 1, 1))):
        with pytest.raises(Refused):
            old.succeed(ladder.finance, NOW, rate=rate, valid_from=day)
    old.succeed(ladder.finance, NOW, rate=Decimal(21), valid_from=date(2027, 1, 1))
    with pytest.raises(Refused) as no:
        old.succeed(ladder.finance, NOW, rate=Decimal(22), valid_from=date(2028, 1, 1))

    assert str(no.value) == "This rate has an end already."


def test_a_rate_to_come_is_taken_back_and_the_old_one_goes_on(usual, ladder):
    old = TaxRate.objects.standard("DE", TODAY)
    new = old.succeed(ladder.finance, NOW, rate=Decimal(21), valid_from=date(2027, 1, 1))
    new.take_back(ladder.finance, NOW)
    old.refresh_from_db()

    assert old.valid_to is None
    assert TaxRate.objects.standard("DE", date(2027, 1, 1)) == old


def test_a_rate_that_has_begun_stays(usual, ladder):
    with pytest.raises(Refused) as no:
        TaxRate.objects.standard("DE", TODAY).take_back(ladder.finance, NOW)

    assert str(no.value) == "This rate has begun: let another one succeed it."


def test_a_country_has_one_standard_rate_at_a_time(usual, ladder):
    facts = {"country": "DE", "name": "Standard", "rate": Decimal(18), "is_standard": True}
    with pytest.raises(Refused) as no:
        TaxRate.objects.enter(ladder.finance, NOW, valid_from=TODAY, **facts)

    assert str(no.value) == "The standard rate on these days is 19 %: let it be succeeded."


def test_only_where_vat_is_charged_there_is_a_rate(ladder):
    facts = {"country": "DE", "name": "Odd", "valid_from": TODAY}
    for category, rate in ((VatCategory.STANDARD, 0), (VatCategory.EXEMPT, 5)):
        with pytest.raises(Refused) as no:
            TaxRate.objects.enter(
                ladder.finance, NOW, category=category, rate=Decimal(rate), **facts
            )
        assert no.value.field == "rate"


def test_others_do_not_touch_the_rates(usual, ladder):
    with pytest.raises(Refused) as no:
        TaxRate.objects.standard("DE", TODAY).succeed(
            ladder.ad, NOW, rate=Decimal(21), valid_from=date(2027, 1, 1)
        )

    assert no.value.status == 403


def test_a_rate_is_succeeded_on_the_page(usual, signed_in, ladder):
    old = TaxRate.objects.standard("IT", TODAY)
    typed = {"rate": "23", "valid_from": "2027-01-01"}
    answer = signed_in(ladder.finance).post(page("succeed-tax-rate", old), typed)

    assert answer.status_code == 302
    assert TaxRate.objects.standard("IT", date(2027, 1, 1)).percent == "23"


def test_the_table_of_rates_takes_few_queries(usual, signed_in, ladder, django_assert_num_queries):
    browser = signed_in(ladder.finance)
    browser.get(page("tax-rates"))
    with django_assert_num_queries(4):
        browser.get(page("tax-rates"))


# -- Exchange -----------------------------------------------------------------------------------


def test_the_newest_rate_of_the_day_or_before_it_holds(db):
    make_rate("1.20", day=date(2026, 3, 2))
    make_rate("1.25")
    make_rate("1.30", day=date(2026, 3, 11))

    assert ExchangeRate.objects.on("EUR", "USD", TODAY).rate == Decimal("1.25")
    assert ExchangeRate.objects.on("EUR", "USD", date(2026, 3, 1)) is None


def test_a_rate_of_last_year_says_nothing_about_today(db):
    make_rate(day=date(2024, 3, 9))

    assert ExchangeRate.objects.on("EUR", "USD", TODAY) is None


def test_the_way_back_and_the_way_over_the_euro_are_reckoned(db):
    make_rate("1.25")
    make_rate("0.80", base="GBP", source="Bank")

    back = ExchangeRate.objects.on("USD", "EUR", TODAY)
    over = ExchangeRate.objects.on("USD", "GBP", TODAY)
    assert (back.rate, back.day, back.source) == (Decimal("0.8"), MONDAY, "ECB")
    assert (over.rate, over.source) == (Decimal("0.64"), "ECB, Bank")


def test_a_currency_into_itself_is_one_to_one(db):
    assert ExchangeRate.objects.convert(Decimal("12.34"), "JPY", "JPY", TODAY) == Decimal("12.34")


@settings(max_examples=25, deadline=None)
@given(st.decimals("0.0001", "100000", places=4))
def test_there_and_back_is_the_same_to_the_cent(rate):
    row = ExchangeRate(currency="EUR", base="USD", day=MONDAY, rate=rate, source="ECB")
    back = ExchangeRate(currency="USD", base="EUR", day=MONDAY, rate=1 / rate, source="ECB")

    assert round(row.rate * back.rate, 10) == 1


def test_a_day_has_one_rate(ladder):
    facts = {"currency": "EUR", "base": "USD", "rate": Decimal(1), "source": "Bank"}
    ExchangeRate.objects.enter(ladder.finance, NOW, day=TODAY, **facts)
    with pytest.raises(Refused) as no:
        ExchangeRate.objects.enter(ladder.finance, NOW, day=TODAY, **facts)

    assert no.value.field == "day"


def test_no_rate_is_known_before_its_day(ladder):
    facts = {"currency": "EUR", "base": "USD", "rate": Decimal(1), "source": "Bank"}
    with pytest.raises(Refused) as no:
        ExchangeRate.objects.enter(ladder.finance, NOW, day=date(2026, 3, 11), **facts)

    assert no.value.field == "day"


def test_a_rate_is_removed_by_whoever_keeps_the_books(ladder):
    row = make_rate()
    with pytest.raises(Refused):
        row.remove(ladder.ad, NOW)
    row.remove(ladder.finance, NOW)

    assert not ExchangeRate.objects.exists()


@pytest.mark.parametrize("content", [XML, CSV], ids=["xml", "csv"])
def test_the_files_of_the_central_bank_are_read(content):
    assert ecb.read(content) == RATES


@pytest.mark.parametrize("content", NO_FILES.values(), ids=NO_FILES)
def test_what_is_no_file_of_the_bank_is_refused(content):
    with pytest.raises(ecb.NoRates):
        ecb.read(content)


def test_known_rates_stay_when_a_file_is_read(ladder):
    kept = make_rate("1.1111")
    count = ExchangeRate.objects.take_in(ladder.finance, NOW, RATES)
    again = ExchangeRate.objects.take_in(ladder.finance, NOW, RATES)
    kept.refresh_from_db()

    assert (count, again, kept.rate) == (1, 0, Decimal("1.1111"))
    made = ExchangeRate.objects.get(base="JPY")
    assert (made.rate, made.day, made.source) == (Decimal("161.20"), MONDAY, "ECB")
    assert made.history.get().history_user == ladder.finance


@pytest.mark.parametrize(("name", "content"), [("a.xml", XML), ("a.csv", CSV)])
def test_a_file_is_read_on_the_page(signed_in, ladder, name, content):
    file = SimpleUploadedFile(name, content)
    answer = signed_in(ladder.finance).post(page("import-exchange-rates"), {"file": file})

    assert answer.status_code == 302
    assert ExchangeRate.objects.count() == 2


@pytest.mark.parametrize("content", NO_FILES.values(), ids=NO_FILES)
def test_a_wrong_file_is_refused_at_its_field(signed_in, ladder, content):
    file = SimpleUploadedFile("rates.xml", content)
    answer = signed_in(ladder.finance).post(page("import-exchange-rates"), {"file": file})

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["file"]


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_takes_the_same_queries_for_one_and_for_thirty(
    signed_in, ladder, django_assert_num_queries, count
):
    for number in range(count):
        make_rate(day=date(2026, 1, 1 + number))
    browser = signed_in(ladder.finance)
    browser.get(page("exchange-rates"))

    with django_assert_num_queries(5):
        answer = browser.get(page("exchange-rates"))
    assert len(answer.context["page"].object_list) == count
