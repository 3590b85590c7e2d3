from django.db import models
from django.utils.translation import gettext_lazy as _


class Rank(models.TextChoices):
    """What a person of the account department is called; several ranks may share a rung."""

    COORDINATOR = "coordinator", _("Coordinator")
    AAE = "aae", _("Assistant account executive")
    AE = "ae", _("Account executive")
    SENIOR_AE = "senior_ae", _("Senior account executive")
    AM = "am", _("Account manager")
    SENIOR_AM = "senior_am", _("Senior account manager")
    SUPERVISOR = "supervisor", _("Account supervisor")
    AD = "ad", _("Account director")
    GAD = "gad", _("Group account director")
    CSD = "csd", _("Client services director")


class Rung(models.IntegerChoices):
    """The six rungs a late report climbs."""

    AAE = 1, _("AAE")
    AE = 2, _("AE")
    AM = 3, _("AM")
    AD = 4, _("AD")
    GAD = 5, _("GAD")
    CSD = 6, _("CSD")


RUNG_OF_RANK = {
    Rank.COORDINATOR: Rung.AAE,
    Rank.AAE: Rung.AAE,
    Rank.AE: Rung.AE,
    Rank.SENIOR_AE: Rung.AE,
    Rank.AM: Rung.AM,
    Rank.SENIOR_AM: Rung.AM,
    Rank.SUPERVISOR: Rung.AM,
    Rank.AD: Rung.AD,
    Rank.GAD: Rung.GAD,
    Rank.CSD: Rung.CSD,
}


class Function(models.TextChoices):
    """The department a person works in."""

    ACCOUNT = "account", _("Account management")
    CREATIVE = "creative", _("Creative")
    MEDIA = "media", _("Media")
    PRODUCTION = "production", _("Production")
    RESEARCH = "research", _("Research")
    PLANNING = "planning", _("Planning")
    TRAFFIC = "traffic", _("Traffic")
    FINANCE = "finance", _("Finance")
    HR = "hr", _("Human resources")
    ADMIN = "admin", _("Administration")


class Theme(models.TextChoices):
    SYSTEM = "system", _("As the device")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")
