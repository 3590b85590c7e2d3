"""The rates of VAT that an agency begins with, by country, as the law of each has them."""

from datetime import date
from decimal import Decimal

# country: (from, until or None, the standard rate, then the reduced ones, highest first)
VAT = {
    "DE": [(date(2021, 1, 1), None, "19 7")],
    "IT": [(date(2016, 1, 1), None, "22 10 5 4")],
    "FR": [(date(2014, 1, 1), None, "20 10 5.5 2.1")],
    "IE": [(date(2021, 3, 1), None, "23 13.5 9")],
    "ES": [(date(2012, 9, 1), None, "21 10 4")],
    "NL": [(date(2019, 1, 1), None, "21 9")],
    "BE": [(date(1996, 1, 1), None, "21 12 6")],
    "AT": [(date(2016, 1, 1), None, "20 13 10")],
    "PL": [(date(2011, 1, 1), None, "23 8 5")],
    "GB": [(date(2011, 1, 4), None, "20 5")],
    "CH": [
        (date(2018, 1, 1), date(2023, 12, 31), "7.7 2.5"),
        (date(2024, 1, 1), None, "8.1 2.6"),
    ],
    "CN": [(date(2019, 4, 1), None, "13 9 6")],
}
RUSSIA = (
    ("Standard", "20", date(2019, 1, 1), date(2025, 12, 31)),
    ("Standard", "22", date(2026, 1, 1), None),
    ("Reduced", "10", date(2019, 1, 1), None),
)
NAMES = ("Standard", "Reduced", "Second reduced", "Third reduced")


def usual_rates():
    """The facts of each rate, as the columns of a tax rate call them."""
    for country, periods in VAT.items():
        for starts, ends, rates in periods:
            for name, rate in zip(NAMES, rates.split(), strict=False):
                yield facts(country, name, rate, starts, ends)
    for name, rate, starts, ends in RUSSIA:
        yield facts("RU", name, rate, starts, ends)


def facts(country, name, rate, starts, ends):
    return {
        "country": country,
        "category": "S",
        "name": name,
        "rate": Decimal(rate),
        "is_standard": name == "Standard",
        "valid_from": starts,
        "valid_to": ends,
    }
