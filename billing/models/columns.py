"""The columns of money: amounts of four decimals, rounded to their currency when stored."""

from functools import partial

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

Amount = partial(models.DecimalField, max_digits=18, decimal_places=4)
Quantity = partial(models.DecimalField, max_digits=14, decimal_places=4)
Price = partial(models.DecimalField, max_digits=18, decimal_places=6)
Percent = partial(models.DecimalField, max_digits=7, decimal_places=4)
Country = partial(
    models.CharField,
    max_length=2,
    validators=[RegexValidator(r"^[A-Z]{2}\Z", _("Two capital letters, such as DE."))],
)
Currency = partial(models.CharField, max_length=3, default="EUR")


class VatCategory(models.TextChoices):
    """The codes of UNTDID 5305 that an agency's invoices use (EN 16931, BT-118)."""

    STANDARD = "S", _("VAT charged")
    REVERSE = "AE", _("Reverse charge")
    EXEMPT = "E", _("Exempt")
    ZERO = "Z", _("Zero-rated")
    EXPORT = "G", _("Export outside the EU")
    OUTSIDE = "O", _("Outside the scope of VAT")


class Group(models.TextChoices):
    """What a line of an estimate pays for."""

    FEE = "fee", _("Agency fee")
    PRODUCTION = "production", _("Production")
    MEDIA = "media", _("Media")
    EXPENSES = "expenses", _("Expenses")


# UN/ECE Recommendation 20, the codes an agency needs.
class Unit(models.TextChoices):
    PIECE = "C62", _("piece")
    HOUR = "HUR", _("hour")
    DAY = "DAY", _("day")
    WEEK = "WEE", _("week")
    MONTH = "MON", _("month")
    FLAT = "LS", _("flat sum")
    THOUSAND = "MIL", _("thousand")
    KILOMETRE = "KMT", _("kilometre")
