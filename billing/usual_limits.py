"""What may be approved up to a limit, and the limits an agency begins with."""

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.rank import Rank


class Limited(models.TextChoices):
    """What may be approved up to a limit (domain.md section 2)."""

    ESTIMATE = "estimate", _("Estimate or change order")
    ORDER = "order", _("Purchase order inside the approved estimate")
    ORDER_AT_RISK = "order_at_risk", _("Purchase order outside an approved estimate")
    EXPENSE = "expense", _("Agency expense on a client")
    WRITE_OFF = "write_off", _("Write-off or unbilled overrun")
    CREDIT_NOTE = "credit_note", _("Credit note")
    DISCOUNT = "discount", _("Discount off the rate card, in per cent")


NO_LIMIT = None
THOUSAND = Decimal(1000)
# The published practice and our own defaults: domain.md section 2. {document: {rank: most}}.
USUAL = {
    Limited.ESTIMATE: {
        Rank.AM: 5 * THOUSAND,
        Rank.SENIOR_AM: 25 * THOUSAND,
        Rank.SUPERVISOR: 25 * THOUSAND,
        Rank.AD: 250 * THOUSAND,
        Rank.GAD: NO_LIMIT,
        Rank.CSD: NO_LIMIT,
    },
    Limited.ORDER: {
        Rank.AE: THOUSAND,
        Rank.SENIOR_AE: THOUSAND,
        Rank.AM: 5 * THOUSAND,
        Rank.SENIOR_AM: 25 * THOUSAND,
        Rank.SUPERVISOR: 25 * THOUSAND,
        Rank.AD: 250 * THOUSAND,
        Rank.GAD: NO_LIMIT,
        Rank.CSD: NO_LIMIT,
    },
    Limited.ORDER_AT_RISK: {
        Rank.AD: 5 * THOUSAND,
        Rank.GAD: 25 * THOUSAND,
        Rank.CSD: NO_LIMIT,
    },
    Limited.EXPENSE: {
        Rank.AM: THOUSAND / 2,
        Rank.SENIOR_AM: THOUSAND,
        Rank.SUPERVISOR: THOUSAND,
        Rank.AD: 5 * THOUSAND,
        Rank.GAD: 25 * THOUSAND,
        Rank.CSD: NO_LIMIT,
    },
    Limited.WRITE_OFF: {
        Rank.AD: 2 * THOUSAND,
        Rank.GAD: 10 * THOUSAND,
        Rank.CSD: NO_LIMIT,
    },
    Limited.CREDIT_NOTE: {
        Rank.SENIOR_AM: THOUSAND,
        Rank.SUPERVISOR: THOUSAND,
        Rank.AD: 10 * THOUSAND,
        Rank.GAD: NO_LIMIT,
        Rank.CSD: NO_LIMIT,
    },
    Limited.DISCOUNT: {
        Rank.AM: Decimal(5),
        Rank.SENIOR_AM: Decimal(10),
        Rank.SUPERVISOR: Decimal(10),
        Rank.AD: Decimal(15),
        Rank.GAD: Decimal(20),
        Rank.CSD: NO_LIMIT,
    },
}
